"""Checks of what people are offered, each finding with an example report: holes, gaps, directories, lines for the young."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from helpline_router.models import Country, Gap, Helpline
from helpline_router.records import AgeBand
from helpline_router.stewardship.checks_findings import Check, Finding, Material, SubjectKind
from helpline_router.stewardship.checks_survey import YOUNGEST, SurveyedCell
from helpline_router.vocabulary import Category, Remit, Role, Scope

_FOR_THE_YOUNG: Final = frozenset({Remit.CHILD_HELPLINE, Remit.YOUTH_SUPPORT})
# A child, the age from which platforms admit people, two teenagers.
_MINOR_AGES: Final = (10, 13, 15, 17)


def ages_in_words(bands: Iterable[AgeBand | None]) -> str:
    """Ages that follow one another as one range.

    >>> ages_in_words([AgeBand(minimum=10, maximum=12), AgeBand(minimum=13, maximum=17), AgeBand(minimum=30), None])
    '10-17, 30-120, unknown'
    """
    ranges: list[tuple[int, int]] = []
    given = list(bands)
    for band in sorted((band for band in given if band is not None), key=lambda band: band.minimum):
        if ranges and band.minimum <= ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], max(band.maximum, ranges[-1][1])
        else:
            ranges.append((band.minimum, band.maximum))
    words = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    return ", ".join([*words, "unknown"] if None in given else words)


def _is_declared(cell: SurveyedCell, gaps: Iterable[Gap]) -> bool:
    """An unknown age is declared with any of the ages: the plan then gives the reason of that gap."""
    return any(
        gap.category == cell.plan.category and (gap.ages.overlaps if cell.ages is None else gap.ages.includes)(cell.situation.possible_ages)
        for gap in gaps
    )


def _by_category(cells: Iterable[SurveyedCell]) -> dict[Category, list[SurveyedCell]]:
    found: dict[Category, list[SurveyedCell]] = defaultdict(list)
    for cell in cells:
        found[cell.plan.category].append(cell)
    return found


def _not_too_young(cell: SurveyedCell) -> bool:
    return cell.situation.possible_ages.maximum >= YOUNGEST


def _grouped(material: Material, choose: Callable[[SurveyedCell, Country], bool], message: str, hint: str) -> Iterator[Finding]:
    """One finding for the cells of a category in a country; the message says which ages."""
    for code, country in material.registry.countries.items():
        chosen = (cell for cell in material.cells[code] if choose(cell, country))
        for category, cells in _by_category(chosen).items():
            ages = ages_in_words(cell.ages for cell in cells)
            yield Finding(
                subject=code, value=category.value, location=("countries", code), message=message.format(category=category, ages=ages),
                hint=hint, example=cells[0].example,
            )  # fmt: skip


def _undeclared_holes(material: Material) -> Iterator[Finding]:
    return _grouped(
        material,
        lambda cell, country: cell.is_plain and _not_too_young(cell) and not cell.is_national and not _is_declared(cell, country.gaps),
        "no rule finds a line for {category} at ages {ages}, and no gap is declared",
        "add a line, or declare a gap with its reason",
    )


def _directories(material: Material) -> Iterator[Finding]:
    return _grouped(
        material,
        lambda cell, country: cell.plan.scope is Scope.INTERNATIONAL and _not_too_young(cell) and not _is_declared(cell, country.gaps),
        "some reports of {category} end in an international directory, at ages {ages}",
        "a country with lines should have one for them: add a line, widen a rule, or declare a gap",
    )


def _gaps_that_are_none(material: Material) -> Iterator[Finding]:
    for code, country in material.registry.countries.items():
        for index, gap in enumerate(country.gaps):
            served = [
                cell
                for cell in material.cells[code]
                if cell.is_plain and cell.plan.category == gap.category and cell.ages and gap.ages.includes(cell.ages) and cell.is_national
            ]
            if served:
                ages = ages_in_words(cell.ages for cell in served)
                yield Finding(
                    subject=code, value=f"{gap.category} {ages_in_words([gap.ages])}", location=("countries", code, "gaps", index),
                    message=f"a gap is declared for {gap.category}, and {served[0].offered[0].id} serves ages {ages}",
                    hint="take the gap out, or narrow its ages", example=served[0].example,
                )  # fmt: skip


def _minors_without_a_young_line(material: Material) -> Iterator[Finding]:
    return _grouped(
        material,
        lambda cell, country: (
            _is_minor(cell)
            and any(_serves_the_young(line, cell, material) for line in country.helplines)
            and not any(_serves_the_young(line, cell, material) for line in cell.offered)
        ),
        "a child or youth line takes {category} at ages {ages}, and no rule offers it",
        "let the rule for minors refer to its remit",
    )


def _is_minor(cell: SurveyedCell) -> bool:
    return cell.is_plain and cell.ages is not None and any(cell.ages.minimum <= age <= cell.ages.maximum for age in _MINOR_AGES)


def _serves_the_young(line: Helpline, cell: SurveyedCell, material: Material) -> bool:
    """Whether it is a line for the young that the reporter of a plain cell could be sent to for certain."""
    return (
        not _FOR_THE_YOUNG.isdisjoint(line.remits)
        and line.confidence.rank >= material.policy.minimum_confidence.rank
        and (line.general or cell.plan.category in line.categories)
        and Role.AFFECTED in line.audience.roles
        and not line.audience.communities
        and not line.regions
        and line.audience.ages.includes(cell.situation.possible_ages)
    )


CHECKS: Final = (
    Check(
        name="undeclared-holes",
        description="An affected person of any category and age is served by a rule's line, or the gap is declared.",
        subject_kind=SubjectKind.CELL,
        run=_undeclared_holes,
    ),
    Check(
        name="gaps-that-are-none",
        description="Where a gap is declared, no rule finds a line.",
        subject_kind=SubjectKind.CELL,
        run=_gaps_that_are_none,
    ),
    Check(
        name="directory-only",
        description="Nobody in a covered country is sent to an international directory, unless a gap is declared.",
        subject_kind=SubjectKind.CELL,
        run=_directories,
    ),
    Check(
        name="minors-without-a-young-line",
        description="An affected minor may be offered a child or youth line where the country has one for the category.",
        subject_kind=SubjectKind.CELL,
        run=_minors_without_a_young_line,
    ),
)
