"""A decision: the plan at an instant, as the JSON contract has it. Immutable, and it names nobody."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from helpline_router.models import TrustedFlagger
from helpline_router.plan import DirectoryLink, Emergency, FitCondition, Notice, Reason, Version
from helpline_router.records import Record
from helpline_router.vocabulary import Category, ChannelKind, Confidence, Cost, Fit, Remit, Scope, State


class Availability(Record):
    """The state of a line or channel, and until when by its hours."""

    state: State
    """Open, closed or unknown."""
    until: datetime | None
    """When the state changes next, in UTC; null if it does not, or is unknown."""
    then: State | None = None
    """The state that follows: a closed channel need not open next, for it may not be known whether it does. Null if `until` is."""


class ReferredChannel(Record):
    """One way to reach a line, ready to show."""

    kind: ChannelKind
    """How it is reached."""
    value: str
    """The number as people dial it at home, or the address."""
    uri: str | None
    """The link, if there is one."""
    label: str
    """What to show as the link's text."""
    send: str | None
    """The word to send."""
    menu: str | None
    """The menu option to choose."""
    ask_for: str | None
    """Whom to ask for."""
    caller: Literal["abroad"] | None = Field(alias="from")
    """`abroad`: for callers outside the country only."""
    languages: tuple[str, ...]
    """The languages spoken there."""
    hours: str | None
    """OpenStreetMap opening_hours in the line's zone, or `unknown`; null for written channels."""
    hours_seen: str | None
    """The date of the newest source for the hours, if it has one."""
    availability: Availability | None
    """Null for written channels: they are never open or closed."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


class Referral(Record):
    """One line offered, with its reasons and its evidence."""

    helpline_id: str
    """The line."""
    name: str
    """Its name."""
    operator: str | None
    """Who runs it."""
    remits: tuple[Remit, ...]
    """What it is for."""
    fit: Fit
    """Whether it serves this person for certain."""
    conditions: tuple[FitCondition, ...]
    """Under which conditions it does, if not for certain."""
    state: State
    """Open if a live channel is open, closed if all of them are known to be closed, else unknown."""
    until: datetime | None
    """When the state changes next by its hours, in UTC; null if it does not within 60 days, or is unknown."""
    then: State | None = None
    """The state that follows; null if `until` is."""
    timezone: str
    """The IANA zone of its hours."""
    channels: tuple[ReferredChannel, ...]
    """How to reach it, the best way first."""
    languages: tuple[str, ...]
    """The languages it speaks."""
    cost: Cost | None
    """What the call costs, if known."""
    anonymous: bool | None
    """Whether callers may stay anonymous, if known."""
    confidential: bool | None
    """Whether what is said stays there, if known."""
    website: str | None
    """Its page."""
    trusted_flagger: TrustedFlagger | None
    """Its status under the Digital Services Act."""
    confidence: Confidence
    """How well its facts are evidenced."""
    checked_on: str
    """The day of the last check, ISO 8601."""
    reason: Reason
    """Why it is offered."""


class RoutingDecision(Record):
    """The plan at an instant. It holds for every instant of `[valid_from, valid_until)`."""

    schema_version: Literal[1] = 1
    """The version of this contract."""
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
    emergency: Emergency
    """The country's emergency numbers."""
    referrals: tuple[Referral, ...]
    """The lines offered, best first."""
    directories: tuple[DirectoryLink, ...]
    """International directories, to show where there is no line or all are closed."""
    notices: tuple[Notice, ...]
    """What else there is to say."""
    valid_from: datetime | None
    """Since when this decision holds, in UTC; null: since ever."""
    valid_until: datetime | None
    """Until when it holds at least, in UTC; null: without end."""
    registry: Version
    """The facts."""
    policy: Version
    """The rules."""

    def holds_at(self, at: datetime) -> bool:
        """Whether the decision holds at an aware instant."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_until is None or at < self.valid_until)
