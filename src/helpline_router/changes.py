"""What an overlay says: helplines and rules to add, to replace as a whole, and to switch off."""

import re
from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints, model_validator

from helpline_router.models import Helpline
from helpline_router.policy import Rule
from helpline_router.records import Record, RuleId, Text
from helpline_router.report import aware

_INSTANT: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")


def _written_in_full(value: object) -> object:
    """Pydantic alone would read 20261121 as seconds since 1970, and the switch would be off again at once."""
    if isinstance(value, datetime) or (isinstance(value, str) and _INSTANT.fullmatch(value)):
        return value
    raise ValueError("write a date and time with its offset from UTC, as in 2026-11-20T18:00+01:00")


def _plain_version(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*", text):
        raise ValueError("write letters and digits, with single points or hyphens between them, such as acme-7")
    return text


# A rule's id has the form of any id; whether there is such a line or rule is seen when the overlay is applied.
EntryId = RuleId
Instant = Annotated[AwareDatetime, BeforeValidator(_written_in_full)]
OverlayVersion = Annotated[str, StringConstraints(max_length=60), AfterValidator(_plain_version)]


class Addition(Record):
    """The place of a new entry."""

    before: EntryId | None = None
    """The entry of the changed file before which it is put. Additions to one place keep the order of the overlay."""
    after: EntryId | None = None
    """The entry of the changed file after which it is put; with neither, it comes last."""

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if self.before is not None and self.after is not None:
            raise ValueError("give 'before' or 'after', not both")
        return self


class AddedHelpline(Helpline, Addition):
    """A new line, and its place among those of its country."""


class AddedRule(Rule, Addition):
    """A new rule, and its place in the table."""


class Disabled(Record):
    """A line or rule that is switched off."""

    id: EntryId
    """The line or rule."""
    reason: Text
    """Why, for those who read the file after you."""
    until: Instant | None = None
    """From this instant it counts again; left out if that is not known. A date and time with an offset."""

    def counts(self, at: datetime | None) -> bool:
        """Whether it is switched off at an instant; without one it is: a line that may be down is not shown."""
        return at is None or self.until is None or at < self.until


class HelplineChanges(Record):
    """Changes of helplines."""

    add: tuple[AddedHelpline, ...] = ()
    """New lines."""
    replace: tuple[Helpline, ...] = ()
    """Lines that take the place of those with the same id, as a whole."""
    disable: tuple[Disabled, ...] = ()
    """Lines that are switched off."""


class RuleChanges(Record):
    """Changes of rules."""

    add: tuple[AddedRule, ...] = ()
    """New rules."""
    replace: tuple[Rule, ...] = ()
    """Rules that take the place of those with the same id, as a whole."""
    disable: tuple[Disabled, ...] = ()
    """Rules that are switched off."""


class Overlay(Record):
    """Changes of a registry and a policy: valid in themselves, immutable. Load one with `load_overlay`."""

    version: OverlayVersion = "overlay"
    """What is appended to the versions of what it changes, after a plus sign."""
    helplines: HelplineChanges = HelplineChanges()
    """Changes of helplines."""
    rules: RuleChanges = RuleChanges()
    """Changes of rules."""

    def next_change(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which something disabled counts again: when to apply the overlay anew."""
        now = aware(at)
        ends = (entry.until for entry in (*self.helplines.disable, *self.rules.disable))
        return min((until for until in ends if until is not None and until > now), default=None)
