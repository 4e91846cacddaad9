"""Frames are routed as the router routes their rows, one by one: none is lost, and none is guessed."""

from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given

from batch_worlds import expected, rows, small_router, small_table
from builders import noticed, offered
from helpline_router import Report
from helpline_router.batch.frames import CODES, FrameError, FrameRouter, Routed
from helpline_router.batch.values import FIELDS, UNKNOWN_AGE

FRAMES = FrameRouter.of(small_table())


def frame_of(found: list[dict[str, Any]]) -> pl.DataFrame:
    names = list(found[0]) if found else ["category"]
    return pl.DataFrame(found, schema=dict.fromkeys(names, pl.String))


def routed(frame: Any, **options: Any) -> Routed:
    return FRAMES.route(frame, **options)


@given(rows())
def test_each_row_as_the_router_routes_it(found: list[dict[str, Any]]) -> None:
    """Law: a row's decision is that of its report; a row without a valid report is rejected with the reasons of the error."""
    done = routed(frame_of(found))
    reports = dict(enumerate(map(expected, found), 1))
    assert {row: reason for row, reason in reports.items() if isinstance(reason, str)} == dict(done.rejects.iter_rows())
    good = {row: report for row, report in reports.items() if isinstance(report, Report)}
    assert list(good) == done.frame["row"].to_list()
    for row in done.frame.iter_rows(named=True):
        report = good[row["row"]]
        plan = small_router().plan(report)
        assert small_table().decision_id(report) == row["decision_id"]
        assert (plan.rule, plan.scope, offered(plan), noticed(plan)) == (row["rule"], row["scope"], row["helpline_ids"], row["notices"])
        assert (plan.emergency.first, plan.country) == (row["emergency_first"], row["served_country"])
        assert found[row["row"] - 1].items() <= row.items()


@given(rows())
def test_every_kind_of_frame(found: list[dict[str, Any]]) -> None:
    """Lazy frames, Arrow tables and categoricals give what the plain frame gives."""
    frame = frame_of(found)
    plain = routed(frame)
    lazy = routed(frame.lazy())
    arrow = routed(frame.to_arrow())
    coded = routed(frame.with_columns(pl.col("category").cast(pl.Categorical)))
    assert plain.frame.equals(lazy.frame.collect())
    assert isinstance(arrow.frame, pa.Table)
    assert plain.frame.equals(pl.from_arrow(arrow.frame))
    assert plain.rejects.equals(pl.from_arrow(arrow.rejects))
    assert plain.frame["decision_id"].equals(coded.frame["decision_id"])


@given(rows())
def test_rejects_say_nothing_of_the_person(found: list[dict[str, Any]]) -> None:
    """A row number, and a reason that does not depend on the value."""
    done = routed(frame_of(found))
    assert ["row", "reason"] == done.rejects.columns
    assert done.frame.height + done.rejects.height == len(found)
    assert all(part.split(":")[0] in FIELDS for reason in done.rejects["reason"] for part in reason.split("; "))


@pytest.mark.parametrize(
    ("ages", "good"),
    [
        (pl.Series([15, 120, None, 121, -1], dtype=pl.Int64), [1, 2, 3]),
        (pl.Series([15, 120, None, 121], dtype=pl.UInt8), [1, 2, 3]),
        (pl.Series([15.0, float("nan"), None, float("inf")]), [3]),
        (pl.Series([True, None]), [2]),
        (pl.Series([[15], None]), [2]),
    ],
    ids=["integers", "bytes", "floats", "booleans", "lists"],
)
def test_ages_of_every_type(ages: pl.Series, good: list[int]) -> None:
    """Whole years only: a float may have been something else."""
    done = routed(pl.DataFrame({"category": ["hate"] * len(ages), "age": ages}))
    assert good == done.frame["row"].to_list()


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["lgbtq", "women"], "women;lgbtq"),
        ([], ""),
        (None, None),
        (["lgbtq", None], "-"),
        (["lgbtq;women"], "-"),
        ([""], "-"),
        (["a\0b"], "-"),
        (["lgbtq\0women"], "-"),
    ],
)
def test_communities_as_a_list(names: list[str | None] | None, text: str | None) -> None:
    """As the same communities in one text; an element that is none makes the row bad."""
    one = routed(
        pl.DataFrame(
            {"category": ["hate"], "country": ["FR"], "communities": [names]}, schema_overrides={"communities": pl.List(pl.String)}
        )
    )
    other = routed(
        pl.DataFrame({"category": ["hate"], "country": ["FR"], "communities": [text]}, schema_overrides={"communities": pl.String})
    )
    assert one.frame["decision_id"].to_list() == other.frame["decision_id"].to_list()
    assert one.rejects.equals(other.rejects)


def test_ready_codes() -> None:
    """Integers that were made once, such as by a warehouse, need no text."""
    table = small_table()
    place = table.map.place("FR", None)
    frame = pl.DataFrame([(3, 0, 15, place, 0), (0, 4, UNKNOWN_AGE, place, 1)], schema=dict.fromkeys(CODES, pl.UInt16), orient="row")
    reports = [Report(category="hate", age=15, country="FR"), Report(category="suicide", role="professional", country="FR", language="zu")]
    assert [table.decision_id(report) for report in reports] == FRAMES.ids(frame).to_list()


def test_many_rows_are_as_few() -> None:
    """Slices are joined in order."""
    few = pl.DataFrame({"category": ["hate", "suicide", "spam"], "age": ["15", None, "16-19"], "country": ["FR", "IE", "US"]})
    one, many = routed(few), routed(pl.concat([few] * 300_000))
    assert 600_000 == many.frame.height
    assert 300_000 == many.rejects.height
    assert one.frame["decision_id"].to_list() == many.frame["decision_id"].unique(maintain_order=True).to_list()
    assert many.frame["decision_id"].to_list()[:6] == one.frame["decision_id"].to_list() * 3


def test_columns_without_a_value() -> None:
    """All null, of any type, is a field left out; no rows are no rows."""
    empty = pl.DataFrame({"category": ["hate", "hate"], "age": [None, None], "country": [None, None], "role": [None, None]})
    frame = empty.with_columns(pl.col("country").cast(pl.String), pl.col("role").cast(pl.Int8))
    assert [small_table().decision_id(Report(category="hate"))] * 2 == routed(frame).frame["decision_id"].to_list()
    assert (0, 0) == (routed(frame.clear()).frame.height, routed(frame.clear()).rejects.height)


def test_a_frame_without_a_category_is_refused() -> None:
    """One error for the frame, not one for each row."""
    with pytest.raises(FrameError, match="category is missing"):
        routed(pl.DataFrame({"topic": ["hate"]}))


def test_columns_are_never_overwritten() -> None:
    """A column that is called like a new one has to be renamed."""
    with pytest.raises(FrameError, match="rename row, rule"):
        routed(pl.DataFrame({"category": ["hate"], "rule": ["a"], "row": [1]}))


def test_nested_values_are_refused() -> None:
    """A struct is no value of a field."""
    with pytest.raises(FrameError, match="age"):
        routed(pl.DataFrame({"category": ["hate"], "age": [{"minimum": 1}]}))
