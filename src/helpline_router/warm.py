"""What a router keeps of its answers: for each key of a report the last decision, with the window in which it holds.

All of it is found again by computing it again; nothing of a report is kept but its key. Keys of which the decisions are the
same at every instant share a cell: some hundred thousand keys of the shipped data share ten thousand.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from helpline_router.decision import RoutingDecision
from helpline_router.hours import ClockChanges
from helpline_router.keys import CountryKeys, Key

Shown = tuple[object, Any, Any, Any]
"""A zone, the window in it as wall-clock times, and the decision that holds there: not typed further, for the sake of the warm path."""

# No region that is told apart, no community that is, no preference, no notice of the report's code.
_PLAIN: Final = (None, (), None, ())
_NO_ZONE: Final = object()
_SECOND: Final = timedelta(seconds=1)


class Cell:
    """The reports whose plans are one decision: see `identity`."""

    __slots__ = ("current",)

    def __init__(self) -> None:
        # One tuple, so that a reader in another thread sees an old one or a new one and never a mixture.
        self.current: Shown = (_NO_ZONE, None, None, None)


class View:
    """The cells of one country: by the second half of a key, then by its first. `plain` are those of a second half that says nothing."""

    __slots__ = ("ages", "cells", "keys", "languages", "plain")

    def __init__(self, keys: CountryKeys) -> None:
        self.keys, self.ages, self.languages = keys, keys.ages, keys.languages
        self.plain: dict[Key, Cell] = {}
        self.cells: dict[Key, dict[Key, Cell]] = {_PLAIN: self.plain}


def shown(decision: RoutingDecision, at: datetime, changes: ClockChanges) -> Shown:
    """The decision with its window by the clock of an instant in it, cut to where this clock keeps its offset.

    Inside, wall-clock times of the first pass (fold 0) can be compared instead of instants, which costs a tenth.
    """
    zone = at.tzinfo
    try:
        start, end = _wall_window(decision, at, zone, changes)
    except OverflowError:
        return _NO_ZONE, None, None, decision
    return (_NO_ZONE if start is None else zone), start, end, decision


def _wall_window(
    decision: RoutingDecision, at: datetime, zone: tzinfo | None, changes: ClockChanges
) -> tuple[datetime | None, datetime | None]:
    first, last = decision.valid_from, decision.valid_until
    earliest, latest = datetime.min.replace(tzinfo=zone), datetime.max.replace(tzinfo=zone)
    if isinstance(zone, ZoneInfo) and zone.key:
        offset_start, offset_end = changes.around(zone, at)
        if offset_start is not None:
            earliest = _by_the_clock_before(offset_start, zone)
            first = offset_start if first is None else max(first, offset_start)
        if offset_end is not None:
            latest = _by_the_clock_before(offset_end, zone)
            last = offset_end if last is None else min(last, offset_end)
    elif not isinstance(zone, timezone):
        # Zones of other kinds may keep their rules to themselves: instants are compared.
        return None, None
    start = earliest if first is None else max(earliest, first.astimezone(zone).replace(fold=0))
    end = latest if last is None else min(latest, last.astimezone(zone).replace(fold=0))
    return start, end


def _by_the_clock_before(change: datetime, zone: ZoneInfo) -> datetime:
    """A change of the offset by the clock that is about to be changed.

    Times that both offsets show belong to the earlier one, and so do times that none shows: these lie behind the change.
    """
    before = (change - _SECOND).astimezone(zone).utcoffset() or timedelta()
    return (change.astimezone(UTC).replace(tzinfo=None) + before).replace(tzinfo=zone)
