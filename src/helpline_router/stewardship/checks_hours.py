"""Checks of opening hours: in normal form as written, each rule in force, holidays said, two readings alike."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

# The package's stubs leave its errors out.
from opening_hours import OpeningHours, UnknownCountryError  # type: ignore[attr-defined]

from helpline_router.hours import UNKNOWN
from helpline_router.stewardship.checks_calendar import WEEKDAYS, Day, DayRule, Opening, kinds_of_days, openings_of, read_rules, state_at
from helpline_router.stewardship.checks_findings import Check, Entry, Finding, Material, SubjectKind, channels
from helpline_router.stewardship.checks_places import written
from helpline_router.vocabulary import State

_DAY: Final = timedelta(days=1)
_MINUTES: Final = 24 * 60
_DAY_AND_NIGHT: Final = (Opening(0, _MINUTES, State.OPEN),)
# A line that works through the night and the afternoon before it; more looks like two times in the wrong order.
_LONGEST_NIGHT: Final = 14 * 60
_SPAN: Final = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_WEEK: Final = 7
_YEAR: Final = 366
# A week that starts by then lies in one month.
_LATEST_START: Final = 20


def _hours(material: Material) -> Iterator[tuple[Entry, int, str]]:
    """All known expressions, each with its line and the index of its channel."""
    for entry, index, channel in channels(material.registry):
        if channel.hours not in (None, UNKNOWN):
            yield entry, index, channel.hours or ""


def _about(entry: Entry, index: int, message: str, hint: str) -> Finding:
    return entry.finding(message, hint, "channels", index, "hours", value=entry.line.channels[index].value)


def _not_normal(material: Material) -> Iterator[Finding]:
    if material.document is None:
        return
    for entry, index, expression in _hours(material):
        text = written(material.document, (*entry.location, "channels", index, "hours"))
        if text is not None and text != expression:
            yield _about(entry, index, f"hours are written as {text!r}", f"write {expression!r}, so that equal hours look equal")


def _read(expression: str) -> tuple[DayRule, ...]:
    try:
        return read_rules(expression)
    except ValueError:
        return ()


def _unreadable(material: Material) -> Iterator[Finding]:
    for entry, index, expression in _hours(material):
        try:
            read_rules(expression)
        except ValueError as error:
            yield _about(entry, index, f"hours cannot be read in two ways: {error}", "write them so that a person reads them at a glance")


def _overridden(material: Material) -> Iterator[Finding]:
    for entry, index, expression in _hours(material):
        for fault in _override_faults(_read(expression)):
            yield _about(entry, index, fault, "name each weekday in one rule, as Mo 10:00-12:00,14:00-16:00, and PH in the last")


def _override_faults(rules: tuple[DayRule, ...]) -> Iterator[str]:
    """Only a rule for certain dates, and one that closes the line, may replace another."""
    days = tuple(kinds_of_days(rules))
    for number, rule in enumerate(rules):
        later = [other for other in rules[number + 1 :] if not other.adds]
        taken = [day for day in days if rule.takes(day)]
        if all(any(other.takes(day) for other in later) for day in taken):
            yield f"{rule.text!r} is never in force: later rules replace it"
            continue
        for other in later:
            if other.dates is None:
                shared = [day for day in taken if other.takes(day)]
                if rule.is_open and other.is_open and (usual := _weekdays(day for day in shared if not day.is_holiday)):
                    yield f"{other.text!r} replaces {rule.text!r} on {usual}"
                if rule.holidays and not other.holidays and (special := _weekdays(day for day in shared if day.is_holiday)):
                    yield f"{other.text!r} replaces {rule.text!r} on a public holiday that is a {special}"


def _weekdays(days: Iterable[Day]) -> str:
    return ", ".join(WEEKDAYS[number] for number in sorted({day.weekday for day in days}))


def _silent_on_holidays(material: Material) -> Iterator[Finding]:
    for entry, index, expression in _hours(material):
        rules = _read(expression)
        closed = [day for day in kinds_of_days(rules) if not openings_of(rules, day)]
        if rules and closed and not any(rule.holidays for rule in rules):
            yield _about(
                entry, index, f"{expression!r} leaves out {WEEKDAYS[closed[0].weekday]} and says nothing of public holidays",
                "add '; PH closed' if a source says so, else '; PH unknown'",
            )  # fmt: skip


def _open_on_holidays(material: Material) -> Iterator[Finding]:
    for entry, index, expression in _hours(material):
        for rule in _read(expression):
            if rule.holidays and not rule.weekdays and rule.openings == _DAY_AND_NIGHT:
                yield _about(
                    entry, index, f"{expression!r} opens the line day and night on public holidays",
                    "write the times after PH, or 'PH closed', or 'PH unknown'; state an exception if a source says so",
                )  # fmt: skip


def _past_midnight(material: Material) -> Iterator[Finding]:
    for entry, index, expression in _hours(material):
        for start, end, minutes in _spans_past_midnight(expression):
            if _minutes(end) > _MINUTES:
                yield _about(entry, index, f"{start}-{end} passes 24:00", f"write {start}-{minutes // 60 % 24:02}:{minutes % 60:02}")
            elif minutes - _minutes(start) > _LONGEST_NIGHT:
                length = f"{(minutes - _minutes(start)) / 60:g} hours"
                yield _about(
                    entry, index, f"{start}-{end} lasts {length}, past midnight",
                    "put the two times in their order, or state an exception if a source says so",
                )  # fmt: skip


def _spans_past_midnight(expression: str) -> Iterator[tuple[str, str, int]]:
    """The start and end as written, and the end in minutes after the midnight with which the first day begins."""
    for start, end in _SPAN.findall(expression):
        minutes = _minutes(end) + (_MINUTES if _minutes(end) <= _minutes(start) else 0)
        if minutes > _MINUTES:
            yield start, end, minutes


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _cut_off(material: Material) -> Iterator[Finding]:
    found: dict[tuple[str, str], str | None] = {}
    holidays: dict[str, frozenset[date]] = {}
    for entry, index, expression in _hours(material):
        if entry.code not in holidays:
            holidays[entry.code] = frozenset(_holidays(entry.code, material.day))
        key = expression, entry.code
        if key not in found:
            rules = _read(expression)
            reader = OpeningHours(expression, country=entry.code)
            found[key] = _difference(rules, reader, material.day, holidays[entry.code]) if rules else None
        if fault := found[key]:
            yield _about(
                entry, index, f"{expression!r} {fault}",
                "write the hours after midnight as hours of the next day: 'Mo 18:00-24:00; Tu 00:00-02:00,18:00-24:00'",
            )  # fmt: skip


def _holidays(code: str, since: date) -> Iterator[date]:
    """The public holidays of the days that are looked at; none where they are not known, for then no hours may name them.

    The day before the year counts, as its hours may last into the first, and those into which the last stretch runs.
    """
    try:
        reader = OpeningHours("PH", country=code)
    except UnknownCountryError:
        return
    for start, end, state in _spans(reader, since - _DAY, since + (_YEAR + _WEEK + 1) * _DAY):
        if state is State.OPEN:
            yield from (start.date() + number * _DAY for number in range((end - start).days))


def _spans(reader: OpeningHours, first: date, last: date) -> Iterator[tuple[datetime, datetime, State]]:
    """By the wall clock, for which a day has 24 hours."""
    for start, end, state, _ in reader.intervals(datetime.combine(first, time()), datetime.combine(last, time())):
        yield start, end, State(str(state))


def _difference(rules: tuple[DayRule, ...], reader: OpeningHours, since: date, holidays: frozenset[date]) -> str | None:
    """Where the two readings differ first: one says closed, the other doesn't. Unknown misleads nobody."""
    for first, last in _stretches(rules, since, holidays):
        spans = tuple(_spans(reader, first, last))
        starts = [start for start, _, _ in spans]
        for day in (first + number * _DAY for number in range((last - first).days)):
            midnight = datetime.combine(day, time())
            today, yesterday = _kind(day, holidays), _kind(day - _DAY, holidays)
            for minute in _changes(rules, today, yesterday, [start - midnight for start in starts]):
                plain = state_at(rules, today, yesterday, minute)
                read = spans[bisect_right(starts, midnight + timedelta(minutes=minute)) - 1][2]
                if plain is not read and State.CLOSED in (plain, read):
                    weekday = WEEKDAYS[day.weekday()] + (" that is a public holiday" if today.is_holiday else "")
                    return f"is read as {read} on a {weekday} at {minute // 60:02}:{minute % 60:02}, a person reads {plain}"
    return None


def _stretches(rules: Iterable[DayRule], since: date, holidays: frozenset[date]) -> Iterator[tuple[date, date]]:
    """Of the coming year: a week without public holidays, in each month if rules name dates; the days around each holiday and date."""
    rules = tuple(rules)
    year = [since + number * _DAY for number in range(_YEAR)]
    is_dated = any(rule.dates is not None for rule in rules)
    free = [day for day in year if holidays.isdisjoint(day + number * _DAY for number in range(-1, _WEEK + 2))]
    if is_dated:
        free = list({day.month: day for day in reversed(free) if day.day <= _LATEST_START}.values())
    yield from ((day, day + (_WEEK + 1) * _DAY) for day in (free if is_dated else free[:1]))
    edges = {day for day in year if any(_is_dated(rule, day) != _is_dated(rule, day - _DAY) for rule in rules)}
    yield from ((day, day + 2 * _DAY) for day in sorted({*holidays.intersection(year), *edges}))


def _is_dated(rule: DayRule, day: date) -> bool:
    return rule.dates is None or (day.month, day.day) in rule.dates


def _kind(day: date, holidays: frozenset[date]) -> Day:
    return Day(day.month, day.day, day.weekday(), day in holidays)


def _changes(rules: tuple[DayRule, ...], today: Day, yesterday: Day, starts: Iterable[timedelta]) -> list[int]:
    """The minutes of a day in which either reading may change its state."""
    minutes = {0, *(int(start.total_seconds() // 60) for start in starts)}
    minutes |= {minute for opening in openings_of(rules, today) for minute in opening[:2]}
    minutes |= {minute - 24 * 60 for opening in openings_of(rules, yesterday) for minute in opening[:2]}
    return sorted(minute for minute in minutes if 0 <= minute < 24 * 60)


CHECKS: Final = (
    Check(
        name="hours-normal-form",
        description="Hours are written as they are read back.",
        subject_kind=SubjectKind.CHANNEL,
        run=_not_normal,
    ),
    Check(
        name="hours-readable",
        description="Hours are simple enough for a person to read them at a glance.",
        subject_kind=SubjectKind.CHANNEL,
        run=_unreadable,
    ),
    Check(
        name="hours-overridden",
        description="No rule of the hours replaces another that opens the line, or takes public holidays from it.",
        subject_kind=SubjectKind.CHANNEL,
        run=_overridden,
    ),
    Check(
        name="hours-holidays",
        description="Hours that leave out a weekday say what holds on public holidays, be it unknown.",
        subject_kind=SubjectKind.CHANNEL,
        run=_silent_on_holidays,
    ),
    Check(
        name="hours-open-on-holidays",
        description="A line that is open day and night on public holidays alone is so for a stated reason.",
        subject_kind=SubjectKind.CHANNEL,
        run=_open_on_holidays,
    ),
    Check(
        name="hours-past-midnight",
        description="Hours that pass midnight end by the clock, within 14 hours.",
        subject_kind=SubjectKind.CHANNEL,
        run=_past_midnight,
    ),
    Check(
        name="hours-cut-off",
        description="Hours are open and closed as a person reads them, after midnight and around public holidays too.",
        subject_kind=SubjectKind.CHANNEL,
        run=_cut_off,
    ),
)
