"""The coverage, drawn: a square for each country, category and age."""

from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from helpline_docs.matrix import MARKS, age_name, cells
from helpline_docs.svg import box, drawing, text, written
from helpline_router.stewardship.coverage import USUAL_AGES, CoverageCell, LineKind
from helpline_router.vocabulary import Category, State

_CELL: Final = 22
_LEFT: Final = 34
_BETWEEN: Final = 12
_TOP: Final = 50
_WORDS: Final = {
    LineKind.SPECIALIST: "a line for this category",
    LineKind.GENERAL: "a line for any worry",
    LineKind.FALLBACK: "a fallback line",
    LineKind.GAP: "no line",
}


def heat_map(_argument: str) -> str:
    """The drawing: countries from top to bottom, ages of each category from left to right."""
    found = [(country, list(row)) for country, row in groupby(cells(), key=lambda cell: cell.country)]
    width = _x(len(Category) - 1, len(USUAL_AGES)) + 4
    height = _TOP + len(found) * _CELL + 92
    kinds = {kind: sum(cell.day.kind is kind for _, row in found for cell in row) for kind in LineKind}
    counts = "; ".join(f"{number} cells have {_WORDS[kind]}" for kind, number in kinds.items())
    root = drawing(
        "heat-map",
        width,
        height,
        title="Coverage by country, category and age",
        description=f"{len(found)} countries. By day, {counts}.",
    )
    _heads(root)
    for number, (country, row) in enumerate(found):
        top = _TOP + number * _CELL
        text(root, "label", (4, top + 16), country)
        for place, cell in enumerate(row):
            category, age = divmod(place, len(USUAL_AGES))
            _cell(root, cell, (_x(category, age), top))
    _legend(root, _TOP + len(found) * _CELL + 14)
    return written(root)


def _x(category: int, age: int) -> int:
    return _LEFT + category * (len(USUAL_AGES) * _CELL + _BETWEEN) + age * _CELL


def _heads(root: Element) -> None:
    for number, category in enumerate(Category):
        text(root, "name", (_x(number, 0), 18), category)
        for place, age in enumerate(USUAL_AGES):
            text(root, "mark", (_x(number, place) + _CELL / 2 - 1, 40), "?" if age is None else str(age))


def _cell(root: Element, cell: CoverageCell, place: tuple[float, float]) -> None:
    x, y = place
    group = SubElement(root, "g")
    age = "age unknown" if cell.age is None else f"age {age_name(cell.age)}"
    by_night = " at night too" if cell.night.state is State.OPEN else ""
    SubElement(group, "title").text = f"{cell.country}, {cell.category}, {age}: {_WORDS[cell.day.kind]}{by_night and ', open' + by_night}"
    _square(group, cell.day.kind, (x, y), is_open_at_night=cell.night.state is State.OPEN)


def _square(group: Element, kind: LineKind, place: tuple[float, float], *, is_open_at_night: bool) -> None:
    x, y = place
    box(group, f"cell drawing-{kind}", (x, y, _CELL - 2, _CELL - 2))
    text(group, f"mark drawing-on-{kind}", (x + _CELL / 2 - 1, y + 14), MARKS[kind])
    if is_open_at_night:
        SubElement(group, "circle", {"class": f"drawing-moon drawing-on-{kind}", "cx": f"{x + 16:g}", "cy": f"{y + 4:g}", "r": "2"})


def _legend(root: Element, top: float) -> None:
    places = {kind: (10 + 330 * (number % 2), top + 26 * (number // 2)) for number, kind in enumerate(LineKind)}
    for kind, (x, y) in places.items():
        _square(root, kind, (x, y), is_open_at_night=False)
        text(root, "what", (x + _CELL + 6, y + 15), _WORDS[kind])
    _square(root, LineKind.SPECIALIST, (10, top + 52), is_open_at_night=True)
    text(root, "what", (10 + _CELL + 6, top + 67), "with a dot: a line is open at night, on Sunday at 03:00")
