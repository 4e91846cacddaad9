"""What holds of a router: it answers everything, always the same, for as long as it says, and about one country at a time.

Each function raises AssertionError, with the law and what to look at. `Routes` is anything that plans and routes as a `Router`
does: a service of your own too.
"""

import pickle
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router.decision import RoutingDecision
from helpline_router.eligibility import CONDITIONS
from helpline_router.errors import PolicyError
from helpline_router.placing import exclusions
from helpline_router.planning import LIFE_AT_STAKE
from helpline_router.policy import Rule
from helpline_router.records import Record
from helpline_router.report import Report
from helpline_router.routing import Router, Routes
from helpline_router.situations import situate
from helpline_router.testing.breaches import Law
from helpline_router.testing.clock import AT
from helpline_router.testing.domain_reports import every_report
from helpline_router.testing.variants import replaced
from helpline_router.vocabulary import Condition, Remit, Scope

_VERSIONS: Final = frozenset({"registry", "policy"})
_MICROSECOND: Final = timedelta(microseconds=1)
_FAR: Final = timedelta(days=400)


def assert_answers(router: Routes, report: Report, at: datetime) -> None:
    """Law 2: the report gets a referral or a directory, and a covered country its emergency numbers; nothing is raised.

    Where life may be at stake, the decision says that emergency numbers come first.
    """
    _assert_answered(router.route(report, at), router.plan(report).maximum_referrals)


def _assert_answered(decision: RoutingDecision, most: int) -> None:
    offered = [referral.helpline_id for referral in decision.referrals]
    directories = [directory.audience for directory in decision.directories]
    look_at = f"the rule {decision.rule}, and what changes or drops parts of decisions"
    require = Law.TOTAL.require
    where = f"for {decision.category} in {decision.country or 'no country'}"
    require("all" in directories, f"{where} there is no directory for all", look_at)
    require(
        bool(decision.emergency.numbers) == (decision.country is not None),
        f"{where} there are emergency numbers without a country, or a country without them",
        look_at,
    )
    require(decision.emergency.first or decision.category not in LIFE_AT_STAKE, f"{where} the emergency numbers do not come first", look_at)
    is_abroad = decision.scope is Scope.INTERNATIONAL
    require(
        is_abroad == (not offered),
        f"{where} the scope is {decision.scope} with {len(offered)} lines",
        look_at,
    )
    require(len(offered) <= most, f"{where} there are {len(offered)} referrals, and {most} places", look_at)
    require(len(set(offered)) == len(offered), f"{where} a line is offered twice: {', '.join(offered)}", look_at)


def assert_total(router: Routes, reports: Iterable[Report] | None = None, *, at: datetime = AT) -> None:
    """Law 2, for every report that rules and lines can tell apart: `every_report` of the router, or the reports given.

    For a service of your own, give the reports: `every_report` of the router that it answers from.

    >>> from helpline_router.testing.frozen import frozen_router
    >>> assert_total(frozen_router())
    """
    if reports is None:
        if not isinstance(router, Router):
            raise TypeError("give the reports: every_report() of the Router that this one answers from")
        reports = every_report(router)
    most = None
    for report in reports:
        # How many places there are is the same for every report, and planning each a second time would take as long again.
        most = most or router.plan(report).maximum_referrals
        _assert_answered(router.route(report, at), most)


def _without_versions(decision: RoutingDecision) -> dict[str, object]:
    return decision.model_dump(exclude=set(_VERSIONS))


def assert_isolated(router: Routes, beside: Routes, report: Report, at: datetime) -> None:
    """Law 3: two routers that differ in the entries of other countries only decide the same, apart from versions and digests.

    `with_other_neighbours` makes such a router.
    """
    one, other = _without_versions(router.route(report, at)), _without_versions(beside.route(report, at))
    changed = [name for name in one if one[name] != other[name]]
    Law.ISOLATED.require(
        not changed,
        f"for {one['country'] or 'no country'} other countries change {', '.join(changed)}",
        "what is looked up across countries: territories, caches, lists of all lines",
    )


def assert_replays(router: Router, report: Report, at: datetime) -> None:
    """Law 7: the named rule, run alone, hits; each exclusion's condition fails; each line is offered or excluded, once."""
    plan, decision = router.plan(report), router.route(report, at)
    look_at = f"the rule {plan.rule}, and what changes plans"
    rule = next((rule for rule in router.policy.rules if rule.id == plan.rule), None)
    Law.REPLAYS.require(rule, f"there is no rule {plan.rule}", look_at)
    if rule is None:
        return
    alone = _router_of_one(router, rule).plan(report)
    Law.REPLAYS.require(rule.id == alone.rule, f"{rule.id}, run alone, does not hit", look_at)
    Law.REPLAYS.require(plan.model_copy(update={"policy": alone.policy}) == alone, f"{rule.id}, run alone, has another plan", look_at)
    situation = situate(report, router.registry)
    lines = {line.id: line for line in situation.lines}
    for exclusion in plan.exclusions:
        line = lines.get(exclusion.helpline_id)
        holds = CONDITIONS.get(exclusion.condition)
        Law.REPLAYS.require(
            line and holds and not holds(line, situation, router.policy, rule.refer),
            f"{exclusion.helpline_id} is excluded by '{exclusion.condition}', and meets it",
            f"{exclusion.helpline_id}, and what changes plans",
        )
    every = exclusions(plan, decision)
    offered = [referral.helpline_id for referral in decision.referrals]
    limited = {exclusion.helpline_id for exclusion in every if exclusion.condition is Condition.LIMIT}
    Law.REPLAYS.require(
        {candidate.helpline.id for candidate in plan.candidates} - set(offered) == limited
        and sorted(lines) == sorted([*offered, *(exclusion.helpline_id for exclusion in every)]),
        "a line of the country is neither offered nor excluded, or both",
        look_at,
    )


def _router_of_one(router: Router, rule: Rule) -> Router:
    """A router of this rule alone, and of what takes the reports that it does not, if any are left."""
    rest = Rule(id="other-reports", refer=(Remit.CHILD_HELPLINE,), rationale="what is left")
    try:
        return Router(router.registry, replaced(router.policy, rules=(rule, rest)))
    except PolicyError:
        return Router(router.registry, replaced(router.policy, rules=(rule,)))


def assert_round_trips(*records: Record) -> None:
    """Law 8: a registry, policy, plan or decision comes back from JSON, and from pickle, equal and with the same digest.

    >>> from helpline_router.testing.frozen import frozen_policy, frozen_registry
    >>> assert_round_trips(frozen_registry(), frozen_policy())
    """
    for record in records:
        kind = type(record)
        for form, copy in (
            ("JSON", kind.model_validate_json(record.model_dump_json())),
            ("pickle", pickle.loads(pickle.dumps(record))),  # noqa: S301 - of our own making
        ):
            Law.ROUND_TRIPS.require(copy == record, f"a {kind.__name__} comes back from {form} as another", "its fields of your own")
            same = getattr(copy, "digest", None) == getattr(record, "digest", None)
            Law.ROUND_TRIPS.require(same, f"a {kind.__name__} comes back from {form} with another digest", "its fields of your own")


def assert_repeats(router: Routes, questions: Sequence[tuple[Report, datetime]]) -> None:
    """Law 8: a question has one answer: in any order, earlier instants after later ones included, and in any thread."""
    look_at = "what is kept between two answers: its key, and for how long it holds"
    answers = [router.route(*question) for question in questions]
    backwards = [router.route(*question) for question in reversed(questions)]
    Law.REPEATS.require(answers == backwards[::-1], "in another order some answers are others", look_at)
    with ThreadPoolExecutor(4) as threads:
        at_once = list(threads.map(lambda question: router.route(*question), [*questions, *questions]))
    Law.REPEATS.require([*answers, *answers] == at_once, "in threads some answers are others", look_at)


def assert_steady(router: Routes, report: Report, at: datetime, *, fraction: float = 0.5) -> None:
    """Law 9: inside `[valid_from, valid_until)`, its edges included, the decision does not change.

    It ends with the first change of anything in it, and lies on one side of each clock change of a zone involved. `fraction`, at
    least 0 and less than 1, says at which instant between the edges it is asked for again.
    """
    decision, instant = router.route(report, at), at.astimezone(UTC)
    look_at = f"the hours of {', '.join(referral.helpline_id for referral in decision.referrals) or 'no line'}, and what keeps decisions"
    start, end = decision.valid_from or instant - _FAR, decision.valid_until or instant + _FAR
    Law.STEADY.require(start <= instant < end and decision.holds_at(at), "the instant asked for lies outside the window", look_at)
    last = end - _MICROSECOND
    for name, moment in (("start", start), ("end", last), ("middle", min(start + (end - start) * fraction, last))):
        Law.STEADY.require(decision == router.route(report, moment), f"the decision is another at the {name} of its window", look_at)
    _assert_window(decision, at, look_at)


def _assert_window(decision: RoutingDecision, at: datetime, look_at: str) -> None:
    edges = [edge for edge in (decision.valid_from, at, decision.valid_until and decision.valid_until - _MICROSECOND) if edge]
    changes = [notice.until for notice in decision.notices]
    for referral in decision.referrals:
        changes += [referral.until, *(channel.availability.until for channel in referral.channels if channel.availability)]
        zone = ZoneInfo(referral.timezone)
        offsets = {edge.astimezone(UTC).astimezone(zone).utcoffset() for edge in edges}
        Law.STEADY.require(len(offsets) == 1, f"the window lies across a clock change of {zone}", look_at)
    known = [change for change in changes if change is not None]
    Law.STEADY.require(all(at < change for change in known), "a change in it lies before the instant asked for", look_at)
    is_short = not known or (decision.valid_until is not None and decision.valid_until <= min(known))
    Law.STEADY.require(is_short, "the decision outlives the first change of something in it", look_at)
    utc = (decision.valid_from, decision.valid_until, *known)
    Law.STEADY.require(all(edge is None or not edge.utcoffset() for edge in utc), "an instant in it is not in UTC", look_at)


def assert_grows(router: Routes, grown: Routes, report: Report, at: datetime) -> None:
    """Law 10: a router with one helpline more never loses an emergency number, a directory, or all its referrals.

    `with_helpline` makes such a router.
    """
    before, after = router.route(report, at), grown.route(report, at)
    where, look_at = f"for {before.category} in {before.country or 'no country'}", f"the rules {before.rule} and {after.rule}"
    Law.GROWS.require(before.emergency == after.emergency, f"{where} the emergency numbers change", look_at)
    Law.GROWS.require(before.directories == after.directories, f"{where} the directories change", look_at)
    Law.GROWS.require(not before.referrals or after.referrals, f"{where} no referral is left", look_at)
    Law.GROWS.require(
        before.scope is not Scope.NATIONAL or after.scope is Scope.NATIONAL, f"{where} the scope falls to {after.scope}", look_at
    )
