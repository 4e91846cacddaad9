"""Every cell of the shipped data, at three instants, as it was last looked at: tests/golden/<cc>.txt.

UPDATE_SNAPSHOTS=1 writes the files anew; the difference is then read line by line before it is committed.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpline_router import Category, Report, Role, RoutingDecision, default_router

GOLDEN = Path(__file__).parent / "golden"
INSTANTS = {"Friday noon": "2026-11-20T12:00", "Sunday night": "2026-11-22T03:00", "Christmas noon": "2026-12-25T12:00"}
AGES = ("10", "13", "15", "17", "18", "30", "16-19", "unknown")
COUNTRIES = default_router().registry.countries


def shown(decision: RoutingDecision) -> str:
    """The lines in order: `+` open, `-` closed, `?` not known; behind a colon what a line's fit depends on."""
    marks = {"open": "+", "closed": "-", "unknown": "?"}
    lines = [
        f"{marks[referral.state]}{referral.helpline_id}" + "".join(f":{condition.by}" for condition in referral.conditions)
        for referral in decision.referrals
    ]
    return " ".join(lines) or decision.scope.value


def rows(code: str) -> Iterator[str]:
    zone = ZoneInfo(COUNTRIES[code].timezone)
    for category, role, age in product(Category, Role, AGES):
        if role is not Role.AFFECTED and age not in ("15", "30", "unknown"):
            continue
        report = Report(category=category, role=role, age=age, country=code)
        decisions = [default_router().route(report, datetime.fromisoformat(at).replace(tzinfo=zone)) for at in INSTANTS.values()]
        texts = [f"{name}: {shown(decision)}" for name, decision in zip(INSTANTS, decisions, strict=True)]
        yield f"{category}, {role}, {age} ({decisions[0].rule})"
        yield from (f"    {text}" for text in texts)


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_cells_are_as_they_were(code: str) -> None:
    """No cell changes without somebody having looked at it."""
    path = GOLDEN / f"{code.lower()}.txt"
    text = "\n".join(rows(code)) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_golden_file_is_left_behind() -> None:
    """A file belongs to a country."""
    assert sorted(code.lower() for code in COUNTRIES) == sorted(path.stem for path in GOLDEN.glob("*.txt"))
