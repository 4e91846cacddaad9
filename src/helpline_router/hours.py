"""When a line is open: OpenStreetMap `opening_hours` in the line's own time zone, read exactly, without a clock inside.

opening-hours-py evaluates the expression and knows the public holidays of each country (regional holidays and school
holidays it does not). It is given wall-clock times only, and time zones are applied here: with a zone of its own its next
change is an hour late in the night in which the clocks go back.

Expressions recur every year. What would make a state uncertain or temporary is refused: school holidays, sunrise and
sunset, years, weeks, comments, open ends and fallbacks.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil, floor
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

# The package's stubs leave its errors out.
from opening_hours import OpeningHours, ParserError, UnknownCountryError  # type: ignore[attr-defined]
from opening_hours import State as OsmState

from helpline_router.hours_slips import name_for, slip_in
from helpline_router.vocabulary import State

UNKNOWN: Final = "unknown"
_EXAMPLE: Final = "'Mo-Su 16:00-23:00'"
HOLIDAYS_UNKNOWN: Final = "opening hours: public holidays of this country are not known"

_WORDS: Final = frozenset(
    "Mo Tu We Th Fr Sa Su PH Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec off closed unknown 24/7".split()  # noqa: SIM905 - reads best
)
_REFUSED: Final = {
    "SH": "school holidays are not known: state the usual hours",
    '"': "a comment does not belong into hours: use `notes`",
    "||": "a fallback makes the state uncertain",
    "+": "an open end makes the state uncertain",
    "week": "week numbers are not supported",
}
_REFUSED_PART: Final = re.compile("|".join(rf"\b{part}\b" if part.isalpha() else re.escape(part) for part in _REFUSED))
_WORD: Final = re.compile(r"24/7|[A-Za-z]+|\d{3,}")
_STATES: Final = {
    OsmState.OPEN: State.OPEN,
    OsmState.CLOSED: State.CLOSED,
    OsmState.UNKNOWN: State.UNKNOWN,
}
# Outside of these days cannot be added and taken away without leaving the calendar; a state there is that of the edge.
_FIRST: Final = datetime(1901, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9990, 1, 1, tzinfo=UTC)
# New Year's Day is one in all of the United Kingdom (gov.uk/bank-holidays); opening-hours-py knows it for none.
_MISSING_HOLIDAYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"GB": ("Jan 01",)})
_ALWAYS: Final = re.compile(r"Mo-Su(,PH)?( 00:00-24:00)?")
_MINUTE: Final = timedelta(minutes=1)
# The last is longer than the eight years between leap days around 2100: what does not change in that time never does. Without
# it, opening-hours-py looks for a change to the end of the calendar, for more than a second.
_LOOK_BACK_DAYS: Final = (2, 10, 40, 400, 3000)
_MAXIMUM_SPANS: Final = 40


def normalise(expression: str) -> str:
    """The expression as opening-hours-py writes it, or `unknown`.

    Raises ValueError, with what is allowed, for what cannot be read or is refused (see the module).

    >>> normalise("Mo-Fr 9:00-12:30, 14:00-18:00; PH closed")
    'Mo-Fr 09:00-12:30,14:00-18:00; PH closed'
    """
    text = expression.strip()
    if text == UNKNOWN:
        return UNKNOWN
    if refused := _REFUSED_PART.search(text):
        raise ValueError(f"opening hours with {refused[0]!r}: {_REFUSED[refused[0]]}")
    if "/" in text.replace("24/7", ""):
        raise ValueError("opening hours with '/': points in time are no hours")
    if slip := slip_in(text):
        raise ValueError(f"opening hours with {slip[0]!r}: {slip[1]}")
    for word in _WORD.findall(text):
        if word not in _WORDS:
            advice = name_for(word) or f"use weekdays, PH, months and times, as in {_EXAMPLE}"
            raise ValueError(f"opening hours with {word!r}: {advice}")
    try:
        parsed = OpeningHours(text)
    except ParserError as error:
        raise ValueError(f"opening hours cannot be read: write them as in {_EXAMPLE}") from error
    normal = str(parsed)
    return "24/7" if _ALWAYS.fullmatch(normal) else normal


def wall_clock_hours(expression: str, country: str | None) -> OpeningHours:
    """The expression, ready to be asked about naive wall-clock times; without a country no day is a public holiday.

    Raises ValueError for an expression that `normalise` refuses, and for a country whose holidays are not known.
    """
    text = normalise(expression)
    if country is not None:
        text = _with_missing_holidays(text, country)
    try:
        # Without holidays in the expression any country will do, also one whose holidays are not known.
        return OpeningHours(text, country=country if "PH" in text else None, max_interval_days=_LOOK_BACK_DAYS[-1])
    except UnknownCountryError as error:
        raise ValueError(HOLIDAYS_UNKNOWN) from error


def knows_holidays(country: str) -> bool:
    """Whether hours that name public holidays can be evaluated for a country.

    >>> knows_holidays("FR"), knows_holidays("XX")
    (True, False)
    """
    try:
        OpeningHours("PH closed", country=country)
    except UnknownCountryError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Span:
    """The longest stretch of one state around an instant, `[start, end)` in UTC; None where it has no start or no end."""

    state: State
    start: datetime | None
    end: datetime | None


ALWAYS_UNKNOWN: Final = Span(State.UNKNOWN, None, None)


class Hours:
    """Readable hours of one channel: an expression, the zone it is meant in, and the country whose public holidays count.

    Raises ValueError for an expression that `normalise` refuses, and for a country whose holidays are not known.
    """

    __slots__ = ("_changes", "_hours", "_zone")

    def __init__(self, expression: str, zone: ZoneInfo, country: str, changes: "ClockChanges | None" = None) -> None:
        self._zone = zone
        self._changes = changes or ClockChanges()
        self._hours = wall_clock_hours(expression, country)

    def span(self, at: datetime) -> Span:
        """The state at an aware instant of any zone, since when and until when.

        In the hour that a clock change repeats, both passes have the state that the wall clock gives them.

        >>> hours = Hours("Mo-Su 09:00-23:00", ZoneInfo("Europe/Paris"), "FR")
        >>> span = hours.span(datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
        >>> span.state.value, span.end.isoformat()
        ('open', '2026-11-20T22:00:00+00:00')
        """
        if at < _FIRST:
            return Span(self._state(self._wall(_FIRST)), None, _FIRST)
        if at >= _LAST:
            return Span(self._state(self._wall(_LAST)), _LAST, None)
        return replace(self.ahead(at), start=self._start(at.astimezone(UTC)))

    def ahead(self, at: datetime) -> Span:
        """The state at an instant between 1901 and 9990 and when it ends; its start is not looked for."""
        instant = at.astimezone(UTC)
        return Span(self._state(self._wall(instant)), None, self._end(instant))

    def _wall(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)

    def _state(self, wall: datetime) -> State:
        return _STATES[self._hours.state(wall)[0]]

    def _end(self, instant: datetime) -> datetime | None:
        state = self._state(self._wall(instant))
        for _ in range(_MAXIMUM_SPANS):
            wall = self._wall(instant)
            change = self._hours.next_change(wall)
            _, offset_end = self._changes.around(self._zone, instant)
            if change is None:
                return None
            end = instant + (change - wall)
            if offset_end is None or end < offset_end:
                return end
            if self._state(self._wall(offset_end)) != state:
                return offset_end
            instant = offset_end
        return None

    def _start(self, instant: datetime) -> datetime | None:
        state = self._state(self._wall(instant))
        for _ in range(_MAXIMUM_SPANS):
            wall = self._wall(instant)
            change = self._last_change(wall)
            offset_start, _ = self._changes.around(self._zone, instant)
            if change is None:
                return None
            start = instant - (wall - change)
            if offset_start is None or start > offset_start:
                return start
            before = offset_start - _MINUTE
            if self._state(self._wall(before)) != state:
                return offset_start
            instant = before
        return None

    def _last_change(self, wall: datetime) -> datetime | None:
        for days in _LOOK_BACK_DAYS:
            first = wall - timedelta(days=days)
            for start, end, _, _ in self._hours.intervals(first, wall + _MINUTE):
                if start <= wall < end:
                    if start > first:
                        return start
                    break
        return None


class ClockChanges:
    """The stretches in which zones keep their UTC offset, each looked for once. A memo of facts: it may be shared."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[datetime, datetime]]] = {}

    def around(self, zone: ZoneInfo, at: datetime) -> tuple[datetime | None, datetime | None]:
        """`offset_span` for the zone and the instant."""
        known = self._known.setdefault(str(zone), [])
        for span in known:
            if span[0] <= at < span[1]:
                return span
        found = offset_span(zone, at)
        # A stretch without an end is one whose end is further away than was looked: of another instant it says nothing.
        start, end = found
        if start is not None and end is not None:
            known.append((start, end))
        return found


def _with_missing_holidays(expression: str, country: str) -> str:
    """The expression, with its rules for public holidays repeated for those that opening-hours-py does not know."""
    rules = []
    for rule in expression.split("; "):
        selector, _, rest = rule.partition(" ")
        is_for_holidays = "PH" in selector.split(",")
        rules += [rule, *(f"{day} {rest}" for day in _MISSING_HOLIDAYS.get(country, ()) if is_for_holidays)]
    return "; ".join(rules)


def offset_span(zone: ZoneInfo, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The stretch around an instant in which a zone keeps its UTC offset, `[start, end)` in UTC.

    None where no change lies within 400 days.

    >>> start, end = offset_span(ZoneInfo("Europe/Paris"), datetime(2026, 11, 20, tzinfo=UTC))
    >>> start.isoformat(), end.isoformat()
    ('2026-10-25T01:00:00+00:00', '2027-03-28T01:00:00+00:00')
    """
    if at < _FIRST:
        return None, _FIRST
    if at >= _LAST:
        return _LAST, None
    instant = at.astimezone(UTC)
    return _offset_change(zone, instant, timedelta(days=-7)), _offset_change(zone, instant, timedelta(days=7))


def _offset_change(zone: ZoneInfo, instant: datetime, step: timedelta) -> datetime | None:
    offset = instant.astimezone(zone).utcoffset()
    near = instant
    for far in _steps(instant, step):
        if far.astimezone(zone).utcoffset() != offset:
            return _boundary(zone, *sorted((near, far)))
        near = far
    return None


def _steps(instant: datetime, step: timedelta) -> Iterator[datetime]:
    return (instant + step * count for count in range(1, 1 + abs(timedelta(days=400) // step)))


def _boundary(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second with the later of the two offsets that a zone has at `before` and `after`."""
    low, high = floor(before.timestamp()), ceil(after.timestamp())
    offset = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
