"""Errors point, explain and show what is right; their exact words are kept in tests/snapshots."""

import copy
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import country, helpline, policy, registry, rule
from helpline_router import Router, load_policy, load_registry
from helpline_router.errors import HelplineRouterError, InvalidReport, PolicyError, Problem, ProblemsError, RegistryError
from helpline_router.report import Report

SNAPSHOTS = Path(__file__).parent / "snapshots"
Compare = Callable[[str, str], None]


@pytest.fixture
def snapshot() -> Compare:
    """Compares a text with `snapshots/<name>.txt`; with UPDATE_SNAPSHOTS=1 in the environment it writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS") == "1":
            path.write_text(f"{text}\n", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == f"{text}\n"

    return compare


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.yaml:1:2", "wrong"), "a.yaml:1:2: wrong"),
        (Problem("a", "wrong", "mend it"), "a: wrong\n  hint: mend it"),
        (Problem("a", "wrong", excerpt="x: y\n   ^"), "a: wrong\n  x: y\n     ^"),
        (Problem("a", "wrong", "mend it", "x: y\n   ^"), "a: wrong\n  x: y\n     ^\n  hint: mend it"),
    ],
)
def test_a_problem_is_place_message_excerpt_and_hint(problem: Problem, text: str) -> None:
    """A problem reads `where: message`, then the line with its caret, then the hint; what is empty leaves no line."""
    assert text == str(problem)


def test_a_problem_is_a_value() -> None:
    """Problems are equal, hashable and immutable by value."""
    assert Problem("a", "b") == Problem("a", "b")
    assert 1 == len({Problem("a", "b"), Problem("a", "b"), Problem("a", "b", "")})
    with pytest.raises(AttributeError):
        Problem("a", "b").where = "c"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize("kind", [RegistryError, PolicyError, InvalidReport])
def test_an_error_carries_all_its_problems(kind: type[ProblemsError]) -> None:
    """`problems` is a tuple in the given order, `str` has them all, and each error is a HelplineRouterError."""
    problems = [Problem("b", "two"), Problem("a", "one")]
    error = kind(iter(problems))
    assert tuple(problems) == error.problems
    assert "b: two\na: one" == str(error)
    assert isinstance(error, HelplineRouterError)


@pytest.mark.parametrize("kind", [RegistryError, PolicyError, InvalidReport])
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301 - own bytes
def test_an_error_survives_pickling_and_copying(kind: type[ProblemsError], duplicate: Callable[[ProblemsError], ProblemsError]) -> None:
    """An error crosses a process boundary with its type and its problems."""
    error = kind([Problem("a", "one", "hint", "x\n^"), Problem("b", "two")])
    other = duplicate(error)
    assert (kind, error.problems, str(error)) == (type(other), other.problems, str(other))


def test_only_an_invalid_report_is_a_value_error() -> None:
    """Callers may catch ValueError for a bad report; a bad registry or policy is not the fault of an argument."""
    assert issubclass(InvalidReport, ValueError)
    assert not issubclass(RegistryError, ValueError)
    assert not issubclass(PolicyError, ValueError)


def test_a_load_error_hides_pydantic() -> None:
    """A reader of the traceback sees the problems once, not pydantic's wording of them as well."""
    with pytest.raises(InvalidReport) as caught:
        Report(category="secret")
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


HELPLINES = """\
version: "1"
countries:
  FR:
    timezone: Europe/Pariss
    languages: [fr]
    emergency:
      - {number: "112", kind: general, sources: ["https://example.org"]}
    helplines:
      - id: fr-3018
        nmae: "3018"
        remits: [online_saftey]
        general: maybe
        categories: [harassment, harassment]
        audience: {minimum_age: 18, maximum_age: 12, roles: [affected]}
        channels:
          - {kind: phone, value: call us, hours: "Mo-Fr 09:00-18:00"}
          - {kind: phone, value: "3018", hours: "Mo-Fr 9-18h", hours_seen: 2024-13}
          - {kind: email, value: help@example.org, hours: 24/7}
          - {kind: chat, value: "https://example.org/chat"}
          - {kind: whatsapp, value: 07 00 00 00 00, hours: 24/7}
          - {kind: phone, value: "3018", hours: "SH 09:00-18:00", send: HELLO}
        languages: [french]
        checked_on: yesterday
        confidence: high
        sources: []
        website: example.org
"""

AMBIGUOUS = """\
version: "1"
countries:
  GB:
    timezone: Europe/London
    languages: [en]
    territories: [FR, JE]
    emergency: &numbers
      - {number: "999", kind: general, sources: ["https://example.org"]}
    helplines: []
  FR:
    timezone: ~
    timezone: Europe/Paris
    helplines: !list []
---
"""

ROUTING = """\
version: "1"
minimum_platform_age: 130
minimum_confidence: certain
maximum_referrals: 0
hours_trusted_for_days: 4 years
review_after_days: {suicide: 90, self_harm: 90, harassment: 180}
rules:
  - id: Suicide Minors
    when: {category: [suicid], age: {maximum: 17}}
    refer: [child_helpline, narrow_topic]
    rationale: R.
  - id: adults
    when: {age: {minimum: 18, maximum: 12}}
    refer: []
    open_first: sometimes
    rationale: R.
  - id: language
    when: {language: [fr], country: [France]}
    refer: [suicide_hotline]
fallback: {refer: [child_helpline]}
directories:
  - {name: For minors, url: "https://example.org", for: children}
"""

EQUAL_RULES = """\
version: "1"
minimum_platform_age: 13
minimum_confidence: medium
maximum_referrals: 3
hours_trusted_for_days: 1460
review_after_days: {suicide: 90, self_harm: 90, harassment: 180, hate: 180}
rules:
  - {id: one, refer: [child_helpline], rationale: R.}
  - {id: one, refer: [child_helpline], rationale: R.}
fallback: {refer: [child_helpline]}
directories: []
"""


_LINE = """\
      - id: xx-line
        name: Line
        remits: [child_helpline]
        categories: [suicide]
        audience: {roles: [affected]}
        regions: [FR-IDF]
        channels: [{kind: phone, value: 08 08 80, hours: unknown}]
        languages: [en]
        checked_on: 2026-11-01
        confidence: high
        sources: [{url: "https://example.org", kind: operator, supports: [number]}]
"""
INCONSISTENT = f"""\
version: "1"
countries:
  GB:
    timezone: Europe/London
    languages: [en]
    territories: [FR, JE]
    emergency: [{{number: "999", kind: general, sources: ["https://example.org"]}}]
    retired_numbers: [{{number: "080880", note: Closed.}}]
    helplines:
{_LINE}{_LINE}\
  FR:
    timezone: Europe/Paris
    languages: [fr]
    territories: [JE]
    emergency: [{{number: "112", kind: general, sources: ["https://example.org"]}}]
    helplines: []
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("helplines-faults", HELPLINES), ("helplines-ambiguous", AMBIGUOUS), ("helplines-inconsistent", INCONSISTENT)],
)
def test_the_words_of_a_registry_error(name: str, text: str, snapshot: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault of a file is named at once, with its place, its line and how to mend it."""
    monkeypatch.chdir(tmp_path)
    Path("helplines.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry("helplines.yaml")
    assert caught.value.__cause__ is None
    snapshot(name, str(caught.value))


@pytest.mark.parametrize(("name", "text"), [("routing-faults", ROUTING), ("routing-equal-rules", EQUAL_RULES)])
def test_the_words_of_a_policy_error(name: str, text: str, snapshot: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fault of a file is named at once, with its place, its line and how to mend it."""
    monkeypatch.chdir(tmp_path)
    Path("routing.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy("routing.yaml")
    assert caught.value.__cause__ is None
    snapshot(name, str(caught.value))


def test_the_words_of_rules_that_do_not_fit_the_registry(snapshot: Compare) -> None:
    """A router that cannot be made says what is unknown, unreachable or missing, with an example."""
    facts = registry(FR=country(helpline("fr-line")), GB=country(helpline("gb-line")))
    rules = policy(
        rule("other-country", "gb-line", when={"country": ["FR"]}),
        rule("unknown", "fr-none", when={"country": ["FR", "ZZ"], "region": ["YY-1"]}),
        rule("minors", when={"age": {"maximum": 17}}),
        rule("children", when={"age": {"maximum": 12}}),
        rule("age-unknown", when={"age": "unknown"}),
        fallback={"refer": ["fr-line"]},
    )
    with pytest.raises(PolicyError) as caught:
        Router(facts, rules)
    snapshot("router-misfits", str(caught.value))


def test_the_words_of_an_invalid_report(snapshot: Compare) -> None:
    """Every wrong field is named at once, with what is allowed and without its value."""
    with pytest.raises(InvalidReport) as caught:
        Report(  # type: ignore[call-arg]
            category="secret", age=-77, country="secret", region="secret", language="?secret", role="secret", communities=["secret"],
            prefer="secret", contry="secret", unheard_of="secret",
        )  # fmt: skip
    assert "secret" not in str(caught.value)
    snapshot("invalid-report", str(caught.value))


def _problems_of_registry(text: str, path: Path) -> dict[str, list[str]]:
    """The messages of the problems of a text, by line."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryError) as caught:
        load_registry(path)
    lines: dict[str, list[str]] = {}
    for problem in caught.value.problems:
        lines.setdefault(problem.where.split(":")[-2], []).append(problem.message)
    return lines


def test_a_wrong_item_does_not_make_its_list_empty(tmp_path: Path) -> None:
    """A list with one wrong item is said to have a wrong item, not to have none."""
    lines = _problems_of_registry(HELPLINES, tmp_path / "x.yaml")
    assert {"11": 1, "22": 1} == {line: len(messages) for line, messages in lines.items() if line in ("11", "22")}
    assert "15" not in lines


def test_messages_use_the_words_of_the_file(tmp_path: Path) -> None:
    """Who edits YAML knows lists, not tuples, and reads no regular expressions."""
    lines = _problems_of_registry(HELPLINES, tmp_path / "x.yaml")
    messages = "\n".join(message for found in lines.values() for message in found)
    assert "tuple" not in messages
    assert "pattern" not in messages
    assert "a email" not in messages


def test_a_message_keeps_the_case_of_a_code(tmp_path: Path) -> None:
    """A message that begins with a code shows it as it is written."""
    lines = _problems_of_registry(INCONSISTENT, tmp_path / "x.yaml")
    assert ["FR has a section of its own"] == lines["6"]


def test_every_snapshot_has_its_test() -> None:
    """No snapshot is left behind by a test that is gone."""
    source = Path(__file__).read_text(encoding="utf-8")
    assert [] == [path.stem for path in SNAPSHOTS.glob("*.txt") if f'"{path.stem}"' not in source]
