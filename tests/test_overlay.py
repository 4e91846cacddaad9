"""The overlay: helplines and rules added, replaced and switched off, on top of any registry and policy."""

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy
from typer.testing import CliRunner, Result

from builders import channel, country, helpline, helpline_data, offered, policy, registry, rule
from helpline_router import InvalidReport, Policy, PolicyError, Problem, Registry, Report, Router, default_router
from helpline_router.changes import AddedHelpline, AddedRule, Disabled, HelplineChanges, Overlay, RuleChanges
from helpline_router.cli.app import app
from helpline_router.errors import OverlayError
from helpline_router.overlay import apply_overlay, apply_overlay_file, load_overlay
from helpline_router.policy import When
from helpline_router.proofs import prove
from helpline_router.testing import helplines, instants, policies, registries
from helpline_router.vocabulary import Category, Role, Scope
from strategies import Scene, scenes

UNTIL: Final = datetime(2026, 11, 21, 8, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
T = TypeVar("T")
SHIPPED: Final = default_router()
VERSIONS: Final = (f"{SHIPPED.registry.version}+overlay", f"{SHIPPED.policy.version}+overlay")

OVERLAY: Final = """\
version: acme-7
helplines:
  add:
    - before: fr-b
      id: fr-acme
      name: Acme
      remits: [online_safety]
      categories: [harassment]
      audience: {maximum_age: 17, roles: [affected]}
      channels: [{kind: phone, value: "0117", hours: "Mo-Su,PH 9:00-23:00", hours_seen: 2026-11}]
      languages: [fr]
      checked_on: 2026-11-01
      confidence: high
      sources: [{url: "https://example.org", kind: operator, supports: [number]}]
  disable:
    - {id: fr-c, reason: No answer since noon., until: 2026-11-21T09:00+01:00}
rules:
  add:
    - {after: first, id: second, when: {country: [FR], age: {maximum: 12}}, refer: [fr-acme], rationale: For the youngest.}
  disable:
    - {id: first, reason: Not for us.}
"""


def facts() -> Registry:
    """Two countries; France has a territory and a retired number."""
    lines = (helpline("fr-a"), helpline("fr-b"), helpline("fr-c", "online_safety"))
    retired = [{"number": "30 20", "note": "Closed."}]
    return registry(FR=country(*lines, territories=["RE"], retired_numbers=retired), GB=country(helpline("gb-a")))


def rules(**fields: Any) -> Policy:
    """A rule that names one line and a remit, one that names a line only, and a rule for the rest."""
    named = rule("named", "fr-b", "victim_support", when={"country": ["FR"], "category": ["hate"]})
    only = rule("only", "fr-c", when={"country": ["FR"], "category": ["harassment"]})
    return policy(rule("first", when={"role": ["parent"]}), named, only, rule("rest"), **fields)


def overlay(**sections: dict[str, Any]) -> Overlay:
    return Overlay.model_validate(sections)


def off(entry_id: str, until: datetime | None = None) -> dict[str, Any]:
    return {"id": entry_id, "reason": "Down.", "until": until}


def ids(applied: tuple[Registry, Policy]) -> tuple[list[str], list[str]]:
    return list(line_ids(applied[0])), [one.id for one in applied[1].rules]


def applied_lines(**changes: Any) -> list[str]:
    return ids(apply_overlay(facts(), rules(), overlay(helplines=changes)))[0]


def applied_rules(**changes: Any) -> list[str]:
    return ids(apply_overlay(facts(), rules(), overlay(rules=changes)))[1]


def refusals(changes: Overlay) -> list[tuple[str, str, str]]:
    with pytest.raises(OverlayError) as caught:
        apply_overlay(facts(), rules(), changes)
    return [(problem.where, problem.message, problem.hint) for problem in caught.value.problems]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "overlay.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(action: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(OverlayError) as caught:
        action()
    return [(problem.where.split("overlay.yaml:")[1], problem.message) for problem in caught.value.problems]


def attempt(action: Callable[[], T]) -> T | OverlayError:
    """What an action returns, or the error with which it refuses."""
    try:
        return action()
    except OverlayError as error:
        return error


def line_ids(registry: Registry) -> tuple[str, ...]:
    return tuple(line.id for country in registry.countries.values() for line in country.helplines)


# The file


def test_an_overlay_is_what_its_file_says(tmp_path: Path) -> None:
    """Numbers keep their zeros, hours are in normal form, an instant keeps its offset."""
    changes = load_overlay(written(tmp_path, OVERLAY))
    [added] = changes.helplines.add
    assert ("fr-b", "0117", "Mo-Su,PH 09:00-23:00") == (added.before, added.channels[0].value, added.channels[0].hours)
    assert UNTIL == changes.helplines.disable[0].until
    assert ["fr-a", "fr-acme", "fr-b", "gb-a"] == list(line_ids(apply_overlay(facts(), rules(), changes)[0]))
    assert ["second", "named", "only", "rest"] == ids(apply_overlay(facts(), rules(), changes))[1]


def test_an_overlay_may_say_nothing(tmp_path: Path) -> None:
    """`{}` and comments alone are an overlay without changes; a file without any text is refused: it may be half-written."""
    assert Overlay() == load_overlay(written(tmp_path, "{}")) == load_overlay(written(tmp_path, "# nothing\n"))
    assert [("1:1", "the file is empty")] == faults(lambda: load_overlay(written(tmp_path, "")))


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("before: fr-b\n", "before: fr-b\n      after: fr-a\n", "4:7", "give 'before' or 'after', not both"),
        ("reason: No answer since noon., ", "", "16:7", "missing field 'reason'"),
        ("reason: Not for us.", "reason: ' '", "21:27", "at least 1 character"),
        ("2026-11-21T09:00+01:00", "2026-11-21T09:00", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "2026-11-21", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "20261121", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "1795248000", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "0226-11-21T09:00+01:00", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "tomorrow", "16:56", "with its offset"),
        ("2026-11-21T09:00+01:00", "2026-11-31T09:00+01:00", "16:56", "day value is outside"),
        ("  disable:\n    - {id: fr-c", "  dissable:\n    - {id: fr-c", "15:3", "unknown field 'dissable'"),
        ("name: Acme", "nmae: Acme", "6:7", "unknown field 'nmae'"),
        ("helplines:\n", "countries: {}\nhelplines:\n", "2:1", "unknown field 'countries'"),
        ("id: fr-acme\n", "id: FR-ACME\n", "5:11", "must be an id in lower case"),
        ("acme-7", "acme+7", "1:10", "write letters and digits"),
        ("acme-7", f"a{'7' * 60}", "1:10", "at most 60"),
        ("[fr-acme]", "[narrow_topic]", "19:", "no rule refers to narrow_topic lines"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, where: str, message: str) -> None:
    """Each fault is a problem with its line and column."""
    assert 1 == OVERLAY.count(old)
    found = faults(lambda: load_overlay(written(tmp_path, OVERLAY.replace(old, new))))
    assert any(place.startswith(where) and message in text for place, text in found), found


def test_all_faults_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    """In the order of the file, whatever section they are in."""
    text = OVERLAY.replace("name: Acme", "nmae: Acme").replace("confidence: high", "confidence: sure").replace("+01:00", "")
    found = faults(lambda: load_overlay(written(tmp_path, text)))
    assert ["4:7", "6:7", "13:19", "16:56"] == [where for where, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "\\0",
        "bell \\a",
        "escape \\e[2J",
        "new \\n line",
        "next \\x85 line",
        "separator \\u2028 line",
        "right to left \\u202e 8103",
        "isolate \\u2066",
        "mark \\u200f",
        "lone surrogate \\ud800",
    ],
)
@pytest.mark.parametrize("old", ["Acme", "No answer since noon.", "For the youngest."])
def test_hostile_text_is_refused(tmp_path: Path, old: str, text: str) -> None:
    """Texts are short and hold no control characters or marks of direction, in any field that holds a text."""
    [(where, message)] = faults(lambda: load_overlay(written(tmp_path, OVERLAY.replace(old, f'"{text}"'))))
    line = next(number for number, row in enumerate(OVERLAY.splitlines(), start=1) if old in row)
    assert str(line) == where.split(":")[0]
    assert text not in message


def test_raw_control_characters_are_refused(tmp_path: Path) -> None:
    """What YAML itself does not allow is an error of the overlay, not of a library."""
    [(where, message)] = faults(lambda: load_overlay(written(tmp_path, OVERLAY.replace("Acme", "Ac\x07me"))))
    assert "6" == where.split(":")[0]
    assert "YAML" in message


def test_markup_is_plain_text(tmp_path: Path) -> None:
    """HTML and terminal markup in a name are its letters; an address that is a script is none."""
    name = "<script>alert(1)</script> [bold red]x[/]"
    changes = load_overlay(written(tmp_path, OVERLAY.replace("Acme", f'"{name}"')))
    assert name == changes.helplines.add[0].name
    script = OVERLAY.replace("https://example.org", "javascript:alert(1)")
    assert "14:23" in [where for where, _ in faults(lambda: load_overlay(written(tmp_path, script)))]


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    """As for the other files: what can't be opened says nothing about its content."""
    with pytest.raises(FileNotFoundError):
        load_overlay(tmp_path / "none.yaml")


def test_an_instant_needs_its_offset_in_python_too() -> None:
    """Neither a naive datetime nor a number is an instant."""
    for until in (datetime(2026, 11, 21), 1_795_248_000, "2026-11-21"):  # noqa: DTZ001 - that is the point
        with pytest.raises(ValueError, match=r"offset|timezone"):
            Disabled.model_validate({"id": "fr-a", "reason": "Down.", "until": until})


# Adding, replacing, disabling


def test_a_line_is_added_at_its_place() -> None:
    """Before or after a line, else at the end of its country."""
    line = helpline_data("fr-new")
    assert ["fr-a", "fr-b", "fr-c", "fr-new", "gb-a"] == applied_lines(add=[line])
    assert ["fr-a", "fr-new", "fr-b", "fr-c", "gb-a"] == applied_lines(add=[{**line, "before": "fr-b"}])
    assert ["fr-a", "fr-b", "fr-new", "fr-c", "gb-a"] == applied_lines(add=[{**line, "after": "fr-b"}])


def test_a_rule_is_added_at_its_place() -> None:
    """Before or after a rule, else at the end of the table."""
    new = {"id": "new", "refer": ["child_helpline"], "rationale": "Ours."}
    assert ["first", "named", "only", "rest", "new"] == applied_rules(add=[new])
    assert ["new", "first", "named", "only", "rest"] == applied_rules(add=[{**new, "before": "first"}])
    assert ["first", "new", "named", "only", "rest"] == applied_rules(add=[{**new, "after": "first"}])


@pytest.mark.parametrize("side", ["before", "after"])
def test_additions_to_one_place_keep_their_order(side: str) -> None:
    """What stands first in the overlay comes first."""
    lines = applied_lines(add=[{**helpline_data("fr-2"), side: "fr-b"}, {**helpline_data("fr-1"), side: "fr-b"}])
    assert ["fr-2", "fr-1"] == [line_id for line_id in lines if line_id in ("fr-1", "fr-2")]
    assert ["fr-a", "fr-b"] == [line_id for line_id in lines if line_id in ("fr-a", "fr-b")]


def test_a_line_that_is_replaced_or_disabled_still_marks_a_place() -> None:
    """Switching a line off does not break the entries that are placed beside it."""
    line = {**helpline_data("fr-new"), "after": "fr-a"}
    assert ["fr-new", "fr-b", "fr-c", "gb-a"] == applied_lines(add=[line], disable=[off("fr-a")])
    assert ["fr-a", "fr-new", "fr-b", "fr-c", "gb-a"] == applied_lines(add=[line], replace=[helpline_data("fr-a", "youth_support")])


def test_a_line_is_replaced_as_a_whole() -> None:
    """Nothing of the old line remains, and it stays where it was."""
    new = helpline("fr-b", "youth_support")
    changed, _ = apply_overlay(facts(), rules(), overlay(helplines={"replace": [new]}))
    assert (new, ["fr-a", "fr-b", "fr-c", "gb-a"]) == (changed.helpline("fr-b"), list(line_ids(changed)))


def test_a_rule_is_replaced_as_a_whole() -> None:
    """Nothing of the old rule remains, and it stays where it was."""
    new = rule("named", "youth_support")
    _, changed = apply_overlay(facts(), rules(), overlay(rules={"replace": [new]}))
    assert (new, "named") == (changed.rules[1], changed.rules[1].id)


def test_a_rule_is_disabled() -> None:
    """A report goes on to the rules below it."""
    assert ["first", "only", "rest"] == applied_rules(disable=[off("named")])


def test_added_entries_are_ordinary_ones() -> None:
    """The result holds helplines and rules that do not remember where they came from."""
    new = {"id": "new", "before": "first", "refer": ["child_helpline"], "rationale": "Ours."}
    changed = apply_overlay(facts(), rules(), overlay(helplines={"add": [helpline_data("fr-new")]}, rules={"add": [new]}))
    assert helpline("fr-new") == changed[0].helpline("fr-new")
    assert rule("new", rationale="Ours.") == changed[1].rules[0]


@pytest.mark.parametrize(
    ("at", "is_off"),
    [
        (None, True),
        (UNTIL - timedelta(days=9), True),
        (UNTIL - MICROSECOND, True),
        (UNTIL, False),
        (UNTIL + MICROSECOND, False),
    ],
)
def test_a_line_is_off_until_an_instant(at: datetime | None, is_off: bool) -> None:  # noqa: FBT001 - a value of the table
    """It is back at that instant; without a time it is off, for a line that is down is not shown."""
    changes = overlay(helplines={"disable": [off("fr-b", UNTIL)]}, rules={"disable": [off("first", UNTIL)]})
    changed = apply_overlay(facts(), rules(), changes, at=at)
    assert (is_off, is_off) == ("fr-b" not in changed[0], "first" not in ids(changed)[1])
    assert is_off == (changed != (facts(), rules()))


def test_a_line_without_an_end_stays_off() -> None:
    """Left out means not known, not soon."""
    changed, _ = apply_overlay(facts(), rules(), overlay(helplines={"disable": [off("fr-b")]}), at=datetime.max.replace(tzinfo=UTC))
    assert "fr-b" not in changed


def test_the_next_change_is_when_something_comes_back() -> None:
    """The first `until` still ahead, of a line or a rule; None if nothing comes back by itself."""
    later = UNTIL + timedelta(days=1)
    changes = overlay(helplines={"disable": [off("fr-a", later), off("fr-b")]}, rules={"disable": [off("first", UNTIL)]})
    assert [UNTIL, later, None] == [changes.next_change(at) for at in (UNTIL - MICROSECOND, UNTIL, later)]
    assert None is Overlay().next_change(UNTIL)


def test_a_naive_instant_is_refused() -> None:
    """As it is by a router, whether or not a comparison would need it."""
    naive = datetime(2026, 11, 20)  # noqa: DTZ001 - that is the point
    for changes in (Overlay(), overlay(helplines={"disable": [off("fr-a")]}), overlay(helplines={"disable": [off("fr-a", UNTIL)]})):
        with pytest.raises(InvalidReport):
            apply_overlay(facts(), rules(), changes, at=naive)
        with pytest.raises(InvalidReport):
            changes.next_change(naive)


# What it refuses


def test_all_that_does_not_fit_is_told_at_once() -> None:
    """Helplines before rules, each problem with the path of its entry and what to do."""
    line, row = helpline_data, {"refer": ["child_helpline"], "rationale": "Ours."}
    abroad = "a line stands among those of its own country"
    changes = overlay(
        helplines={
            "add": [
                line("fr-a"),
                {**line("fr-x"), "before": "gb-a"},
                {**line("fr-y"), "after": "fr-bb"},
                line("se-x"),
                line("re-x"),
                line("fr-old", channels=[channel("3020")]),
            ],
            "replace": [line("fr-q"), line("fr-b")],
            "disable": [off("fr-b"), off("fr-aa"), off("fr-y"), off("fr-b")],
        },
        rules={
            "add": [{**row, "id": "rest"}, {**row, "id": "new", "before": "frist"}, {**row, "id": "new"}],
            "replace": [{**row, "id": "zzz"}],
            "disable": [off("name")],
        },
    )
    assert [
        ("overlay.helplines.add.fr-a", "there is a helpline fr-a already", "choose another id, or replace it"),
        ("overlay.helplines.add.fr-x.before", "'before' names gb-a, a line of another country", abroad),
        ("overlay.helplines.add.fr-y.after", "'after' names fr-bb, which is not there", "did you mean fr-b?"),
        ("overlay.helplines.add.se-x", "country SE is not in the registry", "an id starts with its country's code"),
        ("overlay.helplines.add.re-x", "country RE is not in the registry", "it uses the lines of FR: start the id with fr-"),
        ("overlay.helplines.replace.fr-q", "no helpline has the id fr-q", ""),
        ("overlay.helplines.disable.fr-aa", "no helpline has the id fr-aa", "did you mean fr-a?"),
        ("overlay.helplines.disable.fr-b", "two changes of fr-b", "'disable' names it already: keep one of the two"),
        ("overlay.rules.add.rest", "there is a rule rest already", "choose another id, or replace it"),
        ("overlay.rules.add.new.before", "'before' names frist, which is not there", "did you mean first?"),
        ("overlay.rules.add.new", "two changes of new", "'add' names it already: keep one of the two"),
        ("overlay.rules.replace.zzz", "no rule has the id zzz", ""),
        ("overlay.rules.disable.name", "no rule has the id name", "did you mean named?"),
        ("overlay.helplines.add.fr-old.channels.0.value", "30 20 is retired in FR: Closed; it stands in fr-old", ""),
    ] == refusals(changes)  # fmt: skip


def test_no_entry_is_placed_beside_another_of_the_overlay() -> None:
    """The order of the overlay says that already, and a ring of places would have no beginning."""
    ring = [{**helpline_data("fr-x"), "after": "fr-y"}, {**helpline_data("fr-y"), "after": "fr-x"}]
    hint = "name one that is not of the overlay itself"
    assert [hint, hint] == [hint for *_, hint in refusals(overlay(helplines={"add": ring}))]


@pytest.mark.parametrize("spelling", ["3020", "30 20", "30-20"])
@pytest.mark.parametrize("operation", ["add", "replace"])
def test_a_retired_number_does_not_come_back(operation: str, spelling: str) -> None:
    """A platform can add a line, but not a number that is known to be wrong."""
    line_id = "fr-new" if operation == "add" else "fr-b"
    line = helpline_data(line_id, channels=[channel("116 123"), channel(spelling)])
    place = f"overlay.helplines.{operation}.{line_id}.channels.1.value"
    message = f"30 20 is retired in FR: Closed; it stands in {line_id}"
    assert [(place, message, "")] == refusals(overlay(helplines={operation: [line]}))


def test_what_a_registry_refuses_an_overlay_cannot_bring_in() -> None:
    """Regions of another country, and two problems of one line."""
    line = helpline_data("fr-new", regions=["GB-ENG", "FR-IDF", "BE-VLG"])
    message = "the regions of this country start with FR-"
    places = [f"overlay.helplines.add.fr-new.regions.{index}" for index in (0, 2)]
    assert [(place, message, "") for place in places] == refusals(overlay(helplines={"add": [line]}))


def test_a_policy_keeps_a_rule() -> None:
    """All rules switched off is a problem of the overlay, and no failure of a model."""
    changes = overlay(rules={"disable": [off(row.id) for row in rules().rules]})
    assert [("overlay.rules.disable.first", "no rule is left", "keep one for every report")] == refusals(changes)


def test_an_entry_is_judged_even_when_it_does_not_count() -> None:
    """Whether an overlay fits does not depend on the time, as far as ids go."""
    changes = overlay(helplines={"disable": [off("fr-q", UNTIL)]}, rules={"disable": [off("q", UNTIL)]})
    with pytest.raises(OverlayError) as caught:
        apply_overlay(facts(), rules(), changes, at=UNTIL)
    assert 2 == len(caught.value.problems)


def test_problems_of_a_file_have_their_place_in_it(tmp_path: Path) -> None:
    """In the order of the file, though the number is wrong in a different way than the ids are."""
    text = OVERLAY.replace("0117", "3020").replace("id: fr-c", "id: fr-q").replace("after: first", "after: fist")
    parts = text.split("rules:\n")
    path = written(tmp_path, f"rules:\n{parts[1]}{parts[0]}")
    expected = [
        ("3:15", "'after' names fist, which is not there"),
        ("15:39", "30 20 is retired in FR: Closed; it stands in fr-acme"),
        ("21:12", "no helpline has the id fr-q"),
    ]
    assert expected == faults(lambda: apply_overlay_file(facts(), rules(), path))


def test_a_file_is_applied_as_its_overlay_is(tmp_path: Path) -> None:
    """Loading and applying in one step says and gives the same, at any instant."""
    path = written(tmp_path, OVERLAY)
    for at in (None, UNTIL - MICROSECOND, UNTIL):
        assert apply_overlay(facts(), rules(), load_overlay(path), at=at) == apply_overlay_file(facts(), rules(), path, at=at)
    path = written(tmp_path, OVERLAY.replace("name: Acme", "nmae: Acme"))
    assert faults(lambda: load_overlay(path)) == faults(lambda: apply_overlay_file(facts(), rules(), path))


# Versions and digests


def test_versions_say_what_was_changed() -> None:
    """Only what is changed has another version and digest; the overlay's own version is appended, `overlay` without one."""
    base = facts(), rules()
    more = overlay(helplines={"disable": [off("gb-a")]})
    assert ("1+overlay", "1") == versions(apply_overlay(*base, more))
    assert base[1] is apply_overlay(*base, more)[1]
    own = Overlay.model_validate({"version": "acme-7", "rules": {"disable": [off("first")]}})
    assert ("1", "1+acme-7") == versions(apply_overlay(*base, own))
    assert base[0] is apply_overlay(*base, own)[0]


def versions(applied: tuple[Registry, Policy]) -> tuple[str, str]:
    return applied[0].version, applied[1].version


def test_a_long_version_is_no_obstacle() -> None:
    """However often overlays are laid over each other, a line can be switched off."""
    base = Registry(version="v" * 400, countries=facts().countries)
    changed, _ = apply_overlay(base, rules(), overlay(helplines={"disable": [off("gb-a")]}))
    assert f"{'v' * 300}+overlay" == changed.version


def test_digests_cover_base_and_overlay() -> None:
    """They are those of the content: another base or another change is another digest, the same content the same."""
    changes = overlay(helplines={"disable": [off("gb-a")]})
    changed, _ = apply_overlay(facts(), rules(), changes)
    assert changed.digest not in (facts().digest, apply_overlay(facts(), rules(), overlay(helplines={"disable": [off("fr-a")]}))[0].digest)
    other = registry(**{**facts().countries, "FR": country(helpline("fr-a"))})
    assert changed.digest != apply_overlay(other, rules(), changes)[0].digest
    assert changed.digest == Registry.model_validate_json(changed.model_dump_json()).digest


# A line that is down can be switched off at once


def referred(*disabled: str) -> dict[str, tuple[str, ...]]:
    _, changed = apply_overlay(facts(), rules(), overlay(helplines={"disable": [off(line_id) for line_id in disabled]}))
    return {row.id: tuple(row.refer) for row in changed.rules}


def test_a_disabled_line_leaves_the_rules_that_name_it() -> None:
    """The other references stay, in their order."""
    assert ("victim_support",) == referred("fr-b")["named"]
    assert ("fr-c",) == referred("fr-b")["only"]


def test_a_rule_that_named_nothing_else_refers_to_lines_of_the_same_kind() -> None:
    """It keeps its reports: the remits of the line, then those of the fallback, each once."""
    assert ("online_safety", "child_helpline", "emotional_support") == referred("fr-c")["only"]


def test_a_line_of_a_narrow_topic_has_no_lines_of_its_kind() -> None:
    """Only the fallback's remits stand in for it: no rule may refer to narrow topics as such."""
    base = registry(FR=country(helpline("fr-a"), helpline("fr-n", "narrow_topic")))
    table = policy(rule("only", "fr-n", when={"country": ["FR"]}), rule("rest"))
    _, changed = apply_overlay(base, table, overlay(helplines={"disable": [off("fr-n")]}))
    assert ("child_helpline", "emotional_support") == changed.rules[0].refer


def test_a_policy_that_was_refused_before_still_is() -> None:
    """Where the fallback names nothing but the line that is down, nothing is made up."""
    base = registry(FR=country(helpline("fr-n", "narrow_topic")))
    table = policy(rule("only", "fr-n", when={"country": ["FR"]}), rule("rest"), fallback={"refer": ["fr-n"]})
    with pytest.raises(PolicyError):
        Router(base, table)
    with pytest.raises(PolicyError, match="fr-n, which is not in the registry"):
        Router(*apply_overlay(base, table, overlay(helplines={"disable": [off("fr-n")]})))


def test_rules_of_the_overlay_are_treated_alike() -> None:
    """A rule that the overlay adds may name a line that it disables."""
    new = {
        "id": "new",
        "when": {"country": ["FR"], "role": ["witness"]},
        "before": "first",
        "refer": ["fr-c", "fr-a"],
        "rationale": "Ours.",
    }
    changes = overlay(helplines={"disable": [off("fr-c")]}, rules={"add": [new]})
    assert ("fr-a",) == apply_overlay(facts(), rules(), changes)[1].rules[0].refer


def test_a_line_of_the_overlay_itself_can_be_switched_off() -> None:
    """The rules that name it stay valid, as for any line that is down, and it is back at its place by itself."""
    row = {"id": "new", "before": "first", "when": {"country": ["FR"], "role": ["witness"]}, "refer": ["fr-new"], "rationale": "Ours."}
    both = {**row, "id": "both", "when": {"country": ["FR"], "role": ["parent"]}, "refer": ["fr-new", "fr-a"]}
    lines = {"add": [{**helpline_data("fr-new", "online_safety"), "after": "fr-a"}], "disable": [off("fr-new", UNTIL)]}
    changes = overlay(helplines=lines, rules={"add": [row, both]})
    down = apply_overlay(facts(), rules(), changes, at=UNTIL - MICROSECOND)
    assert (["fr-a", "fr-b", "fr-c", "gb-a"], ["new", "both", "first", "named", "only", "rest"]) == ids(down)
    assert [("online_safety", "child_helpline", "emotional_support"), ("fr-a",)] == [row.refer for row in down[1].rules[:2]]
    assert Router(*down).registry is down[0]
    back = apply_overlay(facts(), rules(), changes, at=UNTIL)
    assert (["fr-a", "fr-new", "fr-b", "fr-c", "gb-a"], ("fr-new",)) == (ids(back)[0], back[1].rules[0].refer)


def test_a_replaced_line_can_be_switched_off() -> None:
    """Its rule refers to the remits of the line as it is now."""
    changes = overlay(helplines={"replace": [helpline_data("fr-c", "youth_support")], "disable": [off("fr-c")]})
    down = apply_overlay(facts(), rules(), changes)
    assert (["fr-a", "fr-b", "gb-a"], ("youth_support", "child_helpline", "emotional_support")) == (ids(down)[0], down[1].rules[2].refer)


def test_a_rule_of_the_overlay_itself_can_be_switched_off() -> None:
    """Added or replaced, it does not count until it is back."""
    row = {"refer": ["child_helpline"], "rationale": "Ours."}
    changes = overlay(
        rules={"add": [{**row, "id": "new"}], "replace": [{**row, "id": "first"}], "disable": [off("new", UNTIL), off("first", UNTIL)]}
    )
    assert ["named", "only", "rest"] == ids(apply_overlay(facts(), rules(), changes))[1]
    assert ["first", "named", "only", "rest", "new"] == ids(apply_overlay(facts(), rules(), changes, at=UNTIL))[1]


@pytest.mark.parametrize("at", [None, UNTIL])
def test_a_line_that_is_down_is_judged_as_any_other(at: datetime | None) -> None:
    """Else its overlay would fail at the instant at which the line is back, when nobody looks."""
    line = helpline_data("fr-new", channels=[channel("3020")])
    changes = overlay(helplines={"add": [line], "disable": [off("fr-new", UNTIL)]})
    with pytest.raises(OverlayError, match=r"fr-new\.channels\.0\.value"):
        apply_overlay(facts(), rules(), changes, at=at)


@pytest.mark.parametrize("line_id", line_ids(SHIPPED.registry))
def test_every_shipped_line_can_be_switched_off(line_id: str) -> None:
    """Whatever names it, the router accepts the result and no longer offers it."""
    router = Router(*apply_overlay(SHIPPED.registry, SHIPPED.policy, overlay(helplines={"disable": [off(line_id)]})))
    for category in Category:
        for role in Role:
            plan = router.plan(Report(category=category, country=line_id[:2], age=15, role=role))
            assert line_id not in offered(plan)
            assert plan.directories


def test_3018_can_be_switched_off() -> None:
    """Young people in France are still served by the same rule, from the lines it names after 3018."""
    report = Report(category="harassment", country="FR", age=15)
    router = Router(*apply_overlay(SHIPPED.registry, SHIPPED.policy, overlay(helplines={"disable": [off("fr-3018")]})))
    before, after = SHIPPED.route(report, UNTIL), router.route(report, UNTIL)
    assert ("fr-harassment-minors", "fr-harassment-minors") == (before.rule, after.rule)
    assert ("fr-3018", 3) == (before.referrals[0].helpline_id, len(after.referrals))
    assert VERSIONS == (after.registry.version, after.policy.version)


@pytest.mark.parametrize("code", SHIPPED.registry.countries)
def test_a_country_without_any_line_left_still_helps(code: str) -> None:
    """Every decision falls back to the directories, and the emergency numbers stay."""
    down = [off(line.id) for line in SHIPPED.registry.countries[code].helplines]
    router = Router(*apply_overlay(SHIPPED.registry, SHIPPED.policy, overlay(helplines={"disable": down})))
    for category in Category:
        for role in Role:
            decision = router.route(Report(category=category, country=code, age=15, role=role), UNTIL)
            assert ((), Scope.INTERNATIONAL) == (decision.referrals, decision.scope)
            assert decision.directories
            assert SHIPPED.registry.countries[code].emergency[0].number == decision.emergency.numbers[0].number


def test_the_proofs_judge_the_result() -> None:
    """A rule behind one for everything is applied, and then refused by the router with a hint."""
    new = {"id": "new", "refer": ["child_helpline"], "rationale": "Too late."}
    changed = apply_overlay(facts(), rules(), overlay(rules={"add": [new]}))
    with pytest.raises(PolicyError) as caught:
        Router(*changed)
    assert [Problem("rules.new", "is never reached: the rules above it take every report it could", "move it up, or take it out")] == list(
        caught.value.problems
    )


# Round trips


@pytest.mark.parametrize(
    "duplicate",
    [
        copy.copy,
        copy.deepcopy,
        lambda changes: pickle.loads(pickle.dumps(changes)),  # noqa: S301 - own bytes
        lambda changes: Overlay.model_validate_json(changes.model_dump_json()),
    ],
)
def test_an_overlay_survives_a_round_trip(tmp_path: Path, duplicate: Callable[[Overlay], Overlay]) -> None:
    """Copies, pickles and JSON give an equal overlay with an equal hash and effect."""
    changes = load_overlay(written(tmp_path, OVERLAY))
    other = duplicate(changes)
    assert (changes, hash(changes)) == (other, hash(other))
    assert apply_overlay(facts(), rules(), changes) == apply_overlay(facts(), rules(), other)


# Laws, over generated registries, policies and overlays


def additions(code: str, known: tuple[str, ...]) -> SearchStrategy[AddedHelpline]:
    """New lines of a country at any place of it."""
    own = tuple(line_id for line_id in known if line_id.startswith(code.lower()))
    places = ({}, *({side: line_id} for side in ("before", "after") for line_id in own))
    return st.builds(
        lambda line, place: AddedHelpline.model_validate({**{name: getattr(line, name) for name in type(line).model_fields}, **place}),
        helplines(code, "added"),
        st.sampled_from(places),
    )


def disabling(line_ids: frozenset[str] | tuple[str, ...], until: datetime | None = None) -> Overlay:
    return Overlay(helplines=HelplineChanges(disable=tuple(Disabled(id=one, reason="Down.", until=until) for one in sorted(line_ids))))


@given(scenes())
def test_an_empty_overlay_changes_nothing(scene: Scene) -> None:
    """Not even versions and digests."""
    base = scene.router.registry, scene.router.policy
    changed = apply_overlay(*base, Overlay(version="mine"), at=scene.at)
    assert base == changed
    assert (base[0].digest, base[1].digest) == (changed[0].digest, changed[1].digest)


@given(scenes(), st.data())
def test_an_overlay_that_is_over_changes_nothing(scene: Scene, data: DataObject) -> None:
    """From its last `until` on, an overlay that only disables is as good as none."""
    base = scene.router.registry, scene.router.policy
    chosen = data.draw(st.sets(st.sampled_from(line_ids(base[0]))).map(frozenset))
    off_rules = tuple(Disabled(id=row.id, reason="Over.", until=scene.at) for row in base[1].rules)
    changes = Overlay(helplines=disabling(chosen, scene.at).helplines, rules=RuleChanges(disable=off_rules))
    assert base == apply_overlay(*base, changes, at=scene.at + data.draw(st.timedeltas(timedelta(0), timedelta(days=9))))
    assert None is changes.next_change(scene.at)


@given(scenes(), st.data())
def test_a_disabled_line_is_never_offered_and_the_others_keep_their_order(scene: Scene, data: DataObject) -> None:
    """Any lines of any registry can be switched off: the same rule is hit, and what it offered besides stays in order."""
    facts, table = scene.router.registry, scene.router.policy
    chosen = data.draw(st.sets(st.sampled_from(line_ids(facts)), min_size=1).map(frozenset))
    router = Router(*apply_overlay(facts, table, disabling(chosen), at=scene.at))
    before, after = scene.router.plan(scene.report), router.plan(scene.report)
    decision = router.route(scene.report, scene.at)
    assert chosen.isdisjoint((*offered(after), *offered(decision)))
    assert (before.rule, before.emergency, before.directories) == (after.rule, after.emergency, after.directories)
    assert decision.referrals or decision.directories
    assert [one for one in line_ids(facts) if one not in chosen] == list(line_ids(router.registry))
    refer = next(row.refer for row in table.rules if row.id == before.rule)
    if not chosen.issuperset(refer):
        kept = [line_id for line_id in offered(before) if line_id not in chosen]
        assert kept == [line_id for line_id in offered(after) if line_id in kept]


@given(scenes(), st.data())
def test_a_rule_of_disabled_lines_only_still_answers(scene: Scene, data: DataObject) -> None:
    """Whatever a rule named, it keeps its reports when all of it is down, and no proof fails."""
    facts, table = scene.router.registry, scene.router.policy
    code = data.draw(st.sampled_from(tuple(facts.countries)))
    chosen = data.draw(st.sets(st.sampled_from([line.id for line in facts.countries[code].helplines]), min_size=1).map(frozenset))
    when = When(country=(code,), category=(scene.report.category,))
    only = AddedRule(id="only", before=table.rules[0].id, when=when, refer=tuple(sorted(chosen)), rationale="Ours.")
    there = apply_overlay(facts, table, Overlay(rules=RuleChanges(add=(only,))))
    assume(not prove(*there))
    router = Router(*apply_overlay(*there, disabling(chosen), at=scene.at))
    report = Report(category=scene.report.category, country=code, age=scene.report.age)
    plan, decision = router.plan(report), router.route(report, scene.at)
    assert "only" == plan.rule
    assert chosen.isdisjoint((*offered(plan), *offered(decision)))
    assert decision.referrals or decision.directories


@given(scenes(), st.data())
def test_disabling_at_once_or_one_by_one_is_the_same(scene: Scene, data: DataObject) -> None:
    """Which line went down first does not matter for whom a report reaches, nor does their order in the file."""
    facts, table = scene.router.registry, scene.router.policy
    chosen = data.draw(st.lists(st.sampled_from(line_ids(facts)), unique=True, max_size=3))
    at_once = apply_overlay(facts, table, disabling(tuple(chosen)))
    backwards = HelplineChanges(disable=tuple(reversed(disabling(tuple(chosen)).helplines.disable)))
    assert at_once == apply_overlay(facts, table, Overlay(helplines=backwards))
    one_by_one = facts, table
    for line_id in chosen:
        one_by_one = apply_overlay(*one_by_one, disabling((line_id,)))
    assert at_once[0].countries == one_by_one[0].countries
    emptied = any(set(row.refer) <= set(chosen) for row in table.rules)
    assert emptied or at_once[1].rules == one_by_one[1].rules


@given(scenes(), st.data())
def test_adding_and_then_disabling_a_line_is_as_if_nothing_was(scene: Scene, data: DataObject) -> None:
    """The registry and the decision are what they were, apart from versions and digests."""
    facts, table = scene.router.registry, scene.router.policy
    code = data.draw(st.sampled_from(tuple(facts.countries)))
    added = data.draw(additions(code, line_ids(facts)))
    there = apply_overlay(facts, table, Overlay(helplines=HelplineChanges(add=(added,))))
    gone = apply_overlay(*there, disabling((added.id,)))
    assert (facts.countries, table) == (gone[0].countries, gone[1])
    unversioned = {"registry", "policy"}
    expected = scene.router.route(scene.report, scene.at).model_dump(exclude=unversioned)
    assert expected == Router(*gone).route(scene.report, scene.at).model_dump(exclude=unversioned)


@given(scenes(), st.data())
def test_adding_a_line_takes_nothing_away(scene: Scene, data: DataObject) -> None:
    """All lines keep their order around it, it stands where it was put, and the router takes the result."""
    facts, table = scene.router.registry, scene.router.policy
    code = data.draw(st.sampled_from(tuple(facts.countries)))
    added = data.draw(additions(code, line_ids(facts)))
    changed = apply_overlay(facts, table, Overlay(helplines=HelplineChanges(add=(added,))))
    now = list(line_ids(changed[0]))
    assert list(line_ids(facts)) == [line_id for line_id in now if line_id != added.id]
    place = now.index(added.id)
    assert added.before in (None, *now[place + 1 : place + 2])
    assert added.after in (None, *now[place - 1 : place])
    emergency = scene.router.route(scene.report, scene.at).emergency
    assert emergency == Router(*changed).route(scene.report, scene.at).emergency


IDS: Final = ("fr-0", "fr-1", "gb-0", "fr-added", "gb-added", "de-added", "re-added", "rest", "rule-0", "new", "fr-00")
ENTRIES: Final = st.sampled_from(IDS)


def _additions_of_any_kind() -> SearchStrategy[dict[str, Any]]:
    places = st.fixed_dictionaries({}, optional={"before": ENTRIES}) | st.fixed_dictionaries({}, optional={"after": ENTRIES})
    numbers = st.sampled_from(("116 123", "3020", "30-20"))
    line = st.builds(lambda line_id, number: helpline_data(line_id, channels=[channel(number)]), st.sampled_from(IDS[:7]), numbers)
    return st.builds(lambda one, place: {**one, **place}, line, places)


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    """Overlays that fit, and more that do not."""
    ends = st.none() | instants()
    offs = st.lists(st.builds(off, ENTRIES, ends), max_size=2)
    row = st.builds(rule, ENTRIES, st.sampled_from(("child_helpline", "fr-0", "fr-added")))
    lines = {
        "add": st.lists(_additions_of_any_kind(), max_size=3),
        "replace": st.lists(st.builds(helpline, st.sampled_from(IDS[:4])), max_size=1),
    }
    table = {"add": st.lists(row.map(lambda one: AddedRule(**dict(one))), max_size=2), "replace": st.lists(row, max_size=1)}
    return overlay(
        helplines=draw(st.fixed_dictionaries({}, optional={**lines, "disable": offs})),
        rules=draw(st.fixed_dictionaries({}, optional={**table, "disable": offs})),
    )


def fits(changes: HelplineChanges | RuleChanges, known: tuple[str, ...], codes: tuple[str, ...]) -> bool:
    """Whether ids and places fit, written from the design."""
    added, replaced, off_ids = ([entry.id for entry in entries] for entries in (changes.add, changes.replace, changes.disable))
    anchors = [(entry.id, entry.before or entry.after) for entry in changes.add if entry.before or entry.after]
    is_about_lines = isinstance(changes, HelplineChanges)
    return (
        len({*added, *replaced}) == len([*added, *replaced])
        and len(set(off_ids)) == len(off_ids)
        and not set(added) & set(known)
        and set(replaced) <= set(known)
        and set(off_ids) <= {*known, *added}
        and {anchor for _, anchor in anchors} <= set(known)
        and (not is_about_lines or all(str(anchor)[:2] == entry_id[:2] for entry_id, anchor in anchors))
        and (not is_about_lines or {entry_id[:2].upper() for entry_id in added} <= set(codes))
    )


@given(st.data(), overlays(), st.none() | instants())
def test_an_overlay_is_applied_as_a_whole_or_not_at_all(data: DataObject, changes: Overlay, at: datetime | None) -> None:
    """What fits is applied and gives exactly the ids that a naive reading gives; anything else is an OverlayError."""
    facts = data.draw(registries(countries=("FR", "GB")))
    table = data.draw(policies(facts))
    lines, rows, codes = line_ids(facts), tuple(row.id for row in table.rules), tuple(facts.countries)
    # The registries of the strategies retire 3020 in each country.
    brings_back = any(one.number_digits == "3020" for line in changes.helplines.add for one in line.channels)
    off_now = {one.id for one in (*changes.helplines.disable, *changes.rules.disable) if at is None or one.until is None or at < one.until}
    rows_left = {row for row in {*rows, *(one.id for one in changes.rules.add)} if row not in off_now}
    is_good = fits(changes.helplines, lines, codes) and fits(changes.rules, rows, codes) and not brings_back and bool(rows_left)
    changed = attempt(lambda: apply_overlay(facts, table, changes, at=at))
    assert is_good == (not isinstance(changed, OverlayError))
    if not isinstance(changed, OverlayError):
        assert {line_id for line_id in {*lines, *(one.id for one in changes.helplines.add)} if line_id not in off_now} == set(
            line_ids(changed[0])
        )
        assert rows_left == {row.id for row in changed[1].rules}
        assert [one for one in lines if one in changed[0]] == [one for one in line_ids(changed[0]) if one in lines]


@given(overlays())
def test_a_file_says_what_its_overlay_says(tmp_path_factory: pytest.TempPathFactory, changes: Overlay) -> None:
    """An overlay written as YAML and loaded again is equal, and so is one that went through JSON."""
    data = changes.model_dump(mode="json", exclude_none=True)
    path = written(tmp_path_factory.mktemp("overlay"), yaml.safe_dump(data, allow_unicode=True))
    assert changes == load_overlay(path)
    assert changes == Overlay.model_validate_json(changes.model_dump_json())


_WORDS: Final = (
    "version", "helplines", "rules", "add", "replace", "disable", "before", "after", "id", "reason", "until", "refer", "when", "rationale",
    "channels", "kind", "value", "hours", "fr-3018", "NO", "0116", "12:30", "~", "null", "24/7", "2026-11-20T18:00+01:00", "phone", "",
    "&a", "*a", "!!python/object:os.system", "<<", "\u202e", "\x00", "\ud7ff", "x" * 500, "true", "1e9", "---", "...", "? ", "%YAML 9.9",
)  # fmt: skip
_LEAVES: Final = st.sampled_from(_WORDS) | st.text(max_size=8)
_TREES: Final = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS[:18]), inner, max_size=4), max_leaves=12
)
_TOKENS: Final = st.sampled_from(("\n", "  ", "- ", ": ", "{", "}", "[", "]", ",", "#", '"', "'", "|\n", ">-\n", "\t", "\r", "\ufeff", ":"))


@st.composite
def yaml_like(draw: st.DrawFn) -> bytes:
    """Trees of the words of overlays, pieces of a good file cut and joined, and what is hardly YAML at all."""
    kind = draw(st.sampled_from(("tree", "spliced", "tokens", "bytes")))
    if kind == "bytes":
        return draw(st.binary(max_size=60))
    if kind == "tree":
        text = yaml.safe_dump(draw(_TREES), allow_unicode=True)
    elif kind == "spliced":
        start, end = sorted((draw(st.integers(0, len(OVERLAY))), draw(st.integers(0, len(OVERLAY)))))
        text = OVERLAY[:start] + draw(_TOKENS | _LEAVES) + OVERLAY[end if draw(st.booleans()) else start :]
    else:
        text = "".join(draw(st.lists(_TOKENS | _LEAVES, max_size=25)))
    return text.encode("utf-8", "surrogatepass")


@given(yaml_like())
def test_no_file_makes_loading_fail_otherwise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever is in a file, it is an overlay or an OverlayError whose problems have a place."""
    path = tmp_path_factory.mktemp("fuzz") / "overlay.yaml"
    path.write_bytes(content)
    changes = attempt(lambda: load_overlay(path))
    if isinstance(changes, OverlayError):
        assert changes.problems
        assert all(problem.where.startswith(f"{path}:") and problem.message for problem in changes.problems)
        assert str(changes).encode()
    else:
        assert changes == Overlay.model_validate_json(changes.model_dump_json())


# The command line


DAY: Final = "2026-11-20T18:00:00+01:00"
FIELDS: Final = ("--category", "harassment", "--age", "15", "--country", "FR", "--at", DAY)
DOWN: Final = "{id: fr-3018, reason: No answer since noon., until: 2026-11-21T09:00+01:00}"
ACME: Final = OVERLAY.split("  add:\n")[1].split("  disable:\n")[0].replace("before: fr-b", "before: fr-3018")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"}, prog_name="helpline-router")


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    """The option that names an own overlay: a line added, and 3018 down until tomorrow."""
    return ["--overlay", str(written(tmp_path, f"helplines:\n  add:\n{ACME}  disable: [{DOWN}]\n"))]


def test_route_takes_the_overlay_as_it_counts_at_its_moment(own: list[str]) -> None:
    """Down today, back at the instant that the overlay names."""
    assert "1. 3018" in run("route", *FIELDS).stdout
    assert "3018" not in run("route", *FIELDS, *own).stdout
    result = run("route", *FIELDS[:-1], "2026-11-21T09:00:00+01:00", *own)
    assert (0, "") == (result.exit_code, result.stderr)
    assert "1. 3018" in result.stdout


def test_explain_names_what_is_disabled(own: list[str]) -> None:
    """The country's lines that are off at the moment asked for, with the reason; the versions say that there is an overlay."""
    text = " ".join(run("explain", *FIELDS, *own).stdout.split())
    assert "Disabled by the overlay fr-3018: No answer since noon. (until 2026-11-21 09:00+01:00)" in text
    assert "Facts {}, rules {}".format(*VERSIONS) in text
    assert "Disabled" not in run("explain", "--category", "hate", "--country", "GB", "--at", DAY, *own).stdout
    assert "Disabled" not in run("explain", *FIELDS[:-1], "2026-11-22T00:00:00Z", *own).stdout


def test_list_and_show_know_the_lines_of_the_overlay(own: list[str]) -> None:
    """At their place among those of the country."""
    text = run("list", "--country", "FR", *own).stdout
    assert "fr-acme" in text
    assert "fr-acme" not in run("list", "--country", "FR").stdout
    assert "Acme (fr-acme)" in run("show", "fr-acme", *own).stdout


def test_show_says_why_a_line_is_not_there(tmp_path: Path) -> None:
    """A line that is down is not an unknown one."""
    path = str(written(tmp_path, "helplines: {disable: [{id: fr-3018, reason: No answer since noon.}]}"))
    result = run("show", "fr-3018", "--overlay", path)
    assert (2, "error: the overlay disables this line: No answer since noon.\n") == (result.exit_code, result.stderr)
    assert "fr-3018" not in run("list", "--country", "FR", "--overlay", path).stdout


COMMANDS: Final = (["route", *FIELDS], ["explain", *FIELDS], ["list"], ["show", "fr-3018"])


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_every_command_tells_all_problems_of_a_bad_overlay(arguments: list[str], tmp_path: Path) -> None:
    """With their places, on stderr, and exit code 2; nothing is routed by half an overlay."""
    path = written(tmp_path, f"helplines:\n  add:\n{ACME.replace('0117', '3020')}  disable: [{DOWN.replace('fr-3018', 'fr-3019')}]\n")
    result = run(*arguments, "--overlay", str(path))
    assert (2, "") == (result.exit_code, result.stdout)
    assert f"{path}:9:39: 3020 is retired in FR" in result.stderr
    assert f"{path}:14:18: no helpline has the id fr-3019" in result.stderr
    assert "hint: did you mean fr-3018?" in result.stderr
    path.write_text("helplines: {disable: [{id: fr-3018}]}\nrule: {}\n", encoding="utf-8")
    result = run(*arguments, "--overlay", str(path))
    assert (2, "") == (result.exit_code, result.stdout)
    assert ["missing field 'reason'", "unknown field 'rule'"] == [
        row.split(": ")[1] for row in result.stderr.splitlines() if row.startswith("/")
    ]


@pytest.mark.parametrize("text", ["# Nothing is down today.\n", "\n# helplines:\n#   disable: []\n\n"])
def test_an_overlay_of_comments_is_no_change(text: str, tmp_path: Path) -> None:
    """The file that stays when the line is back; another file that says nothing is refused."""
    path = written(tmp_path, text)
    facts, rules = default_router().registry, default_router().policy
    assert Overlay() == load_overlay(path)
    assert (facts, rules) == apply_overlay_file(facts, rules, path)
    assert run("list", "--country", "FR").stdout == run("list", "--country", "FR", "--overlay", str(path)).stdout
    for option in ("--registry", "--policy"):
        assert "the file is empty" in run("list", option, str(path)).stderr


@pytest.mark.parametrize("text", ["---\n", "helplines:\n# none\n", "[]", "text"])
def test_an_overlay_that_says_something_else_is_refused(text: str, tmp_path: Path) -> None:
    assert 2 == run("list", "--overlay", str(written(tmp_path, text))).exit_code


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_an_overlay_that_cannot_be_opened_is_one_plain_line(arguments: list[str]) -> None:
    """With the path: an option that names a file holds nothing of a report."""
    result = run(*arguments, "--overlay", "/zzsecret/none.yaml")
    assert (2, "--overlay: the file '/zzsecret/none.yaml' cannot be opened (no such file or directory)\n") == (
        result.exit_code,
        result.stderr,
    )


def test_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """An overlay of a registry that is not valid cannot be applied, but it can be read."""
    for name in ("helplines", "routing"):
        (tmp_path / f"{name}.yaml").write_text("version: [", encoding="utf-8")
    path = written(tmp_path, "helplines: {disable: [{id: fr-3018}]}")
    names = ("--registry", str(tmp_path / "helplines.yaml"), "--policy", str(tmp_path / "routing.yaml"), "--overlay", str(path))
    result = run("list", *names)
    assert 2 == result.exit_code
    assert ["helplines.yaml", "routing.yaml", "overlay.yaml"] == [
        Path(row.split(":")[0]).name for row in result.stderr.splitlines() if row.startswith("/")
    ]


def test_a_rule_of_the_overlay_that_is_never_reached_is_told(tmp_path: Path) -> None:
    """The proofs run on what the overlay makes."""
    path = written(tmp_path, "rules: {add: [{id: new, refer: [child_helpline], rationale: Too late.}]}")
    result = run("route", *FIELDS, "--overlay", str(path))
    assert 2 == result.exit_code
    assert "rules.new: is never reached" in result.stderr


def test_markup_in_a_name_is_printed_as_it_is(tmp_path: Path) -> None:
    """A terminal shows the letters of a name, whatever they look like."""
    name = "[bold]<b>A</b>"
    path = written(tmp_path, f"helplines:\n  add:\n{ACME.replace('Acme', repr(name))}")
    assert f"{name} (fr-acme)" in run("show", "fr-acme", "--overlay", str(path)).stdout
