"""When a line is open: refused expressions, normal forms, holidays, clock changes, and the laws of a span."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from helpline_router.hours import ClockChanges, Hours, Span, normalise, offset_span
from helpline_router.vocabulary import State

PARIS = ZoneInfo("Europe/Paris")
COVERED = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905 - reads best
MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def span(expression: str, at: str, *, zone: str = "Europe/Paris", country: str = "FR") -> tuple[str, str | None, str | None]:
    """State, start and end of the span at an instant of UTC, as short texts."""
    result = Hours(expression, ZoneInfo(zone), country).span(utc(at))
    start, end = (edge.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00") if edge else None for edge in (result.start, result.end))
    return result.state.value, start, end


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("SH off", "SH"),
        ("Mo-Fr 09:00-18:00; SH 10:00-12:00", "SH"),
        ("2026 Mo-Fr 09:00-12:00", "2026"),
        ("2026-2027 Mo-Fr 09:00-12:00", "2026"),
        ("2026 Dec 25 off", "2026"),
        ('Mo-Fr 09:00-12:00 "by appointment"', '"'),
        ("Mo 09:00+", "+"),
        ("Mo 09:00-12:00+", "+"),
        ("PH +1 day off", "+"),
        ("Mo 09:00-12:00 || unknown", "||"),
        ("sunrise-sunset", "sunrise"),
        ("Mo sunset-24:00", "sunset"),
        ("dawn-dusk", "dawn"),
        ("week 1-10 Mo 10:00-12:00", "week"),
        ("week 01 Mo 10:00-12:00", "week"),
        ("easter off", "easter"),
        ("mo-fr 09:00-17:00", "mo"),
        ("Mon-Fri 09:00-17:00", "Mon"),
        ("Lu-Ve 09:00-17:00", "Lu"),
        ("9am-5pm", "9am"),
        ("daily", "daily"),
        ("Mo-Fr 9h00-17h00", "9h00"),
        ("open", "open"),
        ("Unknown", "Unknown"),
        ("by appointment", "by"),
    ],
)
def test_an_uncertain_expression_is_refused_by_name(expression: str, word: str) -> None:
    """School holidays, years, comments, open ends, fallbacks, the sun, weeks and foreign words are refused, and named."""
    with pytest.raises(ValueError, match="opening hours with ") as caught:
        normalise(expression)
    assert repr(word) in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        " ",
        "Mo-Fr 9-17",
        "Mo-Fr 09:00",
        "Mo-Fr 25:00-26:00",
        "Mo-Fr 09:00-17:00;",
        "Mo - Fr 09:00-17:00",
        "Mo 9:0-1",
    ],
)
def test_an_unreadable_expression_is_refused_with_an_example(expression: str) -> None:
    """What cannot be read is refused, with an example of what can."""
    with pytest.raises(ValueError, match=r"opening hours cannot be read: write them as in 'Mo-Su 16:00-23:00'"):
        normalise(expression)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("Sun 10:00-12:00", "'Sun': write 'Su'"),
        ("mo-fr 10:00-12:00", "'mo': write 'Mo'"),
        ("Thurs 10:00-12:00", "'Thurs': write 'Th'"),
        ("Sept 10:00-12:00", "'Sept': write 'Sep'"),
        ("may 10:00-12:00", "'may': write 'May'"),
        ("Ma 10:00-12:00", "'Ma': use weekdays, PH, months and times, as in 'Mo-Su 16:00-23:00'"),
        ("Mo-Su 16:00\u201323:00", "'\u2013': write a plain hyphen, '-'"),
        ("Mo-Su 16.00-23.00", "'16.00': write times as '16:00'"),
        ("Mo-Su 16h-23h", "'16h': write times as '16:00'"),
        ("Mo-Su 16 h 30-23 h", "'16 h': write times as '16:00'"),
        ("Mo-Su 4:30pm-11pm", "'4:30pm': write times of 24 hours, as '16:00'"),
        ("daily 16:00-23:00", "'daily': write 'Mo-Su'"),
        ("Every day 16:00-23:00", "'Every day': write 'Mo-Su'"),
        ("24h", "'24h': write '24/7'"),
    ],
)
def test_a_likely_slip_is_told_with_what_to_write(expression: str, message: str) -> None:
    """Names in other forms, dashes, and times as people write them."""
    with pytest.raises(ValueError, match=f"^opening hours with {re.escape(message)}$"):
        normalise(expression)


def test_the_example_in_messages_is_in_normal_form() -> None:
    """Whoever copies it has hours that no check finds fault with, and that claim nothing of public holidays."""
    with pytest.raises(ValueError, match="as in '") as caught:
        normalise("open")
    example = str(caught.value).rpartition("as in ")[2].strip("'")
    assert (example, False) == (normalise(example), "PH" in example)


@pytest.mark.parametrize(
    ("expression", "normal"),
    [
        ("unknown", "unknown"),
        (" unknown ", "unknown"),
        ("24/7", "24/7"),
        ("00:00-24:00", "24/7"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("Mo-Su,PH 00:00-24:00", "24/7"),
        ("Mo-Fr 9:00-12:30, 14:00-18:00; PH off", "Mo-Fr 09:00-12:30,14:00-18:00; PH closed"),
        ("Mo-Fr 09:00-17:00;PH off", "Mo-Fr 09:00-17:00; PH closed"),
        ("off", "24/7 closed"),
        ("closed", "24/7 closed"),
        ("Mo-Su,PH 09:00-23:00", "Mo-Su,PH 09:00-23:00"),
        ("Dec 24-26 off", "Dec 24-Dec 26 closed"),
        ("PH unknown", "PH unknown"),
        ("Mo[1] 10:00-12:00", "Mo[1] 10:00-12:00"),
        ("Mo-Fr 20:00-26:00", "Mo-Fr 20:00-26:00"),
    ],
)
def test_the_normal_form(expression: str, normal: str) -> None:
    """Equal hours written in different ways have one form, which is its own; day and night above all, for it is searched slowly."""
    assert normal == normalise(expression)
    assert normal == normalise(normal)


@pytest.mark.parametrize(
    "expression", ["24/7", "00:00-24:00", "Mo-Su 00:00-24:00", "Mo-Su,PH 00:00-24:00", "00:00-12:00,12:00-24:00", "Mo-Fr; Sa,Su"]
)
def test_open_day_and_night_never_changes(expression: str) -> None:
    """Hours that leave no minute out have no start and no end."""
    assert ("open", None, None) == span(expression, "2026-07-14T12:00")


@pytest.mark.parametrize("expression", ["closed", "off", "PH closed", "Mo-Su closed", "24/7; Mo-Su,PH off"])
def test_closed_all_week_never_changes(expression: str) -> None:
    """Hours without an open minute have no start and no end."""
    assert ("closed", None, None) == span(expression, "2026-07-14T12:00")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-20T08:00", ("open", "2026-11-20 08:00", "2026-11-20 17:00")),
        ("2026-11-20T07:59:59.999999", ("closed", "2026-11-19 17:00", "2026-11-20 08:00")),
        ("2026-11-20T16:59:59.999999", ("open", "2026-11-20 08:00", "2026-11-20 17:00")),
        ("2026-11-20T12:34:56.789", ("open", "2026-11-20 08:00", "2026-11-20 17:00")),
        ("2026-11-20T17:00", ("closed", "2026-11-20 17:00", "2026-11-23 08:00")),
        ("2026-11-22T12:00", ("closed", "2026-11-20 17:00", "2026-11-23 08:00")),
    ],
)
def test_a_span_holds_to_the_microsecond(at: str, expected: tuple[str, str, str]) -> None:
    """The start belongs to a span, the end does not, whatever the seconds of the instant."""
    assert expected == span("Mo-Fr 09:00-18:00", at)


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("Mo-Fr 22:00-06:00", "2026-11-20T23:30", ("open", "2026-11-20 21:00", "2026-11-21 05:00")),
        ("Mo-Fr 22:00-06:00", "2026-11-21T04:59:59", ("open", "2026-11-20 21:00", "2026-11-21 05:00")),
        ("Mo-Fr 22:00-06:00", "2026-11-21T05:00", ("closed", "2026-11-21 05:00", "2026-11-23 21:00")),
        ("Mo-Fr 20:00-26:00", "2026-11-21T00:30", ("open", "2026-11-20 19:00", "2026-11-21 01:00")),
        ("Mo-Su 18:00-24:00", "2026-11-20T22:59", ("open", "2026-11-20 17:00", "2026-11-20 23:00")),
        ("Mo 12:00-24:00; Tu 00:00-12:00", "2026-11-23T23:00", ("open", "2026-11-23 11:00", "2026-11-24 11:00")),
        ("Mo-Fr 09:00-12:00,12:00-18:00", "2026-11-20T11:00", ("open", "2026-11-20 08:00", "2026-11-20 17:00")),
    ],
)
def test_hours_over_midnight_and_touching_hours_are_one_span(expression: str, at: str, expected: tuple[str, str, str]) -> None:
    """A night belongs to the day on which it begins; stretches that touch are one."""
    assert expected == span(expression, at)


@pytest.mark.parametrize(
    ("expression", "state"),
    [
        ("Mo-Su 09:00-18:00; PH closed", "closed"),
        ("Mo-Su 09:00-18:00; PH unknown", "unknown"),
        ("Mo-Su 09:00-18:00; PH 10:00-16:00", "open"),
        ("Mo-Su 09:00-18:00", "open"),
    ],
)
def test_a_public_holiday_changes_what_the_expression_says_it_does(expression: str, state: str) -> None:
    """On 14 July, a Tuesday, `PH` rules of a French line hold; without one the weekday's hours do."""
    assert state == span(expression, "2026-07-14T12:00")[0]
    assert "open" == span(expression, "2026-07-15T12:00")[0]


def test_public_holidays_are_those_of_the_country() -> None:
    """14 July is a holiday in France and not in Germany, 3 October the other way round (2028, a Tuesday)."""
    hours = "Mo-Fr 09:00-18:00; PH closed"
    assert ["closed", "open"] == [span(hours, "2026-07-14T12:00", country=code)[0] for code in ("FR", "DE")]
    assert ["open", "closed"] == [span(hours, "2028-10-03T12:00", country=code)[0] for code in ("FR", "DE")]


@pytest.mark.parametrize("country", COVERED)
def test_public_holidays_are_known_for_every_covered_country(country: str) -> None:
    """New Year's Day and Christmas Day (those on weekdays) are holidays in all 32 countries; 25 November 2026 is one in none."""
    hours = Hours("24/7; PH closed", ZoneInfo("UTC"), country)
    days = [
        date(year, month, day) for year in range(2025, 2031) for month, day in ((1, 1), (12, 25)) if date(year, month, day).weekday() < 5
    ]
    states = {day.isoformat(): hours.span(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).state for day in days}
    assert [] == [day for day, state in states.items() if state is not State.CLOSED]
    assert State.OPEN is hours.span(utc("2026-11-25T12:00")).state


@pytest.mark.parametrize("country", ["XX", "", "fr", "FRA"])
def test_a_country_of_unknown_holidays_is_refused(country: str) -> None:
    """Without holidays an expression with PH would be read wrongly in silence."""
    with pytest.raises(ValueError, match="public holidays of this country are not known"):
        Hours("Mo-Fr 09:00-18:00; PH off", PARIS, country)


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        # 2027-03-28: at 01:00 UTC the clocks of Paris go from 02:00 to 03:00.
        ("Mo-Su 02:30-04:00", "2027-03-28T01:00", ("open", "2027-03-28 01:00", "2027-03-28 02:00")),
        ("Mo-Su 02:30-04:00", "2027-03-28T00:59:59.999999", ("closed", "2027-03-27 03:00", "2027-03-28 01:00")),
        ("Mo-Su 00:00-02:30", "2027-03-28T00:30", ("open", "2027-03-27 23:00", "2027-03-28 01:00")),
        ("Mo-Su 00:00-02:30", "2027-03-28T01:00", ("closed", "2027-03-28 01:00", "2027-03-28 22:00")),
        ("Mo-Su 02:10-02:50", "2027-03-28T00:30", ("closed", "2027-03-27 01:50", "2027-03-29 00:10")),
        ("Mo-Su 01:00-05:00", "2027-03-28T00:30", ("open", "2027-03-28 00:00", "2027-03-28 03:00")),
        ("Mo-Su 09:00-18:00", "2027-03-28T00:30", ("closed", "2027-03-27 17:00", "2027-03-28 07:00")),
    ],
)
def test_the_night_in_which_an_hour_is_left_out(expression: str, at: str, expected: tuple[str, str, str]) -> None:
    """In spring the hour from 02:00 to 03:00 does not exist: what begins or ends in it does so at the change."""
    assert expected == span(expression, at)


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        # 2026-10-25: at 01:00 UTC the clocks of Paris go from 03:00 back to 02:00.
        ("Mo-Su 02:00-03:00", "2026-10-25T00:00", ("open", "2026-10-25 00:00", "2026-10-25 02:00")),
        ("Mo-Su 02:00-03:00", "2026-10-25T01:30", ("open", "2026-10-25 00:00", "2026-10-25 02:00")),
        ("Mo-Su 02:00-02:30", "2026-10-25T00:15", ("open", "2026-10-25 00:00", "2026-10-25 00:30")),
        ("Mo-Su 02:00-02:30", "2026-10-25T00:45", ("closed", "2026-10-25 00:30", "2026-10-25 01:00")),
        ("Mo-Su 02:00-02:30", "2026-10-25T01:15", ("open", "2026-10-25 01:00", "2026-10-25 01:30")),
        ("Mo-Su 02:00-02:30", "2026-10-25T01:45", ("closed", "2026-10-25 01:30", "2026-10-26 01:00")),
        ("Mo-Su 02:15-02:45", "2026-10-25T00:30", ("open", "2026-10-25 00:15", "2026-10-25 00:45")),
        ("Mo-Su 02:15-02:45", "2026-10-25T01:00", ("closed", "2026-10-25 00:45", "2026-10-25 01:15")),
        ("Mo-Su 02:15-02:45", "2026-10-25T01:30", ("open", "2026-10-25 01:15", "2026-10-25 01:45")),
        ("Mo-Su 02:30-04:00", "2026-10-25T00:59", ("open", "2026-10-25 00:30", "2026-10-25 01:00")),
        ("Mo-Su 02:30-04:00", "2026-10-25T01:15", ("closed", "2026-10-25 01:00", "2026-10-25 01:30")),
        ("Mo-Su 02:30-04:00", "2026-10-25T02:00", ("open", "2026-10-25 01:30", "2026-10-25 03:00")),
        ("Mo-Su 22:00-03:00", "2026-10-25T01:59:59", ("open", "2026-10-24 20:00", "2026-10-25 02:00")),
        ("Mo-Su 09:00-18:00", "2026-10-25T00:30", ("closed", "2026-10-24 16:00", "2026-10-25 08:00")),
    ],
)
def test_the_night_in_which_an_hour_is_repeated(expression: str, at: str, expected: tuple[str, str, str]) -> None:
    """In autumn both passes of the hour from 02:00 to 03:00 have the state that the wall clock gives them."""
    assert expected == span(expression, at)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 20, 12, tzinfo=UTC),
        datetime(2026, 11, 20, 12, tzinfo=timezone.utc),  # noqa: UP017 - the class, not only its instance, is a trap
        datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("UTC")),
        datetime(2026, 11, 20, 13, tzinfo=PARIS),
        datetime(2026, 11, 21, 1, tzinfo=ZoneInfo("Pacific/Auckland")),
        datetime(2026, 11, 20, 8, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
    ],
)
def test_an_instant_may_be_given_in_any_zone(at: datetime) -> None:
    """Only the instant counts; the result is in UTC."""
    result = Hours("Mo-Fr 09:00-18:00", PARIS, "FR").span(at)
    assert Span(State.OPEN, utc("2026-11-20T08:00"), utc("2026-11-20T17:00")) == result
    assert [UTC, UTC] == [edge.tzinfo for edge in (result.start, result.end) if edge]


def test_both_passes_of_a_repeated_hour_are_told_apart_in_the_zone_itself() -> None:
    """An instant given in the line's own zone is read with its fold."""
    hours = Hours("Mo-Su 02:00-02:30", PARIS, "FR")
    passes = [hours.span(datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=fold)) for fold in (0, 1)]
    assert [utc("2026-10-25T00:30"), utc("2026-10-25T01:30")] == [result.end for result in passes]


@pytest.mark.parametrize(
    ("expression", "at", "expected"),
    [
        ("Dec 25 10:00-12:00", "2026-11-20T12:00", ("closed", "2025-12-25 11:00", "2026-12-25 09:00")),
        ("Feb 29 10:00-12:00", "2026-11-20T12:00", ("closed", "2024-02-29 11:00", "2028-02-29 09:00")),
        ("Jul-Aug off; Mo-Fr 10:00-12:00", "2026-11-20T12:00", ("closed", "2026-11-20 11:00", "2026-11-23 09:00")),
        ("Mo-Su 10:00-12:00; Jul-Aug off", "2026-07-15T12:00", ("closed", "2026-06-30 10:00", "2026-09-01 08:00")),
    ],
)
def test_rare_hours_are_found_years_away(expression: str, at: str, expected: tuple[str, str, str]) -> None:
    """A change is found however rare it is, across many changes of the clocks."""
    assert expected == span(expression, at)


@pytest.mark.parametrize(
    ("zone", "at", "start", "end"),
    [
        ("Europe/Paris", "2026-10-25T00:59:59.999999", "2026-03-29T01:00", "2026-10-25T01:00"),
        ("Europe/Paris", "2026-10-25T01:00", "2026-10-25T01:00", "2027-03-28T01:00"),
        ("Europe/Paris", "2026-10-25T01:00:00.000001", "2026-10-25T01:00", "2027-03-28T01:00"),
        ("Europe/Paris", "2027-03-28T01:00", "2027-03-28T01:00", "2027-10-31T01:00"),
        ("Europe/Paris", "2027-03-28T00:59:59", "2026-10-25T01:00", "2027-03-28T01:00"),
        ("Europe/Dublin", "2026-11-20T12:00", "2026-10-25T01:00", "2027-03-28T01:00"),
        ("Atlantic/Azores", "2026-11-20T12:00", "2026-10-25T01:00", "2027-03-28T01:00"),
        ("America/Miquelon", "2026-11-20T12:00", "2026-11-01T04:00", "2027-03-14T05:00"),
        ("Europe/London", "1965-03-21T01:59:59.5", "1964-10-25T02:00", "1965-03-21T02:00"),
        ("Europe/London", "1965-03-21T02:00:00.5", "1965-03-21T02:00", "1965-10-24T02:00"),
    ],
)
def test_the_stretch_of_an_offset_is_exact(zone: str, at: str, start: str, end: str) -> None:
    """The second of a clock change belongs to the new offset; the microsecond before it to the old one."""
    assert (utc(start), utc(end)) == offset_span(ZoneInfo(zone), utc(at))


@pytest.mark.parametrize("zone", ["UTC", "Indian/Reunion", "America/Cayenne", "Atlantic/Reykjavik"])
def test_a_zone_without_clock_changes_has_no_edges(zone: str) -> None:
    """Where the clocks never change the stretch is endless."""
    assert (None, None) == offset_span(ZoneInfo(zone), utc("2026-11-20T12:00"))


FIRST, LAST = utc("1901-01-01T00:00"), utc("9990-01-01T00:00")


@pytest.mark.parametrize("expression", ["Jan 01 00:00-24:00", "24/7; Jan 01 closed"])
def test_outside_of_the_calendar_the_state_is_that_of_its_edge(expression: str) -> None:
    """Before 1901 and from 9990 on nothing changes: New Year's Day lasts, whatever day it is today."""
    hours = Hours(expression, PARIS, "FR")
    state = hours.span(FIRST).state
    assert (state is State.OPEN) == expression.startswith("Jan")
    assert Span(state, None, FIRST) == hours.span(FIRST - MICROSECOND) == hours.span(utc("1800-06-01T00:00"))
    assert Span(state, LAST, None) == hours.span(LAST) == hours.span(utc("9998-06-01T00:00"))


@pytest.mark.parametrize("at", [FIRST - MICROSECOND, FIRST, FIRST + MICROSECOND, LAST - MICROSECOND, LAST, LAST + MICROSECOND])
def test_an_instant_at_the_edge_of_the_calendar_lies_in_its_span(at: datetime) -> None:
    """start <= at < end there too, for hours and for offsets, whose stretch from 9990 on is endless."""
    found = Hours("Mo 09:00-10:00", PARIS, "FR").span(at)
    for start, end in ((found.start, found.end), offset_span(PARIS, at)):
        assert (start or at) <= at < (end or datetime.max.replace(tzinfo=UTC))
    assert ((LAST, None) == offset_span(PARIS, at)) == (at >= LAST)


def test_edges_are_in_utc() -> None:
    """Whatever zone the instant is given in, and whatever zone the machine is in."""
    hours = Hours("Mo-Fr 09:00-18:00", PARIS, "FR")
    for at in (utc("2026-11-20T12:00"), datetime(2026, 11, 20, 12, tzinfo=PARIS)):
        found, ahead = hours.span(at), hours.ahead(at)
        assert [True] * 3 == [edge is not None and edge.tzinfo is UTC for edge in (found.start, found.end, ahead.end)]


@pytest.mark.parametrize("at", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)])
@pytest.mark.parametrize("expression", ["24/7", "Mo 09:00-10:00"])
def test_the_edges_of_the_calendar_are_no_error(expression: str, at: datetime) -> None:
    """Total: any aware datetime has a state."""
    assert Hours(expression, PARIS, "FR").span(at).state in State


_MINUTES = st.sampled_from([0, 30, 60, 90, 119, 120, 121, 135, 150, 165, 180, 181, 240, 540, 780, 1080, 1410, 1439])
_DAYS = st.sampled_from(["", "Mo-Su ", "Mo-Fr ", "Sa,Su ", "Su ", "Mo,We,Fr ", "Sa ", "Su[-1] ", "PH,Su ", "Mo-Su,PH "])
_TAILS = st.sampled_from(
    [
        "",
        "; PH off",
        "; PH 10:00-12:00",
        "; PH unknown",
        "; Mar,Oct Su 02:00-02:30",
        "; Dec 24-26 off",
        "; Su off",
        "; Jul-Aug off",
        "; Sa unknown",
    ]
)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def expressions(draw: st.DrawFn) -> str:
    times = draw(st.lists(st.tuples(_MINUTES, _MINUTES).filter(lambda pair: pair[0] != pair[1]), max_size=2))
    base = draw(_DAYS) + ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in times)
    return (base.strip() or "24/7") + draw(_TAILS)


_NEAR = [utc(text) for text in ("2026-10-25T01:00", "2027-03-28T01:00", "2026-12-25T00:00", "2028-02-29T12:00", "2026-07-14T00:00")]
INSTANTS = st.builds(
    lambda near, minutes, micro: near + timedelta(minutes=minutes, microseconds=micro),
    st.sampled_from(_NEAR),
    st.integers(-300, 300) | st.integers(-200_000, 200_000),
    st.sampled_from([0, 1, 59_999_999]) | st.integers(0, 59_999_999),
)
ZONES = st.sampled_from(
    [
        ("FR", "Europe/Paris"),
        ("GB", "Europe/London"),
        ("GR", "Europe/Athens"),
        ("PT", "Atlantic/Azores"),
        ("FR", "Indian/Reunion"),
        ("IS", "UTC"),
    ]
)


@settings(deadline=None)
@given(expression=expressions(), place=ZONES, at=INSTANTS, share=st.floats(0, 1))
@example(expression="Su 02:00-02:30", place=("FR", "Europe/Paris"), at=_NEAR[0], share=0.5)
@example(expression="Su 02:30-04:00", place=("FR", "Europe/Paris"), at=_NEAR[1], share=0.5)
def test_a_span_is_the_longest_stretch_of_one_state(expression: str, place: tuple[str, str], at: datetime, share: float) -> None:
    """start <= at < end; every instant inside has the same span, up to its last microsecond; outside the state is another."""
    hours = Hours(expression, ZoneInfo(place[1]), place[0])
    found = hours.span(at)
    start, end = found.start or at - timedelta(days=3), found.end or at + timedelta(days=3)
    assert start <= at < end
    for inside in (start, start + (end - start) * share, at, end - MICROSECOND):
        if start <= inside < end:
            assert found == hours.span(inside)
    if found.start:
        before = hours.span(found.start - MICROSECOND)
        assert (True, found.start) == (before.state is not found.state, before.end)
    if found.end:
        after = hours.span(found.end)
        assert (True, found.end) == (after.state is not found.state, after.start)


_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _naive_state(days: frozenset[int], start: time, end: time, wall: datetime) -> State:
    """Open today from `start`, or still since yesterday."""
    is_overnight = end <= start
    today = wall.weekday() in days and start <= wall.time() and (is_overnight or wall.time() < end)
    yesterday = is_overnight and (wall.weekday() - 1) % 7 in days and wall.time() < end
    return State.OPEN if today or yesterday else State.CLOSED


@settings(deadline=None, max_examples=200)
@given(days=st.frozensets(st.integers(0, 6), min_size=1), start=_MINUTES, end=_MINUTES, at=INSTANTS, zone=ZONES)
def test_weekly_hours_mean_what_the_wall_clock_says(
    days: frozenset[int], start: int, end: int, at: datetime, zone: tuple[str, str]
) -> None:
    """For weekdays and one stretch of time the state is what a plain look at the local clock gives."""
    assume(start != end)
    expression = f"{','.join(_WEEKDAYS[day] for day in sorted(days))} {_clock(start)}-{_clock(end)}"
    wall = at.astimezone(ZoneInfo(zone[1])).replace(tzinfo=None)
    expected = _naive_state(days, time(*divmod(start, 60)), time(*divmod(end, 60)), wall)
    assert expected is Hours(expression, ZoneInfo(zone[1]), zone[0]).span(at).state


@given(expression=expressions())
def test_a_normal_form_is_its_own(expression: str) -> None:
    """Normalising twice changes nothing more."""
    assert normalise(expression) == normalise(normalise(expression))


@settings(deadline=None)
@given(
    zone=st.sampled_from(["Europe/Paris", "Europe/London", "Europe/Dublin", "Atlantic/Azores", "Africa/Casablanca"]),
    day=st.integers(0, 1500),
    second=st.integers(0, 86_399),
)
def test_an_offset_holds_in_its_stretch_and_not_outside(zone: str, day: int, second: int) -> None:
    """Inside `[start, end)` the offset is the same; a second before and at the end it is another."""
    tz = ZoneInfo(zone)
    at = datetime.combine(date(2025, 1, 1), time(), tzinfo=UTC) + timedelta(days=day, seconds=second)
    start, end = offset_span(tz, at)
    offset = at.astimezone(tz).utcoffset()
    assert start is not None
    assert end is not None
    assert start <= at < end
    inside, outside = (start, end - timedelta(seconds=1)), (start - timedelta(seconds=1), end)
    assert all(same == (edge.astimezone(tz).utcoffset() == offset) for same, edges in ((True, inside), (False, outside)) for edge in edges)


@given(
    questions=st.lists(
        st.tuples(
            st.sampled_from(["Europe/Paris", "America/Miquelon", "Atlantic/Azores", "Indian/Reunion", "Europe/London"]).map(ZoneInfo),
            st.integers(-3000, 3000).map(lambda days: _NEAR[0] + timedelta(days=days)),
        ),
        max_size=8,
    )
)
@example([(PARIS, utc("2026-10-28T00:00")), (ZoneInfo("America/Miquelon"), utc("2026-10-28T00:00"))])
def test_known_clock_changes_are_those_of_the_zone(questions: list[tuple[ZoneInfo, datetime]]) -> None:
    """A memo, shared by zones and instants, says what looking says."""
    changes = ClockChanges()
    for zone, at in (*questions, *questions):
        assert offset_span(zone, at) == changes.around(zone, at)


def test_hours_are_the_same_in_any_order_of_questions() -> None:
    """No question leaves a trace: earlier instants after later ones have the same answers."""
    hours = Hours("Mo-Fr 09:00-18:00; PH off", PARIS, "FR")
    instants = [utc("2026-10-24T00:00") + timedelta(hours=hour) for hour in range(0, 72, 5)]
    assert [hours.span(at) for at in instants] == [hours.span(at) for at in reversed(instants)][::-1]
