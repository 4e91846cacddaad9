"""`coverage`: what kind of line each country, category and age has, by day and at night."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from builders import channel, country, helpline, policy, registry, rule, world
from helpline_router import AgeBand, Category, Helpline, Policy, PolicyError, Registry, Report, Router, default_router
from helpline_router.cli.app import app
from helpline_router.stewardship.coverage import USUAL_AGES, CoverageCell, LineKind, Service, coverage
from helpline_router.stewardship.moments import usual_moments
from helpline_router.testing import policies, registries
from helpline_router.vocabulary import Scope, State

FRIDAY = date(2026, 11, 20)

# Hate for adults; any worry of minors; suicide, whatever the rule.
ADULTS = helpline("fr-adults", "anti_hate", ages=(18, None), categories=("hate",))
MINORS = helpline("fr-minors", "child_helpline", ages=(None, 17), categories=("suicide",), general=True)
LISTEN = helpline("fr-listen", "emotional_support", ages=(18, None), categories=("suicide",), general=True)
RULES = policy(
    rule("hate", "anti_hate", "child_helpline", when={"category": ["hate"]}),
    rule("rest", "child_helpline"),
    fallback={"refer": ["emotional_support"]},
)
GAP = {"category": "harassment", "ages": {"minimum": 18, "maximum": 24}, "reason": "None was found.", "checked_on": "2026-11-01"}


def covered(facts: Registry, *ages: int | None, rules: Policy = RULES) -> dict[tuple[str, int | None], CoverageCell]:
    """The cells of the only country by category and age."""
    return {(cell.category.value, cell.age): cell for cell in coverage(facts, rules, at=FRIDAY, ages=ages)}


def kind(cell: CoverageCell) -> tuple[str, str | None]:
    assert cell.day.kind == cell.night.kind
    return cell.day.kind.value, cell.declared


def states(*lines: Helpline, **fields: Any) -> tuple[State | None, State | None]:
    """What is known of the lines of a cell by day and at night."""
    rules = policy(rule("all", "child_helpline", "emotional_support", **fields))
    cell = covered(world(*lines), 30, rules=rules)["hate", 30]
    return cell.day.state, cell.night.state


# Library


def test_each_kind_of_line() -> None:
    """Specialist and general by the first line, fallback by the scope, a gap where there is no line."""
    cells = covered(world(ADULTS, MINORS, LISTEN), 15, 30)
    assert ("specialist", None) == kind(cells["hate", 30])
    assert ("general", None) == kind(cells["hate", 15])
    assert ("specialist", None) == kind(cells["suicide", 15])
    assert ("fallback", None) == kind(cells["suicide", 30])
    assert ("gap", None) == kind(covered(world(ADULTS, MINORS), 30)["suicide", 30])


def test_the_lines_stand_in_the_order_of_the_decision() -> None:
    cells = covered(world(ADULTS, MINORS, LISTEN), None)
    assert ("fr-adults", "fr-minors", "fr-listen") == cells["hate", None].day.helpline_ids


def test_a_gap_is_declared_for_its_category_and_ages() -> None:
    """An unknown age may be one of them. A fallback may be declared too."""
    facts = world(MINORS, ADULTS, gaps=[GAP])
    cells = covered(facts, 15, 18, 24, 25, None)
    assert ("gap", "None was found.") == kind(cells["harassment", 18]) == kind(cells["harassment", 24])
    assert ("gap", None) == kind(cells["harassment", 25])
    assert ("gap", None) == kind(cells["suicide", 18])
    assert "None was found." == cells["harassment", None].declared
    assert [False, True] == [cells["harassment", age].is_undeclared_gap for age in (24, 25)]
    assert ("fallback", "None was found.") == kind(covered(world(LISTEN, gaps=[GAP]), 18)["harassment", 18])


def test_an_unknown_age_is_half_served_where_some_ages_have_no_line() -> None:
    """It says which, declared or not; with a line for everyone, or without any, it is not half served."""
    cells = covered(world(MINORS, helpline("fr-old", "anti_hate", ages=(65, None), categories=("hate",))), None, 30)
    bands = (AgeBand(minimum=18, maximum=64), AgeBand(minimum=18))
    assert bands == tuple(cells[name, None].unserved_ages[0] for name in ("hate", "suicide"))
    assert [1, 1] == [len(cells[name, None].unserved_ages) for name in ("hate", "suicide")]
    assert (True, False) == (cells["hate", None].is_half_served, cells["hate", 30].is_half_served)
    assert () == covered(world(MINORS, LISTEN), None)["hate", None].unserved_ages
    assert not covered(world(), None)["hate", None].is_half_served


def test_a_country_without_lines_is_a_gap_everywhere() -> None:
    cells = covered(world(), 15)
    nothing = Service(kind=LineKind.GAP, state=None, helpline_ids=())
    assert {nothing} == {service for cell in cells.values() for service in (cell.day, cell.night)}


def test_a_line_is_open_unknown_or_closed_by_day_and_at_night() -> None:
    """A working day at noon, a Sunday at 03:00, by the country's clock."""
    line = helpline("fr-line", "child_helpline")
    by_day = Helpline.model_validate({**line.model_dump(), "channels": [channel(hours="Mo-Fr 09:00-17:00")]})
    unknown = helpline("fr-unknown", "emotional_support", hours="unknown")
    assert (State.OPEN, State.OPEN) == states(line)
    assert (State.OPEN, State.CLOSED) == states(by_day)
    assert (State.OPEN, State.UNKNOWN) == states(by_day, unknown)
    assert (State.OPEN, State.OPEN) == states(by_day, line.model_copy(update={"id": "fr-two"}))


def test_the_night_may_have_another_first_line() -> None:
    """Where a rule wants open lines first: by day one for the category, at night one for any worry."""
    by_day = helpline("fr-day", "anti_hate", categories=("hate",), hours="Mo-Fr 09:00-17:00")
    always = helpline("fr-always", "child_helpline", categories=("suicide",), general=True)
    rules = policy(rule("all", "anti_hate", "child_helpline", open_first=True))
    cell = covered(world(by_day, always), 30, rules=rules)["hate", 30]
    assert (LineKind.SPECIALIST, ("fr-day", "fr-always")) == (cell.day.kind, cell.day.helpline_ids)
    assert (LineKind.GENERAL, ("fr-always", "fr-day")) == (cell.night.kind, cell.night.helpline_ids)


def test_countries_categories_and_ages_stand_in_order() -> None:
    """Every country, or those that are asked for; codes that are not there are left out."""
    facts = registry(FR=country(), BE=country())
    cells = coverage(facts, RULES, at=FRIDAY, ages=(None, 10))
    expected = [(code, category, age) for code in ("BE", "FR") for category in Category for age in (None, 10)]
    assert expected == [(cell.country, cell.category, cell.age) for cell in cells]
    only = coverage(facts, RULES, at=FRIDAY, ages=(10,), countries=["FR", "US"])
    assert {"FR"} == {cell.country for cell in only}
    assert () == coverage(facts, RULES, at=FRIDAY, countries=["US"])


def test_a_policy_that_does_not_fit_is_refused() -> None:
    with pytest.raises(PolicyError):
        coverage(world(MINORS), policy(rule("all", "fr-other")), at=FRIDAY)


@st.composite
def facts_and_rules(draw: st.DrawFn) -> tuple[Registry, Policy]:
    facts = draw(registries(most=1))
    return facts, draw(policies(facts))


@given(facts_and_rules())
@settings(max_examples=max(10, settings().max_examples // 2))
def test_coverage_is_what_the_decisions_say(files: tuple[Registry, Policy]) -> None:
    """Each cell equals the decision for its report at both moments."""
    router = Router(*files)
    for cell in coverage(*files, at=FRIDAY, ages=(15, 30, None)):
        section = router.registry.countries[cell.country]
        moments = usual_moments(FRIDAY, timezone=section.timezone, country=cell.country)
        report = Report(category=cell.category, age=cell.age, country=cell.country)
        for service, at in ((cell.day, moments.day), (cell.night, moments.night)):
            decision = router.route(report, at)
            assert tuple(referral.helpline_id for referral in decision.referrals) == service.helpline_ids
            known = [referral.state for referral in decision.referrals]
            best = [state for state in (State.OPEN, State.UNKNOWN, State.CLOSED) if state in known]
            assert (best[0] if best else None) == service.state
            assert (decision.scope is Scope.INTERNATIONAL) == (service.kind is LineKind.GAP)
            assert (decision.scope is Scope.NATIONAL_FALLBACK) == (service.kind is LineKind.FALLBACK)


def test_no_shipped_cell_is_silent() -> None:
    """Each country, category and age has a line of the country, or says that it has none."""
    shipped = default_router()
    cells = coverage(shipped.registry, shipped.policy, at=FRIDAY)
    assert len(shipped.registry.countries) * len(Category) * len(USUAL_AGES) == len(cells)
    assert [] == [(cell.country, cell.category.value, cell.age) for cell in cells if cell.is_undeclared_gap]


# The command


def run(*arguments: str | Path) -> Result:
    environment = {"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"}
    return CliRunner().invoke(app, ["coverage", *map(str, arguments)], env=environment, prog_name="helpline-router")


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    """The options that name own files: JSON is YAML."""
    paths = []
    for name, record in (("registry", world(ADULTS, MINORS, LISTEN, territories=["RE"], gaps=[GAP])), ("policy", RULES)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(record.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
        paths += [f"--{name}", str(path)]
    return paths


def test_the_table_has_a_row_for_each_country_and_category(own: list[str]) -> None:
    result = run("--at", "2026-11-20", "--ages", "15,30,unknown", *own)
    assert (0, "") == (result.exit_code, result.stderr)
    rows = [row.split() for row in result.stdout.splitlines()]
    assert ["15", "30", "unknown"] == rows[0]
    assert ["FR", "suicide", "S", "oo", "F", "oo", "S", "oo"] == rows[1]
    assert ["FR", "hate", "G", "oo", "S", "oo", "S", "oo"] == rows[4]
    assert "12 cells: 4 specialist, 5 general, 3 fallback; a line is open by day in 12, at night in 12." in flat(result.stdout)


def flat(text: str) -> str:
    """A text as it reads, however it is wrapped."""
    return " ".join(text.split())


def test_a_gap_is_seen_without_colours(tmp_path: Path, own: list[str]) -> None:
    """A declared one in small letters, one that is not in capitals."""
    facts = world(MINORS, gaps=[GAP])
    (tmp_path / "registry.yaml").write_text(json.dumps(facts.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    text = run("--ages", "18,30", *own).stdout
    assert ["FR", "harassment", "gap", "NONE"] == text.splitlines()[3].split()
    assert "(7 not declared)" in text
    assert "gap: no line, and the country says so" in flat(text)


def test_a_half_served_age_is_seen_in_the_table() -> None:
    """With a word that the legend explains, and the ages in JSON: in Bulgaria adults have no line, minors have one."""
    text = run("--country", "BG", "--ages", "15,30,unknown").stdout
    assert ["BG", "suicide", "S", "gap", "S", "!half"] == [word for word in text.splitlines()[1].split() if set(word) - set("ox?")]
    assert "!half: some of the ages that this may be have no line" in flat(text)
    assert "3 of them half served" in flat(text)
    cells = json.loads(run("--country", "BG", "--ages", "unknown", "--json").stdout)["cells"]
    assert [[{"minimum": 18, "maximum": 120}]] * 3 + [[]] == [cell["unserved_ages"] for cell in cells]


def test_the_states_and_kinds_of_day_and_night_are_shown(tmp_path: Path, own: list[str]) -> None:
    by_day = helpline("fr-day", "anti_hate", categories=("hate",), hours="Mo-Fr 09:00-17:00")
    unknown = helpline("fr-unknown", "child_helpline", categories=("suicide",), general=True, hours="unknown")
    rules = policy(rule("all", "anti_hate", "child_helpline", open_first=True))
    for name, record in (("registry", world(by_day, unknown)), ("policy", rules)):
        (tmp_path / f"{name}.yaml").write_text(json.dumps(record.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    rows = [row.split() for row in run("--ages", "30", "--at", "2026-11-20", *own).stdout.splitlines()]
    assert ["FR", "hate", "S/G", "o?"] == rows[4]
    assert ["FR", "suicide", "S", "??"] == rows[1]


def test_the_shipped_table_fits_a_terminal() -> None:
    """80 columns, no box, no colour; each row says its country."""
    text = run("--at", "2026-11-20").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert not set("─│┌└╭╰\x1b") & set(text)
    rows = [row for row in text.splitlines() if row[2:3] == " " and row[:2].isupper()]
    assert 4 * len(default_router().registry.countries) == len(rows)


def test_a_pipe_gets_a_row_a_line(own: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    ages = ",".join(map(str, range(40)))
    command = [sys.executable, "-m", "helpline_router.cli", "coverage", "--ages", ages, *own]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, env=environment)
    rows = result.stdout.splitlines()
    assert [40, *[2 + 2 * 40] * 4] == [len(row.split()) for row in rows[:5]]
    assert "\x1b" not in result.stdout


def test_json_has_everything(own: list[str]) -> None:
    """It is the library's cells, with the versions."""
    payload = json.loads(run("--json", "--at", "2026-11-20", *own).stdout)
    assert ("2026-11-20", "1", "1") == (payload["since"], payload["registry"], payload["policy"])
    facts = world(ADULTS, MINORS, LISTEN, territories=["RE"], gaps=[GAP])
    assert coverage(facts, RULES, at=FRIDAY) == tuple(map(CoverageCell.model_validate, payload["cells"]))


def test_a_country_or_a_territory_can_be_asked_for(own: list[str]) -> None:
    assert run("--country", "fra", *own).stdout == run("--country", "RE", *own).stdout == run(*own).stdout
    assert (0, "No country here yet.\n") == (run("--country", "US", *own).exit_code, run("--country", "US", *own).stdout)


def test_an_overlay_is_applied(tmp_path: Path, own: list[str]) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("helplines: {disable: [{id: fr-listen, reason: No answer.}]}", encoding="utf-8")
    rows = run("--ages", "30", "--overlay", overlay, *own).stdout.splitlines()
    assert ["FR", "suicide", "NONE"] == rows[1].split()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--ages", "zzsecret"], "--ages must be whole years from 0 to 120 and unknown"),
        (["--ages", "15,121"], "--ages must be"),
        (["--ages", "\u0661\u0665"], "--ages must be"),
        (["--ages", ""], "--ages must be"),
        (["--ages", "-1"], "--ages must be"),
        (["--country", "zzsecret"], "--country must be an ISO 3166-1 code"),
        (["--at", "zzsecret"], "--at must be a day such as 2026-11-20"),
        (["--registry", "/nowhere/none.yaml"], "--registry: the file '/nowhere/none.yaml' cannot be opened"),
    ],
)
def test_bad_input_is_one_plain_line(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert message in result.stderr
    assert 1 == len(result.stderr.splitlines())
    assert "secret" not in result.stderr
