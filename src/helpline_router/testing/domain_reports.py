"""Every report that the rules and lines of a router can tell apart: finitely many, so a law can be tried on all of them."""

from collections.abc import Collection, Iterator
from itertools import product

from helpline_router.domain import age_classes
from helpline_router.report import Report
from helpline_router.routing import Router
from helpline_router.stewardship.cells import Axes, Cell, axes_of
from helpline_router.testing.places import ELSEWHERE
from helpline_router.testing.variants import changed
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, Category, Role


def every_report(router: Router, countries: Collection[str] | None = None) -> Iterator[Report]:
    """One report for each cell of country, category, role, age or band, region and community.

    The last countries are one that is not covered, and none. `countries` restricts them to some codes. Language, preference and the
    notices of codes, which change the order and what is said, are left out.

    >>> from helpline_router.testing.frozen import frozen_router
    >>> len(list(every_report(frozen_router(), ["GB"])))
    384
    """
    registry = router.registry
    for code in registry.countries if countries is None else countries:
        if axes := axes_of(code, router):
            yield from _reports(axes)
    uncovered = next((code for code in ELSEWHERE if code not in registry.countries and code not in registry.territories), None)
    if countries is None and uncovered and (axes := axes_of(uncovered, router)):
        yield from _reports(axes)
        yield from (changed(report, country=None) for report in _reports(axes))


def _reports(axes: Axes) -> Iterator[Report]:
    ages = age_classes(tuple(age for age in axes.ages if age is not None))
    for category, role, region, community in product(Category, Role, axes.regions, axes.communities):
        report = Cell(country=axes.country, category=category, role=role, region=region, community=community).report
        for age in ages:
            if age is None or role not in ADULT_ROLES or age.minimum >= ADULT_AGE:
                yield changed(report, age=age)
