"""What holds of a decision: whom its referrals serve, what they say, which of them comes first.

Each function raises AssertionError, with the law and what to look at, and says nothing of what the report says of a person:
it may be called on the decisions of a service in use.
"""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from helpline_router.availability import line_state
from helpline_router.decision import Referral, RoutingDecision
from helpline_router.eligibility import CONDITIONS, fit_conditions, speaks
from helpline_router.models import Helpline
from helpline_router.plan import AgeCondition, Reason, RoutingPlan
from helpline_router.policy import Policy
from helpline_router.records import AgeBand, Record
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.routing import Routes
from helpline_router.situations import Situation, situate
from helpline_router.testing.breaches import Law
from helpline_router.testing.clock import AT
from helpline_router.testing.variants import changed
from helpline_router.vocabulary import (
    ADULT_AGE,
    ADULT_ROLES,
    TYPICAL_ADULT_AGE,
    TYPICAL_MINOR_AGE,
    Condition,
    Fit,
    Remit,
    Role,
    Scope,
    State,
)

_FACTS: Final = ("name", "operator", "remits", "cost", "anonymous", "confidential", "website", "confidence", "trusted_flagger")
_CHANNEL_FACTS: Final = ("kind", "value", "uri", "send", "menu", "ask_for", "caller", "hours", "hours_seen")
_EMERGENCY_FACTS: Final = ("number", "kind", "uri", "reached_by", "registered_only", "note")
_DIALLED: Final = ("tel:", "sms:")
_TRUSTED_FOR_EVER: Final = 365_000
_OF_THE_RULE: Final = ("named", "remit")


def assert_serves(report: Report, decision: RoutingDecision, registry: Registry, policy: Policy | None = None) -> None:
    """Law 1: a referral never lies outside its audience, and says under which conditions it serves this person.

    Without the policy it is not known which confidence is enough nor which directories there are, and a referral's own reason is
    taken for what the rule names.

    >>> from datetime import UTC, datetime
    >>> from helpline_router import default_router
    >>> report, router = Report(category="hate", age=15, country="FR"), default_router()
    >>> decision = router.route(report, datetime(2026, 11, 20, 17, tzinfo=UTC))
    >>> assert_serves(report, decision, router.registry, router.policy)
    >>> assert_serves(Report(category="hate", age=30, country="FR"), decision, router.registry)
    Traceback (most recent call last):
    AssertionError: law 1: a referral never lies outside its audience
      found: fr-3018 does not meet the condition 'age'
      look at: the audience, regions and categories of fr-3018, and whether this decision is the one for this report
    """
    situation = situate(report, registry)
    Law.SERVES.require(
        (report.category, situation.country_code) == (decision.category, decision.country),
        f"the decision is for {decision.category} in {decision.country or 'no country'}, the report is for another category or country",
        "whether this decision is the one for this report, and whether both come from this registry",
    )
    for referral in decision.referrals:
        line = next((line for line in situation.lines if line.id == referral.helpline_id), None)
        Law.SERVES.require(line, f"{referral.helpline_id} is no line of the country", "which registry the decision comes from")
        if line is not None:
            ruled = (policy, _references(policy, decision, referral.reason)) if policy else None
            _assert_eligible(line, referral.reason, situation, ruled)
            _assert_conditions(line, referral, situation)
    if policy:
        is_adult = situation.possible_ages.minimum >= ADULT_AGE
        meant = [(entry.name, entry.url) for entry in policy.directories if entry.audience == "all" or not is_adult]
        Law.SERVES.require(
            meant == [(entry.name, entry.url) for entry in decision.directories],
            "the directories are others than the policy has for this report",
            "`directories` of the policy, and what changes or drops parts of decisions",
        )


def _references(policy: Policy, decision: RoutingDecision, reason: Reason) -> tuple[Remit | str, ...]:
    if reason.code not in _OF_THE_RULE:
        return policy.fallback.refer
    rule = next((rule for rule in policy.rules if rule.id == decision.rule), None)
    Law.SERVES.require(rule, f"there is no rule {decision.rule}", "which policy the decision comes from")
    return rule.refer if rule else ()


def _assert_eligible(line: Helpline, reason: Reason, situation: Situation, ruled: tuple[Policy, tuple[Remit | str, ...]] | None) -> None:
    policy, references = ruled or (None, (reason.remit or line.id,))
    for condition, holds in CONDITIONS.items():
        if policy is None and condition is Condition.CONFIDENCE:
            continue
        Law.SERVES.require(
            holds(line, situation, policy, references),  # type: ignore[arg-type]  # only the confidence is asked of the policy
            f"{line.id} does not meet the condition '{condition}'",
            f"the audience, regions and categories of {line.id}, and whether this decision is the one for this report",
        )
    Law.SERVES.require(
        reason.code in _OF_THE_RULE or line.general,
        f"{line.id} is offered beside the lines of the rule, but does not take any worry",
        f"`general` of {line.id}, and the policy's fallback",
    )


def _assert_conditions(line: Helpline, referral: Referral, situation: Situation) -> None:
    expected = fit_conditions(line, situation)
    Law.SERVES.require(
        referral.conditions == expected,
        f"{line.id} is offered on the conditions ({_names(referral)}) and serves on ({', '.join(item.by for item in expected)})",
        f"the audience and regions of {line.id}, and whether this decision is the one for this report",
    )
    Law.SERVES.require(
        referral.fit is (Fit.CONDITIONAL if referral.conditions else Fit.CERTAIN),
        f"{line.id} is said to fit for {referral.fit}, with the conditions ({_names(referral)})",
        "where `fit` and `conditions` of the referral are made",
    )


def _names(referral: Referral) -> str:
    return ", ".join(condition.by for condition in referral.conditions)


def assert_faithful(decision: RoutingDecision, registry: Registry, policy: Policy | None = None) -> None:
    """Law 1: what a person reads and dials is what the registry says, channel by channel, emergency numbers included.

    A channel is called open or closed by its hours only, and a line by its channels. Without the policy it is not known for how
    long the evidence for hours is trusted, and `unknown` passes everywhere.

    >>> from helpline_router.testing.clock import AT
    >>> from helpline_router.testing.frozen import frozen_router
    >>> router = frozen_router()
    >>> decision = router.route(Report(category="hate", age=15, country="FR"), AT)
    >>> assert_faithful(decision, router.registry, router.policy)
    >>> late = decision.referrals[0].model_copy(update={"state": State.CLOSED})
    >>> assert_faithful(decision.model_copy(update={"referrals": (late,)}), router.registry)
    Traceback (most recent call last):
    AssertionError: law 1: a referral repeats the facts of its line
      found: fr-jeunes is said to be closed, and is open by its channels
      look at: the hours of fr-jeunes, and what changes or keeps decisions
    """
    country = registry.countries.get(decision.country or "")
    for referral in decision.referrals:
        where = referral.helpline_id
        Law.FACTS.require(country and where in registry, f"{where} is not in the registry", "which registry the decision comes from")
        if country is not None:
            line = registry.helpline(where)
            _assert_facts(line, referral, line.timezone or country.timezone)
            _assert_states(line, referral, decision, policy)
    stated, shown = country.emergency if country else (), decision.emergency.numbers
    Law.FACTS.require(
        [_facts(entry, _EMERGENCY_FACTS) for entry in stated] == [_facts(entry, _EMERGENCY_FACTS) for entry in shown],
        f"the emergency numbers of {decision.country or 'no country'} are others in the registry",
        "`emergency` of that country, and what changes decisions",
    )


def _facts(record: Record, names: tuple[str, ...]) -> list[object]:
    return [getattr(record, name) for name in names]


def _assert_facts(line: Helpline, referral: Referral, timezone: str) -> None:
    wrong = [name for name in _FACTS if getattr(line, name) != getattr(referral, name)]
    if line.spoken_languages != referral.languages:
        wrong.append("languages")
    if line.checked_on.isoformat() != referral.checked_on:
        wrong.append("checked_on")
    if timezone != referral.timezone:
        wrong.append("timezone")
    if len(line.channels) != len(referral.channels):
        wrong.append("channels")
    for index, (fact, shown) in enumerate(zip(line.channels, referral.channels, strict=False)):
        wrong += [f"channels[{index}].{name}" for name in _CHANNEL_FACTS if getattr(fact, name) != getattr(shown, name)]
        if (fact.languages or line.languages) != shown.languages:
            wrong.append(f"channels[{index}].languages")
        # Of an address the label is a part; a number stands there digit by digit.
        is_dialled = (fact.uri or "").startswith(_DIALLED)
        if not shown.label or (shown.label != fact.value if is_dialled else shown.label not in fact.value):
            wrong.append(f"channels[{index}].label")
    Law.FACTS.require(not wrong, f"{line.id} has another {', '.join(wrong)} in the registry", f"{line.id}, and what changes decisions")


def _assert_states(line: Helpline, referral: Referral, decision: RoutingDecision, policy: Policy | None) -> None:
    # The last instant at which it may be shown: trust in hours only ends.
    at = decision.valid_until - timedelta(microseconds=1) if decision.valid_until else decision.valid_from or AT
    days = policy.hours_trusted_for_days if policy else _TRUSTED_FOR_EVER
    true = line_state(line, timezone=referral.timezone, at=at, hours_trusted_for_days=days)
    look_at = f"the hours of {line.id}, and what changes or keeps decisions"
    at_home: list[State] = []
    for index, (shown, expected) in enumerate(zip(referral.channels, true.channels, strict=True)):
        said = shown.availability.state if shown.availability else None
        real = expected.state if expected else None
        Law.FACTS.require(
            said == real or (policy is None and said is State.UNKNOWN and real is not None),
            f"channels[{index}] of {line.id} is said to be {said}, and is {real} by its hours",
            look_at,
        )
        if said is not None and shown.caller is None:
            at_home.append(said)
    # A number for callers abroad opens no line at home, unless the line has no other.
    live = at_home or [shown.availability.state for shown in referral.channels if shown.availability]
    whole = State.OPEN if State.OPEN in live else State.CLOSED if live and set(live) == {State.CLOSED} else State.UNKNOWN
    Law.FACTS.require(referral.state is whole, f"{line.id} is said to be {referral.state}, and is {whole} by its channels", look_at)


def _lines_of(plan: RoutingPlan, decision: RoutingDecision, law: Law) -> list[tuple[Referral, Helpline]]:
    lines = {candidate.helpline.id: candidate.helpline for candidate in plan.candidates}
    strange = [referral.helpline_id for referral in decision.referrals if referral.helpline_id not in lines]
    law.require(not strange, f"the plan has no candidate {', '.join(strange)}", "whether plan and decision come from one router")
    return [(referral, lines[referral.helpline_id]) for referral in decision.referrals]


def assert_open_first(router: Routes, report: Report, at: datetime) -> None:
    """Law 5: under `open_first`, among lines of the same fit and language, a closed line never stands before an open one."""
    plan, decision = router.plan(report), router.route(report, at)
    if not plan.open_first:
        return

    def kind(referral: Referral, line: Helpline) -> tuple[object, ...]:
        is_regional = any(condition.by == "region" for condition in referral.conditions)
        return referral.fit, is_regional, report.language is None or speaks(line, report.language)

    for (one, line), (other, later) in combinations(_lines_of(plan, decision, Law.OPEN_FIRST), 2):
        Law.OPEN_FIRST.require(
            kind(one, line) != kind(other, later) or (one.state, other.state) != (State.CLOSED, State.OPEN),
            f"{one.helpline_id} is closed and stands before {other.helpline_id}, which is open",
            f"the rule {decision.rule}, the hours of both lines, and what changes the order of referrals",
        )


def assert_ages_served(router: Routes, report: Report, at: datetime) -> None:
    """Law 6: with the age unknown, or a band across 18, a minor and an adult each find a line, if any candidate serves them.

    Each referral says for whom it is. Where there are fewer places than needs, an earlier need may take the place of a later one.
    """
    band = AgeBand() if report.age is None else report.age
    if report.role in ADULT_ROLES or isinstance(band, int) or not band.minimum < ADULT_AGE <= band.maximum:
        return
    plan, decision = router.plan(report), router.route(report, at)
    offered = _lines_of(plan, decision, Law.AGES_SERVED)
    for referral, line in offered:
        said = [condition for condition in referral.conditions if condition.by == "age"]
        true = AgeCondition(minimum=line.audience.minimum_age, maximum=line.audience.maximum_age)
        Law.AGES_SERVED.require(
            said == ([] if line.audience.ages.includes(band) else [true]),
            f"{line.id} does not say for which ages it is, or says others",
            f"the audience of {line.id}, and where the conditions of referrals are made",
        )
    if plan.maximum_referrals < 2 + plan.open_first:
        return
    typical = {"minor": min(ADULT_AGE - 1, max(TYPICAL_MINOR_AGE, band.minimum)), "adult": min(TYPICAL_ADULT_AGE, band.maximum)}
    for who, age in typical.items():
        exact = AgeBand(minimum=age, maximum=age)
        able = [candidate.helpline.id for candidate in plan.candidates if candidate.helpline.audience.ages.includes(exact)]
        Law.AGES_SERVED.require(
            not able or any(line.audience.ages.includes(exact) for _, line in offered),
            f"no referral serves a typical {who}, and {', '.join(able)} would",
            f"the rule {decision.rule}, and what changes or drops referrals",
        )


def assert_not_sent_abroad(router: Routes, report: Report, at: datetime) -> None:
    """Law 11: a parent, professional or witness is never sent abroad where an affected adult has a national line.

    The affected adult is of the same age, or of a typical one if it is not known exactly; a witness who may be a minor is not
    compared. A rule for a role, or for an unknown age, that names remits without a line in the country breaks this law.
    """
    if report.role is Role.WITNESS:
        age = report.age
        youngest = age if isinstance(age, int) else 0 if age is None else age.minimum
        if youngest < ADULT_AGE:
            return
    elif report.role in ADULT_ROLES:
        age = _typical_adult(report.age)
    else:
        return
    helping, affected = router.route(report, at), router.route(changed(report, role=Role.AFFECTED, age=age), at)
    Law.NOT_ABROAD.require(
        affected.scope is Scope.INTERNATIONAL or helping.scope is not Scope.INTERNATIONAL,
        f"who helps gets directories only, by the rule {helping.rule}; an affected adult has a line, by the rule {affected.rule}",
        f"the rules {helping.rule} and {affected.rule}, and the roles of the lines in {helping.country}",
    )


def _typical_adult(age: int | AgeBand | None) -> int:
    """A parent or professional is an adult, whatever age the report gives."""
    band = AgeBand(minimum=age, maximum=age) if isinstance(age, int) else age or AgeBand()
    if band.maximum < ADULT_AGE:
        return TYPICAL_ADULT_AGE
    return min(max(TYPICAL_ADULT_AGE, band.minimum), band.maximum)
