"""Hypothesis strategies for registries, policies, reports and instants: a hand-picked pool of hard cases, and variations of it.

Strategies without a registry are cached: Hypothesis validates each new one, which took half of the time.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router import AgeBand, Helpline, Policy, PolicyError, Registry, Report, Router, default_router
from helpline_router.channels import Channel
from helpline_router.iso import REGION_TERRITORIES
from helpline_router.models import Audience, Country, EmergencyNumber, Gap, RetiredNumber, Source
from helpline_router.policy import Directory, Fallback, Rule, When
from helpline_router.vocabulary import (
    Category,
    ChannelKind,
    CodeNotice,
    Community,
    Confidence,
    EmergencyKind,
    FactClass,
    NoticeCode,
    Preference,
    Remit,
    Role,
    SourceKind,
)

T = TypeVar("T")

CATEGORIES: Final = tuple(Category)
ROLES: Final = tuple(Role)
CODE_NOTICES: Final[tuple[CodeNotice, ...]] = (NoticeCode.CODE_MERGED, NoticeCode.MINOR_IMPLIED)
COMMUNITIES: Final = (Community.LGBTQ, Community.JEWISH, Community.WOMEN)
REMITS: Final = tuple(remit for remit in Remit if remit not in (Remit.NARROW_TOPIC, Remit.CONTENT_REPORTING))
CHECKED_ON: Final = tuple(map(date.fromisoformat, ("2026-11-20", "2026-08-22", "2026-05-24", "2026-10-24", "2024-02-29", "2027-12-31")))


@dataclass(frozen=True)
class Place:
    """What the pool knows of a country. `regions` mixes areas, their parts, and areas with an ISO 3166-1 code of their own."""

    zone: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    territories: tuple[str, ...] = ()
    other_zones: tuple[str, ...] = ()


PLACES: Final = {
    "FR": Place(
        "Europe/Paris", ("fr",), ("FR-IDF", "FR-75C", "FR-974", "FR-973"), ("RE", "GF", "BL"), ("Indian/Reunion", "America/Cayenne")
    ),
    "GB": Place("Europe/London", ("en", "cy"), ("GB-ENG", "GB-NIR", "GB-BFS", "GB-LND", "GB-WLS"), ("IM", "JE")),
    "BE": Place("Europe/Brussels", ("nl", "fr", "de"), ("BE-BRU", "BE-VLG", "BE-VAN", "BE-WAL")),
    "ES": Place("Europe/Madrid", ("es", "ca"), ("ES-CT", "ES-B", "ES-CN", "ES-TF"), (), ("Atlantic/Canary",)),
    "FI": Place("Europe/Helsinki", ("fi", "sv"), ("FI-01", "FI-18"), ("AX",)),
    "IE": Place("Europe/Dublin", ("en", "ga"), ("IE-L", "IE-D")),
    "NO": Place("Europe/Oslo", ("no",), ("NO-03", "NO-21", "NO-22"), ("SJ",)),
    "NL": Place("Europe/Amsterdam", ("nl", "fy"), ("NL-NH", "NL-AW", "NL-BQ1"), ("AW", "BQ"), ("America/Aruba",)),
    "PT": Place("Europe/Lisbon", ("pt",), ("PT-20", "PT-11"), (), ("Atlantic/Azores",)),
    "DE": Place("Europe/Berlin", ("de",), ("DE-BE", "DE-BY")),
}
# Of countries and areas that no generated registry covers as such.
_ELSEWHERE: Final = ("US", "BR", "RE", "IM", "AX", "NC")
_LANGUAGES: Final = ("en", "fr", "ar", "nb")

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
_AUDIENCES: Final = tuple(
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
_FOR_ALL: Final = _AUDIENCES[0]
_SOURCE: Final = Source(url="https://example.org", kind=SourceKind.OPERATOR, supports=(FactClass.NUMBER,))


def choices(values: tuple[T, ...], minimum: int = 1, maximum: int = 2) -> tuple[tuple[T, ...], ...]:
    """The selections of some values, in their order, the small ones first."""
    return tuple(chosen for size in range(minimum, maximum + 1) for chosen in combinations(values, size))


@cache
def sometimes(often: T, *seldom: T, one_in: int = 4) -> SearchStrategy[T]:
    """`often`, or one time in so many one of the others. One draw: a registry takes hundreds."""
    return st.sampled_from((often,) * max(1, len(seldom) * (one_in - 1)) + seldom)


def _is_age_interval(ages: tuple[int, int]) -> bool:
    return ages[0] <= ages[1]


@cache
def ages() -> SearchStrategy[int]:
    return st.sampled_from((15, 30, 17, 18, 12, 13, 16, 0, 120, 65)) | st.integers(0, 120)


@cache
def age_bands() -> SearchStrategy[AgeBand]:
    pool = ((16, 19), (0, 17), (18, 120), (13, 17), (17, 18), (0, 12), (0, 120), (15, 15), (18, 24), (16, 17))
    pairs = st.sampled_from(pool) | st.tuples(st.integers(0, 120), st.integers(0, 120)).filter(_is_age_interval)
    return pairs.map(lambda pair: AgeBand(minimum=pair[0], maximum=pair[1]))


@cache
def _generated_hours() -> SearchStrategy[str]:
    def text(days: tuple[str, str], start: int, length: int, holidays: str) -> str:
        end = start + length
        return f"{days[0]}-{days[1]} {start // 4:02}:{start % 4 * 15:02}-{end // 4:02}:{end % 4 * 15:02}{holidays}"

    days = st.tuples(st.sampled_from(_WEEKDAYS), st.sampled_from(_WEEKDAYS))
    return st.builds(text, days, st.integers(0, 95), st.integers(1, 80), st.sampled_from(("", "; PH closed", "; PH 10:00-12:00")))


@cache
def hours() -> SearchStrategy[str]:
    return st.sampled_from(_HOURS) | st.sampled_from(_HOURS) | _generated_hours()


@cache
@st.composite
def channels(draw: DrawFn, languages: tuple[str, ...] = ("en", "fr")) -> Channel:
    fields = dict(draw(st.sampled_from(_CHANNELS)))
    if fields["kind"].is_live:
        fields["hours"] = draw(hours())
        if fields["hours"] != "unknown":
            fields["hours_seen"] = draw(st.sampled_from(_HOURS_SEEN))
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
    return st.sampled_from((_FOR_ALL,) * 4 + _AUDIENCES) | st.sampled_from(_AUDIENCES[:6]) | _generated_audiences()


@cache
@st.composite
def helplines(draw: DrawFn, code: str = "FR", name: str = "line") -> Helpline:
    place = PLACES[code]
    spoken = tuple(dict.fromkeys((*place.languages, *_LANGUAGES)))
    return Helpline(
        id=f"{code.lower()}-{name}",
        name=name,
        remits=draw(sometimes((Remit.SUICIDE_PREVENTION,), *choices(tuple(Remit), maximum=1), *choices(REMITS, 2), one_in=1)),
        general=draw(st.booleans()),
        categories=draw(sometimes(CATEGORIES, *choices(CATEGORIES, maximum=3), one_in=3)),
        audience=draw(audiences()),
        regions=draw(sometimes((), *choices(place.regions), one_in=3)),
        timezone=draw(sometimes(None, *place.other_zones)) if place.other_zones else None,
        channels=tuple(draw(st.lists(channels(spoken), min_size=1, max_size=3))),
        languages=draw(sometimes(place.languages[:1], *choices(spoken), one_in=2)),
        checked_on=draw(st.sampled_from(CHECKED_ON)),
        confidence=draw(sometimes(Confidence.HIGH, *Confidence)),
        sources=(_SOURCE,),
    )


@cache
def _gaps() -> SearchStrategy[Gap]:
    reasons = st.sampled_from(("none found", "closed in 2025"))
    return st.builds(Gap, category=st.sampled_from(CATEGORIES), ages=age_bands(), reason=reasons, checked_on=st.just(CHECKED_ON[0]))


_EMERGENCY: Final = (
    EmergencyNumber(number="112", kind=EmergencyKind.GENERAL, sources=("https://example.org",)),
    EmergencyNumber(
        number="114", kind=EmergencyKind.ACCESSIBLE, reached_by=ChannelKind.SMS, note="by text", sources=("https://example.org",)
    ),
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
        audience=draw(st.sampled_from(_AUDIENCES[:6])),
        regions=draw(sometimes((), *choices(place.regions), one_in=8)),
        channels=tuple(draw(st.lists(channels(place.languages), min_size=1, max_size=2))),
        languages=draw(st.sampled_from(choices(place.languages))),
        checked_on=CHECKED_ON[0],
        confidence=Confidence.HIGH,
        sources=(_SOURCE,),
    )


@cache
@st.composite
def countries(draw: DrawFn, code: str = "FR", most: int = 6) -> Country:
    place = PLACES[code]
    one_line = draw(st.sampled_from((helplines, plain_helplines)))
    fewest = 2 if one_line is helplines else most - 1
    return Country(
        timezone=place.zone,
        languages=draw(st.sampled_from((place.languages, place.languages[:1]))),
        territories=draw(st.sampled_from(choices(place.territories, 0))),
        emergency=_EMERGENCY[: draw(st.integers(1, 2))],
        gaps=tuple(draw(st.lists(_gaps(), max_size=2))),
        retired_numbers=(RetiredNumber(number="3020", note="replaced"),),
        helplines=tuple(draw(one_line(code, f"{number}")) for number in range(draw(st.integers(fewest, most)))),
    )


@st.composite
def registries(draw: DrawFn, most: int = 2, codes: tuple[str, ...] = tuple(PLACES)) -> Registry:
    chosen = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=most, unique=True))
    # The first country gets room for the crowding that places are about; the others stay small.
    sections = {code: draw(countries(code, 6 if code == chosen[0] else 3)) for code in chosen}
    return Registry(version="2026.11.20", countries=dict(sorted(sections.items())))


_INTERVALS: Final = ((0, 17), (18, 120), (13, 17), (16, 24), (0, 120), (17, 18))


@cache
def _rule_ages() -> SearchStrategy[AgeBand | str | None]:
    pool = tuple(AgeBand(minimum=minimum, maximum=maximum) for minimum, maximum in _INTERVALS)
    return st.sampled_from((None, "unknown", *pool, "unknown", *pool)) | age_bands()


@st.composite
def _rules(draw: DrawFn, registry: Registry, name: str, *, roles: bool) -> Rule:
    codes = tuple(registry.countries)
    regions = tuple(region for code in codes for region in PLACES[code].regions)
    refer: tuple[Remit | str, ...] = draw(_remits())
    open_first, emergency_first = draw(st.sampled_from((True, False))), draw(st.booleans())
    of_one_country = draw(st.booleans())
    countries = (draw(st.sampled_from(codes)),) if of_one_country else draw(sometimes((), *choices(codes)))
    if of_one_country:
        # Only a rule of one country may name its lines.
        named = draw(st.sampled_from(choices(tuple(line.id for line in registry.countries[countries[0]].helplines))))
        refer = draw(st.sampled_from(((*named, *refer), (*refer, *named), (refer[0], *named, *refer[1:]))))
    when = When(
        category=draw(sometimes((), *choices(CATEGORIES), one_in=2)) or None,
        country=countries or None,
        region=draw(sometimes((), *choices(regions), one_in=8)) or None,
        role=(draw(sometimes((), *choices(ROLES), one_in=3)) or None) if roles else None,
        communities=draw(sometimes((), *choices(COMMUNITIES), one_in=6)) or None,
        age=draw(_rule_ages()),
    )
    return Rule(id=name, when=when, refer=refer, open_first=open_first, emergency_first=emergency_first, rationale="a reason")


@cache
def _remits() -> SearchStrategy[tuple[Remit, ...]]:
    return st.just(REMITS) | st.permutations(REMITS).map(tuple) | st.sampled_from((REMITS[:3], *choices(REMITS)))


def _policy(**fields: Any) -> Policy:
    usual = {
        "version": "2026.11.20",
        "minimum_platform_age": 13,
        "minimum_confidence": Confidence.MEDIUM,
        "maximum_referrals": 3,
        "hours_trusted_for_days": 1460,
        "review_after_days": dict.fromkeys(CATEGORIES, 90),
        "directories": (
            Directory(name="Find A Helpline", url="https://findahelpline.com", audience="all"),
            Directory(name="Child Helpline International", url="https://childhelplineinternational.org", audience="minors"),
        ),
    }
    return Policy.model_validate({**usual, **fields})


def _without_dead_rules(registry: Registry, policy: Policy) -> Policy | None:
    """The policy without the rules that the router refuses; only that no rule is left makes it useless."""
    while True:
        try:
            Router(registry, policy)
        except PolicyError as error:
            dead = {problem.where for problem in error.problems}
            rules = tuple(rule for rule in policy.rules if f"rules.{rule.id}" not in dead)
            if not rules or len(rules) == len(policy.rules):
                return None
            policy = replaced(policy, rules=rules)
        else:
            return policy


def replaced(policy: Policy, **fields: Any) -> Policy:
    return Policy.model_validate({**{name: getattr(policy, name) for name in Policy.model_fields}, **fields})


@st.composite
def policies(draw: DrawFn, registry: Registry, *, roles: bool = True) -> Policy:
    """A policy that a router of this registry accepts; without `roles`, no rule asks for one."""
    rules = [draw(_rules(registry, f"rule-{number}", roles=roles)) for number in range(draw(st.integers(0, 4)))]
    rest = Rule(id="rest", refer=draw(_remits()), open_first=draw(st.sampled_from((True, False))), rationale="what is left")
    policy = _without_dead_rules(
        registry,
        _policy(
            minimum_platform_age=draw(st.sampled_from((13, 16, 0))),
            minimum_confidence=draw(st.sampled_from((Confidence.MEDIUM, Confidence.MEDIUM, Confidence.HIGH, Confidence.LOW))),
            maximum_referrals=draw(st.sampled_from((3, 3, 2, 1, 4))),
            hours_trusted_for_days=draw(st.sampled_from((1460, 365, 36_500, 1))),
            review_after_days=dict.fromkeys(CATEGORIES, draw(st.sampled_from((90, 180, 1)))),
            rules=(*rules, rest),
            fallback=Fallback(refer=draw(_remits())),
        ),
    )
    assume(policy is not None)
    assert policy is not None
    return policy


def _regions_for(registry: Registry, code: str | None) -> tuple[str, ...]:
    if code is None:
        return ()
    if code in PLACES:
        return PLACES[code].regions
    owner = next((owner for owner, place in PLACES.items() if code in place.territories), None)
    if owner is not None:
        return tuple(region for region, area in REGION_TERRITORIES.items() if area == code)
    if code in registry.countries:
        return tuple({region: None for line in registry.countries[code].helplines for region in line.regions})
    return ("US-CA",) if code == "US" else ()


@st.composite
def reports(draw: DrawFn, registry: Registry) -> Report:
    codes = tuple(registry.countries)
    areas = tuple(registry.territories)
    code: str | None = draw(st.sampled_from(codes * 16 + areas * 4 + _ELSEWHERE + (None,)))
    regions = _regions_for(registry, code)
    own = registry.countries[code].languages if code is not None and code in registry.countries else ()
    return Report(
        category=draw(st.sampled_from(CATEGORIES)),
        age=draw(st.none() | ages() | age_bands()),
        country=draw(st.sampled_from((code, {"FR": "fra", "GB": "UK", "US": "usa"}.get(code or "", code)))),
        region=draw(sometimes(None, *regions, one_in=2)),
        language=draw(st.none() | st.none() | st.sampled_from((*own, *_LANGUAGES, "pt-BR", "zu"))),
        role=draw(sometimes(Role.AFFECTED, *ROLES, one_in=2)),
        communities=draw(sometimes((), *choices(COMMUNITIES), one_in=2)),
        prefer=draw(st.none() | st.sampled_from(Preference)),
        code_notices=draw(sometimes((), *choices(CODE_NOTICES), one_in=2)),
    )


_DAYS: Final = tuple(
    map(
        date.fromisoformat,
        (
            "2026-11-20",  # a Friday
            "2026-11-21",
            "2026-11-22",
            "2026-03-28",  # the nights in which Europe changes its clocks, from either side
            "2026-03-29",
            "2026-10-24",
            "2026-10-25",
            "2027-03-28",
            "2027-10-31",
            "2026-04-06",  # Easter Monday
            "2026-05-01",
            "2026-12-24",
            "2026-12-25",
            "2026-12-31",
            "2027-01-01",
            "2028-02-29",
        ),
    )
)
_TIMES: Final = tuple(map(time, (12, 9, 17, 0, 1, 2, 3, 18, 22, 23, 6, 14)))
_NUDGES: Final = tuple(
    timedelta(microseconds=us) for us in (0, 1, -1, 1_000_000, -1_000_000, 60_000_000, -60_000_000, 1_800_000_000, 1_799_999_999)
)
ZONES: Final = ("UTC", "Europe/Paris", "Europe/London", "Atlantic/Azores", "Indian/Reunion", "America/New_York", "Pacific/Auckland")


@cache
@st.composite
def instants(draw: DrawFn) -> datetime:
    """An aware datetime near an opening, closing, midnight, change of clocks, holiday or deadline, seen from any zone."""
    day = draw(st.sampled_from(_DAYS) | st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    home = ZoneInfo(draw(st.sampled_from(("Europe/Paris", "UTC", "Europe/London", "Atlantic/Azores"))))
    wall = datetime.combine(day, draw(st.sampled_from(_TIMES)), home).replace(fold=draw(st.sampled_from((0, 0, 1))))
    instant = wall.astimezone(UTC) + draw(st.sampled_from(_NUDGES))
    seen_from = draw(st.sampled_from((*ZONES, "")))
    return instant.astimezone(ZoneInfo(seen_from)) if seen_from else instant


@dataclass(frozen=True)
class Scene:
    """A router, a report and an instant."""

    router: Router
    report: Report
    at: datetime

    def __repr__(self) -> str:
        registry = "the shipped registry and policy"
        if self.router.registry is not default_router().registry:
            registry = f"{_brief(self.router.registry)}\n{_brief(self.router.policy)}"
        return f"{_brief(self.report)}\n{self.at.isoformat()} {self.at.tzinfo} fold={self.at.fold}\n{registry}"

    def _repr_pretty_(self, printer: Any, _: object) -> None:
        """Hypothesis prints dataclasses field by field, and a report shows no values."""
        printer.text(repr(self))

    def with_report(self, **fields: Any) -> "Scene":
        return replace(self, report=changed(self.report, **fields))


def _brief(record: Registry | Policy | Report) -> str:
    return record.model_dump_json(exclude_defaults=True)


def changed(report: Report, **fields: Any) -> Report:
    """The report with other values in some fields."""
    return Report(**{**{name: getattr(report, name) for name in Report.model_fields}, **fields})


@st.composite
def scenes(draw: DrawFn, *, roles: bool = True) -> Scene:
    registry = draw(registries())
    policy = draw(policies(registry, roles=roles))
    return Scene(Router(registry, policy), draw(reports(registry)), draw(instants()))


_CROWD_CHANNELS: Final = tuple(
    (Channel(kind=ChannelKind.PHONE, value="116 123", hours=text, hours_seen=None if text == "unknown" else "2026-01"),)
    for text in ("24/7", "Mo-Fr 09:00-17:00", "unknown", "Mo-Su 18:00-02:00", "Mo-Su 09:00-23:00; PH closed")
)


@cache
@st.composite
def crowded_scenes(draw: DrawFn) -> Scene:
    """More lines than places, and a reporter of whom little is known: what guarantees are for.

    The small draws come first: Hypothesis likes to fill what comes late with the simplest.
    """
    code = draw(st.sampled_from(("BE", "ES", "GB", "FR")))
    place = PLACES[code]
    maximum = draw(st.sampled_from((3, 2, 1)))
    report = Report(
        category=Category.HATE,
        country=code,
        age=draw(st.none() | age_bands()),
        language=draw(st.sampled_from((None, *place.languages))),
        prefer=draw(st.none() | st.sampled_from(Preference)),
        role=draw(sometimes(Role.AFFECTED, *ROLES)),
    )
    at = draw(instants())
    refer: tuple[Remit | str, ...] = draw(st.permutations((Remit.ANTI_HATE, Remit.CHILD_HELPLINE, f"{code.lower()}-1")).map(tuple))
    rule = Rule(
        id="theirs",
        when=When(country=(code,)),
        refer=refer[: draw(st.integers(1, 3))],
        open_first=draw(st.sampled_from((True, False))),
        rationale="all there is",
    )
    rest = Rule(id="rest", refer=(Remit.CHILD_HELPLINE,), rationale="for reports from elsewhere")
    many, others = draw(_crowd(code)), draw(st.lists(_crowd(code), min_size=1, max_size=4))
    lines = [_member(code, number, fields) for number, fields in enumerate([many] * maximum + others)]
    country = Country(timezone=place.zone, languages=place.languages, emergency=_EMERGENCY, helplines=tuple(lines))
    registry = Registry(version="2026.11.20", countries={code: country})
    return Scene(
        Router(registry, _policy(rules=(rule, rest), fallback=Fallback(refer=(Remit.CHILD_HELPLINE,)), maximum_referrals=maximum)),
        report,
        at,
    )


@cache
def _crowd(code: str) -> SearchStrategy[dict[str, Any]]:
    languages = PLACES[code].languages
    return st.fixed_dictionaries(
        {
            "audience": st.sampled_from((*_AUDIENCES[:5], *_AUDIENCES[1:3])),
            "remits": st.sampled_from(((Remit.ANTI_HATE,), (Remit.CHILD_HELPLINE,))),
            "channels": st.sampled_from(_CROWD_CHANNELS),
            "general": st.sampled_from((True, False)),
            "languages": st.sampled_from((*choices(languages, maximum=1), *choices(languages))),
        }
    )


def _member(code: str, number: int, fields: dict[str, Any]) -> Helpline:
    return Helpline(
        id=f"{code.lower()}-{number}",
        name=f"{number}",
        categories=CATEGORIES,
        checked_on=CHECKED_ON[0],
        confidence=Confidence.HIGH,
        sources=(_SOURCE,),
        **fields,
    )


@st.composite
def scenes_of(draw: DrawFn, router: Router) -> Scene:
    return Scene(router, draw(reports(router.registry)), draw(instants()))
