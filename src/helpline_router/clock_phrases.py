"""Instants and opening hours in words of a language, always by the clock of the line."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from functools import lru_cache
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location

from helpline_router import phrases
from helpline_router.catalogues import Catalogue
from helpline_router.vocabulary import State
from helpline_router.weeks import Stretch, Week

_DAYS_OF_A_WEEK: Final = 7
_MIDNIGHT: Final = wall_time()
_WHOLE_DAY: Final = (Stretch(State.OPEN, _MIDNIGHT, _MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Clock:
    """A line's clock, seen by a reader at an instant, in a language."""

    catalogue: Catalogue
    at: datetime
    timezone: str
    country: str | None

    @property
    def place(self) -> str:
        """Where the clock stands, as " (Paris)", if it may not be the reader's own; else nothing."""
        zone = ZoneInfo(self.timezone)
        if self.at.tzinfo is UTC or self.at.tzname() == "UTC":
            is_same = _has_one_time(self.country, self.timezone, self.at.date())
        else:
            is_same = self.at.utcoffset() == self.at.astimezone(zone).utcoffset()
        if is_same:
            return ""
        return f" ({get_timezone_location(zone, locale=self.catalogue.locale, return_city=True)})"

    def time(self, instant: datetime) -> str:
        """The time of day, as people of the language write it."""
        return self._time(self._there(instant).time())

    def _time(self, wall: wall_time) -> str:
        return format_time(wall, "short", locale=self.catalogue.locale)

    def _there(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.timezone))

    def _day(self, there: datetime, days: int) -> str:
        """A weekday within a week, a date beyond; both as CLDR writes them by themselves."""
        if days < _DAYS_OF_A_WEEK:
            return str(self.catalogue.locale.days["stand-alone"]["wide"][there.weekday()])
        return format_skeleton("MMMMd", there.date(), locale=self.catalogue.locale)

    def until(self, change: datetime) -> str:
        """That a line is open, and until when."""
        say, there = self.catalogue.say, self._there(change)
        days = (there.date() - self._there(self.at).date()).days
        if days == 1 and there.time() == _MIDNIGHT:
            return say(phrases.OPEN_UNTIL_MIDNIGHT) + self.place
        if days == 0:
            return say(phrases.OPEN_UNTIL, time=self.time(change)) + self.place
        if days == 1:
            return say(phrases.OPEN_UNTIL_TOMORROW, time=self.time(change)) + self.place
        return say(phrases.OPEN_UNTIL_DAY, day=self._day(there, days), time=self.time(change)) + self.place

    def from_(self, change: datetime) -> str:
        """That a line is closed, and from when on it is open."""
        say, there = self.catalogue.say, self._there(change)
        days = (there.date() - self._there(self.at).date()).days
        if days == 1 and there.time() == _MIDNIGHT:
            return say(phrases.OPENS_AT_MIDNIGHT) + self.place
        if days == 0:
            return say(phrases.OPENS_TODAY, time=self.time(change)) + self.place
        if days == 1:
            return say(phrases.OPENS_TOMORROW, time=self.time(change)) + self.place
        return say(phrases.OPENS_ON_DAY, day=self._day(there, days), time=self.time(change)) + self.place

    def rows(self, week: Week) -> tuple[tuple[str, str], ...]:
        """A week in words: days that are alike stand together; what it says of public holidays comes last."""
        say = self.catalogue.say
        if week.is_always_open:
            return ((say(phrases.EVERY_DAY), say(phrases.ALL_DAY)),)
        found = []
        for stretches, group in groupby(range(_DAYS_OF_A_WEEK), key=lambda day: week.days[day]):
            days = list(group)
            found.append((self._days(days[0], days[-1]), self._stretches(stretches)))
        if week.holidays is not None and set(week.days) != {week.holidays}:
            found.append((say(phrases.PUBLIC_HOLIDAYS), self._stretches(week.holidays)))
        elif week.holidays_vary:
            found.append((say(phrases.PUBLIC_HOLIDAYS), say(phrases.NOT_KNOWN)))
        return tuple(found)

    def summary(self, week: Week) -> str:
        """The times at which a line is open, in one line; empty if there are none that are known."""
        if week.is_always_open:
            return self.catalogue.say(phrases.ALL_DAY)
        others = (self.catalogue.say(phrases.NOT_OPEN), self.catalogue.say(phrases.NOT_KNOWN))
        return "; ".join(f"{days} {times}" for days, times in self.rows(week) if times not in others)

    def _days(self, first: int, last: int) -> str:
        if last - first == _DAYS_OF_A_WEEK - 1:
            return self.catalogue.say(phrases.EVERY_DAY)
        names = self.catalogue.locale.days["stand-alone"]["abbreviated"]
        joint = ", " if last == first + 1 else "\u2013"
        return names[first] if first == last else f"{names[first]}{joint}{names[last]}"

    def _stretches(self, stretches: tuple[Stretch, ...]) -> str:
        if not stretches:
            return self.catalogue.say(phrases.NOT_OPEN)
        if stretches == _WHOLE_DAY:
            return self.catalogue.say(phrases.ALL_DAY)
        known = [part for part in stretches if part.state is State.OPEN]
        if not known:
            return self.catalogue.say(phrases.NOT_KNOWN)
        return ", ".join(f"{self._time(part.start)}\u2013{self._time(part.end)}" for part in known)


def date_in_words(iso: str, catalogue: Catalogue) -> str:
    """A day, as people of the language write it."""
    return format_date(date.fromisoformat(iso), "long", locale=catalogue.locale)


def week_around(at: datetime, timezone: str) -> date:
    """The Monday of the week in which an instant lies there."""
    day = at.astimezone(ZoneInfo(timezone)).date()
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=256)
def _has_one_time(country: str | None, timezone: str, day: date) -> bool:
    """Whether all zones of a country (CLDR), and of the areas that it owns overseas, have the time of this zone on a day."""
    from helpline_router.iso import TERRITORY_REGIONS

    own = country or ""
    owned = [area for area, region in TERRITORY_REGIONS.items() if region.startswith(f"{own}-")]
    zones = {zone for area in (own, *owned) for zone in get_global("territory_zones").get(area, ())}
    noon = datetime.combine(day, wall_time(12), UTC)
    return {noon.astimezone(ZoneInfo(zone)).utcoffset() for zone in {timezone, *zones}} == {noon.astimezone(ZoneInfo(timezone)).utcoffset()}
