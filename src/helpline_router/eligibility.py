"""Which lines a person can be sent to: each condition with its name, and what remains uncertain."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from helpline_router.iso import is_same_language, region_path
from helpline_router.models import Helpline
from helpline_router.plan import AgeCondition, FitCondition, RegionCondition
from helpline_router.policy import Policy
from helpline_router.records import AgeBand
from helpline_router.situations import Situation
from helpline_router.vocabulary import TYPICAL_ADULT_AGE, Condition, Remit, Role


def _is_named(line: Helpline, references: Sequence[Remit | str]) -> bool:
    return line.id in references or not set(references).isdisjoint(line.remits)


def _is_region_possible(line: Helpline, situation: Situation) -> bool:
    """Inside, unknown, or known only as a part of the country around the line's area."""
    return not line.regions or not situation.region or _is_inside(line, situation) or _is_around(line, situation)


def _is_inside(line: Helpline, situation: Situation) -> bool:
    return not set(line.regions).isdisjoint(situation.region)


def _is_around(line: Helpline, situation: Situation) -> bool:
    return any(situation.region[0] in region_path(region) for region in line.regions)


def _serves_role(line: Helpline, situation: Situation) -> bool:
    return situation.role in line.audience.roles or Role.AFFECTED in line.audience.roles


def _serves_communities(line: Helpline, situation: Situation) -> bool:
    return not line.audience.communities or not situation.communities.isdisjoint(line.audience.communities)


def _serves_age(line: Helpline, situation: Situation) -> bool:
    """A parent or professional fits a line that names their role whatever its ages.

    Else they fit as an adult of their age, or as the typical one of the ages they may have: a line for people up to 25 that
    does not name parents is not for a parent.
    """
    if not situation.is_adult_by_role:
        return line.audience.ages.overlaps(situation.possible_ages)
    if situation.role in line.audience.roles:
        return True
    typical = min(max(TYPICAL_ADULT_AGE, situation.possible_ages.minimum), situation.possible_ages.maximum)
    return line.audience.ages.includes(AgeBand(minimum=typical, maximum=typical))


_Check = Callable[[Helpline, Situation, Policy, Sequence[Remit | str]], bool]

CONDITIONS: Final[Mapping[Condition, _Check]] = MappingProxyType(
    {
        Condition.CONFIDENCE: lambda line, _, policy, __: line.confidence.rank >= policy.minimum_confidence.rank,
        Condition.CONTENT_REPORTING: lambda line, *_: any(remit is not Remit.CONTENT_REPORTING for remit in line.remits),
        Condition.REGION: lambda line, situation, *_: _is_region_possible(line, situation),
        Condition.CATEGORY: lambda line, situation, _, references: (
            situation.category in line.categories or (line.general and _is_named(line, references))
        ),
        Condition.ROLE: lambda line, situation, *_: _serves_role(line, situation),
        Condition.COMMUNITIES: lambda line, situation, *_: _serves_communities(line, situation),
        Condition.AGE: lambda line, situation, *_: _serves_age(line, situation),
        Condition.REMIT: lambda line, _, __, references: _is_named(line, references),
    }
)


def failed_condition(line: Helpline, situation: Situation, policy: Policy, references: Sequence[Remit | str]) -> Condition | None:
    """The first condition that keeps a line of the country from being offered under these references, or None."""
    return next((condition for condition, holds in CONDITIONS.items() if not holds(line, situation, policy, references)), None)


def fit_conditions(line: Helpline, situation: Situation) -> tuple[FitCondition, ...]:
    """What must be true of the reporter, beyond what is known, for an eligible line to serve them. Empty: it fits for certain."""
    conditions: list[FitCondition] = []
    ages = line.audience.ages
    if not situation.is_adult_by_role and not ages.includes(situation.possible_ages):
        conditions.append(AgeCondition(minimum=line.audience.minimum_age, maximum=line.audience.maximum_age))
    if line.regions and not _is_inside(line, situation):
        conditions.append(RegionCondition(regions=line.regions))
    return tuple(conditions)


def speaks(line: Helpline, language: str) -> bool:
    """Whether the line, or one of its channels, speaks the language."""
    return any(is_same_language(spoken, language) for spoken in line.spoken_languages)
