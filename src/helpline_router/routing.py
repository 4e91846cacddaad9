"""The router: a registry and a policy, proven to fit, that answer reports."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol, Self, Unpack, overload

from helpline_router.compiled import COMPILED_FILE, read_compiled
from helpline_router.decision import RoutingDecision
from helpline_router.errors import PolicyError
from helpline_router.identity import identity
from helpline_router.keys import OTHER_LANGUAGE, CountryKeys, Key
from helpline_router.placing import decide
from helpline_router.plan import RoutingPlan
from helpline_router.planning import make_plan
from helpline_router.policy import Policy, load_policy
from helpline_router.proofs import prove
from helpline_router.recall import Recall
from helpline_router.registry import Registry, load_registry
from helpline_router.report import Report, ReportFields, aware, aware_span
from helpline_router.warm import Cell, View, shown

# Where a country is not covered, its name makes no difference; no report names this one.
_UNCOVERED: Final = "-"
REGISTRY_FILE: Final = "helplines.yaml"
POLICY_FILE: Final = "routing.yaml"


class Routes(Protocol):
    """What answers reports as a `Router` does: one that reloads its files, one that is observed, or one of your own."""

    def plan(self, report: Report) -> RoutingPlan: ...
    def route(self, report: Report, at: datetime) -> RoutingDecision: ...
    def timeline(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]: ...


@dataclass(frozen=True, slots=True, repr=False)
class Router:
    """Answers reports from a registry and a policy. Immutable; share one between threads and tasks.

    Raises `PolicyError` if the two do not fit: a report without a rule, a rule that is never reached, an unknown line.
    """

    registry: Registry
    policy: Policy
    _views: dict[str | None, View] = field(default_factory=dict, init=False, compare=False)
    _cells: dict[Hashable, Cell] = field(default_factory=dict, init=False, compare=False)
    _recall: Recall = field(default_factory=Recall, init=False, compare=False)

    def __post_init__(self) -> None:
        if problems := prove(self.registry, self.policy):
            raise PolicyError(problems)

    @classmethod
    def _of_proven(cls, registry: Registry, policy: Policy) -> Self:
        """A router of a registry and a policy that were proven before: only for what `read_compiled` gives."""
        router = object.__new__(cls)
        given = {"registry": registry, "policy": policy}
        for each in fields(cls):
            value = given[each.name] if each.init else each.default_factory()  # type: ignore[operator]  # all others have one
            object.__setattr__(router, each.name, value)
        return router

    def plan(self, report: Report) -> RoutingPlan:
        """What the rules say for the report, whatever the time, with the reason why each other line is not offered."""
        return make_plan(report, self.registry, self.policy)

    def route(self, report: Report, at: datetime) -> RoutingDecision:
        """The decision for the report at an instant, an aware datetime of any zone. Raises `InvalidReport` for a naive one.

        >>> router = default_router()
        >>> decision = router.route(Report(category="harassment", age=15, country="FR"), datetime(2026, 11, 20, 17, tzinfo=UTC))
        >>> decision.referrals[0].name, decision.referrals[0].state.value
        ('3018', 'open')
        """
        # The warm path: a key, a lookup and a comparison, in one function and without a lock. Whatever is amiss ends below.
        try:
            fields = report.__dict__
            view = self._views[fields["country"]]
            if fields["region"] is None and not fields["communities"] and fields["prefer"] is None and not fields["code_notices"]:
                cell = view.plain[
                    fields["category"],
                    fields["role"],
                    view.ages[fields["age"]],
                    view.languages.get(fields["language"], OTHER_LANGUAGE),
                ]
            else:
                key = view.keys.key(fields)
                cell = view.cells[key[4:]][key[:4]]
            zone, start, end, decision = cell.current
            if at.tzinfo is zone and start <= at < end and not at.fold:
                return decision  # type: ignore[no-any-return]  # see warm.Shown
        except (AttributeError, KeyError):
            return self._decision(report, aware(at))
        return self._decision(report, aware(at), cell)

    def _decision(self, report: Report, at: datetime, cell: Cell | None = None) -> RoutingDecision:
        """The decision for a report of this cell, or of the one that is found."""
        plan = None
        if cell is None:
            cells, key = self._place(report)
            cell = cells.get(key)
            if cell is None:
                plan = self.plan(report)
                cell = cells[key] = self._cells.setdefault(identity(plan), Cell())
        known: RoutingDecision | None = cell.current[3]
        decision = known if known is not None and known.holds_at(at) else decide(plan or self.plan(report), at, self._recall)
        cell.current = shown(decision, at, self._recall.changes)
        return decision

    def _place(self, report: Report) -> tuple[dict[Key, Cell], Key]:
        """Where the cell of a report is kept, and its key there."""
        view = self._views.get(report.country)
        if view is None:
            view = View(CountryKeys(report.country, self.registry, self.policy))
            is_known = report.country in (None, *self.registry.countries, *self.registry.territories)
            # All countries that are not covered share one view: what they are called makes no difference.
            view = self._views.setdefault(report.country, view if is_known else self._views.setdefault(_UNCOVERED, view))
        key = view.keys.key(report.__dict__)
        return view.cells.setdefault(key[4:], {}), key[:4]

    def timeline(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]:
        """The decisions of the span `[start, end)`, one after the other; none if it is empty.

        Their windows cover the span without a hole or an overlap: the first may begin before `start`, the last end after
        `end`, and each other one begins where the one before ends. A window also ends where a zone changes its offset, or with
        a change of a line that has no place in the decision: two neighbours may differ in their windows only. The decisions
        are made while they are asked for. Raises `InvalidReport` for a naive datetime and for an `end` before `start`.

        >>> report = Report(category="harassment", age=15, country="FR")
        >>> day = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
        >>> [decision.referrals[0].state.value for decision in default_router().timeline(report, *day)]
        ['closed', 'open', 'closed']
        """
        return self._successive(report, *aware_span(start, end))

    def _successive(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]:
        at: datetime | None = start
        while at is not None and at < end:
            decision = self.route(report, at)
            yield decision
            at = decision.valid_until


def data_file(name: str) -> Path:
    """A file of the shipped data: inside the package, or beside it in a checkout."""
    inside = Path(__file__).parent / "data" / name
    return inside if inside.exists() else Path(__file__).parents[2] / "data" / name


@cache
def default_router() -> Router:
    """The router of the shipped registry and policy, loaded once."""
    in_wheel = data_file(COMPILED_FILE)
    if in_wheel.exists():
        return Router._of_proven(*read_compiled(in_wheel))  # noqa: SLF001 - of this module
    return Router(load_registry(data_file(REGISTRY_FILE)), load_policy(data_file(POLICY_FILE)))


@overload
def route_report(report: Report, /, *, at: datetime | None = None, router: Routes | None = None) -> RoutingDecision: ...
@overload
def route_report(
    *, category: str, at: datetime | None = None, router: Routes | None = None, **fields: Unpack[ReportFields]
) -> RoutingDecision: ...
def route_report(
    report: Report | None = None, /, *, at: datetime | None = None, router: Routes | None = None, **fields: Any
) -> RoutingDecision:
    """The decision for a report, given as a `Report` or by its fields.

    `at` is an aware datetime of any zone, now if left out; `router` is the shipped one if left out. Raises `InvalidReport`
    (a ValueError) for a report that is not valid or a naive `at`, and TypeError if both a report and fields are given.

    >>> decision = route_report(category="harassment", age=15, country="FR", at=datetime(2026, 11, 20, 17, tzinfo=UTC))
    >>> decision.referrals[0].helpline_id
    'fr-3018'
    """
    if report is None:
        report = Report(**fields)
    elif fields:
        raise TypeError("give a Report, or its fields, not both")
    elif not isinstance(report, Report):
        raise TypeError("give a Report, or its fields by name")
    return (router or default_router()).route(report, datetime.now(UTC) if at is None else at)
