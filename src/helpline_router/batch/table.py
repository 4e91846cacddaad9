"""The compiled decision table of a router: every report that lines and rules can tell apart, to a small integer."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from helpline_router.batch.areas import PREFERENCES, Area, Map, Place
from helpline_router.identity import identity
from helpline_router.plan import RoutingPlan
from helpline_router.report import Report
from helpline_router.routing import Router
from helpline_router.situations import situate
from helpline_router.vocabulary import Category, Role

CATEGORIES: Final = tuple(Category)
ROLES: Final = tuple(Role)


@dataclass(frozen=True, slots=True)
class Block:
    """Where the cells of a place stand: from `start` on, by category, role, age class and language class, the last one fastest."""

    start: int
    age_classes: int
    languages: int

    def cell(self, category: int, role: int, age_class: int, language_class: int) -> int:
        """The number of a cell."""
        return self.start + ((category * len(ROLES) + role) * self.age_classes + age_class) * self.languages + language_class

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(CATEGORIES) * len(ROLES) * self.age_classes * self.languages


class DecisionTable:
    """A router as a dense table: the number of a report's cell, and for each cell the id of its decision. Immutable.

    Reports of one id get the same decision at every instant. Cells are of reports that name no community and no preference: with these
    the shipped table would have a million cells instead of a hundred thousand. Reports that do name one that a line or a rule
    looks at get an id from `decisions` on, in fixed arithmetic, and their plan from the router when it is asked for. The
    notices of a report's code are not in it: whoever sends them knows them.
    """

    def __init__(self, router: Router, places: Map, areas: dict[str | None, Area], ids: "array[int]") -> None:
        self.router, self.map, self.areas, self.ids = router, places, areas, ids
        self.registry_digest, self.policy_digest = router.registry.digest, router.policy.digest
        self.blocks = _blocks(places.places, areas)
        self.decisions = max(ids) + 1
        self.communities = max(len(area.communities) for area in areas.values())
        self.variants = len(PREFERENCES) << self.communities
        self._examples = array("I", bytes(4 * self.decisions))
        for cell in reversed(range(len(ids))):
            self._examples[ids[cell]] = cell
        if self.decisions + len(ids) * self.variants >= 1 << 32:
            raise OverflowError("the registry tells more reports apart than a decision id has numbers")

    def area(self, place: int) -> Area:
        """The area of a place."""
        return self.areas[self.map.places[place].area]

    def cell(self, report: Report) -> int:
        """The number of the cell in which a report lies, whatever communities and preference it names."""
        place = self.map.place(report.country, report.region)
        area = self.area(place)
        return self.blocks[place].cell(
            CATEGORIES.index(report.category),
            ROLES.index(report.role),
            area.age_class(report.age),
            area.language_class(report.language),
        )

    def decision_id(self, report: Report) -> int:
        """The id of a report's decision."""
        cell = self.cell(report)
        area = self.area(self.map.place(report.country, report.region))
        variant = PREFERENCES.index(report.prefer) << self.communities | area.community_mask(report.communities)
        return self.decisions + cell * self.variants + variant if variant else self.ids[cell]

    def example(self, decision_id: int) -> Report:
        """A report that has this decision. Raises LookupError for an id that no report has."""
        if 0 <= decision_id < self.decisions:
            return self.example_of_cell(self._examples[decision_id])
        cell, variant = divmod(decision_id - self.decisions, self.variants)
        prefer, mask = divmod(variant, 1 << self.communities)
        if decision_id < 0 or cell >= len(self.ids) or not variant:
            raise LookupError("no report has this decision id in this table: was it made by another one?")
        plain = self.example_of_cell(cell)
        communities = self.area(self.map.place(plain.country, plain.region)).communities
        if mask >> len(communities):
            raise LookupError("no report has this decision id in this table: was it made by another one?")
        named = tuple(name for index, name in enumerate(communities) if mask >> index & 1)
        return Report(**{**plain.__dict__, "prefer": PREFERENCES[prefer], "communities": named})

    def plan(self, decision_id: int) -> RoutingPlan:
        """The plan of a report that has this decision: what it says of the decision holds for all others that have it.

        Of its exclusions, its language and its ages that is not so: reports that differ in these only get the same decision.
        """
        return self.router.plan(self.example(decision_id))

    def example_of_cell(self, cell: int) -> Report:
        """A report that lies in a cell."""
        place = next(number for number, block in enumerate(self.blocks) if cell < block.start + block.size)
        block, area, where = self.blocks[place], self.area(place), self.map.places[place]
        rest, language = divmod(cell - block.start, block.languages)
        rest, age = divmod(rest, block.age_classes)
        category, role = divmod(rest, len(ROLES))
        return Report(
            category=CATEGORIES[category],
            role=ROLES[role],
            age=area.example_ages()[age],
            country=where.country,
            region=where.region,
            language=area.example_languages()[language],
        )


def compile_table(router: Router, *, on_place: Callable[[int, int], None] | None = None) -> DecisionTable:
    """The table of a router; takes some ten seconds for the shipped one. `on_place` is told how many places of how many are done."""
    places = Map(router.registry, router.policy)
    numbers: dict[Any, int] = {}
    columns: list[list[int]] = []
    for done, place in enumerate(places.places, 1):
        columns.append([numbers.setdefault(found, len(numbers)) for found in _identities(router, place, places.areas[place.area])])
        if on_place is not None:
            on_place(done, len(places.places))
    areas = {}
    for code, area in places.areas.items():
        mine = [number for number, place in enumerate(places.places) if place.area == code]
        areas[code] = _without_idle_cuts(area, mine, columns)
    return DecisionTable(router, places, areas, array("I", [number for column in columns for number in column]))


def _identities(router: Router, place: Place, area: Area) -> Iterator[Any]:
    """What tells the decisions of a place apart, cell by cell."""
    known: dict[Any, Any] = {}
    ages, languages = area.example_ages(), area.example_languages()
    for category, role, age, language in product(CATEGORIES, ROLES, ages, languages):
        report = Report(category=category, role=role, age=age, country=place.country, region=place.region, language=language)
        possible = situate(report, router.registry).possible_ages
        # Ages that are one to the role, such as those of a parent under 18, need no second plan.
        key = category, role, language, possible.minimum, possible.maximum, type(report.age)
        if key not in known:
            known[key] = identity(router.plan(report))
        yield known[key]


def _without_idle_cuts(area: Area, mine: list[int], columns: list[list[int]]) -> Area:
    """The area without the cuts at which no decision of its places changes; their columns lose the classes that go."""
    index = 0
    while index + 1 < len(area.segments):
        shorter = area.merged(index)
        kept, twins = _classes_kept(len(area.segments), index)
        rows = [_by_class(columns[place], area) for place in mine]
        if all(block[gone] == block[twin] for row in rows for block in row for gone, twin in twins):
            for place, row in zip(mine, rows, strict=True):
                columns[place] = [number for block in row for age_class in kept for number in block[age_class]]
            area = shorter
        else:
            index += 1
    return area


def _by_class(column: list[int], area: Area) -> list[list[list[int]]]:
    """The column of a place by category and role, age class, language."""
    wide, deep = len(area.languages), area.age_classes
    lines = [column[start : start + wide] for start in range(0, len(column), wide)]
    return [lines[start : start + deep] for start in range(0, len(lines), deep)]


def _classes_kept(segments: int, index: int) -> tuple[list[int], list[tuple[int, int]]]:
    """The classes that stay when the segment after `index` joins it, and those that go, each with the one that takes its place."""
    pairs = [(low, high) for high in range(segments) for low in range(high + 1)]
    names: list[Any] = [*range(segments), None, *pairs]
    place = {name: number for number, name in enumerate(names)}
    gone = index + 1

    def twin(name: Any) -> Any:
        if isinstance(name, tuple):
            return tuple(index if end == gone else end for end in name)
        return index if name == gone else name

    twins = [(place[name], place[twin(name)]) for name in names if twin(name) != name]
    return [place[name] for name in names if twin(name) == name], twins


def _blocks(places: list[Place], areas: dict[str | None, Area]) -> tuple[Block, ...]:
    blocks, start = [], 0
    for place in places:
        area = areas[place.area]
        blocks.append(Block(start, area.age_classes, len(area.languages)))
        start += blocks[-1].size
    return tuple(blocks)
