"""The key of a report: what the lines of its country and the rules can tell apart of it, and nothing else.

Reports of one key get the same lines for the same reasons at every instant. There are finitely many keys, so what is kept by key
is bounded, and nothing ever has to be thrown away.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Final

from helpline_router.domain import age_segments, named_communities, named_regions
from helpline_router.iso import region_path, same_languages
from helpline_router.policy import Policy
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.situations import place_of

Fields = Mapping[str, Any]
Key = tuple[Hashable, ...]

OTHER_LANGUAGE: Final = "*"
"""Stands for every language that neither a line nor the country speaks."""


class _Ages(dict[Hashable, Hashable]):
    """The part of each age; of a band, the parts of its ends, which are found when it is asked for."""

    def __missing__(self, age: Hashable) -> Hashable:
        if not isinstance(age, AgeBand):
            raise KeyError("not an age")
        ends = self[age.minimum], self[age.maximum]
        # One tuple for all keys: most keys of a country are of bands.
        return self.setdefault(ends, ends)


class CountryKeys:
    """The keys of the reports that name one country, or an area with a code of its own, or none.

    `ages` and `languages` are parts of the key ready to be looked up; `key` is the whole of it. `communities` and
    `named_regions` are those that a line or a rule looks at. The dictionary of regions fills as reports name them: there are as many
    as ISO 3166-2 allows.
    """

    __slots__ = ("_code", "_country", "_regions", "_registry", "ages", "communities", "languages", "named_regions")

    def __init__(self, country: str | None, registry: Registry, policy: Policy) -> None:
        self._country, self._registry = country, registry
        self._code, _ = place_of(country, None, registry)
        served = registry.countries.get(self._code or "")
        lines = served.helplines if served else ()
        whens = [rule.when for rule in policy.rules]
        segments = age_segments(
            (
                AgeBand(minimum=policy.minimum_platform_age),
                *(line.audience.ages for line in lines),
                *(when.age for when in whens if isinstance(when.age, AgeBand)),
                *(gap.ages for gap in (served.gaps if served else ())),
            )
        )
        self.ages = _Ages({None: None})
        for index, segment in enumerate(segments):
            self.ages.update(dict.fromkeys(range(segment.minimum, segment.maximum + 1), index))
        spoken = {*(served.languages if served else ()), *(language for line in lines for language in line.spoken_languages)}
        self.languages: dict[str | None, str | None] = {None: None} | {
            same: same_languages(language)[0] for language in spoken for same in same_languages(language)
        }
        self.named_regions = named_regions(self._code or "", lines, whens)
        self.communities = {*named_communities(lines, whens)}
        self._regions: dict[str | None, Hashable] = {None: None}

    def key(self, fields: Fields) -> Key:
        """The key of a report, given by its fields."""
        return (
            fields["category"],
            fields["role"],
            self.ages[fields["age"]],
            self.languages.get(fields["language"], OTHER_LANGUAGE),
            self._region(fields["region"]),
            tuple(name for name in fields["communities"] if name in self.communities),
            fields["prefer"],
            fields["code_notices"],
        )

    def _region(self, region: str | None) -> Hashable:
        """Which of the named regions it lies in, and which lie in it."""
        if region not in self._regions:
            code, path = place_of(self._country, region, self._registry)
            inside = {name for name in self.named_regions if path and path[0] in region_path(name)}
            is_told_apart = self.named_regions or code != self._code
            self._regions[region] = (code, frozenset(self.named_regions.intersection(path)), frozenset(inside)) if is_told_apart else None
        return self._regions[region]
