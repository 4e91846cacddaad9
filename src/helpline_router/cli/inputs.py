"""The options that commands share, and what is read from them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from helpline_router.cli.failures import EMPTY_PATH, InputError, cannot, report_line
from helpline_router.cli.instants import read_instant, zone_of_reporter
from helpline_router.errors import InvalidReport, OverlayError, PolicyError, Problem, ProblemsError, RegistryError
from helpline_router.iso import country_code
from helpline_router.overlay import apply_overlay_file, load_overlay
from helpline_router.policy import Policy, load_policy
from helpline_router.registry import Registry, load_registry
from helpline_router.report import Report
from helpline_router.routing import Router, default_router
from helpline_router.vocabulary import Category, Community, Preference, Role

_File = TypeVar("_File")


def _names(words: type[StrEnum]) -> str:
    return ", ".join(words)


CategoryOption = Annotated[str, typer.Option(help=f"What the report is about: {_names(Category)}.", metavar="NAME", show_default=False)]
AgeOption = Annotated[
    str | None, typer.Option(help="The reporter's age in years, or a band such as 16-19; leave it out if unknown.", metavar="AGE")
]
CountryOption = Annotated[str | None, typer.Option(help="Where the reporter is: FR, FRA, UK, RE, ...", metavar="CODE")]
RegionOption = Annotated[str | None, typer.Option(help="A part of the country (ISO 3166-2), such as GB-SCT.", metavar="CODE")]
LanguageOption = Annotated[str | None, typer.Option(help="The reporter's language, such as fr or pt-BR.", metavar="TAG")]
RoleOption = Annotated[str, typer.Option(help=f"Who reports: {_names(Role)}.", metavar="NAME")]
CommunityOption = Annotated[
    list[str] | None, typer.Option(help=f"Only if the reporter named it; may be repeated: {_names(Community)}.", metavar="NAME")
]
PreferOption = Annotated[str | None, typer.Option(help=f"How they would rather talk: {_names(Preference)}.", metavar="NAME")]
AtOption = Annotated[
    str | None,
    typer.Option(
        help="The moment: 2026-11-20T18:00+01:00, or Z for UTC, or without an offset in the country's local time; now if left out.",
        metavar="TIME",
    ),
]
CountryFilter = Annotated[str | None, typer.Option("--country", help="Only the lines of this country.", metavar="CODE")]
RegistryOption = Annotated[str | None, typer.Option("--registry", help="Your own helplines.yaml.", metavar="PATH")]
PolicyOption = Annotated[str | None, typer.Option("--policy", help="Your own routing.yaml.", metavar="PATH")]
OverlayOption = Annotated[str | None, typer.Option("--overlay", help="Your own overlay.yaml, applied to both.", metavar="PATH")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A report and the moment it is for. Shows no values."""

    report: Report
    at: datetime


def read_request(at: str | None, files: tuple[str | None, str | None] = (None, None), **fields: object) -> Request:
    """The moment, and the report of the fields that are given; raises `InputError` with the problems of both.

    A local time is that of the report's country: only for one are the files, registry and policy, read.
    """
    problems: list[str] = []
    report = instant = None
    try:
        report = Report.model_validate({name: value for name, value in fields.items() if value is not None})
    except InvalidReport as error:
        problems = [report_line(problem) for problem in error.problems]
    try:
        instant = read_instant(at, lambda: zone_of_reporter(report, read_facts(*files)[0]) if report else ZoneInfo("UTC"))
    except InputError as error:
        problems += error.lines
    if report is None or instant is None:
        raise InputError(*problems) from None
    return Request(report, instant)


def read_router(registry: str | None, policy: str | None, overlay: str | None = None, at: datetime | None = None) -> Router:
    """A router of own files, or of the shipped ones where none is given."""
    return Router(*read_facts(registry, policy, overlay, at))


def read_facts(registry: str | None, policy: str | None, overlay: str | None = None, at: datetime | None = None) -> tuple[Registry, Policy]:
    """Both files with the overlay as it counts at an instant, now if left out; not yet proven to fit.

    Raises a `ProblemsError` with the problems of all files. The overlay of a file that is not valid is read, but not applied.
    """
    problems: list[Problem] = []
    facts = load_option("--registry", registry, load_registry, problems) or default_router().registry
    rules = load_option("--policy", policy, load_policy, problems) or default_router().policy
    if problems:
        load_option("--overlay", overlay, load_overlay, problems)
        raise (RegistryError if registry else PolicyError)(problems)
    instant = datetime.now(UTC) if at is None else at
    changed = load_option("--overlay", overlay, lambda path: apply_overlay_file(facts, rules, path, at=instant), problems)
    if problems:
        raise OverlayError(problems)
    return changed or (facts, rules)


def read_disabled(overlay: str | None, at: datetime | None = None) -> dict[str, str]:
    """The lines that an overlay, which has been applied, switches off at an instant, now if left out: why, and until when."""
    if overlay is None:
        return {}
    instant = datetime.now(UTC) if at is None else at
    entries = [entry for entry in load_overlay(overlay).helplines.disable if entry.counts(instant)]
    ends = {entry.id: f" (until {entry.until.isoformat(' ', 'minutes')})" for entry in entries if entry.until}
    return {entry.id: f"{entry.reason}{ends.get(entry.id, '')}" for entry in entries}


def load_option(option: str, path: str | None, load: Callable[[str], _File], problems: list[Problem]) -> _File | None:
    """What the file of an option holds; None without the option, or if there are problems, which are noted."""
    if path is None:
        return None
    if not path.strip():
        problems.append(Problem(option, EMPTY_PATH))
        return None
    try:
        return load(path)
    except ProblemsError as error:
        problems += error.problems
    except OSError as error:
        problems.append(Problem(option, cannot("opened", error, path)))
    return None


def read_category(text: str | None) -> Category | None:
    """A category by its name; raises `InputError` if there is no such."""
    if text is None or text in list(Category):
        return None if text is None else Category(text)
    raise InputError(f"--category must be one of {_names(Category)}")


def read_country(text: str | None, facts: Registry) -> str | None:
    """The code of the country whose lines an ISO 3166-1 code means; raises `InputError` if ISO knows no such."""
    if text is None:
        return None
    code = country_code(text)
    if code is None:
        raise InputError("--country must be an ISO 3166-1 code such as FR or FRA")
    return facts.territories.get(code, code)
