"""What a plan says, in a row."""

from typing import NamedTuple

from helpline_router.batch.table import DecisionTable
from helpline_router.vocabulary import Fit


class Outcome(NamedTuple):
    """A decision before it is known when: whatever the time, and with nothing of the reporter."""

    decision_id: int
    rule: str
    scope: str
    served_country: str | None
    first_helpline_id: str | None
    helpline_ids: tuple[str, ...]
    """All lines that may be offered, in the order of the plan: which of them get a place depends on the time."""
    conditional_ids: tuple[str, ...]
    """Those that serve this person only under a condition of age or region."""
    notices: tuple[str, ...]
    emergency_first: bool
    open_first: bool


def outcome(table: DecisionTable, decision_id: int) -> Outcome:
    """The outcome of a decision id. Raises LookupError for one that no report has."""
    plan = table.plan(decision_id)
    ids = tuple(candidate.helpline.id for candidate in plan.candidates)
    return Outcome(
        decision_id=decision_id,
        rule=plan.rule,
        scope=plan.scope.value,
        served_country=plan.country,
        first_helpline_id=ids[0] if ids else None,
        helpline_ids=ids,
        conditional_ids=tuple(candidate.helpline.id for candidate in plan.candidates if candidate.fit is Fit.CONDITIONAL),
        notices=tuple(notice.code.value for notice in plan.notices),
        emergency_first=plan.emergency.first,
        open_first=plan.open_first,
    )
