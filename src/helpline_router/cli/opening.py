"""`hours`: when a line can be reached: its week, its public holidays, how old the evidence is, and what changes next."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from helpline_router.availability import LineState, line_state, trust_ends
from helpline_router.catalogues import source_catalogue
from helpline_router.channels import Channel
from helpline_router.cli.inputs import JsonOption, OverlayOption, PolicyOption, RegistryOption, read_facts
from helpline_router.cli.instants import read_instant, read_time
from helpline_router.cli.lines import IdArgument, find_line
from helpline_router.cli.printing import Line, print_lines
from helpline_router.cli.words import day_in_words
from helpline_router.clock_phrases import Clock, week_around
from helpline_router.decision import Availability
from helpline_router.hours import UNKNOWN
from helpline_router.models import Helpline, zone_of
from helpline_router.records import first_day
from helpline_router.vocabulary import State
from helpline_router.weeks import Stretch, Week, week_of

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HOLIDAYS: Final = "public holidays"
_CHANGES_SHOWN: Final = 6
_CHANGES_WITHIN: Final = timedelta(days=60)

MomentOption = Annotated[
    str | None,
    typer.Option("--at", help="The moment: with an offset or Z, or without one in the line's local time; now if left out.", metavar="TIME"),
]


def show_hours(  # noqa: PLR0913 - typer makes an option of each parameter
    helpline_id: IdArgument,
    *,
    at: MomentOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show when a line can be reached, on what evidence, and what changes next."""
    files = registry, policy, overlay
    found = _read(helpline_id, files, read_instant(at, lambda: _read(helpline_id, files, _as_if_utc(at)).zone))
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        print_lines(_table(found))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line, its zone, the moment, and for how long hours are trusted."""

    line: Helpline
    zone: ZoneInfo
    at: datetime
    trusted_days: int

    def state(self, at: datetime) -> LineState:
        return line_state(self.line, timezone=self.zone.key, at=at, hours_trusted_for_days=self.trusted_days)

    @property
    def monday(self) -> date:
        return week_around(self.at, self.zone.key)

    @property
    def here(self) -> datetime:
        """The moment by the line's own clock: all is told by that."""
        return self.at.astimezone(self.zone)

    @property
    def live(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in self.line.channels if channel.kind.is_live)

    def week(self, channel: Channel) -> Week | None:
        """The week of a channel, if its hours are known."""
        if channel.hours in (None, UNKNOWN):
            return None
        return week_of(channel.hours or "", self.line.id[:2].upper(), self.monday)


def _read(helpline_id: str, files: tuple[str | None, str | None, str | None], at: datetime) -> _Asked:
    facts, rules = read_facts(*files, at)
    line = find_line(helpline_id, facts, files[2], at)
    return _Asked(line, zone_of(line, facts.countries[helpline_id[:2].upper()]), at, rules.hours_trusted_for_days)


def _as_if_utc(text: str | None) -> datetime:
    """Near enough to a local time to find the line whose local time it is: an overlay counts at an instant."""
    return read_time(text or "").replace(tzinfo=UTC)


# What changes


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    before: LineState
    after: LineState

    @property
    def changed(self) -> tuple[int, ...]:
        """The numbers of the live channels that change, from 1."""
        pairs = zip(_live_states(self.before), _live_states(self.after), strict=True)
        return tuple(number for number, (one, other) in enumerate(pairs, start=1) if one is not other)


def _live_states(state: LineState) -> tuple[State, ...]:
    return tuple(channel.state for channel in state.channels if channel is not None)


def _changes(asked: _Asked) -> Iterator[_Change]:
    """The next changes of a channel. A window can end without one, where the clocks change."""
    state = asked.state(asked.at)
    at = state.window.end
    while at is not None and at <= asked.at + _CHANGES_WITHIN:
        after = asked.state(at)
        change = _Change(at, state, after)
        if change.changed:
            yield change
        state, at = after, after.window.end


def _next_changes(asked: _Asked) -> list[_Change]:
    return [change for change, _ in zip(_changes(asked), range(_CHANGES_SHOWN), strict=False)]


# For people


def _table(asked: _Asked) -> Iterator[Line]:
    line, state, here = asked.line, asked.state(asked.at), asked.here
    yield f"{line.name} ({line.id})", "bold"
    yield f"   {_when(here)}, in the time of {asked.zone.key} (UTC{here.isoformat()[-6:]})", ""
    if not asked.live:
        yield "   It answers in writing only, at any hour.", ""
        return
    yield f"   Week from {day_in_words(asked.monday)}.", ""
    if len(asked.live) > 1:
        yield f"   {_LINE[state.line.state]}", ""
    availabilities = [found for found in state.channels if found is not None]
    for number, (channel, found) in enumerate(zip(asked.live, availabilities, strict=True), start=1):
        yield "", ""
        mark = f"{number}. " if len(asked.live) > 1 else ""
        abroad = " (from abroad)" if channel.caller else ""
        number_or_address = channel.value.replace(" ", "\u00a0")
        yield f"{mark}{channel.kind}: {number_or_address}{abroad}", "bold"
        yield f"   {_now(found, asked)}", ""
        yield from _week_rows(asked.week(channel))
        yield f"   {_evidence(channel, asked)}", ""
    yield "", ""
    yield from _change_rows(asked)


_LINE: Final = {State.OPEN: "Open now.", State.CLOSED: "Closed right now.", State.UNKNOWN: "Not known whether it is open now."}


def _now(found: Availability, asked: _Asked) -> str:
    clock = Clock(source_catalogue(), asked.here, asked.zone.key, None)
    if found.until is None or (State.UNKNOWN in (found.state, found.then) and found.state is not State.OPEN):
        until = f" until {_when(found.until.astimezone(asked.zone))}" if found.until else ""
        return _LINE[found.state].rstrip(".") + f"{until}."
    return (clock.until if found.state is State.OPEN else clock.from_)(found.until) + "."


def _when(there: datetime) -> str:
    return f"{there:%a} {there.day:2} {there:%b %Y %H:%M}".replace("  ", " ")


def _week_rows(week: Week | None) -> Iterator[Line]:
    if week is None:
        return
    number = 0
    for stretches, group in groupby(week.days):
        count = len(list(group))
        first, last = _DAYS[number], _DAYS[number + count - 1]
        yield _row(first if count == 1 else f"{first}-{last}", _in_words(stretches)), ""
        number += count
    if week.holidays is not None:
        yield _row(_HOLIDAYS, _in_words(week.holidays)), ""
    elif week.holidays_vary:
        yield _row(_HOLIDAYS, "not the same on each"), ""
    elif not week.is_always_open:
        yield _row(_HOLIDAYS, "nothing known: taken for other days"), ""


def _row(label: str, text: str) -> str:
    return f"      {label:<{len(_HOLIDAYS)}}  {text}"


def _in_words(stretches: Sequence[Stretch]) -> str:
    return ", ".join(map(_stretch, stretches)) or "closed"


def _stretch(stretch: Stretch) -> str:
    text = f"{stretch.start:%H:%M}-{stretch.end:%H:%M}".replace("-00:00", "-24:00")
    if stretch.start == stretch.end == time():
        text = "day and night" if stretch.state is State.OPEN else ""
    return text if stretch.state is State.OPEN else f"{text} not known".strip()


def _evidence(channel: Channel, asked: _Asked) -> str:
    if channel.hours == UNKNOWN:
        return "Its hours are not known."
    if channel.hours_seen is None:
        return "These are its usual hours: their source has no date, so they are not relied on."
    ends = trust_ends(channel, asked.trusted_days)
    seen = f"seen {channel.hours_seen} ({_age(asked.at.date() - first_day(channel.hours_seen))} old)"
    if ends is not None and asked.at < ends:
        return f"Hours {seen}, relied on until {day_in_words(ends.date())} 00:00 UTC."
    return f"These are its usual hours, {seen}: too old to be relied on."


def _age(age: timedelta) -> str:
    if age.days < 60:
        return f"{max(age.days, 0)} days"
    return f"{age.days // 30} months" if age.days < 730 else f"{age.days // 365} years"


def _change_rows(asked: _Asked) -> Iterator[Line]:
    changes = _next_changes(asked)
    if not changes:
        yield f"Nothing changes within {_CHANGES_WITHIN.days} days.", ""
        return
    is_one = len(asked.live) == 1
    yield "Next changes" if is_one else "Next changes: the line, and which of its channels", "bold"
    for change in changes:
        states = _live_states(change.after)
        channels = ", ".join(f"{number} {states[number - 1]}" for number in change.changed)
        text = f"{change.after.line.state:<7}  {'' if is_one else channels}".rstrip()
        yield f"   {_when(change.at.astimezone(asked.zone)):<21}  {text}", ""


# For programs


def _as_json(asked: _Asked) -> dict[str, Any]:
    state = asked.state(asked.at)
    availabilities = [found for found in state.channels if found is not None]
    return {
        "helpline_id": asked.line.id,
        "name": asked.line.name,
        "timezone": asked.zone.key,
        "at": _iso(asked.at),
        "state": state.line.state,
        "until": _iso(state.line.until),
        "then": state.line.then,
        "channels": [
            {
                "kind": channel.kind,
                "value": channel.value,
                "from": channel.caller,
                "hours": channel.hours,
                "hours_seen": channel.hours_seen,
                "trusted_until": _iso(trust_ends(channel, asked.trusted_days)),
                "state": found.state,
                "until": _iso(found.until),
                "then": found.then,
                "week": _week_as_json(asked.week(channel)),
            }
            for channel, found in zip(asked.live, availabilities, strict=True)
        ],
        "changes": [
            {"at": _iso(change.at), "state": change.after.line.state, "channels": list(_live_states(change.after))}
            for change in _next_changes(asked)
        ],
    }


def _week_as_json(week: Week | None) -> dict[str, Any] | None:
    if week is None:
        return None
    return {
        "days": [_stretches_as_json(stretches) for stretches in week.days],
        "holidays": None if week.holidays is None else _stretches_as_json(week.holidays),
        "holidays_vary": week.holidays_vary,
    }


def _stretches_as_json(stretches: Sequence[Stretch]) -> list[dict[str, str]]:
    return [{"state": each.state, "start": f"{each.start:%H:%M}", "end": f"{each.end:%H:%M}"} for each in stretches]


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
