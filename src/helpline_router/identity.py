"""When two plans are one decision: whenever they lead to the same referrals, for the same reasons, at every instant."""

from collections.abc import Hashable

from helpline_router.iso import is_same_language
from helpline_router.models import Helpline
from helpline_router.plan import Candidate, RoutingPlan
from helpline_router.records import AgeBand
from helpline_router.vocabulary import ADULT_AGE, TYPICAL_ADULT_AGE, TYPICAL_MINOR_AGE


def identity(plan: RoutingPlan) -> Hashable:
    """Equal for plans of one router that lead to equal decisions at every instant.

    The language counts as far as candidates speak it, the ages as far as candidates serve them; exclusions do not count.
    """
    return (
        plan.category,
        plan.country,
        plan.rule,
        plan.scope,
        plan.emergency.first,
        tuple(map(_offer, plan.candidates)),
        tuple((notice.code, notice.reason) for notice in plan.notices),
        tuple(directory.url for directory in plan.directories),
        plan.languages_to_serve,
        plan.language and tuple(_spoken(candidate.helpline, plan.language) for candidate in plan.candidates),
        plan.ages_to_serve and tuple(_served(candidate.helpline, plan.ages_to_serve) for candidate in plan.candidates),
    )


def _offer(candidate: Candidate) -> tuple[Hashable, ...]:
    """The line, the dimensions in which it is conditional (what the conditions are stands in the line), and why it is offered."""
    return (
        candidate.helpline.id,
        tuple(condition.by for condition in candidate.conditions),
        candidate.reason.code,
        candidate.reason.remit,
    )


def _spoken(line: Helpline, language: str) -> tuple[bool, ...]:
    """By which of its channels the line speaks the language."""
    every = (line.languages, *(channel.languages or line.languages for channel in line.channels))
    return tuple(any(is_same_language(spoken, language) for spoken in languages) for languages in every)


def _served(line: Helpline, ages: AgeBand) -> tuple[bool, bool]:
    """Whether the line serves the minor and the adult who stand for these ages: see `placing`."""
    minor = min(max(TYPICAL_MINOR_AGE, ages.minimum), ADULT_AGE - 1)
    adult = min(TYPICAL_ADULT_AGE, ages.maximum)
    served = line.audience.ages
    return served.minimum <= minor <= served.maximum, served.minimum <= adult <= served.maximum
