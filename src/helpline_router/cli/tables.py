"""`table export`: the compiled decision table for other programs."""

from typing import Annotated, Final

import typer

from helpline_router.batch.saved import TableFormat, save_table
from helpline_router.batch.table import DecisionTable, compile_table
from helpline_router.cli.failures import InputError, cannot
from helpline_router.cli.inputs import OverlayOption, PolicyOption, RegistryOption, read_router
from helpline_router.cli.outputs import output_path
from helpline_router.cli.progress import progress_bar
from helpline_router.routing import Router

MISSING: Final = "this needs one more step: pip install 'helpline-router[batch]'"


TableFormatOption = Annotated[
    str,
    typer.Option("--format", help="parquet, arrow, csv: a folder of files; sql: a script that runs as it is in DuckDB.", metavar="NAME"),
]
TableOutputOption = Annotated[str, typer.Option("--output", "-o", help="The folder, or the file of sql, to write.", metavar="PATH")]


def export_table(
    *,
    output_format: TableFormatOption = TableFormat.PARQUET.value,
    output: TableOutputOption,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Write every report that lines and rules can tell apart, with its decision: a table to join reports with.

    Hours are not in it, nor are reports that name a community or a preference: see docs/batch.md.
    """
    if output_format not in list(TableFormat):
        raise InputError(f"--format must be one of {', '.join(TableFormat)}")
    target = output_path("--output", output, registry=registry, policy=policy, overlay=overlay)
    table = compiled(read_router(registry, policy, overlay))
    try:
        save_table(table, target, TableFormat(output_format))
    except ImportError:
        raise InputError(f"--format {output_format}: {MISSING}") from None
    except OSError as error:
        raise InputError(f"--output: {cannot('written', error)}") from None


def compiled(router: Router) -> DecisionTable:
    """The table of a router, with a bar meanwhile."""
    with progress_bar("table") as move:
        return compile_table(router, on_place=move)
