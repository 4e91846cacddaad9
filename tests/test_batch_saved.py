"""A saved table is loaded as it was compiled, or not at all."""

import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from batch_worlds import small_router, small_table
from builders import country, helpline, policy, registry, rule
from helpline_router import Router
from helpline_router.batch.export import RELATIONS, contents_digest
from helpline_router.batch.saved import TableError, TableFormat, load_table, save_table

FOLDERS = (TableFormat.PARQUET, TableFormat.ARROW, TableFormat.CSV)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small table as CSV, the format that a test can change by hand."""
    folder = tmp_path_factory.mktemp("table")
    save_table(small_table(), folder, TableFormat.CSV)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "table"))


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_round_trip(tmp_path: Path, kind: TableFormat) -> None:
    """Law: the loaded table has the ids, areas and places of the saved one, and its plans."""
    save_table(small_table(), tmp_path / "deep" / "table", kind)
    loaded = load_table(tmp_path / "deep" / "table", small_router())
    table = small_table()
    assert (table.ids, table.areas, table.map.places, table.blocks) == (loaded.ids, loaded.areas, loaded.map.places, loaded.blocks)
    last = table.decisions - 1
    assert table.plan(last) == loaded.plan(last)


def test_saved_again_it_is_the_same(folder: Path, tmp_path: Path) -> None:
    """Law: saving what was loaded writes the same bytes."""
    save_table(load_table(folder, small_router()), tmp_path / "again", TableFormat.CSV)
    for name in RELATIONS:
        assert (folder / f"{name}.csv").read_bytes() == (tmp_path / "again" / f"{name}.csv").read_bytes()


def other_registry() -> Router:
    return Router(registry(FR=country(helpline("fr-one", "anti_hate"))), policy(rule("rest", "anti_hate")))


def other_policy() -> Router:
    return Router(small_router().registry, policy(rule("rest", "anti_hate", "victim_support")))


@pytest.mark.parametrize(
    ("router", "message"),
    [(other_registry, "of another registry than the router's"), (other_policy, "of another policy than the router's")],
)
def test_the_table_of_another_router_is_refused(folder: Path, router: Callable[[], Router], message: str) -> None:
    """Its decisions would be those of other facts or rules."""
    with pytest.raises(TableError, match=message):
        load_table(folder, router())


def rewrite(path: Path, change: Callable[[list[list[str]]], object]) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    change(rows)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def put(row: int, column: int, value: str) -> Callable[[list[list[str]]], object]:
    return lambda rows: rows[row].__setitem__(column, value)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("cells", lambda rows: rows.pop(), "not whole, or was changed"),
        ("cells", put(7, 5, "0"), "not whole, or was changed"),
        ("decisions", lambda rows: rows.pop(), "not whole, or was changed"),
        ("ages", put(1, 3, "11"), "not whole, or was changed"),
        ("about", put(1, 4, "0.0.1"), "by another release"),
        ("about", lambda rows: rows.pop(), "by another release"),
        ("about", lambda rows: [row.pop() for row in rows], "by another release"),
    ],
    ids=["a row less", "another id", "a decision less", "another age", "an older release", "no row", "a column less"],
)
def test_a_table_that_is_not_as_it_was_saved_is_refused(
    folder: Path, name: str, change: Callable[[list[list[str]]], object], message: str
) -> None:
    """One row that is missing or another would send somebody to the wrong line."""
    rewrite(folder / f"{name}.csv", change)
    with pytest.raises(TableError, match=message):
        load_table(folder, small_router())


def test_a_table_with_other_places_is_refused(folder: Path) -> None:
    """The regions of another release of pycountry would put reports into the wrong cells, with every digest right."""
    rewrite(folder / "places.csv", lambda rows: rows.pop())
    texts = [(folder / f"{name}.csv").read_text(encoding="utf-8") for name in RELATIONS[1:]]
    rewrite(folder / "about.csv", put(1, 5, contents_digest(texts)))
    with pytest.raises(TableError, match="other places"):
        load_table(folder, small_router())


@pytest.mark.parametrize("kind", FOLDERS)
def test_a_file_that_is_missing_or_broken_is_named(tmp_path: Path, kind: TableFormat) -> None:
    """The text says which file, and how to get it back."""
    save_table(small_table(), tmp_path, kind)
    path = tmp_path / f"cells.{kind}"
    path.write_bytes(b"\xff\xfe no table")
    with pytest.raises(TableError, match=f"cells.{kind} is missing or cannot be read: export it again"):
        load_table(tmp_path, small_router())
    path.unlink()
    with pytest.raises(TableError, match=f"cells.{kind} is missing or cannot be read: export it again"):
        load_table(tmp_path, small_router())


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    """An empty folder, or none."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(TableError, match="holds no table"):
            load_table(folder, small_router())


def test_the_command_takes_a_saved_table(tmp_path: Path) -> None:
    """`batch --table` refuses the table of another registry than the shipped one in one plain line."""
    save_table(small_table(), tmp_path / "table")
    (tmp_path / "in.csv").write_text("category\nhate\n", encoding="utf-8")
    command = [sys.executable, "-m", "helpline_router.cli", "batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")]
    done = subprocess.run([*command, "--table", str(tmp_path / "table")], capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("error: --table: the table was made of another registry than the router's (sha256:")
    assert not (tmp_path / "out.csv").exists()
