"""What the report codes of other systems stand for: the types of `codes.yaml`."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from helpline_router.records import CodeText, Flag, Record, RuleId, Text, Url
from helpline_router.vocabulary import Category

UNRELATED: Final = "its system defines it as something else, or as nothing in particular"
"""The reason of a code that is only listed as unrelated."""

_Finding = tuple[tuple[str | int, ...], str]


class CodeSource(Record):
    """Where a system defines its codes."""

    id: RuleId
    """What the codes call it."""
    url: Url
    """Where it is."""
    version: Text
    """Which version of it was read."""


class Code(Record):
    """One code of a system: the category it stands for, or the reason why it stands for none of the four."""

    code: CodeText
    """The code, verbatim."""
    category: Category | None = None
    """What it stands for."""
    merged: Flag = False
    """Whether it stands for self_harm as much as for suicide; it goes to suicide, the safer of the two."""
    minor: Flag = False
    """Whether the person it is about is a minor."""
    covers: tuple[Category, ...] = ()
    """The categories that it groups: beside a more exact code of one of them it has no say."""
    near: Category | None = None
    """The category nearest to a code that stands for none."""
    reason: Text | None = None
    """Why it stands for none."""
    since: date | None = None
    """The first day of its use, if that is not the system's."""
    until: date | None = None
    """The day from which it is out of use."""
    source: RuleId
    """Which of the system's sources defines it."""

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if (self.category is None) is (self.reason is None):
            raise ValueError("say its category, or the reason why it has none")
        if self.category is None and (self.merged or self.minor or self.covers):
            raise ValueError("merged, minor and covers are for codes with a category")
        if self.category is not None and self.near is not None:
            raise ValueError("near is for codes without a category")
        if self.merged and self.category is not Category.SUICIDE:
            raise ValueError("a merged code goes to suicide, the safer of the two")
        if self.covers and self.category not in self.covers:
            raise ValueError("its own category is one of those that it covers")
        if self.since and self.until and self.until <= self.since:
            raise ValueError("it is out of use before it is in use")
        return self


class UnrelatedCodes(Record):
    """Codes of a system that stand for none of the four categories, and are listed so that they are told from unknown ones."""

    source: RuleId
    """Which of the system's sources defines them."""
    codes: tuple[CodeText, ...] = Field(min_length=1)
    """The codes, verbatim."""


class CodeSystem(Record):
    """A system whose reports carry codes."""

    id: RuleId
    """What callers call it."""
    title: Text
    """What it is, and which of its fields holds the code."""
    sources: tuple[CodeSource, ...] = Field(min_length=1)
    """Where it defines its codes."""
    own_rules: Flag = False
    """Whether each server has rules of its own, whose ids are codes too: callers say what these stand for."""
    codes: tuple[Code, ...] = Field(min_length=1)
    """The codes that stand for a category, and those near one."""
    unrelated: tuple[UnrelatedCodes, ...] = ()
    """The other codes."""

    @cached_property
    def entries(self) -> tuple[Code, ...]:
        """All codes, unrelated ones last."""
        others = (Code(code=code, reason=UNRELATED, source=group.source) for group in self.unrelated for code in group.codes)
        return (*self.codes, *others)


class CodeRow(NamedTuple):
    """One row of the crosswalk."""

    system: str
    code: str
    category: Category | None
    merged: bool
    minor: bool
    covers: tuple[Category, ...]
    near: Category | None
    reason: str | None
    since: date | None
    until: date | None
    source: str


class ReportCodes(Record):
    """The loaded codes of all systems. Load one with `codes.load_codes`, or take `codes.default_codes()`."""

    version: Text
    """The version, by date."""
    systems: tuple[CodeSystem, ...] = Field(min_length=1)
    """The systems, in the order in which they are shown."""

    @field_validator("systems")
    @classmethod
    def _is_consistent(cls, systems: tuple[CodeSystem, ...]) -> tuple[CodeSystem, ...]:
        findings = [*_equal_systems(systems), *(finding for index, system in enumerate(systems) for finding in _faults(index, system))]
        if findings:
            raise ValidationError.from_exception_data(
                "ReportCodes",
                [
                    InitErrorDetails(type=PydanticCustomError("registry", "{text}", {"text": text}), loc=loc, input=None)
                    for loc, text in findings
                ],
            )
        return systems

    def rows(self) -> Iterator[CodeRow]:
        """The crosswalk: a row for each code, in the order of the file, with the address of its source."""
        for system in self.systems:
            urls = {source.id: source.url for source in system.sources}
            for code in system.entries:
                yield CodeRow(
                    system=system.id,
                    code=code.code,
                    category=code.category,
                    merged=code.merged,
                    minor=code.minor,
                    covers=code.covers,
                    near=code.near,
                    reason=code.reason,
                    since=code.since,
                    until=code.until,
                    source=urls[code.source],
                )


def _equal_systems(systems: tuple[CodeSystem, ...]) -> Iterator[_Finding]:
    ids = [system.id for system in systems]
    for index, system_id in enumerate(ids):
        if system_id in ids[:index]:
            yield (index, "id"), f"two systems are called {system_id}"


def _faults(index: int, system: CodeSystem) -> Iterator[_Finding]:
    sources: set[str] = set()
    for position, entry in enumerate(system.sources):
        if entry.id in sources:
            yield (index, "sources", position, "id"), f"two sources are called {entry.id}"
        sources.add(entry.id)
    seen: set[str] = set()
    for place, code, source in _places(system):
        if code in seen:
            yield (index, *place), f"{code} is there twice"
        seen.add(code)
        if source not in sources:
            yield (index, *place[:2], "source"), f"{source} is not one of the system's sources"


def _places(system: CodeSystem) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    for position, entry in enumerate(system.codes):
        yield ("codes", position, "code"), entry.code, entry.source
    for position, group in enumerate(system.unrelated):
        for place, code in enumerate(group.codes):
            yield ("unrelated", position, "codes", place), code, group.source
