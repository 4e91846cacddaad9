"""What pydantic finds in a file, in the words of the file: what is wrong in lower case, then how to mend it."""

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from helpline_router.records import FORMS

# The kinds of values that a file has, in its own words.
_WANTED: Final = {
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), "a mapping, as in {name: value}"),
    **dict.fromkeys(("tuple_type", "list_type"), "a list, as in [value, value]"),
    "string_type": "a text",
    "int_parsing": "a whole number",
}
# The shipped files that describe their fields, by the key of a section.
_DESCRIBED_IN: Final = {"countries": "helplines.yaml", "helplines": "helplines.yaml", "rules": "routing.yaml"}
# Nearer than a word that only looks a little like it: `suicide_hotline` is no `child_helpline`.
_NEAR: Final = 0.8


def worded(item: Any, model: type[BaseModel], name: str) -> tuple[str, str]:
    """The message and the hint for an item of a validation error, in a file with this name."""
    kind, location = item["type"], item["loc"]
    if kind == "extra_forbidden":
        return f"unknown field {str(location[-1])[:60]!r}", _of_field(str(location[-1]), model, _head(location, name))
    if kind == "missing":
        return f"missing field {location[-1]!r}", f"see {_head(location, name)} for the required fields"
    return _of_value(kind, item)


def _of_field(field: str, model: type[BaseModel], head: str) -> str:
    known = sorted(_field_names(model))
    if field in known:
        return f"it belongs elsewhere: see {head}"
    return _nearest(field, known, 0.6) or f"take it out, or see {head}"


def _of_value(kind: str, item: Any) -> tuple[str, str]:
    if kind == "too_short":
        return "needs at least one entry", ""
    if kind == "string_pattern_mismatch" or kind in _WANTED:
        return f"must be {_WANTED.get(kind) or FORMS.get(item['ctx']['pattern'], 'of another form')}", ""
    message = str(item["msg"])
    if kind in ("value_error", "registry"):
        return message.removeprefix("Value error, "), ""
    message = message.removeprefix("Input ")
    allowed = re.findall("'([^']*)'", item["ctx"]["expected"]) if kind in ("enum", "literal_error") else ()
    return message[:1].lower() + message[1:], _nearest(str(item["input"]), allowed, _NEAR)


def _nearest(word: str, known: Iterable[str], cutoff: float) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"did you mean {near[0]!r}?" if near else ""


def _head(location: tuple[str | int, ...], name: str) -> str:
    """Where the fields are described: in the file itself if it has the name of a shipped one, else in that one."""
    described = _DESCRIBED_IN.get(str(location[0])) if location else None
    return f"the head of {described}" if described and Path(name).name != described else "the head of the file"


def _field_names(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {})
