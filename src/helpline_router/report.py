"""A report: a user's flag, as the service that calls the library passes it on."""

import difflib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Self, TypedDict, TypeVar, Unpack

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from helpline_router.errors import InvalidReport, Problem
from helpline_router.iso import FREQUENT_COUNTRIES, country_code, language_code, region_path, territory_of
from helpline_router.records import Age, AgeBand
from helpline_router.vocabulary import MAXIMUM_AGE, Category, CodeNotice, Community, Preference, Role

_Result = TypeVar("_Result")
_Word = TypeVar("_Word", bound=StrEnum)

_BAND: Final = re.compile(r"(\d{1,3})\s*[-\u2013]\s*(\d{1,3})")


def _read_age(value: object) -> object:
    """An age as people write it; pydantic alone would take True for 1 and 15.0 for 15."""
    if isinstance(value, str):
        text = value.strip().lower()
        if text in ("", "unknown"):
            return None
        if band := _BAND.fullmatch(text):
            return AgeBand(minimum=int(band[1]), maximum=int(band[2]))
        if not text.isdecimal() or len(text) > 3:
            raise ValueError
        return int(text)
    if isinstance(value, bool | float):
        raise ValueError  # noqa: TRY004 - pydantic turns ValueErrors into problems of the field
    return value


def _exact_if_one_year(age: int | AgeBand | None) -> int | AgeBand | None:
    return age.minimum if isinstance(age, AgeBand) and age.minimum == age.maximum else age


def _known_country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueError
    return code


def _known_language(text: str) -> str | None:
    code = language_code(text)
    if code is None:
        raise ValueError
    # Undetermined, several, no linguistic content: tags that say that the language is not known.
    return None if code in ("und", "mul", "zxx") else code


# What services send day in, day out comes first, and pydantic checks it without a call into Python.
_Ages = Annotated[
    Annotated[int, Field(strict=True, ge=0, le=MAXIMUM_AGE)]
    | Annotated[Age | AgeBand | None, BeforeValidator(_read_age), AfterValidator(_exact_if_one_year)],
    Field(union_mode="left_to_right"),
]
_Countries = Annotated[
    Annotated[str, Field(pattern=f"^({'|'.join(sorted(FREQUENT_COUNTRIES))})$")] | Annotated[str, AfterValidator(_known_country)] | None,
    Field(union_mode="left_to_right"),
]
_Languages = Annotated[
    Annotated[str, Field(pattern="^[a-z]{2}$")] | Annotated[str, AfterValidator(_known_language)] | None,
    Field(union_mode="left_to_right"),
]


class ReportFields(TypedDict, total=False):
    """What a report says besides its category, as a service passes it on: see `Report`."""

    age: int | str | AgeBand | None
    country: str | None
    region: str | None
    language: str | None
    role: str
    communities: tuple[str, ...] | list[str]
    prefer: str | None


class Report(BaseModel):
    """Who reports what, as far as it is known. Only the category is required; nothing is guessed from what is missing.

    `age` is the reporter's age in whole years, 0 to 120, or an `AgeBand` ("16-19" is read as one), or None if unknown. The
    age of a child that a parent or professional reports about is never asked. `country` is an ISO 3166-1 code, alpha-2 or
    alpha-3, in any case; the EU's UK and EL and the codes of territories such as RE are understood. `region` is an ISO
    3166-2 code of a part of that country. `language` is a BCP 47 tag, kept as its language. `code_notices` is what
    `codes.to_report` has to say of the code that the report was made from: its decision has these notices, and is otherwise
    the same. Raises `InvalidReport`, which names the fields and what is allowed and never repeats a value. Neither `repr`
    nor `str` shows one.

    >>> Report(category="harassment", age=15, country="fra").country
    'FR'
    >>> Report(category="harassment", age=15)
    Report(...)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    category: Category = Field(description="one of suicide, self_harm, harassment, hate")
    age: _Ages = Field(default=None, description="whole years from 0 to 120, a band such as 16-19, or left out if unknown")
    country: _Countries = Field(default=None, description="an ISO 3166-1 code such as FR or FRA, or left out if unknown")
    region: str | None = Field(
        default=None, description="an ISO 3166-2 code of a part of the country, such as FR-974 with the country FR, or left out if unknown"
    )
    language: _Languages = Field(default=None, description="a BCP 47 tag such as fr or pt-BR, or left out if unknown")
    role: Role = Field(default=Role.AFFECTED, description="one of affected, witness, perpetrator, parent, professional")
    communities: tuple[Community, ...] = Field(
        default=(), description="any of asian, black, deaf, disabled, jewish, lgbtq, men, migrant, muslim, roma, women"
    )
    prefer: Preference | None = Field(default=None, description="text or voice, or left out")
    code_notices: tuple[CodeNotice, ...] = Field(default=(), description="any of code_merged, minor_implied")

    if TYPE_CHECKING:

        def __init__(self, /, *, category: str, code_notices: tuple[str, ...] = (), **fields: Unpack[ReportFields]) -> None: ...

    else:

        def __init__(self, /, **data: Any) -> None:
            try:
                self.__pydantic_validator__.validate_python(data, self_instance=self)
            except ValidationError as error:
                problems = _problems_of(error)
            else:
                return
            raise InvalidReport(problems)

        def __setattr__(self, name: str, value: object) -> None:
            # pydantic would say so too, with the value.
            raise InvalidReport([Problem(name[:60], "cannot be changed: a report is immutable", "make a new one")])

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        return _refusing(super().model_validate, obj, **options)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        return _refusing(super().model_validate_json, json_data, **options)

    @classmethod
    def model_validate_strings(cls, obj: Any, **options: Any) -> Self:
        return _refusing(super().model_validate_strings, obj, **options)

    def __repr__(self) -> str:
        return "Report(...)"

    __str__ = __repr__

    def __repr_args__(self) -> tuple[()]:
        return ()

    @field_validator("communities", "code_notices")
    @classmethod
    def _each_once(cls, value: tuple[_Word, ...]) -> tuple[_Word, ...]:
        return tuple(sorted(set(value)))

    @field_validator("region")
    @classmethod
    def _region_of_the_country(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        path = region_path(value)
        if not path:
            raise ValueError
        # Absent if it is not valid itself, which is problem enough.
        country = info.data.get("country", path[0][:2])
        if country is None or (not path[0].startswith(f"{country}-") and territory_of(path) != country):
            raise ValueError
        return path[0]


def _refusing(validate: Callable[..., _Result], *values: Any, **options: Any) -> _Result:
    """The validated report; raises `InvalidReport` for pydantic's error, which holds the values and must not stay attached."""
    try:
        return validate(*values, **options)
    except ValidationError as error:
        problems = _problems_of(error)
    raise InvalidReport(problems)


def _problems_of(error: ValidationError) -> tuple[Problem, ...]:
    fields = Report.model_fields
    problems = []
    for item in error.errors(include_url=False, include_input=False):
        cause = item.get("ctx", {}).get("error")
        if isinstance(cause, InvalidReport):
            return cause.problems
        if not item["loc"] and item["type"] != "value_error":
            return (Problem("report", "must be an object with the fields of a report", f"fields: {', '.join(fields)}"),)
        name = str(item["loc"][0]) if item["loc"] else "region"
        if name in fields:
            problems.append(Problem(name, f"must be {fields[name].description}"))
        else:
            near = difflib.get_close_matches(name, fields, n=1)
            problems.append(
                Problem(name[:60], "is not a field of a report", f"did you mean {near[0]!r}?" if near else f"fields: {', '.join(fields)}")
            )
    return tuple(dict.fromkeys(problems))


def known_role(role: Role | str | None) -> Role | None:
    """The role, if it is one or the name of one, or None; raises `InvalidReport` otherwise."""
    if role is None:
        return None
    if role in tuple(Role):
        return Role(role)
    raise InvalidReport([Problem("role", f"must be {Report.model_fields['role'].description}, or left out")])


def aware(at: object, name: str = "at") -> datetime:
    """The instant, if it is an aware datetime; raises `InvalidReport` with the name of the argument otherwise."""
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise InvalidReport([Problem(name, "must be a datetime with a time zone, such as datetime(2026, 11, 20, 12, tzinfo=UTC)")])
    return at


def aware_span(start: object, end: object) -> tuple[datetime, datetime]:
    """The two instants in UTC, if they are aware datetimes of which the second is not before the first; else `InvalidReport`."""
    instants = aware(start, "start"), aware(end, "end")
    try:
        # In one zone, datetimes compare by their clocks: in the night of a clock change an earlier instant would look like a later one.
        first, last = (instant.astimezone(UTC) for instant in instants)
    except OverflowError:
        raise InvalidReport([Problem("start, end", "must lie in the years 1 to 9999 of UTC")]) from None
    if last < first:
        raise InvalidReport([Problem("end", "must not be before start")])
    return first, last
