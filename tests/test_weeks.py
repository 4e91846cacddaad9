"""The regular week: whose day a night is, what is cut, what holds on holidays; it agrees with `Hours` minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpline_router import default_router
from helpline_router.hours import Hours, wall_clock_hours
from helpline_router.testing.lines import hours
from helpline_router.vocabulary import State
from helpline_router.weeks import Stretch, Week, week_of

MONDAY = date(2026, 11, 16)
WHOLE = "00:00-00:00"
DAY = timedelta(days=1)


def shown(stretches: tuple[Stretch, ...] | None) -> str | None:
    """Stretches as a short text: a question mark stands for unknown."""
    if stretches is None:
        return None
    marks = {State.OPEN: "", State.UNKNOWN: "?"}
    return " ".join(f"{each.start:%H:%M}-{each.end:%H:%M}{marks[each.state]}" for each in stretches)


def week(expression: str, *, country: str = "FR", monday: date = MONDAY) -> list[str | None]:
    return list(map(shown, week_of(expression, country, monday).days))


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("24/7", [WHOLE] * 7),
        ("Mo-Su 00:00-24:00", [WHOLE] * 7),
        ("off", [""] * 7),
        ("PH off", [""] * 7),
        ("Mo-Su unknown", [f"{WHOLE}?"] * 7),
        ("Mo-Fr 09:00-12:30,14:00-18:00", ["09:00-12:30 14:00-18:00"] * 5 + [""] * 2),
        ("Mo-Fr 09:00-12:00,12:00-18:00", ["09:00-18:00"] * 5 + [""] * 2),
        ("Mo-Fr 09:00-13:00,12:00-18:00", ["09:00-18:00"] * 5 + [""] * 2),
        ("Mo-Su 18:00-24:00", ["18:00-00:00"] * 7),
        ("Fr 20:00-02:00", [""] * 4 + ["20:00-02:00"] + [""] * 2),
        ("Fr 20:00-24:00; Sa 00:00-02:00", [""] * 4 + ["20:00-02:00"] + [""] * 2),
        ("Su 20:00-02:00", [""] * 6 + ["20:00-02:00"]),
        ("Mo 00:00-02:00; Su 20:00-24:00", [""] * 6 + ["20:00-02:00"]),
        ("Sa 09:00-24:00; Su 00:00-09:00", [""] * 5 + ["09:00-09:00", ""]),
        ("Sa 09:00-24:00; Su 00:00-09:01", [""] * 5 + ["09:00-00:00", "00:00-09:01"]),
        ("Fr 18:00-24:00; Sa,Su 00:00-24:00; Mo 00:00-06:00", ["00:00-06:00", "", "", "", "18:00-00:00", WHOLE, WHOLE]),
        ("Mo-Su 10:00-24:00, Mo-Su 00:00-10:00 unknown", ["00:00-10:00? 10:00-00:00"] * 7),
        ("Mo-Fr 09:00-17:00; Mo 11:00-20:00 unknown", ["11:00-20:00?"] + ["09:00-17:00"] * 4 + [""] * 2),
        ("Mo-Su 22:00-24:00, Mo-Su 00:00-06:00 unknown", ["00:00-06:00? 22:00-00:00"] * 7),
        ("PH,Su 10:00-12:00", [""] * 6 + ["10:00-12:00"]),
    ],
)
def test_the_days_of_a_week(expression: str, days: list[str]) -> None:
    """A night belongs to the day on which it starts; longer than a day is cut at midnights; what touches is one."""
    assert days == week(expression)


def test_public_holidays_are_left_out_of_the_week() -> None:
    """Christmas 2026, a Friday, is an ordinary Friday in the regular week."""
    assert ["09:00-17:00"] * 5 + ["", ""] == week("Mo-Fr 09:00-17:00; PH off", monday=date(2026, 12, 21))


def test_dates_and_months_count_for_the_week() -> None:
    """A week of July is another than one of November, and Christmas Eve by date is closed."""
    seasonal = "Mo-Su 10:00-12:00; Jul-Aug 14:00-16:00; Dec 24 off"
    assert ["10:00-12:00"] * 7 == week(seasonal)
    assert ["14:00-16:00"] * 7 == week(seasonal, monday=date(2027, 7, 5))
    assert "" == week(seasonal, monday=date(2026, 12, 21))[3]


@pytest.mark.parametrize(
    ("expression", "holidays", "vary"),
    [
        ("24/7", None, False),
        ("Mo-Su,PH 00:00-24:00", None, False),
        ("Mo-Fr 09:00-17:00", None, False),
        ("Mo-Fr 09:00-17:00; PH off", "", False),
        ("Mo-Fr 09:00-17:00; PH unknown", f"{WHOLE}?", False),
        ("Mo-Fr 09:00-17:00; PH", WHOLE, False),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "10:00-12:00", False),
        ("Mo-Su,PH 09:00-23:00", "09:00-23:00", False),
        ("Mo-Fr; Sa,Su,PH unknown", f"{WHOLE}?", False),
        # The night before ends with the holiday, or it is no part of it.
        ("Mo-Su 19:00-07:00; PH unknown", f"{WHOLE}?", False),
        ("Mo-Su 19:00-07:00; PH off", "", False),
        ("Mo-Su 19:00-07:00; PH 00:00-12:00", "00:00-12:00", False),
        ("Mo-Su,PH 19:00-07:00", "19:00-07:00", False),
        ("Mo-Su,PH 09:00-24:00, Mo-Su,PH 00:00-09:00 unknown", "00:00-09:00? 09:00-00:00", False),
        (
            "Mo-Sa 00:00-01:00,09:00-24:00; Su,PH 00:00-01:00,09:00-13:00,17:00-24:00",
            "09:00-13:00 17:00-01:00",
            False,
        ),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00; Dec 25 off", None, True),
        ("PH 10:00-12:00; Sa off", None, True),
        ("PH off; Su 10:00-12:00", None, True),
    ],
)
def test_the_hours_on_public_holidays(expression: str, holidays: str | None, vary: bool) -> None:  # noqa: FBT001 - the expected value
    """What the expression says of them, without the night before; None where it says nothing, or not the same of each."""
    found = week_of(expression, "FR", MONDAY)
    assert (holidays, vary) == (shown(found.holidays), found.holidays_vary)


@pytest.mark.parametrize(
    ("expression", "is_always_open"),
    [
        ("24/7", True),
        ("Mo-Su; PH", True),
        ("24/7; PH off", False),
        ("24/7; PH unknown", False),
        ("Mo-Su unknown", False),
        ("Mo-Sa", False),
        ("off", False),
        ("24/7; PH 10:00-12:00; Dec 25 off", False),
    ],
)
def test_always_open(expression: str, is_always_open: bool) -> None:  # noqa: FBT001 - the expected value
    """Only day and night, on public holidays too."""
    assert is_always_open is week_of(expression, "FR", MONDAY).is_always_open


def test_new_years_day_is_a_holiday_in_the_united_kingdom() -> None:
    """The one that opening-hours-py leaves out counts as in `Hours`: other hours of that day make holidays vary."""
    assert week_of("Mo-Fr 09:00-17:00; PH 10:00-12:00; Jan 1 off", "GB", MONDAY).holidays_vary


@pytest.mark.parametrize(
    ("expression", "country", "monday", "reason"),
    [
        ("unknown", "FR", MONDAY, "not known have no week"),
        ("SH off", "FR", MONDAY, "school holidays are not known"),
        ("Mo-Fr 09:00-17:00; PH off", "XX", MONDAY, "public holidays of this country are not known"),
        ("24/7", "FR", MONDAY + DAY, "begins on a Monday"),
        ("24/7", "FR", date(1, 1, 1), "begins on a Monday of the years 1901 to 9989"),
    ],
)
def test_what_has_no_week_is_refused(expression: str, country: str, monday: date, reason: str) -> None:
    """With the reason."""
    with pytest.raises(ValueError, match=reason):
        week_of(expression, country, monday)


# Laws


def covers(stretch: Stretch, clock: time) -> bool:
    """Whether the stretch covers a time of the day on which it starts."""
    return stretch.start <= clock and (clock < stretch.end or stretch.end <= stretch.start)


def state_in(week: Week, day: int, clock: time, eve: tuple[Stretch, ...]) -> State:
    """What a reader of the week finds for a time of a day: in its own stretches, or in what the day before left over."""
    own = [stretch.state for stretch in week.days[day] if covers(stretch, clock)]
    left = [stretch.state for stretch in eve if stretch.end <= stretch.start and clock < stretch.end]
    found = own + left
    assert len(found) <= 1
    return found[0] if found else State.CLOSED


# A week around one of the others, in which a month, a date or a leap day begins; none holds a change of the clocks.
_MONDAYS = st.sampled_from([date(2026, 11, 16), date(2026, 6, 29), date(2026, 12, 21), date(2026, 12, 28), date(2028, 2, 28)])
_SHIPPED = sorted(
    {
        (channel.hours, code)
        for code, country in default_router().registry.countries.items()
        for line in country.helplines
        for channel in line.channels
        if channel.hours not in (None, "unknown")
    }
)
EXPRESSIONS = st.tuples(hours().filter(lambda text: text != "unknown"), st.sampled_from(("FR", "GB", "ES"))) | st.sampled_from(_SHIPPED)


@given(place=EXPRESSIONS, monday=_MONDAYS)
@example(place=("Fr 18:00-24:00; Sa,Su 00:00-24:00; Mo 00:00-06:00", "FR"), monday=MONDAY)
@example(place=("Mo-Su 19:00-07:00; Jul-Aug off", "FR"), monday=date(2026, 6, 29))
def test_a_week_agrees_with_the_hours_minute_by_minute(place: tuple[str, str], monday: date) -> None:
    """On days that are no holidays, and whose eve is none, each minute has the state of `Hours`; nights reach into the next day."""
    expression, country = place
    found = week_of(expression, country, monday)
    states = states_by_minute(Hours(expression, ZoneInfo("UTC"), country), monday, 7)
    eve = week_of(expression, country, monday - 7 * DAY).days[6]
    for number in range(7):
        day = monday + number * DAY
        if not (is_holiday(country, day) or is_holiday(country, day - DAY)):
            assert states[day] == {clock: state_in(found, number, clock, eve) for clock in CLOCK}
        eve = found.days[number]


CLOCK = tuple(time(*divmod(minute, 60)) for minute in range(24 * 60))


def states_by_minute(hours: Hours, first: date, days: int) -> dict[date, dict[time, State]]:
    """What `Hours` says of each minute of some days: it is asked again whenever it says that its answer ends."""
    found: dict[date, dict[time, State]] = {}
    span = None
    for day in (first + number * DAY for number in range(days)):
        for clock in CLOCK:
            at = datetime.combine(day, clock, UTC)
            if span is None or (span.end is not None and span.end <= at):
                span = hours.ahead(at)
            found.setdefault(day, {})[clock] = span.state
    return found


@cache
def is_holiday(country: str, day: date) -> bool:
    return wall_clock_hours("PH", country).is_open(datetime.combine(day, time(12)))


@given(place=EXPRESSIONS)
@example(place=("Mo-Su 19:00-07:00; PH unknown", "FR"))
@example(place=("Mo-Sa 00:00-01:00,09:00-24:00; Su,PH 00:00-01:00,09:00-13:00,17:00-24:00", "FR"))
def test_the_holidays_agree_with_the_hours_minute_by_minute(place: tuple[str, str]) -> None:
    """On each public holiday its own hours hold; at other times it is closed, or the night before still goes on."""
    expression, country = place
    read = Hours(expression, ZoneInfo("UTC"), country)
    found = week_of(expression, country, MONDAY)
    if found.holidays is None:
        return
    for day in filter(lambda day: is_holiday(country, day), (MONDAY + number * DAY for number in range(400))):
        eve = found.holidays if is_holiday(country, day - DAY) else found.days[(day - DAY).weekday()]
        for clock, state in states_by_minute(read, day, 1)[day].items():
            own = {stretch.state for stretch in found.holidays if covers(stretch, clock)}
            left = {stretch.state for stretch in eve if stretch.end <= stretch.start and clock < stretch.end}
            assert (day, clock, state in (own or {State.CLOSED, *left})) == (day, clock, True)
