"""Columns of raw values as numbers, so that each distinct value is looked at once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    import polars as pl


class Column(NamedTuple):
    """The number of each row's value, null for a null, and the distinct values by number."""

    numbers: "pl.Series"
    distinct: Sequence[Any]

    def mapped(self, code: Callable[[Any], int]) -> "pl.Series":
        """The code of each row's value, found once for each distinct one, and for null if there is one."""
        import polars as pl

        found = pl.Series([code(value) for value in self.distinct], dtype=pl.Int32)
        codes = found.gather(self.numbers)
        return codes.fill_null(code(None)) if self.numbers.has_nulls() else codes


def numbered(frame: "pl.DataFrame") -> dict[str, Column]:
    """The columns of a frame: text on all processors, with one hash of each row's."""
    import polars as pl

    # Categories of our own are forgotten with the frame; the global ones would keep values of reports as long as the process lives.
    known = {name: pl.Categories.random("helpline_router", pl.UInt32) for name, kind in frame.schema.items() if kind == pl.String}
    texts = frame.select(pl.col(name).cast(pl.Categorical(categories)) for name, categories in known.items())
    return {name: _text(texts[name], known[name]) if name in known else number(frame[name]) for name in frame.columns}


def _text(column: "pl.Series", known: "pl.Categories") -> Column:
    numbers = column.to_physical()
    highest = cast("int | None", numbers.max())
    return Column(numbers, () if highest is None else [known[number] for number in range(highest + 1)])


def number(column: "pl.Series") -> Column:
    """A column of any kind."""
    import polars as pl

    distinct = column.drop_nulls().unique()
    if distinct.is_empty():
        return Column(pl.repeat(None, len(column), dtype=pl.UInt32, eager=True), ())
    return Column(column.replace_strict(distinct, pl.int_range(len(distinct), dtype=pl.UInt32, eager=True)), distinct.to_list())
