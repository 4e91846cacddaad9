"""Files of reports, chunk by chunk: Parquet, CSV and NDJSON. A line that is no row is named, and never lost."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from helpline_router.batch.values import FIELDS, SEPARATOR
from helpline_router.errors import HelplineRouterError

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq


class FileFormat(StrEnum):
    """What a file of reports, or of decisions, may be."""

    PARQUET = "parquet"
    CSV = "csv"
    NDJSON = "ndjson"


_ENDINGS: Final = {".parquet": FileFormat.PARQUET, ".csv": FileFormat.CSV, ".ndjson": FileFormat.NDJSON, ".jsonl": FileFormat.NDJSON}

# No text of a field holds it: what is neither text nor a whole number in JSON is not taken for a text that looks like it.
_NO_TEXT: Final = "\1"

_BROKEN: Final = "the input is no Parquet file, or a broken one"

BLANK: Final = "line: is blank"
RAGGED: Final = "line: must have as many fields as the first one"
NO_OBJECT: Final = "line: must be one JSON object"


class BatchFileError(HelplineRouterError):
    """A file cannot be read or written as a whole: the text says which, and how to mend it."""


class Chunk(NamedTuple):
    """Rows with their numbers in the file, counted from 1 without the head; and the lines that are no rows, with the reason."""

    frame: "pl.DataFrame"
    numbers: Sequence[int]
    malformed: Sequence[tuple[int, str]]


def format_of(path: Path) -> FileFormat:
    """The format that the ending of a file's name says. Raises `BatchFileError` for any other."""
    if found := _ENDINGS.get(path.suffix.lower()):
        return found
    raise BatchFileError(f"the name of a file must end in one of {', '.join(_ENDINGS)}")


def read_chunks(path: Path, keep: Sequence[str], rows: int) -> Iterator[Chunk]:
    """The file in chunks of so many rows: the columns of a report that it has, and those to keep. At least one chunk, if an empty one.

    CSV and the kept values of NDJSON are text; an empty field of CSV is one that is left out. Raises `BatchFileError` for a file
    that has no column `category` or lacks one to keep, and OSError for one that cannot be opened.
    """
    match format_of(path):
        case FileFormat.PARQUET:
            yield from _parquet(path, keep, rows)
        case FileFormat.CSV:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                yield from _csv(file, keep, rows)
        case FileFormat.NDJSON:
            with path.open(encoding="utf-8-sig", errors="replace") as file:
                names = _wanted(FIELDS, keep, FIELDS)
                yield from _texts(file, names, lambda line: _json_row(line, names), rows)


def count_rows(path: Path) -> int | None:
    """How many rows the file says it has, if its format says so. Raises `BatchFileError` for one that is broken."""
    return _opened(path).metadata.num_rows if format_of(path) is FileFormat.PARQUET else None


def _wanted(names: Iterable[str], keep: Sequence[str], there: Iterable[str]) -> list[str]:
    """The columns to read, each once; those that are there."""
    known = set(there)
    if "category" not in known:
        raise BatchFileError("the input has no column category: rename the one that says what a report is about")
    return list(dict.fromkeys((*(name for name in names if name in known), *keep)))


def _require_kept(keep: Sequence[str], there: Iterable[str]) -> None:
    if missing := sorted(set(keep).difference(there)):
        raise BatchFileError(f"the input has no column {', '.join(missing)}, which is to be kept")


def _parquet(path: Path, keep: Sequence[str], rows: int) -> Iterator[Chunk]:
    import polars as pl
    import pyarrow as pa

    file = _opened(path)
    there = file.schema_arrow.names
    names = _wanted(FIELDS, keep, there)
    _require_kept(keep, there)
    first = 1
    for batch in _batches(file, names, rows):
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        yield Chunk(frame, range(first, first + frame.height), ())
        first += frame.height
    if first == 1:
        yield Chunk(pl.DataFrame(pl.from_arrow(file.schema_arrow.empty_table().select(names))), (), ())


def _opened(path: Path) -> "pq.ParquetFile":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path, page_checksum_verification=True)
    except pa.ArrowInvalid:
        raise BatchFileError(_BROKEN) from None


def _batches(file: "pq.ParquetFile", names: Sequence[str], rows: int) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    try:
        yield from file.iter_batches(rows, columns=names)
    except (OSError, pa.ArrowException) as error:
        # An error of the disk has a number, one of the content has none.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BatchFileError(_BROKEN) from None


def _csv(file: IO[str], keep: Sequence[str], rows: int) -> Iterator[Chunk]:
    # Strict: a quotation mark left open would take the rest of the file for one field.
    reader = csv.reader(file, strict=True)
    head = [name.strip() for name in next(reader, [])]
    if not head:
        raise BatchFileError("the input has no first line that names the columns: is it empty?")
    if twice := sorted({name for name in head if head.count(name) > 1} & {*FIELDS, *keep}):
        raise BatchFileError(f"the input has two columns {', '.join(twice)}: rename one of each")
    names = _wanted(FIELDS, keep, head)
    _require_kept(keep, head)
    places = [head.index(name) for name in names]

    def row(fields: list[str]) -> tuple[str | None, ...] | str:
        if len(fields) != len(head):
            return RAGGED if fields else BLANK
        return tuple(fields[place] or None for place in places)

    try:
        yield from _texts(reader, names, row, rows)
    except csv.Error:
        cause = f"is a quotation mark left open, or a field longer than {csv.field_size_limit()}?"
        raise BatchFileError(f"the input cannot be read as CSV near line {reader.line_num}: {cause}") from None


def _texts(lines: Iterable[Any], names: Sequence[str], row: Callable[[Any], tuple[str | None, ...] | str], rows: int) -> Iterator[Chunk]:
    found: list[tuple[str | None, ...]] = []
    numbers: list[int] = []
    malformed: list[tuple[int, str]] = []
    number = 0
    for number, line in enumerate(lines, 1):
        read = row(line)
        if isinstance(read, str):
            malformed.append((number, read))
        else:
            found.append(read)
            numbers.append(number)
        if number % rows == 0:
            yield _chunk(names, found, numbers, malformed)
            found, numbers, malformed = [], [], []
    if not number or number % rows:
        yield _chunk(names, found, numbers, malformed)


def _chunk(names: Sequence[str], found: list[tuple[str | None, ...]], numbers: list[int], malformed: list[tuple[int, str]]) -> Chunk:
    import polars as pl

    return Chunk(pl.DataFrame(found, schema=dict.fromkeys(names, pl.String), orient="row"), numbers, malformed)


def _json_row(line: str, names: Sequence[str]) -> tuple[str | None, ...] | str:
    if not line.strip():
        return BLANK
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return NO_OBJECT
    if not isinstance(found, dict):
        return NO_OBJECT
    return tuple(_json_text(name, found.get(name)) for name in names)


def _json_text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        # Lone surrogates are valid in JSON and in nothing else.
        return value.encode(errors="replace").decode()
    if name not in FIELDS:
        return json.dumps(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**9 else _NO_TEXT
    if name == "communities" and isinstance(value, list):
        is_plain = all(isinstance(item, str) and item and SEPARATOR not in item for item in value)
        return SEPARATOR.join(value).encode(errors="replace").decode() if is_plain else _NO_TEXT
    return _NO_TEXT
