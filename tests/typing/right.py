"""Uses that a type checker accepts, and what it takes their results for. Checked, never run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import assert_type

from hypothesis.strategies import SearchStrategy

from helpline_router import (
    AgeBand,
    Card,
    Category,
    Community,
    Helpline,
    HelplineRouterError,
    InvalidReport,
    Observation,
    ObservedRouter,
    Overlay,
    Policy,
    Preference,
    Problem,
    Referral,
    Registry,
    Reload,
    ReloadingRouter,
    Report,
    Role,
    Router,
    RoutingDecision,
    RoutingPlan,
    UnrelatedCode,
    apply_overlay,
    codes,
    default_router,
    load_overlay,
    load_policy,
    load_registry,
    present,
    route_report,
    testing,
)

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


def from_fields() -> RoutingDecision:
    """Only the category is required. Words may be given as text or as members of their enums."""
    route_report(category="suicide")
    route_report(category=Category.HATE, age="16-19", role=Role.WITNESS, communities=[Community.JEWISH], prefer=Preference.TEXT)
    route_report(category="hate", age=AgeBand(minimum=16, maximum=19), country="BE", region="BE-VLG", language="nl", at=AT)
    return assert_type(route_report(category="harassment", age=15, country="FR", at=AT), RoutingDecision)


def from_a_report() -> RoutingDecision:
    """A report that is at hand goes first, and alone."""
    report = Report(category="harassment", age=15, country="FR")
    assert_type(report.category, Category)
    assert_type(report.age, int | AgeBand | None)
    assert_type(report.role, Role)
    assert_type(report.communities, tuple[Community, ...])
    return assert_type(route_report(report, at=AT, router=default_router()), RoutingDecision)


def from_files(report: Report) -> None:
    """Files by their path, as text or as `Path`."""
    registry = assert_type(load_registry("helplines.yaml"), Registry)
    policy = assert_type(load_policy(Path("routing.yaml")), Policy)
    overlay = assert_type(load_overlay(Path("overlay.yaml")), Overlay)
    router = Router(*assert_type(apply_overlay(registry, policy, overlay, at=AT), tuple[Registry, Policy]))
    assert_type(router.plan(report), RoutingPlan)
    assert_type(router.route(report, AT), RoutingDecision)
    assert_type(router.timeline(report, AT, AT), Iterator[RoutingDecision])
    assert_type(router.registry.helpline("fr-3018"), Helpline)


def what_a_decision_holds(decision: RoutingDecision) -> list[str]:
    """Referrals in order, and until when all of it holds."""
    assert_type(decision.referrals, tuple[Referral, ...])
    assert_type(decision.valid_from, datetime | None)
    assert_type(decision.valid_until, datetime | None)
    assert_type(decision.model_dump_json(), str)
    referral = decision.referrals[0]
    assert_type(referral.until, datetime | None)
    assert_type(referral.checked_on, str)
    return [channel.label for channel in referral.channels]


def cards(decision: RoutingDecision) -> tuple[str, str, str]:
    """A tag, a header, a list of either, or nothing known."""
    present(decision, None, at=AT)
    present(decision, ["fr-FR", None, "en"], at=AT, role=Role.PARENT)
    card = assert_type(present(decision, "fr-FR, fr;q=0.9", at=AT), Card)
    return card.to_text(), card.to_markdown(), card.to_html()


def any_kind_of_router(report: Report) -> None:
    """What routes may be observed, and reloaded, and is then still what `route_report` takes."""
    seen: list[Observation] = []
    reloading = ReloadingRouter("helplines.yaml", "routing.yaml", Path("overlay.yaml"))
    assert_type(reloading.reload(), Reload)
    observed = ObservedRouter(reloading, seen.append)
    assert_type(observed.route(report, AT), RoutingDecision)
    assert_type(route_report(report, at=AT, router=observed), RoutingDecision)
    assert_type(seen[0].rule, str)
    assert_type(seen[0].country, str | None)


def what_goes_wrong() -> tuple[Problem, ...]:
    """One base for all errors of the library; a report that is not valid is a ValueError too."""
    try:
        Report(category="worry")
    except InvalidReport as error:
        general: HelplineRouterError = error
        usual: ValueError = error
        del general, usual
        return assert_type(error.problems, tuple[Problem, ...])
    return ()


def codes_of_other_systems() -> Report | None:
    """A code that has nothing to do with the categories is an error of its own."""
    try:
        return assert_type(codes.to_report("dsa", "KEYWORD_HATE_SPEECH", country="FR"), Report)
    except UnrelatedCode:
        return None


def tests_of_ones_own(router: Router) -> None:
    """Strategies know what they draw; a law takes what routes, and a fake clock is called for the time."""
    assert_type(testing.reports(countries=["FR", None], ages=range(13, 18), roles=["witness"]), SearchStrategy[Report])
    assert_type(testing.instants(router.registry), SearchStrategy[datetime])
    assert_type(testing.frozen_router(), Router)
    clock = testing.Clock()
    reloading = ReloadingRouter(now=clock)
    for report in testing.every_report(router, ["FR"]):
        decision = assert_type(reloading.route(report, clock()), RoutingDecision)
        testing.assert_serves(report, decision, router.registry, router.policy)
        testing.assert_faithful(decision, router.registry, router.policy)
        testing.assert_steady(reloading, report, clock())
