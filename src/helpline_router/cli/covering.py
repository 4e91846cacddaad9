"""`coverage`: what kind of line each country, category and age has, by day and at night."""

import json
from collections import Counter
from itertools import groupby
from types import MappingProxyType
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from helpline_router.cli.days import DayOption, noon, read_day
from helpline_router.cli.failures import InputError
from helpline_router.cli.inputs import CountryFilter, JsonOption, OverlayOption, PolicyOption, RegistryOption, read_country, read_facts
from helpline_router.cli.printing import print_lines, print_table, table_console
from helpline_router.stewardship.coverage import USUAL_AGES, CoverageCell, LineKind, Service, coverage
from helpline_router.vocabulary import MAXIMUM_AGE, State

_UNKNOWN: Final = "unknown"

_KINDS: Final = MappingProxyType({LineKind.SPECIALIST: "S", LineKind.GENERAL: "G", LineKind.FALLBACK: "F"})
_STATES: Final = MappingProxyType({State.OPEN: "o", State.UNKNOWN: "?", State.CLOSED: "x"})
_DECLARED_GAP: Final = "gap"
_UNDECLARED_GAP: Final = "NONE"

_HALF: Final = "!half"

_LEGEND: Final = (
    "S the first line is for this category; G it takes any worry; F a fallback line, for the rule finds none",
    "gap: no line, and the country says so; NONE: no line, and the country does not say so",
    "!half: some of the ages that this may be have no line (--json says which)",
    "o a line is open; ? unknown; x all are closed - first on a working day at noon, then on a Sunday at 03:00, local time",
)

AgesOption = Annotated[str | None, typer.Option("--ages", help="Ages in years, and unknown: 13,17,unknown.", metavar="AGES")]


def show_coverage(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    country: CountryFilter = None,
    ages: AgesOption = None,
    at: DayOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what kind of line people have, by country, category and age."""
    since, wanted = read_day(at), _read_ages(ages)
    facts, rules = read_facts(registry, policy, overlay, noon(since))
    code = read_country(country, facts)
    cells = coverage(facts, rules, at=since, ages=wanted, countries=None if code is None else [code])
    if as_json:
        rows = [cell.model_dump(mode="json") for cell in cells]
        head = {"since": since.isoformat(), "registry": facts.version, "policy": rules.version}
        typer.echo(json.dumps({**head, "cells": rows}, ensure_ascii=False, indent=2))
    elif cells:
        _print_table(cells)
        print_lines([("", ""), (_summary(cells), "bold"), *((text, "dim") for text in _LEGEND)])
    else:
        typer.echo("No country here yet.")


def _read_ages(text: str | None) -> tuple[int | None, ...]:
    if text is None:
        return USUAL_AGES
    words = [word.strip().lower() for word in text.split(",")]
    if not all(word == _UNKNOWN or (word.isascii() and word.isdecimal() and len(word) <= 3 and int(word) <= MAXIMUM_AGE) for word in words):
        raise InputError(f"--ages must be whole years from 0 to {MAXIMUM_AGE} and unknown, such as 13,17,unknown")
    return tuple(dict.fromkeys(None if word == _UNKNOWN else int(word) for word in words))


def _print_table(cells: tuple[CoverageCell, ...]) -> None:
    """A row for each country and category, with a column for each age; in a pipe as wide as it needs."""
    console = table_console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    for age in dict.fromkeys(cell.age for cell in cells):
        table.add_column(_UNKNOWN if age is None else str(age), no_wrap=True)
    for (country, category), row in groupby(cells, key=lambda cell: (cell.country, cell.category)):
        table.add_row(f"{country} {category}", *map(_cell, row))
    print_table(table, console)


def _cell(cell: CoverageCell) -> Text:
    """The kind of line, once if it is the same by day and at night, and whether one is open then."""
    if cell.day.kind is LineKind.GAP:
        return Text(_UNDECLARED_GAP, "bold red") if cell.declared is None else Text(_DECLARED_GAP, "yellow")
    kinds = dict.fromkeys((_KINDS[cell.day.kind], _KINDS[cell.night.kind]))
    text = f"{'/'.join(kinds)} {_state(cell.day)}{_state(cell.night)}"
    if cell.is_half_served:
        return Text(f"{text} {_HALF}", "yellow")
    return Text(text, "" if cell.night.state is State.OPEN else "dim")


def _state(service: Service) -> str:
    return _STATES[service.state] if service.state else ""


def _summary(cells: tuple[CoverageCell, ...]) -> str:
    kinds = Counter(cell.day.kind for cell in cells)
    parts = [f"{kinds[kind]} {kind}" for kind in LineKind if kinds[kind]]
    undeclared = sum(cell.is_undeclared_gap for cell in cells)
    gaps = f" ({undeclared} not declared)" if undeclared else ""
    half = sum(cell.is_half_served for cell in cells)
    served = f"; {half} of them half served" if half else ""
    by_day = sum(cell.day.state is State.OPEN for cell in cells)
    at_night = sum(cell.night.state is State.OPEN for cell in cells)
    return f"{len(cells)} cells: {', '.join(parts)}{gaps}{served}; a line is open by day in {by_day}, at night in {at_night}."
