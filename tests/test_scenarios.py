"""What each country's lines do for example reports: tests/scenarios/<cc>.yaml, a file a country."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field

from helpline_router import Report, Role, default_router
from helpline_router._yaml import read
from helpline_router.records import AgeBand, HelplineId, Notes, Record, Text
from helpline_router.vocabulary import NoticeCode, Scope, State

FILES = sorted((Path(__file__).parent / "scenarios").glob("*.yaml"))


class Scenario(Record):
    """A report at an instant, and what the person is offered."""

    name: Text
    report: dict[str, Any]
    at: datetime
    rule: str
    scope: Scope = Scope.NATIONAL
    referrals: tuple[HelplineId, ...]
    states: tuple[State, ...] | None = None
    notices: tuple[NoticeCode, ...] = ()
    because: Notes | None = None


class ScenarioFile(Record):
    """The scenarios of a country."""

    scenarios: Annotated[tuple[Scenario, ...], Field(min_length=10)]


def scenarios_of(path: Path) -> tuple[Scenario, ...]:
    document = read(path)
    assert document.problems == ()
    return ScenarioFile.model_validate({"scenarios": document.data}).scenarios


def each_scenario() -> Iterator[Any]:
    for path in FILES:
        for scenario in scenarios_of(path):
            yield pytest.param(scenario, id=f"{path.stem}: {scenario.name}")


@pytest.mark.parametrize("scenario", list(each_scenario()))
def test_scenario(scenario: Scenario) -> None:
    """The lines in order, their states, the rule, the scope and the notices are those of the file."""
    decision = default_router().route(Report(**scenario.report), scenario.at)
    assert scenario.rule == decision.rule
    assert scenario.referrals == tuple(referral.helpline_id for referral in decision.referrals)
    if scenario.states is not None:
        assert scenario.states == tuple(referral.state for referral in decision.referrals)
    assert scenario.scope == decision.scope
    assert sorted(scenario.notices) == sorted(notice.code for notice in decision.notices)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenarios_cover_their_country(path: Path) -> None:
    """Each role, a band across 18, an unknown age, an open and a closed line; communities, regions and languages where there are any."""
    code = path.stem.upper()
    scenarios = scenarios_of(path)
    reports = [Report(**scenario.report) for scenario in scenarios]
    country = default_router().registry.countries[code]
    states = {state for scenario in scenarios for state in scenario.states or ()}
    bands = [report.age for report in reports if isinstance(report.age, AgeBand)]
    lines = [line for line in country.helplines if line.confidence != "low"]
    wanted = {
        "each role": set(Role) <= {report.role for report in reports},
        "a band across 18": any(band.minimum < 18 <= band.maximum for band in bands),
        "an unknown age": any(report.age is None and report.role == "affected" for report in reports),
        "an open line": State.OPEN in states,
        "a line out of hours": not states.isdisjoint({State.CLOSED, State.UNKNOWN}),
        "a community": any(report.communities for report in reports) or not any(line.audience.communities for line in lines),
        "a region": any(report.region for report in reports) or not any(line.regions for line in lines),
        "a language": any(report.language for report in reports) or len(country.languages) == 1,
    }
    assert [] == [what for what, is_there in wanted.items() if not is_there]


def test_every_country_has_scenarios() -> None:
    """A country comes with its file, and a file with its country."""
    assert sorted(default_router().registry.countries) == sorted(path.stem.upper() for path in FILES)


def test_every_rule_has_a_scenario() -> None:
    """A rule that no example reaches is a rule that nobody has looked at."""
    shown = {scenario.rule for scenario in chain.from_iterable(map(scenarios_of, FILES))}
    assert [] == [rule.id for rule in default_router().policy.rules if rule.id not in shown]
