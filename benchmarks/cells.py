"""Every cell that a router can tell apart: one report for each key of `helpline_router.keys.CountryKeys`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import pycountry

from helpline_router import AgeBand, Category, Report, Role, Router
from helpline_router.iso import REGION_TERRITORIES
from helpline_router.keys import OTHER_LANGUAGE, CountryKeys

NOT_COVERED: Final = "US"
OTHER_LANGUAGES: Final = ("vo", "ia", "ie", "io")
COMBINATIONS: Final = 3 * 4
"""Of a preference (text, voice, none) and the two notices of a code, each there or not."""


@dataclass(frozen=True, slots=True)
class Axes:
    """An example of each value that the keys of one country can have."""

    country: str | None
    ages: tuple[int | None, ...]
    bands: tuple[AgeBand, ...]
    languages: tuple[str | None, ...]
    regions: tuple[str | None, ...]
    communities: int
    """How many are told apart."""

    def reports(self, ages: Sequence[Any]) -> Iterator[Report]:
        """A report for each cell of these ages, without communities, preference and notices of a code."""
        for category, role, age, language, region in product(Category, Role, ages, self.languages, self.regions):
            yield Report(category=category, role=role, age=age, country=self.country, region=region, language=language)

    @property
    def size(self) -> int:
        """How many cells there are without communities, preference and notices of a code."""
        ages = len(self.ages) + len(self.bands)
        return len(Category) * len(Role) * ages * len(self.languages) * len(self.regions)

    @property
    def full_size(self) -> int:
        """How many there are with every set of communities, every preference and every notice of a code."""
        return self.size * COMBINATIONS << self.communities


def all_axes(router: Router) -> Iterator[Axes]:
    """Those of no country, of one that is not covered, and of every country and territory that has lines."""
    registry = router.registry
    for country in (None, NOT_COVERED, *registry.countries, *registry.territories):
        yield _axes(country, CountryKeys(country, registry, router.policy))


def _axes(country: str | None, keys: CountryKeys) -> Axes:
    starts: dict[Any, int] = {}
    for age in range(121):
        starts.setdefault(keys.ages[age], age)
    # A band of two years at least: one of a single year is that age. A segment of one year has no band of its own.
    ends = {index: age for age in range(121) for index in (keys.ages[age],)}
    bands = [
        AgeBand(minimum=starts[low], maximum=ends[high])
        for low, high in product(starts, starts)
        if starts[low] < ends[high] and starts[low] <= starts[high]
    ]
    languages: dict[str | None, str | None] = {}
    for code, name in keys.languages.items():
        languages.setdefault(name, code)
    languages[OTHER_LANGUAGE] = next(code for code in OTHER_LANGUAGES if code not in keys.languages)
    return Axes(
        country, (None, *starts.values()), tuple(bands), tuple(languages.values()), tuple(_regions(country, keys)), len(keys.communities)
    )


def _regions(country: str | None, keys: CountryKeys) -> Iterator[str | None]:
    """One region for each place that the keys tell apart; None, an unknown one, is the first."""
    own = sorted(area.code for area in pycountry.subdivisions if area.country_code == country)
    abroad = sorted(region for region, area in REGION_TERRITORIES.items() if area == country)
    found: set[Any] = set()
    for region in (None, *own, *abroad) if country else (None,):
        key = keys.key(Report(category="hate", country=country, region=region).__dict__)
        if key not in found:
            found.add(key)
            yield region
