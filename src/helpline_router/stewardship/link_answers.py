"""What a server's answer means for a link."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from helpline_router.stewardship.link_results import LinkReason, LinkState

_GONE: Final = (404, 410)
_TOO_MANY_REQUESTS: Final = 429
_WAITING: Final = (_TOO_MANY_REQUESTS, 503)
_NOT_ASKED: Final = (LinkReason.ASKED_TO_WAIT, LinkReason.PRIVATE, LinkReason.NOT_A_PAGE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or the reason why there is none."""

    status: int | None = None
    reason: LinkReason | None = None
    location: str | None = None
    wait: float | None = None
    """The seconds of its `Retry-After`."""

    @property
    def asks_to_wait(self) -> bool:
        """Whether the server wants to be asked later. Only with these statuses is `Retry-After` about that."""
        return self.wait is not None and self.status in _WAITING

    @property
    def says_enough(self) -> bool:
        """Whether GET would tell no more than HEAD: some servers know no HEAD, and say so in many ways."""
        if self.reason is not None:
            return self.reason not in (LinkReason.TIMEOUT, LinkReason.NO_ANSWER)
        return self.status is None or self.status < 400 or self.status == _TOO_MANY_REQUESTS or self.asks_to_wait


def judge(answer: Answer) -> tuple[LinkState, LinkReason | None]:
    """The state of a page whose last answer this is, and the reason where the state does not say it.

    >>> judge(Answer(status=404))
    (<LinkState.GONE: 'gone'>, None)
    """
    if answer.reason is not None:
        return LinkState.REFUSED if answer.reason in _NOT_ASKED else LinkState.BROKEN, answer.reason
    status = answer.status or 0
    if 200 <= status < 300:
        return LinkState.OK, None
    if status in _GONE:
        return LinkState.GONE, None
    if status == _TOO_MANY_REQUESTS:
        return LinkState.REFUSED, LinkReason.ASKED_TO_WAIT
    if 400 <= status < 500:
        return LinkState.REFUSED, LinkReason.DENIED
    return LinkState.BROKEN, LinkReason.SERVER_ERROR


def retry_after(text: str, *, at: datetime) -> float | None:
    """The seconds that a `Retry-After` asks to wait, as a number or until a date; None if it asks nothing that can be read.

    >>> retry_after("120", at=datetime(2026, 11, 20, tzinfo=UTC))
    120.0
    >>> retry_after("Fri, 20 Nov 2026 00:00:30 GMT", at=datetime(2026, 11, 20, tzinfo=UTC))
    30.0
    """
    text = text.strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (aware - at).total_seconds())
    except (ValueError, OverflowError):
        return None
