"""What all records share: frozen pydantic models, and the kinds of text, number and date their fields hold."""

import ast
import hashlib
import inspect
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Final, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    model_validator,
)

from helpline_router.vocabulary import MAXIMUM_AGE


def _plain_text(text: str) -> str:
    printable = text.isprintable()
    if printable and text.isascii():
        return text
    # What is printable to Python is of none of the categories that nobody sees.
    if not printable and any(unicodedata.category(character) in _UNSEEN and character not in _JOINERS for character in text):
        raise ValueError("control characters and text-direction marks are not allowed, nor are other invisible characters")
    if not _BLANK.isdisjoint(text):
        raise ValueError("characters that look like nothing are not allowed")
    return text


# Controls, format characters (of which the bidirectional ones can make digits read in another order), line and paragraph
# separators, private use, surrogates and what is no character: nobody sees them, and some change what others see.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Persian and Indian scripts need them between letters.
_JOINERS: Final = frozenset("\u200c\u200d")
# Letters and signs by their category, and blank to the eye.
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _flag(value: object) -> object:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise ValueError("write true or false")


def _partial_date(text: str) -> str:
    first_day(text)
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("not an IANA time zone: write one such as Europe/Paris") from error
    return name


def first_day(partial_date: str) -> date:
    """The first day of a year, a month or a day in ISO 8601; raises ValueError for anything else.

    >>> first_day("2024-11")
    datetime.date(2024, 11, 1)
    """
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", partial_date):
        raise ValueError("write a year, a month or a day, as in 2024, 2024-11 or 2024-11-06")
    try:
        return date.fromisoformat((partial_date + "-01-01")[:10])
    except ValueError:
        raise ValueError("no such day in the calendar") from None


def start_of_day_after(day: date, days: int) -> datetime:
    """00:00 UTC of the day after `days` days have passed since `day`: the instant from which a deadline is over."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=days + 1)


Text = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True), AfterValidator(_plain_text)]
Notes = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True), AfterValidator(_plain_text)]
_URL: Final = r"^https?://[^\s/?#@]+\.[^\s]+$"
_COUNTRY: Final = r"^[A-Z]{2}$"
_REGION: Final = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"
_LANGUAGE: Final = r"^[a-z]{2,3}$"
_HELPLINE_ID: Final = r"^[a-z]{2}(-[a-z0-9]+)+$"
_RULE_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_NUMBER: Final = r"^\+?[0-9][0-9 ./()-]*$"
_INTERNATIONAL: Final = r"^\+[1-9][0-9 ]{5,24}$"
_CODE: Final = r"^[A-Za-z0-9][A-Za-z0-9_./#-]*$"

FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        _URL: "an address that starts with https:// or http://",
        _COUNTRY: "an ISO 3166-1 code in capitals, such as FR",
        _REGION: "an ISO 3166-2 code in capitals, such as GB-SCT",
        _LANGUAGE: "an ISO 639 code in lower case, such as fr",
        _HELPLINE_ID: "an id in lower case that starts with its country, such as fr-3018",
        _RULE_ID: "an id in lower case, such as suicide-minors",
        _NUMBER: "a number as people dial it, such as 01 45 39 40 00",
        _INTERNATIONAL: "a number in international form, such as +33 1 45 39 40 00",
        _CODE: "a code as its system writes it, such as KEYWORD_SUICIDE",
    }
)
"""What each pattern asks for, in words."""

Url = Annotated[str, StringConstraints(pattern=_URL, max_length=1000), AfterValidator(_plain_text)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Age = Annotated[int, Field(ge=0, le=MAXIMUM_AGE)]
PartialDate = Annotated[str, StringConstraints(max_length=10), AfterValidator(_partial_date)]
ZoneName = Annotated[str, AfterValidator(_zone)]
CountryCode = Annotated[str, StringConstraints(pattern=_COUNTRY)]
RegionCode = Annotated[str, StringConstraints(pattern=_REGION)]
LanguageCode = Annotated[str, StringConstraints(pattern=_LANGUAGE)]
HelplineId = Annotated[str, StringConstraints(pattern=_HELPLINE_ID, max_length=60)]
RuleId = Annotated[str, StringConstraints(pattern=_RULE_ID, max_length=60)]
PhoneNumber = Annotated[str, StringConstraints(pattern=_NUMBER, max_length=30)]
InternationalNumber = Annotated[str, StringConstraints(pattern=_INTERNATIONAL)]
CodeText = Annotated[str, StringConstraints(pattern=_CODE, max_length=100)]


Key = TypeVar("Key")
Value = TypeVar("Value")


class FrozenMapping(Mapping[Key, Value]):
    """A mapping that cannot be changed: equal and hashable by value, and it survives pickling."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[Key, Value]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: Key) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMapping({self._items!r})"


class Record(BaseModel):
    """A fact: frozen, without unknown fields, equal and hashable by value."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        try:
            texts = field_docstrings(cls)
        except (OSError, TypeError):
            # Compiled modules alone, or a class made at run time: names and types are what a schema is needed for.
            texts = {}
        for name, text in texts.items():
            title = cls.model_fields[name].alias or name
            if title in properties:
                properties[title]["description"] = text
        return schema


def field_docstrings(record: type[Record]) -> dict[str, str]:
    """What stands under each field of a record, inherited ones first: its description in every schema and table.

    Read from the source when it is asked for, and not by pydantic, for which the import would wait. Raises OSError or
    TypeError where there is no source.

    >>> field_docstrings(AgeBand)
    {'minimum': 'The youngest age.', 'maximum': 'The oldest age.'}
    """
    found: dict[str, str] = {}
    for base in reversed([base for base in record.__bases__ if issubclass(base, Record)]):
        found |= field_docstrings(base)
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    for field, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = inspect.cleandoc(text)
    return found


def content_digest(record: Record) -> str:
    """SHA-256 of a record's JSON, as `sha256:<hex>`."""
    return f"sha256:{hashlib.sha256(record.model_dump_json().encode()).hexdigest()}"


class AgeBand(Record):
    """Ages in whole years, both ends included; an open end is left out."""

    minimum: Age = 0
    """The youngest age."""
    maximum: Age = MAXIMUM_AGE
    """The oldest age."""

    @model_validator(mode="after")
    def _has_an_age(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("the minimum age is above the maximum age")
        return self

    def includes(self, other: "AgeBand") -> bool:
        """Whether every age of the other range lies in this one."""
        return self.minimum <= other.minimum and other.maximum <= self.maximum

    def overlaps(self, other: "AgeBand") -> bool:
        """Whether the ranges share an age."""
        return self.minimum <= other.maximum and other.minimum <= self.maximum
