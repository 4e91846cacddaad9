"""Checks of what a line says it is: remits, categories, audience, languages, status."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from helpline_router.iso import is_same_language
from helpline_router.models import Helpline
from helpline_router.stewardship.checks_findings import Check, Finding, Material, SubjectKind, entries
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, NAMED_ONLY_REMITS, Category, FactClass, Remit, Role

# A line of the remit takes at least one of the categories by its very purpose.
_CATEGORIES: Final = MappingProxyType(
    {
        Remit.SUICIDE_PREVENTION: frozenset({Category.SUICIDE}),
        Remit.ANTI_HATE: frozenset({Category.HATE}),
        Remit.EQUALITY_BODY: frozenset({Category.HATE}),
        Remit.ONLINE_SAFETY: frozenset({Category.HARASSMENT}),
        Remit.VICTIM_SUPPORT: frozenset({Category.HARASSMENT, Category.HATE}),
    }
)
_LIFE_AT_STAKE: Final = frozenset({Category.SUICIDE, Category.SELF_HARM})
# Only these talk with somebody whose life is at stake; the others advise on rights, content or a crime.
_TALKING: Final = frozenset(
    {
        Remit.SUICIDE_PREVENTION,
        Remit.EMOTIONAL_SUPPORT,
        Remit.CHILD_HELPLINE,
        Remit.YOUTH_SUPPORT,
        Remit.PARENT_SUPPORT,
        Remit.NARROW_TOPIC,
    }
)
_EU: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - one line reads best
)
# Regulation (EU) 2022/2065, Articles 22 and 93: trusted flaggers are appointed since then.
_DIGITAL_SERVICES_ACT: Final = "2024-02-17"


def _odd_categories(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        line, categories = entry.line, frozenset(entry.line.categories)
        for remit in line.remits:
            expected = _CATEGORIES.get(remit, categories)
            if expected.isdisjoint(categories):
                yield entry.finding(
                    f"is for {remit}, not {_either(expected)}", "add the category, or correct the remit", "categories", value=remit.value
                )
        if line.remits == (Remit.EMOTIONAL_SUPPORT,) and not line.audience.communities and categories.isdisjoint(_LIFE_AT_STAKE):
            yield entry.finding(
                f"is for {line.remits[0]}, not {_either(_LIFE_AT_STAKE)}", "add the category, or correct the remit", "categories",
                value=line.remits[0].value,
            )  # fmt: skip
        if not categories.isdisjoint(_LIFE_AT_STAKE) and _TALKING.isdisjoint(line.remits):
            yield entry.finding(
                f"lists {_either(categories & _LIFE_AT_STAKE)}, and none of its remits is to talk with people in distress",
                "take the category out, or add the remit that its sources state",
                "categories",
                value="categories",
            )


def _either(words: frozenset[Category]) -> str:
    return " or ".join(sorted(words))


def _odd_generals(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        if entry.line.general and NAMED_ONLY_REMITS.issuperset(entry.line.remits):
            yield entry.finding(
                f"is general, and its only remit is {entry.line.remits[0]}", "a narrow line does not take any worry: take it out", "general"
            )


def _odd_audiences(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        for message, hint, field in _audience_faults(entry.line):
            yield entry.finding(message, hint, "audience", field, value=field)


def _audience_faults(line: Helpline) -> Iterator[tuple[str, str, str]]:
    audience, remits = line.audience, line.remits
    roles = frozenset(audience.roles)
    if Remit.PARENT_SUPPORT in remits and roles.isdisjoint(ADULT_ROLES):
        yield "supports parents, and names neither parent nor professional", "add the role that its sources state", "roles"
    if Role.AFFECTED not in roles and Remit.PARENT_SUPPORT not in remits:
        yield "does not serve affected people, and is not for parents", "add affected, or the remit parent_support", "roles"
    if Remit.CHILD_HELPLINE in remits and audience.ages.minimum >= ADULT_AGE:
        yield "is a child helpline, and serves no child", "correct the age or the remit", "minimum_age"
    for remit in (Remit.CHILD_HELPLINE, Remit.YOUTH_SUPPORT):
        # Without an age it would be offered to people of any age, and turn most of them away.
        if remit in remits and audience.maximum_age is None and not line.general:
            yield (
                f"is for {remit}, and neither names a maximum age nor takes any worry",
                "add the age that its sources state",
                "maximum_age",
            )


def _foreign_languages(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        if any(FactClass.LANGUAGES in source.supports for source in entry.line.sources):
            continue
        for language in entry.line.spoken_languages:
            if not any(is_same_language(language, own) for own in entry.country.languages):
                yield entry.finding(
                    f"speaks {language}, which is no language of {entry.code}, and no source is marked as stating it",
                    "add languages to the source that states it, or take the language out",
                    "languages",
                    value=language,
                )


def _odd_flaggers(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        flagger = entry.line.trusted_flagger
        if flagger is None:
            continue
        if entry.code not in _EU:
            yield entry.finding(
                "is a trusted flagger outside the European Union",
                "the status exists under the Digital Services Act only",
                "trusted_flagger",
            )
        if flagger.since is not None and flagger.since < _DIGITAL_SERVICES_ACT[: len(flagger.since)]:
            yield entry.finding(
                f"is a trusted flagger since {flagger.since}",
                f"nobody was before {_DIGITAL_SERVICES_ACT}: an older status is that of a platform's own programme",
                "trusted_flagger",
            )


CHECKS: Final = (
    Check(
        name="remits-and-categories",
        description="A line lists what its remit is about, and suicide or self-harm only if it talks with people in distress.",
        subject_kind=SubjectKind.LINE,
        run=_odd_categories,
    ),
    Check(
        name="narrow-and-general",
        description="A line for one narrow matter, or for reports of content, is not marked as taking any worry.",
        subject_kind=SubjectKind.LINE,
        run=_odd_generals,
    ),
    Check(
        name="audience",
        description="A line's roles and ages agree with its remits.",
        subject_kind=SubjectKind.LINE,
        run=_odd_audiences,
    ),
    Check(
        name="languages",
        description="A line's languages are its country's, or a source is marked as stating them.",
        subject_kind=SubjectKind.LINE,
        run=_foreign_languages,
    ),
    Check(
        name="trusted-flagger",
        description="A trusted flagger is in the European Union, and appointed since the Digital Services Act applies.",
        subject_kind=SubjectKind.LINE,
        run=_odd_flaggers,
    ),
)
