"""The regular week of opening hours, for people to read: which day, from when to when, and what holds on public holidays.

Everything is wall-clock time of the line's zone; what an expression means is asked of opening-hours-py, not read from its text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from opening_hours import OpeningHours
from opening_hours import State as OsmState

from helpline_router.hours import UNKNOWN, normalise, wall_clock_hours
from helpline_router.vocabulary import State

_STATES: Final = {OsmState.OPEN: State.OPEN, OsmState.UNKNOWN: State.UNKNOWN}
_MIDNIGHT: Final = time()
_DAY: Final = timedelta(days=1)
_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# Longer than a year: every public holiday lies in it, also those that move with Easter.
_HOLIDAYS_WITHIN: Final = timedelta(days=400)
_YEARS: Final = range(1901, 9990)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Opening times on one day, in wall-clock time of the line's zone; it belongs to the day on which it starts.

    If `end` is not later than `start` it ends on the next day, at 00:00 with the day itself; 00:00 to 00:00 is a whole day.
    """

    state: State
    """OPEN, or UNKNOWN where the expression says `unknown`."""
    start: time
    end: time


_WHOLE_DAY: Final = (Stretch(State.OPEN, _MIDNIGHT, _MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of seven days that are no public holidays, and those of public holidays."""

    days: tuple[tuple[Stretch, ...], ...]
    """Seven, Monday first; an empty tuple is a day closed."""
    holidays: tuple[Stretch, ...] | None
    """Hours on public holidays; () closed; None if the expression says nothing about them: then the weekday's hours count."""
    holidays_vary: bool = False
    """Whether they differ between holidays, by weekday or season; then `holidays` is None."""

    @property
    def is_always_open(self) -> bool:
        """Whether every day of this week and every public holiday is open day and night."""
        return set(self.days) == {_WHOLE_DAY} and self.holidays in (None, _WHOLE_DAY) and not self.holidays_vary


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one state with its dates, `[start, end)`."""

    state: State
    start: datetime
    end: datetime

    @property
    def stretch(self) -> Stretch:
        return Stretch(self.state, self.start.time(), self.end.time())


@lru_cache(maxsize=4096)
def week_of(expression: str, country: str, monday: date) -> Week:
    """The regular week that begins on a Monday, and the hours on the public holidays of the 400 days from then on.

    In the week no day counts as a public holiday; months and dates in the expression count as they fall. What is open past
    midnight belongs to the day on which it starts, and what lasts longer than a day is cut at each midnight.

    Raises ValueError for an expression that `normalise` refuses, for `unknown`, of which there is no week, for a country
    whose holidays are not known, and for a day that is no Monday.

    >>> week = week_of("Mo-Fr 09:00-12:30; Fr 20:00-02:00; PH closed", "FR", date(2026, 11, 16))
    >>> [len(stretches) for stretches in week.days], week.holidays
    ([1, 1, 1, 1, 1, 0, 0], ())
    >>> week.days[4][0].start.isoformat("minutes"), week.days[4][0].end.isoformat("minutes")
    ('20:00', '02:00')
    """
    text = normalise(expression)
    if text == UNKNOWN:
        raise ValueError("opening hours that are not known have no week")
    if monday.weekday() != 0 or monday.year not in _YEARS:
        raise ValueError("a week begins on a Monday of the years 1901 to 9989")
    regular = wall_clock_hours(text, None)
    pieces = _starting_on(regular, monday, 7)
    days = tuple(tuple(piece.stretch for piece in pieces if piece.start.date() == monday + _DAY * number) for number in range(7))
    if "PH" not in text:
        return Week(days, None)
    different = {_on_holiday(text, country, day, regular) for day in _holidays(country, monday)}
    return Week(days, different.pop()) if len(different) == 1 else Week(days, None, holidays_vary=True)


def _holidays(country: str, first: date) -> Iterator[date]:
    start = datetime.combine(first, _MIDNIGHT)
    for piece in _pieces(wall_clock_hours("PH", country), start, start + _HOLIDAYS_WITHIN):
        for number in range((piece.end - piece.start) // _DAY):
            yield piece.start.date() + _DAY * number


def _on_holiday(text: str, country: str, day: date, regular: OpeningHours) -> tuple[Stretch, ...]:
    """The hours that the rules give the holiday itself, without the night of the day before.

    That night cannot be told from the holiday's own early hours by looking: with the day before closed only these are left.
    Where they are what is left of the night before on any other day they are left out, as in the week.
    """
    eve = day - _DAY
    own = _starting_on(wall_clock_hours(f"{text}; {_WEEKDAYS[eve.weekday()]} closed", country), day)
    if own and own[0].start.time() == _MIDNIGHT:
        night, usual = (_over_midnight(hours, day) for hours in (wall_clock_hours(text, country), regular))
        if night and night == usual and (night.state, night.end) == (own[0].state, own[0].end):
            own = own[1:]
    return tuple(piece.stretch for piece in own)


def _over_midnight(hours: OpeningHours, day: date) -> _Piece | None:
    """What belongs to the day before and is still going on when the day begins."""
    midnight = datetime.combine(day, _MIDNIGHT)
    return next((piece for piece in _starting_on(hours, day - _DAY) if piece.end > midnight), None)


def _starting_on(hours: OpeningHours, day: date, days: int = 1) -> list[_Piece]:
    """What belongs to a day, or to that day and those after it."""
    first = datetime.combine(day, _MIDNIGHT)
    last = first + days * _DAY
    # Two days on each side: what begins or ends further away lasts longer than a day, and is cut.
    pieces = _pieces(hours, first - 2 * _DAY, last + 2 * _DAY)
    return [part for piece in pieces for part in _cut(piece) if first <= part.start < last]


def _pieces(hours: OpeningHours, start: datetime, end: datetime) -> Iterator[_Piece]:
    """The longest stretches of one state, closed ones left out."""
    last: _Piece | None = None
    for first, until, state, _ in hours.intervals(start, end):
        piece = _Piece(_STATES[state], first, min(until or end, end)) if state in _STATES else None
        if last and piece and last.state is piece.state and last.end == piece.start:
            last = _Piece(last.state, last.start, piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _cut(piece: _Piece) -> Iterator[_Piece]:
    """The piece, cut at each midnight if it lasts longer than a day."""
    start = piece.start
    while piece.end - piece.start > _DAY and start.date() < piece.end.date():
        midnight = datetime.combine(start.date() + _DAY, _MIDNIGHT)
        yield _Piece(piece.state, start, midnight)
        start = midnight
    if start < piece.end:
        yield _Piece(piece.state, start, piece.end)
