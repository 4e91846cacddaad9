"""Reports on Spark: a broadcast join of the decision table. Needs the extra `spark` and Java 17."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from helpline_router.batch.frames import FrameError
from helpline_router.batch.outcomes import Outcome, outcome
from helpline_router.batch.table import ROLES, DecisionTable, compile_table
from helpline_router.batch.values import FIELDS, SEPARATOR, UNKNOWN_AGE, Values, offsets
from helpline_router.routing import default_router

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

REASON: Final = "reject_reason"

_OUTCOME: Final = (
    "decision_id BIGINT, rule STRING, scope STRING, served_country STRING, first_helpline_id STRING, helpline_ids ARRAY<STRING>,"
    " conditional_ids ARRAY<STRING>, notices ARRAY<STRING>, emergency_first BOOLEAN, open_first BOOLEAN"
)
_MARK: Final = "_helpline_"


def route(frame: "DataFrame", table: DecisionTable | None = None) -> "DataFrame":
    """Every row of the frame with its decision, or with the reason why it has none in `reject_reason`.

    The columns are the fields of a report, as many as there are, of text or integers, communities also as an array; a null is
    a field left out. To them come `decision_id`, what its plan says (see `outcomes.Outcome`) and `reject_reason`, which names
    the field and what is allowed and not the value. `table` is that of the shipped router if left out. The distinct values of each
    column are collected here, to be validated once each: cache a frame that is costly to make. Raises `FrameError` if there is no
    column `category`, or one is called like those that are added.
    """
    table = table or compile_table(default_router())
    _require_columns(frame.columns)
    values = Values(table)
    coded, seen = _coded(frame, values)
    routed = _with_ids(coded, table, values, seen)
    named = routed.where(f"{_MARK}variant > 0").select("decision_id").distinct() if _has_variants(frame) else None
    found = [outcome(table, decision_id) for decision_id in _ids(table, named)]
    told = _lookup(frame, [tuple(_plain(value) for value in row) for row in found], _OUTCOME)
    result = routed.join(told, "decision_id", "left")
    reason = _reason([name for name in seen if name in FIELDS or name == "place"], values.reasons)
    return result.select(*frame.columns, *Outcome._fields, reason.alias(REASON))


def _has_variants(frame: "DataFrame") -> bool:
    return not {"communities", "prefer"}.isdisjoint(frame.columns)


def _ids(table: DecisionTable, named: "DataFrame | None") -> Iterable[int]:
    yield from range(table.decisions)
    if named is not None:
        yield from (row[0] for row in named.collect() if row[0] is not None)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _require_columns(names: Sequence[str]) -> None:
    if "category" not in names:
        raise FrameError("column category is missing: rename the one that says what a report is about")
    if taken := sorted({*Outcome._fields, REASON}.intersection(names)):
        raise FrameError(f"columns that are added are there already: rename {', '.join(taken)}")


def _lookup(frame: "DataFrame", rows: list[tuple[Any, ...]], schema: str) -> "DataFrame":
    """A small table that every executor gets whole."""
    from pyspark.sql import functions as sf

    return sf.broadcast(frame.sparkSession.createDataFrame(rows, schema))


def _coded(frame: "DataFrame", values: Values) -> "tuple[DataFrame, dict[str, list[int]]]":
    """The frame with the code of each field, below zero where a value is not valid; and those seen, in the order of problems."""
    from pyspark.sql import functions as sf

    coded = frame
    seen: dict[str, list[int]] = {}
    for name in FIELDS:
        if name == "country" or (name == "region" and "country" not in frame.columns):
            where: list[str] = [column for column in ("country", "region") if column in frame.columns]
            if where and "place" not in seen:
                coded, seen["place"] = _joined(
                    coded, frame, where, "place", lambda **given: values.place(given.get("country"), given.get("region"))
                )
        elif name != "region" and name in frame.columns:
            coded, seen[name] = _joined(
                coded, frame, [name], name, lambda name=name, **given: values.code(name, _listed(name, given[name]))
            )
    rest = {"age": UNKNOWN_AGE, "language": 0, "role": 0, "prefer": 0, "communities": 0, "place": values.place(None, None)}
    missing = {name: code for name, code in rest.items() if name not in seen}
    return coded.withColumns({_MARK + name: sf.lit(code) for name, code in missing.items()}), seen | {
        name: [code] for name, code in missing.items()
    }


def _joined(
    coded: "DataFrame", frame: "DataFrame", columns: list[str], name: str, code: Callable[..., int]
) -> "tuple[DataFrame, list[int]]":
    """The frame with the code of the values of some columns, found once for each distinct one; and the valid codes."""
    distinct = frame.select(*columns).distinct()
    rows = [(*row, code(**dict(zip(columns, row, strict=True)))) for row in distinct.collect()]
    raw = [f"{_MARK}raw_{column}" for column in columns]
    types = ", ".join(f"{column} {frame.schema[source].dataType.simpleString()}" for column, source in zip(raw, columns, strict=True))
    lookup = _lookup(frame, rows, f"{types}, {_MARK}{name} INT")
    pairs = zip(raw, columns, strict=True)
    matches: Column = reduce(lambda one, other: one & other, [lookup[column].eqNullSafe(coded[source]) for column, source in pairs])
    return coded.join(lookup, matches, "left").drop(*raw), sorted({row[-1] for row in rows if row[-1] >= 0})


def _listed(name: str, value: Any) -> Any:
    """Communities that came as one text, as a list."""
    if name != "communities" or not isinstance(value, str):
        return value
    return value.split(SEPARATOR) if value else []


def _with_ids(coded: "DataFrame", table: DecisionTable, values: Values, seen: dict[str, list[int]]) -> "DataFrame":
    """The frame with `decision_id`, null for a bad row, and with its variant."""
    from pyspark.sql import functions as sf

    laid = offsets(table)
    situations, ages = len(laid.situations) // len(table.blocks), len(laid.ages) // len(table.blocks)
    place = sf.col(f"{_MARK}place")
    parts = {
        "situations": (laid.situations, situations, sf.col(f"{_MARK}category") * len(ROLES) + sf.col(f"{_MARK}role"), range(situations)),
        "ages": (laid.ages, ages, sf.col(f"{_MARK}age"), seen["age"]),
        "languages": (laid.languages, laid.language_count, sf.col(f"{_MARK}language"), seen["language"]),
        "masks": (values.masks(), len(values.named), sf.col(f"{_MARK}communities"), seen["communities"]),
    }
    good = reduce(lambda one, other: one & other, [sf.col(_MARK + name) >= 0 for name in (*_CODES, "communities", "prefer")])
    for name, (numbers, width, code, codes) in parts.items():
        index, used = place * width + code, (at * width + number for at in seen["place"] for number in codes)
        lookup = _lookup(coded, [(number, numbers[number]) for number in used], f"{_MARK}{name}_at INT, {_MARK}{name} INT")
        coded = coded.join(lookup, lookup[f"{_MARK}{name}_at"] == sf.when(good, index), "left")
    cell = sf.col(f"{_MARK}situations") + sf.col(f"{_MARK}ages") + sf.col(f"{_MARK}languages")
    variant = sf.col(f"{_MARK}prefer") * (1 << table.communities) + sf.col(f"{_MARK}masks")
    coded = coded.withColumns({f"{_MARK}cell": cell, f"{_MARK}variant": variant})
    cells = _lookup(coded, list(enumerate(table.ids)), f"{_MARK}number INT, {_MARK}plain BIGINT")
    coded = coded.join(cells, cells[f"{_MARK}number"] == coded[f"{_MARK}cell"], "left")
    other = table.decisions + sf.col(f"{_MARK}cell").cast("bigint") * table.variants + sf.col(f"{_MARK}variant")
    return coded.withColumn("decision_id", sf.when(sf.col(f"{_MARK}variant") > 0, other).otherwise(sf.col(f"{_MARK}plain")))


_CODES: Final = ("category", "role", "age", "place", "language")


def _reason(names: Sequence[str], reasons: Sequence[str]) -> "Column":
    """The reasons of a bad row, null for a good one."""
    from pyspark.sql import functions as sf

    if not reasons:
        return sf.lit(None).cast("string")
    texts = sf.array(*(sf.lit(reason) for reason in reasons))
    said = [sf.when(sf.col(_MARK + name) < 0, sf.element_at(texts, -sf.col(_MARK + name))) for name in names]
    joined = sf.concat_ws("; ", *said)
    return sf.when(joined != "", joined)
