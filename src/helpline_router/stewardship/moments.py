"""The two moments at which the stewards look at a country: an ordinary working day at noon, a Sunday at 03:00."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router.hours import Hours
from helpline_router.vocabulary import State

_NOON: Final = time(12)
_THREE: Final = time(3)
_WORKING_DAYS: Final = range(5)
_SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Moments:
    """An instant by day and one at night, in UTC."""

    day: datetime
    night: datetime


def usual_moments(since: date, *, timezone: str, country: str) -> Moments:
    """Noon of the first working day and 03:00 of the first Sunday since a date, by the clocks of a zone; no public holidays.

    >>> usual_moments(date(2026, 12, 25), timezone="Europe/Paris", country="FR").day.isoformat()
    '2026-12-28T11:00:00+00:00'
    """
    zone = ZoneInfo(timezone)
    days = list(_ordinary_days(since, zone, country))
    noon = next(day for day in days if day.weekday() in _WORKING_DAYS)
    sunday = next(day for day in days if day.weekday() == _SUNDAY)
    return Moments(*(datetime.combine(*moment, zone).astimezone(UTC) for moment in ((noon, _NOON), (sunday, _THREE))))


def _ordinary_days(since: date, zone: ZoneInfo, country: str) -> Iterator[date]:
    """The next days that are no public holidays, of a month: longer than any run of holidays."""
    try:
        holidays = Hours("PH 00:00-24:00", zone, country)
    except ValueError:
        # The public holidays of this country are not known.
        holidays = None
    for number in range(31):
        day = since + timedelta(days=number)
        if holidays is None or holidays.span(datetime.combine(day, _NOON, zone)).state is not State.OPEN:
            yield day
