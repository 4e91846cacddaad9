"""A second, slow implementation of section 3 of the design, in plain loops and without a look at the first one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from helpline_router import AgeBand, Category, Helpline, Policy, Registry, Report, Role
from helpline_router.channels import Channel
from helpline_router.hours import Hours, Span
from helpline_router.iso import REGION_TERRITORIES, TERRITORY_REGIONS, is_same_language, region_path
from helpline_router.models import Country
from helpline_router.policy import Rule, When
from helpline_router.vocabulary import ADULT_AGE, MAXIMUM_AGE, NoticeCode, Remit, State
from naive_hours import state_at

Ages = tuple[int, int]
ReasonOf = tuple[str, Remit | None]
Notices = dict[str, object]


# Place


@dataclass(frozen=True)
class Place:
    """The country whose lines are meant, None where none is covered, and the reporter's region."""

    code: str | None
    region: str | None


def place_of(report: Report, registry: Registry) -> Place:
    code = report.country
    # Rules speak of regions of covered countries only.
    nowhere = Place(None, None)
    if code is None:
        return nowhere
    if code in registry.countries:
        for region in regions_around(report.region):
            area = REGION_TERRITORIES.get(region)
            if area is not None and area not in registry.countries[code].territories:
                return nowhere
        return Place(code, report.region)
    for owner, country in registry.countries.items():
        if code in country.territories:
            return Place(owner, report.region or TERRITORY_REGIONS.get(code, code))
    return nowhere


def regions_around(region: str | None) -> tuple[str, ...]:
    """The region and those around it. An area without a code of its own in ISO 3166-2 lies in none."""
    return () if region is None else region_path(region) or (region,)


# Age


def is_adult_by_role(report: Report) -> bool:
    return report.role in (Role.PARENT, Role.PROFESSIONAL)


def ages_of(report: Report) -> Ages:
    """The youngest and the oldest the reporter may be."""
    if isinstance(report.age, AgeBand):
        youngest, oldest = report.age.minimum, report.age.maximum
    elif report.age is not None:
        youngest = oldest = report.age
    else:
        youngest, oldest = 0, MAXIMUM_AGE
    if is_adult_by_role(report):
        youngest = max(youngest, ADULT_AGE)
        if oldest < ADULT_AGE:
            oldest = MAXIMUM_AGE
    return youngest, oldest


def is_exact(report: Report) -> bool:
    youngest, oldest = ages_of(report)
    return youngest == oldest and not isinstance(report.age, AgeBand)


# Rule


def holds_but_for_age(when: When, report: Report, place: Place) -> bool:
    if when.category is not None and report.category not in when.category:
        return False
    if when.country is not None and place.code not in when.country:
        return False
    if when.region is not None and not any(region in when.region for region in regions_around(place.region)):
        return False
    if when.role is not None and report.role not in when.role:
        return False
    return when.communities is None or any(community in when.communities for community in report.communities)


def is_inside(ages: Ages, interval: AgeBand) -> bool:
    return interval.minimum <= ages[0] and ages[1] <= interval.maximum


def hit_rule(report: Report, place: Place, rules: Sequence[Rule]) -> Rule | None:
    ages = ages_of(report)
    possible = [rule for rule in rules if holds_but_for_age(rule.when, report, place)]
    is_known = is_exact(report)
    if not is_known and (report.age is not None or is_adult_by_role(report)):
        for rule in possible:
            if isinstance(rule.when.age, AgeBand) and is_inside(ages, rule.when.age):
                is_known = True
    for rule in possible:
        if rule.when.age is None:
            return rule
        if rule.when.age == "unknown" and not is_known:
            return rule
        if isinstance(rule.when.age, AgeBand) and is_known and is_inside(ages, rule.when.age):
            return rule
    return None


# Eligibility


@dataclass(frozen=True)
class Question:
    """What every condition is asked of."""

    report: Report
    place: Place
    refer: tuple[Remit | str, ...]
    policy: Policy


def reference_of(line: Helpline, refer: tuple[Remit | str, ...]) -> Remit | str | None:
    """The first reference that names the line or one of its remits."""
    for reference in refer:
        if reference == line.id or reference in line.remits:
            return reference
    return None


def fails_confidence(line: Helpline, question: Question) -> bool:
    ranks = ["low", "medium", "high"]
    return ranks.index(line.confidence) < ranks.index(question.policy.minimum_confidence)


def fails_content_reporting(line: Helpline, _: Question) -> bool:
    return all(remit == Remit.CONTENT_REPORTING for remit in line.remits)


def fails_region(line: Helpline, question: Question) -> bool:
    return bool(line.regions) and not is_in_area(line, question) and not may_be_in_area(line, question)


def is_in_area(line: Helpline, question: Question) -> bool:
    return not line.regions or any(region in line.regions for region in regions_around(question.place.region))


def may_be_in_area(line: Helpline, question: Question) -> bool:
    """Whether the reporter's region is unknown, or reaches further than the line's area."""
    mine = question.place.region
    return mine is None or any(mine in regions_around(region) and mine != region for region in line.regions)


def fails_category(line: Helpline, question: Question) -> bool:
    if question.report.category in line.categories:
        return False
    return not (line.general and reference_of(line, question.refer) is not None)


def fails_role(line: Helpline, question: Question) -> bool:
    return question.report.role not in line.audience.roles and Role.AFFECTED not in line.audience.roles


def fails_communities(line: Helpline, question: Question) -> bool:
    return bool(line.audience.communities) and not shares_community(line, question.report)


def shares_community(line: Helpline, report: Report) -> bool:
    return any(community in line.audience.communities for community in report.communities)


def ages_served(line: Helpline) -> AgeBand:
    youngest, oldest = line.audience.minimum_age, line.audience.maximum_age
    return AgeBand(minimum=0 if youngest is None else youngest, maximum=MAXIMUM_AGE if oldest is None else oldest)


def serves_adult_role(line: Helpline, report: Report) -> bool:
    return is_adult_by_role(report) and report.role in line.audience.roles


def fails_age(line: Helpline, question: Question) -> bool:
    if serves_adult_role(line, question.report):
        return False
    youngest, oldest = ages_of(question.report)
    served = ages_served(line)
    if is_adult_by_role(question.report):
        return not served.minimum <= max(min(30, oldest), youngest) <= served.maximum
    return not any(served.minimum <= age <= served.maximum for age in range(youngest, oldest + 1))


def fails_remit(line: Helpline, question: Question) -> bool:
    return reference_of(line, question.refer) is None


CONDITIONS: dict[str, Callable[[Helpline, Question], bool]] = {
    "confidence": fails_confidence,
    "content_reporting": fails_content_reporting,
    "region": fails_region,
    "category": fails_category,
    "role": fails_role,
    "communities": fails_communities,
    "age": fails_age,
    "remit": fails_remit,
}


def failing_condition(line: Helpline, question: Question) -> str | None:
    for name, fails in CONDITIONS.items():
        if fails(line, question):
            return name
    return None


def fit_conditions(line: Helpline, question: Question) -> frozenset[tuple[object, ...]]:
    """What a line's fit depends on; it is certain if this is empty."""
    found: list[tuple[object, ...]] = []
    if not is_adult_by_role(question.report) and not is_inside(ages_of(question.report), ages_served(line)):
        found.append(("age", line.audience.minimum_age, line.audience.maximum_age))
    if not is_in_area(line, question):
        found.append(("region", line.regions))
    return frozenset(found)


# Candidates


@dataclass(frozen=True)
class Offer:
    """A line that may be offered."""

    line: Helpline
    zone: ZoneInfo
    conditions: frozenset[tuple[object, ...]]
    code: str
    remit: Remit | None
    guarantee: str | None = None

    @property
    def is_regional(self) -> bool:
        return any(condition[0] == "region" for condition in self.conditions)


def offers_of(question: Question, country: Country) -> list[Offer]:
    """The eligible lines, reference by reference and in the order of the file."""
    offers: list[Offer] = []
    for reference in question.refer:
        for line in country.helplines:
            names_it = reference == line.id
            if not names_it and reference not in line.remits:
                continue
            if failing_condition(line, question) is not None or any(offer.line.id == line.id for offer in offers):
                continue
            zone = ZoneInfo(line.timezone or country.timezone)
            remit = None if names_it else Remit(reference)
            offers.append(Offer(line, zone, fit_conditions(line, question), "named" if names_it else "remit", remit))
    return offers


def speaks(line: Helpline, language: str) -> bool:
    if any(is_same_language(language, own) for own in line.languages):
        return True
    return any(is_same_language(language, own) for channel in line.channels for own in channel.languages or ())


def candidates_of(report: Report, question: Question, country: Country) -> list[Offer]:
    offers = offers_of(question, country)
    fallback = offers_of(replace(question, refer=question.policy.fallback.refer), country)
    present = [offer.line.id for offer in offers]
    others = [offer for offer in fallback if offer.line.general and offer.line.id not in present]
    if not any(not offer.conditions for offer in offers):
        return offers + [replace(offer, code="fallback") for offer in others]
    language = report.language
    if language is not None and not any(speaks(offer.line, language) for offer in offers):
        return offers + [replace(offer, code="language") for offer in others if speaks(offer.line, language)]
    return offers


# State


def is_trusted(channel: Channel, at: datetime, policy: Policy) -> bool:
    if not channel.kind.is_live or channel.hours in (None, "unknown") or channel.hours_seen is None:
        return False
    seen = date.fromisoformat((channel.hours_seen + "-01-01")[:10])
    over = datetime(seen.year, seen.month, seen.day, tzinfo=UTC) + timedelta(days=policy.hours_trusted_for_days + 1)
    return at < over


@cache
def span_at(hours: str, zone: ZoneInfo, code: str, at: datetime) -> Span:
    """The state as a second reading of the hours has it; when it changes is checked against that elsewhere (test_validity)."""
    return replace(Hours(hours, zone, code).span(at), state=State(state_at(hours, zone, code, at)))


@dataclass(frozen=True)
class Clock:
    """An instant, and what is needed to read hours at it."""

    at: datetime
    code: str
    policy: Policy

    def spans(self, offer: Offer, at: datetime | None = None) -> list[tuple[Channel, Span]]:
        """The channels with hours that are trusted now, each with its state at an instant."""
        when = self.at if at is None else at
        channels = [channel for channel in offer.line.channels if is_trusted(channel, self.at, self.policy)]
        return [(channel, span_at(channel.hours or "", offer.zone, self.code, when)) for channel in channels]

    def channel_state(self, offer: Offer, channel: Channel) -> tuple[str, datetime | None, str | None]:
        """Its state, until when, and the state that follows."""
        if not is_trusted(channel, self.at, self.policy):
            return "unknown", None, None
        span = span_at(channel.hours or "", offer.zone, self.code, self.at)
        then = None if span.end is None else span_at(channel.hours or "", offer.zone, self.code, span.end).state
        return span.state, span.end, then

    def home_spans(self, offer: Offer, at: datetime | None = None) -> list[tuple[Channel, Span]]:
        """Without the numbers for callers abroad, unless a line has no others."""
        has_home = any(channel.kind.is_live and channel.caller is None for channel in offer.line.channels)
        return [(channel, span) for channel, span in self.spans(offer, at) if channel.caller is None or not has_home]

    def state(self, offer: Offer, at: datetime | None = None) -> str:
        states = [span.state for _, span in self.home_spans(offer, at)]
        if "open" in states:
            return "open"
        live = [channel for channel in offer.line.channels if channel.kind.is_live]
        counted = [channel for channel in live if channel.caller is None] or live
        is_known = len(states) == len(counted) > 0
        return "closed" if is_known and all(state == "closed" for state in states) else "unknown"

    def until(self, offer: Offer) -> datetime | None:
        """When the line's state changes by its hours, if it does within 60 days after the first change of a channel."""
        first: datetime | None = None
        at = self.at
        while True:
            ends = [span.end for _, span in self.home_spans(offer, at) if span.end is not None]
            if not ends:
                return None
            at = min(ends)
            first = first or at
            if at > first + timedelta(days=60):
                return None
            if self.state(offer, at) != self.state(offer):
                return at

    def then(self, offer: Offer) -> str | None:
        until = self.until(offer)
        return None if until is None else self.state(offer, until)

    def is_open_in(self, offer: Offer, language: str | None) -> bool:
        for channel, span in self.home_spans(offer):
            languages = channel.languages or offer.line.languages
            if span.state == "open" and (language is None or any(is_same_language(language, own) for own in languages)):
                return True
        return False


# Order


def in_order(offers: list[Offer], report: Report, country: Country, clock: Clock | None) -> list[Offer]:
    """Stable sorts, the last dominating; with a clock, open lines first."""
    order = list(offers)
    if report.prefer is not None:
        kinds = report.prefer.channel_kinds
        order.sort(key=lambda offer: not any(channel.kind in kinds for channel in offer.line.channels))
    order.sort(key=lambda offer: report.role not in offer.line.audience.roles)
    order.sort(key=lambda offer: not shares_community(offer.line, report))
    language = report.language
    likely = country.languages if language is None else (language,)
    order.sort(key=lambda offer: not any(speaks(offer.line, each) for each in likely))
    if not any(speaks(offer.line, each) for offer in order for each in likely):
        language = None
    if clock is not None:
        order.sort(key=lambda offer: 0 if clock.is_open_in(offer, language) else 2 if clock.state(offer) == "closed" else 1)
    order.sort(key=lambda offer: offer.is_regional)
    return order


def with_one_for_language(order: list[Offer]) -> list[Offer]:
    """Of the lines that came for the language only the best stays."""
    kept: list[Offer] = []
    for offer in order:
        if offer.code != "language" or not any(other.code == "language" for other in kept):
            kept.append(offer)
    return kept


# Places

Need = tuple[str, Callable[[Offer], bool]]


def serves_age(age: int) -> Callable[[Offer], bool]:
    return lambda offer: ages_served(offer.line).minimum <= age <= ages_served(offer.line).maximum


def speaks_it(language: str) -> Callable[[Offer], bool]:
    return lambda offer: speaks(offer.line, language)


def needs_of(report: Report, country: Country, rule: Rule, clock: Clock) -> list[Need]:
    needs: list[Need] = []
    if rule.open_first:
        needs.append(("open", lambda offer: clock.state(offer) == "open"))
    youngest, oldest = ages_of(report)
    if youngest < ADULT_AGE <= oldest:
        needs.append(("minor", serves_age(min(max(15, youngest), ADULT_AGE - 1))))
        needs.append(("adult", serves_age(max(min(30, oldest), ADULT_AGE))))
    if report.language is None and len(country.languages) > 1:
        needs.extend(("language", speaks_it(language)) for language in country.languages)
    return needs


def placed(order: list[Offer], needs: list[Need], maximum: int) -> list[Offer]:
    places = list(range(len(order)))[:maximum]
    guarantees: dict[int, str] = {}
    met: list[Callable[[Offer], bool]] = []
    for name, meets in needs:
        if not any(meets(order[place]) for place in places):
            places = with_need_met(order, places, meets, met)
            for place in places:
                if meets(order[place]):
                    guarantees[place] = name
        if any(meets(order[place]) for place in places):
            met.append(meets)
    return [replace(order[place], guarantee=guarantees.get(place)) for place in places]


def with_need_met(order: list[Offer], places: list[int], meets: Callable[[Offer], bool], met: list[Callable[[Offer], bool]]) -> list[int]:
    found = [number for number, offer in enumerate(order) if meets(offer)]
    if not found:
        return places
    for spared in reversed(places):
        changed = sorted([*(place for place in places if place != spared), found[0]])
        if all(any(earlier(order[place]) for place in changed) for earlier in met):
            return changed
    return places


# Decision


@dataclass(frozen=True)
class Expected:
    """What the rules say, in a form in which decisions and plans can be compared."""

    country: str | None
    scope: str
    rule: str
    emergency_first: bool
    emergency_numbers: tuple[str, ...]
    directories: tuple[str, ...]
    candidates: tuple[tuple[object, ...], ...]
    exclusions: dict[str, str]
    referrals: tuple[tuple[object, ...], ...]
    notices: Notices


def describe(offer: Offer) -> tuple[object, ...]:
    return offer.line.id, offer.conditions, offer.code, offer.remit, offer.guarantee


def describe_at(offer: Offer, clock: Clock) -> tuple[object, ...]:
    channels = tuple(clock.channel_state(offer, channel) if channel.kind.is_live else None for channel in offer.line.channels)
    return (*describe(offer), clock.state(offer), clock.until(offer), clock.then(offer), channels)


def decide(report: Report, registry: Registry, policy: Policy, at: datetime) -> Expected:
    place = place_of(report, registry)
    rule = hit_rule(report, place, policy.rules)
    assert rule is not None
    directories = tuple(entry.name for entry in policy.directories if entry.audience == "all" or ages_of(report)[0] < ADULT_AGE)
    first = rule.emergency_first or report.category in (Category.SUICIDE, Category.SELF_HARM)
    notices = about_age(report, policy) | dict.fromkeys(report.code_notices, True)
    if place.code is None:
        notices["country_unknown" if report.country is None else "country_not_covered"] = True
        return Expected(None, "international", rule.id, first, (), directories, (), {}, (), notices)
    country = registry.countries[place.code]
    question = Question(report, place, rule.refer, policy)
    candidates = candidates_of(report, question, country)
    clock = Clock(at.astimezone(UTC), place.code, policy)
    order = with_one_for_language(in_order(candidates, report, country, clock if rule.open_first else None))
    places = placed(order, needs_of(report, country, rule, clock), policy.maximum_referrals)
    scope = scope_of(candidates)
    notices |= about_candidates(candidates, scope, report, country)
    notices |= about_referrals(places, report, clock)
    ids = [offer.line.id for offer in candidates]
    exclusions = {line.id: failing_condition(line, question) or "remit" for line in country.helplines if line.id not in ids}
    return Expected(
        place.code,
        scope,
        rule.id,
        first,
        tuple(number.number for number in country.emergency),
        directories,
        tuple(describe(offer) for offer in in_order(candidates, report, country, None)),
        exclusions,
        tuple(describe_at(offer, clock) for offer in places),
        notices,
    )


def scope_of(candidates: list[Offer]) -> str:
    if any(offer.code in ("named", "remit") for offer in candidates):
        return "national"
    return "national_fallback" if candidates else "international"


def about_age(report: Report, policy: Policy) -> Notices:
    notices: Notices = {}
    if not is_adult_by_role(report):
        if report.age is None:
            notices["age_unknown"] = True
        if ages_of(report)[1] < policy.minimum_platform_age:
            notices["below_minimum_age"] = True
    return notices


def about_candidates(candidates: list[Offer], scope: str, report: Report, country: Country) -> Notices:
    notices: Notices = {}
    if any(offer.is_regional for offer in candidates):
        notices["region_unknown"] = True
    if scope != "national":
        youngest, oldest = ages_of(report)
        notices["gap_declared"] = None
        for gap in reversed(country.gaps):
            if gap.category == report.category and gap.ages.minimum <= oldest and youngest <= gap.ages.maximum:
                notices["gap_declared"] = gap.reason
    return notices


def about_referrals(places: list[Offer], report: Report, clock: Clock) -> Notices:
    notices: Notices = {}
    language = report.language
    if language is not None and places and not any(speaks(offer.line, language) for offer in places):
        notices[NoticeCode.LANGUAGE_NOT_SPOKEN] = True
    if places and all(clock.state(offer) == "closed" for offer in places):
        openings = [clock.until(offer) for offer in places if clock.then(offer) == "open"]
        notices[NoticeCode.ALL_CLOSED] = min((until for until in openings if until is not None), default=None)
    unknown = [offer.line for offer in places if clock.state(offer) == "unknown"]
    if with_hours := tuple(line.id for line in unknown if any(channel.kind.is_live for channel in line.channels)):
        notices[NoticeCode.HOURS_UNKNOWN] = with_hours
    if stale := tuple(offer.line.id for offer in places if is_stale(offer.line, report, clock)):
        notices[NoticeCode.EVIDENCE_STALE] = stale
    return notices


def is_stale(line: Helpline, report: Report, clock: Clock) -> bool:
    day = line.checked_on + timedelta(days=clock.policy.review_after_days[report.category] + 1)
    return clock.at >= datetime(day.year, day.month, day.day, tzinfo=UTC)
