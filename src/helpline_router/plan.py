"""A plan: what the rules say for a report, whatever the time. Immutable, and it names nobody."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from helpline_router.models import Helpline
from helpline_router.records import AgeBand, Record
from helpline_router.vocabulary import Category, ChannelKind, Condition, EmergencyKind, Fit, NoticeCode, Remit, Scope


class AgeCondition(Record):
    """The line serves these ages only; the reporter's is not known well enough to tell."""

    by: Literal["age"] = "age"
    """The dimension."""
    minimum: int | None = None
    """The youngest age served, or null."""
    maximum: int | None = None
    """The oldest age served, or null."""


class RegionCondition(Record):
    """The line serves these regions only; the reporter's is not known well enough to tell."""

    by: Literal["region"] = "region"
    """The dimension."""
    regions: tuple[str, ...]
    """ISO 3166-2 codes."""


FitCondition = Annotated[AgeCondition | RegionCondition, Field(discriminator="by")]


class Reason(Record):
    """Why a line is offered."""

    code: Literal["named", "remit", "fallback", "language"]
    """`named`: the rule names the line; `remit`: the rule names its remit; `fallback`: it takes any worry, and nothing fits for
    certain; `language`: it takes any worry and speaks the reporter's language, which no line of the rule does."""
    remit: Remit | None = None
    """The remit by which it came."""
    guarantee: Literal["open", "minor", "adult", "language"] | None = None
    """What the decision would lack without it: it took its place for that."""


class Notice(Record):
    """Something a decision has to say: a code with fields, no prose. Consumers ignore codes they don't know."""

    code: NoticeCode
    """What it is."""
    helpline_ids: tuple[str, ...] = ()
    """The lines it is about."""
    reason: str | None = None
    """gap_declared: the reason that the registry states, if it declares this gap."""
    until: datetime | None = None
    """all_closed: when the first of the lines opens, in UTC, if that is known."""

    @model_serializer(mode="wrap")
    def _without_empty(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value}


class EmergencyContact(Record):
    """An emergency number, ready to show."""

    number: str
    """The number as people dial it."""
    kind: EmergencyKind
    """What it reaches."""
    uri: str
    """The tel or sms link."""
    reached_by: ChannelKind
    """How: phone, sms or textphone."""
    registered_only: bool
    """Whether only those are sure to be read who registered beforehand."""
    note: str | None
    """For whom or how."""


class Emergency(Record):
    """The country's emergency numbers."""

    first: bool
    """Whether to show them before the lines: always for suicide and self_harm."""
    numbers: tuple[EmergencyContact, ...]
    """Never empty for a covered country, always empty for others: none is invented."""


class DirectoryLink(Record):
    """An international directory, ready to show."""

    name: str
    """Its name."""
    url: str
    """Where it is."""
    audience: Literal["all", "minors"] = Field(alias="for")
    """Whom it is for."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


class Version(Record):
    """Which registry or policy a decision rests on."""

    version: str
    """The version, by date."""
    digest: str
    """SHA-256 of the content."""


class Candidate(Record):
    """A line that may be offered, in the order of the plan."""

    helpline: Helpline
    """The line."""
    timezone: str
    """The zone of its hours."""
    fit: Fit
    """Whether it serves this person for certain."""
    conditions: tuple[FitCondition, ...]
    """Under which conditions it does, if not for certain."""
    reason: Reason
    """Why it is offered."""

    @property
    def is_conditional_by_region(self) -> bool:
        """Whether it serves only a part of the country in which the reporter may not be."""
        return any(condition.by == "region" for condition in self.conditions)


class Exclusion(Record):
    """A line that is not offered, and the first condition that failed."""

    helpline_id: str
    """The line."""
    condition: Condition
    """The condition; `remit`: the rule names none of its remits; `limit`: there was no place left."""


class RoutingPlan(Record):
    """What the rules say for a report, whatever the time.

    It holds what placing needs at an instant, so a decision is a pure function of a plan and an instant. That includes the
    reporter's language and the band of a report across 18: keep it as carefully as the report.
    """

    category: Category
    """The report's category."""
    country: str | None
    """The country whose lines are meant; null if unknown or not covered."""
    country_languages: tuple[str, ...]
    """The languages of its communities, in order; empty if there is no country."""
    scope: Scope
    """Where the lines come from."""
    rule: str
    """The id of the rule that was hit."""
    rationale: str
    """Why that rule is as it is."""
    open_first: bool
    """Whether open lines come before closed ones."""
    emergency: Emergency
    """The country's emergency numbers."""
    candidates: tuple[Candidate, ...]
    """All lines that may be offered, best first as far as the clock has no say."""
    exclusions: tuple[Exclusion, ...]
    """The country's other lines."""
    directories: tuple[DirectoryLink, ...]
    """International directories for this person."""
    notices: tuple[Notice, ...]
    """The notices that do not depend on the time."""
    language: str | None
    """The reporter's language."""
    languages_to_serve: tuple[str, ...]
    """The country's languages, if it has several and the reporter's is unknown."""
    ages_to_serve: AgeBand | None
    """The possible ages, if both a minor's and an adult's are among them."""
    maximum_referrals: int
    """How many places there are."""
    hours_trusted_for_days: int
    """How old the newest source for hours may be."""
    review_after_days: int
    """How long the evidence of a line counts as fresh, for this category."""
    registry: Version
    """The facts."""
    policy: Version
    """The rules."""
