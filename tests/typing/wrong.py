"""Uses that a type checker refuses. Checked, never run.

Each `ignore` names the error that is expected: if the use is ever accepted, the ignore is unused, which is an error itself.
"""

from datetime import UTC, datetime

import helpline_router
from helpline_router import (
    Observation,
    ObservedRouter,
    Policy,
    Registry,
    Report,
    Router,
    RoutingDecision,
    default_router,
    load_registry,
    present,
    route_report,
    testing,
)

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


def no_report(report: Report) -> None:
    """A report is given whole or by its fields, by name, and with a category."""
    route_report()  # type: ignore[call-overload]
    route_report(age=15, country="FR")  # type: ignore[call-overload]
    route_report("suicide")  # type: ignore[call-overload]
    route_report(report, category="suicide")  # type: ignore[call-overload]
    route_report(category="suicide", nation="FR")  # type: ignore[call-overload]


def no_such_name() -> None:
    """The package has the names of `__all__` and no others."""
    print(helpline_router.nowhere)  # type: ignore[attr-defined]


def no_such_field() -> None:
    """A report's fields are known by name, and each by its kind."""
    Report()  # type: ignore[call-arg]
    Report(category="suicide", nation="FR")  # type: ignore[call-arg]
    Report(category="suicide", age=15.5)  # type: ignore[arg-type]


def other_kinds_of_values(report: Report, registry: Registry) -> None:
    """No number for a word, no text for a time."""
    route_report(category=1)  # type: ignore[call-overload]
    route_report(category="suicide", age=15.5)  # type: ignore[call-overload]
    route_report(category="suicide", communities={"jewish": True})  # type: ignore[call-overload]
    route_report(report, at="2026-11-20T17:00Z")  # type: ignore[call-overload]
    route_report(report, router=registry)  # type: ignore[call-overload]
    load_registry(1)  # type: ignore[arg-type]


def files_in_the_wrong_order(registry: Registry, policy: Policy) -> None:
    """Facts first, then rules."""
    Router(policy, registry)  # type: ignore[arg-type]
    Router(registry)  # type: ignore[call-arg]


def no_moment(report: Report, decision: RoutingDecision) -> None:
    """Nothing takes the time of now where the moment makes the decision."""
    default_router().route(report)  # type: ignore[call-arg]
    present(decision, "fr")  # type: ignore[call-arg]
    present(decision, "fr", AT)  # type: ignore[call-arg]


def no_one_is_named(decision: RoutingDecision) -> None:
    """A decision has nothing of the reporter's age, and not every one has an end."""
    print(decision.age)  # type: ignore[attr-defined]
    print(decision.valid_until.isoformat())  # type: ignore[union-attr]


def nothing_changes(decision: RoutingDecision) -> None:
    """Lists of a decision cannot be added to."""
    decision.referrals.append(decision.referrals[0])  # type: ignore[attr-defined]


def _wants_a_report(observation: Observation, report: Report) -> None: ...


def a_hook_gets_no_report() -> None:
    """A hook is told of a decision by an observation, and by nothing else."""
    ObservedRouter(default_router(), _wants_a_report)  # type: ignore[arg-type]


def no_law_without_its_facts(report: Report, decision: RoutingDecision, registry: Registry) -> None:
    """A law needs the facts that it compares with, and the kit has the names of its `__all__` and no others."""
    testing.assert_serves(report, decision)  # type: ignore[call-arg]
    testing.assert_steady(registry, report, AT)  # type: ignore[arg-type]
    testing.reports(age=15)  # type: ignore[call-arg]
    print(testing.nowhere)  # type: ignore[attr-defined]
