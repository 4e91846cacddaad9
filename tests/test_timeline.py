"""The decisions of a span: they tile it, each is that of any instant inside, and it always comes to an end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice, pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON, helpline, policy, report, world
from helpline_router import InvalidReport, Report, Router, RoutingDecision, default_router
from strategies import crowded_scenes, scenes, scenes_of

PARIS = ZoneInfo("Europe/Paris")
MICROSECOND = timedelta(microseconds=1)
OFFICE = Router(world(helpline("fr-a", hours="Mo-Fr 09:00-18:00")), policy())


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def states(router: Router, start: datetime, end: datetime) -> list[tuple[str, str]]:
    """The state of the first line of each decision, and until when the decision holds."""
    found = router.timeline(report(), start, end)
    return [(each.referrals[0].state.value, f"{each.valid_until:%Y-%m-%d %H:%M}" if each.valid_until else "") for each in found]


def test_a_day_of_office_hours() -> None:
    """Closed, open, closed; the last window reaches beyond the end of the span."""
    expected = [("closed", "2026-11-20 08:00"), ("open", "2026-11-20 17:00"), ("closed", "2026-11-23 08:00")]
    assert expected == states(OFFICE, utc("2026-11-20"), utc("2026-11-21"))


def test_the_end_of_a_span_does_not_belong_to_it() -> None:
    """A span that ends as the line opens has no decision in which it is open; a microsecond more has."""
    start, end = utc("2026-11-20T07:00"), utc("2026-11-20T08:00")
    assert ["closed"] == [state for state, _ in states(OFFICE, start, end)]
    assert ["closed", "open"] == [state for state, _ in states(OFFICE, start, end + MICROSECOND)]
    assert [] == states(OFFICE, start, start)


def test_a_window_ends_at_a_change_of_the_clocks() -> None:
    """A line open day and night still has two windows around a Sunday in March; in May its evidence is due for review."""
    always = Router(world(helpline("fr-a", hours="24/7")), policy())
    expected = [("open", "2027-03-28 01:00"), ("open", "2027-05-01 00:00")]
    assert expected == states(always, utc("2027-03-27"), utc("2027-03-29"))


def test_a_span_in_the_repeated_hour_is_told_by_its_fold() -> None:
    """02:45 before the change to 02:15 after it is half an hour, though the clock shows less; the other way round is refused."""
    start, end = datetime(2026, 10, 25, 2, 45, tzinfo=PARIS), datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1)
    assert ["2026-10-25 01:00", "2026-10-26 08:00"] == [until for _, until in states(OFFICE, start, end)]
    with pytest.raises(InvalidReport, match="end: must not be before start"):
        OFFICE.timeline(report(), end, start)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (NOON.replace(tzinfo=None), NOON, "start: must be a datetime with a time zone"),
        (NOON, NOON.replace(tzinfo=None), "end: must be a datetime with a time zone"),
        (NOON, None, "end: must be a datetime with a time zone"),
        (NOON, NOON - MICROSECOND, "end: must not be before start"),
        (datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), NOON, "must lie in the years 1 to 9999 of UTC"),
        (NOON, datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), "must lie in the years 1 to 9999 of UTC"),
    ],
)
def test_what_is_no_span_is_refused_at_once(start: Any, end: Any, text: str) -> None:
    """Not only when the first decision is asked for."""
    with pytest.raises(InvalidReport, match=text):
        OFFICE.timeline(report(), start, end)


@pytest.mark.parametrize("zone", [UTC, timezone.utc, ZoneInfo("UTC"), PARIS, ZoneInfo("Pacific/Auckland")])  # noqa: UP017 - a trap of its own
def test_a_span_may_be_given_in_any_zone(zone: Any) -> None:
    """Only the instants count."""
    span = utc("2026-11-20"), utc("2026-11-22")
    expected = list(OFFICE.timeline(report(), *span))
    assert expected == list(OFFICE.timeline(report(), *(instant.astimezone(zone) for instant in span)))


def test_decisions_are_made_while_they_are_asked_for() -> None:
    """A span to the end of the calendar costs nothing before its decisions are read."""
    found = OFFICE.timeline(report(), utc("2026-11-20"), datetime.max.replace(tzinfo=UTC))
    assert 10 == len(list(islice(found, 10)))


@pytest.mark.parametrize("hours", ["24/7", "unknown", "off"])
def test_a_span_of_the_whole_calendar_comes_to_an_end(hours: str) -> None:
    """Without hours and clock changes there is little to tell: the edges of what can be evaluated, and the age of the evidence."""
    router = Router(world(helpline("fr-a", hours=hours, timezone="UTC")), policy())
    found = list(router.timeline(report(), datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)))
    assert 1 <= len(found) < 10
    assert found[0].holds_at(datetime.min.replace(tzinfo=UTC))
    assert found[-1].holds_at(datetime.max.replace(tzinfo=UTC))


# Laws


def assert_tiles(found: list[RoutingDecision], start: datetime, end: datetime) -> None:
    assert bool(found) == (start < end)
    if found:
        assert found[0].holds_at(start)
        assert found[-1].holds_at(end - MICROSECOND)
        assert all(one.valid_until is not None and one.valid_until == other.valid_from for one, other in pairwise(found))


@pytest.mark.parametrize("source", ["generated", "shipped"])
@given(data=st.data())
def test_a_timeline_tiles_its_span_and_equals_route(source: Literal["generated", "shipped"], data: st.DataObject) -> None:
    """No hole, no overlap; each decision is that of `route` at its edges and at any instant inside."""
    scene = data.draw(scenes() | crowded_scenes() if source == "generated" else scenes_of(default_router()))
    start = scene.at.astimezone(UTC)
    end = start + data.draw(st.timedeltas(timedelta(0), timedelta(days=4)))
    found = list(scene.router.timeline(scene.report, scene.at, end))
    assert_tiles(found, start, end)
    for decision in found:
        share = data.draw(st.floats(0, 1))
        for at in instants_in(decision, start, end, share):
            assert decision == scene.router.route(scene.report, at)


def instants_in(decision: RoutingDecision, start: datetime, end: datetime, share: float) -> Iterator[datetime]:
    first = max(start, decision.valid_from or start)
    last = min(end, decision.valid_until or end) - MICROSECOND
    yield from (first, last, first + (last - first) * share)


def test_a_timeline_of_a_country_that_is_not_covered_is_one_decision() -> None:
    """Directories have no hours."""
    assert 1 == len(list(default_router().timeline(Report(category="hate", country="US"), NOON, NOON + timedelta(days=4000))))
