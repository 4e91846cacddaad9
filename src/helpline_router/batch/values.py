"""Raw values of a report's fields to small codes: each distinct value once, by the one validation that there is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from helpline_router.batch.areas import PREFERENCES
from helpline_router.batch.table import CATEGORIES, ROLES, DecisionTable
from helpline_router.errors import InvalidReport
from helpline_router.records import AgeBand
from helpline_router.report import Report
from helpline_router.vocabulary import MAXIMUM_AGE, Category, Community

FIELDS: Final = ("category", "age", "country", "region", "language", "role", "communities", "prefer")
"""The fields of a report that a row may have, in the order in which problems are named."""

UNKNOWN_AGE: Final = MAXIMUM_AGE + 1
AGE_CODES: Final = UNKNOWN_AGE + 1 + (MAXIMUM_AGE + 1) * MAXIMUM_AGE // 2
"""How many codes of ages there are: each age, unknown, each band of two years or more."""

SEPARATOR: Final = ";"
"""Between communities that come as one text."""


def age_code(age: int | AgeBand | None) -> int:
    """The code of a report's age."""
    if age is None:
        return UNKNOWN_AGE
    if isinstance(age, AgeBand):
        return UNKNOWN_AGE + 1 + age.maximum * (age.maximum - 1) // 2 + age.minimum
    return age


def ages_by_code() -> tuple[int | AgeBand | None, ...]:
    """The age that each code stands for."""
    bands = (AgeBand(minimum=low, maximum=high) for high in range(1, MAXIMUM_AGE + 1) for low in range(high))
    return (*range(MAXIMUM_AGE + 1), None, *bands)


@dataclass(slots=True)
class Values:
    """Codes of raw values for one table. A code below zero stands for a value that is not valid: `reasons[-1 - code]` says why.

    A value of None is one that is left out. It remembers reasons, and never a value.
    """

    table: DecisionTable
    reasons: list[str] = field(default_factory=list)
    named: list[tuple[Community, ...]] = field(default_factory=lambda: [()])
    _numbers: dict[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.languages = language_codes(self.table)

    def code(self, name: str, value: Any) -> int:
        """The code of a value of a field other than country and region."""
        fields = {"category": Category.HATE} | ({} if value is None else {name: value})
        if name == "category" and value is None:
            fields = {}
        try:
            report = Report(**fields)
        except InvalidReport as error:
            return self._refused(error)
        return self._codes(report)[name]()

    def place(self, country: Any, region: Any) -> int:
        """The code of a country and a region, which are only valid together."""
        fields = {name: value for name, value in (("country", country), ("region", region)) if value is not None}
        try:
            report = Report(category=Category.HATE, **fields)
        except InvalidReport as error:
            return self._refused(error)
        return self.table.map.place(report.country, report.region)

    def masks(self) -> list[int]:
        """For each place and each code of communities, those told apart there, as bits: by place, then by code."""
        areas = (self.table.area(place) for place in range(len(self.table.map.places)))
        return [area.community_mask(names) for area in areas for names in self.named]

    def _codes(self, report: Report) -> dict[str, Callable[[], int]]:
        """How each field of a valid report becomes a code."""
        return {
            "category": lambda: CATEGORIES.index(report.category),
            "role": lambda: ROLES.index(report.role),
            "age": lambda: age_code(report.age),
            "language": lambda: 0 if report.language is None else self.languages.get(report.language, 1),
            "prefer": lambda: PREFERENCES.index(report.prefer),
            "communities": lambda: self._communities(report.communities),
        }

    def _communities(self, names: tuple[Community, ...]) -> int:
        if names not in self.named:
            self.named.append(names)
        return self.named.index(names)

    def _refused(self, error: InvalidReport) -> int:
        reason = "; ".join(f"{problem.where}: {problem.message}" for problem in error.problems)
        if reason not in self._numbers:
            self._numbers[reason] = len(self.reasons)
            self.reasons.append(reason)
        return -1 - self._numbers[reason]


def language_codes(table: DecisionTable) -> dict[str, int]:
    """The codes of the languages that any area tells apart; 0 stands for an unknown one and 1 for any other."""
    spoken = sorted({code for area in table.areas.values() for code, _ in area.language_codes})
    return {code: number for number, code in enumerate(spoken, 2)}


@dataclass(frozen=True, slots=True)
class Offsets:
    """A cell's number as a sum of three: by place and situation (category and role), by place and age, by place and language."""

    situations: Sequence[int]
    ages: Sequence[int]
    languages: Sequence[int]
    language_count: int


def offsets(table: DecisionTable) -> Offsets:
    """The offsets of a table, for the codes of this module."""
    ages, languages = ages_by_code(), (None, "", *language_codes(table))
    by_age = {code: [area.age_class(age) for age in ages] for code, area in table.areas.items()}
    situation_offsets, age_offsets, language_offsets = [], [], []
    for place, block in enumerate(table.blocks):
        area = table.area(place)
        situation_offsets += [block.cell(category, role, 0, 0) for category in range(len(CATEGORIES)) for role in range(len(ROLES))]
        age_offsets += [age_class * block.languages for age_class in by_age[table.map.places[place].area]]
        language_offsets += [area.language_class(language) for language in languages]
    return Offsets(situation_offsets, age_offsets, language_offsets, len(languages))
