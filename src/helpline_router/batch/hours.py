"""The second pass: which lines get a place at an instant, and whether they are open, for each distinct decision."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from helpline_router.batch.table import DecisionTable
from helpline_router.placing import decide
from helpline_router.recall import Recall
from helpline_router.report import aware
from helpline_router.vocabulary import State


class PlacedLine(NamedTuple):
    """A line that has a place."""

    helpline_id: str
    state: State
    until: datetime | None
    """When that changes, in UTC, if that is known."""


class Placed(NamedTuple):
    """A decision at an instant: its lines, the first to try first, and until when it holds."""

    lines: tuple[PlacedLine, ...]
    valid_until: datetime | None


def availability(table: DecisionTable, decision_ids: Iterable[int], at: datetime) -> Mapping[int, Placed]:
    """For each distinct decision id, the lines that get a place at an instant, each open, closed or unknown.

    What `Router.route` says of any report with that id. Raises LookupError for an id that no report has, `InvalidReport` for a
    naive `at`.
    """
    instant, recall = aware(at), Recall()
    return MappingProxyType({decision_id: _placed(table, decision_id, instant, recall) for decision_id in sorted(set(decision_ids))})


def _placed(table: DecisionTable, decision_id: int, at: datetime, recall: Recall) -> Placed:
    decision = decide(table.plan(decision_id), at, recall)
    lines = (PlacedLine(referral.helpline_id, referral.state, referral.until) for referral in decision.referrals)
    return Placed(tuple(lines), decision.valid_until)
