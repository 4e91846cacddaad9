"""A router that remembers answers as one that does not: whatever it was asked before, in whatever order, zone and thread."""

import asyncio
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from itertools import product
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpline_router
from builders import NOON, channel, helpline, policy, report, rule, world
from helpline_router import Category, Report, Role, Router, RoutingDecision, RoutingPlan, default_router
from helpline_router.batch.table import compile_table
from helpline_router.keys import CountryKeys
from helpline_router.placing import decide
from helpline_router.planning import make_plan
from helpline_router.testing import instants, reports
from helpline_router.testing.variants import changed
from strategies import scenes, scenes_of

ZONES: tuple[tzinfo, ...] = (
    UTC,
    ZoneInfo("Europe/Paris"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Africa/Casablanca"),
    timezone(timedelta(hours=5, minutes=45)),
)
PACKAGE = Path(helpline_router.__file__).parent
HOURS = "Mo-Fr 09:00-18:00; Sa-Su 22:00-03:00"
NIGHTS = "Mo-Su 00:00-02:30"
ROUTER = Router(world(helpline("fr-a", hours=HOURS), helpline("fr-b", ages=(18, None)), helpline("fr-c", hours=NIGHTS)), policy())
EDGES = [edge.replace(tzinfo=zone) for zone in ZONES for edge in (NOON.min, NOON.max)]


def without_memory(router: Router, asked: Report, at: datetime) -> RoutingDecision:
    """The decision as the pure functions make it."""
    return decide(make_plan(asked, router.registry, router.policy), at)


@given(st.data())
def test_what_was_asked_before_changes_no_decision(data: st.DataObject) -> None:
    """Law 8: reports and instants in any order, earlier ones after later ones, each twice."""
    scene = data.draw(scenes())
    router = scene.router
    questions = [(scene.report, scene.at), *data.draw(st.lists(st.tuples(reports(router.registry), instants()), max_size=6))]
    for one, instant in (*questions, *reversed(questions)):
        assert without_memory(router, one, instant) == router.route(one, instant)


@given(st.data())
def test_the_shipped_router_remembers_well(data: st.DataObject) -> None:
    """The same for the shipped data, which all these examples ask one after the other."""
    scene = data.draw(scenes_of(default_router()))
    router, asked, at = scene.router, scene.report, scene.at
    zone = data.draw(st.sampled_from(ZONES))
    assert without_memory(router, asked, at) == router.route(asked, at) == router.route(asked, at.astimezone(zone))


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05", "2026-12-31"])
def test_every_ten_minutes_of_a_night_by_every_clock(zone: tzinfo, night: str) -> None:
    """Clocks that jump, that show an hour twice, or half an hour: forwards, then backwards."""
    expected = decisions_around(night)
    for at in (*expected, *reversed(expected)):
        assert expected[at] == ROUTER.route(report(), at.astimezone(zone)), at


@cache
def decisions_around(night: str) -> dict[datetime, RoutingDecision]:
    start = datetime.fromisoformat(night).replace(tzinfo=UTC) - timedelta(hours=16)
    return {at: without_memory(ROUTER, report(), at) for at in (start + timedelta(minutes=10 * step) for step in range(6 * 40))}


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-03-08", "2026-04-05", "2026-10-04"])
def test_every_time_that_can_be_written_down_is_an_instant(zone: tzinfo, night: str) -> None:
    """Also one that no clock shows, because clocks go forward then: it is read as zoneinfo reads it."""
    start = datetime.fromisoformat(night) - timedelta(hours=2)
    shown = [(start + timedelta(minutes=10 * step)).replace(tzinfo=zone, fold=fold) for fold in (0, 1) for step in range(6 * 8)]
    expected = [without_memory(ROUTER, report(), at) for at in shown]
    for at, decision in [*zip(shown, expected, strict=True)] * 2 + [*zip(reversed(shown), reversed(expected), strict=True)]:
        assert decision == ROUTER.route(report(), at), (at, at.fold)


class Odd(tzinfo):
    """A zone of another library: it says its offset, and nothing else."""

    def utcoffset(self, at: datetime | None) -> timedelta:
        return timedelta(hours=1 if at is None or at.hour < 12 else 3)

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta(0) * (at is None)

    def tzname(self, at: datetime | None) -> str:
        return f"odd {at is None}"


def test_a_zone_of_another_kind_is_understood() -> None:
    """Only what zoneinfo and datetime know is compared by the clock."""
    odd = [datetime(2026, 11, 20, hour, minute, tzinfo=Odd()) for hour, minute in product(range(24), (0, 30))]
    for at in (*odd, *reversed(odd)):
        assert without_memory(ROUTER, report(), at) == ROUTER.route(report(), at)


@pytest.mark.parametrize("at", EDGES, ids=str)
def test_the_edges_of_the_calendar_are_instants_too(at: datetime) -> None:
    """A timestamp that went wrong gets a decision, twice the same."""
    assert without_memory(ROUTER, report(), at) == ROUTER.route(report(), at) == ROUTER.route(report(), at)


def test_a_warm_answer_is_the_same_object() -> None:
    """Shared, not made again: for equal reports, and for reports that no line and no rule tells apart."""
    router = Router(world(helpline("fr-a"), helpline("fr-b", ages=(18, None))), policy())
    first = router.route(report(age=30), NOON)
    others = [report(age=30), report(age=44), report(age=44, region="FR-75C"), report(age=44, communities=["jewish"])]
    assert all(router.route(other, NOON + timedelta(minutes=1)) is first for other in others)


def test_keys_that_lead_to_one_decision_keep_it_once() -> None:
    """Two ages that only a line against hate tells apart: two keys, and for harassment one answer, one object."""
    router = Router(world(helpline("fr-a"), helpline("fr-b", ages=(18, 25), categories=("hate",))), policy())
    young, old = report(age=20), report(age=30)
    keys = CountryKeys("FR", router.registry, router.policy)
    assert keys.key(young.__dict__) != keys.key(old.__dict__)
    assert router.route(young, NOON) is router.route(old, NOON)


def test_a_router_keeps_no_plan_and_equal_parts_once() -> None:
    """A hundred thousand keys fit into memory because only decisions are kept, with parts that they share."""
    router = with_something_for_everyone()
    before = sum(type(thing) is RoutingPlan for thing in gc.get_objects())
    answers = [router.route(report(**{"age": 30, **said}), NOON) for said in TOLD_APART]
    assert before == sum(type(thing) is RoutingPlan for thing in gc.get_objects())
    for equal_parts in zip(*((answer.registry, answer.policy) for answer in answers), strict=True):
        assert 1 == len({id(part) for part in equal_parts})
    emergencies = [answer.emergency for answer in answers]
    assert len(set(emergencies)) == len({id(part) for part in emergencies}) < len(answers)


TOLD_APART: tuple[dict[str, Any], ...] = (
    {},
    {"age": 12},
    {"age": None},
    {"age": "16-19"},
    {"role": "parent"},
    {"category": "suicide"},
    {"language": None},
    {"language": "tr"},
    {"language": "uk"},
    {"region": "FR-IDF"},
    {"communities": ["roma"]},
    {"prefer": "text"},
    {"code_notices": ["minor_implied"]},
    {"region": "FR-IDF", "communities": ["roma"]},
    {"communities": ["roma"], "prefer": "text"},
)


def with_something_for_everyone() -> Router:
    """A new router, whose lines tell apart whatever a report can say."""
    lines = (
        helpline("fr-a", hours=HOURS),
        helpline("fr-adults", ages=(18, None)),
        helpline("fr-roma", communities=("roma",)),
        helpline("fr-paris", regions=["FR-IDF"]),
        helpline("fr-turkish", languages=["tr"], channels=[channel("a@example.org", kind="email", hours=None)]),
        helpline("fr-parents", roles=("parent",)),
        helpline("fr-hate", categories=["hate", "harassment"]),
    )
    return Router(world(*lines), policy())


@pytest.mark.parametrize("said", TOLD_APART, ids=str)
@pytest.mark.parametrize("before", TOLD_APART, ids=str)
def test_an_answer_is_kept_for_its_own_report_only(before: dict[str, Any], said: dict[str, Any]) -> None:
    """A report that says more, less or something else than the one before it is answered for itself."""
    router = with_something_for_everyone()
    for fields in (before, said, before, said):
        asked = report(**{"age": 30, **fields})
        assert without_memory(router, asked, NOON) == router.route(asked, NOON)


def modules_run(router: Router, asked: Report, at: datetime) -> list[str]:
    """The library's functions that run for an answer, each by the name of its module."""
    run: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PACKAGE):
            run.append(path.stem)

    sys.setprofile(note)
    try:
        router.route(asked, at)
    finally:
        sys.setprofile(None)
    return run


@pytest.mark.parametrize("said", TOLD_APART, ids=str)
def test_a_warm_answer_is_looked_up_and_nothing_is_computed(said: dict[str, Any]) -> None:
    """No function runs but `route`, and for what is rarely said those that make the key."""
    router = with_something_for_everyone()
    asked = report(**{"age": 30, **said})
    found = router.route(asked, NOON)
    assert found.valid_from is not None
    is_plain = isinstance(asked.age, int | None) and not {"region", "communities", "prefer", "code_notices"} & said.keys()
    for at in (NOON, NOON + timedelta(minutes=1), found.valid_from):
        modules = modules_run(router, asked, at)
        assert 1 == modules.count("routing")
        assert {"routing"} == set(modules) - (set() if is_plain else {"keys"})


def test_an_answer_is_kept_for_every_zone_and_every_uncovered_country() -> None:
    """By another clock the decision is the same, and so it is where no country is covered, whatever it is called."""
    router = with_something_for_everyone()
    first = router.route(report(), NOON)
    assert all(first is router.route(report(), NOON.astimezone(zone)) for zone in ZONES)
    uncovered = router.route(report(country="US"), NOON)
    assert "planning" not in modules_run(router, report(country="CA"), NOON)
    assert uncovered is router.route(report(country="CA"), NOON)


@given(st.data())
def test_reports_of_one_key_get_one_plan(data: st.DataObject) -> None:
    """What the key leaves out, nobody can tell apart: the lines, their order, conditions and reasons, exclusions and notices."""
    scene = data.draw(scenes())
    router, one, at = scene.router, scene.report, scene.at
    others = data.draw(reports(router.registry))
    swapped = data.draw(st.sets(st.sampled_from(("age", "language", "communities", "prefer")), max_size=2))
    other = changed(one, **{name: getattr(others, name) for name in swapped})
    keys = CountryKeys(one.country, router.registry, router.policy)
    if keys.key(one.__dict__) == keys.key(other.__dict__):
        assert without_memory(router, one, at) == without_memory(router, other, at)


@pytest.mark.parametrize(("age", "hit"), [(18, "rest"), (19, "rest"), ("10-18", "unknown"), ("10-19", "unknown"), (None, "unknown")])
def test_a_band_stays_one_where_a_role_leaves_a_single_year_of_it(age: Any, hit: str) -> None:
    """A parent of 10 to 18 is matched as one of 10 to 19 is, from whom neither a key nor a table tells them apart."""
    rules = policy(rule("young", when={"age": {"maximum": 17}}), rule("unknown", when={"age": "unknown"}), rule("rest"))
    router = Router(world(helpline("fr-a")), rules)
    for other in (18, "10-18", "10-19"):
        router.route(report(age=other, role="parent"), NOON)
    asked = report(age=age, role="parent")
    table = compile_table(router)
    assert hit == router.plan(asked).rule == router.route(asked, NOON).rule == table.plan(table.decision_id(asked)).rule


def test_there_are_finitely_many_keys() -> None:
    """Ages, languages, regions and communities that nothing looks at do not make new keys."""
    keys = CountryKeys("FR", world(helpline("fr-a"), helpline("fr-b", ages=(18, None))), policy())
    asked = [
        Report(category="hate", country="FR", age=age, language=language, region=region, communities=communities)
        for age, language, region, communities in product(
            (None, *range(121)), (None, "fr", "tr", "uk", "he"), (None, "FR-75C", "FR-IDF"), ((), ("roma",), ("lgbtq", "women"))
        )
    ]
    found = {keys.key(one.__dict__) for one in asked}
    ages, languages, places = 4, 3, 2
    assert len(found) <= ages * languages * places


def test_threads_share_a_router() -> None:
    """Eight threads, each in an order of its own, get what one alone gets."""
    router = Router(default_router().registry, default_router().policy)
    questions = [
        (Report(category=category, age=age, country=country, role=role), NOON + timedelta(hours=hours))
        for category, role in product(Category, (Role.AFFECTED, Role.PARENT))
        for age in (None, 15, 30)
        for country in ("FR", "BE", "GB", "US", None)
        for hours in (0, 13, 5)
    ]
    expected = [without_memory(router, *question) for question in questions]

    def ask(offset: int) -> list[RoutingDecision]:
        turned = [*questions[offset:], *questions[:offset]]
        found = [router.route(*question) for question in turned]
        return [*found[len(found) - offset :], *found[: len(found) - offset]]

    with ThreadPoolExecutor(8) as pool:
        assert all(answers == expected for answers in pool.map(ask, range(0, 80, 10)))


def test_tasks_share_a_router() -> None:
    """An asyncio service: tasks that yield between two reports."""

    async def ask(category: Category, hours: int) -> bool:
        asked, at = report(category=category), NOON + timedelta(hours=hours)
        await asyncio.sleep(0)
        return ROUTER.route(asked, at) == without_memory(ROUTER, asked, at)

    async def service() -> list[bool]:
        return await asyncio.gather(*(ask(category, hours) for category in Category for hours in range(48)))

    assert all(asyncio.run(service()))
