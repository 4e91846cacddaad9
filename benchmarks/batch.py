"""Rows a second by the decision table, beside a join of Polars and one of DuckDB with the same table: `python benchmarks/batch.py [ROWS]`.

Answers of the rivals are compared with ours first. Prints the best of three runs of each, and the ratio.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from itertools import product

import duckdb
import polars as pl

from helpline_router import Report, default_router
from helpline_router.batch.frames import CODES, FrameRouter
from helpline_router.batch.table import CATEGORIES, ROLES, compile_table
from helpline_router.batch.values import UNKNOWN_AGE, Values

LANGUAGES = (None, "fr", "en", "de", "nl", "tr")
RAW = ("category", "role", "age", "country", "language")


def reports(values: Values) -> pl.DataFrame:
    """Every report of the benchmark once, with its codes, its raw values and its decision."""
    countries = (None, "US", *values.table.router.registry.countries)
    rows = []
    for country, category, role, age, language in product(countries, CATEGORIES, ROLES, (None, *range(121)), LANGUAGES):
        codes = (
            CATEGORIES.index(category), ROLES.index(role), UNKNOWN_AGE if age is None else age, values.place(country, None),
            values.code("language", language),
        )  # fmt: skip
        rows.append((*codes, category.value, role.value, "unknown" if age is None else str(age), country, language))
    raw = ("raw_category", "raw_role", "raw_age", "raw_country", "raw_language")
    schema = {**dict.fromkeys(CODES, pl.UInt32), **dict.fromkeys(raw, pl.String)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def best(work: Callable[[], pl.Series]) -> float:
    """The seconds of the best of three runs."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def compare(name: str, rows: pl.DataFrame, table: pl.DataFrame, keys: tuple[str, ...], ours: Callable[[], pl.Series]) -> None:
    """Ours beside the joins on some keys."""
    connection = duckdb.connect()
    connection.register("rows_", rows.to_arrow())
    connection.register("table_", table.to_arrow())
    connection.execute("CREATE TABLE r AS FROM rows_; CREATE TABLE t AS FROM table_")
    on = " AND ".join(f"r.{key} IS NOT DISTINCT FROM t.{key}" for key in keys)
    query = f"SELECT r.number, t.decision_id FROM r JOIN t ON {on}"  # noqa: S608 - of constants

    def polars() -> pl.Series:
        return rows.join(table, on=list(keys), how="left", nulls_equal=True, maintain_order="left")["decision_id"]

    def duck() -> pl.Series:
        return pl.DataFrame(pl.from_arrow(connection.sql(query).to_arrow_table())).to_series(1)

    expected = ours()
    assert expected.equals(polars())  # noqa: S101 - a benchmark of wrong answers is none
    assert expected.sort().equals(duck().sort())  # noqa: S101 - as above
    seconds = {"helpline-router": best(ours), "Polars join": best(polars), "DuckDB join": best(duck)}
    for rival, taken in seconds.items():
        print(f"{name:8} {rival:16} {len(rows) / taken / 1e6:8.1f} million rows/s  x{taken / seconds['helpline-router']:.2f}")


def main() -> None:
    """Run it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Polars {pl.__version__}, DuckDB {duckdb.__version__}"
    )
    start = time.perf_counter()
    table = compile_table(default_router())
    print(f"compiled in {time.perf_counter() - start:.1f} s: {len(table.ids)} cells, {table.decisions} decisions")
    frames = FrameRouter.of(table)
    known = reports(Values(table))
    known = known.with_columns(frames.ids(known.select(CODES)).alias("decision_id"))
    sample = known.sample(count, with_replacement=True, seed=1).with_columns(pl.int_range(count).alias("number"))
    first = sample.row(0, named=True)
    raw = {name: first[f"raw_{name}"] for name in RAW if first[f"raw_{name}"] is not None}
    assert first["decision_id"] == table.decision_id(Report(**raw))  # noqa: S101 - as above
    codes = sample.select(CODES)
    compare("codes", sample.select(*CODES, "number"), known.select(*CODES, "decision_id"), CODES, lambda: frames.ids(codes))
    texts = {f"raw_{name}": name for name in RAW}
    strings = sample.select(*texts, "number").rename(texts)
    lookup = known.select(*texts, "decision_id").rename(texts)
    own = strings.drop("number")
    compare("strings", strings, lookup, RAW, lambda: frames.route(own, details=False).frame["decision_id"])


if __name__ == "__main__":
    main()
