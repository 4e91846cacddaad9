"""A second, slow reading of opening hours, one minute at a time: it shares nothing with `helpline_router.hours`.

It reads the normal form of what the registry and the strategies hold: months and dates, weekdays and PH, times, a state.
Only which days are public holidays it takes from opening-hours-py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RULE = re.compile(
    r"(?P<season>[A-Z][a-z]{2}(?: \d+)?(?:-[A-Z][a-z]{2}(?: \d+)?)?)? ?"
    r"(?P<days>(?:PH|[A-Z][a-z](?:-[A-Z][a-z])?)(?:,(?:PH|[A-Z][a-z](?:-[A-Z][a-z])?))*)? ?"
    r"(?P<times>[\d:,-]+)? ?(?P<state>closed|unknown)?"
)

Minutes = tuple[int, int, str]


@dataclass(frozen=True)
class Rule:
    season: str
    days: str
    times: tuple[tuple[int, int], ...]
    state: str
    adds: bool

    def applies(self, day: date, code: str) -> bool:
        in_season = not self.season or is_in_season(self.season, day)
        return in_season and (not self.days or any(names(part, day, code) for part in self.days.split(",")))


@cache
def rules_of(expression: str) -> tuple[Rule, ...]:
    found = []
    # A comma before a space and a name begins a rule that adds to the day; a semicolon one that replaces it.
    for mark, text in re.findall(r"(^|; |, (?=[A-Z]))((?:[^;,]|,(?! [A-Z]))+)", expression.replace("24/7", "Mo-Su")):
        read = RULE.fullmatch(text)
        assert read is not None, text
        spans = [minutes_of(span) for span in (read["times"] or "00:00-24:00").split(",")]
        found.append(Rule(read["season"] or "", read["days"] or "", tuple(spans), read["state"] or "open", mark == ", "))
    return tuple(found)


def minutes_of(span: str) -> tuple[int, int]:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
    return start, end if end > start else end + 24 * 60


def is_in_season(season: str, day: date) -> bool:
    first, _, last = season.partition("-")
    start, end = date_in_year(first, 1), date_in_year(last or first, 31)
    now = day.month, day.day
    return start <= now <= end if start <= end else now >= start or now <= end


def date_in_year(text: str, default: int) -> tuple[int, int]:
    month, _, number = text.partition(" ")
    return MONTHS.index(month) + 1, int(number or default)


def names(part: str, day: date, code: str) -> bool:
    if part == "PH":
        return is_holiday(code, day)
    first, _, last = part.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return start <= day.weekday() <= end if start <= end else not end < day.weekday() < start


@cache
def is_holiday(code: str, day: date) -> bool:
    if code == "GB" and (day.month, day.day) == (1, 1):
        return True
    return OpeningHours("PH", country=code).is_open(datetime.combine(day, time(12)))


@cache
def schedule(expression: str, code: str, day: date) -> tuple[Minutes, ...]:
    """Minutes of the day. A rule for the day replaces what earlier rules say of it, the night before included."""
    found: tuple[Minutes, ...] = ()
    for rule in rules_of(expression):
        is_today = rule.applies(day, code)
        own = tuple(minutes_on(rule, is_today=is_today, is_eve=rule.applies(day - timedelta(days=1), code)))
        if rule.adds:
            found += own
        elif is_today or not found:
            found = own
    return found


def minutes_on(rule: Rule, *, is_today: bool, is_eve: bool) -> Iterator[Minutes]:
    for start, end in rule.times:
        if is_eve and end > 24 * 60:
            yield 0, end - 24 * 60, rule.state
        if is_today:
            yield start, min(end, 24 * 60), rule.state


def state_at(expression: str, zone: ZoneInfo, code: str, at: datetime) -> str:
    """What the expression says of the minute that the clocks of the zone show at an instant."""
    wall = at.astimezone(UTC).astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    states = [state for start, end, state in schedule(expression, code, wall.date()) if start <= minute < end]
    return states[-1] if states else "closed"
