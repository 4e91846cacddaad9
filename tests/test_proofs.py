"""What must hold before a report is routed: each finding with an example, and nothing found where all is well."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import country, helpline, policy, registry, report, rule
from helpline_router.errors import Problem
from helpline_router.planning import hit_rule
from helpline_router.policy import Policy, Rule
from helpline_router.proofs import describe, prove
from helpline_router.records import AgeBand
from helpline_router.situations import Situation, situate
from helpline_router.vocabulary import Category, Community, Role
from test_domain import FACTS, PLACES, POLICIES, REPORTS

LINES = registry(FR=country(helpline("fr-line")), GB=country(helpline("gb-line")))
REST = rule("rest")


def proven(*rules: Rule, **fields: Any) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in prove(LINES, policy(*rules, **fields))]


def test_nothing_is_found_where_all_is_well() -> None:
    """Rules that fit the registry, leave no hole and are all reached are proven."""
    assert [] == proven(
        rule("france", "fr-line", when={"country": ["FR"]}),
        rule("belfast", "gb-line", when={"region": ["GB-BFS"]}),
        rule("minors", when={"age": {"maximum": 17}}),
        rule("community", when={"communities": ["lgbtq"], "age": {"minimum": 18}}),
        rule("parents", when={"role": ["parent"]}),
        rule("unknown", when={"age": "unknown"}),
        REST,
    )


@pytest.mark.parametrize(
    ("rules", "example"),
    [
        ([rule("a", when={"category": ["suicide"]})], "category self_harm, age 0, role affected"),
        ([rule("a", when={"age": {"maximum": 17}}), rule("b", when={"age": "unknown"})], "category suicide, age 18, role affected"),
        (
            [rule("a", when={"age": {"maximum": 17}}), rule("b", when={"age": {"minimum": 18}})],
            "category suicide, age 0-120, role affected",
        ),
        ([rule("a", when={"age": {"minimum": 13}}), rule("b", when={"age": "unknown"})], "category suicide, age 0, role affected"),
        ([rule("a", when={"age": {"maximum": 64}}), rule("b", when={"age": "unknown"})], "category suicide, age 65, role affected"),
        ([rule("a", when={"role": ["affected", "witness", "perpetrator", "parent"]})], "category suicide, age 18, role professional"),
        ([rule("a", when={"country": ["FR"]})], "category suicide, age 0, role affected"),
        ([rule("a", when={"region": ["GB-BFS"]})], "category suicide, age 0, role affected"),
        ([rule("a", when={"communities": ["lgbtq"]})], "category suicide, age 0, role affected"),
    ],
)
def test_a_hole_in_the_table_is_found_with_an_example(rules: list[Rule], example: str) -> None:
    """Each cell hits a rule; the first that does not is named, as people would write the report."""
    [problem] = prove(LINES, policy(*rules))
    assert Problem("rules", f"no rule for {example}", "add a rule without an age, or with age: unknown, at the end") == problem


@pytest.mark.parametrize(
    ("rules", "unreached"),
    [
        ([REST, rule("dead")], ["dead"]),
        ([rule("a", when={"age": {"maximum": 17}}), rule("dead", when={"age": {"maximum": 12}}), REST], ["dead"]),
        ([rule("a", when={"category": ["hate"]}), rule("dead", when={"category": ["hate"], "country": ["FR"]}), REST], ["dead"]),
        ([rule("dead", when={"country": ["FR"], "region": ["GB-NIR"]}), REST], ["dead"]),
        ([rule("a", when={"region": ["GB-NIR"]}), rule("dead", when={"region": ["GB-BFS"]}), REST], ["dead"]),
        ([rule("dead", when={"region": ["GB-XYZ"]}), REST], ["dead"]),
        ([rule("adults", when={"age": {"minimum": 18}}), rule("dead", when={"role": ["parent"], "age": "unknown"}), REST], ["dead"]),
        ([rule("dead", when={"role": ["parent"], "age": {"maximum": 17}}), REST], ["dead"]),
        ([rule("a", when={"communities": ["lgbtq"]}), rule("dead", when={"communities": ["lgbtq"]}), REST], ["dead"]),
        (
            [
                rule("minors", when={"age": {"maximum": 17}}),
                rule("adults", when={"age": {"minimum": 18}}),
                rule("unknown", when={"age": "unknown"}),
                rule("dead"),
            ],
            ["dead"],
        ),
        ([rule("unknown", when={"age": "unknown"}), REST, rule("dead1"), rule("dead2")], ["dead1", "dead2"]),
    ],
)
def test_a_rule_that_is_never_reached_is_found(rules: list[Rule], unreached: list[str]) -> None:
    """Each rule is the first hit of some report; the others are named."""
    found = prove(LINES, policy(*rules))
    expected = [f"rules.{name}" for name in unreached]
    assert expected == [problem.where for problem in found]
    assert all("is never reached" in problem.message for problem in found)


@pytest.mark.parametrize(
    "rules",
    [
        [rule("a", when={"age": {"maximum": 12}}), rule("b", when={"age": {"maximum": 17}}), REST],
        [rule("a", when={"region": ["GB-BFS"]}), rule("b", when={"region": ["GB-NIR"]}), REST],
        [rule("a", when={"age": {"minimum": 16, "maximum": 16}}), rule("b", when={"age": {"minimum": 16, "maximum": 17}}), REST],
        [rule("a", when={"communities": ["lgbtq"]}), rule("b", when={"communities": ["lgbtq", "women"]}), REST],
        [rule("a", when={"country": ["FR"]}), rule("b", when={"country": ["FR", "GB"]}), REST],
    ],
)
def test_an_exception_above_its_rule_is_reached_and_so_is_the_rule(rules: list[Rule]) -> None:
    """A narrower rule above a wider one leaves both alive."""
    assert () == prove(LINES, policy(*rules))


@pytest.mark.parametrize(
    ("bad", "message", "hint"),
    [
        (
            rule("x", "fr-none", when={"country": ["FR"]}),
            "refers to fr-none, which is not in the registry",
            "correct the id, or take it out",
        ),
        (
            rule("x", "child_helpline", "fr-line", "fr-none", when={"country": ["FR"]}),
            "refers to fr-none, which is not in the registry",
            "correct the id, or take it out",
        ),
        (rule("x", "gb-line", when={"country": ["FR"]}), "refers to gb-line without being a rule of that country", "add country: [GB]"),
        (
            rule("x", "fr-line", when={"age": {"maximum": 17}}),
            "refers to fr-line without being a rule of that country",
            "add country: [FR]",
        ),
        (rule("x", "gb-line", when={"region": ["FR-IDF"]}), "refers to gb-line without being a rule of that country", "add country: [GB]"),
        (rule("x", when={"country": ["FR", "DE"]}), "country DE is not in the registry", "take it out, or add the country"),
        (rule("x", when={"country": ["RE"]}), "country RE is not in the registry", "take it out, or add the country"),
        (rule("x", when={"region": ["DE-BE"]}), "region DE-BE is of no country in the registry", "take it out, or add the country"),
    ],
)
def test_a_rule_that_names_what_is_not_there_is_found(bad: Rule, message: str, hint: str) -> None:
    """Unknown and foreign lines, unknown countries and regions are named with their rule and how to mend it."""
    assert Problem("rules.x", message, hint) in prove(LINES, policy(bad, REST))


@pytest.mark.parametrize(
    "good",
    [
        rule("x", "fr-line", when={"country": ["FR", "GB"]}),
        rule("x", "fr-line", "gb-line", when={"country": ["FR", "GB"]}),
        rule("x", "gb-line", when={"region": ["GB-NIR"]}),
    ],
)
def test_a_rule_may_name_a_line_of_any_of_its_countries(good: Rule) -> None:
    """By country or by region."""
    assert () == prove(LINES, policy(good, REST))


def test_a_fallback_names_remits_only() -> None:
    """It is for all countries."""
    problem = Problem("fallback", "names the line fr-line", "a fallback refers to remits: it is for all countries")
    assert (problem,) == prove(LINES, policy(fallback={"refer": ["child_helpline", "fr-line"]}))


def test_a_region_that_is_not_served_by_its_country_is_found() -> None:
    """New Caledonia is not served by French lines unless the registry says so: a rule for it is never reached."""
    facts = registry(FR=country(helpline("fr-line"), territories=["RE"]))
    dead = rule("caledonia", when={"region": ["FR-NC"]})
    assert ["rules.caledonia"] == [problem.where for problem in prove(facts, policy(dead, REST))]
    assert () == prove(facts, policy(rule("reunion", when={"region": ["FR-974"]}), REST))


def test_all_problems_are_found_at_once() -> None:
    """Names and reach in one go."""
    found = proven(rule("x", "fr-none", when={"country": ["DE"]}), REST, rule("dead"), fallback={"refer": ["fr-line"]})
    assert ["rules.x", "rules.x", "fallback", "rules.dead"] == [where for where, _ in found]


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        (Situation(category=Category.HATE), "category hate, age unknown, role affected"),
        (Situation(category=Category.HATE, age=AgeBand(minimum=15, maximum=15), role=Role.WITNESS), "category hate, age 15, role witness"),
        (
            Situation(
                category=Category.SELF_HARM,
                age=AgeBand(minimum=13, maximum=17),
                country_code="GB",
                region=("GB-BFS", "GB-NIR"),
                communities=frozenset({Community.WOMEN, Community.LGBTQ}),
            ),
            "category self_harm, age 13-17, role affected, country GB, region GB-BFS, community lgbtq, community women",
        ),
    ],
)
def test_an_example_is_written_as_people_would(situation: Situation, text: str) -> None:
    """Every value that the rules can see, and no other."""
    assert text == describe(situation)


@settings(deadline=None)
@given(rules=POLICIES, fields=REPORTS, place=PLACES)
def test_what_is_proven_has_a_rule_for_every_report(rules: Policy, fields: dict[str, Any], place: tuple[str | None, str | None]) -> None:
    """Where no hole is found no report falls through."""
    has_hole = any(problem.where == "rules" for problem in prove(FACTS, rules))
    situation = situate(report(**fields, country=place[0], region=place[1]), FACTS)
    assert has_hole or hit_rule(rules.rules, situation) is not None


@settings(deadline=None)
@given(rules=POLICIES, fields=REPORTS, place=PLACES)
def test_a_rule_that_is_called_unreached_is_hit_by_no_report(
    rules: Policy, fields: dict[str, Any], place: tuple[str | None, str | None]
) -> None:
    """No rule is called dead that some report hits."""
    dead = {problem.where.removeprefix("rules.") for problem in prove(FACTS, rules) if "never reached" in problem.message}
    found = hit_rule(rules.rules, situate(report(**fields, country=place[0], region=place[1]), FACTS))
    assert found is None or found.id not in dead


@given(order=st.permutations(["minors", "adults", "unknown"]))
def test_rules_that_do_not_overlap_may_stand_in_any_order(order: list[str]) -> None:
    """The order matters only where the hit policy says so."""
    whens: dict[str, Any] = {"minors": {"maximum": 17}, "adults": {"minimum": 18}, "unknown": "unknown"}
    assert [] == proven(*(rule(name, when={"age": whens[name]}) for name in order))
