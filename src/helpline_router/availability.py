"""What is known of a line at an instant: open, closed or unknown, until when, and how long that can be relied on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router import hours as opening
from helpline_router.channels import Channel
from helpline_router.decision import Availability
from helpline_router.hours import ALWAYS_UNKNOWN, ClockChanges, Hours, Span
from helpline_router.iso import is_same_language
from helpline_router.models import Helpline
from helpline_router.records import first_day, start_of_day_after
from helpline_router.vocabulary import State

_HORIZON: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which nothing changes, `[start, end)` in UTC; None where it has no start or no end."""

    start: datetime | None = None
    end: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def cut(self, start: datetime | None, end: datetime | None) -> "Window":
        """The part of it that also lies in `[start, end)`."""
        return Window(_latest((self.start, start)), _earliest((self.end, end)))

    def cut_at(self, change: datetime, at: datetime) -> "Window":
        """The part of it on the side of a change on which `at` lies."""
        return self.cut(None, change) if at < change else self.cut(change, None)


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)


def _earliest(instants: Iterable[datetime | None]) -> datetime | None:
    return min((instant for instant in instants if instant is not None), default=None)


@dataclass(frozen=True, slots=True)
class LineState:
    """A line at an instant."""

    line: Availability
    channels: tuple[Availability | None, ...]
    window: Window
    open_languages: tuple[str, ...]

    def is_open_in(self, language: str | None) -> bool:
        """Whether a channel is open that speaks the language; any open channel will do for a language that is not known."""
        if language is None:
            return self.line.state is State.OPEN
        return any(is_same_language(spoken, language) for spoken in self.open_languages)


def line_state(
    line: Helpline, *, timezone: str, at: datetime, hours_trusted_for_days: int, changes: ClockChanges | None = None
) -> LineState:
    """The state of a line and of its channels at an aware instant.

    Hours whose newest source is older than is trusted, or has no date, count as unknown. The window ends with the next
    change of any channel, of the zone's UTC offset or of that trust.
    """
    # The country, whose public holidays count, is the one that the id names.
    zone, country = ZoneInfo(timezone), line.id[:2].upper()
    changes = changes or ClockChanges()
    window = Window().cut(*changes.around(zone, at))
    readers: list[Hours | None] = []
    spans: list[Span] = []
    live = [channel for channel in line.channels if channel.kind.is_live]
    for channel in live:
        reader = None
        if untrusted_from := trust_ends(channel, hours_trusted_for_days):
            window = window.cut_at(untrusted_from, at)
            if at < untrusted_from:
                reader = Hours(channel.hours or "", zone, country, changes)
        span = reader.span(at) if reader else ALWAYS_UNKNOWN
        window = window.cut(span.start, span.end)
        readers.append(reader)
        spans.append(span)
    availabilities = iter([_availability(reader, span) for reader, span in zip(readers, spans, strict=True)])
    # A number for callers abroad opens no line at home, unless the line has no other.
    home = [index for index, channel in enumerate(live) if channel.caller is None] or range(len(live))
    return LineState(
        line=_line_availability([readers[index] for index in home], [spans[index] for index in home]),
        channels=tuple(next(availabilities) if channel.kind.is_live else None for channel in line.channels),
        window=window,
        open_languages=tuple(
            language for index in home if spans[index].state is State.OPEN for language in live[index].languages or line.languages
        ),
    )


def _availability(reader: Hours | None, span: Span) -> Availability:
    then = reader.ahead(span.end).state if reader and span.end else None
    return Availability(state=span.state, until=span.end, then=then)


def trust_ends(channel: Channel, days: int) -> datetime | None:
    """From when on the hours of a channel count as unknown, if they are trusted for that many days; None if they always do."""
    if channel.hours in (None, opening.UNKNOWN) or channel.hours_seen is None:
        return None
    return start_of_day_after(first_day(channel.hours_seen), days)


def _state(states: Sequence[State]) -> State:
    """Of a whole: open if a part is, closed if every part is known to be, else unknown.

    A line is not closed because its chat is, while nobody knows whether its phone is answered.
    """
    if State.OPEN in states:
        return State.OPEN
    return State.CLOSED if states and set(states) == {State.CLOSED} else State.UNKNOWN


def _line_availability(readers: Sequence[Hours | None], spans: Sequence[Span]) -> Availability:
    """The state of the whole, until the first change that changes it."""
    state = _state([span.state for span in spans])
    change = first_change = _earliest(span.end for span in spans)
    while change is not None and first_change is not None and change <= first_change + _HORIZON:
        now = [reader.ahead(change) if reader else ALWAYS_UNKNOWN for reader in readers]
        then = _state([span.state for span in now])
        if then is not state:
            return Availability(state=state, until=change, then=then)
        change = _earliest(span.end for span in now)
    return Availability(state=state, until=None)
