"""What a service may count of its decisions: a rule, a scope, a country, notices and a duration, and nothing of the person."""

import dataclasses
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.metrics import AlwaysOnExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider

from builders import NOON, report
from helpline_router import (
    AgeBand,
    InvalidReport,
    Observation,
    ObservedRouter,
    ReloadingRouter,
    Report,
    Router,
    default_router,
    route_report,
)
from helpline_router.keys import CountryKeys
from helpline_router.telemetry import telemetry_hook
from helpline_router.testing import reports
from helpline_router.testing.variants import changed
from helpline_router.vocabulary import NoticeCode, Scope
from strategies import scenes, scenes_of

ROOT: Final = Path(__file__).parents[1]
SHIPPED: Final = default_router()
# What must not be told, whatever it is.
PERSONAL: Final = ("age", "region", "role", "communities", "language", "prefer")


def observed(router: Router, *asked: Report, at: datetime = NOON) -> list[Observation]:
    seen: list[Observation] = []
    for one in asked:
        ObservedRouter(router, seen.append).route(one, at)
    return seen


def timeless(observation: Observation) -> Observation:
    return dataclasses.replace(observation, microseconds=0)


def test_an_observation_has_these_fields_and_no_other() -> None:
    """A new one is a question of privacy: see SECURITY.md first. It can't be changed, and nothing can be added."""
    names = ["rule", "scope", "country", "notices", "microseconds"]
    assert names == [field.name for field in dataclasses.fields(Observation)]
    (found,) = observed(SHIPPED, report(age=None))
    assert (
        Observation("harassment-age-unknown", Scope.NATIONAL, "FR", (NoticeCode.AGE_UNKNOWN, NoticeCode.HOURS_UNKNOWN), found.microseconds)
        == found
    )
    assert found.microseconds >= 0
    assert not hasattr(found, "__dict__")


@given(st.data())
def test_what_is_told_is_what_the_decision_says_in_public(data: st.DataObject) -> None:
    """The decision is the router's own, and the observation depends on nothing but its rule, scope, country and notices."""
    scene = data.draw(scenes())
    seen: list[Observation] = []
    decision = ObservedRouter(scene.router, seen.append).route(scene.report, scene.at)
    assert scene.router.route(scene.report, scene.at) == decision
    codes = tuple(dict.fromkeys(notice.code for notice in decision.notices))
    assert [Observation(decision.rule, decision.scope, decision.country, codes, 0)] == [timeless(one) for one in seen]


@given(st.data())
def test_who_cannot_be_told_apart_is_told_alike(data: st.DataObject) -> None:
    """Two reports of one key, of different ages, regions or communities, and all that get one decision: equal but for the time."""
    scene = data.draw(st.one_of(scenes(), scenes_of(SHIPPED)))
    router, one, at = scene.router, scene.report, scene.at
    others = data.draw(reports(router.registry))
    names = data.draw(st.sets(st.sampled_from(PERSONAL), min_size=1, max_size=3))
    if one.country != others.country:
        names.discard("region")
    other = changed(one, **{name: getattr(others, name) for name in names})
    keys = CountryKeys(one.country, router.registry, router.policy)
    alike = keys.key(one.__dict__) == keys.key(other.__dict__) or router.route(one, at) == router.route(other, at)
    if alike:
        first, second = observed(router, one, other, at=at)
        assert timeless(first) == timeless(second)


@pytest.mark.parametrize("age", [*range(13, 18)])
def test_an_exact_age_is_not_told(age: int) -> None:
    """One answer from 13 to 17, and one from 18 on."""
    first, second = observed(SHIPPED, report(age=15), report(age=age))
    assert timeless(first) == timeless(second)


def test_a_territory_is_not_told() -> None:
    """A code of its own says where in France someone is; France is what is told."""
    told = observed(SHIPPED, report(country="RE"), report(region="FR-974"), report(region="FR-IDF"), report())
    assert {"FR"} == {observation.country for observation in told}


def test_a_country_that_is_not_covered_is_not_told() -> None:
    """Nobody is counted by a country from which few reports come."""
    assert [None, None] == [observation.country for observation in observed(SHIPPED, report(country="US"), report(country=None))]


def test_every_kind_of_router_can_be_observed() -> None:
    """One that reloads its files, and one that is observed already; `route_report` takes it like any other."""
    seen: list[Observation] = []
    router = ObservedRouter(ObservedRouter(ReloadingRouter(), seen.append), seen.append)
    assert SHIPPED.route(report(), NOON) == route_report(report(), at=NOON, router=router)
    first, second = seen
    assert timeless(first) == timeless(second)


def test_plans_and_timelines_pass_unobserved() -> None:
    """They are not what a person is shown."""
    seen: list[Observation] = []
    router = ObservedRouter(SHIPPED, seen.append)
    day = NOON, NOON.replace(day=21)
    assert SHIPPED.plan(report()) == router.plan(report())
    assert list(SHIPPED.timeline(report(), *day)) == list(router.timeline(report(), *day))
    assert [] == seen


def test_nothing_is_told_of_what_was_not_answered() -> None:
    """The caller gets the error."""
    seen: list[Observation] = []
    with pytest.raises(InvalidReport):
        ObservedRouter(SHIPPED, seen.append).route(report(), NOON.replace(tzinfo=None))
    assert [] == seen


def failing(error: BaseException) -> Callable[[Observation], None]:
    def hook(_: Observation) -> None:
        raise error

    return hook


def test_a_hook_that_fails_costs_no_decision() -> None:
    """A warning names the kind of the error, not what it says."""
    router = ObservedRouter(SHIPPED, failing(ConnectionError("from 192.0.2.1, aged 15")))
    with pytest.warns(RuntimeWarning) as caught:
        assert SHIPPED.route(report(), NOON) is router.route(report(), NOON)
    (warning,) = caught
    assert "the hook of an ObservedRouter raised ConnectionError; the decision is not affected" == str(warning.message)
    assert __file__ == warning.filename


def test_a_hook_that_fails_costs_no_decision_where_warnings_are_errors() -> None:
    """`python -W error` is a service's own business."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert SHIPPED.route(report(), NOON) is ObservedRouter(SHIPPED, failing(ValueError())).route(report(), NOON)


def test_a_hook_may_end_the_program() -> None:
    """What is no Exception is not for us to keep."""
    with pytest.raises(KeyboardInterrupt):
        ObservedRouter(SHIPPED, failing(KeyboardInterrupt())).route(report(), NOON)


def test_an_observed_router_shows_nothing() -> None:
    """Its repr neither."""
    assert "registry" not in repr(ObservedRouter(SHIPPED, print))


# OpenTelemetry


def measured(router: Router, *asked: Report, at: datetime = NOON) -> dict[str, Any]:
    """What the SDK would export of these reports, routed inside a recorded trace, with each measurement offered as an exemplar."""
    reader = InMemoryMetricReader()
    provider = MeterProvider([reader], exemplar_filter=AlwaysOnExemplarFilter(), shutdown_on_exit=False)
    routed = ObservedRouter(router, telemetry_hook(provider.get_meter("test")))
    with TracerProvider(shutdown_on_exit=False).get_tracer("test").start_as_current_span("a request"):
        for one in asked:
            routed.route(one, at)
    collected = reader.get_metrics_data()
    provider.shutdown()
    assert collected is not None
    (resource,) = json.loads(collected.to_json())["resource_metrics"]
    return {metric["name"]: metric for scope in resource["scope_metrics"] for metric in scope["metrics"]}


def attributes(metrics: dict[str, Any]) -> list[dict[str, str]]:
    return [point["attributes"] for metric in metrics.values() for point in metric["data"]["data_points"]]


def test_the_metrics_and_their_units() -> None:
    """Counters of decisions and notices, a histogram of microseconds, with few attributes of few values."""
    metrics = measured(SHIPPED, report(), report(age=16), report(age=None), report(country=None))
    assert {"helpline_router.decisions": "{decision}", "helpline_router.notices": "{notice}", "helpline_router.route.duration": "us"} == {
        name: metric["unit"] for name, metric in metrics.items()
    }
    where = {"helpline_router.scope": "national", "helpline_router.rule": "fr-harassment-minors", "helpline_router.country": "FR"}
    counted = [(point["attributes"], point["value"]) for point in metrics["helpline_router.decisions"]["data"]["data_points"]]
    assert (where, 2) in counted
    assert 4 == sum(number for _, number in counted)
    assert {"FR", "none"} == {found["helpline_router.country"] for found, _ in counted}
    notices = metrics["helpline_router.notices"]["data"]["data_points"]
    assert {"age_unknown", "country_unknown"} <= {point["attributes"]["helpline_router.notice"] for point in notices}
    durations = metrics["helpline_router.route.duration"]["data"]["data_points"]
    assert 4 == sum(point["count"] for point in durations)
    assert [["helpline_router.scope"]] * len(durations) == [list(point["attributes"]) for point in durations]


@given(st.data())
def test_nothing_of_the_person_is_exported(data: st.DataObject) -> None:
    """No age, region, role, community, language or preference of a report is a value or a word of what is exported.

    But for the ids of rules: one may be named after the role that its rule asks for, as docs/service.md says.
    """
    scene = data.draw(st.one_of(scenes(), scenes_of(SHIPPED)))
    metrics = measured(scene.router, scene.report, at=scene.at)
    exported = [{name: value for name, value in one.items() if name != "helpline_router.rule"} for one in attributes(metrics)]
    words = set(re.findall(r"[\w-]+", json.dumps(exported) + json.dumps([{**metric, "data": None} for metric in metrics.values()])))
    assert words.isdisjoint(values_of(scene.report))


def values_of(asked: Report) -> set[str]:
    ages = (asked.age.minimum, asked.age.maximum) if isinstance(asked.age, AgeBand) else (asked.age,)
    told = (*ages, asked.region, asked.language, asked.prefer, asked.role, *asked.communities)
    return {str(value) for value in told if value is not None}


@given(st.data())
def test_who_cannot_be_told_apart_is_measured_alike(data: st.DataObject) -> None:
    """Reports of one decision make equal telemetry, but for the time."""
    scene = data.draw(scenes())
    router, at = scene.router, scene.at
    other = changed(scene.report, **{name: getattr(data.draw(reports(router.registry)), name) for name in ("age", "communities", "role")})
    if router.route(scene.report, at) == router.route(other, at):
        first, second = (attributes(measured(router, one, at=at)) for one in (scene.report, other))
        assert first == second


def test_no_measurement_leads_to_a_trace() -> None:
    """An exemplar with the id of the request's trace would be the way back to the person."""
    metrics = measured(SHIPPED, report(), report(age=None))
    exemplars = [one for metric in metrics.values() for point in metric["data"]["data_points"] for one in point["exemplars"]]
    assert exemplars
    assert {(None, None)} == {(one.get("trace_id"), one.get("span_id")) for one in exemplars}


def test_without_a_meter_it_is_the_global_one() -> None:
    """Which does nothing until a service sets one."""
    assert SHIPPED.route(report(), NOON) is ObservedRouter(SHIPPED, telemetry_hook()).route(report(), NOON)


def test_without_the_extra_it_says_what_to_install() -> None:
    """And the module itself can be imported."""
    code = "import sys; sys.modules['opentelemetry'] = None; from helpline_router.telemetry import telemetry_hook; telemetry_hook()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "ImportError: telemetry_hook needs one more step: pip install 'helpline-router[otel]'" == done.stderr.splitlines()[-1]
