"""What a check is, what it looks at, and what it finds."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from helpline_router._yaml import Document, Location
from helpline_router.channels import Channel
from helpline_router.models import Country, Helpline
from helpline_router.policy import Policy
from helpline_router.registry import Registry
from helpline_router.stewardship.checks_survey import SurveyedCell, survey


class File(StrEnum):
    """Which file a finding is in."""

    REGISTRY = "registry"
    POLICY = "policy"
    EXCEPTIONS = "exceptions"


class SubjectKind(StrEnum):
    """What a check looks at, one at a time."""

    LINE = "line"
    CHANNEL = "channel"
    COUNTRY = "country"
    RULE = "rule"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong, or that needs a stated reason."""

    check: str = ""
    """The check's name; set when the checks are run."""
    subject: str
    """A helpline's id, a country's code or a rule's id."""
    value: str | None = None
    """What of the subject is meant, where it has several: a number, an address, a category."""
    file: File = File.REGISTRY
    """The file that has to change."""
    location: Location
    """The place in that file."""
    message: str
    """What is wrong."""
    hint: str = ""
    """How to mend it."""
    example: str = ""
    """A report that shows it."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """What checks look at."""

    registry: Registry
    """The facts."""
    policy: Policy
    """The rules."""
    day: date
    """The day for which to check: nothing that is stated may lie after it."""
    document: Document | None = None
    """The registry's file as it is written; without it, what only the text shows is not checked."""
    disabled: Collection[str] = frozenset()
    """The lines that an overlay switches off: they are not in the registry, and what the files say of them is no mistake."""

    @cached_property
    def cells(self) -> Mapping[str, tuple[SurveyedCell, ...]]:
        """Every cell of every country with its plan: made once, shared by the checks."""
        return survey(self.registry, self.policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A law for the data, and the function that finds what breaks it."""

    name: str
    """Its name, in findings and exceptions."""
    description: str
    """The law, in one sentence."""
    subject_kind: SubjectKind
    """What it looks at, one at a time."""
    run: Callable[[Material], Iterator[Finding]]
    """A pure function."""
    requires: str | None = None
    """The library it needs beyond those of the package; in the extra `check`."""
    needs_source: bool = False
    """Whether an exception to it must name a source."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, and where it stands."""

    code: str
    country: Country
    line: Helpline
    location: Location

    def finding(self, message: str, hint: str, *path: str | int, value: str | None = None, example: str = "") -> Finding:
        """A finding about the line, at a path inside it."""
        location = (*self.location, *path)
        return Finding(subject=self.line.id, value=value, location=location, message=message, hint=hint, example=example)


def entries(registry: Registry) -> Iterator[Entry]:
    """All lines, in the order of the file."""
    for code, country in registry.countries.items():
        for index, line in enumerate(country.helplines):
            yield Entry(code, country, line, ("countries", code, "helplines", index))


def channels(registry: Registry) -> Iterator[tuple[Entry, int, Channel]]:
    """All channels, in the order of the file, each with its index in its line."""
    for entry in entries(registry):
        for index, channel in enumerate(entry.line.channels):
            yield entry, index, channel
