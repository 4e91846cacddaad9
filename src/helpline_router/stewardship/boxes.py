"""Many cells as few boxes: all combinations of some categories, roles, ages, regions and communities of one country."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from helpline_router.records import AgeBand
from helpline_router.stewardship.cells import Axes, Cell
from helpline_router.vocabulary import Category, Community, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A set of cells. A dimension without values is open: it holds whatever value a cell has there."""

    ages: frozenset[AgeBand | None]
    communities: frozenset[Community | None]
    regions: frozenset[str | None]
    roles: frozenset[Role]
    categories: frozenset[Category]


def boxes(cells: Iterable[Cell], axes: Axes) -> list[Box]:
    """The boxes that together hold exactly these cells of a country: as few as joining them dimension by dimension gives."""
    found = [
        Box(
            ages=frozenset({cell.age}),
            communities=frozenset({cell.community}),
            regions=frozenset({cell.region}),
            roles=frozenset({cell.role}),
            categories=frozenset({cell.category}),
        )
        for cell in cells
    ]
    found = [_open_ages(box, axes) for box in _joined(found, "ages")]
    for name in ("communities", "regions", "roles", "categories"):
        found = _joined(found, name)
    whole: dict[str, frozenset[Any]] = {
        "communities": frozenset(axes.communities),
        "regions": frozenset(axes.regions),
        "roles": frozenset(Role),
        "categories": frozenset(Category),
    }
    return [replace(box, **{name: frozenset() for name, values in whole.items() if getattr(box, name) == values}) for box in found]


def _joined(found: Iterable[Box], name: str) -> list[Box]:
    """The boxes that are alike but for one dimension, joined along it."""
    others = [field.name for field in fields(Box) if field.name != name]
    alike: dict[tuple[Any, ...], list[Box]] = defaultdict(list)
    for box in found:
        alike[tuple(getattr(box, other) for other in others)].append(box)
    return [replace(group[0], **{name: frozenset().union(*(getattr(box, name) for box in group))}) for group in alike.values()]


def _open_ages(box: Box, axes: Axes) -> Box:
    """Open at once, for "all ages" of a parent are other ages than those of an affected person."""
    (role,) = box.roles
    return replace(box, ages=frozenset()) if box.ages == frozenset(axes.ages_of(role)) else box


def size(box: Box, axes: Axes) -> int:
    """How many cells of the country a box holds."""
    places = (len(box.communities) or len(axes.communities)) * (len(box.regions) or len(axes.regions))
    ages = sum(len(box.ages) or len(axes.ages_of(role)) for role in box.roles or Role)
    return (len(box.categories) or len(Category)) * ages * places
