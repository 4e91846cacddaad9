"""Law 9 for every shipped line over two years and for generated hours: inside a window nothing changes.

What is true at an instant is asked of `naive_hours`, which knows no windows. `HYPOTHESIS_PROFILE=ci` looks at every fifth day of
the two years, `explore` at each; the default at days on which something is out of the ordinary, and at some others.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import naive
from builders import channel, helpline
from helpline_router import Helpline, Registry, default_router
from helpline_router.availability import LineState, line_state, trust_ends
from helpline_router.channels import Channel
from helpline_router.hours import ClockChanges
from helpline_router.models import zone_of
from helpline_router.testing import instants
from helpline_router.testing.lines import hours
from helpline_router.testing.places import PLACES
from naive_hours import is_holiday, state_at
from strategies import crowded_scenes, scenes, scenes_of

FIRST, LAST = date(2026, 11, 20), date(2028, 11, 20)
DAY, QUARTER, MICROSECOND = timedelta(days=1), timedelta(minutes=15), timedelta(microseconds=1)
TRUSTED_DAYS = default_router().policy.hours_trusted_for_days

# In the nights before these Sundays the clocks of Europe change.
CLOCK_CHANGES = [date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)]
OTHER_DAYS = [date(2026, 12, 24), date(2026, 12, 31), date(2028, 2, 29)]


def days_to_look_at(code: str, line: Helpline) -> list[date]:
    """Clock changes, holidays, the end of trust, and others: more in a deeper profile."""
    every = [FIRST + number * DAY for number in range((LAST - FIRST).days + 1)]
    depth = settings().max_examples
    holidays = [day for day in every if is_holiday(code, day)]
    ends = [ends.date() for each in line.channels if (ends := trust_ends(each, TRUSTED_DAYS))]
    usual = every[:: max(1, 1500 // depth)]
    special = {*CLOCK_CHANGES, *OTHER_DAYS, *holidays[:: max(1, 100 // depth)], *(end for end in ends if FIRST <= end <= LAST)}
    return sorted({*usual, *special})


def naive_states(line: Helpline, zone: ZoneInfo, code: str, at: datetime) -> list[str]:
    """The state of each live channel, and of the line last."""
    states = []
    for each in line.channels:
        if each.kind.is_live:
            is_trusted = naive.is_trusted(each, at, default_router().policy)
            states.append(state_at(each.hours or "", zone, code, at) if is_trusted else "unknown")
    home = [state for state, each in zip(states, live_channels(line), strict=True) if each.caller is None] or states
    return [*states, "open" if "open" in home else "closed" if home and set(home) == {"closed"} else "unknown"]


def live_channels(line: Helpline) -> list[Channel]:
    return [each for each in line.channels if each.kind.is_live]


def told_states(found: LineState) -> list[str]:
    return [*(each.state.value for each in found.channels if each is not None), found.line.state.value]


def probes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Both edges, and each quarter of an hour in between: no hours change at other times."""
    yield start
    quarter = datetime.fromtimestamp((start.timestamp() // 900 + 1) * 900, UTC)
    while quarter < end:
        yield quarter
        quarter += QUARTER
    yield end - MICROSECOND


def assert_windows_hold(line: Helpline, zone: ZoneInfo, code: str, start: datetime, end: datetime) -> None:
    """From window to window through a span: each holds for what is said at its first instant, in one offset of the zone."""
    at, changes = start, ClockChanges()
    while at < end:
        found = line_state(line, timezone=zone.key, at=at, hours_trusted_for_days=TRUSTED_DAYS, changes=changes)
        window_end = min(found.window.end or end, end)
        assert at < window_end, "a window without an instant"
        assert found.window.start is None or found.window.start <= at
        told, offset = told_states(found), at.astimezone(zone).utcoffset()
        for probe in probes(at, window_end):
            assert (line.id, probe, told) == (line.id, probe, naive_states(line, zone, code, probe))
            assert offset == probe.astimezone(zone).utcoffset()
        at = window_end


@cache
def shipped() -> Registry:
    return default_router().registry


@pytest.mark.parametrize("code", sorted(shipped().countries))
def test_law_9_for_every_shipped_line(code: str) -> None:
    """Around openings and closings, midnights, public holidays, changes of the clocks and the end of trust."""
    country = shipped().countries[code]
    seen = set()
    for line in country.helplines:
        zone = zone_of(line, country)
        # Lines with the same hours are the same here.
        key = zone.key, tuple((each.hours, each.hours_seen, each.caller) for each in live_channels(line))
        if key in seen or not any(trust_ends(each, TRUSTED_DAYS) for each in line.channels):
            continue
        seen.add(key)
        for day in days_to_look_at(code, line):
            start, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + DAY))
            assert_windows_hold(line, zone, code, start, end)


@given(
    texts=st.lists(hours(), min_size=1, max_size=3),
    place=st.sampled_from([*((code, place.zone) for code, place in PLACES.items()), ("PT", "Atlantic/Azores"), ("FR", "Indian/Reunion")]),
    at=instants(),
    length=st.timedeltas(timedelta(minutes=1), timedelta(days=3)),
)
@example(texts=["Mo-Su 02:00-03:00"], place=("FR", "Europe/Paris"), at=datetime(2026, 10, 25, tzinfo=UTC), length=timedelta(hours=4))
@example(texts=["Mo-Su 01:30-02:30"], place=("FR", "Europe/Paris"), at=datetime(2027, 3, 28, tzinfo=UTC), length=timedelta(hours=4))
def test_law_9_for_generated_hours(texts: list[str], place: tuple[str, str], at: datetime, length: timedelta) -> None:
    """The same for any hours, from any instant on."""
    code, zone = place
    line = helpline(f"{code.lower()}-a", channels=[channel(f"{number}16 123", hours=text) for number, text in enumerate(texts, start=1)])
    start = at.astimezone(UTC)
    assert_windows_hold(line, ZoneInfo(zone), code, start, start + length)


@pytest.mark.parametrize("source", ["generated", "shipped"])
@given(data=st.data())
def test_law_9_for_decisions(source: Literal["generated", "shipped"], data: st.DataObject) -> None:
    """At any instant of its window a decision says what the slow implementation says of that instant."""
    scene = data.draw(scenes() | crowded_scenes() if source == "generated" else scenes_of(default_router()))
    decision = scene.router.route(scene.report, scene.at)
    at = scene.at.astimezone(UTC)
    start, end = decision.valid_from or at - 400 * DAY, decision.valid_until or at + 400 * DAY
    told = [(each.helpline_id, each.state, each.until, each.then) for each in decision.referrals]
    for inside in (start, start + (end - start) * data.draw(st.floats(0, 1)), end - MICROSECOND):
        expected = naive.decide(scene.report, scene.router.registry, scene.router.policy, min(inside, end - MICROSECOND))
        assert told == [(each[0], each[5], each[6], each[7]) for each in expected.referrals]
        assert {notice.code for notice in decision.notices} == set(expected.notices)
