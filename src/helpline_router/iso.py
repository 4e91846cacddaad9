"""The codes of countries (ISO 3166-1), regions (ISO 3166-2) and languages (ISO 639, in BCP 47 tags)."""

import re
from typing import Final

# The European Commission writes these two countries its own way (Interinstitutional Style Guide, 7.1).
_EU_CODES: Final = {"UK": "GB", "EL": "GR"}

# Known without pycountry, whose import costs half as much as pydantic's.
_FREQUENT_COUNTRIES: Final = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK US".split()  # noqa: SIM905 - one line reads best
)

# ISO 3166-1 areas that ISO 3166-2 also lists as a part of a country.
TERRITORY_REGIONS: Final = {
    "AX": "FI-01",
    "BL": "FR-BL",
    "GF": "FR-973",
    "GP": "FR-971",
    "MF": "FR-MF",
    "MQ": "FR-972",
    "NC": "FR-NC",
    "PF": "FR-PF",
    "PM": "FR-PM",
    "RE": "FR-974",
    "SJ": "NO-21",
    "TF": "FR-TF",
    "WF": "FR-WF",
    "YT": "FR-976",
}

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")

# ISO 639-3 macrolanguages that helplines and browsers name in different ways.
_MACROLANGUAGES: Final = {"nb": "no", "nn": "no", "cmn": "zh", "fil": "tl", "in": "id", "iw": "he"}


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code for an alpha-2 or alpha-3 code in any case, or None if ISO knows no such country.

    >>> country_code("fra"), country_code("UK"), country_code("xx")
    ('FR', 'GB', None)
    """
    code = text.strip().upper()
    code = _EU_CODES.get(code, code)
    if code in _FREQUENT_COUNTRIES or code in TERRITORY_REGIONS:
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
    next_code: str | None = code.strip().upper()
    while next_code and next_code not in path:
        region = pycountry.subdivisions.get(code=next_code)  # type: ignore[no-untyped-call]  # pycountry types it in part
        if region is None:
            break
        path.append(next_code)
        next_code = region.parent_code
    return tuple(path)


def language_code(tag: str) -> str | None:
    """The language of a BCP 47 tag, in lower case and without script or country, or None if the tag is malformed.

    >>> language_code("pt-BR"), language_code("not a tag")
    ('pt', None)
    """
    tag = tag.strip()
    return re.split("[-_]", tag)[0].lower() if _LANGUAGE_TAG.fullmatch(tag) else None


def is_same_language(one: str, other: str) -> bool:
    """Whether two language codes name one language, macrolanguages included.

    >>> is_same_language("no", "nb"), is_same_language("sv", "da")
    (True, False)
    """
    return _MACROLANGUAGES.get(one, one) == _MACROLANGUAGES.get(other, other)
