"""What a table tells apart: of a country its ages, languages and communities, and the places whose reports get the same lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from helpline_router.iso import FREQUENT_COUNTRIES, REGION_TERRITORIES, region_path
from helpline_router.keys import OTHER_LANGUAGE, CountryKeys
from helpline_router.policy import Policy
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.situations import place_of
from helpline_router.vocabulary import MAXIMUM_AGE, Community, Preference

PREFERENCES: Final[tuple[Preference | None, ...]] = (None, *Preference)
_UNCOVERED: Final = "-"
# Valid codes of languages that a line may one day speak, and the last one hardly.
_SPARE_LANGUAGES: Final = ("vo", "ia", "ie", "io", "cu", "ae")


@dataclass(frozen=True)
class Area:
    """A covered country with its territories, or all that is not covered, or an unknown country: what is told apart there.

    An age class is a segment for an exact age, then `unknown`, then the pairs of the segments in which the ends of a band lie.
    """

    segments: tuple[AgeBand, ...]
    languages: tuple[str | None, ...]
    language_codes: tuple[tuple[str, int], ...]
    communities: tuple[Community, ...]

    @property
    def age_classes(self) -> int:
        """How many there are."""
        count = len(self.segments)
        return count + 1 + count * (count + 1) // 2

    def age_class(self, age: int | AgeBand | None) -> int:
        """The class of a report's age."""
        if age is None:
            return len(self.segments)
        if isinstance(age, AgeBand):
            return band_class(len(self.segments), self._segment(age.minimum), self._segment(age.maximum))
        return self._segment(age)

    def example_ages(self) -> tuple[int | AgeBand | None, ...]:
        """An age for each class, in their order."""
        exact = (segment.minimum for segment in self.segments)
        bands = (
            AgeBand(minimum=self.segments[low].minimum, maximum=self.segments[high].maximum)
            for high in range(len(self.segments))
            for low in range(high + 1)
        )
        return (*exact, None, *bands)

    def language_class(self, language: str | None) -> int:
        """The class of a report's language."""
        return 0 if language is None else self._classes.get(language, 1)

    def example_languages(self) -> tuple[str | None, ...]:
        """A language for each class, in their order."""
        other = next(code for code in _SPARE_LANGUAGES if code not in self._classes)
        return tuple(other if language == OTHER_LANGUAGE else language for language in self.languages)

    def community_mask(self, communities: Sequence[Community]) -> int:
        """Those of the communities that are told apart here, as bits."""
        return sum(1 << index for index, name in enumerate(self.communities) if name in communities)

    def merged(self, index: int) -> "Area":
        """The area with a segment and the next one made one."""
        one, other = self.segments[index], self.segments[index + 1]
        whole = AgeBand(minimum=one.minimum, maximum=other.maximum)
        return replace(self, segments=(*self.segments[:index], whole, *self.segments[index + 2 :]))

    def _segment(self, age: int) -> int:
        return self._segments[age]

    @cached_property
    def _segments(self) -> tuple[int, ...]:
        return tuple(
            index for index, segment in enumerate(self.segments) for _ in range(segment.minimum, min(segment.maximum, MAXIMUM_AGE) + 1)
        )

    @cached_property
    def _classes(self) -> dict[str, int]:
        return dict(self.language_codes)


def band_class(segments: int, low: int, high: int) -> int:
    """The class of a band whose ends lie in these segments, of so many."""
    return segments + 1 + high * (high + 1) // 2 + low


@dataclass(frozen=True, slots=True)
class Place:
    """Where reports get the same lines; `country` and `region` are those of one such report."""

    area: str | None
    country: str | None
    region: str | None


class Map:
    """The places of a registry. Finds that of a report; places are numbered in a fixed order, areas come with the first of theirs."""

    def __init__(self, registry: Registry, policy: Policy) -> None:
        self._registry = registry
        codes = (None, _UNCOVERED, *registry.countries)
        keys = {code: CountryKeys(code, registry, policy) for code in codes}
        self.areas: dict[str | None, Area] = {code: _area(keys[code]) for code in codes}
        self._named = {code: keys[code].named_regions for code in codes}
        self._around = {name: region_path(name) for named in self._named.values() for name in named}
        self._numbers: dict[object, int] = {}
        self._known: dict[tuple[str | None, str | None], int] = {}
        self.places: list[Place] = []
        for country, region in self.wheres():
            self._number(country, region)

    def wheres(self) -> Iterator[tuple[str | None, str | None]]:
        """Every country and region that makes a difference: none, one that is not covered, the covered ones with all their regions."""
        import pycountry

        covered = {*self._registry.countries, *self._registry.territories}
        yield None, None
        yield next(code for code in ("US", *country_codes()) if code not in covered), None
        for country in (*self._registry.countries, *sorted(self._registry.territories)):
            yield country, None
            own = pycountry.subdivisions.get(country_code=country) or ()  # type: ignore[no-untyped-call]  # pycountry types it in part
            yield from ((country, region) for region in sorted(subdivision.code for subdivision in own))
            yield from ((country, region) for region, area in REGION_TERRITORIES.items() if area == country)

    def place(self, country: str | None, region: str | None) -> int:
        """The number of the place of a report with this country and region."""
        where = country, region
        if where not in self._known:
            self._known[where] = self._numbers[self._signature(country, region)]
        return self._known[where]

    def _number(self, country: str | None, region: str | None) -> None:
        signature = self._signature(country, region)
        if signature not in self._numbers:
            self._numbers[signature] = len(self.places)
            self.places.append(Place(signature[0], country, region))

    def _signature(self, country: str | None, region: str | None) -> tuple[str | None, bool, frozenset[str], frozenset[str]]:
        """The area; if it has named regions, whether the region is known at all, in which of them it lies, and which lie in it."""
        code, path = place_of(country, region, self._registry)
        area = None if country is None else code or _UNCOVERED
        named = self._named[area] if path else ()
        return area, bool(named), frozenset(path).intersection(named), frozenset(name for name in named if path[0] in self._around[name])


def country_codes() -> tuple[str, ...]:
    """All codes of ISO 3166-1, alpha-2."""
    import pycountry

    return tuple(sorted({country.alpha_2 for country in pycountry.countries} | FREQUENT_COUNTRIES))


def _area(keys: CountryKeys) -> Area:
    starts: dict[object, int] = {}
    for age in range(MAXIMUM_AGE + 1):
        starts.setdefault(keys.ages[age], age)
    first = [*starts.values(), MAXIMUM_AGE + 1]
    classes = sorted({name for name in keys.languages.values() if name is not None})
    languages = (None, OTHER_LANGUAGE, *classes)
    return Area(
        segments=tuple(AgeBand(minimum=start, maximum=end - 1) for start, end in pairwise(first)),
        languages=languages,
        language_codes=tuple((code, languages.index(name)) for code, name in sorted(keys.languages.items(), key=str) if code is not None),
        communities=tuple(sorted(keys.communities)),
    )
