"""`check`: what is wrong with the files, what is due for review."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

import typer

from helpline_router import _yaml
from helpline_router.cli.days import DayOption, read_day
from helpline_router.cli.failures import InputError
from helpline_router.cli.inputs import JsonOption, OverlayOption, PolicyOption, RegistryOption, load_option, read_disabled, read_facts
from helpline_router.cli.printing import print_wrapped
from helpline_router.cli.words import day_in_words
from helpline_router.errors import Problem, ProblemsError
from helpline_router.policy import Policy
from helpline_router.registry import Registry
from helpline_router.routing import data_file
from helpline_router.stewardship.checks import CHECKS, Outcome, run_checks
from helpline_router.stewardship.checks_exceptions import CheckExceptions, ExceptionsError, load_exceptions
from helpline_router.stewardship.checks_findings import Finding, Material
from helpline_router.stewardship.checks_places import Texts, problem_of
from helpline_router.stewardship.staleness import DoubtfulHours, DueLine, doubtful_hours, overdue_lines

_INSTALL: Final = "they need one more step: pip install 'helpline-router[check]'"

GithubOption = Annotated[bool, typer.Option("--github", help="Print annotations, for GitHub Actions.")]
ExceptionsOption = Annotated[str | None, typer.Option("--exceptions", help="Your own check-exceptions.yaml.", metavar="PATH")]
StaleOption = Annotated[bool, typer.Option("--stale", help="List what is past its review date, the most harmful first, instead.")]
ListOption = Annotated[bool, typer.Option("--list", help="Name the checks instead.")]


def check(  # noqa: PLR0913 - an option each
    *,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    exceptions: ExceptionsOption = None,
    at: DayOption = None,
    stale: StaleOption = False,
    list_checks: ListOption = False,
    as_json: JsonOption = False,
    github: GithubOption = False,
) -> None:
    """Look for mistakes in the files, or for what is due for review.

    Exit code 0 if every check was run and all is well, 1 with findings or something overdue, 2 if a file cannot be read or a
    check could not be run.
    """
    _refuse_contradictions(as_json=as_json, github=github, stale=stale, list_checks=list_checks)
    if list_checks:
        _print_checks(as_json=as_json)
        return
    day = read_day(at)
    paths = _Paths(registry, policy, overlay, exceptions)
    moment = datetime.combine(day, time(), UTC) if at else datetime.now(UTC)
    try:
        facts, rules = read_facts(registry, policy, overlay, moment)
        known = _read_exceptions(exceptions)
    except ProblemsError as error:
        _print_bad_files(error, as_json=as_json, github=github)
        raise
    if stale:
        _report_staleness(facts, rules, day, as_json=as_json)
    else:
        texts = _read_texts(paths)
        # An overlay's lines are not where the file has them; what is wrong in the file itself is found without the overlay.
        document, disabled = (texts.registry, {}) if overlay is None else (None, read_disabled(overlay, moment))
        material = Material(registry=facts, policy=rules, day=day, document=document, disabled=disabled.keys())
        outcome = run_checks(material, known, refuse_unused=paths.own_the_exceptions)
        _report_findings(outcome, material, texts, "json" if as_json else "github" if github else "text")


def _refuse_contradictions(*, as_json: bool, github: bool, stale: bool, list_checks: bool) -> None:
    if github and (as_json or stale or list_checks):
        raise InputError("--github shows findings only: leave out --json, --stale and --list")
    if list_checks and stale:
        raise InputError("--list and --stale show different things: give one of the two")


class _Paths(NamedTuple):
    """The caller's own files; None for those that are shipped."""

    registry: str | None
    policy: str | None
    overlay: str | None
    exceptions: str | None

    @property
    def own_the_exceptions(self) -> bool:
        """The shipped exceptions may excuse lines that own files do not have."""
        return self.exceptions is not None or self == (None, None, None, None)


def _read_exceptions(path: str | None) -> CheckExceptions:
    problems: list[Problem] = []
    own = load_option("--exceptions", path, load_exceptions, problems)
    if problems:
        raise ExceptionsError(problems)
    return own or load_exceptions(data_file("check-exceptions.yaml"))


def _read_texts(paths: _Paths) -> Texts:
    return Texts(
        registry=_read_text(paths.registry, "helplines.yaml"),
        policy=_read_text(paths.policy, "routing.yaml"),
        exceptions=_read_text(paths.exceptions, "check-exceptions.yaml"),
        overlay=_yaml.read(Path(paths.overlay)) if paths.overlay else None,
    )


def _read_text(path: str | None, name: str) -> _yaml.Document:
    if path is not None:
        return _yaml.read(Path(path))
    shipped = data_file(name).resolve()
    # GitHub and people want the path inside the repository.
    is_here = shipped.is_relative_to(Path.cwd())
    return _yaml.read(shipped, name=str(shipped.relative_to(Path.cwd()) if is_here else shipped))


def _report_findings(outcome: Outcome, material: Material, texts: Texts, output: Literal["text", "json", "github"]) -> None:
    problems = [problem_of(finding, material, texts) for finding in outcome.findings]
    match output:
        case "json":
            _print_outcome_as_json(outcome, problems)
        case "github":
            _print_lines(_annotation(problem, finding.check) for finding, problem in zip(outcome.findings, problems, strict=True))
            _print_lines(_annotation(Problem("checks", _not_run(outcome), _INSTALL), "check") for _ in outcome.skipped[:1])
        case "text":
            _print_outcome(outcome, problems, material)
    if outcome.findings or outcome.skipped:
        raise typer.Exit(1 if outcome.findings else 2)


def _print_bad_files(error: ProblemsError, *, as_json: bool, github: bool) -> None:
    if as_json:
        _print_json(findings=[{"check": "load", **asdict(problem)} for problem in error.problems])
    elif github:
        _print_lines(_annotation(problem, "load") for problem in error.problems)


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _print_json(**parts: object) -> None:
    typer.echo(json.dumps(parts, ensure_ascii=False, indent=2, default=str))


def _print_checks(*, as_json: bool) -> None:
    if as_json:
        _print_json(checks=[{"name": check.name, "subject_kind": check.subject_kind, "description": check.description} for check in CHECKS])
    else:
        _print_lines(f"{check.name} ({check.subject_kind}): {check.description}" for check in CHECKS)


def _print_outcome(outcome: Outcome, problems: list[Problem], material: Material) -> None:
    for finding, problem in zip(outcome.findings, problems, strict=True):
        _print_problem(problem)
        if finding.example:
            print_wrapped(f"  example: {finding.example}")
    count = len(problems)
    found = {0: "no findings", 1: "1 finding"}.get(count, f"{count} findings")
    lines = sum(len(country.helplines) for country in material.registry.countries.values())
    excused = f", excused: {len(outcome.excused)}" if outcome.excused else ""
    typer.echo(f"{found} (lines: {lines}, countries: {len(material.registry.countries)}, rules: {len(material.policy.rules)}{excused})")
    if outcome.skipped:
        typer.echo(f"{'' if problems else 'passed, except '}{_not_run(outcome)}\n  hint: {_INSTALL}")


def _print_problem(problem: Problem) -> None:
    """The line of the file stays whole: a caret stands under it."""
    excerpt = {f"  {row}" for row in problem.excerpt.splitlines()}
    for row in str(problem).splitlines():
        (typer.echo if row in excerpt else print_wrapped)(row)


def _not_run(outcome: Outcome) -> str:
    """The numbers were not compared with the numbering plans, and nobody should think so."""
    names = ", ".join(check.name for check in outcome.skipped)
    return f"{len(outcome.skipped)} checks that were not run: {names}" if len(outcome.skipped) > 1 else f"1 check that was not run: {names}"


def _print_outcome_as_json(outcome: Outcome, problems: list[Problem]) -> None:
    _print_json(
        findings=[
            {**_fields(finding), "where": problem.where, "excerpt": problem.excerpt}
            for finding, problem in zip(outcome.findings, problems, strict=True)
        ],
        excused=[{**_fields(finding), "reason": exception.reason, "source": exception.source} for finding, exception in outcome.excused],
        skipped=[check.name for check in outcome.skipped],
        note=f"{_not_run(outcome)}: {_INSTALL}" if outcome.skipped else None,
    )


def _fields(finding: Finding) -> dict[str, Any]:
    return {name: list(value) if name == "location" else value for name, value in asdict(finding).items()}


def _annotation(problem: Problem, title: str) -> str:
    """A workflow command of GitHub Actions; what it escapes is that of actions/toolkit, packages/core/src/command.ts."""
    properties = {"title": title}
    text = f"{problem.where}: {problem.message}"
    if place := re.fullmatch(r"(.+):(\d+):(\d+)", problem.where):
        properties = {"file": place[1], "line": place[2], "col": place[3], "title": title}
        text = problem.message
    hint = f" (hint: {problem.hint})" if problem.hint else ""
    shown = ",".join(f"{name}={_escaped(value, in_property=True)}" for name, value in properties.items())
    return f"::error {shown}::{_escaped(text + hint)}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text


def _report_staleness(facts: Registry, rules: Policy, day: date, *, as_json: bool) -> None:
    due, hours = overdue_lines(facts, rules, day), doubtful_hours(facts, rules, day)
    if as_json:
        _print_json(at=day, overdue=[asdict(line) for line in due], hours=[asdict(channel) for channel in hours])
    else:
        for text in (*_due_texts(due, day), *_hours_texts(hours)):
            print_wrapped(text)
    if due:
        raise typer.Exit(1)


def _due_texts(due: tuple[DueLine, ...], day: date) -> Iterator[str]:
    if not due:
        yield f"no line is past its review date on {day_in_words(day)}"
        return
    yield f"past their review date on {day_in_words(day)}: {len(due)}"
    for line in due:
        late = "1 day ago" if line.days_overdue == 1 else f"{line.days_overdue} days ago"
        yield f"  {line.helpline_id}: due {day_in_words(line.due_on)}, {late} ({', '.join(line.categories)})"


def _hours_texts(hours: tuple[DoubtfulHours, ...]) -> Iterator[str]:
    if hours:
        yield f"hours that are shown as usual only, for want of a recent date: {len(hours)}"
    for channel in hours:
        until = f", trusted until {day_in_words(channel.trusted_until)}" if channel.trusted_until else ""
        yield f"  {channel.helpline_id}: {channel.kind} {channel.value}, seen {channel.hours_seen or 'without a date'}{until}"
