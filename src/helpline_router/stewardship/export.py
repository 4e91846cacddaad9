"""The registry for other programs: as its published JSON, and as a table with a row for each channel."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, get_args

from helpline_router.channels import Channel
from helpline_router.models import Country, Helpline
from helpline_router.records import Record
from helpline_router.registry import Registry

_BETWEEN: Final = "; "
# OWASP, "CSV Injection"; tabs and line ends cannot stand in the registry.
_FORMULA_STARTS: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
# Digits and what people write between them: a sum at worst, and an apostrophe would make the number a wrong one.
_NUMBER: Final = re.compile(r"\+?[0-9][0-9 ./-]*")


def registry_json(registry: Registry) -> str:
    """The whole registry as JSON that fits `data/helplines.schema.json` and loads to the same registry; what is unknown is left out."""
    return registry.model_dump_json(indent=2, exclude_none=True) + "\n"


@dataclass(frozen=True, slots=True)
class _Column:
    """A field of a line or of its channel, by its path from there."""

    name: str
    path: tuple[str, ...]


def channels_csv(registry: Registry) -> str:
    """A row for each channel of each line, with all facts of the line; the columns are the fields of the models.

    Lists are joined by `; `, and the columns of `sources` keep their order, so that their entries belong together. A cell that a
    spreadsheet would take for a formula starts with an apostrophe, except for numbers, which are verbatim: import them as text.
    """
    line_columns = tuple(_columns(Helpline, without=("channels",)))
    channel_columns = tuple(_columns(Channel, "channel"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["country", "country.timezone", *(column.name for column in (*line_columns, *channel_columns))])
    for code, country in registry.countries.items():
        writer.writerows(_rows(code, country, line_columns, channel_columns))
    return text.getvalue()


def _columns(model: type[Record], *prefix: str, without: tuple[str, ...] = ()) -> Iterator[_Column]:
    """The fields of a model, and in the place of one that holds records those of the record."""
    for name, field in model.model_fields.items():
        if name in without:
            continue
        title = field.alias or name
        inner = _record_in(field.annotation)
        if inner is None:
            yield _Column(".".join((*prefix, title)), (title,))
        else:
            yield from (_Column(column.name, (title, *column.path)) for column in _columns(inner, *prefix, title))


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)


def _rows(code: str, country: Country, line_columns: Iterable[_Column], channel_columns: Iterable[_Column]) -> Iterator[list[str]]:
    for line in country.helplines:
        facts = line.model_dump(mode="json")
        start = [code, country.timezone, *(_cell(_value(facts, column.path)) for column in line_columns)]
        for channel in facts["channels"]:
            yield [_safe(cell) for cell in (*start, *(_cell(_value(channel, column.path)) for column in channel_columns))]


def _value(facts: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path; of a list, one value for each entry."""
    if not path or facts is None:
        return facts
    if isinstance(facts, list):
        return [_value(entry, path) for entry in facts]
    return _value(facts[path[0]], path[1:])


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _BETWEEN.join(", ".join(entry) if isinstance(entry, list) else _cell(entry) for entry in value)
        case _:
            return str(value)


def _safe(cell: str) -> str:
    """The cell, so that no spreadsheet runs it.

    >>> _safe("=1+1"), _safe("+33 1 45 39 40 00")
    ("'=1+1", '+33 1 45 39 40 00')
    """
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell) else cell
