"""`batch`: a file of reports to a file of decisions."""

from pathlib import Path
from typing import Annotated, Final

import typer

from helpline_router.batch.frames import FrameError
from helpline_router.batch.readers import BatchFileError, count_rows
from helpline_router.batch.run import CHUNK_ROWS, Job, Progress, run
from helpline_router.batch.saved import TableError, load_table
from helpline_router.batch.table import DecisionTable
from helpline_router.cli.failures import EMPTY_PATH, InputError, cannot
from helpline_router.cli.inputs import OverlayOption, PolicyOption, RegistryOption, read_router
from helpline_router.cli.outputs import output_path
from helpline_router.cli.progress import progress_bar
from helpline_router.cli.tables import MISSING, compiled
from helpline_router.routing import Router

_INTERRUPTED: Final = 130

InputArgument = Annotated[
    str, typer.Argument(help="The file of reports: .parquet, .csv, .ndjson; a column for each field of a report.", metavar="IN")
]
BatchOutputOption = Annotated[str, typer.Option("--output", "-o", help="The file of decisions: .parquet, .csv or .ndjson.", metavar="OUT")]
KeepOption = Annotated[
    list[str] | None, typer.Option("--keep", help="A column to keep, such as the report's id; may be repeated.", metavar="NAME")
]
ChunkOption = Annotated[int, typer.Option("--chunk-rows", help="How many rows to hold in memory at once.", min=1, metavar="NUMBER")]

TableOption = Annotated[
    str | None, typer.Option("--table", help="The folder of `table export`, if the table is not to be compiled anew.", metavar="FOLDER")
]


def route_batch(  # noqa: PLR0913 - typer makes an option of each parameter
    source: InputArgument,
    *,
    output: BatchOutputOption,
    keep: KeepOption = None,
    chunk_rows: ChunkOption = CHUNK_ROWS,
    table: TableOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Route a file of reports, whatever the time: a decision for each row.

    Rows that are no valid report are in OUT.rejects.csv, by number and reason. A run that is stopped goes on when the same
    command is given again. The output has row numbers, kept columns and decisions, and nothing else of the reports.

    Exit code 0 if all rows have a decision, 1 if some were rejected, 2 if something asked for cannot be done.
    """
    if not source.strip():
        raise InputError(f"IN: {EMPTY_PATH}")
    target = output_path("--output", output, registry=registry, policy=policy, overlay=overlay)
    job = Job(Path(source), target, tuple(keep or ()), chunk_rows)
    _require_readable(job.source)
    done = _run(job, _table(read_router(registry, policy, overlay), table))
    rejected = f", {done.rejected} rejected: see {job.rejects.name}" if done.rejected else ""
    typer.echo(f"{done.rows} rows: {done.routed} routed{rejected}")
    if done.rejected:
        raise typer.Exit(1)


def _require_readable(source: Path) -> None:
    try:
        with source.open("rb"):
            pass
    except OSError as error:
        raise InputError(f"IN: {cannot('opened', error)}") from None


def _table(router: Router, folder: str | None) -> DecisionTable:
    if folder is None:
        return compiled(router)
    if not folder.strip():
        raise InputError(f"--table: {EMPTY_PATH}")
    try:
        return load_table(Path(folder), router)
    except ImportError:
        raise InputError(f"--table: {MISSING}") from None
    except TableError as error:
        raise InputError(f"--table: {error}") from None


def _run(job: Job, table: DecisionTable) -> Progress:
    try:
        with progress_bar("rows") as move:
            total = count_rows(job.source) or 0
            return run(job, table, lambda progress: move(progress.rows, total))
    except ImportError:
        raise InputError(f"batch: {MISSING}") from None
    except (BatchFileError, FrameError) as error:
        raise InputError(str(error)) from None
    except OSError as error:
        raise InputError(f"batch: {cannot('read or written', error)}") from None
    except KeyboardInterrupt:
        typer.echo("interrupted: the same command goes on from here", err=True)
        raise typer.Exit(_INTERRUPTED) from None
