"""How each invariant is tried on a router: on every report of its domain, or on examples that Hypothesis looks for."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helpline_router.models import Helpline
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.routing import Router
from helpline_router.testing.decision_invariants import (
    assert_ages_served,
    assert_faithful,
    assert_not_sent_abroad,
    assert_open_first,
    assert_serves,
)
from helpline_router.testing.domain_reports import every_report
from helpline_router.testing.moments import instants
from helpline_router.testing.reporters import age_bands, reports, with_values
from helpline_router.testing.router_invariants import (
    assert_grows,
    assert_isolated,
    assert_repeats,
    assert_replays,
    assert_round_trips,
    assert_steady,
    assert_total,
)
from helpline_router.testing.variants import with_helpline, with_other_neighbours
from helpline_router.vocabulary import Role

Trial = Callable[[Router], None]
Invariant = Callable[[Router, Report, datetime], None]
# Without an explanation, which would be about lines of this library.
_PHASES: Final = (Phase.generate, Phase.shrink)


def _tried(router: Router, check: Callable[..., None], **drawn: st.SearchStrategy[object]) -> None:
    """A check, tried on examples of reports, instants and what else is given: the same in every run, as many as the profile in use says."""
    steady = settings(
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=_PHASES,
        suppress_health_check=list(HealthCheck),
    )
    drawn = {"report": reports(router.registry), "at": instants(router.registry)} | drawn
    steady(given(**drawn)(check))()


def _on_examples(invariant: Invariant, reporters: Callable[[Registry], st.SearchStrategy[Report]] = reports) -> Trial:
    """The trial of an invariant on examples of reports, those of some reporters if not all, and instants."""

    def trial(router: Router) -> None:
        def holds(report: Report, at: datetime) -> None:
            invariant(router, report, at)

        _tried(router, holds, report=reporters(router.registry))

    return trial


def _serves(router: Router, report: Report, at: datetime) -> None:
    assert_serves(report, router.route(report, at), router.registry, router.policy)


def _faithful(router: Router, report: Report, at: datetime) -> None:
    assert_faithful(router.route(report, at), router.registry, router.policy)


def _total(router: Router) -> None:
    """On every report; the one at which it ends is told with its values, as Hypothesis does for what it draws: it is of nobody."""
    asked: list[Report] = []

    def one_by_one() -> Iterator[Report]:
        for report in every_report(router):
            asked[:] = [report]
            yield report

    try:
        assert_total(router, one_by_one())
    except Exception as error:
        error.add_note(f"drawn: {', '.join(map(with_values, asked))}")
        raise


def _of_unsure_age(registry: Registry) -> st.SearchStrategy[Report]:
    return reports(registry, ages=st.none() | age_bands())


def _beside_the_affected(registry: Registry) -> st.SearchStrategy[Report]:
    return reports(registry, roles=(Role.PARENT, Role.PROFESSIONAL, Role.WITNESS))


def _round_trips(router: Router) -> None:
    assert_round_trips(router.registry, router.policy)

    def holds(report: Report, at: datetime) -> None:
        assert_round_trips(router.plan(report), router.route(report, at))

    _tried(router, holds)


def _repeats(router: Router) -> None:
    def holds(report: Report, at: datetime, other: Report, then: datetime) -> None:
        assert_repeats(router, [(report, at), (report, then), (other, at)])

    _tried(router, holds, other=reports(router.registry), then=instants(router.registry))


def _isolated(router: Router) -> None:
    beside = cache(lambda country: with_other_neighbours(router, country))

    def holds(report: Report, at: datetime) -> None:
        assert_isolated(router, beside(router.route(report, at).country), report, at)

    _tried(router, holds)


def _grows(router: Router) -> None:
    """A line more: one of the country's own, for everybody and any worry, before all others."""
    lines = [line for country in router.registry.countries.values() for line in country.helplines]
    grown = cache(lambda line: with_helpline(router, _twin(line)))

    def holds(report: Report, at: datetime, line: Helpline) -> None:
        assert_grows(router, grown(line), report, at)

    if lines:
        _tried(router, holds, line=st.sampled_from(lines))


def _twin(line: Helpline) -> Helpline:
    return line.model_copy(update={"id": f"{line.id[:50]}-twin-of-it", "general": True})


TRIALS: Final[Mapping[str, Trial]] = MappingProxyType(
    {
        "assert_serves": _on_examples(_serves),
        "assert_faithful": _on_examples(_faithful),
        "assert_total": _total,
        "assert_isolated": _isolated,
        "assert_open_first": _on_examples(assert_open_first),
        "assert_ages_served": _on_examples(assert_ages_served, _of_unsure_age),
        "assert_replays": _on_examples(assert_replays),
        "assert_round_trips": _round_trips,
        "assert_repeats": _repeats,
        "assert_steady": _on_examples(assert_steady),
        "assert_grows": _grows,
        "assert_not_sent_abroad": _on_examples(assert_not_sent_abroad, _beside_the_affected),
    }
)
"""Each invariant by the name of its function."""
