"""Hours as HSDS schedules: weekly times at the UTC offset of a day, for as long as that offset holds."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

from helpline_router.channels import Channel
from helpline_router.hours import UNKNOWN, offset_span
from helpline_router.records import first_day, start_of_day_after
from helpline_router.stewardship.hsds_terms import Fields

_ALWAYS: Final = "24/7"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Any Monday: expressions with dates are not read, and without a country no day is a holiday.
_MONDAY: Final = datetime(2026, 1, 5)  # noqa: DTZ001 - wall-clock time, as in the expression
_DAY: Final = timedelta(days=1)
# HSDS has no 24:00.
_END_OF_DAY: Final = "23:59"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day of an export, in a zone, and for how long hours are trusted."""

    day: date
    zone: ZoneInfo
    hours_trusted_for_days: int

    @property
    def _noon(self) -> datetime:
        return datetime.combine(self.day, time(12), self.zone)

    @property
    def offset(self) -> float:
        """The hours between UTC and the zone's time."""
        return (self._noon.utcoffset() or timedelta()) / timedelta(hours=1)

    @property
    def valid(self) -> Fields:
        """The whole days around the day that have this offset: none is one on which the clocks change."""
        start, end = offset_span(self.zone, self._noon)
        return {
            **({"valid_from": (start.astimezone(self.zone).date() + _DAY).isoformat()} if start else {}),
            **({"valid_to": (end.astimezone(self.zone).date() - _DAY).isoformat()} if end else {}),
        }

    def trusts(self, channel: Channel) -> bool:
        """Whether the newest source for the hours is recent enough on that day."""
        if channel.hours_seen is None:
            return False
        return datetime.combine(self.day, time(12), UTC) < start_of_day_after(first_day(channel.hours_seen), self.hours_trusted_for_days)


def schedules(channel: Channel, calendar: Calendar) -> Iterator[Fields]:
    """The schedules of a channel, without ids: one for each pair of times, or one of words where no weekly times can be relied on.

    Written channels have none.
    """
    if channel.hours is None:
        return
    words = {"description": _description(channel, calendar), "attending_type": f"{channel.kind}: {channel.value}"}
    weekly = weekly_times(channel.hours) if calendar.trusts(channel) else {}
    if not weekly:
        yield words
    for (opens, closes), days in weekly.items():
        is_always = channel.hours == _ALWAYS
        yield {
            **({} if is_always else calendar.valid),
            "timezone": 0.0 if is_always else calendar.offset,
            "freq": "WEEKLY",
            "byday": ",".join(day for day in _DAYS if day in days),
            "opens_at": opens + ("Z" if is_always else _suffix(calendar.offset)),
            "closes_at": closes + ("Z" if is_always else _suffix(calendar.offset)),
            **words,
        }


def _description(channel: Channel, calendar: Calendar) -> str:
    if channel.hours == UNKNOWN:
        return "The hours are not known."
    hours = f"{channel.hours} (OpenStreetMap opening_hours, {calendar.zone.key}; PH are public holidays)"
    seen = f"seen {channel.hours_seen}" if channel.hours_seen else "seen without a date"
    return f"{hours}, {seen}" if calendar.trusts(channel) else f"Usually, but not confirmed recently: {hours}, {seen}"


def _suffix(offset: float) -> str:
    minutes = round(offset * 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def weekly_times(hours: str) -> dict[tuple[str, str], set[str]]:
    """When it opens and closes, with the days on which it does so in any week without a holiday; empty if that depends on the date.

    Times after midnight belong to the day on which it opened.

    >>> weekly_times("Mo 09:00-17:00; Sa 22:00-02:00; PH closed")
    {('09:00', '17:00'): {'MO'}, ('22:00', '02:00'): {'SA'}}
    """
    if hours == UNKNOWN or any(month in hours for month in _MONTHS):
        return {}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    week = OpeningHours(hours).intervals(_MONDAY - 7 * _DAY, _MONDAY + 14 * _DAY)
    for start, end, state, _ in week:
        if state == State.OPEN:
            for opens, closes in _by_day(start, end):
                if _MONDAY <= opens < _MONDAY + 7 * _DAY:
                    found[f"{opens:%H:%M}", f"{closes:%H:%M}" if closes.time() != time() else _END_OF_DAY].add(_DAYS[opens.weekday()])
    return dict(found)


def _by_day(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A stretch of a day or more, cut at each midnight; a night stays whole."""
    while end - start >= _DAY:
        midnight = datetime.combine(start.date() + _DAY, time())
        yield start, midnight
        start = midnight
    if start < end:
        yield start, end
