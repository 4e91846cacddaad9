"""From a situation to a plan: which rule hits, which lines it offers, in which order. Pure functions, no clock."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from helpline_router.eligibility import failed_condition, fit_conditions, speaks
from helpline_router.models import Helpline
from helpline_router.plan import Candidate, DirectoryLink, Emergency, EmergencyContact, Exclusion, Notice, Reason, RoutingPlan, Version
from helpline_router.policy import Policy, Rule, When
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.situations import Situation, situate
from helpline_router.vocabulary import ADULT_AGE, Category, Condition, Fit, NoticeCode, Remit, Scope

LIFE_AT_STAKE: Final = frozenset({Category.SUICIDE, Category.SELF_HARM})


def hit_rule(rules: Iterable[Rule], situation: Situation) -> Rule | None:
    """The first rule whose conditions hold.

    An exact age, and a band that lies inside the interval of a rule whose other conditions hold, is taken as it is; any
    other band is matched as an unknown age is.
    """
    candidates = [rule for rule in rules if meets(rule.when, situation)]
    age, possible = situation.age, situation.possible_ages
    # A band of which a parent's role leaves one year is still a band: nobody said 18.
    is_known = age is not None and (
        age.minimum == age.maximum or any(isinstance(rule.when.age, AgeBand) and rule.when.age.includes(possible) for rule in candidates)
    )
    for rule in candidates:
        match rule.when.age:
            case None:
                return rule
            case "unknown":
                if not is_known:
                    return rule
            case interval:
                if is_known and interval.includes(possible):
                    return rule
    return None


def meets(when: When, situation: Situation) -> bool:
    """Whether all conditions but that of the age hold."""
    return (
        (when.category is None or situation.category in when.category)
        and (when.country is None or situation.country_code in when.country)
        and (when.region is None or not set(when.region).isdisjoint(situation.region))
        and (when.role is None or situation.role in when.role)
        and (when.communities is None or not situation.communities.isdisjoint(when.communities))
    )


def _candidates(situation: Situation, policy: Policy, rule: Rule) -> Iterator[Candidate]:
    """The rule's lines, then the fallback's, each in the order of the references and, inside one, of the file."""
    offered = [
        _candidate(line, situation, Reason(code="remit" if remit else "named", remit=remit))
        for line, remit in _eligible(situation, policy, rule.refer)
    ]
    yield from offered
    needs_certain = all(candidate.fit is not Fit.CERTAIN for candidate in offered)
    language = situation.language
    needs_language = language is not None and not any(speaks(candidate.helpline, language) for candidate in offered)
    if not needs_certain and not needs_language:
        return
    known = {candidate.helpline.id for candidate in offered}
    for line, remit in _eligible(situation, policy, policy.fallback.refer):
        if line.general and line.id not in known:
            if needs_certain:
                yield _candidate(line, situation, Reason(code="fallback", remit=remit))
            elif language is not None and speaks(line, language):
                yield _candidate(line, situation, Reason(code="language", remit=remit))


def _eligible(situation: Situation, policy: Policy, references: Sequence[Remit | str]) -> Iterator[tuple[Helpline, Remit | None]]:
    eligible = [line for line in situation.lines if failed_condition(line, situation, policy, references) is None]
    seen: set[str] = set()
    for reference in references:
        for line in eligible:
            if line.id not in seen and (reference == line.id or reference in line.remits):
                seen.add(line.id)
                yield line, reference if isinstance(reference, Remit) else None


def _candidate(line: Helpline, situation: Situation, reason: Reason) -> Candidate:
    conditions = fit_conditions(line, situation)
    return Candidate(
        helpline=line,
        timezone=line.timezone or situation.timezone,
        fit=Fit.CONDITIONAL if conditions else Fit.CERTAIN,
        conditions=conditions,
        reason=reason,
    )


def _in_order(candidates: Iterable[Candidate], situation: Situation) -> list[Candidate]:
    """Stable sorts, of which the last dominates; the clock has its say later, between the language and the region."""
    ordered = list(candidates)
    sorts: tuple[Callable[[Helpline], bool], ...] = (
        lambda line: situation.prefer is None or any(channel.kind in situation.prefer.channel_kinds for channel in line.channels),
        lambda line: situation.role in line.audience.roles,
        lambda line: not situation.communities.isdisjoint(line.audience.communities),
        lambda line: any(speaks(line, language) for language in situation.likely_languages),
    )
    for is_preferred in sorts:
        ordered.sort(key=lambda candidate: not is_preferred(candidate.helpline))
    ordered.sort(key=lambda candidate: candidate.is_conditional_by_region)
    return ordered


def make_plan(report: Report, registry: Registry, policy: Policy) -> RoutingPlan:
    """The plan for a report. The policy must have a rule for every report (proven when a `Router` is made)."""
    return plan_situation(situate(report, registry), registry, policy)


def plan_situation(situation: Situation, registry: Registry, policy: Policy) -> RoutingPlan:
    """The plan for a situation."""
    rule = hit_rule(policy.rules, situation)
    if rule is None:
        raise LookupError("no rule is hit: a Router proves beforehand that this can't be")
    candidates = _in_order(_candidates(situation, policy, rule), situation)
    offered = {candidate.helpline.id for candidate in candidates}
    scope = _scope(candidates)
    ages = situation.possible_ages
    languages = situation.country.languages if situation.country else ()
    return RoutingPlan(
        category=situation.category,
        country=situation.country_code,
        country_languages=languages,
        scope=scope,
        rule=rule.id,
        rationale=rule.rationale,
        open_first=rule.open_first,
        emergency=_emergency(situation, rule),
        candidates=tuple(candidates),
        exclusions=tuple(
            Exclusion(helpline_id=line.id, condition=failed_condition(line, situation, policy, rule.refer) or Condition.REMIT)
            for line in situation.lines
            if line.id not in offered
        ),
        directories=_directories(situation, policy),
        notices=tuple(_notices(situation, policy, candidates, scope)),
        language=situation.language,
        languages_to_serve=languages if situation.language is None and len(languages) > 1 else (),
        ages_to_serve=ages if ages.minimum < ADULT_AGE <= ages.maximum else None,
        maximum_referrals=policy.maximum_referrals,
        hours_trusted_for_days=policy.hours_trusted_for_days,
        review_after_days=policy.review_after_days[situation.category],
        registry=Version(version=registry.version, digest=registry.digest),
        policy=Version(version=policy.version, digest=policy.digest),
    )


def _scope(candidates: Sequence[Candidate]) -> Scope:
    if not candidates:
        return Scope.INTERNATIONAL
    is_from_rule = any(candidate.reason.code in ("named", "remit") for candidate in candidates)
    return Scope.NATIONAL if is_from_rule else Scope.NATIONAL_FALLBACK


def _emergency(situation: Situation, rule: Rule) -> Emergency:
    numbers = situation.country.emergency if situation.country else ()
    return Emergency(
        first=rule.emergency_first or situation.category in LIFE_AT_STAKE,
        numbers=tuple(
            EmergencyContact(
                number=item.number,
                kind=item.kind,
                uri=item.uri,
                reached_by=item.reached_by,
                registered_only=item.registered_only,
                note=item.note,
            )
            for item in numbers
        ),
    )


def _directories(situation: Situation, policy: Policy) -> tuple[DirectoryLink, ...]:
    is_adult = situation.possible_ages.minimum >= ADULT_AGE
    return tuple(
        DirectoryLink(name=directory.name, url=directory.url, audience=directory.audience)
        for directory in policy.directories
        if directory.audience == "all" or not is_adult
    )


def _notices(situation: Situation, policy: Policy, candidates: Sequence[Candidate], scope: Scope) -> Iterator[Notice]:
    if situation.age is None:
        yield Notice(code=NoticeCode.AGE_UNKNOWN)
    elif situation.age.maximum < policy.minimum_platform_age and not situation.is_adult_by_role:
        yield Notice(code=NoticeCode.BELOW_MINIMUM_AGE)
    if not situation.is_country_given:
        yield Notice(code=NoticeCode.COUNTRY_UNKNOWN)
    elif situation.country is None:
        yield Notice(code=NoticeCode.COUNTRY_NOT_COVERED)
    if any(candidate.is_conditional_by_region for candidate in candidates):
        yield Notice(code=NoticeCode.REGION_UNKNOWN)
    if situation.country is not None and scope is not Scope.NATIONAL:
        yield Notice(code=NoticeCode.GAP_DECLARED, reason=_declared_reason(situation))
    yield from (Notice(code=code) for code in situation.code_notices)


def _declared_reason(situation: Situation) -> str | None:
    gaps = situation.country.gaps if situation.country else ()
    return next((gap.reason for gap in gaps if gap.category == situation.category and gap.ages.overlaps(situation.possible_ages)), None)
