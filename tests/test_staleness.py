"""Review dates: what is overdue, the most harmful first, and which hours are no longer trusted."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from builders import channel, helpline, policy, world
from helpline_router import default_router
from helpline_router.availability import line_state
from helpline_router.cli.app import app
from helpline_router.placing import decide
from helpline_router.planning import make_plan
from helpline_router.registry import Registry
from helpline_router.stewardship.staleness import doubtful_hours, overdue_lines
from helpline_router.testing import registries
from helpline_router.vocabulary import Category, NoticeCode, State
from strategies import Scene, scenes

TERMS = policy(review_after_days={"suicide": 10, "self_harm": 20, "harassment": 30, "hate": 40}, hours_trusted_for_days=100)
CHECKED = date(2026, 11, 1)


def overdue_on(day: int, *categories: str, **fields: Any) -> list[int]:
    """How many days a line of these categories is overdue, so many days after its check; empty if it is not."""
    facts = world(helpline(categories=categories, checked_on=CHECKED, **fields))
    return [line.days_overdue for line in overdue_lines(facts, TERMS, CHECKED + timedelta(days=day))]


@pytest.mark.parametrize(
    ("categories", "term"),
    [
        (["hate"], 40),
        (["harassment"], 30),
        (["hate", "harassment"], 30),
        (["self_harm", "hate"], 20),
        (["hate", "suicide"], 10),
    ],
)
def test_the_shortest_term_of_its_categories_counts(categories: list[str], term: int) -> None:
    """Fresh on the last day of the term, overdue from the next."""
    assert ([], [1], [5]) == tuple(overdue_on(term + late, *categories) for late in (0, 1, 5))


def test_a_line_that_takes_any_worry_is_due_by_the_shortest_term_of_all() -> None:
    """It may be offered for a category that it does not name."""
    assert ([], [1]) == (overdue_on(10, "hate", general=True), overdue_on(11, "hate", general=True))


def test_the_most_harmful_comes_first() -> None:
    """Suicide, then self-harm, then the others; inside, the longest overdue, then the id."""
    lines = [
        helpline(f"fr-{name}", categories=categories, checked_on=CHECKED - timedelta(days=older))
        for name, categories, older in (
            ("hate-oldest", ["hate"], 900),
            ("self-harm", ["self_harm", "hate"], 500),
            ("hate", ["harassment", "hate"], 0),
            ("suicide-b", ["hate", "suicide"], 0),
            ("suicide-a", ["suicide"], 0),
            ("suicide-older", ["suicide", "self_harm"], 1),
        )
    ]
    found = overdue_lines(world(*lines), TERMS, CHECKED + timedelta(days=365))
    order = ["fr-suicide-older", "fr-suicide-a", "fr-suicide-b", "fr-self-harm", "fr-hate-oldest", "fr-hate"]
    assert order == [line.helpline_id for line in found]
    assert (Category.SUICIDE, Category.HATE) == found[2].categories
    assert (CHECKED + timedelta(days=10), 355, "FR") == (found[1].due_on, found[1].days_overdue, found[1].country)


@given(scenes())
def test_what_a_decision_calls_stale_is_overdue(scene: Scene) -> None:
    """Whatever the report: a line with the notice `evidence_stale` is in the list of that day."""
    notices = decide(make_plan(scene.report, scene.router.registry, scene.router.policy), scene.at).notices
    stale = {line for notice in notices if notice.code is NoticeCode.EVIDENCE_STALE for line in notice.helpline_ids}
    listed = overdue_lines(scene.router.registry, scene.router.policy, scene.at.astimezone(UTC).date())
    assert stale <= {line.helpline_id for line in listed}


@given(registries(), st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 900))
def test_what_is_overdue_stays_so_and_is_in_order(facts: Registry, day: date, later: int) -> None:
    """Time mends nothing, and delay is counted in days."""
    found = {line.helpline_id: line.days_overdue for line in overdue_lines(facts, TERMS, day)}
    then = overdue_lines(facts, TERMS, day + timedelta(days=later))
    assert {name: days + later for name, days in found.items()}.items() <= {line.helpline_id: line.days_overdue for line in then}.items()
    harm = [(Category.SUICIDE not in line.categories, Category.SELF_HARM not in line.categories, -line.days_overdue) for line in then]
    assert all(one <= other for one, other in pairwise(harm))


# Hours


def doubtful_on(day: date, **fields: Any) -> list[tuple[str | None, date | None]]:
    facts = world(helpline(channels=[channel("3018", **fields), channel("a@example.org", kind="email", hours=None)]))
    return [(hours.hours_seen, hours.trusted_until) for hours in doubtful_hours(facts, TERMS, day)]


def test_hours_are_trusted_for_their_term() -> None:
    """On the last day still, from the next no more; a month counts from its first day."""
    last = date(2026, 1, 1) + timedelta(days=100)
    assert ([], [("2026-01", last)]) == (
        doubtful_on(last, hours_seen="2026-01"),
        doubtful_on(last + timedelta(days=1), hours_seen="2026-01"),
    )


def test_undated_hours_are_never_trusted() -> None:
    """Unknown hours are not stated, so there is nothing to trust."""
    assert ([(None, None)], []) == (doubtful_on(CHECKED, hours_seen=None), doubtful_on(CHECKED, hours="unknown"))


@given(registries(), st.dates(date(2024, 1, 1), date(2028, 12, 31)))
def test_doubtful_hours_count_as_unknown(facts: Registry, day: date) -> None:
    """A channel with doubtful hours is unknown all day; one that is always open is so if its hours are not doubtful."""
    noon = datetime.combine(day, time(12), UTC)
    found = doubtful_hours(facts, TERMS, day)
    doubtful = {(hours.helpline_id, hours.kind, hours.value, hours.hours, hours.hours_seen) for hours in found}
    for section in facts.countries.values():
        for line in section.helplines:
            state = line_state(line, timezone=section.timezone, at=noon, hours_trusted_for_days=100)
            for item, availability in zip(line.channels, state.channels, strict=True):
                is_doubtful = (line.id, item.kind, item.value, item.hours, item.hours_seen) in doubtful
                if is_doubtful or item.hours == "24/7":
                    assert availability is not None
                    assert (State.UNKNOWN if is_doubtful else State.OPEN) is availability.state


# The command


def stale(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", "--stale", *arguments], env={"COLUMNS": "80"}, prog_name="helpline-router")


CHECKED_LINES = sorted(line.checked_on for country in default_router().registry.countries.values() for line in country.helplines)


def test_nothing_is_due_on_the_day_of_the_checks() -> None:
    """Exit code 0, though hours are doubtful: those are shown as usual and due with their line."""
    result = stale("--at", CHECKED_LINES[0].isoformat())
    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout.startswith("no line is past its review date on ")
    assert "hours that are shown as usual only, for want of a recent date: " in result.stdout


def test_what_is_overdue_is_listed_with_exit_code_1() -> None:
    """As text and as JSON, suicide lines first."""
    result = stale("--at", "2099-01-01")
    count = len(CHECKED_LINES)
    assert 1 == result.exit_code
    first, second, *_ = result.stdout.splitlines()
    assert f"past their review date on 1 Jan 2099: {count}" == first
    assert "suicide" in second
    found = json.loads(stale("--at", "2099-01-01", "--json").stdout)
    assert ("2099-01-01", count) == (found["at"], len(found["overdue"]))
    assert {"helpline_id", "country", "categories", "checked_on", "due_on", "days_overdue"} == set(found["overdue"][0])
    assert {"helpline_id", "country", "kind", "value", "hours", "hours_seen", "trusted_until"} == set(found["hours"][0])


def test_one_day_late_is_said_in_words() -> None:
    """The day after the term of a suicide line."""
    term = default_router().policy.review_after_days[Category.SUICIDE]
    countries = default_router().registry.countries.values()
    checked = max(line.checked_on for country in countries for line in country.helplines if Category.SUICIDE in line.categories)
    result = stale("--at", (checked + timedelta(days=term + 1)).isoformat())
    assert ", 1 day ago (suicide" in result.stdout
