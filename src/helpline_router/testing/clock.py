"""A clock for tests: it stands still until it is told to move."""

from datetime import UTC, datetime, timedelta
from typing import Final

from helpline_router.report import aware

AT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""A Friday that is a holiday nowhere in Europe, 18:00 in Paris."""


class Clock:
    """A fake clock to pass to what asks for the time; nothing is patched. It starts at an aware instant of any zone.

    Call it, or its `now`, for the instant. Raises `InvalidReport` for a naive datetime.

    >>> from helpline_router import route_report
    >>> clock = Clock(datetime(2026, 11, 20, 22, 30, tzinfo=UTC))
    >>> route_report(category="harassment", age=15, country="FR", at=clock()).referrals[0].state.value
    'closed'
    >>> clock.advance(timedelta(hours=12)).isoformat()
    '2026-11-21T10:30:00+00:00'
    >>> route_report(category="harassment", age=15, country="FR", at=clock()).referrals[0].state.value
    'open'
    """

    __slots__ = ("_now",)

    def __init__(self, at: datetime = AT) -> None:
        self._now = aware(at)

    def __call__(self) -> datetime:
        return self._now

    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move it by a stretch of time that really passes, also across a clock change; back, if that is negative. Returns the instant."""
        self._now = (self._now.astimezone(UTC) + by).astimezone(self._now.tzinfo)
        return self._now

    def set(self, at: datetime) -> datetime:
        """Move it to an instant, before or after the one at which it stands. Returns the instant."""
        self._now = aware(at)
        return self._now

    def __repr__(self) -> str:
        return f"Clock({self._now.isoformat()})"
