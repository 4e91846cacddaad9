"""Instants and opening hours in words: by the line's clock, in every language, and never more than is known."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_time
from hypothesis import given
from hypothesis import strategies as st

from builders import NOON, channel, decision, helpline, world
from helpline_router import phrases
from helpline_router.catalogues import Catalogue, catalogue_for, languages, source_catalogue
from helpline_router.clock_phrases import Clock, date_in_words, week_around
from helpline_router.presentation import present
from helpline_router.testing import instants
from helpline_router.testing.lines import hours
from helpline_router.testing.moments import ZONES
from helpline_router.weeks import week_of

PARIS = ZoneInfo("Europe/Paris")
# A Friday, 13:00 in Paris.
AT = NOON.astimezone(PARIS)
MONDAY = date(2026, 11, 16)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LANGUAGES = st.sampled_from(languages())
SOON = st.timedeltas(timedelta(minutes=1), timedelta(days=60)).map(lambda span: timedelta(minutes=span // timedelta(minutes=1)))


def catalogue(language: str) -> Catalogue:
    found = catalogue_for(language)
    assert found is not None
    return found


def clock(language: str = "en", *, at: datetime = AT, timezone: str = "Europe/Paris", country: str = "FR") -> Clock:
    return Clock(catalogue(language), at, timezone, country)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def rows(expression: str, language: str = "en", *, country: str = "FR") -> list[tuple[str, str]]:
    return list(clock(language, country=country).rows(week_of(expression, country, MONDAY)))


def summary(expression: str, language: str = "en") -> str:
    return clock(language).summary(week_of(expression, "FR", MONDAY))


# When it changes


@pytest.mark.parametrize(
    ("change", "opened", "closed"),
    [
        ("2026-11-20T23:00", "Open now, until 23:00", "Closed right now, opens today at 23:00"),
        ("2026-11-20T23:59", "Open now, until 23:59", "Closed right now, opens today at 23:59"),
        ("2026-11-21T00:00", "Open now, until midnight", "Closed right now, opens at midnight"),
        ("2026-11-21T00:01", "Open now, until tomorrow at 00:01", "Closed right now, opens tomorrow at 00:01"),
        ("2026-11-21T09:00", "Open now, until tomorrow at 09:00", "Closed right now, opens tomorrow at 09:00"),
        ("2026-11-22T00:00", "Open now (until: Sunday, 00:00)", "Closed right now (opens: Sunday, 00:00)"),
        ("2026-11-23T09:00", "Open now (until: Monday, 09:00)", "Closed right now (opens: Monday, 09:00)"),
        ("2026-11-26T09:00", "Open now (until: Thursday, 09:00)", "Closed right now (opens: Thursday, 09:00)"),
        # A week ahead, "Friday" would be read as today.
        ("2026-11-27T09:00", "Open now (until: 27 November, 09:00)", "Closed right now (opens: 27 November, 09:00)"),
        ("2027-01-04T09:00", "Open now (until: 4 January, 09:00)", "Closed right now (opens: 4 January, 09:00)"),
    ],
)
def test_a_change_in_words(change: str, opened: str, closed: str) -> None:
    """Today by its time, then midnight, tomorrow, a weekday within a week, a date beyond."""
    assert (opened, closed) == (clock().until(paris(change)), clock().from_(paris(change)))


@given(LANGUAGES, instants(), SOON, st.sampled_from(("Europe/Paris", "Europe/London", "Atlantic/Azores", "Europe/Helsinki")))
def test_a_change_is_told_by_the_line_s_clock(language: str, at: datetime, span: timedelta, zone: str) -> None:
    """The time of day stands there as the language writes it, except for midnight; no field is left open."""
    own = clock(language, at=at, timezone=zone)
    change = (at.astimezone(UTC) + span).replace(second=0, microsecond=0)
    there = change.astimezone(ZoneInfo(zone))
    written = format_time(there.time(), "short", locale=own.catalogue.locale)
    days = (there.date() - at.astimezone(ZoneInfo(zone)).date()).days
    for text in (own.until(change), own.from_(change)):
        assert written in text or (days == 1 and there.time() == time())
        assert not set("{}") & set(text)
        assert text.endswith(own.place)


@given(LANGUAGES, instants(), st.lists(SOON, min_size=2, max_size=2, unique=True))
def test_different_changes_are_different_words(language: str, at: datetime, spans: list[timedelta]) -> None:
    """Nobody reads one hour and comes at another: two minutes are never told alike, but for the hour that comes twice in autumn."""
    own = clock(language, at=at)
    first, second = ((at.astimezone(UTC) + span).replace(second=0, microsecond=0) for span in spans)
    walls = {change.astimezone(PARIS).replace(fold=0).replace(tzinfo=None) for change in (first, second)}
    for say in (own.until, own.from_):
        assert len(walls) == len({say(first), say(second)})


@given(LANGUAGES, instants(), SOON)
def test_open_and_closed_are_never_told_alike(language: str, at: datetime, span: timedelta) -> None:
    own = clock(language, at=at)
    assert own.until(at + span) != own.from_(at + span)


def test_a_day_is_the_line_s_day() -> None:
    """At half past eleven in the evening in Lisbon it is tomorrow in Paris already."""
    at = datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert "Closed right now, opens today at 09:00 (Paris)" == clock(at=at).from_(paris("2026-11-21T09:00"))


@pytest.mark.parametrize(
    ("at", "change", "words"),
    [
        ("2026-03-28T23:00", "2026-03-29T03:00", "until tomorrow at 03:00"),
        ("2026-10-24T23:00", "2026-10-25T03:00", "until tomorrow at 03:00"),
        ("2026-10-25T01:00", "2026-10-26T00:00", "until midnight"),
        ("2026-12-31T20:00", "2027-01-01T00:00", "until midnight"),
        ("2028-02-28T20:00", "2028-02-29T08:00", "until tomorrow at 08:00"),
    ],
)
def test_days_are_counted_in_the_calendar(at: str, change: str, words: str) -> None:
    """Days of 23 and 25 hours, the turn of the year, a leap day."""
    assert clock(at=paris(at)).until(paris(change)).endswith(words)


# Whose clock


@given(instants(), st.sampled_from(ZONES), st.sampled_from(("Europe/Paris", "Europe/London", "Atlantic/Azores", "Indian/Reunion")))
def test_the_zone_is_named_where_the_reader_s_clock_differs(at: datetime, seen_from: str, line: str) -> None:
    """Of a reader whose zone is known, exactly then: the same hour under another name is the same clock."""
    seen = at.astimezone(ZoneInfo(seen_from))
    differs = seen.utcoffset() != at.astimezone(ZoneInfo(line)).utcoffset()
    if seen.tzname() != "UTC":
        assert differs == bool(clock(at=seen, timezone=line).place)


@pytest.mark.parametrize(
    ("country", "zone", "place"),
    [
        ("FR", "Europe/Paris", " (Paris)"),  # and La Réunion
        ("ES", "Europe/Madrid", " (Madrid)"),  # and the Canary Islands
        ("PT", "Europe/Lisbon", " (Lisbon)"),  # and the Azores
        ("DE", "Europe/Berlin", ""),
        ("GR", "Europe/Athens", ""),
        ("DE", "Europe/London", " (London)"),
        ("NO", "Europe/Oslo", ""),
    ],
)
def test_of_a_reader_whose_clock_is_not_known_the_zone_is_named_if_the_country_has_several(country: str, zone: str, place: str) -> None:
    """An instant in UTC says nothing of the reader's clock."""
    for utc in (UTC, ZoneInfo("UTC")):
        assert place == clock(at=NOON.astimezone(utc), timezone=zone, country=country).place


@given(LANGUAGES, st.sampled_from(("Europe/Paris", "Europe/Athens", "America/Cayenne", "Pacific/Noumea")))
def test_the_zone_has_a_name_in_every_language(language: str, zone: str) -> None:
    """In brackets, behind a blank."""
    assert re.fullmatch(r" \(.*\w.*\)", clock(language, at=NOON.astimezone(ZoneInfo("America/Lima")), timezone=zone).place)


def test_a_city_is_named_in_the_language_of_the_card() -> None:
    at = NOON.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (" (Париж)", " (Parijs)", " (Parigi)") == tuple(clock(language, at=at).place for language in ("bg", "nl", "it"))


# The week


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Mo-Su 09:00-23:00", {"every day": "09:00–23:00"}),
        ("24/7", {"every day": "day and night"}),
        ("Mo-Su,PH 00:00-24:00", {"every day": "day and night"}),
        ("Mo-Fr 09:00-17:00", {"Mon–Fri": "09:00–17:00", "Sat, Sun": "closed"}),
        ("Mo-Fr 09:00-12:30,14:00-18:00", {"Mon–Fri": "09:00–12:30, 14:00–18:00", "Sat, Sun": "closed"}),
        ("Mo,Tu 09:00-12:00; We 10:00-11:00", {"Mon, Tue": "09:00–12:00", "Wed": "10:00–11:00", "Thu–Sun": "closed"}),
        ("Mo-Su 18:00-02:00", {"every day": "18:00–02:00"}),
        ("Mo-Th 20:00-24:00", {"Mon–Thu": "20:00–00:00", "Fri–Sun": "closed"}),
        ("Sa-Su 00:00-24:00", {"Mon–Fri": "closed", "Sat, Sun": "day and night"}),
        ("Mo-Su,PH 09:00-17:00", {"every day": "09:00–17:00"}),
        ("Mo-Su 09:00-17:00; PH closed", {"every day": "09:00–17:00", "public holidays": "closed"}),
        ("Mo-Su 09:00-17:00; PH 10:00-12:00", {"every day": "09:00–17:00", "public holidays": "10:00–12:00"}),
        ("Mo-Su 09:00-17:00; PH unknown", {"every day": "09:00–17:00", "public holidays": "not known"}),
        ("PH 10:00-16:00", {"every day": "closed", "public holidays": "10:00–16:00"}),
        ("Mo-Fr 09:00-17:00; Sa 10:00-12:00 unknown", {"Mon–Fri": "09:00–17:00", "Sat": "not known", "Sun": "closed"}),
        ("24/7; PH closed", {"every day": "day and night", "public holidays": "closed"}),
        (
            "Mo-Fr 09:00-17:00; PH 10:00-12:00; Dec 25 closed",
            {"Mon–Fri": "09:00–17:00", "Sat, Sun": "closed", "public holidays": "not known"},
        ),
    ],
)
def test_a_week_in_words(expression: str, expected: dict[str, str]) -> None:
    """Days that are alike stand together, overnight hours on the day they begin, public holidays last if they differ."""
    assert list(expected.items()) == rows(expression)


def days_of(name: str) -> list[int]:
    if name == "every day":
        return list(range(7))
    ends = [WEEKDAYS.index(part) for part in re.split("–|, ", name)]
    return list(range(ends[0], ends[-1] + 1))


@given(hours().filter(lambda text: text != "unknown"))
def test_a_week_can_be_read_back(expression: str) -> None:
    """Each day stands in one row, in order, with exactly its known opening times."""
    week = week_of(expression, "FR", MONDAY)
    found = [(name, times) for name, times in rows(expression) if name != "public holidays"]
    told = [(day, times) for name, times in found for day in days_of(name)]
    assert list(range(7)) == [day for day, _ in told]
    for day, times in told:
        stretches = week.days[day]
        if times in ("closed", "day and night", "not known"):
            assert (times == "closed") == (stretches == ())
            continue
        spans = [tuple(time.fromisoformat(end) for end in part.split("–")) for part in times.split(", ")]
        assert spans == [(part.start, part.end) for part in stretches if part.state.value == "open"]


@given(LANGUAGES, hours().filter(lambda text: text != "unknown"))
def test_every_language_has_the_same_rows(language: str, expression: str) -> None:
    """As many as in English, none of them empty, no field left open; two days are never told alike."""
    found = rows(expression, language)
    assert len(rows(expression)) == len(found) == len({name for name, _ in found})
    assert all(name.strip() and times.strip() and not set("{}") & set(name + times) for name, times in found)


def test_times_are_written_as_the_language_writes_them() -> None:
    assert "9:00–23:00" in dict(rows("Mo-Su 09:00-23:00", "es")).values()
    assert "09.00–23.00" in dict(rows("Mo-Su 09:00-23:00", "da")).values()
    assert "9:00\u202fAM–11:00\u202fPM" in dict(rows("Mo-Su 09:00-23:00", "en-US")).values()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("24/7", "day and night"),
        ("Mo-Su 09:00-23:00", "every day 09:00–23:00"),
        ("Mo-Fr 09:00-17:00; PH closed", "Mon–Fri 09:00–17:00"),
        ("Mo-Fr 09:00-17:00; Sa 10:00-12:00", "Mon–Fri 09:00–17:00; Sat 10:00–12:00"),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "Mon–Fri 09:00–17:00; public holidays 10:00–12:00"),
        # Nothing is known of these days: that is no opening hour.
        ("Mo-Fr 09:00-17:00; PH unknown", "Mon–Fri 09:00–17:00"),
        ("Mo-Fr 09:00-17:00; Sa 10:00-12:00 unknown", "Mon–Fri 09:00–17:00"),
        ("closed", ""),
        ("Jan-Mar Mo-Fr 09:00-17:00", ""),
    ],
)
def test_a_summary_names_only_opening_hours(expression: str, expected: str) -> None:
    """Neither days closed nor days of which nothing is known."""
    assert expected == summary(expression)


@pytest.mark.parametrize("expression", ["closed", "Jan-Mar Mo-Fr 09:00-17:00", "Mo-Su 09:00-12:00 unknown"])
def test_hours_that_are_too_old_and_hold_no_opening_are_not_known(expression: str) -> None:
    """A card never says "usually open" without a time, in any language."""
    found = decision(world(helpline("fr-a", channels=[channel(hours=expression, hours_seen="2015")])))
    for language in languages():
        card = present(found, language, at=NOON)
        assert catalogue(language).say(phrases.HOURS_UNKNOWN) == card.referrals[0].availability


# Days


@given(LANGUAGES, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_date_has_its_day_and_its_year(language: str, day: date) -> None:
    text = date_in_words(day.isoformat(), catalogue(language))
    assert {str(day.day), str(day.year)} <= set(re.findall(r"\d+", text))


def test_a_date_in_words() -> None:
    assert "20 November 2026" == date_in_words("2026-11-20", source_catalogue())
    assert "20 Νοεμβρίου 2026" == date_in_words("2026-11-20", catalogue("el"))


@given(instants(), st.sampled_from(ZONES))
def test_a_week_begins_on_the_monday_of_the_day_there(at: datetime, zone: str) -> None:
    monday = week_around(at, zone)
    assert 0 == monday.weekday()
    assert timedelta(0) <= at.astimezone(ZoneInfo(zone)).date() - monday < timedelta(days=7)
