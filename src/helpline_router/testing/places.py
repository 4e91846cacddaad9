"""What the generated registries know of countries: a pool of those whose regions, languages or zones are hard."""

from dataclasses import dataclass
from typing import Final

from helpline_router.iso import REGION_TERRITORIES
from helpline_router.registry import Registry


@dataclass(frozen=True)
class Place:
    """What the pool knows of a country. `regions` mixes areas, their parts, and areas with an ISO 3166-1 code of their own."""

    zone: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    territories: tuple[str, ...] = ()
    other_zones: tuple[str, ...] = ()


PLACES: Final = {
    "FR": Place(
        "Europe/Paris", ("fr",), ("FR-IDF", "FR-75C", "FR-974", "FR-973"), ("RE", "GF", "BL"), ("Indian/Reunion", "America/Cayenne")
    ),
    "GB": Place("Europe/London", ("en", "cy"), ("GB-ENG", "GB-NIR", "GB-BFS", "GB-LND", "GB-WLS"), ("IM", "JE")),
    "BE": Place("Europe/Brussels", ("nl", "fr", "de"), ("BE-BRU", "BE-VLG", "BE-VAN", "BE-WAL")),
    "ES": Place("Europe/Madrid", ("es", "ca"), ("ES-CT", "ES-B", "ES-CN", "ES-TF"), (), ("Atlantic/Canary",)),
    "FI": Place("Europe/Helsinki", ("fi", "sv"), ("FI-01", "FI-18"), ("AX",)),
    "IE": Place("Europe/Dublin", ("en", "ga"), ("IE-L", "IE-D")),
    "NO": Place("Europe/Oslo", ("no",), ("NO-03", "NO-21", "NO-22"), ("SJ",)),
    "NL": Place("Europe/Amsterdam", ("nl", "fy"), ("NL-NH", "NL-AW", "NL-BQ1"), ("AW", "BQ"), ("America/Aruba",)),
    "PT": Place("Europe/Lisbon", ("pt",), ("PT-20", "PT-11"), (), ("Atlantic/Azores",)),
    "DE": Place("Europe/Berlin", ("de",), ("DE-BE", "DE-BY")),
}
ELSEWHERE: Final = ("US", "BR", "RE", "IM", "AX", "NC")
"""Of countries and areas that no generated registry covers as such."""
LANGUAGES: Final = ("en", "fr", "ar", "nb")
"""What is spoken here and there."""


def regions_for(registry: Registry, code: str | None) -> tuple[str, ...]:
    """Regions that a report from a country, or from an area with a code of its own, may name."""
    if code is None:
        return ()
    if code in PLACES:
        return PLACES[code].regions
    owner = next((owner for owner, place in PLACES.items() if code in place.territories), None)
    if owner is not None:
        return tuple(region for region, area in REGION_TERRITORIES.items() if area == code)
    if code in registry.countries:
        return tuple({region: None for line in registry.countries[code].helplines for region in line.regions})
    return ("US-CA",) if code == "US" else ()
