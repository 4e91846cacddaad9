"""What is known of time, and what is not: the limits that docs/time.md states, from the hours to the card."""

from datetime import UTC, datetime

import pytest

from builders import channel, decision, helpline, policy, world
from helpline_router.presentation import present
from helpline_router.registry import Registry

EVE = datetime(2026, 12, 24, 20, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def line_at(hours: str, at: datetime | str, *, code: str = "FR", zone: str = "Europe/Paris", seen: str = "2026-11") -> tuple[str, str]:
    """State and end of a line with one phone."""
    facts = one_line(hours, code=code, zone=zone, seen=seen)
    found = decision(facts, policy(), at=utc(at) if isinstance(at, str) else at, country=code, language=None).referrals[0]
    return found.state.value, f"{found.until:%Y-%m-%d %H:%M}" if found.until else ""


def one_line(hours: str, *, code: str = "FR", zone: str = "Europe/Paris", seen: str = "2026-11") -> Registry:
    phone = channel(hours=hours) if hours == "unknown" else channel(hours=hours, hours_seen=seen)
    return world(helpline(f"{code.lower()}-a", channels=[phone], timezone=zone), code=code)


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-18:00; PH unknown", "Mo-Th 09:00-18:00; Fr unknown"])
def test_a_closed_line_of_which_nothing_is_known_tomorrow_does_not_open_at_midnight(hours: str) -> None:
    """On Christmas Eve, a Thursday, the card does not promise that somebody answers from midnight on."""
    found = decision(one_line(hours), at=EVE)
    assert ("closed", "unknown", utc("2026-12-24T23:00")) == (found.referrals[0].state, found.referrals[0].then, found.referrals[0].until)
    card = present(found, "en", at=EVE)
    assert "opens" not in card.to_text().lower()
    assert "Closed right now" == card.referrals[0].availability
