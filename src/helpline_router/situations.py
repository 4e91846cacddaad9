"""A report as the registry sees it: which country, which region, whose age."""

from dataclasses import dataclass
from typing import Final

from helpline_router.iso import TERRITORY_REGIONS, region_path, territory_of
from helpline_router.models import Country, Helpline
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, Category, CodeNotice, Community, Preference, Role

"""The roles of which nobody is a minor, whatever age is given."""
_ALL_AGES: Final = AgeBand()
_ADULT_AGES: Final = AgeBand(minimum=ADULT_AGE)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Situation:
    """A report as the registry sees it: the country found, the age one that the reporter's role allows."""

    category: Category
    age: AgeBand | None = None
    role: Role = Role.AFFECTED
    country: Country | None = None
    country_code: str | None = None
    is_country_given: bool = False
    region: tuple[str, ...] = ()
    language: str | None = None
    communities: frozenset[Community] = frozenset()
    prefer: Preference | None = None
    code_notices: tuple[CodeNotice, ...] = ()

    @property
    def is_adult_by_role(self) -> bool:
        """A parent or a professional is an adult; their age makes no referral conditional."""
        return self.role in ADULT_ROLES

    @property
    def lines(self) -> tuple[Helpline, ...]:
        """The country's lines; none if it is unknown or not covered."""
        return self.country.helplines if self.country else ()

    @property
    def timezone(self) -> str:
        """The country's zone; UTC if there is none."""
        return self.country.timezone if self.country else "UTC"

    @property
    def likely_languages(self) -> tuple[str, ...]:
        """The reporter's language; the country's, if it is unknown."""
        if self.language is not None:
            return (self.language,)
        return self.country.languages if self.country else ()

    @property
    def possible_ages(self) -> AgeBand:
        """The ages the reporter may have: of a parent or a professional, the adult ones."""
        ages = self.age or _ALL_AGES
        if self.is_adult_by_role and ages.minimum < ADULT_AGE:
            return AgeBand(minimum=ADULT_AGE, maximum=ages.maximum)
        return ages


def situate(report: Report, registry: Registry) -> Situation:
    """The situation of a report: its territory resolved into country and region, its age into a band."""
    code, region = place_of(report.country, report.region, registry)
    return Situation(
        category=report.category,
        age=_age_of(report),
        role=report.role,
        country=registry.countries.get(code or ""),
        country_code=code,
        is_country_given=report.country is not None,
        region=region,
        language=report.language,
        communities=frozenset(report.communities),
        prefer=report.prefer,
        code_notices=report.code_notices,
    )


def place_of(country: str | None, region: str | None, registry: Registry) -> tuple[str | None, tuple[str, ...]]:
    """The code of the country whose lines serve a place, None if there is none, and the path of regions, innermost first.

    A part of a country that has an ISO 3166-1 code of its own is served by that country's lines only if the registry says so.
    """
    path = region_path(region) if region else ()
    if country in registry.countries:
        territory = territory_of(path)
        if territory is None or registry.territories.get(territory) == country:
            return country, path
        return None, ()
    owner = registry.territories.get(country or "")
    if owner is None:
        return None, ()
    return owner, path or (TERRITORY_REGIONS.get(country or "", country or ""),)


def _age_of(report: Report) -> AgeBand | None:
    age = AgeBand(minimum=report.age, maximum=report.age) if isinstance(report.age, int) else report.age
    if report.role in ADULT_ROLES and (age is None or age.maximum < ADULT_AGE):
        return _ADULT_AGES
    return age
