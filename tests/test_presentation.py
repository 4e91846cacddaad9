"""From a decision to a card: what it says is the decision's, in the reader's language, and never more."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import html5lib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from builders import NOON, channel, decision, helpline, helpline_data, policy, world
from helpline_router import (
    Card,
    Helpline,
    HelplineRouterError,
    InvalidReport,
    Referral,
    RoutingDecision,
    apply_overlay,
    default_router,
    load_overlay,
    phrases,
    present,
    route_report,
)
from helpline_router.card import CardLink
from helpline_router.catalogues import Catalogue, catalogue_for, languages, names_a_language
from helpline_router.decision import ReferredChannel
from helpline_router.iso import is_same_language
from helpline_router.testing import instants
from helpline_router.vocabulary import Category, ChannelKind, Role, State
from strategies import Scene, crowded_scenes, scenes, scenes_of

Source = Literal["generated", "shipped"]
SOURCES = pytest.mark.parametrize("source", ["generated", "shipped"])
LOCALES = st.sampled_from(languages())
ROLES = st.none() | st.sampled_from(Role)
ANY_LOCALE = (
    LOCALES
    | st.sampled_from(("", "*", "tlh", "de-AT", "fr-CA;q=0.5, en", "no", "en-US-u-hc-h12", "../../el", "x" * 20_000, "de;q=nan", "{0}"))
    | st.text()
    | st.lists(st.text() | LOCALES, max_size=3)
)
EXTREME = tuple(
    map(datetime.fromisoformat, ("0001-01-01", "9999-12-31T23:59:59.999999", "1900-01-01", "1901-01-01", "9989-06-01", "9995-06-01"))
)
ANY_INSTANT = instants() | st.builds(
    lambda wall, hours: wall.replace(tzinfo=timezone(timedelta(hours=hours))),
    st.sampled_from(EXTREME) | st.datetimes(),
    st.sampled_from((0, 14, -14)),
)


def drawn(data: st.DataObject, source: Source) -> tuple[Scene, RoutingDecision]:
    scene = data.draw(scenes() | crowded_scenes() if source == "generated" else scenes_of(default_router()))
    return scene, scene.router.route(scene.report, scene.at)


def catalogue(language: str) -> Catalogue:
    found = catalogue_for(language)
    assert found is not None
    return found


def all_links(card: Card) -> Iterator[CardLink]:
    yield from card.emergency
    for referral in card.referrals:
        yield from referral.links
    yield from card.more


def here(referral: Referral) -> list[ReferredChannel]:
    """The channels for a caller inside the country; those for callers abroad if there are no others."""
    return [channel for channel in referral.channels if channel.caller is None] or list(referral.channels)


@cache
def form(language: str, english: str) -> re.Pattern[str]:
    """A text of the catalogue with anything in its fields."""
    template = catalogue(language).translations.gettext(english)
    return re.compile("".join(".*" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{\w+\})", template)), re.DOTALL)


OPEN_TEXTS = (
    phrases.ALWAYS_OPEN,
    phrases.OPEN,
    phrases.OPEN_UNTIL,
    phrases.OPEN_UNTIL_MIDNIGHT,
    phrases.OPEN_UNTIL_TOMORROW,
    phrases.OPEN_UNTIL_DAY,
)
CLOSED_TEXTS = (
    phrases.CLOSED,
    phrases.OPENS_TODAY,
    phrases.OPENS_AT_MIDNIGHT,
    phrases.OPENS_TOMORROW,
    phrases.OPENS_ON_DAY,
)
OTHER_TEXTS = (phrases.USUALLY, phrases.HOURS_UNKNOWN, phrases.ANSWERS_IN_WRITING)


def says(text: str, language: str, *forms: str) -> bool:
    """Whether a text is one of these, perhaps with a city in brackets."""
    return any(form(language, one).fullmatch(re.sub(r" \([^()]+\)$", "", text)) or form(language, one).fullmatch(text) for one in forms)


# It never fails


@SOURCES
@given(data=st.data())
def test_presenting_never_fails(source: Source, data: st.DataObject) -> None:
    """Whatever the decision, the locale, the moment and the role: there is a card, and it renders."""
    _, found = drawn(data, source)
    card = present(found, data.draw(ANY_LOCALE), at=data.draw(ANY_INSTANT), role=data.draw(ROLES))
    for text in (card.to_text(), card.to_text(width=data.draw(st.integers(1, 100))), card.to_markdown(), card.to_html()):
        assert not set("{}") & set(text.partition("</style>")[2] or text)
        assert "None" not in text
    assert Card.model_validate_json(card.model_dump_json()) == card


@pytest.mark.parametrize("at", [NOON.replace(tzinfo=None), EXTREME[0], None, "2026-11-20T12:00Z", 0])
def test_a_moment_without_a_zone_is_refused(at: Any) -> None:
    """It would be some moment, and the card would say "open" of another. Nothing of the report is in the error."""
    with pytest.raises(InvalidReport, match="time zone") as error:
        present(decision(world(helpline())), "en", at=at)
    assert "fr-line" not in str(error.value)


@pytest.mark.parametrize("level", [0, 5, -1, 6])
def test_a_heading_level_that_leaves_no_room_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="heading_level"):
        present(decision(world(helpline())), "en", at=NOON).to_html(heading_level=level)


@pytest.mark.parametrize("moment", EXTREME)
@pytest.mark.parametrize("language", ["en", "el"])
def test_in_a_year_without_a_calendar_nothing_is_called_open(moment: datetime, language: str) -> None:
    """Opening hours are known for the years from 1901 to 9989."""
    facts = world(helpline("fr-a", channels=[channel("3018", hours="Mo-Su 09:00-23:00")]))
    for hours in (0, 14, -14):
        at = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
        card = present(decision(facts, at=NOON), language, at=at)
        assert State.UNKNOWN == card.referrals[0].state
        assert not says(card.referrals[0].availability, language, *OPEN_TEXTS, *CLOSED_TEXTS)


# What is on it


@SOURCES
@given(data=st.data())
def test_every_number_is_written_as_people_write_it_at_home(source: Source, data: st.DataObject) -> None:
    """Verbatim, with its link beside it; no other number is on the card, and none of the decision's is missing."""
    scene, found = drawn(data, source)
    card = present(found, data.draw(LOCALES), at=scene.at, role=data.draw(ROLES))
    assert [(number.number, number.uri) for number in found.emergency.numbers] == [(link.label, link.uri) for link in card.emergency]
    for referral, shown in zip(found.referrals, card.referrals, strict=True):
        offered = here(referral)
        for link in shown.links:
            (own, *_) = [channel for channel in offered if channel.uri == link.uri and channel.label in link.label]
            assert own.value in link.label or own.uri == own.value
        assert {channel.uri for channel in offered} >= {link.uri for link in shown.links}
        for channel_ in offered:
            assert any(channel_.label in link.label for link in shown.links)
    for text in (card.to_text(), plain(card.to_markdown()), text_of(card.to_html())):
        # French sets a space before a colon at which no line breaks; plain text has a common one.
        assert all(link.label.replace("\u00a0", " ") in text.replace("\u00a0", " ") for link in all_links(card))


def text_of(fragment: str) -> str:
    return text_of_element(html5lib.parseFragment(fragment, namespaceHTMLElements=False))


def text_of_element(element: Any) -> str:
    return "".join(element.itertext())


@SOURCES
@given(data=st.data())
def test_every_line_of_the_decision_is_on_the_card_in_its_order(source: Source, data: st.DataObject) -> None:
    """None is added, none left out: in the record, and in each rendering."""
    scene, found = drawn(data, source)
    card = present(found, data.draw(LOCALES), at=data.draw(st.just(scene.at) | instants()), role=data.draw(ROLES))
    assert [referral.helpline_id for referral in found.referrals] == [shown.helpline_id for shown in card.referrals]
    assert [referral.name for referral in found.referrals] == [shown.name for shown in card.referrals]
    names = [f"{place}. {referral.name}" for place, referral in enumerate(found.referrals, start=1)]
    assert names == [row for row in card.to_text().splitlines() if row in names]
    headings = [text_of_element(element) for element in fragment_of(card).iter("h3")]
    assert [referral.name for referral in found.referrals] == headings[: len(found.referrals)]


@SOURCES
@given(data=st.data())
def test_no_line_is_called_open_that_is_not_known_to_be(source: Source, data: st.DataObject) -> None:
    """In no language, for no channel, and never at a moment for which the decision was not made."""
    scene, found = drawn(data, source)
    at = data.draw(st.just(scene.at) | instants())
    language = data.draw(LOCALES)
    card = present(found, language, at=at, role=data.draw(ROLES))
    for referral, shown in zip(found.referrals, card.referrals, strict=True):
        is_live = any(one.kind.is_live for one in here(referral))
        state = referral.state if found.holds_at(at) and is_live else State.UNKNOWN
        assert state is shown.state
        assert (state is State.OPEN) == says(shown.availability, language, *OPEN_TEXTS)
        assert (state is State.CLOSED) == says(shown.availability, language, *CLOSED_TEXTS)
        assert (state is State.UNKNOWN) == says(shown.availability, language, *OTHER_TEXTS)
        for link in shown.links:
            opened = [part for part in link.remark.split("; ") if says(part, language, *OPEN_TEXTS)]
            own = [one for one in here(referral) if one.uri == link.uri and one.label in link.label]
            is_open = any(one.availability is not None and one.availability.state is State.OPEN for one in own)
            assert not opened or (found.holds_at(at) and is_open)


@SOURCES
@given(data=st.data())
def test_a_line_that_is_open_says_so_with_the_time_of_its_change(source: Source, data: st.DataObject) -> None:
    """By the clock of the line, as the language writes it."""
    scene, found = drawn(data, source)
    language = data.draw(LOCALES)
    card = present(found, language, at=scene.at)
    for referral, shown in zip(found.referrals, card.referrals, strict=True):
        if referral.until is None or shown.state is State.UNKNOWN:
            continue
        if referral.state is State.CLOSED and referral.then is not State.OPEN:
            assert says(shown.availability, language, phrases.CLOSED)
            continue
        there = referral.until.astimezone(ZoneInfo(referral.timezone))
        midnight = (phrases.OPEN_UNTIL_MIDNIGHT, phrases.OPENS_AT_MIDNIGHT)
        minutes = rf"(?<!\d)0?{there.minute:02}(?!\d)"
        assert re.search(minutes, shown.availability) or says(shown.availability, language, *midnight)


@SOURCES
@given(data=st.data())
def test_emergency_numbers_stand_first_exactly_where_the_decision_says_so(source: Source, data: st.DataObject) -> None:
    """In every rendering; and they are never missing."""
    scene, found = drawn(data, source)
    card = present(found, "en", at=scene.at, role=data.draw(ROLES))
    assert found.emergency.first == card.emergency_first
    assert bool(found.emergency.numbers) == bool(card.danger)
    if not found.emergency.numbers or not found.referrals:
        return
    for text in (card.to_text(), plain(card.to_markdown()), text_of(card.to_html())):
        assert found.emergency.first == (text.index(card.danger) < text.index(card.referrals[0].what))


@SOURCES
@given(data=st.data())
def test_directories_are_shown_where_there_is_no_line_or_all_are_closed(source: Source, data: st.DataObject) -> None:
    """And nowhere else: a list of pages is no help beside a line that answers."""
    scene, found = drawn(data, source)
    card = present(found, data.draw(LOCALES), at=scene.at)
    needed = all(referral.state is State.CLOSED for referral in found.referrals)
    assert needed == bool(card.more) == bool(card.more_heading)
    if needed:
        assert [(one.name, one.url) for one in found.directories] == [(link.label, link.uri) for link in card.more]


@SOURCES
@given(data=st.data())
def test_a_condition_is_on_the_card(source: Source, data: st.DataObject) -> None:
    """For whom a line is, where that is not known of the reader: each age and each area."""
    scene, found = drawn(data, source)
    card = present(found, data.draw(LOCALES), at=scene.at)
    for referral, shown in zip(found.referrals, card.referrals, strict=True):
        assert bool(referral.conditions) == bool(shown.condition)
        ages = [age for one in referral.conditions if one.by == "age" for age in (one.minimum, one.maximum) if age is not None]
        assert all(re.search(rf"(?<!\d){age}(?!\d)", shown.condition) for age in ages)


def test_the_parts_of_a_card() -> None:
    """A menu option, whom to ask for, a keyword, a price, privacy, an area, an age, the day of the check."""
    channels = [
        channel("01 45 39 40 00", hours="Mo-Su 09:00-23:00", menu="4", ask_for="jourhavande präst"),
        channel("85258", kind="sms", send="HELP ME", hours="Mo-Su 09:00-23:00"),
        channel("06 12 34 56 78", kind="whatsapp", international="+33 6 12 34 56 78", hours="unknown"),
        channel("help@example.org", kind="email", hours=None),
        channel("https://www.example.org/", kind="chat", hours="24/7", languages=["en"]),
        channel("HelpMe", kind="messenger", hours="unknown"),
        channel("0800 121 122", kind="textphone", hours="unknown"),
        channel("+33 1 00 00 00 00", **{"from": "abroad"}),
    ]
    line = helpline("fr-a", channels=channels, ages=(12, 17), cost="local_rate", anonymous=False, confidential=True, regions=["FR-IDF"])
    card = present(decision(world(line), age=None), "en", at=NOON.astimezone(ZoneInfo("Europe/Paris")))
    shown = card.referrals[0]
    french = "Not in English, but in: French"
    assert "If you are between 12 and 17 · If you are in this area: Île-de-France" == shown.condition
    assert [
        ("Call 01 45 39 40 00", "tel:0145394000", "then choose 4; ask for: jourhavande präst; Open now, until 23:00; " + french),
        ("Text HELP ME to 85258", "sms:85258?body=HELP%20ME", "Open now, until 23:00; " + french),
        ("WhatsApp: 06 12 34 56 78", "https://wa.me/33612345678", "Opening hours not known; " + french),
        ("E-mail: help@example.org", "mailto:help@example.org", french),
        ("Chat: example.org", "https://www.example.org/", "Languages: English"),
        ("Messenger: HelpMe", None, "Opening hours not known; " + french),
        ("Textphone: 0800 121 122", "tel:0800121122", "Opening hours not known; " + french),
    ] == [(link.label, link.uri, link.remark) for link in shown.links]
    assert "Open day and night" == shown.availability
    assert ("Costs as much as a local call", "They may ask your name", "Confidential") == shown.facts
    assert "Details checked on: 1 November 2026" == shown.checked


def test_a_number_answered_in_other_languages_at_other_hours_says_so() -> None:
    """Who speaks Ukrainian is not told the hours of those who speak French."""
    channels = [
        channel("116 111", hours="Mo-Su 08:00-23:00", languages=["fr"]),
        channel("116 111", hours="Mo-Th 14:00-18:00", languages=["uk", "ru"]),
        channel("https://example.org", kind="chat", hours="Mo-Su 08:00-23:00", languages=["fr"]),
        channel("https://example.org", kind="web_form", hours=None, languages=["fr"]),
        channel("https://example.org/", kind="web_form", hours=None, languages=["fr"]),
        channel("https://example.org/", kind="web_form", hours=None, languages=["fr", "en"]),
    ]
    at = NOON.astimezone(ZoneInfo("Europe/Paris"))
    (shown,) = present(decision(world(helpline("fr-a", channels=channels))), "en", at=at).referrals
    french, slavic = "Not in English, but in: French", "Not in English, but in: Ukrainian and Russian"
    assert [
        ("Call 116 111", french),
        ("Call 116 111", f"Closed right now (opens: Monday, 14:00); {slavic}"),
        ("Chat: example.org", french),
        ("Write online: example.org", french),
        ("Write online: example.org", "Languages: English and French"),
    ] == [(link.label, link.remark) for link in shown.links]
    assert [
        ("Opening hours (Call 116 111, French and Chat: example.org)", (("every day", "08:00–23:00"),)),
        ("Opening hours (Call 116 111, Ukrainian, Russian)", (("Mon–Thu", "14:00–18:00"), ("Fri–Sun", "closed"))),
    ] == [(table.title, table.rows) for table in shown.hours]


@SOURCES
@given(data=st.data())
def test_every_language_in_which_somebody_answers_is_told_beside_its_number(source: Source, data: st.DataObject) -> None:
    """As many links of a label as it has sets of languages, if somebody answers there."""
    scene, found = drawn(data, source)
    for referral, shown in zip(found.referrals, present(found, "en", at=scene.at).referrals, strict=True):
        labels = [link.label for link in shown.links]
        for one in here(referral):
            sets = {
                other.languages for other in here(referral) if other.kind.is_live and (other.kind, other.value) == (one.kind, one.value)
            }
            assert len(sets) <= sum(one.label in label for label in labels)


def test_numbers_for_callers_abroad_are_shown_if_there_are_no_others() -> None:
    line = helpline("fr-a", channels=[channel("+33 1 00 00 00 00", **{"from": "abroad"})])
    (link,) = present(decision(world(line)), "en", at=NOON).referrals[0].links
    assert ("Call +33 1 00 00 00 00", "tel:+33100000000", "for calls from abroad") == (link.label, link.uri, link.remark)


@SOURCES
@given(data=st.data())
def test_a_link_for_text_messages_carries_the_word_to_send(source: Source, data: st.DataObject) -> None:
    """And the reader sees the word, for the link does not work everywhere."""
    scene, found = drawn(data, source)
    card = present(found, data.draw(LOCALES), at=scene.at)
    for referral, shown in zip(found.referrals, card.referrals, strict=True):
        for one in here(referral):
            if one.kind is ChannelKind.SMS and one.send:
                link = next(link for link in shown.links if one.send in link.label and one.value in link.label)
                assert str(link.uri).endswith(f"?body={one.send}")


# Language


@given(LOCALES, ROLES)
def test_a_card_is_in_one_language(language: str, role: Role | None) -> None:
    """The language asked for, marked as such in HTML; names of lines are marked as what they are."""
    found = decision(world(helpline("fr-a", name="Une ligne")))
    card = present(found, language, at=NOON, role=role)
    assert language == card.language
    assert card.to_html().startswith(f'<section class="helpline-card" lang="{language}"')
    assert card.referrals[0].name_language == (None if language == "fr" else "fr")
    assert (language == "fr") == ('<span lang="fr">Une ligne' not in card.to_html())


@given(st.sampled_from(("", "xx", "xx-FR", "*", "en;q=0", "x-private", "klingon", "<b>", "\u202e", "e" * 10_000)) | st.text())
def test_an_unknown_locale_gives_english_and_says_so(locale: str) -> None:
    """Neither silence nor an error; and nothing of the locale is repeated."""
    assume(catalogue_for(locale) is None and not names_a_language(locale))
    found = decision(world(helpline()))
    card, english = present(found, locale, at=NOON), present(found, "en", at=NOON)
    assert ("en", phrases.NOT_IN_YOUR_LANGUAGE) == (card.language, card.notices[0])
    assert english == card.model_copy(update={"notices": card.notices[1:]})
    assert phrases.NOT_IN_YOUR_LANGUAGE not in english.notices


@pytest.mark.parametrize("locale", ["tr", "zh-Hant-TW", "uk, ar;q=0.5", ["he"]])
def test_a_language_without_a_catalogue_gives_the_countrys(locale: str | list[str]) -> None:
    """The country's first language that has one; without a country, English with the notice."""
    assert present(decision(world(helpline())), locale, at=NOON).language == "fr"
    nowhere = route_report(category="suicide", at=NOON)
    card = present(nowhere, locale, at=NOON)
    assert ("en", phrases.NOT_IN_YOUR_LANGUAGE) == (card.language, card.notices[0])


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("no", "nb"),
        ("nn-NO,no;q=0.8,en;q=0.6", "nn"),
        ("tr, de-AT;q=0.5", "de"),
        (["tr", "fr"], "fr"),
        (("tr", "it-CH,de;q=0.9"), "it"),
    ],
)
def test_the_first_language_with_a_catalogue_is_taken_without_a_notice(locale: Any, language: str) -> None:
    card = present(decision(world(helpline())), locale, at=NOON)
    assert language == card.language
    assert catalogue(language).say(phrases.NOT_IN_YOUR_LANGUAGE) not in card.notices


@SOURCES
@given(data=st.data())
def test_a_line_that_does_not_speak_the_card_s_language_says_which_it_speaks(source: Source, data: st.DataObject) -> None:
    """And one that does names that language first."""
    scene, found = drawn(data, source)
    language = data.draw(LOCALES)
    names = catalogue(language).locale.languages
    for referral, shown in zip(found.referrals, present(found, language, at=scene.at).referrals, strict=True):
        own = [code for code in referral.languages if is_same_language(code, language)]
        expected = phrases.LANGUAGES if own else phrases.OTHER_LANGUAGES
        assert form(language, expected).fullmatch(shown.languages)
        for code in (*own, *referral.languages)[:5]:
            assert names.get(code, code) in shown.languages
        assert not own or min(shown.languages.index(names[code]) for code in own) == min(
            shown.languages.index(names.get(code, code)) for code in (*own, *referral.languages)[:5]
        )


def test_norwegian_is_one_language_for_a_line() -> None:
    """The registry says "no"; the card is in Bokmål or Nynorsk."""
    line = helpline("fr-a", languages=["no", "en"])
    for language in ("nb", "nn"):
        shown = present(decision(world(line), language="no"), language, at=NOON).referrals[0]
        assert form(language, phrases.LANGUAGES).fullmatch(shown.languages)
        assert shown.name_language is None


def test_a_territory_keeps_its_formats() -> None:
    """English for the United States has its own hours, German for Austria its own month."""
    line = helpline("fr-a", channels=[channel(hours="Mo-Su 09:00-23:00")], checked_on="2026-01-02")
    found, at = decision(world(line)), NOON.astimezone(ZoneInfo("Europe/Paris"))
    american, austrian, german = (present(found, tag, at=at).referrals[0] for tag in ("en-US", "de-AT", "de"))
    assert "Open now, until 11:00\u202fPM" == american.availability
    assert "Details checked on: January 2, 2026" == american.checked
    assert "2. Jänner 2026" in austrian.checked
    assert "2. Januar 2026" in german.checked


# Roles, notices, privacy


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("role", Role)
def test_the_card_speaks_to_the_role(category: Category, role: Role) -> None:
    """A heading of its own for each; without a role, words that fit anyone."""
    found = decision(world(helpline(roles=tuple(Role))), category=category, role=role)
    own, anyone = present(found, "en", at=NOON, role=role), present(found, "en", at=NOON)
    assert phrases.HEADINGS[role] == own.heading
    assert phrases.LEADS[category][role] == own.lead
    assert (phrases.HEADINGS[Role.AFFECTED], phrases.LEAD) == (anyone.heading, anyone.lead)
    elsewhere = role in (Role.WITNESS, Role.PARENT, Role.PROFESSIONAL)
    assert own.danger == (phrases.DANGER_ELSEWHERE if elsewhere else phrases.DANGER_HERE)


def test_a_role_may_be_given_by_its_name() -> None:
    """It is the same card."""
    found = decision(world(helpline(roles=tuple(Role))))
    assert present(found, "en", at=NOON, role=Role.PARENT) == present(found, "en", at=NOON, role="parent")


@pytest.mark.parametrize("role", ["zzsecret", "", "Parent", 5, ["parent"]])
def test_an_unknown_role_is_refused_without_being_repeated(role: Any) -> None:
    """The error names the argument and what is allowed, and holds no value, not even in what it followed from."""
    with pytest.raises(InvalidReport) as caught:
        present(decision(world(helpline())), "en", at=NOON, role=role)
    assert "role: must be one of affected, witness, perpetrator, parent, professional, or left out" == str(caught.value)
    assert None is caught.value.__context__


def test_each_role_has_words_of_its_own() -> None:
    assert len(Role) == len({*phrases.HEADINGS.values()})
    for category in Category:
        assert set(Role) == set(phrases.LEADS[category])
        assert len(Role) == len({*phrases.LEADS[category].values()})


def test_notices_are_those_that_mean_something_to_the_reader() -> None:
    """On ages and areas only if a line shown depends on them."""
    ages = present(decision(world(helpline("fr-a", ages=(None, 17))), age=None), "en", at=NOON)
    assert "Some lines are for certain ages only. Where it is so, it is written there." in ages.notices
    none = present(decision(world(helpline("fr-a")), age=None), "en", at=NOON)
    assert () == none.notices
    closed = present(decision(world(helpline("fr-a", hours="closed")), age=12), "en", at=NOON)
    assert "There is help at any age." == closed.notices[0]
    assert closed.notices[-1].startswith("All of these lines are closed right now.")
    nowhere = present(decision(world(helpline()), country="US"), "en", at=NOON)
    assert ("", "", ()) == (nowhere.lead, nowhere.danger, nowhere.emergency)
    assert any("We don't have lines for your country yet." in notice for notice in nowhere.notices)


@SOURCES
@given(data=st.data())
def test_a_card_shows_nothing_when_it_is_printed(source: Source, data: st.DataObject) -> None:
    """Not in a log line, not in a traceback: its texts tell what kind of help is shown."""
    scene, found = drawn(data, source)
    card = present(found, "en", at=scene.at)
    assert {"Card(...)"} == {repr(card), str(card), f"{card}", f"{card!r}"}
    assert all(name not in repr([card]) for name in ("112", *(line.name for line in card.referrals if len(line.name) > 3)))


def test_a_card_is_a_value() -> None:
    """Equal, hashable and fixed; it survives JSON."""
    one, other = (present(decision(world(helpline())), "fr", at=NOON) for _ in range(2))
    assert one == other == Card.model_validate(json.loads(one.model_dump_json()))
    assert 1 == len({one, other})
    with pytest.raises(ValueError, match="frozen"):
        one.heading = "x"  # type: ignore[misc]


# Hostile strings

MARKS = "<script>alert(1)</script>"
HOSTILE = (
    MARKS,
    '"><img src=x onerror=alert(1)>',
    "' onclick='alert(1)",
    "[a](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "</section></li><h1>x</h1>",
    "# a * b _ c ` d ~ e | f",
    "1. a",
    "&lt;b&gt;&amp;",
    "{number} {0}",
    "a" * 400,
)
REFUSED = (
    "a\u202eb",
    "a\u2066b",
    "a\u200fb",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u2028b",
    "a\x00b",
    "a\x1b[31mb",
    "a\x85b",
    "a" * 10_000,
    "a" * 401,
    "",
    " ",
)


def line_with(**texts: str) -> Helpline:
    """A line with a text in one place of those that a card may show."""
    channels: list[dict[str, Any]] = [
        {"kind": "phone", "value": "3018", "hours": "unknown", **{name: texts[name] for name in ("menu", "ask_for") if name in texts}},
        {"kind": "sms", "value": "114", "hours": "unknown", "send": texts.get("send", "HELP")},
        {"kind": "app", "value": texts.get("app", "An app")},
        {"kind": "messenger", "value": texts.get("messenger", "HelpMe"), "hours": "unknown"},
        {"kind": "chat", "value": f"https://example.org/{texts.get('chat', '')}", "hours": "unknown"},
    ]
    fields = {name: texts[name] for name in ("name", "operator", "website") if name in texts}
    return Helpline.model_validate({**helpline_data("fr-a"), "channels": channels, **fields})


FIELDS = ("name", "operator", "send", "menu", "ask_for", "app", "messenger")


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("field", FIELDS)
def test_texts_that_could_mislead_are_refused_at_load(field: str, text: str) -> None:
    """Controls, line breaks, text-direction marks, and what is too long; the error does not repeat it."""
    with pytest.raises(ValueError, match="validation error") as error:
        line_with(**{field: text})
    assert len(str(error.value)) < 2000
    assert len(text) < 2 or text not in str(error.value)


@pytest.mark.parametrize("text", [*REFUSED, "a b", "javascript:alert(1)"])
def test_addresses_that_could_mislead_are_refused_at_load(text: str) -> None:
    """The page of a line is an address, and so is that of a chat."""
    with pytest.raises(ValueError, match="validation error"):
        line_with(website=text)
    if text.strip():
        with pytest.raises(ValueError, match="validation error"):
            Helpline.model_validate({**helpline_data("fr-a"), "channels": [{"kind": "chat", "value": text, "hours": "unknown"}]})


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_texts_that_look_like_markup_are_shown_as_they_are(field: str, text: str) -> None:
    """The same elements, headings, lists and links as with a tame word, in every rendering; the text itself stands there."""
    hostile, tame = (present(decision(world(line_with(**{field: word}))), "en", at=NOON) for word in (text, "word"))
    assert tags(tame.to_html()) == tags(hostile.to_html())
    assert blocks(tame.to_markdown()) == blocks(hostile.to_markdown())
    if field != "operator":
        assert text in text_of(hostile.to_html())
        assert text in plain(hostile.to_markdown())
        assert text in hostile.to_text()
    expected = sorted(link.uri for link in all_links(hostile) if link.uri)
    assert expected == sorted(element.get("href") for element in fragment_of(hostile).iter("a"))
    assert len(hostile.to_html()) < len(tame.to_html()) + 6 * 400 * 4


def fragment_of(card: Card) -> Any:
    return html5lib.parseFragment(card.to_html(), namespaceHTMLElements=False)


def tags(fragment: str) -> list[str]:
    elements = html5lib.parseFragment(fragment, namespaceHTMLElements=False).iter()
    return [f"{element.tag} {sorted(element.attrib)}" for element in elements if element.get("class") != "helpline-digits"]


def blocks(markdown: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(markdown)
    kinds = [token.type for token in tokens for token in (token, *(token.children or ()))]
    return [kind for kind in kinds if kind not in ("text", "text_special")]


def plain(markdown: str) -> str:
    tokens = [child for token in MarkdownIt("commonmark").parse(markdown) for child in token.children or ()]
    return "".join(token.content for token in tokens)


@pytest.mark.parametrize("text", HOSTILE)
def test_emergency_notes_and_directories_are_texts_too(text: str) -> None:
    """They come from the same files."""
    contacts = [{"number": "112", "kind": "general", "note": text, "sources": ["https://example.org"]}]
    rules = policy(directories=[{"name": text, "url": "https://example.org/a?b=c&d", "for": "all"}])
    card = present(decision(world(helpline(hours="closed"), emergency=contacts), rules), "en", at=NOON)
    fragment = fragment_of(card)
    assert [] == [element.tag for element in fragment.iter() if element.tag in ("script", "img", "h1")]
    assert 2 == text_of(card.to_html()).count(text) == card.to_text().count(text) == plain(card.to_markdown()).count(text)
    assert "https://example.org/a?b=c&d" in {element.get("href") for element in fragment.iter("a")}


OVERLAY = """\
version: acme-1
helplines:
  add:
    - id: fr-acme
      name: {name}
      remits: [child_helpline]
      categories: [harassment]
      audience: {{roles: [affected]}}
      channels: [{{kind: app, value: {value}}}]
      languages: [fr]
      checked_on: 2026-11-01
      confidence: high
      sources: [{{url: "https://example.org", kind: operator, supports: [number]}}]
"""


def overlay_card(folder: Path, text: str) -> Card:
    """The card of a line that an overlay's file adds, with a text as its name and as the name of its app."""
    path = folder / "overlay.yaml"
    path.write_text(OVERLAY.format(name=json.dumps(text), value=json.dumps(text)), encoding="utf-8")
    facts, rules = apply_overlay(world(helpline("fr-a", ages=(18, None))), policy(), load_overlay(path))
    return present(decision(facts, rules), "en", at=NOON)


@pytest.mark.parametrize("text", REFUSED)
def test_an_overlay_with_texts_that_could_mislead_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(HelplineRouterError) as error:
        overlay_card(tmp_path, text)
    assert len(str(error.value)) < 5000


@pytest.mark.parametrize("text", HOSTILE)
def test_an_overlay_with_texts_that_look_like_markup_shows_them_as_they_are(text: str, tmp_path: Path) -> None:
    card, tame = overlay_card(tmp_path, text), overlay_card(tmp_path, "word")
    assert text == card.referrals[0].name
    assert (tags(tame.to_html()), blocks(tame.to_markdown())) == (tags(card.to_html()), blocks(card.to_markdown()))
