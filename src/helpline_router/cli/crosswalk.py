"""`codes`: what the report codes of other systems stand for."""

import json
from typing import Annotated, Final

import typer
from rich.table import Table

from helpline_router.cli.failures import InputError
from helpline_router.cli.inputs import JsonOption
from helpline_router.cli.printing import below_each_other, print_table, table_console
from helpline_router.code_list import UNRELATED, CodeRow, ReportCodes
from helpline_router.codes import default_codes

_WIDE: Final = 140

SystemArgument = Annotated[str | None, typer.Argument(help="Only this system: dsa, atproto, ...; all if left out.", metavar="SYSTEM")]


def show_codes(system: SystemArgument = None, *, as_json: JsonOption = False) -> None:
    """Show what the report codes of other systems stand for."""
    codes = default_codes()
    rows = _rows(codes, system)
    if as_json:
        found = [{**row._asdict(), "since": _iso(row.since), "until": _iso(row.until)} for row in rows]
        typer.echo(json.dumps({"version": codes.version, "codes": found}, ensure_ascii=False, indent=2))
        return
    shown = [row for row in rows if row.reason != UNRELATED]
    _print_table(shown)
    typer.echo(f"\n{len(rows) - len(shown)} more codes stand for none of the categories: see --json, which has the sources too.")


def _rows(codes: ReportCodes, system: str | None) -> list[CodeRow]:
    ids = [found.id for found in codes.systems]
    if system is not None and system not in ids:
        raise InputError(f"SYSTEM must be one of {', '.join(ids)}")
    return [row for row in codes.rows() if system in (None, row.system)]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def _print_table(rows: list[CodeRow]) -> None:
    """In a terminal that is not wide, the remarks stand under the code, which stays whole; in a pipe as wide as it needs."""
    console = table_console()
    is_wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("system", no_wrap=True)
    table.add_column("code", overflow="fold")
    table.add_column("category", no_wrap=True)
    if is_wide:
        table.add_column("remarks")
    for row in rows:
        category, remarks = row.category or "-", _remarks(row)
        if is_wide:
            table.add_row(row.system, row.code, category, remarks)
        else:
            table.add_row(row.system, below_each_other(row.code, *filter(None, [remarks])), category)
    print_table(table, console)


def _remarks(row: CodeRow) -> str:
    parts = [
        "code_merged" if row.merged else "",
        "minor_implied" if row.minor else "",
        f"near {row.near}" if row.near else "",
        row.reason or "",
        f"since {row.since}" if row.since else "",
        f"until {row.until}" if row.until else "",
    ]
    return "; ".join(filter(None, parts))
