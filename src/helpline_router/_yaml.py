"""A strict YAML reader: every scalar is a string, every place is known, everything that could mislead is refused.

Strings only, because YAML 1.1 reads `NO` as False, `0116` as 78 and `12:30` as 750. Equal keys, anchors, aliases, tags,
empty values and nulls are refused, as are files too large or nested too deep to be a registry.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from helpline_router._files import read_bounded
from helpline_router._wording import worded
from helpline_router.errors import Problem, ProblemsError

Data = str | list[Any] | dict[str, Any]
Location = tuple[str | int, ...]
_Model = TypeVar("_Model", bound=BaseModel)

MAXIMUM_BYTES: Final = 5 * 1024 * 1024
MAXIMUM_DEPTH: Final = 20
_MAXIMUM_PROBLEMS: Final = 100
# YAML 1.1, section 5.1: everything but these is printable. libyaml counts the place of such a character in bytes.
_NOT_ALLOWED: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY: Final = "the file is empty"
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and where it says it. `data` is to be used only if `problems` is empty."""

    name: str
    data: Data
    problems: tuple[Problem, ...]
    lines: tuple[str, ...] = field(default=(), repr=False)
    places: dict[Location, tuple[int, int]] = field(default_factory=dict, repr=False)
    keys: dict[Location, tuple[int, int]] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wrong with the file but that it says nothing."""
        return tuple(problem.message for problem in self.problems) == (_EMPTY,)

    def problem(self, location: Sequence[str | int], message: str, hint: str = "") -> Problem:
        """A problem at the place of a path, or of the nearest thing around it that the file has.

        Parts of the path that the file does not know, such as the name of a union's member, are passed over.
        """
        known: Location = ()
        for part in location:
            if (*known, part) in self.places:
                known = (*known, part)
        return _problem(self.name, self.lines, self.places.get(known, (0, 0)), message, hint)

    def problems_of(self, error: ValidationError, model: type[BaseModel]) -> tuple[Problem, ...]:
        """The problems of a validation error of this document's data, in the order of the file."""
        items = error.errors(include_url=False)
        # Of a list with one wrong entry pydantic also says that it is too short: the wrong one does not count.
        around = {item["loc"][:length] for item in items for length in range(len(item["loc"]))}
        told = (item for item in items if item["type"] != "too_short" or item["loc"] not in around)
        found = [self._told(item, model) for item in told]
        return tuple(sorted(dict.fromkeys(found), key=lambda problem: _place(problem.where)))

    def _told(self, item: Any, model: type[BaseModel]) -> Problem:
        """What is wrong with a value is shown at the value; that a field is unknown, at its name."""
        message, hint = worded(item, model, self.name)
        if item["type"] == "extra_forbidden" and item["loc"] in self.keys:
            return _problem(self.name, self.lines, self.keys[item["loc"]], message, hint)
        return self.problem(item["loc"], message, hint)


def _place(where: str) -> tuple[int, int]:
    line, column = where.rsplit(":", 2)[1:]
    return int(line), int(column)


def _problem(name: str, lines: Sequence[str], place: tuple[int, int], message: str, hint: str = "") -> Problem:
    line, column = place
    text = lines[line] if line < len(lines) else ""
    start = max(0, column - 100)
    # What is shown of a file must not steer the terminal that shows it.
    shown = "".join(character if character.isprintable() else " " for character in text[start : start + 160])
    excerpt = f"{shown}\n{' ' * (column - start)}^" if shown.strip() else ""
    return Problem(f"{name}:{line + 1}:{column + 1}", message, hint, excerpt)


def read(path: Path, *, name: str | None = None) -> Document:
    """Read a UTF-8 file; `name` is what problems call it. Never raises for what is in the file; OSError for what is no file."""
    return read_content(read_bounded(path, MAXIMUM_BYTES), name=name or str(path))


def read_content(content: bytes, *, name: str) -> Document:
    """Read what was in a UTF-8 file, as `read_bounded` gives it with the bound `MAXIMUM_BYTES`. Never raises for what it is."""
    if len(content) > MAXIMUM_BYTES:
        return _refused(name, f"the file is larger than {MAXIMUM_BYTES // 1024 // 1024} MiB", "a registry of all countries is far smaller")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start)
        return _refused(name, "the file is not UTF-8", "save it as UTF-8", line)
    return parse(text, name=name)


def parse(text: str, *, name: str) -> Document:
    """Read a text; `name` is what problems call it. Never raises for what is in the text."""
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    if stray := _NOT_ALLOWED.search(text):
        place = (text.count("\n", 0, stray.start()), stray.start() - text.rfind("\n", 0, stray.start()) - 1)
        return Document(name, {}, (_problem(name, lines, place, "a character that YAML does not allow", "take it out"),))
    builder = _Builder(name, lines)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = (mark.line, mark.column) if mark else (0, 0)
        message = f"not YAML: {getattr(error, 'problem', None) or 'unreadable'}"
        builder.problems.append(_problem(name, lines, place, message, _yaml_hint(error, lines, place)))
    if not builder.problems and builder.root is None:
        builder.problems.append(_problem(name, lines, (0, 0), _EMPTY))
    return Document(name, builder.root if builder.root is not None else {}, tuple(builder.problems), lines, builder.places, builder.keys)


def _yaml_hint(error: yaml.YAMLError, lines: Sequence[str], place: tuple[int, int]) -> str:
    """The likely cause of what the parser stumbles over."""
    line, column = place
    if "\t" in "".join(lines[line : line + 1])[: column + 1]:
        return "indent with spaces, not with tabs"
    opened = getattr(error, "context_mark", None)
    if opened and str(getattr(error, "context", "")).startswith("while parsing a flow"):
        return f"close the bracket that opens at {opened.line + 1}:{opened.column + 1}, or quote texts that hold : [ ] {{ }} or ,"
    return "quote texts that hold : # [ ] { } or start with * & ! % @"


def load(path: str | Path, model: type[_Model], error: type[ProblemsError], *, may_be_empty: bool = False) -> tuple[Document, _Model]:
    """A file and the model that it holds. Raises `error` with all its problems, each with its place, or OSError if it can't be opened.

    A file of nothing but comments is refused, unless it may be empty: then it holds a model without any field.
    """
    return held(read(Path(path)), model, error, may_be_empty=may_be_empty)


def held(document: Document, model: type[_Model], error: type[ProblemsError], *, may_be_empty: bool = False) -> tuple[Document, _Model]:
    """A document and the model that it holds; see `load`."""
    # A file without even a comment may be one that is still being written.
    if may_be_empty and document.is_empty and any(map(str.strip, document.lines)):
        document = replace(document, problems=())
    if document.problems:
        raise error(document.problems)
    try:
        return document, model.model_validate(document.data)
    except ValidationError as invalid:
        raise error(document.problems_of(invalid, model)) from None


def _refused(name: str, message: str, hint: str, line: int = 0) -> Document:
    return Document(name, {}, (Problem(f"{name}:{line + 1}:1", message, hint),))


class _Builder:
    """Builds data from parser events, without recursion: the depth of a file can't exhaust the stack."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.root: Data | None = None
        self.problems: list[Problem] = []
        self.places: dict[Location, tuple[int, int]] = {(): (0, 0)}
        self.keys: dict[Location, tuple[int, int]] = {}
        self._name, self._lines = name, lines
        self._open: list[tuple[dict[str, Any] | list[Any], Location]] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Take in one event; False if reading on makes no sense."""
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "a second document in the file", "take out the line with ---")
                    return False
            case yaml.AliasEvent():
                self._refuse(event, "aliases are not allowed", "write the value out")
                return False
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_node(event)
                if len(self._open) >= MAXIMUM_DEPTH:
                    self._refuse(event, f"nested deeper than {MAXIMUM_DEPTH} levels")
                    return False
                self._start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
        return len(self.problems) < _MAXIMUM_PROBLEMS

    def _refuse(self, event: yaml.Event, message: str, hint: str = "") -> None:
        mark = event.start_mark
        place = (mark.line, mark.column) if mark else (0, 0)
        self.problems.append(_problem(self._name, self._lines, place, message, hint))

    def _check_node(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, "anchors are not allowed", "write the value out")
        if event.tag is not None:
            self._refuse(event, "tags are not allowed", "quote the value instead")

    def _scalar(self, event: Any) -> None:
        self._check_node(event)
        if self._awaits_key():
            self._key(event)
            return
        if event.style in (None, "") and event.value in ("", "~", "null", "Null", "NULL"):
            self._refuse(event, "an empty value", "leave the key out if the value is not known")
        self._add(event, event.value)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._keys[-1] is None

    def _key(self, event: Any) -> None:
        parent, location = self._open[-1]
        here = (event.start_mark.line, event.start_mark.column)
        first, _ = self.keys.setdefault((*location, event.value), here)
        if event.value in parent:
            self._refuse(event, f"the key {event.value[:60]!r} is there twice", f"it stands in line {first + 1} already")
        else:
            self.places[(*location, event.value)] = here
        self._keys[-1] = event.value

    def _start(self, event: Any, node: dict[str, Any] | list[Any]) -> None:
        if self._awaits_key():
            self._refuse(event, "a key must be a plain text")
            self._keys[-1] = ""
        location = self._add(event, node)
        self._open.append((node, location))
        self._keys.append(None)

    def _add(self, event: Any, value: Data) -> Location:
        if not self._open:
            self.root = value
            self.places[()] = (event.start_mark.line, event.start_mark.column)
            return ()
        parent, location = self._open[-1]
        part: str | int
        if isinstance(parent, dict):
            part = self._keys[-1] or ""
            parent[part] = value
            self._keys[-1] = None
        else:
            part = len(parent)
            parent.append(value)
        place = (*location, part)
        if isinstance(value, str) or isinstance(parent, list):
            self.places[place] = (event.start_mark.line, event.start_mark.column)
        return place
