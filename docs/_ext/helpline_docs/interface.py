"""The public names: signatures and docstrings by autodoc, the fields of records as tables."""

from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from types import FunctionType

from pydantic import BaseModel

import helpline_router
from helpline_docs.words import field_table, words

_MEMBERS = (FunctionType, classmethod, staticmethod, property, cached_property)


def interface(names: str) -> str:
    """The entries of some names, in this order."""
    return "\n\n".join(part for name in names.split() for part in _entry(name))


def _entry(name: str) -> Iterator[str]:
    found = getattr(helpline_router, name)
    if not isinstance(found, type):
        yield _autodoc("function", name)
    elif issubclass(found, Enum):
        yield _autodoc("class", name)
        yield words(name)
    elif issubclass(found, BaseModel):
        # What autodoc says of pydantic's fields is how they are validated.
        own = [member for member, value in vars(found).items() if isinstance(value, _MEMBERS) and _is_documented(member, value)]
        yield _autodoc("class", f"{name}(**fields)", f"   :members: {', '.join(own)}" if own else "")
        yield field_table(found)
    else:
        yield _autodoc("exception" if issubclass(found, Exception) else "class", name, "   :members:")


def _is_documented(name: str, value: object) -> bool:
    is_pydantic = name.startswith("model_")
    return not name.startswith("_") and not is_pydantic and bool(value.__doc__)


def _autodoc(kind: str, name: str, option: str = "") -> str:
    return f"```{{eval-rst}}\n.. auto{kind}:: helpline_router.{name}\n{option}\n```"
