"""The reports that two routers can tell apart: cells of country, category, role, age, region and community."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from helpline_router.domain import age_segments, named_communities, named_regions
from helpline_router.iso import TERRITORY_REGIONS, country_code, region_path
from helpline_router.models import Country
from helpline_router.records import AgeBand
from helpline_router.report import Report
from helpline_router.routing import Router
from helpline_router.situations import situate
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, Category, Community, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Reports that are all answered alike. An age, a region and a community that are not known are None."""

    country: str
    category: Category
    role: Role = Role.AFFECTED
    age: AgeBand | None = None
    region: str | None = None
    """An ISO 3166-2 code, or the ISO 3166-1 code of a territory that has none."""
    community: Community | None = None

    @property
    def report(self) -> Report:
        """A report of this cell: of the youngest of its ages."""
        is_territory = self.region is not None and "-" not in self.region
        return Report(
            category=self.category,
            role=self.role,
            age=None if self.age is None else self.age.minimum,
            country=self.region if is_territory else self.country,
            region=None if is_territory else self.region,
            communities=() if self.community is None else (self.community,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What the cells of a country can differ in, besides category and role."""

    country: str
    ages: tuple[AgeBand | None, ...]
    regions: tuple[str | None, ...]
    communities: tuple[Community | None, ...]

    def ages_of(self, role: Role) -> tuple[AgeBand | None, ...]:
        """The ages that a role can have: a parent or professional is an adult, whatever age a report gives."""
        if role not in ADULT_ROLES:
            return self.ages
        return tuple(age for age in self.ages if age is None or age.minimum >= ADULT_AGE)

    def cells(self) -> Iterator[Cell]:
        """Every cell of the country."""
        for category, role in product(Category, Role):
            for age, region, community in product(self.ages_of(role), self.regions, self.communities):
                yield Cell(country=self.country, category=category, role=role, age=age, region=region, community=community)


def axes_of(code: str, *routers: Router) -> Axes | None:
    """What these routers together can tell apart in a country; None if ISO 3166-1 has no such code, so that no report names it.

    Ages are cut where a line or rule begins or ends; regions and communities are those that a line or rule names, but for
    regions that no router serves.
    """
    if country_code(code) != code:
        return None
    countries = [country for router in routers if (country := router.registry.countries.get(code))]
    whens = [rule.when for router in routers for rule in router.policy.rules if code in (rule.when.country or (code,))]
    lines = [line for country in countries for line in country.helplines]
    bands = [*(line.audience.ages for line in lines), *(when.age for when in whens if isinstance(when.age, AgeBand))]
    return Axes(
        country=code,
        ages=(*age_segments(bands), None),
        regions=(None, *(region for region in _regions(countries, named_regions(code, lines, whens)) if _is_served(code, region, routers))),
        communities=(None, *named_communities(lines, whens)),
    )


def _regions(countries: Iterable[Country], named: Iterable[str]) -> list[str]:
    """A territory stands under its code of ISO 3166-2, as a report may name it either way. Codes that ISO doesn't know can't be named."""
    known = {region for region in named if region_path(region)}
    territories = {area for country in countries for area in country.territories if country_code(area) == area}
    return sorted(known | {TERRITORY_REGIONS.get(area, area) for area in territories})


def _is_served(code: str, region: str, routers: Iterable[Router]) -> bool:
    report = Cell(country=code, category=Category.HATE, region=region).report
    return any(situate(report, router.registry).country is not None for router in routers)
