"""The decision table says what its router says: cell by cell, id by id, at every instant."""

from datetime import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_worlds import small_router, small_table
from builders import noticed, offered
from helpline_router import AgeBand, Category, Report, Role, Router, RoutingDecision, RoutingPlan, default_router
from helpline_router.batch.areas import Map
from helpline_router.batch.table import compile_table
from helpline_router.identity import identity
from helpline_router.placing import decide
from helpline_router.testing import instants, reports
from helpline_router.testing.variants import changed
from strategies import scenes


def told(plan: RoutingPlan) -> tuple[object, ...]:
    """What a plan says of the decision."""
    fits = [(candidate.fit, candidate.conditions, candidate.reason) for candidate in plan.candidates]
    return plan.rule, plan.scope, plan.country, plan.category, offered(plan), fits, noticed(plan), plan.emergency, plan.directories


def answer(plan: RoutingPlan, at: datetime) -> RoutingDecision:
    return decide(plan, at)


@given(st.data())
def test_the_table_says_what_the_router_says(data: st.DataObject) -> None:
    """Law: the plan of a report's id is that of the report, and leads to its decision at every instant."""
    router, table = small_router(), small_table()
    report = changed(data.draw(reports(router.registry)), code_notices=())
    at = data.draw(instants())
    plan = table.plan(table.decision_id(report))
    assert told(router.plan(report)) == told(plan)
    assert router.route(report, at) == answer(plan, at)


@given(st.data())
def test_plans_of_one_identity_are_one_decision(data: st.DataObject) -> None:
    """Law: for any registry and policy, whatever differs between two reports."""
    scene = data.draw(scenes())
    router, one = scene.router, scene.report
    others = data.draw(reports(router.registry))
    swapped = data.draw(st.sets(st.sampled_from(("age", "language", "communities", "prefer", "role")), min_size=1, max_size=3))
    plans = [router.plan(report) for report in (one, changed(one, **{name: getattr(others, name) for name in swapped}))]
    if identity(plans[0]) == identity(plans[1]):
        assert answer(plans[0], scene.at) == answer(plans[1], scene.at)


@given(st.data())
def test_reports_of_one_cell_are_one_decision(data: st.DataObject) -> None:
    """Law: for any registry and policy, the classes of place, age and language tell apart all that makes a difference."""
    scene = data.draw(scenes())
    router = scene.router
    one = changed(scene.report, communities=(), prefer=None, code_notices=())
    where = Map(router.registry, router.policy)
    place = where.place(one.country, one.region)
    area = where.areas[where.places[place].area]
    example = Report(
        category=one.category,
        role=one.role,
        age=area.example_ages()[area.age_class(one.age)],
        country=where.places[place].country,
        region=where.places[place].region,
        language=area.example_languages()[area.language_class(one.language)],
    )
    assert identity(router.plan(one)) == identity(router.plan(example))


def test_every_cell_says_what_its_example_gets() -> None:
    """Dense: each cell has an id, each id a cell, and the example of a cell lies in it."""
    table = small_table()
    assert table.decisions == len(set(table.ids)) == max(table.ids) + 1
    for cell in range(len(table.ids)):
        example = table.example_of_cell(cell)
        assert cell == table.cell(example) or isinstance(example.age, int)
        assert table.ids[cell] == table.decision_id(example)


def test_ages_are_cut_only_where_the_table_changes() -> None:
    """Of two neighbouring segments, some report of the one gets another decision than it would in the other."""
    table = small_table()
    for code, area in table.areas.items():
        places = [place for place, where in enumerate(table.map.places) if where.area == code]
        for number in range(len(area.segments) - 1):
            assert any(different(number, place, len(area.segments)) for place in places), (code, area.segments[number])


def different(number: int, place: int, segments: int) -> bool:
    table = small_table()
    area, block = table.area(place), table.blocks[place]

    def column(segment: int, other: int | None) -> list[int]:
        age = area.segments[segment]
        band = None if other is None else area.segments[other]
        shown = age.minimum if band is None else AgeBand(minimum=min(age.minimum, band.minimum), maximum=max(age.maximum, band.maximum))
        cells = product(range(4), range(5), range(len(area.languages)))
        return [table.ids[block.cell(category, role, area.age_class(shown), language)] for category, role, language in cells]

    return any(column(number, other) != column(number + 1, other) for other in (None, *range(segments)))


def test_an_age_that_nothing_looks_at_is_no_cut() -> None:
    """The minimum age of the platform and 18 always count; a line for one role does not cut the ages of a country it never serves."""
    assert [0, 13, 18] == [segment.minimum for segment in small_table().areas[None].segments]


def test_the_digests_are_inside() -> None:
    """A table says which facts and rules it was made of."""
    router = small_router()
    assert (router.registry.digest, router.policy.digest) == (small_table().registry_digest, small_table().policy_digest)


def test_equal_routers_make_equal_tables() -> None:
    """Ids can be stored: the same files give the same."""
    router = small_router()
    again = compile_table(Router(router.registry, router.policy))
    assert (small_table().ids, small_table().areas) == (again.ids, again.areas)


@pytest.mark.parametrize("decision_id", [-1, 4_000_000_000])
def test_an_id_of_no_report_is_refused(decision_id: int) -> None:
    """It is never another one's decision."""
    with pytest.raises(LookupError, match="made by another"):
        small_table().plan(decision_id)


def test_an_id_of_no_variant_is_refused() -> None:
    """The ids after the table's own begin with one that names nothing, which no report has."""
    table = small_table()
    with pytest.raises(LookupError):
        table.example(table.decisions)


def test_the_shipped_table() -> None:
    """The shipped files: every reporter's age with each country, category and role, and some bands, as the router says."""
    router = default_router()
    table = compile_table(router)
    known: dict[int, tuple[object, ...]] = {}
    ages = (None, 5, 12, 13, 15, 17, 18, 25, 26, 40, AgeBand(minimum=16, maximum=19), AgeBand(minimum=13, maximum=17))
    languages = {None: (None,), "FR": (None, "fr", "ar"), "BE": (None, "nl", "tr"), "FI": ("sv", None), "CH": ("de", "rm")}
    for country, category, role, age in product((None, "US", "RE", *router.registry.countries), Category, Role, ages):
        for language in languages.get(country, (None,)):
            report = Report(category=category, country=country, role=role, age=age, language=language)
            decision_id = table.decision_id(report)
            if decision_id not in known:
                known[decision_id] = told(table.plan(decision_id))
            assert known[decision_id] == told(router.plan(report))
    assert len(table.ids) < 200_000
    assert table.decisions < 20_000
