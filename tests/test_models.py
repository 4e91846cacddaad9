"""The facts: each validator accepts what is right and refuses what is wrong; facts are immutable values."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import CATEGORIES, PAGE, SOURCE, channel, country, helpline, helpline_data
from helpline_router.channels import Channel, phone_uri
from helpline_router.models import Audience, Country, EmergencyNumber, Gap, Helpline, RetiredNumber, Source, zone_of
from helpline_router.records import AgeBand, Record, first_day, start_of_day_after


def refusal(model: type[Record], fields: dict[str, Any]) -> str:
    """The messages with which a model refuses fields."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(fields)
    return "; ".join(item["msg"] for item in caught.value.errors())


@pytest.mark.parametrize(
    ("kind", "value", "uri"),
    [
        ("phone", "3018", "tel:3018"),
        ("phone", "116 123", "tel:116123"),
        ("phone", "01 45 39 40 00", "tel:0145394000"),
        ("phone", "0800/111 0 111", "tel:08001110111"),
        ("phone", "+33 1 80 52 33 76", "tel:+33180523376"),
        ("phone", "0116", "tel:0116"),
        ("textphone", "114", "tel:114"),
        ("sms", "85258", "sms:85258"),
        ("email", "help@example.org", "mailto:help@example.org"),
        ("chat", "https://3018.fr", "https://3018.fr"),
        ("web_form", "https://example.org/form?a=1#b", "https://example.org/form?a=1#b"),
        ("messenger", "https://m.me/example", "https://m.me/example"),
        ("messenger", "example on Facebook", None),
        ("app", "https://example.org/app", "https://example.org/app"),
        ("app", "The App", None),
    ],
)
def test_the_link_of_a_channel(kind: str, value: str, uri: str | None) -> None:
    """A link is made from the value alone: a short code never gets a country's prefix, a name has no link."""
    is_live = kind not in ("email", "web_form", "app")
    assert uri == channel(value, kind=kind, hours="24/7" if is_live else None).uri


def test_the_link_of_whatsapp_is_made_of_the_international_number() -> None:
    """wa.me takes digits in international form, without a plus sign."""
    line = channel("07 12 34 56 78", kind="whatsapp", international="+33 7 12 34 56 78")
    assert "https://wa.me/33712345678" == line.uri


@given(
    digits=st.text("0123456789", min_size=1, max_size=12),
    gaps=st.lists(st.sampled_from(["", " ", "-", "/", "."]), max_size=12),
    plus=st.booleans(),
)
def test_a_phone_link_has_the_digits_of_the_number(digits: str, gaps: list[str], plus: bool) -> None:  # noqa: FBT001 - hypothesis names it
    """Spacing never changes what is dialled, and a plus sign is kept, never invented."""
    spaced = "".join(digit + gap for digit, gap in zip(digits, [*gaps, *[""] * len(digits)], strict=False))
    sign = "+" if plus else ""
    assert f"tel:{sign}{digits}" == phone_uri(f"{sign}{spaced}")
    assert f"sms:{sign}{digits}" == phone_uri(f"{sign}{spaced}", scheme="sms")


@pytest.mark.parametrize("value", ["+44 (0)20 7946 0000", "+43 (0) 1 713 33 74"])
def test_a_trunk_zero_in_brackets_never_gets_into_a_link(value: str) -> None:
    """`+44 (0)20` is not dialled as +44020: such a number is refused, or the zero left out of the link."""
    try:
        uri = channel(value).uri or ""
    except ValidationError:
        return
    assert not uri.startswith(("tel:+440", "tel:+430"))


@pytest.mark.parametrize("value", ["116 123 / 116 124", "3018 / 119", "0800 111 0 111 / 0800 111 0 222"])
def test_two_numbers_are_not_one(value: str) -> None:
    """Two numbers in one value would make one link that reaches nobody."""
    assert "number" in refusal(Channel, {"kind": "phone", "value": value, "hours": "24/7"})


@pytest.mark.parametrize("kind", ["phone", "sms", "textphone", "whatsapp"])
@pytest.mark.parametrize(
    "value", ["call us", "https://example.org", "3018a", "1", "help@example.org", "+", "(0)1", "tel:3018", "1" * 19, "٣٠١٨", "3018;ext=1"]
)
def test_a_number_is_a_number(kind: str, value: str) -> None:
    """A numbered channel takes digits as people dial them, at least two, and nothing else."""
    fields = {"kind": kind, "value": value, "hours": "24/7", "international": "+33 7 12 34 56 78"}
    assert f"a {kind} channel needs a number as people dial it" in refusal(Channel, fields)


@pytest.mark.parametrize(
    "value",
    [
        "3018.fr",
        "ftp://3018.fr",
        "javascript:alert(1)//x.y",
        "https://",
        "https://localhost",
        "https://a b.fr",
        "HTTPS://3018",
        "//3018.fr",
        "3018",
    ],
)
@pytest.mark.parametrize("kind", ["chat", "web_form"])
def test_a_chat_and_a_form_have_an_address(kind: str, value: str) -> None:
    """Only a full web address makes a link to click."""
    assert f"a {kind} channel needs an address" in refusal(
        Channel, {"kind": kind, "value": value, "hours": "24/7" if kind == "chat" else None}
    )


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "a@b",
        "@example.org",
        "a@@example.org",
        "a b@example.org",
        "a@example.org?subject=x",
        "https://example.org",
        "A <a@b.org>",
    ],
)
def test_an_email_has_an_address(value: str) -> None:
    """Only a plain e-mail address makes a mail link, without a subject or a name."""
    assert "an email channel needs an e-mail address" in refusal(Channel, {"kind": "email", "value": value})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "phone", "value": "3018"}, "a phone channel needs hours"),
        ({"kind": "chat", "value": PAGE}, "a chat channel needs hours"),
        ({"kind": "messenger", "value": "x"}, "a messenger channel needs hours"),
        ({"kind": "email", "value": "a@example.org", "hours": "24/7"}, "channel is answered later and has no hours"),
        ({"kind": "web_form", "value": PAGE, "hours": "unknown"}, "channel is answered later and has no hours"),
        ({"kind": "app", "value": "x", "hours": "24/7"}, "channel is answered later and has no hours"),
        ({"kind": "phone", "value": "3018", "hours": "unknown", "hours_seen": "2026"}, "hours_seen without known hours"),
        ({"kind": "email", "value": "a@example.org", "hours_seen": "2026"}, "hours_seen without known hours"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "send": "HELLO"}, "'send' belongs to sms channels only"),
        ({"kind": "whatsapp", "value": "07 12 34 56 78", "hours": "24/7"}, "needs the international form of its number"),
        ({"kind": "chat", "value": PAGE, "hours": "24/7", "international": "+33 1 45 39 40 00"}, "'international' belongs to numbers only"),
        ({"kind": "phone", "value": "3018", "hours": "SH off"}, "school holidays are not known"),
        ({"kind": "phone", "value": "3018", "hours": ""}, "at least 1 character"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "hours_seen": "2026-13"}, "no such day in the calendar"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "hours_seen": "11/2026"}, "write a year, a month or a day"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "languages": []}, "at least 1 item"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "languages": ["FR"]}, "pattern"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "international": "0033 1 45 39 40 00"}, "pattern"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "from": "home"}, "'abroad'"),
        ({"kind": "fax", "value": "3018", "hours": "24/7"}, "'phone'"),
        ({"kind": "phone", "value": "3018", "hours": "24/7", "price": "0"}, "Extra inputs are not permitted"),
    ],
)
def test_the_fields_of_a_channel_fit_its_kind(fields: dict[str, Any], message: str) -> None:
    """Live channels have hours, written ones none; evidence needs hours; words to send are for sms."""
    assert message in refusal(Channel, fields)


def test_hours_are_kept_in_their_normal_form() -> None:
    """Equal hours are equal texts, so digests and comparisons see through spelling."""
    assert channel(hours="Mo-Fr 9:00-12:30, 14:00-18:00; PH off") == channel(hours="Mo-Fr 09:00-12:30,14:00-18:00; PH closed")


def test_a_channel_is_written_with_the_names_of_the_file() -> None:
    """`from` is a word of Python: it is `caller` there, and `from` in the file and in JSON."""
    line = channel(**{"from": "abroad"})
    assert ("abroad", "abroad") == (line.caller, json.loads(line.model_dump_json())["from"])
    assert line == Channel.model_validate_json(line.model_dump_json())


def test_numbers_are_compared_by_their_digits() -> None:
    """Spacing makes no other number; an address is none."""
    assert ["080880", "080880", None] == [
        channel("08 08 80").number_digits, channel("080-880").number_digits, channel(PAGE, kind="chat").number_digits
    ]  # fmt: skip


@pytest.mark.parametrize(
    "character",
    ["\0", "\t", "\n", "\x1b", "\x7f", "\x9b", "\u2028", "\u2029", "\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"],
)
@pytest.mark.parametrize("field", ["name", "operator", "notes"])
def test_no_text_holds_control_characters(field: str, character: str) -> None:
    """No escape sequence and no mark that makes digits read backwards gets into what people see."""
    assert "control characters and text-direction marks are not allowed" in refusal(Helpline, helpline_data() | {field: f"a{character}b"})


@pytest.mark.parametrize("field", ["value", "send", "menu", "ask_for"])
def test_no_channel_text_holds_control_characters(field: str) -> None:
    """The same holds for what is dialled, sent or asked for."""
    fields = {"kind": "messenger", "value": "x", "hours": "24/7", field: "30\u202e18"}
    assert "control characters and text-direction marks are not allowed" in refusal(Channel, fields)


@pytest.mark.parametrize("text", ["Täby kommun", "Γραμμή Ζωής", "Телефон доверия", "L’Écoute – 24 h", "ტელეფონი"])
def test_names_in_any_script_are_kept(text: str) -> None:
    """Letters of any script, and their dashes and quotes, are plain text."""
    assert text == helpline(name=text).name


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"roles": []}, "at least 1 item"),
        ({"roles": ["affected", "affected"]}, "roles names something twice"),
        ({"roles": ["affected"], "communities": ["lgbtq", "lgbtq"]}, "communities names something twice"),
        ({"roles": ["victim"]}, "'affected'"),
        ({"roles": ["affected"], "minimum_age": 18, "maximum_age": 17}, "the minimum age is above the maximum age"),
        ({"roles": ["affected"], "minimum_age": -1}, "greater than or equal to 0"),
        ({"roles": ["affected"], "maximum_age": 121}, "less than or equal to 120"),
        ({"roles": ["affected"], "maximum_age": "17.5"}, "integer"),
        ({}, "Field required"),
    ],
)
def test_an_audience_is_sane(fields: dict[str, Any], message: str) -> None:
    """An audience has a role, each once, and ages of which the first is not above the last."""
    assert message in refusal(Audience, fields)


def test_an_audience_is_checked_without_assertions_too() -> None:
    """`python -O` takes assertions out: what is refused must not depend on one."""
    code = "from helpline_router.models import Audience; Audience(minimum_age=18, maximum_age=17, roles=['affected'])"
    run = subprocess.run([sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False)
    assert 1 == run.returncode
    assert "the minimum age is above the maximum age" in run.stderr


@pytest.mark.parametrize(
    ("minimum", "maximum", "ages"), [(None, None, (0, 120)), (18, None, (18, 120)), (None, 17, (0, 17)), (0, 0, (0, 0)), (13, 25, (13, 25))]
)
def test_the_ages_of_an_audience(minimum: int | None, maximum: int | None, ages: tuple[int, int]) -> None:
    """An end that is left out is open; 0 is an age and not a missing end."""
    audience = Audience.model_validate({"minimum_age": minimum, "maximum_age": maximum, "roles": ["affected"]})
    assert ages == (audience.ages.minimum, audience.ages.maximum)


def test_a_copy_with_other_ages_has_other_ages() -> None:
    """`model_copy` with an update leaves nothing of the old ages behind."""
    audience = Audience.model_validate({"maximum_age": 17, "roles": ["affected"]})
    assert 60 == audience.model_copy(update={"maximum_age": 60}).ages.maximum


AGES = st.builds(lambda pair: AgeBand(minimum=min(pair), maximum=max(pair)), st.tuples(st.integers(0, 120), st.integers(0, 120)))


@given(one=AGES, other=AGES)
def test_bands_compare_as_sets_of_ages(one: AgeBand, other: AgeBand) -> None:
    """`includes` and `overlaps` are what sets of whole years say."""
    ages, others = (set(range(band.minimum, band.maximum + 1)) for band in (one, other))
    assert (others <= ages) == one.includes(other)
    assert bool(ages & others) == one.overlaps(other)


@pytest.mark.parametrize(("minimum", "maximum"), [(16, 15), (-1, 5), (5, 121), ("x", 5), (None, 5)])
def test_a_band_has_an_age(minimum: Any, maximum: Any) -> None:
    """A band without an age, or with one beyond 0 to 120, is refused."""
    with pytest.raises(ValidationError):
        AgeBand(minimum=minimum, maximum=maximum)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "3018"}, "pattern"),
        ({"id": "FR-3018"}, "pattern"),
        ({"id": "fr_3018"}, "pattern"),
        ({"id": "fr-"}, "pattern"),
        ({"id": "fr-x\n"}, "pattern"),
        ({"id": "fr-" + "x" * 58}, "at most 60 characters"),
        ({"name": ""}, "at least 1 character"),
        ({"name": "  "}, "at least 1 character"),
        ({"name": "x" * 401}, "at most 400 characters"),
        ({"notes": "x" * 4001}, "at most 4000 characters"),
        ({"remits": []}, "at least 1 item"),
        ({"remits": ["child_helpline", "child_helpline"]}, "remits names something twice"),
        ({"remits": ["helpline"]}, "'child_helpline'"),
        ({"categories": []}, "at least 1 item"),
        ({"categories": ["hate", "hate"]}, "categories names something twice"),
        ({"categories": ["bullying"]}, "'harassment'"),
        ({"channels": []}, "at least 1 item"),
        ({"languages": []}, "at least 1 item"),
        ({"languages": ["fr", "fr"]}, "languages names something twice"),
        ({"languages": ["fr-FR"]}, "pattern"),
        ({"regions": ["FR-IDF", "FR-IDF"]}, "regions names something twice"),
        ({"regions": ["IDF"]}, "pattern"),
        ({"networks": ["insafe", "insafe"]}, "networks names something twice"),
        ({"timezone": "Europe/Pariss"}, "not an IANA time zone"),
        ({"timezone": "../etc/passwd"}, "not an IANA time zone"),
        ({"timezone": ""}, "not an IANA time zone"),
        ({"general": "yes"}, "write true or false"),
        ({"general": 1}, "write true or false"),
        ({"anonymous": "unknown"}, "write true or false"),
        ({"cost": "cheap"}, "'free'"),
        ({"website": "example.org"}, "pattern"),
        ({"website": "javascript:alert(1)"}, "pattern"),
        ({"checked_on": "yesterday"}, "valid date"),
        ({"checked_on": "2026-02-30"}, "date"),
        ({"confidence": "certain"}, "'high'"),
        ({"sources": []}, "at least 1 item"),
        ({"tags": ["x"]}, "Extra inputs are not permitted"),
    ],
)
def test_the_fields_of_a_helpline(fields: dict[str, Any], message: str) -> None:
    """Each field of a line refuses what it must not hold."""
    assert message in refusal(Helpline, helpline_data(**fields))


@pytest.mark.parametrize(
    "field", ["id", "name", "remits", "categories", "audience", "channels", "languages", "checked_on", "confidence", "sources"]
)
def test_the_required_fields_of_a_helpline(field: str) -> None:
    """Without these facts nobody can be sent to a line."""
    fields = helpline_data()
    del fields[field]
    assert "Field required" == refusal(Helpline, fields)


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("false", False), (True, True), (False, False)])
def test_flags_are_read_from_texts(text: str | bool, flag: bool) -> None:  # noqa: FBT001 - a flag is what is tested
    """The reader gives texts only: `true` and `false` are flags."""
    line = helpline(general=text, anonymous=text, confidential=text)
    assert (flag, flag, flag) == (line.general, line.anonymous, line.confidential)


def test_facts_not_stated_are_none_and_not_false() -> None:
    """That no source says whether a line is anonymous is not the same as a no."""
    line = helpline()
    assert (None, None, None) == (line.anonymous, line.confidential, line.cost)


def test_spoken_languages_are_those_of_the_line_and_its_channels() -> None:
    """The line's own languages come first, each language once."""
    line = helpline(languages=["fr", "en"], channels=[channel(languages=["de", "fr"]), channel(languages=["nl", "de"])])
    assert ("fr", "en", "de", "nl") == line.spoken_languages


def test_no_fact_can_be_changed() -> None:
    """Assigning to, or deleting, a field of a fact raises, at every level."""
    facts: list[Record] = [
        helpline(),
        helpline().audience,
        helpline().channels[0],
        helpline().sources[0],
        country(),
        country().emergency[0],
        AgeBand(),
    ]
    for fact in facts:
        for name in type(fact).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                setattr(fact, name, None)
            with pytest.raises(ValidationError, match="frozen"):
                delattr(fact, name)


def test_no_fact_holds_a_list() -> None:
    """Lists of the input are kept as tuples: nobody can append to a fact."""
    line = helpline(remits=["child_helpline"])
    assert all(
        isinstance(getattr(line, name), tuple)
        for name in ("remits", "categories", "channels", "languages", "sources", "networks", "regions")
    )


def test_facts_are_equal_and_hashable_by_value() -> None:
    """Two readings of one fact are one."""
    assert helpline() == helpline()
    assert helpline() != helpline(name="Other")
    assert 1 == len({helpline(), helpline()})
    assert 1 == len({country(helpline()), country(helpline())})
    used, fresh = helpline(), helpline()
    assert used.audience.ages
    assert (used, hash(used)) == (fresh, hash(fresh))


def test_a_fact_survives_json() -> None:
    """A line and a country read back from JSON are equal."""
    line = helpline(
        channels=[channel("112", kind="sms", send="HELP", **{"from": "abroad"})], regions=["FR-IDF"], cost="free", anonymous=True
    )
    assert line == Helpline.model_validate_json(line.model_dump_json())
    assert country(line) == Country.model_validate_json(country(line).model_dump_json())


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024", date(2024, 1, 1)), ("2024-11", date(2024, 11, 1)), ("2024-11-06", date(2024, 11, 6)), ("2024-02-29", date(2024, 2, 29))],
)
def test_the_first_day_of_a_partial_date(text: str, day: date) -> None:
    """The earliest day that a partial date can mean."""
    assert day == first_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-1",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "2024-11-06T00:00",
        "20241106",
        "2024-11-",
        "0000",
        "November",
        "\uff12\uff10\uff12\uff14",
        "2024\n",
    ],
)
def test_what_is_no_partial_date(text: str) -> None:
    """Anything but a year, a month or a day in ISO 8601 is refused."""
    with pytest.raises(ValueError, match=r"write a year|no such day"):
        first_day(text)


def test_a_deadline_is_over_at_midnight_utc() -> None:
    """90 days from 1 November: 30 January is the last day, and 31 January 00:00 UTC is after it."""
    assert datetime(2027, 1, 31, tzinfo=UTC) == start_of_day_after(date(2026, 11, 1), 90)
    assert datetime(2026, 11, 2, tzinfo=UTC) == start_of_day_after(date(2026, 11, 1), 0)


@pytest.mark.parametrize(
    ("fields", "uri"),
    [({"number": "112"}, "tel:112"), ({"number": "114", "reached_by": "sms"}, "sms:114"), ({"number": "+33 1 12"}, "tel:+33112")],
)
def test_the_link_of_an_emergency_number(fields: dict[str, str], uri: str) -> None:
    """An emergency number is called, or written to if it is reached by sms."""
    assert uri == EmergencyNumber.model_validate({"kind": "general", "sources": [PAGE], **fields}).uri


@pytest.mark.parametrize(
    ("model", "fields", "message"),
    [
        (EmergencyNumber, {"number": "one one two", "kind": "general", "sources": [PAGE]}, "pattern"),
        (EmergencyNumber, {"number": "112", "kind": "general", "sources": []}, "at least 1 item"),
        (EmergencyNumber, {"number": "112", "kind": "general", "sources": [PAGE], "reached_by": "chat"}, "'phone'"),
        (Source, {"url": PAGE, "kind": "operator", "supports": []}, "at least 1 item"),
        (Source, {"url": PAGE, "kind": "blog", "supports": ["hours"]}, "'operator'"),
        (Source, {"url": "www.example.org", "kind": "operator", "supports": ["hours"]}, "pattern"),
        (Gap, {"category": "hate", "reason": "", "checked_on": "2026-11-01"}, "at least 1 character"),
        (Gap, {"category": "hate", "reason": "x"}, "Field required"),
        (RetiredNumber, {"number": "3020"}, "Field required"),
        (RetiredNumber, {"number": "3020", "note": "x", "replaced_by": "3018"}, "pattern"),
    ],
)
def test_the_other_facts(model: type[Record], fields: dict[str, Any], message: str) -> None:
    """Emergency numbers, sources, gaps and retired numbers refuse what they must not hold."""
    assert message in refusal(model, fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"emergency": []}, "at least 1 item"),
        ({"languages": []}, "at least 1 item"),
        ({"timezone": "Paris"}, "not an IANA time zone"),
        ({"territories": ["re"]}, "pattern"),
        ({"pilot": "maybe"}, "'stated'"),
        ({"capital": "Paris"}, "Extra inputs are not permitted"),
    ],
)
def test_the_fields_of_a_country(fields: dict[str, Any], message: str) -> None:
    """A country has an emergency number, a language and a zone."""
    with pytest.raises(ValidationError) as caught:
        country(**fields)
    assert message in str(caught.value)


def test_the_zone_of_a_line_is_its_own_or_its_countrys() -> None:
    """A line overseas keeps its own clock."""
    place = country()
    assert ["Europe/Paris", "Indian/Reunion"] == [str(zone_of(line, place)) for line in (helpline(), helpline(timezone="Indian/Reunion"))]


def test_no_error_of_a_fact_shows_its_input() -> None:
    """Errors point at places; what stood there is shown by the file's line, not by pydantic."""
    with pytest.raises(ValidationError) as caught:
        Helpline.model_validate(helpline_data(name="", sources=[SOURCE], categories=[*CATEGORIES, "a-strange-value"]))
    assert "a-strange-value" not in str(caught.value)
