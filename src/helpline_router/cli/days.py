"""The day for which the stewards' commands look at the lines."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Final

import typer

from helpline_router.cli.failures import InputError

_YEARS: Final = range(2000, 2101)

DayOption = Annotated[str | None, typer.Option("--at", help="The day to look at, such as 2026-11-20; today if left out.", metavar="DATE")]


def read_day(text: str | None) -> date:
    """The day; today in UTC if none is given. Raises `InputError` for anything else."""
    if text is None:
        return datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise InputError(f"--at must be a day such as 2026-11-20, in the years {_YEARS[0]} to {_YEARS[-1]}")
    return day


def noon(day: date) -> datetime:
    """The instant for which an overlay is applied."""
    return datetime.combine(day, time(12), UTC)
