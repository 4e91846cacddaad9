"""The check that a harmonised European number is offered only where it is in service. Reserved is not in service."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from helpline_router.stewardship.checks_findings import Check, Finding, Material, SubjectKind, channels

# Where the numbers are plausible, as compiled on 2026-11-20: assigned in the national numbering plan by
# libphonenumber 9.0.43; 116 006 by the joint statement of Victim Support Europe of 2024 (in use in 13 EU states):
# https://www.infovitimas.pt/apav_v3/index.php/en/3238-joint-statement-by-victim-support-europe-and-its-members-on-116-006-the-european-victim-support-line
# Left out: what the two contradict (116 006 in EE and LV); 116 111 in FR and IT, assigned and by Child Helpline International
# not in operation; CZ, whose plan names no single 116 number; 116 016, for which no list of countries was found.
_IN_SERVICE: Final = MappingProxyType(
    {
        number: frozenset(codes.split())
        for number, codes in {
            "116000": "AT BE BG CH CY DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
            "116006": "AT CZ DE DK FI FR HR IE NL PT SE",
            "116111": "BG CH CY DE DK EE ES FI GB GR HR HU IE LT LU LV MT NL NO PL PT RO SE SI SK",
            "116117": "AT BE DE FI FR GR HR IE LT NO SE",
            "116123": "AT DE FI GB GR HR HU IE IS LT MT NL NO PL RO SE SI",
        }.items()
    }
)
_DIGITS: Final = 6


def _doubtful(material: Material) -> Iterator[Finding]:
    for entry, index, channel in channels(material.registry):
        number = channel.number_digits or ""
        if number.startswith("116") and len(number) == _DIGITS and entry.code not in _IN_SERVICE.get(number, ()):
            yield entry.finding(
                f"{channel.value} is not known to be in service in {entry.code}",
                "a source that shows it in service there belongs into an exception; else take it out",
                "channels", index, "value", value=channel.value,
            )  # fmt: skip


CHECKS: Final = (
    Check(
        name="116-in-service",
        description="A number of the 116 range is offered only in a country in which it is known to be in service.",
        subject_kind=SubjectKind.CHANNEL,
        run=_doubtful,
        needs_source=True,
    ),
)
