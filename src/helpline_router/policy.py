"""The policy: a decision table with hit policy *first*, and the settings beside it."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from helpline_router.errors import PolicyError
from helpline_router.records import (
    Age,
    AgeBand,
    CountryCode,
    Flag,
    FrozenMapping,
    HelplineId,
    Notes,
    Record,
    RegionCode,
    RuleId,
    Text,
    Url,
    content_digest,
)
from helpline_router.vocabulary import NAMED_ONLY_REMITS, Category, Community, Confidence, Remit, Role

Days = Annotated[int, Field(ge=1, le=36_500)]


def _referable(item: Remit | str) -> Remit | str:
    if item in NAMED_ONLY_REMITS:
        raise ValueError(f"no rule refers to {item} lines as such: name the line, or leave it out")
    return item


Reference = Annotated[Remit | HelplineId, Field(union_mode="left_to_right"), AfterValidator(_referable)]
References = Annotated[tuple[Reference, ...], Field(min_length=1)]


class When(Record):
    """The conditions of a rule: all that are given must hold. A list holds if the report's value is one of it."""

    category: tuple[Category, ...] | None = Field(default=None, min_length=1)
    """The report's category."""
    country: tuple[CountryCode, ...] | None = Field(default=None, min_length=1)
    """The country whose lines serve the report."""
    region: tuple[RegionCode, ...] | None = Field(default=None, min_length=1)
    """The region: the report's own, or one around it."""
    role: tuple[Role, ...] | None = Field(default=None, min_length=1)
    """The reporter's role."""
    communities: tuple[Community, ...] | None = Field(default=None, min_length=1)
    """A community that the report names."""
    age: AgeBand | Literal["unknown"] | None = None
    """An interval in which the whole age or band lies, or `unknown` for an unknown age and a band that fits no interval."""


class Rule(Record):
    """One row of the table."""

    id: RuleId
    """Its name, in decisions and logs."""
    when: When = When()
    """Its conditions."""
    refer: References
    """Whom to refer to, in order: a remit stands for the country's lines of that remit, in the registry's order."""
    open_first: Flag = False
    """Whether a line that is open now comes before one that is closed."""
    emergency_first: Flag = False
    """Whether emergency numbers come first; for suicide and self_harm they always do."""
    rationale: Notes
    """Why the rule is as it is."""


class Fallback(Record):
    """What follows where a rule finds no line that fits for certain."""

    refer: References
    """Remits, of which the lines that take any worry are offered."""


class Directory(Record):
    """An international directory of lines."""

    name: Text
    """Its name."""
    url: Url
    """Where it is."""
    audience: Literal["all", "minors"] = Field(alias="for")
    """`minors`: shown unless the reporter is known to be an adult."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


def _all_categories(days: Mapping[Category, int]) -> Mapping[Category, int]:
    missing = [category for category in Category if category not in days]
    if missing:
        raise ValueError(f"days are missing for {', '.join(missing)}")
    return FrozenMapping({category: days[category] for category in Category})


class Policy(Record):
    """The loaded rules and settings: valid, immutable."""

    version: Text
    """The version, by date."""
    minimum_platform_age: Age
    """The age below which a platform may want to review the account; help is given all the same."""
    minimum_confidence: Confidence
    """The least confidence of a line that may be referred."""
    maximum_referrals: Annotated[int, Field(ge=1, le=10)]
    """How many lines at most; people in distress are overwhelmed by lists."""
    hours_trusted_for_days: Days
    """How old the newest source for hours may be; older hours count as unknown."""
    review_after_days: Annotated[
        Mapping[Category, Days], AfterValidator(_all_categories), PlainSerializer(dict, return_type=dict[Category, int])
    ]
    """How many days after `checked_on` a line is due for review, by the report's category."""
    rules: tuple[Rule, ...] = Field(min_length=1)
    """The table: the first rule whose conditions hold is hit."""
    fallback: Fallback
    """What follows where a rule finds nothing certain."""
    directories: tuple[Directory, ...]
    """International directories, always in a decision."""

    @field_validator("rules")
    @classmethod
    def _unique_ids(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
        if twice:
            raise ValueError(f"two rules are called {twice[0]}")
        return rules

    @model_validator(mode="after")
    def _directory_for_all(self) -> Self:
        if not any(directory.audience == "all" for directory in self.directories):
            raise ValueError("at least one directory must be for all: it is what a report without any line gets")
        return self

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, as `sha256:<hex>`; comments and layout do not count."""
        return content_digest(self)


def load_policy(path: str | Path) -> Policy:
    """Read `routing.yaml`. Raises `PolicyError` with all its problems, each with its place, or OSError if it can't be opened."""
    from helpline_router import _yaml

    return _yaml.load(path, Policy, PolicyError)[1]
