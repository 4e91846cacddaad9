"""What is known of time, and what is not: the limits that docs/time.md states, from the hours to the card."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from builders import channel, decision, helpline, policy, world
from helpline_router import Report, default_router
from helpline_router.hours import Hours
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


OFFICE = "Mo-Fr 09:00-18:00; PH closed"


@pytest.mark.parametrize(
    ("code", "zone", "at", "state", "why"),
    [
        ("DE", "Europe/Berlin", "2028-11-01T10:00", "open", "All Saints, a holiday in Bavaria and four other states"),
        ("DE", "Europe/Berlin", "2027-01-06T10:00", "open", "Epiphany, a holiday in three states"),
        ("DE", "Europe/Berlin", "2028-10-03T10:00", "closed", "German Unity Day, a holiday in all"),
        ("ES", "Europe/Madrid", "2028-09-11T10:00", "open", "the day of Catalonia"),
        ("GB", "Europe/London", "2026-11-30T10:00", "open", "Saint Andrew's Day, a bank holiday in Scotland"),
        ("CH", "Europe/Zurich", "2027-03-19T10:00", "open", "Saint Joseph's Day, a holiday in some cantons"),
        ("FR", "Europe/Paris", "2027-03-26T10:00", "open", "Good Friday, a holiday in Alsace and Moselle"),
        ("FR", "Europe/Paris", "2027-07-14T10:00", "closed", "Bastille Day"),
    ],
)
def test_holidays_of_a_part_of_the_country_are_working_days(code: str, zone: str, at: str, state: str, why: str) -> None:
    """Only what is a public holiday in the whole country counts as PH."""
    assert (state, why) == (line_at(OFFICE, at, code=code, zone=zone)[0], why)


@pytest.mark.parametrize(("code", "zone", "day", "stands_for_it"), [("GB", "Europe/London", 25, 27), ("BG", "Europe/Sofia", 26, 27)])
def test_where_another_day_stands_for_a_holiday_on_a_weekend_only_that_day_counts(
    code: str, zone: str, day: int, stands_for_it: int
) -> None:
    """Christmas 2027 is on a weekend: hours of such a line that works on weekends need the date."""
    hours = "Mo-Su 09:00-18:00; PH closed"
    states = [line_at(hours, f"2027-12-{each}T10:00", code=code, zone=zone)[0] for each in (day, stands_for_it)]
    assert ["open", "closed"] == states
    assert "closed" == line_at(f"{hours}; Dec 25-26 closed", f"2027-12-{day}T10:00", code=code, zone=zone)[0]


@pytest.mark.parametrize("year", ["2000", "2076"])
def test_holidays_are_known_for_the_years_2000_to_2076(year: str) -> None:
    """In every release since 2.1; beyond, an expression with PH is read as if there were none."""
    assert "closed" == Hours("24/7; PH closed", ZoneInfo("Europe/Paris"), "FR").span(utc(f"{year}-05-01T10:00")).state


@pytest.mark.parametrize("at", ["2027-08-04T10:00", "2026-12-29T10:00"])
def test_school_holidays_are_working_days(at: str) -> None:
    """They are not known, and hours that speak of them are refused when they are loaded."""
    assert "open" == line_at(OFFICE, at)[0]
    with pytest.raises(ValueError, match="school holidays are not known"):
        channel(hours="Mo-Fr 09:00-18:00; SH off")


def test_a_night_ends_at_midnight_where_the_next_day_has_a_rule_of_its_own() -> None:
    """A limit of how hours are read: the rule for Saturday replaces the rest of Friday's night. A comma lets it stand."""
    after_midnight = "2026-11-21T00:30"
    assert "open" == line_at("Fr 20:00-02:00", after_midnight)[0]
    assert "closed" == line_at("Fr 20:00-02:00; Sa 10:00-12:00", after_midnight)[0]
    assert "open" == line_at("Fr 20:00-02:00, Sa 10:00-12:00", after_midnight)[0]
    assert "open" == line_at("Fr 20:00-24:00; Sa 00:00-02:00,10:00-12:00", after_midnight)[0]


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        # Spring: 02:00 to 03:00 is left out on 28 March 2027.
        ("Mo-Su 02:30-04:00", "2027-03-28T00:30", ("closed", "2027-03-28 01:00")),
        ("Mo-Su 22:00-06:00", "2027-03-28T00:30", ("open", "2027-03-28 04:00")),
        # Autumn: it comes twice on 31 October 2027.
        ("Mo-Su 02:00-02:30", "2027-10-31T00:15", ("open", "2027-10-31 00:30")),
        ("Mo-Su 02:00-02:30", "2027-10-31T01:15", ("open", "2027-10-31 01:30")),
        ("Mo-Su 22:00-06:00", "2027-10-31T00:30", ("open", "2027-10-31 05:00")),
        ("Mo-Su 09:00-18:00", "2027-10-31T07:59", ("closed", "2027-10-31 08:00")),
        # A night, and days without an end.
        ("Fr 20:00-02:00", "2026-11-21T00:30", ("open", "2026-11-21 01:00")),
        ("24/7", "2027-03-28T01:00", ("open", "")),
        ("Mo-Su 00:00-24:00", "2027-10-31T01:00", ("open", "")),
        ("Mo-Fr 00:00-24:00", "2026-11-20T22:59", ("open", "2026-11-20 23:00")),
        ("off", "2026-11-20T12:00", ("closed", "")),
        ("unknown", "2026-11-20T12:00", ("unknown", "")),
    ],
)
def test_the_states_of_a_line_at_the_edges_of_time(hours: str, at: str, expected: tuple[str, str]) -> None:
    """Clock changes, nights, day and night, never, and not known."""
    assert expected == line_at(hours, at)


ZONES = [UTC, timezone.utc, timezone(timedelta(hours=5, minutes=45)), ZoneInfo("UTC"), ZoneInfo("Europe/Paris")]  # noqa: UP017 - a trap of its own


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["2026-11-20T17:00", "2027-03-28T01:00", "2027-10-31T00:30", "2027-10-31T01:30"])
def test_any_aware_time_works_everywhere(zone: tzinfo, at: str) -> None:
    """From the report to the card: `datetime.timezone.utc`, a fixed offset and zoneinfo give one answer."""
    router, report = default_router(), Report(category="suicide", age=15, country="FR")
    instant, seen = utc(at), utc(at).astimezone(zone)
    decision_there = router.route(report, seen)
    assert router.route(report, instant) == decision_there
    assert decision_there.holds_at(seen)
    assert list(router.timeline(report, instant, instant + timedelta(days=2))) == list(
        router.timeline(report, seen, seen.astimezone(UTC) + timedelta(days=2))
    )
    assert present(decision_there, "en", at=seen).referrals


@pytest.mark.parametrize(("at", "state"), [("2026-11-20T12:00", "open"), ("2030-10-31T23:59", "open"), ("2030-11-01T00:00", "unknown")])
def test_evidence_that_is_too_old_makes_hours_unknown(at: str, state: str) -> None:
    """Hours of November 2026 are trusted for 1460 days, whatever they say."""
    assert state == line_at("24/7", at)[0]


def test_hours_of_old_evidence_are_usual_hours() -> None:
    """They are shown, and never called open."""
    found = decision(one_line("Mo-Su 09:00-23:00", seen="2019"), at=utc("2026-11-20T12:00"))
    card = present(found, "en", at=utc("2026-11-20T12:00"))
    assert "unknown" == found.referrals[0].state
    assert card.referrals[0].availability.startswith("Usually open:")


DOCS = Path(__file__).parents[1] / "docs" / "time.md"


def test_the_examples_of_the_page_run() -> None:
    """As they stand."""
    examples = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert 1 == len(examples)
    for example in examples:
        done = subprocess.run([sys.executable, "-c", example], check=True, capture_output=True, text=True)
        assert ["closed", "open", "closed"] == [row.split()[-1] for row in done.stdout.splitlines()]
