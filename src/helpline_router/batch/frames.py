"""Whole frames of reports: Polars frames, lazy or not, and Arrow tables."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from helpline_router.batch.columns import Column, number, numbered
from helpline_router.batch.outcomes import Outcome, outcome
from helpline_router.batch.table import ROLES, DecisionTable
from helpline_router.batch.values import FIELDS, SEPARATOR, UNKNOWN_AGE, Values, offsets
from helpline_router.errors import HelplineRouterError

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

CODES: Final = ("category", "role", "age", "place", "language")
"""The columns of ready codes, in the order of a cell's number: see `values`."""

_SLICE: Final = 1 << 18
# Not a control character that str.strip would take away.
_LISTED: Final = "\0"
_NO_NAME: Final = "\1"
_Frame = TypeVar("_Frame", bound="pl.DataFrame | pl.LazyFrame | pa.Table")


class Routed(NamedTuple):
    """The good rows with their decisions, and the bad ones with the reason. Together they are as many as came."""

    frame: Any
    rejects: Any


class FrameError(HelplineRouterError):
    """The frame as a whole cannot be routed: a column is missing, or stands in the way."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FrameRouter:
    """Routes frames by a table. Make one and keep it: what it looks up is laid out once."""

    table: DecisionTable
    _series: "dict[str, pl.Series]"
    _constants: dict[str, int]
    # Plans of ids, which say nothing of a person and are as many as the ids that came: chunk after chunk has the same.
    _outcomes: dict[int, Outcome] = field(default_factory=dict)

    @classmethod
    def of(cls, table: DecisionTable) -> "FrameRouter":
        """A router of frames. Raises ImportError without the extra `batch`."""
        import polars as pl

        laid = offsets(table)
        names = {"situations": laid.situations, "ages": laid.ages, "languages": laid.languages, "ids": table.ids}
        return cls(
            table,
            {name: pl.Series(name, values, dtype=pl.UInt32) for name, values in names.items()},
            {"languages": laid.language_count, "ages": len(laid.ages) // len(table.blocks)},
        )

    def ids(self, codes: "pl.DataFrame") -> "pl.Series":
        """The decision ids of rows of ready codes: unsigned integers in the columns `CODES`, valid ones (nothing is checked here)."""
        return self._in_slices(codes, self._ids_of_slice)

    def route(self, frame: _Frame, *, first_row: int = 1, details: bool = True) -> Routed:
        """The reports of a frame with their decisions, in the kind of frame that came.

        The columns are the fields of a report, as many as there are; a null is a field left out. Text, integers, categoricals
        and lists are taken as they come; communities may be a list or one text with `;` between them. `frame` has all
        columns that came, then `row`, counted from `first_row`, `decision_id` and, with `details`, what the plan says;
        `rejects` has `row` and `reason`, which names the field and what is allowed and not the value. Lazy frames are collected.
        Raises `FrameError` if there is no column `category`, or one is called like those that are added.
        """
        import polars as pl

        if isinstance(frame, pl.LazyFrame):
            done = self.route(frame.collect(), first_row=first_row, details=details)
            return Routed(done.frame.lazy(), done.rejects.lazy())
        if not isinstance(frame, pl.DataFrame):
            done = self.route(cast("pl.DataFrame", pl.from_arrow(frame)), first_row=first_row, details=details)
            return Routed(done.frame.to_arrow(), done.rejects.to_arrow())
        _require_columns(frame.columns, details=details)
        values = Values(self.table)
        coded = _coded(frame, values).with_columns(pl.int_range(first_row, first_row + frame.height, dtype=pl.UInt64).alias("row"))
        good, bad, kept = coded, coded.clear(), cast("pl.DataFrame", frame)
        # Looking at all rows to leave out none, and copying them, would cost as much as routing them.
        if values.reasons:
            is_good = coded.select(pl.min_horizontal(pl.exclude("row")) >= 0).to_series()
            good, bad, kept = coded.filter(is_good), coded.filter(~is_good), frame.filter(is_good)
        kept = kept.with_columns(good["row"], self._all_ids(good, values).alias("decision_id"))
        if details:
            kept = kept.join(self.details(kept["decision_id"]), on="decision_id", how="left", maintain_order="left")
        return Routed(kept, _rejects(bad, values.reasons))

    def details(self, decision_ids: "pl.Series") -> "pl.DataFrame":
        """What the plans say: a row for each distinct id, by its fields as `outcomes.Outcome` has them. Remembers them."""
        distinct = decision_ids.unique().sort().to_list()
        for decision_id in distinct:
            if decision_id not in self._outcomes:
                self._outcomes[decision_id] = outcome(self.table, decision_id)
        return _outcome_frame([self._outcomes[decision_id] for decision_id in distinct])

    def _ids_of_slice(self, codes: "pl.DataFrame") -> "pl.Series":
        import polars as pl

        category, role, age, place, language = (pl.col(name).cast(pl.UInt32) for name in CODES)
        series, constants = self._series, self._constants
        situation = place * (len(series["situations"]) // len(self.table.blocks)) + category * len(ROLES) + role
        cell = (
            pl.lit(series["situations"]).gather(situation)
            + pl.lit(series["ages"]).gather(place * constants["ages"] + age)
            + pl.lit(series["languages"]).gather(place * constants["languages"] + language)
        )
        found = codes.select(cell.alias("cell")).to_series()
        if "variant" not in codes.columns:
            return series["ids"].gather(found)
        rest = self.table.decisions + found.cast(pl.UInt32) * self.table.variants + codes["variant"]
        plain = series["ids"].gather(found)
        return pl.select(pl.when(codes["variant"] > 0).then(rest).otherwise(plain).alias("decision_id")).to_series()

    def _all_ids(self, coded: "pl.DataFrame", values: Values) -> "pl.Series":
        """The ids of good rows, of those that name communities or a preference too."""
        import polars as pl

        if "communities" not in coded.columns and "prefer" not in coded.columns:
            return self.ids(coded.select(CODES))
        masks = pl.Series(values.masks(), dtype=pl.UInt32)
        named = pl.col("communities") if "communities" in coded.columns else pl.lit(0)
        prefer = pl.col("prefer") if "prefer" in coded.columns else pl.lit(0)
        mask = pl.lit(masks).gather(pl.col("place") * len(values.named) + named)
        variant = prefer.cast(pl.UInt32) * (1 << self.table.communities) + mask
        return self.ids(coded.select(*CODES, variant.alias("variant")))

    def _in_slices(self, frame: "pl.DataFrame", work: "Callable[[pl.DataFrame], pl.Series]") -> "pl.Series":
        """Slice by slice, each small enough for a processor's cache, on all processors."""
        import polars as pl

        slices = list(frame.iter_slices(_SLICE))
        if len(slices) < 2:
            return work(frame)
        with ThreadPoolExecutor(cpu_count()) as pool:
            return pl.concat(pool.map(work, slices))


def _outcome_frame(found: Iterable[Outcome]) -> "pl.DataFrame":
    """Outcomes as a frame."""
    import polars as pl

    texts = pl.List(pl.String)
    schema: dict[str, Any] = {
        "decision_id": pl.UInt32, "rule": pl.String, "scope": pl.String, "served_country": pl.String, "first_helpline_id": pl.String,
        "helpline_ids": texts, "conditional_ids": texts, "notices": texts, "emergency_first": pl.Boolean, "open_first": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(list(found), schema=schema, orient="row")


def _require_columns(names: Sequence[str], *, details: bool) -> None:
    if "category" not in names:
        raise FrameError("column category is missing: rename the one that says what a report is about")
    added = {"row", "decision_id", *(Outcome._fields if details else ())}
    if taken := sorted(added.intersection(names)):
        raise FrameError(f"columns that are added are there already: rename {', '.join(taken)}")


def _coded(frame: "pl.DataFrame", values: Values) -> "pl.DataFrame":
    """The codes of all rows, by field; below zero where a value is not valid."""
    import polars as pl

    columns = numbered(frame.select(_plain(frame[name]) for name in FIELDS if name in frame.columns))
    where: dict[str, Column] = {name: columns.pop(name) for name in ("country", "region") if name in columns}
    coded = {name: column.mapped(partial(_code, values, name)) for name, column in columns.items()}
    coded["place"] = _places(where, values, frame.height)
    left_out = {"age": UNKNOWN_AGE, "language": 0, "role": 0}
    rest = [pl.lit(code, dtype=pl.Int32).alias(name) for name, code in left_out.items() if name not in coded]
    return pl.DataFrame(coded).with_columns(rest)


def _code(values: Values, name: str, value: Any) -> int:
    return values.code(name, _listed(name, value))


def _places(where: dict[str, Column], values: Values, height: int) -> "pl.Series":
    import polars as pl

    if not where:
        return pl.repeat(values.place(None, None), height, dtype=pl.Int32, eager=True)
    if len(where) == 1:
        ((name, column),) = where.items()
        return column.mapped(lambda value: values.place(**{"country": None, "region": None, name: value}))
    countries, regions = ([*column.distinct, None] for column in where.values())
    # The number after the last one stands for null.
    first, second = (column.numbers.cast(pl.Int64).fill_null(len(column.distinct)) for column in where.values())
    width = len(regions)
    return number(first * width + second).mapped(lambda pair: values.place(countries[pair // width], regions[pair % width]))


def _plain(column: "pl.Series") -> "pl.Series":
    """The column with values that can be told apart: categoricals as their text, lists as one text that no value looks like."""
    import polars as pl

    kind = column.dtype
    if isinstance(kind, pl.Categorical | pl.Enum):
        return column.cast(pl.String)
    if isinstance(kind, pl.List):
        # An element that is null, empty or holds the mark becomes one that is no name.
        element = pl.element().cast(pl.String).str.replace_all(_LISTED, _NO_NAME, literal=True).fill_null(_NO_NAME)
        element = pl.when(element == "").then(pl.lit(_NO_NAME)).otherwise(element)
        return (_LISTED + column.list.eval(element).list.join(_LISTED)).alias(column.name)
    if kind.is_nested() or isinstance(kind, pl.Object):
        raise FrameError(f"column {column.name} holds nested values: give text or numbers, and communities as a list")
    return column


def _listed(name: str, value: Any) -> Any:
    """Communities that came as one text, as a list."""
    if name != "communities" or not isinstance(value, str):
        return value
    separator = _LISTED if value.startswith(_LISTED) else SEPARATOR
    text = value.removeprefix(_LISTED)
    return text.split(separator) if text else []


def _rejects(bad: "pl.DataFrame", reasons: Sequence[str]) -> "pl.DataFrame":
    import polars as pl

    texts = pl.Series(reasons, dtype=pl.String)
    order = [name for name in ("category", "age", "place", "language", "role", "communities", "prefer") if name in bad.columns]
    said = [pl.when(pl.col(name) < 0).then(pl.lit(texts).gather((-1 - pl.col(name)).clip(0))) for name in order]
    return bad.select("row", pl.concat_str(said, separator="; ", ignore_nulls=True).alias("reason"))
