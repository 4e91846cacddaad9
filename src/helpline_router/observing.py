"""Observing a router without the person: what may be counted of a decision, and nothing else."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter_ns

from helpline_router.decision import RoutingDecision
from helpline_router.plan import RoutingPlan
from helpline_router.report import Report
from helpline_router.routing import Routes
from helpline_router.vocabulary import NoticeCode, Scope


@dataclass(frozen=True, slots=True)
class Observation:
    """What a hook is told of a decision. It holds nothing of the report itself.

    `country` is the country whose lines are meant, None if it is unknown or not covered: a territory with a code of its own
    is not told apart. The id of a rule says what the rule asks for: the category, a coarse age, and for some the role.
    """

    rule: str
    scope: Scope
    country: str | None
    notices: tuple[NoticeCode, ...]
    microseconds: float


@dataclass(frozen=True, slots=True, repr=False)
class ObservedRouter:
    """A router of any kind with a hook that is told of each decision of `route`; `plan` and `timeline` are not observed.

    The hook is called where `route` was, before the decision is returned: it should be quick, and safe to call from several
    threads. An Exception of the hook never costs the decision: it becomes a RuntimeWarning that names its type only. Nothing
    is observed if `route` raises.

    >>> from helpline_router import default_router
    >>> seen = []
    >>> router = ObservedRouter(default_router(), seen.append)
    >>> decision = router.route(Report(category="harassment", age=15, country="FR"), datetime.fromisoformat("2026-11-20T17:00Z"))
    >>> seen[0].rule, seen[0].scope.value, seen[0].country, seen[0].notices
    ('fr-harassment-minors', 'national', 'FR', (<NoticeCode.HOURS_UNKNOWN: 'hours_unknown'>,))
    """

    router: Routes
    observe: Callable[[Observation], object]

    def plan(self, report: Report) -> RoutingPlan:
        """As `Router.plan`."""
        return self.router.plan(report)

    def route(self, report: Report, at: datetime) -> RoutingDecision:
        """As `Router.route`."""
        start = perf_counter_ns()
        decision = self.router.route(report, at)
        microseconds = (perf_counter_ns() - start) / 1000
        codes = tuple(dict.fromkeys(notice.code for notice in decision.notices))
        _tell(self.observe, Observation(decision.rule, decision.scope, decision.country, codes, microseconds))
        return decision

    def timeline(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]:
        """As `Router.timeline`."""
        return self.router.timeline(report, start, end)


def _tell(observe: Callable[[Observation], object], observation: Observation) -> None:
    """Call the hook. A function of its own, so that no traceback leads through the report."""
    try:
        observe(observation)
    except Exception as error:  # noqa: BLE001 - a hook may raise anything, and someone is waiting for help
        # Where warnings are errors, this one is none: it would cost the decision.
        with suppress(Exception):
            text = f"the hook of an ObservedRouter raised {type(error).__name__}; the decision is not affected"
            warnings.warn(text, RuntimeWarning, stacklevel=3)
