"""The codes of countries (ISO 3166-1, and E.164 for calling them), regions (ISO 3166-2) and languages (ISO 639, in BCP 47 tags)."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

# The European Commission writes these two countries its own way (Interinstitutional Style Guide, 7.1).
_EU_CODES: Final = {"UK": "GB", "EL": "GR"}

# Known without pycountry, whose import costs half as much as pydantic's.
FREQUENT_COUNTRIES: Final = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK US".split()  # noqa: SIM905 - one line reads best
)

# Parts of a country in ISO 3166-2 that ISO 3166-1 also lists as areas of their own.
REGION_TERRITORIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FI-01": "AX",
        "FR-971": "GP",
        "FR-972": "MQ",
        "FR-973": "GF",
        "FR-974": "RE",
        "FR-976": "YT",
        "FR-BL": "BL",
        "FR-MF": "MF",
        "FR-NC": "NC",
        "FR-PF": "PF",
        "FR-PM": "PM",
        "FR-TF": "TF",
        "FR-WF": "WF",
        "NL-AW": "AW",
        "NL-BQ1": "BQ",
        "NL-BQ2": "BQ",
        "NL-BQ3": "BQ",
        "NL-CW": "CW",
        "NL-SX": "SX",
        "NO-21": "SJ",
        "NO-22": "SJ",
    }
)

# Those that are one part of their country, with that part.
TERRITORY_REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {area: region for region, area in REGION_TERRITORIES.items() if list(REGION_TERRITORIES.values()).count(area) == 1}
)

# Withdrawn codes that services still send (ISO 3166-2, changes of 2020 and 2021).
_FORMER_REGIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"FR-75": "FR-75C", "FR-GF": "FR-973", "FR-GP": "FR-971", "FR-MQ": "FR-972", "FR-RE": "FR-974", "FR-YT": "FR-976"}
)

# ITU-T, list of assigned E.164 country codes (position of 15 December 2016): of the 32 countries and what belongs to them.
_CALLED: Final = """
    AT 43, AX 358, AW 297, BE 32, BG 359, BL 590, BQ 599, CH 41, CW 599, CY 357, CZ 420, DE 49, DK 45, EE 372, ES 34, FI 358, FO 298, FR 33,
    GB 44, GF 594, GG 44, GI 350, GL 299, GP 590, GR 30, HR 385, HU 36, IE 353, IM 44, IS 354, IT 39, JE 44, LI 423, LT 370, LU 352, LV 371,
    MF 590, MQ 596, MT 356, NC 687, NL 31, NO 47, PF 689, PL 48, PM 508, PT 351, RE 262, RO 40, SE 46, SI 386, SJ 47, SK 421, SX 1, TF 262,
    WF 681, YT 262
"""
CALLING_CODES: Final[Mapping[str, str]] = MappingProxyType({pair.split()[0]: pair.split()[1] for pair in _CALLED.split(",")})
"""What stands behind the plus sign of a country's numbers."""

# ITU-T, dialling procedures (E.164, position of 15 December 2011); Lithuania's 8 has become 0 since.
TRUNK_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"HU": "06", **dict.fromkeys("AT BE BG CH DE FI FR GB HR IE LT NL RO SE SI SK".split(), "0")}  # noqa: SIM905 - one line reads best
)
"""What is dialled before a full number inside a country, and not from abroad; the other countries have nothing of the kind."""

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")

# ISO 639-3 macrolanguages that helplines and browsers name in different ways.
_MACROLANGUAGES: Final = {"nb": "no", "nn": "no", "cmn": "zh", "fil": "tl", "in": "id", "iw": "he"}


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code for an alpha-2 or alpha-3 code in any case, or None if ISO knows no such country.

    >>> country_code("fra"), country_code("UK"), country_code("xx")
    ('FR', 'GB', None)
    """
    code = text.strip().upper() if text.isascii() else ""
    code = _EU_CODES.get(code, code)
    if code in FREQUENT_COUNTRIES or code in REGION_TERRITORIES.values():
        return code
    import pycountry

    country = pycountry.countries.get(alpha_2=code) or pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2) if country else None


def region_path(code: str) -> tuple[str, ...]:
    """A region's ISO 3166-2 code and those of the regions around it, innermost first; empty if ISO knows no such code.

    >>> region_path("gb-bfs")
    ('GB-BFS', 'GB-NIR')
    """
    import pycountry

    path: list[str] = []
    first = code.strip().upper()
    next_code: str | None = _FORMER_REGIONS.get(first, first)
    while next_code and next_code not in path:
        region = pycountry.subdivisions.get(code=next_code)  # type: ignore[no-untyped-call]  # pycountry types it in part
        if region is None:
            break
        path.append(next_code)
        next_code = region.parent_code
    return tuple(path)


def territory_of(path: Sequence[str]) -> str | None:
    """The ISO 3166-1 code of the area that a path of regions lies in, if that area is not simply the country.

    >>> territory_of(["FR-974"]), territory_of(["FR-75", "FR-IDF"])
    ('RE', None)
    """
    return next((REGION_TERRITORIES[region] for region in path if region in REGION_TERRITORIES), None)


def language_code(tag: str) -> str | None:
    """The language of a BCP 47 tag, in lower case and without script or country, or None if the tag is malformed.

    >>> language_code("pt-BR"), language_code("fra"), language_code("not a tag")
    ('pt', 'fr', None)
    """
    tag = tag.strip()
    if not _LANGUAGE_TAG.fullmatch(tag):
        return None
    code = re.split("[-_]", tag)[0].lower()
    if len(code) == 2:
        return code
    import pycountry

    # BCP 47 wants the shortest code, and that is the one the registry has.
    language = pycountry.languages.get(alpha_3=code)
    return str(getattr(language, "alpha_2", code))


def is_same_language(one: str, other: str) -> bool:
    """Whether two language codes name one language, macrolanguages included.

    >>> is_same_language("no", "nb"), is_same_language("sv", "da")
    (True, False)
    """
    return _MACROLANGUAGES.get(one, one) == _MACROLANGUAGES.get(other, other)


def same_languages(code: str) -> tuple[str, ...]:
    """All codes that name the same language; the first is the one that stands for them.

    >>> same_languages("nb"), same_languages("fr")
    (('no', 'nb', 'nn'), ('fr',))
    """
    language = _MACROLANGUAGES.get(code, code)
    return (language, *(other for other, macro in _MACROLANGUAGES.items() if macro == language))


def region_name(code: str) -> str:
    """The name of a region in its own language, without the other names and the inversion that ISO 3166-2 adds; the code if unknown.

    >>> region_name("GB-SCT"), region_name("XX-YYY")
    ('Scotland', 'XX-YYY')
    """
    import pycountry

    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]  # pycountry types it in part
    if found is None:
        return code
    name, _, start = re.sub(r"\s*\[.*\]$", "", found.name).partition(", ")
    return f"{start} {name}" if start else name
