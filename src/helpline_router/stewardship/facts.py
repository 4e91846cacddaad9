"""What has changed in the files themselves, field by field: derived from the models, whatever fields they have."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, JsonValue, TypeAdapter

from helpline_router.channels import Channel
from helpline_router.models import EmergencyNumber, Gap, Helpline, RetiredNumber, Source
from helpline_router.policy import Directory, Policy, Rule
from helpline_router.records import AgeBand, Record
from helpline_router.registry import Registry


class FactChangeKind(StrEnum):
    """What happened to a fact."""

    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"


class FactChange(Record):
    """One fact that differs."""

    file: str
    """`helplines.yaml` or `routing.yaml`."""
    path: tuple[str, ...]
    """Where in the file it stands: fields by name, entries of a list by what they are known by, such as an id."""
    kind: FactChangeKind
    """What happened. `moved`: the order of a list's entries, where the list has an order."""
    before: JsonValue
    """The old value; null if there was none. `moved`: the stretch of entries that changed places."""
    after: JsonValue
    """The new value; null if there is none."""


def changed_facts(old: tuple[Registry, Policy], new: tuple[Registry, Policy]) -> tuple[FactChange, ...]:
    """All differences between two pairs of files, in the order of the models' fields."""
    names = ("helplines.yaml", "routing.yaml")
    return tuple(
        FactChange(file=name, path=path, kind=kind, before=_plain(before), after=_plain(after))
        for name, one, other in zip(names, old, new, strict=True)
        for path, kind, before, after in _differences((), one, other)
    )


_Difference = tuple[tuple[str, ...], FactChangeKind, Any, Any]


def _ages(band: AgeBand) -> str:
    return f"{band.minimum}-{band.maximum}"


# What an entry of a list is known by: it is the same entry as long as this is the same.
_NAMES: Final[Mapping[type[Record], Callable[[Any], str]]] = MappingProxyType(
    {
        Helpline: lambda line: line.id,
        Channel: lambda channel: f"{channel.kind} {channel.value}",
        EmergencyNumber: lambda item: item.number,
        Gap: lambda gap: f"{gap.category} {_ages(gap.ages)}",
        RetiredNumber: lambda item: item.number,
        Source: lambda source: source.url,
        Rule: lambda rule: rule.id,
        Directory: lambda directory: directory.name,
    }
)


def _differences(path: tuple[str, ...], before: Any, after: Any) -> Iterator[_Difference]:
    if isinstance(before, Record) and type(before) is type(after):
        for name, field in type(before).model_fields.items():
            yield from _differences((*path, field.alias or name), getattr(before, name), getattr(after, name))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _entries(path, dict(before), dict(after))
    elif _is_named(before) and _is_named(after):
        one, other = _by_name(before), _by_name(after)
        yield from _entries(path, one, other)
        yield from _moves(path, one, other)
    elif before != after:
        yield path, FactChangeKind.CHANGED, before, after


def _is_named(value: object) -> bool:
    """Whether a value is a list of entries that have a name. An empty list may be one."""
    return isinstance(value, tuple) and all(type(item) in _NAMES for item in value)


def _by_name(items: Iterable[Any]) -> dict[str, Any]:
    """The entries by name; a second one of the same name is counted."""
    found: dict[str, Any] = {}
    for item in items:
        name = _NAMES[type(item)](item)
        number = 1
        while (unique := name if number == 1 else f"{name} ({number})") in found:
            number += 1
        found[unique] = item
    return found


def _entries(path: tuple[str, ...], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Difference]:
    for name in dict.fromkeys((*before, *after)):
        here = (*path, str(name))
        if name not in after:
            yield here, FactChangeKind.REMOVED, before[name], None
        elif name not in before:
            yield here, FactChangeKind.ADDED, None, after[name]
        else:
            yield from _differences(here, before[name], after[name])


def _moves(path: tuple[str, ...], before: Iterable[str], after: Iterable[str]) -> Iterator[_Difference]:
    """The shortest stretch of the common entries that is in another order."""
    one = [name for name in before if name in set(after)]
    other = [name for name in after if name in set(before)]
    different = [index for index, (name, now) in enumerate(zip(one, other, strict=True)) if name != now]
    if different:
        stretch = slice(different[0], different[-1] + 1)
        yield path, FactChangeKind.MOVED, one[stretch], other[stretch]


_ANYTHING: Final[TypeAdapter[Any]] = TypeAdapter(Any)


def _plain(value: Any) -> JsonValue:
    """The value as JSON has it; of a record, the fields that say something."""
    if isinstance(value, BaseModel):
        plain: JsonValue = value.model_dump(mode="json", exclude_defaults=True)
    else:
        plain = _ANYTHING.dump_python(value, mode="json")
    return plain
