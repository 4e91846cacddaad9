"""A second, plain reading of opening hours, as a person understands them: what opening-hours-py makes of them is held against it.

The two differ where a rule cuts off what an earlier one began: opening-hours-py ends a span that passes midnight as soon as
a later rule names the next day, people don't.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from helpline_router.vocabulary import State

WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_OF_A_YEAR: Final = tuple((month, day) for month in range(1, 13) for day in range(1, 32))
_ONE_DAY: Final = 24 * 60

_MONTH = f"(?:{'|'.join(_MONTHS)})"
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_DATE = rf"{_MONTH}(?: \d+)?"
_RULE: Final = re.compile(
    rf"(?:(?P<always>24/7)|(?P<dates>{_DATE}(?:[-,]{_DATE})*)?"
    rf" ?(?P<days>(?:{_WEEKDAY}|PH)(?:[-,](?:{_WEEKDAY}|PH))*)?"
    r" ?(?P<times>\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)?)"
    r" ?(?P<state>closed|unknown)?"
)


class Day(NamedTuple):
    """All that rules can ask of a day."""

    month: int
    day: int
    weekday: int
    """0 is Monday."""
    is_holiday: bool


class Opening(NamedTuple):
    """A stretch of one state, in minutes after the midnight with which its day begins; it may end on the next day."""

    start: int
    end: int
    state: State


@dataclass(frozen=True, slots=True)
class DayRule:
    """One rule of an expression."""

    text: str
    dates: frozenset[tuple[int, int]] | None
    """Month and day; None for the whole year."""
    weekdays: frozenset[int]
    holidays: bool
    """Whether it names public holidays; one that names weekdays takes those that are holidays too."""
    openings: tuple[Opening, ...]
    """Empty: closed."""
    adds: bool
    """Whether it adds to the rules before it (after a comma), or replaces them on its days (after a semicolon)."""

    def takes(self, day: Day) -> bool:
        """Whether it is about a day."""
        is_date = self.dates is None or (day.month, day.day) in self.dates
        return is_date and (day.weekday in self.weekdays or (self.holidays and day.is_holiday))

    @property
    def is_open(self) -> bool:
        """Whether it opens the line at some time."""
        return any(opening.state is State.OPEN for opening in self.openings)


def read_rules(expression: str) -> tuple[DayRule, ...]:
    """The rules of an expression in normal form. Raises ValueError for what people would not read at a glance."""
    parts = re.split(r"(; |, )", expression)
    return tuple(_rule(text, adds=separator == ", ") for separator, text in zip(["", *parts[1::2]], parts[::2], strict=True))


def _rule(text: str, *, adds: bool) -> DayRule:
    found = _RULE.fullmatch(text)
    if found is None or not text:
        raise ValueError(f"{text!r} is not as simple as weekdays, PH, months, times, closed and unknown")
    state = State(found["state"] or State.OPEN)
    if state is State.CLOSED and (found["times"] or adds):
        raise ValueError(f"{text!r} closes a part of a day: write the hours in which it is open")
    weekdays, holidays = _days(found["days"] or "Mo-Su")
    openings = () if state is State.CLOSED else tuple(_openings(found["times"] or "00:00-24:00", state))
    return DayRule(text, _dates(found["dates"]), weekdays, holidays, openings, adds)


def _days(text: str) -> tuple[frozenset[int], bool]:
    days: set[int] = set()
    parts = text.split(",")
    for part in parts:
        if part != "PH":
            first, last = (WEEKDAYS.index(name) for name in (part.split("-") * 2)[:2])
            days |= {number % 7 for number in range(first, last + 1 + (7 if last < first else 0))}
    return frozenset(days), "PH" in parts


def _dates(text: str | None) -> frozenset[tuple[int, int]] | None:
    if text is None:
        return None
    found: set[tuple[int, int]] = set()
    for part in text.split(","):
        ends = part.split("-")
        start, end = _date(ends[0], 1), _date(ends[-1], 31)
        found |= {day for day in _DAYS_OF_A_YEAR if (start <= day <= end if start <= end else day >= start or day <= end)}
    return frozenset(found)


def _date(text: str, default_day: int) -> tuple[int, int]:
    month, _, day = text.partition(" ")
    return _MONTHS.index(month) + 1, int(day or default_day)


def _openings(text: str, state: State) -> Iterator[Opening]:
    for span in text.split(","):
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
        yield Opening(start, end if end > start else end + _ONE_DAY, state)


def openings_of(rules: Iterable[DayRule], day: Day) -> tuple[Opening, ...]:
    """What the rules say of a day, whatever the day before."""
    found: tuple[Opening, ...] = ()
    for rule in rules:
        if rule.takes(day):
            found = (*found, *rule.openings) if rule.adds else rule.openings
    return found


def state_at(rules: Iterable[DayRule], day: Day, before: Day, minute: int) -> State:
    """The state in a minute of a day; a span of the day before lasts as long as it says."""
    rules = tuple(rules)
    found = {opening.state for opening in openings_of(rules, day) if opening.start <= minute < opening.end}
    found |= {opening.state for opening in openings_of(rules, before) if opening.start <= minute + _ONE_DAY < opening.end}
    return next((state for state in (State.OPEN, State.UNKNOWN) if state in found), State.CLOSED)


def kinds_of_days(rules: Iterable[DayRule]) -> Iterator[Day]:
    """A day of each kind that the rules could tell apart."""
    dates = _DAYS_OF_A_YEAR if any(rule.dates is not None for rule in rules) else _DAYS_OF_A_YEAR[:1]
    for (month, day), weekday, is_holiday in product(dates, range(7), (False, True)):
        yield Day(month, day, weekday, is_holiday)
