"""The registry: the loaded facts of all countries, valid and immutable."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from helpline_router.channels import national_digits
from helpline_router.errors import RegistryError
from helpline_router.hours import HOLIDAYS_UNKNOWN, knows_holidays
from helpline_router.models import Country, FrozenCountries, Helpline
from helpline_router.records import FrozenMapping, Record, Text, content_digest

Finding = tuple[tuple[str | int, ...], str]


class Registry(Record):
    """The facts of all countries. Load one with `load_registry`, or take `default_router().registry`."""

    version: Text
    """The version, by date."""
    countries: FrozenCountries = Field(min_length=1)
    """The countries by ISO 3166-1 alpha-2 code, in the order of the codes."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        findings = [*_misplaced_countries(self.countries), *_ambiguous_lines(self.countries), *_returned_numbers(self.countries)]
        if findings:
            raise ValidationError.from_exception_data(
                "Registry",
                [
                    InitErrorDetails(type=PydanticCustomError("registry", "{text}", {"text": text}), loc=loc, input=None)
                    for loc, text in findings
                ],
            )
        return self

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, as `sha256:<hex>`; comments and layout do not count."""
        return content_digest(self)

    @cached_property
    def territories(self) -> Mapping[str, str]:
        """The codes of areas that use another country's lines, each with that country's code."""
        return FrozenMapping({area: code for code, country in self.countries.items() for area in country.territories})

    def helpline(self, helpline_id: str) -> Helpline:
        """The line with this id. Raises KeyError if there is none."""
        for line in self._lines_beside(helpline_id):
            if line.id == helpline_id:
                return line
        raise KeyError(helpline_id)

    def __contains__(self, helpline_id: str) -> bool:
        return any(line.id == helpline_id for line in self._lines_beside(helpline_id))

    def _lines_beside(self, helpline_id: str) -> tuple[Helpline, ...]:
        """The lines of the country with which an id starts: no other country is looked at."""
        code = helpline_id[:2].upper()
        return self.countries[code].helplines if code in self.countries else ()


def _misplaced_countries(countries: Mapping[str, Country]) -> Iterator[Finding]:
    for before, code in pairwise(countries):
        if code < before:
            yield ("countries", code), f"countries are sorted by code: {code} comes before {before}"
    owners: dict[str, str] = {}
    for code, country in countries.items():
        for index, area in enumerate(country.territories):
            place = ("countries", code, "territories", index)
            if area in countries:
                yield place, f"{area} has a section of its own"
            if area in owners:
                yield place, f"{area} is a territory of {owners[area]} already"
            owners.setdefault(area, code)


def _ambiguous_lines(countries: Mapping[str, Country]) -> Iterator[Finding]:
    seen: set[str] = set()
    for code, country in countries.items():
        for index, line in enumerate(country.helplines):
            place = ("countries", code, "helplines", index)
            if line.id in seen:
                yield (*place, "id"), f"two lines are called {line.id}"
            seen.add(line.id)
            if not line.id.startswith(f"{code.lower()}-"):
                yield (*place, "id"), f"the ids of this country start with {code.lower()}-"
            for region_index, region in enumerate(line.regions):
                if not region.startswith(f"{code}-"):
                    yield (*place, "regions", region_index), f"the regions of this country start with {code}-"
        yield from _unreadable_holidays(code, country)


def _unreadable_holidays(code: str, country: Country) -> Iterator[Finding]:
    """An expression can be well-formed and still not be evaluable for its country: its public holidays may be unknown."""
    if knows_holidays(code):
        return
    for index, line in enumerate(country.helplines):
        for channel_index, channel in enumerate(line.channels):
            if channel.hours and "PH" in channel.hours:
                place = ("countries", code, "helplines", index, "channels", channel_index, "hours")
                yield place, HOLIDAYS_UNKNOWN


def _returned_numbers(countries: Mapping[str, Country]) -> Iterator[Finding]:
    """A retired number is the same number in its international form, with whatever stands between its digits."""
    for code, country in countries.items():
        codes = (code, *country.territories)
        retired = {national_digits(entry.number, codes): entry for entry in reversed(country.retired_numbers)}
        for index, line in enumerate(country.helplines):
            for channel_index, channel in enumerate(line.channels):
                forms = (channel.value, channel.international) if channel.number_digits else ()
                found = [entry for form in forms if form and (entry := retired.get(national_digits(form, codes)))]
                for entry in found[:1]:
                    place = ("countries", code, "helplines", index, "channels", channel_index, "value")
                    instead = f", replaced by {entry.replaced_by}" if entry.replaced_by else ""
                    yield place, f"{entry.number} is retired in {code}{instead}: {entry.note.rstrip('.')}; it stands in {line.id}"


def load_registry(path: str | Path) -> Registry:
    """Read `helplines.yaml`. Raises `RegistryError` with all its problems, each with its place, or OSError if it can't be opened."""
    from helpline_router import _yaml

    return _yaml.load(path, Registry, RegistryError)[1]
