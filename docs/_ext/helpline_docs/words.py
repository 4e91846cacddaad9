"""The closed word lists and the fields of public types, as tables."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from helpline_docs.tables import code, plain, table
from helpline_router import card, changes, decision, default_router, models, plan, policy, records, registry, report, vocabulary
from helpline_router.channels import Channel
from helpline_router.models import Helpline
from helpline_router.records import Record, field_docstrings
from helpline_router.stewardship.checks import CHECKS

_MODULES: Final = (report, decision, plan, models, policy, changes, card, registry, records)
# How many lines have a word, where lines carry such words.
_COUNTS: Final[Mapping[str, Callable[[Helpline], Collection[StrEnum | None]]]] = MappingProxyType(
    {
        "Remit": lambda line: line.remits,
        "Category": lambda line: line.categories,
        "Role": lambda line: line.audience.roles,
        "Community": lambda line: line.audience.communities,
        "Confidence": lambda line: (line.confidence,),
        "Network": lambda line: line.networks,
        "ChannelKind": lambda line: {channel.kind for channel in line.channels},
        "Cost": lambda line: (line.cost,),
    }
)


def words(names: str) -> str:
    """The words of some lists, each with what the list is, and how many lines have the word where lines carry it."""
    return "\n\n".join(_list(getattr(vocabulary, name)) for name in names.split())


def _list(listed: type[StrEnum]) -> str:
    lead = f"**{plain(listed.__name__)}**: {plain((listed.__doc__ or '').splitlines()[0])}"
    count = _COUNTS.get(listed.__name__)
    if count is None:
        return f"{lead}\n\n{', '.join(map(code, listed))}"
    lines = [line for country in default_router().registry.countries.values() for line in country.helplines]
    return f"{lead}\n\n{table(('word', 'lines'), ((code(word), str(sum(word in count(line) for line in lines))) for word in listed))}"


def fields(names: str) -> str:
    """The fields of some public types: what each is, and whether it may be left out."""
    return "\n\n".join(_fields(_model(name)) for name in names.split())


def _model(name: str) -> type[BaseModel]:
    found = {"Channel": Channel}.get(name) or next((getattr(module, name) for module in _MODULES if hasattr(module, name)), None)
    if found is None:
        raise ValueError(f"no type is called {name}")
    return found


def _fields(model: type[BaseModel]) -> str:
    return f"**{model.__name__}**: {plain((model.__doc__ or '').splitlines()[0])}\n\n{field_table(model)}"


def field_table(model: type[BaseModel]) -> str:
    """The fields of a type."""
    meaning = meanings(model)
    rows = ((code(field.alias or name), _left_out(field), plain(meaning[name])) for name, field in model.model_fields.items())
    return table(("field", "if left out", "what it is"), rows)


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """What each field is: what stands under it in the source, or its description."""
    below = field_docstrings(model) if issubclass(model, Record) else {}
    return {name: below.get(name) or field.description or "" for name, field in model.model_fields.items()}


def _left_out(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=False)
    if default is PydanticUndefined or default is None or default == ():
        return ""
    if isinstance(default, bool):
        return code(str(default).lower())
    return code(default) if isinstance(default, str | int) else ""


def checks(_argument: str) -> str:
    """Every check of `helpline-router check`."""
    rows = ((code(check.name), plain(check.description)) for check in CHECKS)
    return table(("check", "what it holds"), rows)
