"""The table in other programs: the same relations in each format, and a report finds in them what the router says."""

import csv
import io
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import feather

from batch_worlds import small_router, small_table
from builders import NOON, noticed, offered
from helpline_router import AgeBand, InvalidReport, Report
from helpline_router.batch.export import arrow, csv_text, relations, sql
from helpline_router.batch.hours import availability
from test_cli import REGISTRY

POLICY = """\
version: "1"
minimum_platform_age: 13
minimum_confidence: medium
maximum_referrals: 3
hours_trusted_for_days: 1460
review_after_days: {suicide: 90, self_harm: 90, harassment: 180, hate: 180}
rules: [{id: everything, refer: [online_safety, victim_support], rationale: all there is}]
fallback: {refer: [emotional_support]}
directories: [{name: For all, url: "https://all.example.org", for: all}]
"""

# The join of docs/batch.md.
JOIN = (Path(__file__).parents[1] / "docs" / "batch.md").read_text(encoding="utf-8").split("```sql\n")[1].split("```")[0]

REPORTS = [
    Report(category=category, age=age, country=country, region=region, language=language, role=role)
    for category, age, (country, region), language, role in product(
        ("hate", "suicide"),
        (None, 15, 26, 120, AgeBand(minimum=16, maximum=19), AgeBand(minimum=60, maximum=70)),
        (("US", None), ("FR", None), ("FR", "FR-75C"), ("FR", "FR-69"), ("RE", None), ("RE", "FR-974"), ("FR", "FR-NC"), ("IE", None),
         (None, None)),
        (None, "fr", "nb", "zu"),
        ("affected", "parent"),
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    """The script, run twice, as a nightly job does."""
    connection = duckdb.connect()
    script = "".join(sql(small_table()))
    connection.execute(script)
    connection.execute(script)
    return connection


def bounds(age: int | AgeBand | None) -> tuple[int | None, int | None]:
    return (age.minimum, age.maximum) if isinstance(age, AgeBand) else (age, None)


def test_a_table_of_reports_joins_in_duckdb(database: duckdb.DuckDBPyConnection) -> None:
    """Law: the join of the docs gives each report the decision of the router."""
    database.execute(
        "CREATE OR REPLACE TABLE reports (id INTEGER, category VARCHAR, role VARCHAR, country VARCHAR, region VARCHAR,"
        " language VARCHAR, age INTEGER, age_to INTEGER)"
    )
    rows = [
        (number, report.category.value, report.role.value, report.country, report.region, report.language, *bounds(report.age))
        for number, report in enumerate(REPORTS)
    ]
    database.executemany("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    found = database.execute(JOIN).fetchall()
    assert list(range(len(REPORTS))) == sorted(row[0] for row in found)
    for number, decision_id, rule, scope, helpline_ids, notices in found:
        plan = small_router().plan(REPORTS[number])
        assert small_table().decision_id(REPORTS[number]) == decision_id
        assert (plan.rule, plan.scope, offered(plan), noticed(plan)) == (rule, scope, helpline_ids, notices)


def test_the_view_has_every_cell_once(database: duckdb.DuckDBPyConnection) -> None:
    """It is the table with words."""
    assert database.execute("SELECT count(*) FROM helpline_table").fetchall() == [(len(small_table().ids),)]
    assert database.execute("SELECT count(DISTINCT decision_id) FROM helpline_table").fetchall() == [(small_table().decisions,)]


def test_quotes_in_sql_stay_texts() -> None:
    """A registry of one's own may be called anything."""
    router = small_router()
    table = small_table()
    odd = table.__class__(
        router.__class__(router.registry.model_copy(update={"version": "1'); SELECT 1; --"}), router.policy),
        table.map,
        table.areas,
        table.ids,
    )
    connection = duckdb.connect()
    script = "".join(sql(odd))
    connection.execute(script)
    assert [("1'); SELECT 1; --",)] == connection.execute("SELECT registry_version FROM helpline_about").fetchall()


def test_formats_agree() -> None:
    """CSV, Arrow and Parquet hold the same rows."""
    for relation in relations(small_table()):
        table = arrow(relation, small_table())
        assert [tuple(column if not isinstance(column, tuple) else list(column) for column in row) for row in relation.rows] == [
            tuple(row.values()) for row in table.to_pylist()
        ]
        assert len(relation.rows) == len(list(csv.DictReader(io.StringIO(csv_text(relation)))))
        assert small_table().registry_digest.encode() == table.schema.metadata[b"registry_digest"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "helpline_router.cli", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "registry.yaml").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return ["--registry", str(tmp_path / "registry.yaml"), "--policy", str(tmp_path / "policy.yaml")]


@pytest.mark.parametrize("output_format", ["parquet", "arrow", "csv", "sql"])
def test_the_command(tmp_path: Path, files: list[str], output_format: str) -> None:
    """`table export` writes what can be read again."""
    out = tmp_path / "table"
    done = run("table", "export", "--format", output_format, "-o", str(out), *files)
    assert (0, "") == (done.returncode, done.stderr)
    read: dict[str, Any] = {
        "parquet": lambda: pq.read_table(out / "cells.parquet").num_rows,
        "arrow": lambda: feather.read_table(str(out / "cells.arrow")).num_rows,
        "csv": lambda: pl.read_csv(out / "cells.csv").height,
        "sql": lambda: len(duckdb.execute(f"{out.read_text(encoding='utf-8')}; FROM helpline_cells").fetchall()),
    }  # fmt: skip
    assert read[output_format]() > 1000


def test_the_batch_command(tmp_path: Path, files: list[str]) -> None:
    """`batch` routes a file; exit code 1 says that rows were rejected."""
    (tmp_path / "in.csv").write_text("id,category,age,country\na,harassment,15,FR\nb,hate,999,FR\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    done = run("batch", str(tmp_path / "in.csv"), "-o", str(out), "--keep", "id", *files)
    assert (1, "2 rows: 1 routed, 1 rejected: see out.csv.rejects.csv\n", "") == (done.returncode, done.stdout, done.stderr)
    (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))
    assert ("1", "a", "fr-young") == (row["row"], row["id"], row["first_helpline_id"])


def test_the_batch_command_with_a_saved_table(tmp_path: Path, files: list[str]) -> None:
    """A table that was exported before spares the compiling, and changes nothing."""
    (tmp_path / "in.csv").write_text("category,age,country\nharassment,15,FR\nhate,30,\n", encoding="utf-8")
    assert 0 == run("table", "export", "-o", str(tmp_path / "table"), *files).returncode
    for name, saved in (("compiled.csv", []), ("loaded.csv", ["--table", str(tmp_path / "table")])):
        done = run("batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / name), *saved, *files)
        assert (0, "2 rows: 2 routed\n", "") == (done.returncode, done.stdout, done.stderr)
    assert (tmp_path / "compiled.csv").read_bytes() == (tmp_path / "loaded.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["batch", "nowhere.csv", "-o", "out.csv"], "error: IN: the file cannot be opened (no such file or directory)\n"),
        (["batch", "", "-o", "out.csv"], "error: IN: needs the path of a file, and was given nothing\n"),
        (["batch", __file__, "-o", "out.csv", "--table", ""], "error: --table: needs the path of a file, and was given nothing\n"),
        (
            ["batch", __file__, "-o", "out.csv", "--table", "nowhere"],
            "error: --table: the folder holds no table: `helpline-router table export` writes one\n",
        ),
        (["table", "export", "--format", "xml", "-o", "out"], "error: --format must be one of parquet, arrow, csv, sql\n"),
    ],
)
def test_what_cannot_be_done(arguments: list[str], message: str) -> None:
    """One plain line, and exit code 2."""
    done = run(*arguments)
    assert (2, message) == (done.returncode, done.stderr)


def test_hours_are_a_second_pass() -> None:
    """Law: for each distinct id, the places and states of the router's own decision."""
    table, router = small_table(), small_router()
    ids = [table.decision_id(report) for report in REPORTS]
    found = availability(table, ids, NOON)
    assert set(ids) == set(found)
    for report, decision_id in zip(REPORTS, ids, strict=True):
        decision = router.route(report, NOON)
        lines = [(referral.helpline_id, referral.state, referral.until) for referral in decision.referrals]
        assert lines == [tuple(line) for line in found[decision_id].lines]
        assert decision.valid_until == found[decision_id].valid_until


def test_hours_need_an_aware_instant() -> None:
    """A naive datetime is refused, as everywhere."""
    with pytest.raises(InvalidReport, match="time zone"):
        availability(small_table(), [0], NOON.replace(tzinfo=None))


def test_arrow_without_rows() -> None:
    """A relation that is empty keeps its columns."""
    relation = relations(small_table())[0]
    empty = type(relation)(relation.name, relation.columns, ())
    assert isinstance(arrow(empty, small_table()), pa.Table)
