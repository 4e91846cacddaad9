"""What kind of line the affected people of each country, category and age have, by day and at night."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import product
from typing import Final

from helpline_router.availability import line_state
from helpline_router.iso import country_code
from helpline_router.models import Country
from helpline_router.plan import RoutingPlan
from helpline_router.policy import Policy
from helpline_router.records import AgeBand, Record
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.routing import Router
from helpline_router.stewardship.cells import axes_of
from helpline_router.stewardship.moments import usual_moments
from helpline_router.stewardship.offers import Viewer, lines_offered
from helpline_router.vocabulary import MAXIMUM_AGE, Category, Scope, State

USUAL_AGES: Final[tuple[int | None, ...]] = (10, 13, 15, 17, 18, 30, None)


class LineKind(StrEnum):
    """What kind of line the first of a decision is, the best first."""

    SPECIALIST = "specialist"
    GENERAL = "general"
    FALLBACK = "fallback"
    GAP = "gap"


class Service(Record):
    """What a cell has at one moment."""

    kind: LineKind
    """`specialist`: the first line takes the category by name; `general`: it takes any worry; `fallback`: the rule finds no line,
    and these take any worry; `gap`: there is no line."""
    state: State | None
    """`open`: one of the lines is; `unknown`: none is known to be, but one may be; `closed`: all are; null: there is no line."""
    helpline_ids: tuple[str, ...]
    """The lines, best first."""


class CoverageCell(Record):
    """Affected people of one country, category and age, of whom no more is known."""

    country: str
    """The country."""
    category: Category
    """The category."""
    age: int | None
    """The age; null if unknown."""
    declared: str | None
    """The reason that the country states for a gap of this category and age, if it declares one."""
    unserved_ages: tuple[AgeBand, ...]
    """Where the age is unknown: the ages that have no line though others have one. People of these ages have no one to turn to."""
    day: Service
    """On a working day at noon, by the country's clock."""
    night: Service
    """On a Sunday at 03:00."""

    @property
    def is_half_served(self) -> bool:
        """Whether it has lines, though not for all the ages it stands for."""
        return bool(self.unserved_ages) and self.day.kind is not LineKind.GAP

    @property
    def is_undeclared_gap(self) -> bool:
        """Whether there is no line, and the country does not say so."""
        return self.day.kind is LineKind.GAP and self.declared is None


def coverage(
    registry: Registry,
    policy: Policy,
    *,
    at: date,
    ages: Sequence[int | None] = USUAL_AGES,
    countries: Iterable[str] | None = None,
) -> tuple[CoverageCell, ...]:
    """What each country, category and age has, on a working day at noon and a Sunday at 03:00 since a date.

    All countries if none are given; codes that the registry does not know are left out. Raises `PolicyError` if the policy
    does not fit the registry.
    """
    router = Router(registry, policy)
    wanted = frozenset(registry.countries if countries is None else countries)
    codes = [code for code in registry.countries if code in wanted and country_code(code) == code]
    return tuple(cell for code in codes for cell in _cells(router, code, at, ages))


def _cells(router: Router, code: str, at: date, ages: Sequence[int | None]) -> Iterator[CoverageCell]:
    country = router.registry.countries[code]
    moments = usual_moments(at, timezone=country.timezone, country=code)
    viewer = Viewer.of(router, code)
    views = {
        (category, age): viewer.view(router.plan(Report(category=category, age=age, country=code)))
        for category, age in product(Category, ages)
    }
    offered = lines_offered(views.values(), moments)
    by_day, at_night = _states(router, code, moments.day), _states(router, code, moments.night)
    for (category, age), view in views.items():
        day, night = (
            Service(
                kind=_kind(view.plan, ids, router.registry),
                state=_best({states[helpline_id] for helpline_id in ids}),
                helpline_ids=ids,
            )
            for ids, states in ((offered[view].day, by_day), (offered[view].night, at_night))
        )
        yield CoverageCell(
            country=code,
            category=category,
            age=age,
            declared=_declared(country, category, age),
            unserved_ages=_unserved_ages(router, code, category) if age is None else (),
            day=day,
            night=night,
        )


def _unserved_ages(router: Router, code: str, category: Category) -> tuple[AgeBand, ...]:
    """The ages without a line, neighbours joined. A plan knows no clock: a line that is closed is a line."""
    axes = axes_of(code, router)
    found: list[AgeBand] = []
    for age in filter(None, axes.ages if axes else ()):
        if not router.plan(Report(category=category, age=age.minimum, country=code)).candidates:
            joins = bool(found) and found[-1].maximum + 1 == age.minimum
            found.append(AgeBand(minimum=found.pop().minimum if joins else age.minimum, maximum=age.maximum))
    return tuple(found)


def _states(router: Router, code: str, at: datetime) -> dict[str, State]:
    """Whether each line of a country is open at an instant."""
    country = router.registry.countries[code]
    days = router.policy.hours_trusted_for_days
    return {
        line.id: line_state(line, timezone=line.timezone or country.timezone, at=at, hours_trusted_for_days=days).line.state
        for line in country.helplines
    }


def _declared(country: Country, category: Category, age: int | None) -> str | None:
    """An unknown age is declared as a gap if any age is, as in a decision's notice."""
    ages = AgeBand(minimum=0 if age is None else age, maximum=MAXIMUM_AGE if age is None else age)
    return next((gap.reason for gap in country.gaps if gap.category is category and gap.ages.overlaps(ages)), None)


def _kind(plan: RoutingPlan, offered: Sequence[str], registry: Registry) -> LineKind:
    if not offered:
        return LineKind.GAP
    if plan.scope is Scope.NATIONAL_FALLBACK:
        return LineKind.FALLBACK
    return LineKind.SPECIALIST if plan.category in registry.helpline(offered[0]).categories else LineKind.GENERAL


def _best(states: set[State]) -> State | None:
    return next((state for state in (State.OPEN, State.UNKNOWN, State.CLOSED) if state in states), None)
