"""Checks of a country's section: emergency numbers, the reviewer's comment, the pilot's label."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from helpline_router.stewardship.checks_findings import Check, Finding, Material, SubjectKind
from helpline_router.vocabulary import EmergencyKind, Pilot

# Design, 2.1: France by a public statement, the others by this project's assumption.
_PILOTS: Final = MappingProxyType(
    {
        "FR": Pilot.STATED,
        **dict.fromkeys("AT BE DE DK ES FI GB IE IT NL PT SE".split(), Pilot.ASSUMED),  # noqa: SIM905 - one line reads best
    }
)
_COMMENT_LINES: Final = 2


def _missing_emergency(material: Material) -> Iterator[Finding]:
    for code, country in material.registry.countries.items():
        location = ("countries", code, "emergency")
        if country.emergency[0].kind is not EmergencyKind.GENERAL:
            yield Finding(
                subject=code, value="general", location=location, message="the first emergency number is not the general one",
                hint="put the number for any emergency first",
            )  # fmt: skip
        if "112" not in {number.number for number in country.emergency}:
            # Global facts, 3.3: 112 works in all EU states, and in NO IS CH LI GB.
            yield Finding(
                subject=code, value="112", location=location, message="112 is missing", hint="it works in all 32 countries: add it",
            )  # fmt: skip


def _missing_comments(material: Material) -> Iterator[Finding]:
    document = material.document
    if document is None:
        return
    for code in material.registry.countries:
        row, _ = document.places.get(("countries", code), (0, 0))
        above = 0
        while row - above > 0 and document.lines[row - above - 1].lstrip().startswith("#"):
            above += 1
        if above != _COMMENT_LINES:
            yield Finding(
                subject=code, location=("countries", code), message=f"{above} comment lines stand above the country, not {_COMMENT_LINES}",
                hint="say in one line what is special here, in the next what to check first",
            )  # fmt: skip


def _wrong_pilots(material: Material) -> Iterator[Finding]:
    """A registry without any label states nothing about the pilot."""
    countries = material.registry.countries
    if all(country.pilot is None for country in countries.values()):
        return
    for code, country in countries.items():
        if country.pilot is not (expected := _PILOTS.get(code)):
            yield Finding(
                subject=code, location=("countries", code, "pilot"), message=f"pilot is {country.pilot or 'left out'}",
                hint=f"write {expected}" if expected else "take it out: this is no pilot country",
            )  # fmt: skip


CHECKS: Final = (
    Check(
        name="emergency-numbers",
        description="A country's general emergency number comes first, and 112 is among them.",
        subject_kind=SubjectKind.COUNTRY,
        run=_missing_emergency,
    ),
    Check(
        name="reviewer-comment",
        description="Two lines of comment above a country say what is special there and what to check first.",
        subject_kind=SubjectKind.COUNTRY,
        run=_missing_comments,
    ),
    Check(
        name="pilot-labels",
        description="Where pilot countries are labelled, it is the 13, and only France by a public statement.",
        subject_kind=SubjectKind.COUNTRY,
        run=_wrong_pilots,
    ),
)
