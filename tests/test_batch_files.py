"""Files of reports: a decision or a reason for each row, in bounded memory, and the same however often a run was stopped."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_worlds import expected, rows, small_table
from helpline_router import Report
from helpline_router.batch.readers import BLANK, NO_OBJECT, RAGGED, BatchFileError, count_rows
from helpline_router.batch.run import Job, Progress, run


def job(folder: Path, text: str, ending: str = "csv", **options: Any) -> Job:
    source = folder / f"in.{ending}"
    source.write_text(text, encoding="utf-8", newline="")
    return Job(source, folder / options.pop("output", "out.csv"), **options)


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rejected(work: Job) -> dict[int, str]:
    return {int(row["row"]): row["reason"] for row in table_of(work.rejects)}


CSV = """\
id,category,age,country,communities,story
a,hate,15,FR,lgbtq;women,"one
two"
b,spam,15,FR,,x
c,hate,200,Neverland,,x

d,suicide,16-19,IE
e,self_harm,,UK,,"x"
"""


@pytest.mark.parametrize("chunk_rows", [1, 2, 3, 100])
def test_a_csv_file(tmp_path: Path, chunk_rows: int) -> None:
    """Quoted line breaks, bad values, blank and short lines: each row is in one of the two files."""
    work = job(tmp_path, CSV, keep=("id",), chunk_rows=chunk_rows)
    done = run(work, small_table())
    assert (2, 4) == (done.routed, done.rejected)
    found = table_of(work.output)
    assert [("1", "a"), ("6", "e")] == [(row["row"], row["id"]) for row in found]
    first = Report(category="hate", age=15, country="FR", communities=["lgbtq", "women"])
    assert str(small_table().decision_id(first)) == found[0]["decision_id"]
    reasons = rejected(work)
    assert {4: BLANK, 5: RAGGED} == {row: reasons[row] for row in (4, 5)}
    assert {2, 3, 4, 5} == set(reasons)
    assert "200" not in work.rejects.read_text(encoding="utf-8")
    assert "Neverland" not in work.rejects.read_text(encoding="utf-8")
    assert not work.parts.exists()


NDJSON = """\
{"id": 7, "category": "hate", "age": 15, "country": "FR", "communities": ["women", "lgbtq"]}
{"category": "hate", "age": 15.0}
{"category": "hate", "language": NaN}
{"category": "hate", "age": true, "communities": "x"}
[1]
{"category":
{"category": "hate", "communities": ["a;b"]}
{"category": "hate", "age": "30", "language": "\\ud800"}

{"category": "hate", "age": {"minimum": 1, "maximum": 2}}
{"category": "suicide", "age": null, "role": "parent"}
{"category": "hate", "age": 1e400, "country": 1234567890123456789012345678901234567890}
"""


def test_an_ndjson_file(tmp_path: Path) -> None:
    """A value of another type is not taken for a text that looks like it: NaN is not the language Min Nan."""
    work = job(tmp_path, NDJSON, "ndjson", keep=("id",), output="out.ndjson", chunk_rows=4)
    run(work, small_table())
    found = [json.loads(line) for line in work.output.read_text(encoding="utf-8").splitlines()]
    assert [(1, "7"), (11, None)] == [(row["row"], row["id"]) for row in found]
    report = Report(category="hate", age=15, country="FR", communities=["lgbtq", "women"])
    assert small_table().decision_id(report) == found[0]["decision_id"]
    reasons = rejected(work)
    assert {*range(2, 11), 12} == set(reasons)
    assert [NO_OBJECT, NO_OBJECT, BLANK] == [reasons[5], reasons[6], reasons[9]]


@given(found=rows(), chunk_rows=st.integers(1, 50), ending=st.sampled_from(("parquet", "csv", "ndjson")))
@settings(max_examples=15)
def test_every_format_as_the_router(
    tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]], chunk_rows: int, ending: str
) -> None:
    """Law: each row has the decision of its report, or the reasons of its error, in every format."""
    folder = tmp_path_factory.mktemp("batch")
    # What CSV cannot tell from a field that is left out is left out.
    plain = [{name: value or None for name, value in row.items()} for row in found]
    names = list(plain[0]) if plain else ["category"]
    frame = pl.DataFrame(plain, schema=dict.fromkeys(names, pl.String))
    work = Job(folder / f"in.{ending}", folder / "out.parquet", chunk_rows=chunk_rows)
    # A file of one column has blank lines for empty fields: quoted, they are fields.
    write: dict[str, Callable[[Path], object]] = {
        "parquet": frame.write_parquet,
        "csv": lambda path: frame.write_csv(path, quote_style="always"),
        "ndjson": frame.write_ndjson,
    }
    write[ending](work.source)
    run(work, small_table())
    reports = dict(enumerate(map(expected, plain), 1))
    assert {row: reason for row, reason in reports.items() if isinstance(reason, str)} == rejected(work)
    ids = {row: small_table().decision_id(report) for row, report in reports.items() if isinstance(report, Report)}
    assert ids == dict(pl.read_parquet(work.output).select("row", "decision_id").iter_rows())


class StoppedError(Exception):
    pass


def stop_after(chunks: int) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.chunks == chunks:
            raise StoppedError

    return stop


@pytest.mark.parametrize("output", ["out.csv", "out.parquet", "out.ndjson"])
def test_a_stopped_run_goes_on(tmp_path: Path, output: str) -> None:
    """Law: the files of a run that was stopped after any chunk are those of a run that was not, byte for byte."""
    whole = job(tmp_path, CSV, keep=("id",), chunk_rows=1, output=f"whole.{output}")
    expected_progress = run(whole, small_table())
    for chunks in range(1, expected_progress.chunks + 1):
        work = Job(whole.source, tmp_path / output, keep=("id",), chunk_rows=1)
        with pytest.raises(StoppedError):
            run(work, small_table(), stop_after(chunks))
        assert not work.output.exists()
        assert expected_progress == run(work, small_table())
        assert whole.output.read_bytes() == work.output.read_bytes()
        assert whole.rejects.read_bytes() == work.rejects.read_bytes()
        work.output.unlink()


def test_another_job_does_not_go_on(tmp_path: Path) -> None:
    """Parts of other reports, or with other columns, are never mixed in."""
    work = job(tmp_path, CSV, chunk_rows=1)
    with pytest.raises(StoppedError):
        run(work, small_table(), stop_after(1))
    with pytest.raises(BatchFileError, match="another job"):
        run(Job(work.source, work.output, keep=("id",), chunk_rows=1), small_table())
    work.source.write_text(CSV + "f,hate,1,FR,,\n", encoding="utf-8")
    with pytest.raises(BatchFileError, match="another job"):
        run(work, small_table())


def test_the_reporter_stays_where_they_are(tmp_path: Path) -> None:
    """Without being asked to, the output keeps no column of the input."""
    work = job(tmp_path, CSV)
    run(work, small_table())
    assert {"category", "age", "country", "communities", "story", "id"}.isdisjoint(table_of(work.output)[0])


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_a_file_without_rows(tmp_path: Path, ending: str) -> None:
    """Both files are there, with their heads."""
    source = tmp_path / f"in.{ending}"
    empty = pl.DataFrame(schema={"category": pl.String})
    write: dict[str, Callable[[Path], object]] = {
        "csv": empty.write_csv, "ndjson": empty.write_ndjson, "parquet": empty.write_parquet
    }  # fmt: skip
    write[ending](source)
    work = Job(source, tmp_path / "out.csv")
    assert (0, 0) == (run(work, small_table()).rows, len(table_of(work.output)))
    assert "row,reason\n" == work.rejects.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("topic\nhate\n", {}, "no column category"),
        ("category\nhate\n", {"keep": ("id",)}, "no column id"),
        ("category,age,age\nhate,1,2\n", {}, "two columns age"),
        ('category,story\nhate,"open\nhate,x\n', {}, "near line 3: is a quotation mark left open"),
        ("category\nhate\n", {"output": "out.txt"}, "must end in"),
        ("category\nhate\n", {"output": "in.csv"}, "the output is the input"),
        ("", {}, "no first line that names the columns"),
        ("category\nhate\n", {"output": "nowhere/out.csv"}, "the folder of the output is missing"),
        ("category\nhate\n", {"output": "."}, "must end in"),
        (f"category,story\nhate,{'x' * 200_000}\n", {}, "a field longer than 131072"),
    ],
)
def test_files_that_cannot_be_routed(tmp_path: Path, text: str, options: dict[str, Any], message: str) -> None:
    """One error for the file, before anything is routed, and nothing left behind."""
    with pytest.raises(BatchFileError, match=message):
        run(job(tmp_path, text, **options), small_table())
    assert [tmp_path / "in.csv"] == list(tmp_path.iterdir())


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    """It is named before hours of work, not after."""
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(BatchFileError, match="the output is a folder"):
        run(job(tmp_path, "category\nhate\n"), small_table())


KEPT = [pl.Series("odd", [{"a": 1}]), pl.Series("odd", [b"a"]), pl.Series("odd", [timedelta(1)]), pl.Series("odd", [["a"]])]


@pytest.mark.parametrize("odd", KEPT, ids=["struct", "binary", "duration", "list"])
def test_only_parquet_keeps_every_type(tmp_path: Path, odd: pl.Series) -> None:
    """A kept column that the output cannot hold is one error; in Parquet it stays as it was."""
    pl.DataFrame({"category": ["hate"]}).with_columns(odd).write_parquet(tmp_path / "in.parquet")
    for ending in ("csv", "ndjson"):
        with pytest.raises(BatchFileError, match="only Parquet holds the values of odd"):
            run(Job(tmp_path / "in.parquet", tmp_path / f"out.{ending}", keep=("odd",)), small_table())
    run(Job(tmp_path / "in.parquet", tmp_path / "out.parquet", keep=("odd",)), small_table())
    assert odd.to_list() == pl.read_parquet(tmp_path / "out.parquet")["odd"].to_list()


def test_a_column_kept_twice_is_kept_once(tmp_path: Path) -> None:
    """Naming it again asks for nothing more."""
    work = job(tmp_path, CSV, keep=("id", "id"))
    run(work, small_table())
    assert ["row", "id", "decision_id"] == list(table_of(work.output)[0])[:3]


def test_a_parquet_file_says_how_many_rows_it_has(tmp_path: Path) -> None:
    """For the progress bar; of text nobody knows before the end."""
    pl.DataFrame({"category": ["hate"] * 3}).write_parquet(tmp_path / "in.parquet")
    assert 3 == count_rows(tmp_path / "in.parquet")
    assert count_rows(tmp_path / "in.csv") is None


def test_a_broken_parquet_file(tmp_path: Path) -> None:
    """It is named as such."""
    with pytest.raises(BatchFileError, match="no Parquet file"):
        run(job(tmp_path, "category\n", "parquet"), small_table())


def test_a_parquet_file_that_is_broken_inside(tmp_path: Path) -> None:
    """A page that cannot be read is an error of the file, not rows that are lost."""
    path = tmp_path / "in.parquet"
    pl.DataFrame({"category": ["hate", "suicide"] * 5000, "age": [str(age % 90) for age in range(10_000)]}).write_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + bytes(len(content) // 2) + content[4 + len(content) // 2 :])
    with pytest.raises(BatchFileError, match="a broken one"):
        run(Job(path, tmp_path / "out.csv"), small_table())
