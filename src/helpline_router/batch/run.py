"""From a file of reports to a file of decisions and one of rejects, in bounded memory; a run that was stopped goes on where it was."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from helpline_router._files import is_same_file, write_whole
from helpline_router.batch.frames import FrameRouter
from helpline_router.batch.outcomes import Outcome
from helpline_router.batch.readers import BatchFileError, Chunk, FileFormat, format_of, read_chunks
from helpline_router.batch.table import DecisionTable

if TYPE_CHECKING:
    import polars as pl

CHUNK_ROWS: Final = 250_000
_HEAD: Final = b"row,reason\n"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: chunks and rows."""

    chunks: int = 0
    routed: int = 0
    rejected: int = 0

    @property
    def rows(self) -> int:
        """All rows so far."""
        return self.routed + self.rejected


@dataclass(frozen=True, slots=True)
class Job:
    """What to route and where to: the decisions, and beside them the rejects and, until the end, the parts.

    The output has the number of each row, the columns to `keep` and what the decision says: nothing else of the reporter.
    """

    source: Path
    output: Path
    keep: tuple[str, ...] = ()
    chunk_rows: int = CHUNK_ROWS

    @property
    def rejects(self) -> Path:
        """The file of the rows that could not be routed: number and reason, as CSV."""
        return self.output.with_name(f"{self.output.name}.rejects.csv")

    @property
    def parts(self) -> Path:
        """The folder of what is done, until all is."""
        return self.output.with_name(f"{self.output.name}.parts")

    def part(self, number: int) -> tuple[Path, Path]:
        """The files of a chunk: decisions, rejects."""
        return self.parts / f"{number:08}.decisions", self.parts / f"{number:08}.rejects"


def run(job: Job, table: DecisionTable, on_chunk: Callable[[Progress], None] | None = None) -> Progress:
    """Route the file. If a run of the same job was stopped, this one goes on, and writes what one run would have written.

    Raises `BatchFileError` if a file is not what it must be, or parts of another job are in the way, and OSError if one cannot be
    read or written.
    """
    kind = _require_files(job)
    progress = _resumed(job, table)
    frames = FrameRouter.of(table)
    for chunk in islice(read_chunks(job.source, job.keep, job.chunk_rows), progress.chunks, None):
        progress = _route_chunk(job, kind, frames, chunk, progress)
        _remember(job, table, progress)
        if on_chunk is not None:
            on_chunk(progress)
    _join(job, kind, progress.chunks)
    shutil.rmtree(job.parts)
    return progress


def _require_files(job: Job) -> FileFormat:
    """The format of the output, once it is sure that there is a place for it."""
    kind = format_of(job.output)
    format_of(job.source)
    if is_same_file(job.source, job.output) or is_same_file(job.source, job.rejects):
        raise BatchFileError("the output is the input: name another file")
    if job.output.is_dir():
        raise BatchFileError("the output is a folder: name a file")
    if not job.output.parent.is_dir():
        raise BatchFileError("the folder of the output is missing: make it first")
    return kind


def _identity(job: Job, table: DecisionTable) -> dict[str, Any]:
    """What makes two runs one job."""
    seen = job.source.stat()
    return {
        "input": [seen.st_size, seen.st_mtime_ns],
        "registry": table.registry_digest,
        "policy": table.policy_digest,
        "release": version("helpline-router"),
        "keep": list(job.keep),
        "chunk_rows": job.chunk_rows,
        "output": job.output.name,
    }


def _state_file(job: Job) -> Path:
    return job.parts / "state.json"


def _resumed(job: Job, table: DecisionTable) -> Progress:
    try:
        state = json.loads(_state_file(job).read_bytes())
        is_same, progress = state["job"] == _identity(job, table), Progress(**state["progress"])
    except FileNotFoundError:
        return Progress()
    except (ValueError, KeyError, TypeError):
        is_same, progress = False, Progress()
    if not is_same:
        raise BatchFileError(
            f"the folder {job.parts.name} beside the output holds parts of another job: finish that one, or delete the folder"
        )
    return progress


def _remember(job: Job, table: DecisionTable, progress: Progress) -> None:
    write_whole(_state_file(job), json.dumps({"job": _identity(job, table), "progress": asdict(progress)}))


def _route_chunk(job: Job, kind: FileFormat, frames: FrameRouter, chunk: Chunk, progress: Progress) -> Progress:
    import polars as pl

    decisions, rejects = job.part(progress.chunks)
    _require_writable(chunk.frame, job.keep, kind)
    done = frames.route(chunk.frame)
    numbers = pl.Series("row", chunk.numbers, dtype=pl.UInt64)
    names = list(dict.fromkeys(("row", *job.keep, *Outcome._fields)))
    good = done.frame.with_columns(numbers.gather(done.frame["row"] - 1)).select(names)
    bad = done.rejects.with_columns(numbers.gather(done.rejects["row"] - 1))
    malformed = pl.DataFrame(chunk.malformed, schema=bad.schema, orient="row")
    bad = pl.concat([bad, malformed]).sort("row")
    job.parts.mkdir(exist_ok=True)
    _write(good, decisions, kind, is_first=progress.chunks == 0)
    bad.write_csv(rejects, include_header=False)
    return replace(progress, chunks=progress.chunks + 1, routed=progress.routed + good.height, rejected=progress.rejected + bad.height)


def _require_writable(frame: "pl.DataFrame", keep: Sequence[str], kind: FileFormat) -> None:
    import polars as pl

    odd = [name for name in keep if frame.schema[name].is_nested() or frame.schema[name] in (pl.Binary, pl.Duration)]
    if odd and kind is not FileFormat.PARQUET:
        raise BatchFileError(f"only Parquet holds the values of {', '.join(odd)}, to be kept: name an output that ends in .parquet")


def _write(good: "pl.DataFrame", path: Path, kind: FileFormat, *, is_first: bool) -> None:
    import polars as pl

    match kind:
        case FileFormat.PARQUET:
            good.write_parquet(path)
        case FileFormat.NDJSON:
            good.write_ndjson(path)
        case FileFormat.CSV:
            lists = [name for name, dtype in good.schema.items() if isinstance(dtype, pl.List)]
            texts = good.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(" ") for name in lists)
            texts.write_csv(path, include_header=is_first)


def _join(job: Job, kind: FileFormat, chunks: int) -> None:
    parts = [job.part(number) for number in range(chunks)]
    with _whole(job.rejects) as file:
        file.write(_HEAD)
        _append(file, [rejects for _, rejects in parts])
    with _whole(job.output) as file:
        if kind is FileFormat.PARQUET:
            _append_parquet(file, [decisions for decisions, _ in parts])
        else:
            _append(file, [decisions for decisions, _ in parts])


def _append(file: IO[bytes], parts: Sequence[Path]) -> None:
    for part in parts:
        with part.open("rb") as source:
            shutil.copyfileobj(source, file)


def _append_parquet(file: IO[bytes], parts: Sequence[Path]) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, pq.read_schema(parts[0])) as writer:
        for part in parts:
            writer.write_table(pq.read_table(part))


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there when it is whole, and not before."""
    beside = path.with_name(f".{path.name}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
