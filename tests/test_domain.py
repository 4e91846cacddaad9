"""The cells: they are finite, and tell apart whatever a table of rules can tell apart."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import country, policy, registry, report, rule
from helpline_router.domain import age_classes, age_segments, rule_cells
from helpline_router.planning import hit_rule
from helpline_router.policy import Policy
from helpline_router.records import AgeBand
from helpline_router.situations import Situation, situate
from helpline_router.vocabulary import Category, Community, Role

FACTS = registry(FR=country(territories=["RE"]), GB=country())
AGES = st.builds(lambda pair: AgeBand(minimum=min(pair), maximum=max(pair)), st.tuples(st.integers(0, 120), st.integers(0, 120)))


def pairs(bands: tuple[AgeBand, ...]) -> list[tuple[int, int]]:
    return [(band.minimum, band.maximum) for band in bands]


@pytest.mark.parametrize(
    ("bands", "segments"),
    [
        ([], [(0, 17), (18, 120)]),
        ([AgeBand()], [(0, 17), (18, 120)]),
        ([AgeBand(maximum=12)], [(0, 12), (13, 17), (18, 120)]),
        ([AgeBand(minimum=18)], [(0, 17), (18, 120)]),
        ([AgeBand(minimum=13, maximum=25)], [(0, 12), (13, 17), (18, 25), (26, 120)]),
        ([AgeBand(minimum=120)], [(0, 17), (18, 119), (120, 120)]),
        ([AgeBand(maximum=0)], [(0, 0), (1, 17), (18, 120)]),
    ],
)
def test_ages_are_cut_where_bands_begin_and_end_and_at_18(bands: list[AgeBand], segments: list[tuple[int, int]]) -> None:
    """Each cut is a first age of a segment."""
    assert segments == pairs(age_segments(bands))


@given(bands=st.lists(AGES, max_size=4))
def test_segments_cover_all_ages_and_never_cross_a_band(bands: list[AgeBand]) -> None:
    """Consecutive from 0 to 120; a segment lies inside a band or beside it."""
    segments = age_segments(bands)
    assert list(range(121)) == [age for segment in segments for age in range(segment.minimum, segment.maximum + 1)]
    assert all(band.includes(segment) or not band.overlaps(segment) for band in bands for segment in segments)


@given(bands=st.lists(AGES, max_size=3), age=st.integers(0, 120).map(lambda year: AgeBand(minimum=year, maximum=year)) | AGES)
def test_each_age_has_a_class_that_no_band_tells_apart(bands: list[AgeBand], age: AgeBand) -> None:
    """For any age or band there is a class, exact if it is exact, inside exactly the same intervals."""
    is_exact = age.minimum == age.maximum
    intervals = [band.includes(age) for band in bands]
    classes = [item for item in age_classes(age_segments(bands)) if item is not None]
    assert any(intervals == [band.includes(item) for band in bands] and (item.minimum == item.maximum or not is_exact) for item in classes)


def test_an_unknown_age_is_a_class() -> None:
    """Once, at the end; every class is there once."""
    classes = age_classes(age_segments([AgeBand(maximum=12)]))
    assert classes[-1] is None
    assert len(set(classes)) == len(classes)


def test_a_table_without_conditions_has_the_smallest_domain() -> None:
    """Each category and role, with the ages that 18 cuts; for parents and professionals adults' ages only; no country."""
    cells = list(rule_cells(FACTS, policy()))
    assert {(category, role) for category in Category for role in Role} == {(cell.category, cell.role) for cell in cells}
    assert {None} == {cell.country_code for cell in cells}
    ages = {role: {cell.age for cell in cells if cell.role is role} for role in Role}
    assert {
        AgeBand(minimum=0, maximum=0),
        AgeBand(minimum=18, maximum=18),
        AgeBand(maximum=17),
        AgeBand(minimum=18),
        AgeBand(),
        None,
    } == ages[Role.AFFECTED]
    assert {AgeBand(minimum=18, maximum=18), AgeBand(minimum=18)} == ages[Role.PARENT] == ages[Role.PROFESSIONAL]


def test_every_cell_is_there_once() -> None:
    """Nothing is counted twice."""
    rules = policy(
        rule("a", when={"country": ["FR"], "age": {"maximum": 12}, "communities": ["lgbtq"]}), rule("b", when={"region": ["GB-NIR"]})
    )
    cells = [replace(cell, country=None) for cell in rule_cells(FACTS, rules)]
    assert len(set(cells)) == len(cells)


def test_only_what_rules_name_makes_cells() -> None:
    """Countries, regions and communities that no rule names are alike to the rules."""
    rules = policy(rule("a", when={"country": ["FR"], "communities": ["lgbtq"]}), rule("b", when={"region": ["GB-BFS"]}))
    cells = list(rule_cells(FACTS, rules))
    assert {(None, ()), ("FR", ()), ("GB", ("GB-BFS", "GB-NIR"))} == {(cell.country_code, cell.region) for cell in cells}
    assert {frozenset(), frozenset({Community.LGBTQ})} == {cell.communities for cell in cells}


_SUBSETS = {
    "category": st.lists(st.sampled_from(["suicide", "hate"]), min_size=1, max_size=2, unique=True),
    "role": st.lists(st.sampled_from(["affected", "parent"]), min_size=1, max_size=2, unique=True),
    "country": st.lists(st.sampled_from(["FR", "GB"]), min_size=1, max_size=2, unique=True),
    "region": st.lists(st.sampled_from(["GB-NIR", "GB-BFS", "FR-974"]), min_size=1, max_size=2, unique=True),
    "communities": st.lists(st.sampled_from(["lgbtq", "jewish"]), min_size=1, max_size=2, unique=True),
    "age": st.sampled_from(["unknown", {"maximum": 17}, {"minimum": 18}, {"minimum": 13, "maximum": 25}, {"minimum": 16, "maximum": 16}]),
}
_WHENS = st.fixed_dictionaries({}, optional=_SUBSETS)
POLICIES = st.lists(_WHENS, min_size=1, max_size=4).map(
    lambda whens: policy(*(rule(f"r{index}", when=when) for index, when in enumerate(whens)))
)
REPORTS = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["suicide", "hate", "harassment"]),
        "role": st.sampled_from(["affected", "witness", "parent"]),
        "age": st.sampled_from(
            [None, 0, 12, 13, 16, 17, 18, 25, 26, 120, "10-12", "12-14", "13-17", "14-15", "16-19", "18-25", "20-40", "0-120"]
        ),
        "communities": st.lists(st.sampled_from(["lgbtq", "jewish", "women"]), max_size=3),
    }
)
PLACES = st.sampled_from(
    [
        (None, None),
        ("US", None),
        ("FR", None),
        ("RE", None),
        ("FR", "FR-974"),
        ("FR", "FR-IDF"),
        ("GB", None),
        ("GB", "GB-NIR"),
        ("GB", "GB-BFS"),
        ("GB", "GB-LND"),
    ]
)


def hit(rules: Policy, situation: Situation) -> str | None:
    found = hit_rule(rules.rules, situation)
    return found.id if found else None


@settings(deadline=None)
@given(rules=POLICIES, fields=REPORTS, place=PLACES)
def test_no_report_meets_what_no_cell_meets(rules: Policy, fields: dict[str, Any], place: tuple[str | None, str | None]) -> None:
    """Whatever rule a report hits, or that it hits none, some cell does too: what is proven of the cells holds for all reports."""
    situation = situate(report(**fields, country=place[0], region=place[1]), FACTS)
    outcomes = {hit(rules, cell) for cell in rule_cells(FACTS, rules) if (cell.category, cell.role) == (situation.category, situation.role)}
    assert hit(rules, situation) in outcomes


@settings(deadline=None)
@given(rules=POLICIES)
def test_every_cell_is_a_report_that_someone_could_make(rules: Policy) -> None:
    """Each cell of a covered place is the situation of a report with its values: no proof fails for what cannot be."""
    for cell in list(rule_cells(FACTS, rules))[::37]:
        fields = {
            "category": cell.category,
            "role": cell.role,
            "age": cell.age,
            "country": cell.country_code,
            "region": cell.region[0] if cell.region else None,
            "communities": list(cell.communities),
            "language": None,
        }
        assert cell == situate(report(**fields), FACTS)
