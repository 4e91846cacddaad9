"""The state of a line and its channels at an instant, and the window in which it holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import NOON, PAGE, channel, helpline
from helpline_router.availability import LineState, Window, line_state
from helpline_router.channels import Channel
from helpline_router.vocabulary import State

MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def state_of(*channels: Channel, at: datetime = NOON, trusted: int = 1460, zone: str = "Europe/Paris", **fields: Any) -> LineState:
    line = helpline(channels=channels, **fields)
    return line_state(line, timezone=zone, at=at, hours_trusted_for_days=trusted)


MAIL = channel("a@example.org", kind="email", hours=None)
UNKNOWN = channel(hours="unknown")
OPEN = channel()
CLOSED = channel(hours="closed")


@pytest.mark.parametrize(
    ("channels", "state"),
    [
        ([OPEN], "open"),
        ([CLOSED], "closed"),
        ([UNKNOWN], "unknown"),
        ([MAIL], "unknown"),
        ([CLOSED, OPEN], "open"),
        ([UNKNOWN, OPEN], "open"),
        ([UNKNOWN, CLOSED], "unknown"),
        ([CLOSED, UNKNOWN], "unknown"),
        ([CLOSED, CLOSED], "closed"),
        ([MAIL, CLOSED], "closed"),
        ([MAIL, UNKNOWN], "unknown"),
        ([CLOSED, UNKNOWN, MAIL, OPEN], "open"),
    ],
)
def test_a_line_is_open_if_a_live_channel_is(channels: list[Channel], state: str) -> None:
    """Open if a live channel is open, closed if all of them are known to be closed, else unknown."""
    assert state == state_of(*channels).line.state.value


def test_a_written_channel_is_never_open_or_closed() -> None:
    """A letter box has no state; each live channel has its own, in the order of the line."""
    found = state_of(MAIL, OPEN, channel(PAGE, kind="web_form", hours=None), CLOSED, UNKNOWN).channels
    assert [None, "open", None, "closed", "unknown"] == [item and item.state.value for item in found]


def test_a_channel_has_the_state_of_its_hours_until_they_change() -> None:
    """`until` is the next change by the hours, in UTC."""
    [found] = state_of(channel(hours="Mo-Fr 09:00-18:00")).channels
    assert found is not None
    assert (State.OPEN, utc("2026-11-20T17:00")) == (found.state, found.until)


def test_a_line_is_open_until_none_of_its_channels_is() -> None:
    """A phone until 18:00 and a chat from 17:00 to 20:00: open until 20:00."""
    found = state_of(channel(hours="Mo-Fr 09:00-18:00"), channel(PAGE, kind="chat", hours="Mo-Fr 17:00-20:00"))
    assert (State.OPEN, utc("2026-11-20T19:00")) == (found.line.state, found.line.until)


def test_a_line_is_closed_until_the_first_of_its_channels_opens() -> None:
    """The earliest opening ends the state closed."""
    found = state_of(channel(hours="Mo 09:00-18:00"), channel(PAGE, kind="chat", hours="Sa 10:00-12:00"))
    assert (State.CLOSED, utc("2026-11-21T09:00")) == (found.line.state, found.line.until)


def test_two_channels_that_relay_each_other_never_close() -> None:
    """Where one channel opens as the other closes the line has no end."""
    found = state_of(channel(hours="08:00-20:00"), channel(PAGE, kind="chat", hours="20:00-08:00"))
    assert (State.OPEN, None) == (found.line.state, found.line.until)


CHRISTMAS_EVE = utc("2026-12-24T20:00")


def test_a_closed_line_need_not_open_next() -> None:
    """On the eve of a holiday of which nothing is known: closed until midnight, and not open then."""
    found = state_of(channel(hours="Mo-Fr 09:00-18:00; PH unknown"), at=CHRISTMAS_EVE)
    for each in (found.line, found.channels[0]):
        assert each is not None
        assert (State.CLOSED, utc("2026-12-24T23:00"), State.UNKNOWN) == (each.state, each.until, each.then)


@pytest.mark.parametrize(
    ("hours", "then"), [("Mo-Fr 09:00-18:00", "closed"), ("24/7", None), ("unknown", None), ("Mo-Su 18:00-24:00", "open")]
)
def test_the_state_that_follows_is_told(hours: str, then: str | None) -> None:
    """With `until`, and only with it."""
    found = state_of(channel(hours=hours)).line
    assert (then, then is None) == (found.then, found.until is None)


def test_an_unknown_line_has_no_end() -> None:
    """Nothing is said about what is not known."""
    assert [(State.UNKNOWN, None)] * 2 == [(found.line.state, found.line.until) for found in (state_of(UNKNOWN), state_of(MAIL))]


def test_a_change_far_away_is_found() -> None:
    """The 60 days begin with the first change of a channel: a line closed until Christmas says so in summer."""
    assert utc("2026-12-24T09:00") == state_of(channel(hours="Dec 24 10:00-12:00"), at=utc("2026-06-01T12:00")).line.until


@pytest.mark.parametrize(
    ("seen", "last_day"),
    [("2026-01-10", "2026-01-20"), ("2026-01", "2026-01-11"), ("2026", "2026-01-11")],
)
def test_trust_in_hours_ends_at_midnight_utc(seen: str, last_day: str) -> None:
    """Hours are trusted for ten days from the first day of their evidence; at 00:00 UTC of the day after they are unknown."""
    line = channel(hours_seen=seen)
    end = utc(f"{last_day}T00:00") + timedelta(days=1)
    before, after = state_of(line, at=end - MICROSECOND, trusted=10), state_of(line, at=end, trusted=10)
    assert (State.OPEN, State.UNKNOWN) == (before.line.state, after.line.state)
    assert end == before.window.end
    assert end == after.window.start


def test_hours_without_a_date_are_not_trusted() -> None:
    """Evidence that cannot be dated may be of any age."""
    undated = Channel.model_validate({"kind": "phone", "value": "3018", "hours": "24/7"})
    found = state_of(undated)
    assert (State.UNKNOWN, None) == (found.line.state, found.line.until)


def test_untrusted_hours_do_not_close_a_line() -> None:
    """A closed channel of old evidence is unknown too, and does not cut the window."""
    old = channel(hours="Mo 09:00-10:00", hours_seen="2015")
    assert State.UNKNOWN is state_of(old).line.state
    assert state_of(UNKNOWN).window.end == state_of(old).window.end


def test_each_channel_is_trusted_by_its_own_evidence() -> None:
    """Fresh hours of a closed chat do not close a phone of which nothing fresh is known."""
    found = state_of(channel(hours_seen="2015"), channel(PAGE, kind="chat", hours="closed"))
    assert [State.UNKNOWN, State.CLOSED] == [item.state for item in found.channels if item]
    assert State.UNKNOWN is found.line.state


def test_the_window_ends_with_the_next_change_of_any_channel() -> None:
    """Also where the line as a whole stays open."""
    found = state_of(channel(hours="Mo-Fr 09:00-18:00"), channel(PAGE, kind="chat", hours="Mo-Fr 12:00-20:00"))
    assert (utc("2026-11-20T11:00"), utc("2026-11-20T17:00")) == (found.window.start, found.window.end)


def test_the_window_never_crosses_a_clock_change() -> None:
    """A line that is always open still gets a new window when the clocks of its zone change."""
    window = state_of(OPEN).window
    assert (utc("2026-10-25T01:00"), utc("2027-03-28T01:00")) == (window.start, window.end)


def test_a_window_without_hours_and_clock_changes_is_open_on_both_sides() -> None:
    """Hours day and night in a zone without clock changes: only the trust in the hours ends."""
    window = state_of(OPEN, zone="Indian/Reunion").window
    assert (None, utc("2030-11-01T00:00")) == (window.start, window.end)


@pytest.mark.parametrize(("language", "is_open"), [(None, True), ("fr", True), ("de", True), ("nl", False), ("nb", False), ("en", False)])
def test_open_in_a_language(language: str | None, is_open: bool) -> None:  # noqa: FBT001 - the expected value
    """Only channels that are open count, each in its own languages, or the line's; any will do for an unknown language."""
    found = state_of(OPEN, channel(PAGE, kind="chat", languages=["de"]), channel("116", hours="closed", languages=["nl"]), languages=["fr"])
    assert is_open is found.is_open_in(language)


def test_a_closed_line_is_open_in_no_language() -> None:
    """Neither in its own nor in an unknown one."""
    assert [False, False] == [state_of(CLOSED).is_open_in(language) for language in (None, "fr")]


def test_open_in_a_language_by_another_name() -> None:
    """A line that speaks Norwegian speaks Bokmål."""
    assert state_of(OPEN, languages=["no"]).is_open_in("nb")


_INSTANTS = st.none() | st.integers(0, 20).map(lambda hour: NOON + timedelta(hours=hour))


@given(start=_INSTANTS, end=_INSTANTS, other_start=_INSTANTS, other_end=_INSTANTS, hour=st.integers(0, 20))
def test_a_cut_window_holds_what_both_hold(
    start: datetime | None, end: datetime | None, other_start: datetime | None, other_end: datetime | None, hour: int
) -> None:
    """Cutting is the intersection of two stretches, with None for no edge."""
    at = NOON + timedelta(hours=hour)

    def holds(window: Window) -> bool:
        return (window.start is None or window.start <= at) and (window.end is None or at < window.end)

    assert (holds(Window(start, end)) and holds(Window(other_start, other_end))) is holds(Window(start, end).cut(other_start, other_end))


@given(change=st.integers(0, 20), at=st.integers(0, 20))
def test_a_window_is_cut_on_the_side_of_the_instant(change: int, at: int) -> None:
    """The instant of a change belongs to what comes after it."""
    instant, edge = NOON + timedelta(hours=at), NOON + timedelta(hours=change)
    assert (Window(None, edge) if at < change else Window(edge, None)) == Window().cut_at(edge, instant)


_HOURS = st.sampled_from(
    ["24/7", "closed", "unknown", "Mo-Fr 09:00-18:00", "Mo-Su 20:00-02:30", "Su 02:00-02:30", "Mo-Fr 09:00-18:00; PH unknown"]
)
_SEEN = st.sampled_from(["2026-11", "2026-10-15", "2020", "2026-10-25"])


@settings(deadline=None)
@given(
    hours=st.lists(st.tuples(_HOURS, _SEEN), min_size=1, max_size=3),
    at=st.integers(-3000, 3000).map(lambda quarter: utc("2026-10-25T01:00") + timedelta(minutes=15 * quarter)),
    share=st.floats(0, 1),
)
def test_nothing_changes_inside_a_window(hours: list[tuple[str, str]], at: datetime, share: float) -> None:
    """Inside its window a line has the same states and the same `until`, up to the last microsecond."""
    channels = [channel(hours=text, **({} if text == "unknown" else {"hours_seen": seen})) for text, seen in hours]
    found = state_of(*channels, at=at, trusted=20)
    start, end = found.window.start, found.window.end
    assert start is not None
    assert end is not None
    assert start <= at < end
    inside = [start, end - MICROSECOND, start + (end - MICROSECOND - start) * share]
    assert [found] * 3 == [state_of(*channels, at=instant, trusted=20) for instant in inside]
    if found.line.until is not None:
        assert at < found.line.until
