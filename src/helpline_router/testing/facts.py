"""Strategies for registries: countries with helplines, emergency numbers, gaps and retired numbers."""

from collections.abc import Collection
from functools import cache
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.models import Country, EmergencyNumber, Gap, RetiredNumber
from helpline_router.registry import Registry
from helpline_router.testing.lines import CHECKED_ON, helplines, plain_helplines
from helpline_router.testing.picking import choices
from helpline_router.testing.places import PLACES
from helpline_router.testing.reporters import CATEGORIES, age_bands
from helpline_router.vocabulary import ChannelKind, EmergencyKind

EMERGENCY: Final = (
    EmergencyNumber(number="112", kind=EmergencyKind.GENERAL, sources=("https://example.org",)),
    EmergencyNumber(
        number="114", kind=EmergencyKind.ACCESSIBLE, reached_by=ChannelKind.SMS, note="by text", sources=("https://example.org",)
    ),
)


@cache
def _gaps() -> SearchStrategy[Gap]:
    reasons = st.sampled_from(("none found", "closed in 2025"))
    return st.builds(Gap, category=st.sampled_from(CATEGORIES), ages=age_bands(), reason=reasons, checked_on=st.just(CHECKED_ON[0]))


@cache
@st.composite
def sections(draw: DrawFn, code: str = "FR", most: int = 6) -> Country:
    """What a registry knows of a country."""
    place = PLACES[code]
    is_crowded = draw(st.booleans())
    one_line = plain_helplines if is_crowded else helplines
    fewest = most - 1 if is_crowded else 2
    return Country(
        timezone=place.zone,
        languages=draw(st.sampled_from((place.languages, place.languages[:1]))),
        territories=draw(st.sampled_from(choices(place.territories, 0))),
        emergency=EMERGENCY[: draw(st.integers(1, 2))],
        gaps=tuple(draw(st.lists(_gaps(), max_size=2))),
        retired_numbers=(RetiredNumber(number="3020", note="replaced"),),
        helplines=tuple(draw(one_line(code, f"{number}")) for number in range(draw(st.integers(fewest, most)))),
    )


@st.composite
def registries(draw: DrawFn, most: int = 2, *, countries: Collection[str] = tuple(PLACES)) -> Registry:
    """Valid registries of some countries of a pool (see `places.PLACES`), `most` at most.

    They shrink to one country with two lines that are open to everybody, day and night.

    >>> from hypothesis import given
    >>> @given(registries(most=1, countries=["FR", "BE"]))
    ... def law(registry):
    ...     assert list(registry.countries) in (["FR"], ["BE"])
    >>> law()
    """
    chosen = draw(st.lists(st.sampled_from(tuple(countries)), min_size=1, max_size=most, unique=True))
    # The first country gets room for the crowding that places are about; the others stay small.
    drawn = {code: draw(sections(code, 6 if code == chosen[0] else 3)) for code in chosen}
    return Registry(version="2026.11.20", countries=dict(sorted(drawn.items())))
