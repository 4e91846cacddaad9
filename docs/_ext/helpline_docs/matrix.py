"""What kind of line people have, by country, category and age: the cells of `helpline-router coverage`."""

from datetime import date
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Final

from helpline_docs.tables import plain, table
from helpline_router import default_router
from helpline_router.stewardship.coverage import USUAL_AGES, CoverageCell, LineKind, coverage
from helpline_router.vocabulary import State

MARKS: Final = MappingProxyType({LineKind.SPECIALIST: "S", LineKind.GENERAL: "G", LineKind.FALLBACK: "F", LineKind.GAP: "\u2013"})


def registry_day() -> date:
    """The day of the registry: pages are the same whenever they are built."""
    return date.fromisoformat(default_router().registry.version.replace(".", "-"))


@cache
def cells() -> tuple[CoverageCell, ...]:
    """All cells, in the order of the registry."""
    router = default_router()
    return coverage(router.registry, router.policy, at=registry_day())


def coverage_matrix(_argument: str) -> str:
    """A row for each country and category, a column for each age; countries lead to their pages."""
    rows = []
    for (country, category), row in groupby(cells(), key=lambda cell: (cell.country, cell.category)):
        rows.append((f"[{country}](countries/{country.lower()}.md)", plain(category), *map(mark, row)))
    return table(("country", "category", *map(age_name, USUAL_AGES)), rows)


def country_matrix(country: str) -> str:
    """The rows of one country."""
    own = [cell for cell in cells() if cell.country == country]
    rows = ((plain(category), *map(mark, row)) for category, row in groupby(own, key=lambda cell: cell.category))
    return table(("category", *map(age_name, USUAL_AGES)), rows)


def age_name(age: int | None) -> str:
    """The head of a column."""
    return "unknown" if age is None else str(age)


def mark(cell: CoverageCell) -> str:
    """The kind of line, and when one is open."""
    if cell.day.kind is LineKind.GAP:
        return "gap" if cell.declared else "**none**"
    kinds = "/".join(dict.fromkeys((MARKS[cell.day.kind], MARKS[cell.night.kind])))
    return f"{kinds} {_opening(cell)}{' *half*' if cell.is_half_served else ''}".strip()


def _opening(cell: CoverageCell) -> str:
    if cell.night.state is State.OPEN:
        return "●"
    return "○" if cell.day.state is State.OPEN else ""
