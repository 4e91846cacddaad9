"""Times and opening hours as people say them, in a line's own zone."""

import re
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router.hours import UNKNOWN
from helpline_router.vocabulary import State

_DAYS_OF_A_WEEK: Final = 7
_WEEKDAYS: Final = MappingProxyType({"Mo": "Mon", "Tu": "Tue", "We": "Wed", "Th": "Thu", "Fr": "Fri", "Sa": "Sat", "Su": "Sun"})


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant a card is for, and whether the reader's clock may be another than the line's."""

    at: datetime
    is_elsewhere: bool = False

    def zone_name(self, timezone: str) -> str:
        """The zone by its city, where it is not obvious that the line's clock is the reader's."""
        is_obvious = not self.is_elsewhere and self.at.utcoffset() == self.at.astimezone(ZoneInfo(timezone)).utcoffset()
        return "" if is_obvious else f" {timezone.rsplit('/', 1)[-1].replace('_', ' ')} time"


def clock(instant: datetime, timezone: str) -> str:
    """The time of day: 09:00, or midnight."""
    text = f"{instant.astimezone(ZoneInfo(timezone)):%H:%M}"
    return "midnight" if text == "00:00" else text


def day_and_clock(instant: datetime, moment: Moment, timezone: str) -> str:
    """When something happens: at 16:00 today, tomorrow at 09:00, on Monday at 09:00, on 3 December at 09:00."""
    there = instant.astimezone(ZoneInfo(timezone))
    days = (there.date() - moment.at.astimezone(ZoneInfo(timezone)).date()).days
    time = clock(instant, timezone)
    zone = moment.zone_name(timezone)
    if days == 0:
        return f"at {time} today{zone}"
    if days == 1:
        return f"at midnight{zone}" if time == "midnight" else f"tomorrow at {time}{zone}"
    if days < _DAYS_OF_A_WEEK:
        return f"on {there:%A} at {time}{zone}"
    return f"on {there.day} {there:%B} at {time}{zone}"


def closing(instant: datetime, moment: Moment, timezone: str) -> str:
    """Until when something lasts: 23:00, midnight, 06:00 tomorrow, Monday at 18:00."""
    there = instant.astimezone(ZoneInfo(timezone))
    days = (there.date() - moment.at.astimezone(ZoneInfo(timezone)).date()).days
    time = clock(instant, timezone)
    zone = moment.zone_name(timezone)
    if days == 0 or (days == 1 and time == "midnight"):
        return f"{time}{zone}"
    if days == 1:
        return f"{time} tomorrow{zone}"
    if days < _DAYS_OF_A_WEEK:
        return f"{there:%A} at {time}{zone}"
    return f"{there.day} {there:%B} at {time}{zone}"


def hours_in_words(expression: str) -> str:
    """Opening hours for people; says nothing of the times of which nothing is known.

    >>> hours_in_words("Mo-Fr 09:00-12:30,14:00-24:00; PH closed")
    'Mon-Fri 09:00-12:30, 14:00-midnight; not on public holidays'
    >>> hours_in_words("Mo-Su,PH 09:00-23:00"), hours_in_words("24/7")
    ('every day 09:00-23:00', 'day and night')
    >>> hours_in_words("Mo-Su,PH 09:00-24:00, Mo-Su,PH 00:00-09:00 unknown")
    'every day 09:00-midnight'
    """
    return "; ".join(filter(None, (_stretch(part.strip()) for part in re.split(r";|, (?=[A-Z])", expression))))


def _stretch(part: str) -> str:
    whole = {"24/7": "day and night", "PH closed": "not on public holidays", "PH off": "not on public holidays"}
    if part in whole:
        return whole[part]
    if part.endswith("unknown"):
        return ""
    part = re.sub(r"^(Mo-Su,PH|PH,Mo-Su|Mo-Su)\b", "every day", part)
    part = re.sub("|".join(_WEEKDAYS), lambda found: _WEEKDAYS[found[0]], part)
    part = re.sub(r"\bPH\b", "public holidays", part.replace("00:00-24:00", "all day").replace("24:00", "midnight"))
    return re.sub(r",(?=\S)", ", ", part)


def availability(state: State, until: datetime | None, hours: str | None, moment: Moment, timezone: str) -> str:
    """Whether a line or channel can be reached now, and until or from when."""
    if state is State.OPEN:
        if until is not None:
            return f"open now until {closing(until, moment, timezone)}"
        return "open now, day and night" if hours == "24/7" else "open now"
    if state is State.CLOSED:
        return "closed right now" if until is None else f"closed, opens {day_and_clock(until, moment, timezone)}"
    if hours is None or hours == UNKNOWN:
        return "hours not known"
    zone = "" if hours == "24/7" else moment.zone_name(timezone)
    return f"usually {hours_in_words(hours)}{zone} (hours not confirmed recently)"
