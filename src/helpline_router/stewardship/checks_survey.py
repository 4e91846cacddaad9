"""What every kind of reporter is offered in every country: the cells of the domain, each with its plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Final

from helpline_router.domain import age_segments, named_communities, named_regions
from helpline_router.iso import REGION_TERRITORIES, region_path, territory_of
from helpline_router.models import Country, Helpline
from helpline_router.plan import RoutingPlan
from helpline_router.planning import hit_rule, plan_situation
from helpline_router.policy import Policy
from helpline_router.proofs import describe
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.situations import Situation
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, Category, Community, Role, Scope

# The youngest age of coverage: hardly anybody younger reports, and no hole is declared for them alone.
YOUNGEST: Final = 10

_ADULTS: Final = AgeBand(minimum=ADULT_AGE)


@dataclass(frozen=True, slots=True)
class SurveyedCell:
    """Reports of one country that neither its lines nor the rules can tell apart."""

    ages: AgeBand | None
    """The ages that are alike; None for an unknown age."""
    situation: Situation
    """One of these reports: of the youngest of the ages."""
    plan: RoutingPlan
    """What it is offered."""

    @property
    def example(self) -> str:
        """An example report."""
        return describe(self.situation)

    @property
    def is_plain(self) -> bool:
        """Whether it is of an affected person of whom neither region nor community is known."""
        return self.situation.role is Role.AFFECTED and not self.situation.region and not self.situation.communities

    @property
    def is_national(self) -> bool:
        """Whether a rule finds a line of the country."""
        return self.plan.scope is Scope.NATIONAL

    @property
    def offered(self) -> tuple[Helpline, ...]:
        """The lines offered, the best first."""
        return tuple(candidate.helpline for candidate in self.plan.candidates)


def survey(registry: Registry, policy: Policy) -> Mapping[str, tuple[SurveyedCell, ...]]:
    """The cells of each country. Those for which no rule is hit are left out: that is for the proofs to tell."""
    return MappingProxyType(
        {
            code: tuple(
                SurveyedCell(ages, situation, plan_situation(situation, registry, policy))
                for ages, situation in _situations(code, country, policy)
                if hit_rule(policy.rules, situation) is not None
            )
            for code, country in registry.countries.items()
        }
    )


def _situations(code: str, country: Country, policy: Policy) -> Iterator[tuple[AgeBand | None, Situation]]:
    segments = segments_of(country, policy)
    ages: list[tuple[AgeBand | None, AgeBand | None]] = [(part, AgeBand(minimum=part.minimum, maximum=part.minimum)) for part in segments]
    adults = [(part, age) for part, age in ages if part is not None and part.minimum >= ADULT_AGE]
    places = product(Category, Role, _regions(code, country, policy), _communities(country, policy))
    for category, role, region, communities in places:
        is_adult = role in ADULT_ROLES
        for part, age in [*adults, (None, _ADULTS)] if is_adult else [*ages, (None, None)]:
            yield (
                part,
                Situation(
                    category=category, age=age, role=role, country=country, country_code=code, is_country_given=True, region=region,
                    communities=communities,
                ),
            )  # fmt: skip


def segments_of(country: Country, policy: Policy) -> tuple[AgeBand, ...]:
    """All ages, cut wherever a line of the country, a declared gap or a rule begins or ends."""
    return age_segments(
        (
            AgeBand(minimum=YOUNGEST),
            *(rule.when.age for rule in policy.rules if isinstance(rule.when.age, AgeBand)),
            *(line.audience.ages for line in country.helplines),
            *(gap.ages for gap in country.gaps),
        )
    )


def _regions(code: str, country: Country, policy: Policy) -> tuple[tuple[str, ...], ...]:
    """Unknown, each region that a line or a rule names and a report can come from, and one that none names."""
    named = named_regions(code, country.helplines, (rule.when for rule in policy.rules))
    paths = [path for path in (region_path(region) or (region,) for region in sorted(named)) if _is_covered(path, country)]
    return ((), *paths, *_elsewhere(code, {part for path in paths for part in path}))


def _is_covered(path: tuple[str, ...], country: Country) -> bool:
    """A region with an ISO 3166-1 code of its own counts as another country, unless this one lists it."""
    area = territory_of(path)
    return area is None or area in country.territories


def _elsewhere(code: str, named: set[str]) -> tuple[tuple[str, ...], ...]:
    if not named:
        return ()
    import pycountry

    known = pycountry.subdivisions.get(country_code=code) or ()  # type: ignore[no-untyped-call]  # pycountry types it in part
    codes = sorted({region.code for region in known} - set(REGION_TERRITORIES))
    paths = map(region_path, codes)
    return next(((path,) for path in paths if named.isdisjoint(path)), ())


def _communities(country: Country, policy: Policy) -> tuple[frozenset[Community], ...]:
    named = named_communities(country.helplines, (rule.when for rule in policy.rules))
    return (frozenset(), *(frozenset({community}) for community in named))
