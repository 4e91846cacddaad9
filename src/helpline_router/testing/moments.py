"""Strategies for instants: those at which something changes, and their neighbours."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.availability import trust_ends
from helpline_router.hours import UNKNOWN, Hours, offset_span
from helpline_router.models import Helpline, zone_of
from helpline_router.plan import RoutingPlan
from helpline_router.records import start_of_day_after
from helpline_router.registry import Registry
from helpline_router.testing.picking import sometimes

_DAYS: Final = tuple(
    map(
        date.fromisoformat,
        (
            "2026-11-20",  # a Friday
            "2026-11-21",
            "2026-11-22",
            "2026-03-28",  # the nights in which Europe changes its clocks, from either side
            "2026-03-29",
            "2026-10-24",
            "2026-10-25",
            "2027-03-28",
            "2027-10-31",
            "2026-04-06",  # Easter Monday
            "2026-05-01",
            "2026-12-24",
            "2026-12-25",
            "2026-12-31",
            "2027-01-01",
            "2028-02-29",
        ),
    )
)
_TIMES: Final = tuple(map(time, (12, 9, 17, 0, 1, 2, 3, 18, 22, 23, 6, 14)))
_NUDGES: Final = tuple(
    timedelta(microseconds=us) for us in (0, 1, -1, 1_000_000, -1_000_000, 60_000_000, -60_000_000, 1_800_000_000, 1_799_999_999)
)
_HOME_ZONES: Final = ("Europe/Paris", "UTC", "Europe/London", "Atlantic/Azores")
ZONES: Final = ("UTC", "Europe/Paris", "Europe/London", "Atlantic/Azores", "Indian/Reunion", "America/New_York", "Pacific/Auckland")
# Days after `checked_on` at which a policy may call evidence stale, and days that it may trust hours.
_REVIEW_DAYS: Final = (90, 180)
_TRUSTED_DAYS: Final = (1460,)
_HOLIDAYS: Final = "PH 00:00-24:00"


class _Placed(NamedTuple):
    """A line and the zone of its hours."""

    line: Helpline
    zone: ZoneInfo


def instants(near: Registry | RoutingPlan | None = None) -> SearchStrategy[datetime]:
    """Aware datetimes near an opening, closing, midnight, clock change, holiday or deadline, seen from any zone.

    Without `near` they come from a pool of days and times that is hard for lines of Europe. Near a registry they are drawn at
    what its own lines do: the very instant, and a microsecond, a second or a minute from it; near a plan, at what the lines
    do that its decisions are made of. An instant shrinks to noon, in Paris, of 20 November 2026.

    >>> from hypothesis import given
    >>> @given(instants())
    ... def law(at):
    ...     assert at.utcoffset() is not None
    >>> law()
    """
    placed = () if near is None else tuple(_placed(near))
    return _generic() if not placed else _generic() | _near(placed) | _near(placed)


@cache
@st.composite
def _generic(draw: DrawFn) -> datetime:
    day = draw(st.sampled_from(_DAYS) | st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    home = ZoneInfo(draw(st.sampled_from(_HOME_ZONES)))
    wall = datetime.combine(day, draw(st.sampled_from(_TIMES)), home).replace(fold=draw(st.sampled_from((0, 0, 1))))
    return _seen(draw, wall.astimezone(UTC) + draw(st.sampled_from(_NUDGES)))


@st.composite
def _near(draw: DrawFn, placed: tuple[_Placed, ...]) -> datetime:
    line, zone = draw(st.sampled_from(placed))
    around = draw(_generic()).astimezone(UTC)
    kinds = [instants for instants in map(tuple, _changes(line, zone, around)) if instants]
    # Of its hours as often as of all else: first in the list, and once more.
    return _seen(draw, draw(st.sampled_from(draw(st.sampled_from((kinds[0], kinds[0], *kinds))))) + draw(_nudges()))


@cache
def _nudges() -> SearchStrategy[timedelta]:
    return sometimes(_NUDGES[0], *_NUDGES[1:], one_in=2)


def _seen(draw: DrawFn, instant: datetime) -> datetime:
    seen_from = draw(st.sampled_from((*ZONES, "")))
    return instant.astimezone(ZoneInfo(seen_from)) if seen_from else instant


def _placed(near: Registry | RoutingPlan) -> Iterator[_Placed]:
    if isinstance(near, RoutingPlan):
        yield from (_Placed(candidate.helpline, ZoneInfo(candidate.timezone)) for candidate in near.candidates)
    else:
        yield from (_Placed(line, zone_of(line, country)) for country in near.countries.values() for line in country.helplines)


def _changes(line: Helpline, zone: ZoneInfo, around: datetime) -> Iterator[Iterable[datetime]]:
    """What changes last before an instant, and next after it: of a line's hours, its day, its zone, its holidays, its evidence."""
    country = line.id[:2].upper()
    spans = [Hours(channel.hours, zone, country).span(around) for channel in line.channels if channel.hours not in (None, UNKNOWN)]
    yield (edge for span in spans for edge in (span.start, span.end) if edge)
    yield (datetime.combine(around.astimezone(zone), time(), zone).astimezone(UTC),)
    yield (edge for edge in offset_span(zone, around) if edge)
    yield _holiday(zone, country, around)
    yield (start_of_day_after(line.checked_on, days) for days in _REVIEW_DAYS)
    yield (end for channel in line.channels for days in _TRUSTED_DAYS if (end := trust_ends(channel, days)))


def _holiday(zone: ZoneInfo, country: str, around: datetime) -> Iterator[datetime]:
    """The edges of the public holiday at or after an instant; none in a country whose holidays are not known."""
    try:
        holidays = Hours(_HOLIDAYS, zone, country)
    except ValueError:
        return
    today = holidays.ahead(around)
    yield from (edge for edge in (today.end, today.end and holidays.ahead(today.end).end) if edge)
