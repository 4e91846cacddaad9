"""The languages of cards: the catalogues are complete, and each reader gets the right one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON
from helpline_router import default_router, phrases
from helpline_router.catalogues import Catalogue, catalogue_for, languages, preferred_tags, source_catalogue
from helpline_router.presentation import present
from helpline_router.report import Report
from helpline_router.vocabulary import Category, ChannelKind, Role

SHIPPED = frozenset(
    "bg cs da de el en es et fi fr ga hr hu is it lb lt lv mt nb nl nn pl pt rm ro sk sl sv".split()  # noqa: SIM905 - one line reads best
)
TRANSLATED = sorted(SHIPPED - {"en"})


def language_for(preferred: str | list[str]) -> str | None:
    found = catalogue_for(preferred)
    return found.language if found else None


def locale_for(preferred: str) -> str:
    found = catalogue_for(preferred)
    assert found is not None
    return str(found.locale)


# The files


def test_the_languages_are_those_of_the_countries() -> None:
    """Each official language of the 32 countries that CLDR knows has a catalogue; English is in the code."""
    assert SHIPPED == set(languages())


# Fields and words


@pytest.mark.parametrize("language", sorted(SHIPPED))
def test_a_catalogue_writes_a_card_of_each_shipped_country(language: str) -> None:
    """No field is left open, and none is lost: every number stands there, in every language."""
    router = default_router()
    categories, roles = list(Category), list(Role)
    for place, code in enumerate(router.registry.countries):
        report = Report(category=categories[place % 4], country=code, role=roles[place % 5])
        decision = router.route(report, NOON)
        card = present(decision, language, at=NOON, role=report.role)
        text = card.to_text()
        assert not set("{}") & set(text)
        assert "None" not in text
        assert language == card.language
        assert phrases.NOT_IN_YOUR_LANGUAGE not in card.notices
        for referral in decision.referrals:
            assert all(channel.label in text for channel in referral.channels if channel.caller is None)


# Which language


@st.composite
def headers(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An Accept-Language header, and its tags as RFC 9110 ranks them."""
    tags = ("de", "fr-CH", "en-GB", "pt-BR", "zh-Hant-TW", "tlh", "nb-NO", "mt", "el-CY")
    chosen = draw(st.lists(st.sampled_from(tags), unique=True, max_size=6))
    weights = [draw(st.sampled_from((None, 0, 1, 250, 500, 999, 1000))) for _ in chosen]
    items = []
    for tag, weight in zip(chosen, weights, strict=True):
        name, blank = draw(st.sampled_from("qQ")), draw(st.sampled_from(("", " ", "\t")))
        value = "" if weight is None else f"{blank};{blank}{name}={draw(st.sampled_from(_written(weight)))}"
        items.append(f"{blank}{tag}{value}{blank}")
    if draw(st.booleans()):
        items.insert(draw(st.integers(0, len(items))), draw(st.sampled_from(("*", "*;q=0.1", "", " "))))
    ranked = sorted(zip(weights, chosen, strict=True), key=lambda pair: -(1000 if pair[0] is None else pair[0]))
    return ",".join(items), [tag for weight, tag in ranked if weight != 0]


def _written(weight: int) -> tuple[str, ...]:
    if weight in (0, 1000):
        return (f"{weight // 1000}", f"{weight // 1000}.", f"{weight // 1000}.0", f"{weight // 1000}.000")
    text = f"{weight / 1000:.3f}"
    return (text, text.rstrip("0"))


@given(headers())
def test_a_header_is_ranked_as_rfc_9110_has_it(header: tuple[str, list[str]]) -> None:
    """By weight, the first of equals first; 1 where none is given; what weighs nothing is refused; `*` names nothing."""
    text, ranked = header
    assert ranked == list(preferred_tags(text))
    known = (re.split("-", tag)[0] for tag in ranked)
    assert language_for(text) == next((language for language in known if language in SHIPPED), None)


@pytest.mark.parametrize(
    ("preferred", "language"),
    [
        ("el", "el"),
        ("EL-gr", "el"),
        ("de_AT", "de"),
        ("no", "nb"),
        ("no-NO", "nb"),
        ("nn-NO", "nn"),
        ("mo", "ro"),
        ("tlh, fr", "fr"),
        ("fr;q=0.3, de;q=0.7, *;q=0.9", "de"),
        ("fr;q=0, de;q=0.1", "de"),
        ("FR;Q=0.2, DE;Q=0.8", "de"),
        ("de;q=0.001, fr;q=0.002", "fr"),
        # Android writes how a person wants dates and temperatures behind the tag (BCP 47, extension U).
        ("de-DE-u-fw-mon-mu-celsius", "de"),
        ("en-US-u-va-posix", "en"),
        ("sr-Latn-RS, hr-HR", "hr"),
        ("de-CH-1996", "de"),
        (["tlh", "fr;q=0.1,de", "en"], "de"),
        (["fr", "de"], "fr"),
        (["", "*", "it"], "it"),
        ([], None),
        ("", None),
        ("*", None),
        ("tlh", None),
        ("de;q=0", None),
        ("de;q=2", None),
        ("de;q=1.5", None),
        ("de;q=-1", None),
        ("de;q=x", None),
        ("de fr", None),
        ("de/fr", None),
        ("german", None),
        ("../de", None),
        ("d", None),
        ("de-", None),
        ("ｄｅ", None),
        ("en" * 5000, None),
    ],
)
def test_the_language_for_what_a_reader_prefers(preferred: str | list[str], language: str | None) -> None:
    """The first of theirs that has a catalogue; what is malformed or weighs nothing counts as not there."""
    assert language == language_for(preferred)


@given(st.text() | st.text(alphabet="adefnqQ=;,.-_*01 \t\u0661") | st.lists(st.text(), max_size=3))
def test_no_text_is_too_malformed(preferred: str | list[str]) -> None:
    """Any text gives a catalogue or none."""
    assert isinstance(catalogue_for(preferred), Catalogue | None)


@pytest.mark.parametrize(
    ("tag", "locale"),
    [
        ("de", "de"),
        ("de-AT", "de_AT"),
        ("DE-ch", "de_CH"),
        ("fr-CA", "fr_CA"),
        ("en", "en_150"),
        ("en-US", "en_US"),
        ("en-GB-oxendict", "en_GB"),
        ("en-Latn-IE", "en_IE"),
        ("es-419", "es_419"),
        ("pt", "pt_PT"),
        ("pt-BR", "pt_BR"),
        ("no-NO", "nb_NO"),
        ("de-DE-u-co-phonebk", "de_DE"),
        # What stands behind a single letter is no territory.
        ("en-u-ca-gregory", "en_150"),
        ("en-x-us", "en_150"),
        # Nor is one that CLDR does not know with the language.
        ("de-JP", "de"),
        ("mt-XX", "mt"),
        ("en-999", "en_150"),
    ],
)
def test_a_territory_keeps_its_formats(tag: str, locale: str) -> None:
    """Texts are the language's, times and dates the territory's; without one, those of Europe."""
    assert locale == locale_for(tag)


def test_english_is_the_texts_of_the_code() -> None:
    assert ("en", "Open now") == (source_catalogue().language, source_catalogue().say(phrases.OPEN))
    assert source_catalogue() is catalogue_for("en")


@given(st.text())
def test_values_are_put_in_as_they_are(value: str) -> None:
    """A value that looks like a field, or like anything else, is no template."""
    assert f"Call {value}" == source_catalogue().say(phrases.CONTACT[ChannelKind.PHONE], number=value)


# What is loaded

_OPENED = """
import sys
from datetime import UTC, datetime
opened = []
sys.addaudithook(lambda event, arguments: opened.append(str(arguments[0])) if event == "open" else None)
from helpline_router import route_report
from helpline_router.presentation import present
at = datetime(2026, 11, 20, 12, tzinfo=UTC)
decision = route_report(category="hate", age=15, country="FR", at=at)
for tag in sys.argv[1:]:
    present(decision, tag, at=at).to_text()
print(*opened, sep="\\n")
"""


def opened(*tags: str) -> tuple[set[str], set[str]]:
    """The languages of the catalogues, and of the CLDR files, that a process reads for cards in some languages."""
    output = subprocess.run([sys.executable, "-c", _OPENED, *tags], capture_output=True, text=True, check=True, encoding="utf-8").stdout
    own = {Path(row).parts[-3] for row in output.splitlines() if re.search(r"helpline_router\.(po|mo)$", row)}
    cldr = {Path(row).stem for row in output.splitlines() if row.endswith(".dat") and Path(row).parent.name == "locale-data"}
    return own, cldr


def test_the_first_card_in_a_language_loads_only_that_language() -> None:
    """Neither the other catalogues nor what CLDR knows of other languages is read."""
    assert ({"el"}, {"root", "el"}) == opened("el")
    assert (set(), {"root", "en", "en_001", "en_150"}) == opened("en")
    assert ({"de", "pt"}, {"root", "de", "de_AT", "pt", "pt_PT"}) == opened("pt", "de-AT", "de-AT")
