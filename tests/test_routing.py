"""The router: proven when it is made, then it answers any report; `route_report` is its short form."""

import concurrent.futures
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builders import NOON, country, decision, helpline, offered, plan, policy, registry, report, rule, world
from helpline_router import routing
from helpline_router.errors import InvalidReport, PolicyError
from helpline_router.records import AgeBand
from helpline_router.routing import Router, data_file, route_report

ROUTER = Router(world(helpline("fr-a", hours="Mo-Fr 09:00-18:00"), helpline("fr-b", ages=(18, None))), policy())


@pytest.mark.parametrize(
    "misfit",
    [
        policy(rule("minors", when={"age": {"maximum": 17}})),
        policy(rule("rest"), rule("dead")),
        policy(rule("unknown-line", "fr-none", when={"country": ["FR"]}), rule("rest")),
        policy(rule("unknown-country", when={"country": ["GB"]}), rule("rest")),
        policy(fallback={"refer": ["fr-a"]}),
    ],
)
def test_a_router_refuses_what_does_not_fit(misfit: Any) -> None:
    """No router without a proof: the problems come when it is made, not when a report does."""
    with pytest.raises(PolicyError) as caught:
        Router(ROUTER.registry, misfit)
    assert caught.value.problems


def test_a_router_plans_and_routes() -> None:
    """The plan and the decision are those of the pure functions."""
    assert plan(ROUTER.registry, ROUTER.policy) == ROUTER.plan(report())
    assert decision(ROUTER.registry, ROUTER.policy) == ROUTER.route(report(), NOON)


@pytest.mark.parametrize("at", [NOON.replace(tzinfo=None), "2026-11-20T12:00Z", 1_795_000_000, None, NOON.date()])
def test_an_instant_without_a_zone_is_refused(at: Any) -> None:
    """A naive datetime is not guessed to be UTC or local; what is no datetime is refused too."""
    with pytest.raises(InvalidReport) as caught:
        ROUTER.route(report(), at)
    assert ["at"] == [problem.where for problem in caught.value.problems]
    assert "must be a datetime with a time zone" in str(caught.value)


def test_a_naive_instant_is_refused_by_the_short_form() -> None:
    """The same through `route_report`."""
    with pytest.raises(InvalidReport, match="must be a datetime with a time zone"):
        route_report(report(), at=NOON.replace(tzinfo=None), router=ROUTER)


def test_a_router_cannot_be_changed() -> None:
    """Shared between threads and tasks: neither facts nor rules can be exchanged, nor anything added."""
    router = Router(ROUTER.registry, ROUTER.policy)
    for name in ("registry", "policy", "other"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(router, name, None)


@pytest.mark.parametrize("year", [1901, 1970, 1975, 2500])
def test_a_distant_instant_leaves_no_trace(year: int) -> None:
    """What a router was asked before, however long ago that was, changes no later decision: a missing timestamp is often 1970."""
    asked, fresh = Router(ROUTER.registry, ROUTER.policy), Router(ROUTER.registry, ROUTER.policy)
    asked.route(report(), datetime(year, 1, 1, tzinfo=UTC))
    for instant in (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC), NOON):
        assert fresh.route(report(), instant) == asked.route(report(), instant)


def test_a_router_survives_pickling() -> None:
    """A router can be sent to worker processes."""
    other = pickle.loads(pickle.dumps(ROUTER))  # noqa: S301 - own bytes
    assert ROUTER.route(report(), NOON) == other.route(report(), NOON)


def test_route_report_takes_a_report_or_its_fields() -> None:
    """Both give the same decision."""
    by_report = route_report(report(), at=NOON, router=ROUTER)
    by_fields = route_report(category="harassment", age=15, country="fra", language="fr-FR", at=NOON, router=ROUTER)
    assert by_report == by_fields == ROUTER.route(report(), NOON)


def test_route_report_takes_every_field() -> None:
    """Nothing that a report has is lost on the way."""
    fields: dict[str, Any] = {
        "category": "hate",
        "age": AgeBand(minimum=16, maximum=19),
        "country": "FR",
        "region": "FR-IDF",
        "language": "fr",
    }
    fields |= {"role": "witness", "communities": ["lgbtq"], "prefer": "text"}
    assert ROUTER.route(report(**fields), NOON) == route_report(**fields, at=NOON, router=ROUTER)


@pytest.mark.parametrize("fields", [{"age": 15}, {"category": "hate"}, {"country": None}, {"contry": "FR"}])
def test_a_report_and_fields_together_are_a_mistake(fields: dict[str, Any]) -> None:
    """Which of them holds is not guessed, not even if the field is None."""
    with pytest.raises(TypeError, match=r"^give a Report, or its fields, not both$"):
        route_report(report(), at=NOON, router=ROUTER, **fields)


@pytest.mark.parametrize("positional", ["harassment", {"category": "harassment"}, 15])
def test_fields_are_given_by_name(positional: Any) -> None:
    """What stands first is a Report: a category alone is not taken for one."""
    with pytest.raises(TypeError, match=r"^give a Report, or its fields by name$"):
        route_report(positional, at=NOON, router=ROUTER)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "category"),
        ({"category": "x"}, "category"),
        ({"category": "hate", "age": -1}, "age"),
        ({"category": "hate", "contry": "FR"}, "contry"),
    ],
)
def test_fields_that_are_no_report_are_refused(fields: dict[str, Any], field: str) -> None:
    """InvalidReport, which is a ValueError, naming the field."""
    with pytest.raises(ValueError, match=field) as caught:
        route_report(**fields, at=NOON, router=ROUTER)
    assert isinstance(caught.value, InvalidReport)


def test_without_an_instant_it_is_now() -> None:
    """The decision holds at an instant between before and after the call."""
    before = datetime.now(UTC)
    found = route_report(report(), router=ROUTER)
    after = datetime.now(UTC)
    assert any(found == ROUTER.route(report(), at) for at in (before, after))


def test_no_order_of_calls_and_no_thread_changes_a_decision() -> None:
    """Earlier instants after later ones, in many threads at once: each report and instant has its one decision."""
    jobs = [(report(age=age), NOON.replace(hour=hour)) for age in (12, 15, 30, None) for hour in (22, 3, 17, 8, 12)]
    expected = [ROUTER.route(*job) for job in jobs]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert expected * 5 == list(pool.map(lambda job: Router(ROUTER.registry, ROUTER.policy).route(*job), jobs * 5))
    assert expected[::-1] == [ROUTER.route(*job) for job in reversed(jobs)]


def test_another_countrys_lines_change_nothing_but_the_version() -> None:
    """With or without Britain, a French report has the same referrals."""
    alone = Router(registry(FR=country(helpline("fr-a"))), policy()).route(report(), NOON)
    both = Router(registry(FR=country(helpline("fr-a")), GB=country(helpline("gb-a"))), policy()).route(report(), NOON)
    assert alone.model_copy(update={"registry": None}) == both.model_copy(update={"registry": None})


def test_every_report_gets_a_referral_or_a_directory() -> None:
    """Never empty: covered or not, with lines or without."""
    for country_code in ("FR", "US", None):
        for category in ("suicide", "hate"):
            found = ROUTER.route(report(country=country_code, category=category, age=None, language=None), NOON)
            assert found.directories
            assert bool(offered(found)) is (country_code == "FR")


def test_a_data_file_is_found_in_a_wheel_and_in_a_checkout() -> None:
    """Inside the package where a wheel carries it, else beside it where the repository keeps it: no other checkout's."""
    inside = Path(routing.__file__).parent / "data"
    assert (inside if inside.exists() else Path(__file__).parents[1] / "data") / "routing.yaml" == data_file("routing.yaml")


def test_there_is_one_router_of_the_shipped_files() -> None:
    """Loaded once, and immutable: the one cache of the library."""
    assert routing.default_router() is routing.default_router()
