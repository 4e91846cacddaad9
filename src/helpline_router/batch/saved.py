"""A table in files: saved once, and loaded without being compiled again."""

import csv
import io
from array import array
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from helpline_router._files import write_whole
from helpline_router.batch.areas import Map
from helpline_router.batch.export import RELATIONS, Relation, about, arrow, contents_digest, csv_text, lookups, relations, sql
from helpline_router.batch.table import DecisionTable
from helpline_router.errors import HelplineRouterError
from helpline_router.records import AgeBand
from helpline_router.routing import Router


class TableFormat(StrEnum):
    """What a table may be saved as: a folder of files, or one script."""

    PARQUET = "parquet"
    ARROW = "arrow"
    CSV = "csv"
    SQL = "sql"


_OF_FOLDERS: Final = (TableFormat.PARQUET, TableFormat.ARROW, TableFormat.CSV)
_AGAIN: Final = "export it again with `helpline-router table export`"


class TableError(HelplineRouterError):
    """A folder holds no table, not all of one, or that of another router: the text says which, and how to mend it."""


def save_table(table: DecisionTable, path: Path, kind: TableFormat = TableFormat.PARQUET) -> None:
    """Write the relations of a table into a folder, or as one script of SQL.

    Raises OSError if that cannot be done, ImportError for Parquet and Arrow without the extra `batch`.
    """
    if kind is TableFormat.SQL:
        write_whole(path, "".join(sql(table)))
        return
    path.mkdir(parents=True, exist_ok=True)
    for relation in relations(table):
        _write(relation, table, path / f"{relation.name}.{kind}", kind)


def _write(relation: Relation, table: DecisionTable, path: Path, kind: TableFormat) -> None:
    if kind is TableFormat.CSV:
        write_whole(path, csv_text(relation))
    elif kind is TableFormat.PARQUET:
        import pyarrow.parquet as pq

        pq.write_table(arrow(relation, table), path)
    else:
        from pyarrow import feather

        feather.write_feather(arrow(relation, table), str(path), compression="uncompressed")


def load_table(folder: Path, router: Router) -> DecisionTable:
    """The table that was saved in a folder as Parquet, Arrow or CSV: equal to the compiled one, in a fraction of the time.

    The router is needed for the plans, and must be one of the same registry and policy. Raises `TableError` for a table of
    another router or release, and for one that is not whole; ImportError for Parquet and Arrow without the extra `batch`.
    """
    texts = _texts(folder)
    found, expected = _rows(texts["about"]), _rows(csv_text(about(router, contents_digest(texts[name] for name in RELATIONS[1:]))))
    if len(found) != 1 or found[0].keys() != expected[0].keys():
        raise TableError(f"the table was made by another release: {_AGAIN}")
    _require_same(found[0], expected[0])
    table = _rebuilt(texts, router)
    # The regions of countries come from pycountry, which may be another release than it was.
    if any(csv_text(relation) != texts[relation.name] for relation in lookups(table)):
        raise TableError(f"the table has other places than this installation knows: {_AGAIN}")
    return table


def _require_same(found: Mapping[str, str], expected: Mapping[str, str]) -> None:
    made_of = {
        "registry_digest": "of another registry than the router's",
        "policy_digest": "of another policy than the router's",
        "router_version": "by another release",
    }
    for name, difference in made_of.items():
        if found[name] != expected[name]:
            raise TableError(f"the table was made {difference} ({found[name]}, and not {expected[name]}): {_AGAIN}")
    if found != expected:
        raise TableError(f"the table is not whole, or was changed: {_AGAIN}")


def _rebuilt(texts: Mapping[str, str], router: Router) -> DecisionTable:
    places, ages = Map(router.registry, router.policy), _rows(texts["ages"])
    exact = [row for row in ages if row["age_from"] and not row["end_from"]]
    areas = {}
    for code, area in places.areas.items():
        mine = (row for row in exact if row["area"] == (code or ""))
        segments = (AgeBand(minimum=int(row["age_from"]), maximum=int(row["age_to"])) for row in mine)
        areas[code] = replace(area, segments=tuple(segments))
    return DecisionTable(router, places, areas, array("I", [int(row["decision_id"]) for row in _rows(texts["cells"])]))


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _texts(folder: Path) -> dict[str, str]:
    """All relations, whatever their format, as CSV."""
    kind = next((kind for kind in _OF_FOLDERS if (folder / f"{RELATIONS[0]}.{kind}").is_file()), None)
    if kind is None:
        raise TableError("the folder holds no table: `helpline-router table export` writes one")
    return {name: _text(folder / f"{name}.{kind}", kind) for name in RELATIONS}


def _text(path: Path, kind: TableFormat) -> str:
    try:
        if kind is TableFormat.CSV:
            return path.read_text(encoding="utf-8")
        if kind is TableFormat.PARQUET:
            import pyarrow.parquet as pq

            found = pq.read_table(path)
        else:
            from pyarrow import feather

            found = feather.read_table(str(path))
    # Arrow's errors are of these kinds too.
    except (OSError, ValueError):
        raise TableError(f"{path.name} is missing or cannot be read: {_AGAIN}") from None
    columns = (column.to_pylist() for column in found.columns)
    return csv_text(Relation(path.stem, tuple((name, "text") for name in found.column_names), list(zip(*columns, strict=True))))
