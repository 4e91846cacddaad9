"""Strategies for helplines: whom they serve, when, and how they are reached."""

from datetime import date
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.channels import Channel
from helpline_router.models import Audience, Helpline, Source
from helpline_router.testing.picking import choices, sometimes
from helpline_router.testing.places import LANGUAGES, PLACES
from helpline_router.testing.reporters import CATEGORIES, COMMUNITIES, ROLES, age_bands
from helpline_router.vocabulary import ChannelKind, Community, Confidence, FactClass, Remit, Role, SourceKind

REMITS: Final = tuple(remit for remit in Remit if remit not in (Remit.NARROW_TOPIC, Remit.CONTENT_REPORTING))
CHECKED_ON: Final = tuple(map(date.fromisoformat, ("2026-11-20", "2026-08-22", "2026-05-24", "2026-10-24", "2024-02-29", "2027-12-31")))
SOURCE: Final = Source(url="https://example.org", kind=SourceKind.OPERATOR, supports=(FactClass.NUMBER,))

_HOURS: Final = (
    "24/7",
    "Mo-Fr 09:00-17:00",
    "unknown",
    "Mo-Su,PH 09:00-23:00",
    "Mo-Fr 09:00-17:00; PH closed",
    "Mo-Su 18:00-02:00",
    "Mo-Su 22:00-06:00; PH closed",
    "Mo-Su 02:00-03:00",
    "Mo-Su 01:30-02:30",
    "Sa-Su 00:00-24:00",
    "PH 10:00-16:00",
    "Mo-Fr 09:00-12:30,14:00-18:00; Sa 10:00-12:00",
    "Mo-Fr 09:00-17:00; Sa 10:00-12:00 unknown",
    "Jan-Mar Mo-Fr 09:00-17:00",
    "24/7; Dec 24-26 closed",
)
_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# With 365 and 1460 trusted days several of these go out of trust within 2026 and 2027.
_HOURS_SEEN: Final = ("2026-11", "2024-11-06", None, "2025-11-20", "2022-11-20", "2022-10-25", "2023", "2019-02", "2026-12-01")

_PHONE: Final[dict[str, Any]] = {"kind": ChannelKind.PHONE, "value": "116 123"}
_CHANNELS: Final[tuple[dict[str, Any], ...]] = (
    _PHONE,
    {"kind": ChannelKind.CHAT, "value": "https://chat.example.org"},
    {"kind": ChannelKind.SMS, "value": "85258", "send": "SHOUT"},
    {"kind": ChannelKind.EMAIL, "value": "help@example.org"},
    {"kind": ChannelKind.WEB_FORM, "value": "https://example.org/form"},
    {"kind": ChannelKind.WHATSAPP, "value": "0612 34 56 78", "international": "+33 6 12 34 56 78"},
    {"kind": ChannelKind.MESSENGER, "value": "HelpMe"},
    {"kind": ChannelKind.TEXTPHONE, "value": "0800 121 122"},
    {"kind": ChannelKind.APP, "value": "https://app.example.org"},
    {**_PHONE, "value": "+33 1 00 00 00 00", "from": "abroad"},
)
AUDIENCES: Final = tuple(
    Audience(**fields)
    for fields in (
        {"roles": (Role.AFFECTED,)},
        {"roles": (Role.AFFECTED, Role.WITNESS, Role.PARENT), "maximum_age": 17},
        {"roles": (Role.AFFECTED,), "minimum_age": 18},
        {"roles": ROLES},
        {"roles": (Role.AFFECTED,), "minimum_age": 12, "maximum_age": 25},
        {"roles": (Role.AFFECTED, Role.PROFESSIONAL), "minimum_age": 16},
        {"roles": (Role.PARENT, Role.PROFESSIONAL)},
        {"roles": (Role.PARENT,), "maximum_age": 17},
        {"roles": (Role.PERPETRATOR,), "minimum_age": 16},
        {"roles": (Role.WITNESS, Role.PROFESSIONAL), "minimum_age": 18, "maximum_age": 65},
        {"roles": (Role.AFFECTED,), "communities": (Community.LGBTQ,)},
        {"roles": (Role.AFFECTED, Role.PARENT), "communities": (Community.JEWISH, Community.LGBTQ), "maximum_age": 20},
    )
)


@cache
def _generated_hours() -> SearchStrategy[str]:
    def text(days: tuple[str, str], start: int, length: int, holidays: str) -> str:
        end = start + length
        return f"{days[0]}-{days[1]} {start // 4:02}:{start % 4 * 15:02}-{end // 4:02}:{end % 4 * 15:02}{holidays}"

    days = st.tuples(st.sampled_from(_WEEKDAYS), st.sampled_from(_WEEKDAYS))
    return st.builds(text, days, st.integers(0, 95), st.integers(1, 80), st.sampled_from(("", "; PH closed", "; PH 10:00-12:00")))


@cache
def hours() -> SearchStrategy[str]:
    """Opening hours, `unknown` among them: past midnight, around the hour that a clock change skips or repeats, on holidays."""
    return st.sampled_from(_HOURS) | st.sampled_from(_HOURS) | _generated_hours()


@cache
@st.composite
def channels(draw: DrawFn, languages: tuple[str, ...] = ("en", "fr")) -> Channel:
    """Channels of each kind, live ones with hours of each age."""
    fields = dict(draw(st.sampled_from(_CHANNELS)))
    # Drawn for each kind: with fewer draws for some, Hypothesis would take these for simpler than a phone that always answers.
    text, seen = draw(hours()), draw(st.sampled_from(_HOURS_SEEN))
    if fields["kind"].is_live:
        fields |= {"hours": text, "hours_seen": None if text == "unknown" else seen}
    return Channel(**fields, languages=draw(sometimes((), *choices(languages))) or None)


@cache
@st.composite
def _generated_audiences(draw: DrawFn) -> Audience:
    band = draw(age_bands())
    minimum, maximum = draw(st.sampled_from(((band.minimum, band.maximum), (band.minimum, None), (None, band.maximum))))
    return Audience(
        minimum_age=minimum,
        maximum_age=maximum,
        roles=draw(sometimes((Role.AFFECTED,), *choices(ROLES), one_in=2)),
        communities=draw(sometimes((), *choices(COMMUNITIES))),
    )


@cache
def audiences() -> SearchStrategy[Audience]:
    """Whom a line serves: often everybody, else some ages, roles or communities."""
    return st.sampled_from((AUDIENCES[0],) * 4 + AUDIENCES) | st.sampled_from(AUDIENCES[:6]) | _generated_audiences()


def helplines(country: str | None = None, name: str = "line") -> SearchStrategy[Helpline]:
    """Valid helplines of a country, with `<country>-<name>` as id; of one of a pool (see `places.PLACES`) if it is left out.

    They differ in all that routing looks at: remits, categories, audience, regions, hours and their age, languages, confidence.

    >>> from hypothesis import given
    >>> @given(helplines("BE", "new"))
    ... def law(line):
    ...     assert line.id == "be-new"
    >>> law()
    """
    if country is None:
        return st.sampled_from(tuple(PLACES)).flatmap(lambda code: _helplines(code, name))
    return _helplines(country, name)


@cache
@st.composite
def _helplines(draw: DrawFn, code: str, name: str) -> Helpline:
    place = PLACES[code]
    spoken = tuple(dict.fromkeys((*place.languages, *LANGUAGES)))
    return Helpline(
        id=f"{code.lower()}-{name}",
        name=name,
        remits=draw(sometimes((Remit.SUICIDE_PREVENTION,), *choices(tuple(Remit), maximum=1), *choices(REMITS, 2), one_in=1)),
        general=draw(st.booleans()),
        categories=draw(sometimes(CATEGORIES, *choices(CATEGORIES, maximum=3), one_in=3)),
        audience=draw(audiences()),
        regions=draw(sometimes((), *choices(place.regions), one_in=3)),
        timezone=draw(sometimes(None, *place.other_zones)),
        channels=tuple(draw(st.lists(channels(spoken), min_size=1, max_size=3))),
        languages=draw(sometimes(place.languages[:1], *choices(spoken), one_in=2)),
        checked_on=draw(st.sampled_from(CHECKED_ON)),
        confidence=draw(sometimes(Confidence.HIGH, *Confidence)),
        sources=(SOURCE,),
    )


@cache
@st.composite
def plain_helplines(draw: DrawFn, code: str = "FR", name: str = "line") -> Helpline:
    """Lines that most reports may be offered: they crowd one another out of the places."""
    place = PLACES[code]
    return Helpline(
        id=f"{code.lower()}-{name}",
        name=name,
        remits=draw(st.sampled_from(choices(REMITS[:3]))),
        general=draw(st.booleans()),
        categories=CATEGORIES,
        audience=draw(st.sampled_from(AUDIENCES[:6])),
        regions=draw(sometimes((), *choices(place.regions), one_in=8)),
        channels=tuple(draw(st.lists(channels(place.languages), min_size=1, max_size=2))),
        languages=draw(st.sampled_from(choices(place.languages))),
        checked_on=CHECKED_ON[0],
        confidence=Confidence.HIGH,
        sources=(SOURCE,),
    )
