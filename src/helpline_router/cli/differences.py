"""`diff`: what a change to the facts or the policy does to people."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

import typer

from helpline_router.cli.cell_wording import A_CELL, compared, counted, dialled, offers, unchanged, values, where, who
from helpline_router.cli.days import DayOption, noon, read_day
from helpline_router.cli.failures import InputError
from helpline_router.cli.inputs import JsonOption, read_facts
from helpline_router.cli.printing import Line, print_lines
from helpline_router.cli.pull_request import markdown
from helpline_router.errors import PolicyError
from helpline_router.routing import Router
from helpline_router.stewardship.diff import Consequence, Difference, diff
from helpline_router.stewardship.facts import FactChange, FactChangeKind

_ITEM: Final = "   - "
# Whatever is worse fails too.
_FAILURES: Final = MappingProxyType({"last-line": Consequence.EMERGENCY_NUMBER_LOST, "first-line": Consequence.FIRST_LINE_LOST})

_HELP: Final = "a folder with helplines.yaml and routing.yaml, or a helplines.yaml"
OldArgument = Annotated[str, typer.Argument(metavar="OLD", help=f"As it was: {_HELP}.", show_default=False)]
NewArgument = Annotated[str, typer.Argument(metavar="NEW", help=f"As it is to be: {_HELP}.", show_default=False)]
OldPolicyOption = Annotated[str | None, typer.Option("--old-policy", help="The routing.yaml that goes with OLD.", metavar="PATH")]
NewPolicyOption = Annotated[str | None, typer.Option("--new-policy", help="The routing.yaml that goes with NEW.", metavar="PATH")]
BothOverlayOption = Annotated[str | None, typer.Option("--overlay", help="An overlay.yaml, applied to OLD and to NEW.", metavar="PATH")]
OldOverlayOption = Annotated[str | None, typer.Option("--old-overlay", help="An overlay.yaml for OLD alone.", metavar="PATH")]
NewOverlayOption = Annotated[str | None, typer.Option("--new-overlay", help="An overlay.yaml for NEW alone.", metavar="PATH")]
FailOption = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="NAME",
        help="When to exit with 1: last-line, if some people lose their last line or an emergency number; first-line, or their first line.",
    ),
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")]


def show_difference(  # noqa: PLR0913 - typer makes an option of each parameter
    old: OldArgument,
    new: NewArgument,
    *,
    old_policy: OldPolicyOption = None,
    new_policy: NewPolicyOption = None,
    overlay: BothOverlayOption = None,
    old_overlay: OldOverlayOption = None,
    new_overlay: NewOverlayOption = None,
    at: DayOption = None,
    fail_on: FailOption = "last-line",
    as_markdown: MarkdownOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what a change to the facts or the rules does to people.

    Without a policy of its own, a helplines.yaml goes with the shipped routing.yaml. To see what an overlay does, give the
    same facts twice, and the overlay as --new-overlay. Exit code 0, 1 if some people lose
    their last line or an emergency number, 2 if a file cannot be read.
    """
    if as_markdown and as_json:
        raise InputError("give --markdown or --json, not both")
    worst = _FAILURES.get(fail_on)
    if worst is None:
        raise InputError(f"--fail-on must be one of {', '.join(_FAILURES)}")
    if overlay is not None and (old_overlay is not None or new_overlay is not None):
        raise InputError("give --overlay for both sides, or --old-overlay and --new-overlay, each for one")
    since = read_day(at)
    _require_files({"--old-policy": old_policy, "--new-policy": new_policy, "--old-overlay": old_overlay, "--new-overlay": new_overlay})
    old_router = _router("OLD", old, old_policy, old_overlay if overlay is None else overlay, since)
    found = diff(old_router, _router("NEW", new, new_policy, new_overlay if overlay is None else overlay, since), since)
    if as_json:
        typer.echo(_json(found))
    elif as_markdown:
        typer.echo(markdown(found))
    else:
        print_lines(_text(found))
    if found.is_as_bad_as(worst):
        raise typer.Exit(1)


def _require_files(given: Mapping[str, str | None]) -> None:
    """Raises `InputError` for options whose file is not there."""
    missing = [f"{option}: there is no file {path!r}" for option, path in given.items() if path is not None and not Path(path).is_file()]
    if missing:
        raise InputError(*missing)


def _router(name: str, place: str, own_policy: str | None, overlay: str | None, since: date) -> Router:
    """The router of a folder or a file. Raises `PolicyError` that says which of the two it is about."""
    path = Path(place)
    if not path.exists():
        raise InputError(f"{name}: there is no such folder or file")
    registry, policy = path, own_policy
    if path.is_dir():
        registry, policy = path / "helplines.yaml", own_policy or str(path / "routing.yaml")
    missing = [Path(file).name for file in (registry, policy) if file is not None and not Path(file).is_file()]
    if missing:
        raise InputError(*(f"{name}: there is no {file} in this folder" for file in missing))
    facts = read_facts(str(registry), policy, overlay, noon(since))
    try:
        return Router(*facts)
    except PolicyError as error:
        raise PolicyError(replace(problem, where=f"{name}: {problem.where}") for problem in error.problems) from None


def _json(found: Difference) -> str:
    losses = {"loses_last_line": found.loses_last_line, "loses_emergency_number": found.loses_emergency_number}
    return json.dumps({**losses, "cells": found.cells, **found.model_dump(mode="json")}, ensure_ascii=False, indent=2)


def _text(found: Difference) -> Iterator[Line]:
    if not found.facts and not found.changes:
        yield "No difference.", ""
        return
    if found.dialled:
        yield "What people dial or open changes", "bold"
        yield from ((f"{_ITEM}{dialled(change)}", "") for change in found.dialled)
        yield "", ""
    for consequence, changes in groupby(found.changes, key=lambda change: change.consequence):
        yield counted(found.cells[consequence], consequence), "bold"
        for change in changes:
            yield f"{_ITEM}{who(change)}: {' -> '.join(offers(change))}", ""
        yield "", ""
    if nothing := unchanged(found):
        yield nothing, "bold"
        yield "", ""
    for file, facts in groupby(found.facts, key=lambda fact: fact.file):
        yield f"Facts changed in {file}", "bold"
        for fact in facts:
            yield f"{_ITEM}{_fact(fact)}", ""
        yield "", ""
    yield f"{A_CELL} {compared(found)}", "dim"


def _fact(fact: FactChange) -> str:
    before, after = values(fact)
    if fact.kind in (FactChangeKind.ADDED, FactChangeKind.REMOVED):
        title = before or after
        return f"{where(fact)}: {fact.kind}{f' ({title})' if title else ''}"
    return f"{where(fact)}: {'moved, ' if fact.kind is FactChangeKind.MOVED else ''}{before} -> {after}"
