"""The finite space of situations that a table of rules can tell apart: what proofs and coverage enumerate."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations_with_replacement, product

from helpline_router.iso import region_path, territory_of
from helpline_router.models import Country, Helpline
from helpline_router.policy import Policy, When
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.situations import Situation
from helpline_router.vocabulary import ADULT_AGE, MAXIMUM_AGE, Category, Community, Role


def age_segments(bands: Iterable[AgeBand]) -> tuple[AgeBand, ...]:
    """Consecutive bands that cover all ages and are cut wherever a given band begins or ends, and at 18.

    >>> [(segment.minimum, segment.maximum) for segment in age_segments([AgeBand(maximum=12)])]
    [(0, 12), (13, 17), (18, 120)]
    """
    cuts = {0, ADULT_AGE}
    for band in bands:
        cuts |= {band.minimum, band.maximum + 1}
    starts = sorted(cut for cut in cuts if cut <= MAXIMUM_AGE)
    return tuple(
        AgeBand(minimum=start, maximum=next_start - 1) for start, next_start in zip(starts, [*starts[1:], MAXIMUM_AGE + 1], strict=True)
    )


def age_classes(segments: tuple[AgeBand, ...]) -> tuple[AgeBand | None, ...]:
    """One age or band for each class that the cuts can tell apart: each segment's first age, each run of segments, unknown."""
    ages = (AgeBand(minimum=segment.minimum, maximum=segment.minimum) for segment in segments)
    runs = (AgeBand(minimum=one.minimum, maximum=other.maximum) for one, other in combinations_with_replacement(segments, 2))
    return (*dict.fromkeys((*ages, *runs)), None)


def named_communities(lines: Iterable[Helpline], whens: Iterable[When]) -> list[Community]:
    """The communities that a line or a rule asks for."""
    asked = {name for line in lines for name in line.audience.communities}
    return sorted(asked | {name for when in whens for name in when.communities or ()})


def named_regions(code: str, lines: Iterable[Helpline], whens: Iterable[When]) -> set[str]:
    """The regions of a country that a line or a rule asks for."""
    asked = {region for line in lines for region in line.regions}
    return asked | {region for when in whens for region in when.region or () if region.startswith(f"{code}-")}


def rule_cells(registry: Registry, policy: Policy) -> Iterator[Situation]:
    """The situations that the rules alone can tell apart, whatever the lines.

    Countries and regions that no rule names are alike to the rules: one cell, without a country, stands for them all.
    """
    whens = [rule.when for rule in policy.rules]
    segments = age_segments(when.age for when in whens if isinstance(when.age, AgeBand))
    ages = age_classes(segments)
    adult_ages = tuple(age for age in ages if age is not None and age.minimum >= ADULT_AGE)
    communities = [frozenset[Community](), *(frozenset({name}) for name in named_communities((), whens))]
    for (code, country, region), category, role in product(_rule_places(registry, policy), Category, Role):
        place_and_role = Situation(
            category=category, role=role, country=country, country_code=code, region=region, is_country_given=code is not None,
        )  # fmt: skip
        for named, age in product(communities, adult_ages if place_and_role.is_adult_by_role else ages):
            yield replace(place_and_role, age=age, communities=named)


def _rule_places(registry: Registry, policy: Policy) -> Iterator[tuple[str | None, Country | None, tuple[str, ...]]]:
    yield None, None, ()
    for code in sorted({code for rule in policy.rules for code in rule.when.country or ()}):
        yield code, registry.countries.get(code), ()
    for region in sorted({region for rule in policy.rules for region in rule.when.region or ()}):
        code, path = region[:2], region_path(region)
        if territory_of(path) in (None, *(registry.countries[code].territories if code in registry.countries else ())):
            yield code, registry.countries.get(code), path
