"""What a router found out about lines, kept so that the next decision need not find it out again.

It changes no decision: what is kept is used only where it still holds, and is small, for each line one state and its referrals.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, TypeVar

from helpline_router.availability import LineState, line_state
from helpline_router.decision import Referral
from helpline_router.hours import ClockChanges
from helpline_router.plan import Candidate, FitCondition, Reason

Part = TypeVar("Part", bound=Hashable)
_Offer = tuple[tuple[FitCondition, ...], Reason]


class Recall:
    """The last state of each line, and the referrals made of it. It may be shared between threads: entries are only replaced."""

    __slots__ = ("_parts", "_referrals", "_states", "changes")

    def __init__(self) -> None:
        self.changes = ClockChanges()
        self._parts: dict[Hashable, Any] = {}
        self._states: dict[str, LineState] = {}
        self._referrals: dict[str, tuple[LineState, dict[_Offer, Referral]]] = {}

    def shared(self, part: Part) -> Part:
        """The first part of a decision that was equal to this one: only for parts of which there are finitely many."""
        known: Part = self._parts.setdefault(part, part)
        return known

    def state(self, candidate: Candidate, at: datetime, hours_trusted_for_days: int) -> LineState:
        """The state of a candidate's line at an instant in UTC."""
        line = candidate.helpline
        known = self._states.get(line.id)
        if known is not None and known.window.holds_at(at):
            return known
        found = line_state(line, timezone=candidate.timezone, at=at, hours_trusted_for_days=hours_trusted_for_days, changes=self.changes)
        self._states[line.id] = found
        return found

    def referral(self, candidate: Candidate, reason: Reason, state: LineState, make: Callable[[], Referral]) -> Referral:
        """The referral to a candidate's line in a state for a reason, made only if it is not known."""
        of_state, known = self._referrals.get(candidate.helpline.id, (None, {}))
        if of_state is not state:
            known = {}
            self._referrals[candidate.helpline.id] = state, known
        offer = candidate.conditions, reason
        found = known.get(offer)
        if found is None:
            found = known[offer] = make()
        return found
