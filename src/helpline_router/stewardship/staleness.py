"""What is past its review date, and which hours are no longer trusted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from helpline_router.hours import UNKNOWN
from helpline_router.models import Helpline
from helpline_router.policy import Policy
from helpline_router.records import first_day
from helpline_router.registry import Registry
from helpline_router.vocabulary import Category, ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A line whose review is overdue."""

    helpline_id: str
    country: str
    categories: tuple[Category, ...]
    """The categories that it takes by name, the most harmful first."""
    checked_on: date
    due_on: date
    """The last day on which its evidence counts as fresh."""
    days_overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulHours:
    """Hours of a channel that count as unknown, though they are stated."""

    helpline_id: str
    country: str
    kind: ChannelKind
    value: str
    hours: str
    hours_seen: str | None
    """The date of their newest source; None if it has none."""
    trusted_until: date | None
    """The last day on which they were trusted; None if they never were."""


def overdue_lines(registry: Registry, policy: Policy, day: date) -> tuple[DueLine, ...]:
    """The lines past their review date on a day: suicide before self-harm before the others, then the longest overdue.

    A line is due by the shortest term of the categories for which it may be offered: of all of them, if it takes any worry.
    """
    found = (_due_line(code, line, policy, day) for code, line in _lines(registry))
    return tuple(sorted((line for line in found if line.days_overdue > 0), key=_harm))


def _lines(registry: Registry) -> Iterator[tuple[str, Helpline]]:
    return ((code, line) for code, country in registry.countries.items() for line in country.helplines)


def _due_line(code: str, line: Helpline, policy: Policy, day: date) -> DueLine:
    offered_for = Category if line.general else line.categories
    due_on = line.checked_on + timedelta(days=min(policy.review_after_days[category] for category in offered_for))
    return DueLine(
        helpline_id=line.id,
        country=code,
        categories=tuple(category for category in Category if category in line.categories),
        checked_on=line.checked_on,
        due_on=due_on,
        days_overdue=(day - due_on).days,
    )


def _harm(line: DueLine) -> tuple[bool, bool, int, str]:
    return Category.SUICIDE not in line.categories, Category.SELF_HARM not in line.categories, -line.days_overdue, line.helpline_id


def doubtful_hours(registry: Registry, policy: Policy, day: date) -> tuple[DoubtfulHours, ...]:
    """The hours that are undated, or older on a day than the policy trusts, in the order of the registry."""
    found: Iterable[DoubtfulHours] = (
        DoubtfulHours(
            helpline_id=line.id,
            country=code,
            kind=channel.kind,
            value=channel.value,
            hours=channel.hours,
            hours_seen=channel.hours_seen,
            trusted_until=None
            if channel.hours_seen is None
            else first_day(channel.hours_seen) + timedelta(days=policy.hours_trusted_for_days),
        )
        for code, line in _lines(registry)
        for channel in line.channels
        if channel.hours is not None and channel.hours != UNKNOWN
    )
    return tuple(hours for hours in found if hours.trusted_until is None or hours.trusted_until < day)
