"""What the people of each cell are offered, by day and at night."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from helpline_router.hours import UNKNOWN
from helpline_router.models import Helpline
from helpline_router.placing import decide
from helpline_router.plan import EmergencyContact, RoutingPlan
from helpline_router.records import Record, content_digest
from helpline_router.routing import Router
from helpline_router.stewardship.moments import Moments


class Offer(Record):
    """What people are offered, in order: the ids of lines, or emergency numbers. Empty: nothing."""

    day: tuple[str, ...] = ()
    """On a working day at noon."""
    night: tuple[str, ...] = ()
    """On a Sunday at 03:00."""


@dataclass(frozen=True, slots=True)
class View:
    """A plan as far as placing looks at it. Equal views get the same places at the same instant, whichever router made them."""

    plan: RoutingPlan = field(compare=False, repr=False)
    seen: Hashable


@dataclass(frozen=True, slots=True)
class Viewer:
    """Makes views of the plans for a country."""

    digests: dict[str, str]

    @classmethod
    def of(cls, router: Router, code: str) -> "Viewer":
        """A viewer for the plans of one router."""
        country = router.registry.countries.get(code)
        return cls({line.id: content_digest(line) for line in (country.helplines if country else ())})

    def view(self, plan: RoutingPlan) -> View:
        """The view of a plan: with the content of each line, for the same id may stand for other hours."""
        candidates = tuple(
            (self.digests[candidate.helpline.id], candidate.timezone, candidate.is_conditional_by_region, candidate.reason.code)
            for candidate in plan.candidates
        )
        return View(
            plan,
            (
                plan.country,
                plan.open_first,
                plan.language,
                plan.languages_to_serve,
                plan.ages_to_serve,
                plan.maximum_referrals,
                plan.hours_trusted_for_days,
                candidates,
            ),
        )


def lines_offered(views: Iterable[View], moments: Moments) -> dict[View, Offer]:
    """The lines placed for each view. Decisions take the most time: they are made once for equal views."""
    return {view: _lines(view.plan, moments) for view in dict.fromkeys(views)}


def _lines(plan: RoutingPlan, moments: Moments) -> Offer:
    """The clock has a say in the places only where a rule wants open lines first."""
    if plan.open_first:
        return Offer(day=_placed(plan, moments.day), night=_placed(plan, moments.night))
    placed = _placed(_without_hours(plan), moments.day)
    return Offer(day=placed, night=placed)


def _without_hours(plan: RoutingPlan) -> RoutingPlan:
    """The plan of the same lines at unknown hours: reading hours takes nine tenths of the time of a decision."""
    candidates = tuple(candidate.model_copy(update={"helpline": _at_unknown_hours(candidate.helpline)}) for candidate in plan.candidates)
    return plan.model_copy(update={"candidates": candidates})


def _at_unknown_hours(line: Helpline) -> Helpline:
    """Its channels stay: a place may be given to it for the language of one of them."""
    channels = tuple(channel.model_copy(update={"hours": UNKNOWN, "hours_seen": None}) for channel in line.channels)
    return line.model_copy(update={"channels": channels})


def _placed(plan: RoutingPlan, at: datetime) -> tuple[str, ...]:
    return tuple(referral.helpline_id for referral in decide(plan, at).referrals)


def numbers_offered(plan: RoutingPlan) -> Offer:
    """The emergency numbers: the same at any time."""
    numbers = tuple(map(_number, plan.emergency.numbers))
    return Offer(day=numbers, night=numbers)


def _number(contact: EmergencyContact) -> str:
    return f"{contact.number} by text message" if contact.uri.startswith("sms:") else contact.number
