"""A day of reports at once by the decision table, beside a join of Polars and one of DuckDB with the same table.

The joins are given what they need: a table of every report of the benchmark with its decision. Ours works from the router.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Final

import duckdb
import polars as pl

from helpline_router import Report, default_router
from helpline_router.batch.frames import CODES, FrameRouter
from helpline_router.batch.table import CATEGORIES, ROLES, compile_table
from helpline_router.batch.values import UNKNOWN_AGE, Values
from page import Target, machine, number, table, targets
from rounds import best_of

ROWS: Final = 4_000_000
ROUNDS: Final = 5
LANGUAGES: Final = (None, "fr", "en", "de", "nl", "tr")
CHECKED: Final = "The decisions of the joins were compared with ours before."
RAW: Final = ("category", "role", "age", "country", "language")
OURS: Final = "helpline-router"
AS_CODES: Final = "codes"
AS_TEXTS: Final = "texts as they come"
WANTED: Final[Mapping[str, float]] = {AS_CODES: 50, AS_TEXTS: 5}

Works = Mapping[str, Callable[[], pl.Series]]


def part() -> str:
    """The tables of this part."""
    compiled = compile_table(default_router())
    frames = FrameRouter.of(compiled)
    known = reports(Values(compiled))
    known = known.with_columns(frames.ids(known.select(CODES)).alias("decision_id"))
    sample = known.sample(ROWS, with_replacement=True, seed=1).with_columns(pl.int_range(ROWS).alias("number"))
    _check(sample, Values(compiled))
    texts = {f"raw_{name}": name for name in RAW}
    codes, strings = sample.select(CODES), sample.select(*texts).rename(texts)
    rows = [
        *_compared(AS_CODES, codes, known.select(*CODES, "decision_id"), lambda: frames.ids(codes)),
        *_compared(
            AS_TEXTS,
            strings,
            known.select(*texts, "decision_id").rename(texts),
            lambda: frames.route(strings, details=False).frame["decision_id"],
        ),
    ]
    return "\n\n".join(
        (
            table(("Columns of", "By", "Times helpline-router", "Million rows a second"), rows, left=2),
            targets(_targets(rows)),
            f"{ROWS:,} reports, {len(known):,} of them different; {len(compiled.ids):,} cells, {compiled.decisions:,} decisions. {CHECKED}",
            f"The best of {ROUNDS}. Measured on: {machine('polars', 'duckdb')}",
        )
    )


def _targets(rows: list[tuple[str, ...]]) -> Iterator[Target]:
    for what, rival, _, speed in rows:
        if rival == OURS:
            yield Target(f"{what}, in million rows a second", float(speed), at_least=WANTED[what])


def reports(values: Values) -> pl.DataFrame:
    """Every report of the benchmark once, with its codes and its raw values."""
    countries = (None, "US", *values.table.router.registry.countries)
    rows = []
    for country, category, role, age, language in product(countries, CATEGORIES, ROLES, (None, *range(121)), LANGUAGES):
        codes = (
            CATEGORIES.index(category), ROLES.index(role), UNKNOWN_AGE if age is None else age, values.place(country, None),
            values.code("language", language),
        )  # fmt: skip
        rows.append((*codes, category.value, role.value, "unknown" if age is None else str(age), country, language))
    raw = tuple(f"raw_{name}" for name in RAW)
    schema = {**dict.fromkeys(CODES, pl.UInt32), **dict.fromkeys(raw, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _compared(what: str, rows: pl.DataFrame, lookup: pl.DataFrame, ours: Callable[[], pl.Series]) -> Iterator[tuple[str, ...]]:
    """Ours beside the joins."""
    works: Works = {OURS: ours, "a join of Polars": partial(_polars, rows, lookup), "a join of DuckDB": _duckdb(rows, lookup)}
    expected = ours().sort()
    for rival, work in works.items():
        if not expected.equals(work().sort()):
            raise AssertionError(f"{rival} finds other decisions")
    seconds = best_of({rival: partial(_seconds, work) for rival, work in works.items()}, ROUNDS)
    for rival, taken in seconds.items():
        yield what, rival, number(taken / seconds[OURS]), number(len(rows) / taken / 1e6)


def _polars(rows: pl.DataFrame, lookup: pl.DataFrame) -> pl.Series:
    is_null_known = any(column.has_nulls() for column in rows)
    return rows.join(lookup, on=rows.columns, how="left", nulls_equal=is_null_known, maintain_order="left")["decision_id"]


def _duckdb(rows: pl.DataFrame, lookup: pl.DataFrame) -> Callable[[], pl.Series]:
    """Its tables are made before; the query reads them, and keeps the number of a row to tell whose decision it is."""
    connection = duckdb.connect()
    connection.register("rows_", rows.with_row_index("number").to_arrow())
    connection.register("lookup_", lookup.to_arrow())
    connection.execute("CREATE TABLE r AS FROM rows_; CREATE TABLE t AS FROM lookup_")
    on = " AND ".join(f"r.{column.name} {'IS NOT DISTINCT FROM' if column.has_nulls() else '='} t.{column.name}" for column in rows)
    query = f"SELECT r.number, t.decision_id FROM r JOIN t ON {on}"  # noqa: S608 - of constants

    def decide() -> pl.Series:
        return pl.DataFrame(pl.from_arrow(connection.sql(query).to_arrow_table())).to_series(1)

    return decide


def _seconds(work: Callable[[], pl.Series]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _check(sample: pl.DataFrame, values: Values) -> None:
    """The codes and the raw values of a row are those of one report."""
    for row in sample.head(100).iter_rows(named=True):
        raw = {name: row[f"raw_{name}"] for name in RAW if row[f"raw_{name}"] is not None}
        if row["decision_id"] != values.table.decision_id(Report(**raw)):
            raise AssertionError("a row's decision is not that of its report")
