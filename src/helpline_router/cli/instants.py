"""The moment that `--at` names: with an offset, or as a local time, of which a zone makes an instant or nothing."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router.cli.failures import InputError
from helpline_router.hours import offset_span
from helpline_router.iso import region_path, territory_of
from helpline_router.registry import Registry
from helpline_router.report import Report

_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100

_FORM: Final = "--at must be a date and time, with an offset or Z such as 2026-11-20T18:00:00+01:00"
_NO_COUNTRY: Final = f"{_FORM}, or with --country, whose local time it then is"
_NO_ZONE: Final = "--at must have an offset or Z, such as 2026-11-20T18:00:00+01:00: the local time there is not known"

# Regions with another clock than the rest of their country, as the tz database describes its zones (zone.tab).
_REGION_ZONES: Final[Mapping[str, str]] = MappingProxyType(
    {"ES-CN": "Atlantic/Canary", "ES-CE": "Africa/Ceuta", "ES-ML": "Africa/Ceuta", "PT-20": "Atlantic/Azores", "PT-30": "Atlantic/Madeira"}
)


def read_instant(text: str | None, zone_of: Callable[[], ZoneInfo]) -> datetime:
    """The instant; now if none is given. The zone is asked for only if the text has no offset.

    Raises `InputError` for what is no moment, and for a local time that the zone's clocks leave out or show twice.
    """
    if text is None:
        return datetime.now(UTC).astimezone()
    written = read_time(text)
    return _localised(written, zone_of()) if written.utcoffset() is None else written


def read_time(text: str) -> datetime:
    """A date and time, naive if it has no offset. Raises `InputError` for anything else."""
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(_FORM) from None
    if _is_date(text.strip()):
        raise InputError(_FORM)
    if not _FIRST_YEAR <= written.year <= _LAST_YEAR:
        raise InputError(f"--at must lie in the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return written


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _localised(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks of a zone show a naive time. Raises `InputError` if they never do, or twice."""
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    # As an instant: between datetimes of one zone the difference would be that of their clocks.
    if first.astimezone(UTC) < second.astimezone(UTC):
        offsets = [instant.isoformat()[-len("+01:00") :] for instant in (first, second)]
        raise InputError(
            f"--at occurs twice, for the clocks go back then: add {offsets[0]} for the first time, {offsets[1]} for the second"
        )
    change, _ = offset_span(zone, first)
    after = change.astimezone(zone) if change else first
    raise InputError(f"--at does not exist, for the clocks go forward then: give a time from {after:%H:%M} on, or an offset")


def zone_of_reporter(report: Report, registry: Registry) -> ZoneInfo:
    """The zone of the reporter's clocks: that of the region or territory if it has one of its own, else the country's.

    Raises `InputError` without a country, and where no single zone is known.
    """
    if report.country is None:
        raise InputError(_NO_COUNTRY)
    path = region_path(report.region) if report.region else ()
    for region in path:
        if region in _REGION_ZONES:
            return ZoneInfo(_REGION_ZONES[region])
    area = territory_of(path) or report.country
    if area in registry.countries:
        return ZoneInfo(registry.countries[area].timezone)
    zones = _zones_of_area(area)
    if area not in registry.territories or len(zones) != 1:
        raise InputError(_NO_ZONE)
    return ZoneInfo(zones[0])


def _zones_of_area(code: str) -> list[str]:
    """The zones that the tz database lists for an ISO 3166-1 code."""
    rows = (row.split("\t") for row in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines())
    return [row[2] for row in rows if row[0] == code]
