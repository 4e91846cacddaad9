"""The strategies of the testing kit: what they draw, that they shrink to something simple, and that Hypothesis knows our types."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import helpline_router
from helpline_router import AgeBand, Category, Helpline, Policy, Registry, Report, Role, Router, codes, default_router
from helpline_router.hours import Hours, offset_span
from helpline_router.testing import (
    Clock,
    age_bands,
    frozen_registry,
    frozen_router,
    helplines,
    instants,
    policies,
    registries,
    report_codes,
    reports,
    routers,
)
from helpline_router.vocabulary import Confidence

T = TypeVar("T")
QUIET = settings(phases=(Phase.generate, Phase.shrink), max_examples=2000, derandomize=True, database=None)


def simplest(strategy: st.SearchStrategy[T], condition: Callable[[Any], object] = lambda _: True) -> T:
    """What a failure is shown as, for a law that the condition breaks."""
    return find(strategy, lambda value: bool(condition(value)), settings=QUIET)


def told(record: Any) -> dict[str, Any]:
    found: dict[str, Any] = record.model_dump(mode="json", exclude_defaults=True)
    return found


# Reports


@given(reports(countries=["FR", "BE", None], categories=["hate"], ages=range(13, 18), roles=["affected", "witness"]))
def test_a_report_is_one_of_those_asked_for(report: Report) -> None:
    """Each knob holds: countries, unknown among them, categories, ages, roles."""
    assert report.country in ("FR", "BE", None)
    assert report.category == "hate"
    assert isinstance(report.age, int)
    assert 13 <= report.age < 18
    assert report.role in (Role.AFFECTED, Role.WITNESS)


@given(reports(ages=age_bands()), reports(ages=st.none()))
def test_ages_may_be_a_strategy(banded: Report, unknown: Report) -> None:
    """Bands and None are drawn as they are asked for; a band of one year is an age."""
    assert isinstance(banded.age, AgeBand | int)
    assert unknown.age is None


@pytest.mark.parametrize(
    "condition",
    [
        lambda report: report.country == "FR" and report.region is not None,
        lambda report: report.country == "RE",
        lambda report: report.country == "US",
        lambda report: report.country is None,
        lambda report: report.language == "pt",
        lambda report: isinstance(report.age, AgeBand) and report.age.minimum < 18 <= report.age.maximum,
        lambda report: report.age == 120,
        lambda report: report.communities and report.prefer,
        lambda report: report.code_notices,
    ],
)
def test_reports_reach_what_makes_a_difference(condition: Callable[[Report], object]) -> None:
    """Territories, regions, unknown and uncovered countries, bands across 18 and limits are among the reports to the shipped router."""
    simplest(reports(), condition)


def test_a_report_shrinks_to_what_matters() -> None:
    """All that the law does not look at is the first value, or unknown."""
    found = simplest(reports(countries=["FR"]), lambda report: report.role == Role.PARENT)
    assert {"category": "suicide", "country": "FR", "role": "parent"} == told(found)
    found = simplest(reports(frozen_registry()), lambda report: isinstance(report.age, int) and report.age > 40)
    assert {"category": "suicide", "age": 120, "country": "BE"} == told(found)


def test_a_generated_report_is_shown_with_its_values() -> None:
    """A report hides its values, but one that Hypothesis made up is of nobody, and a failure must say which it was."""

    @settings(QUIET, print_blob=False)
    @given(reports(countries=["FR"]))
    def law(report: Report) -> None:
        if report.category is Category.HATE:
            raise AssertionError("no")

    with pytest.raises(AssertionError) as caught:
        law()
    shown = "\n".join(caught.value.__notes__)
    assert "drawn: Report(category='hate', country='FR')" in shown
    assert "Report(...)" == repr(Report(category="hate"))


# Instants


def changes(registry: Registry, kind: str, at: datetime) -> bool:
    """Whether something of this kind changes at the instant, by some line of the registry."""
    for code, country in registry.countries.items():
        zone = ZoneInfo(country.timezone)
        before = at - timedelta(microseconds=1)
        wall = at.astimezone(UTC).astimezone(zone)
        if kind == "midnight" and wall.time() == time():
            return True
        if kind == "clock change" and at.astimezone(UTC) in offset_span(zone, before):
            return True
        if kind == "holiday" and wall.time() == time() and Hours("PH 00:00-24:00", zone, code).span(at).start == at:
            return True
        for line in country.helplines:
            for channel in line.channels:
                if channel.hours and channel.hours not in ("unknown", "24/7"):
                    span = Hours(channel.hours, zone, code).span(at)
                    if span.start == at and span.state.value == kind:
                        return True
    return False


@pytest.mark.parametrize("kind", ["open", "closed", "midnight", "clock change", "holiday"])
def test_instants_near_a_registry_are_the_very_ones(kind: str) -> None:
    """The instant of an opening, a closing, a midnight, a clock change and a public holiday of the registry's own lines."""
    found: list[bool] = []

    @settings(max_examples=150, derandomize=True, database=None)
    @given(instants(frozen_registry()))
    def look(at: datetime) -> None:
        found.append(changes(frozen_registry(), kind, at))

    look()
    assert sum(found) >= (2 if kind in ("holiday", "clock change") else 5)


def test_instants_near_a_plan_are_those_of_its_lines() -> None:
    """Only what a decision is made of: the line for minors opens at nine and closes at eleven, in Paris."""
    plan = frozen_router().plan(Report(category="hate", age=15, country="FR"))
    found: set[time] = set()

    @settings(max_examples=150, derandomize=True, database=None)
    @given(instants(plan))
    def look(at: datetime) -> None:
        found.add(at.astimezone(UTC).astimezone(ZoneInfo("Europe/Paris")).time())

    look()
    assert {time(9), time(23), time()} <= found


@given(instants())
def test_an_instant_is_aware(at: datetime) -> None:
    """Whatever zone it is seen from."""
    assert at.utcoffset() is not None


def test_an_instant_shrinks_to_noon_of_a_friday() -> None:
    """The simplest instant is an unremarkable one, near a registry as well."""
    noon = datetime(2026, 11, 20, 11, tzinfo=UTC)
    assert noon == simplest(instants()) == simplest(instants(frozen_registry()))


# Facts and rules


def test_a_registry_shrinks_to_what_matters() -> None:
    """One country with two lines that always answer everybody, but for what the law looks at."""
    found = simplest(registries(), lambda registry: any(line.general for line in _lines(registry)))
    assert ["FR"] == list(found.countries)
    plain = {"id": "fr-line", "name": "line", "remits": ["suicide_prevention"], "languages": ["fr"], "confidence": "high"}
    line = simplest(helplines())
    assert plain == {name: told(line)[name] for name in plain}
    assert [("116 123", "24/7")] == [(channel.value, channel.hours) for channel in line.channels]
    assert 2 == len(_lines(found))
    assert [True] == [one.general for one in _lines(found) if one.general]


def _lines(registry: Registry) -> list[Helpline]:
    return [line for country in registry.countries.values() for line in country.helplines]


def test_a_policy_shrinks_to_one_rule() -> None:
    """For every report, with the usual settings."""
    found = simplest(policies(frozen_registry()), lambda policy: policy.minimum_confidence is Confidence.HIGH)
    assert [("rest", {})] == [(rule.id, told(rule.when)) for rule in found.rules]
    assert (3, 13) == (found.maximum_referrals, found.minimum_platform_age)


@settings(max_examples=10)
@given(policies(), registries())
def test_a_policy_without_a_registry_fits_any(policy: Policy, registry: Registry) -> None:
    """It speaks of no country and of no line."""
    Router(registry, policy)
    Router(default_router().registry, policy)


@settings(max_examples=5)
@given(policies(default_router().registry))
def test_policies_for_a_registry_of_your_own(policy: Policy) -> None:
    """Also for one with countries that the pool does not know."""
    Router(default_router().registry, policy)


@given(report_codes(), report_codes(["dsa"]))
def test_report_codes_make_reports(given_code: tuple[str, str], of_one_system: tuple[str, str]) -> None:
    """Each system and code, or codes, are those of a report."""
    assert codes.to_report(*given_code, country="FR").country == "FR"
    assert of_one_system[0] == "dsa"


# Types


@settings(max_examples=10)
@given(st.data())
def test_hypothesis_knows_our_types(data: st.DataObject) -> None:
    """`st.from_type` makes valid ones, in a function's arguments too."""
    for kind in (Report, AgeBand, Helpline, Registry, Policy, Router):
        assert isinstance(data.draw(st.from_type(kind)), kind)
    report, at = data.draw(st.builds(lambda report, router: (report, router), report=st.from_type(Report), router=routers()))
    assert at.route(report, datetime(2026, 11, 20, tzinfo=UTC)).directories


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """An environment in which the entry point for Hypothesis is that of pyproject.toml, wherever this tree is installed from."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (place,) = project["entry-points"]["hypothesis"].values()
    folder = tmp_path / "entry-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: entry\nVersion: 1\n", encoding="utf-8")
    (folder / "entry_points.txt").write_text(f"[hypothesis]\nhelpline_router = {place}\n", encoding="utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path(helpline_router.__file__).parents[1])))}


_BY_THE_ENTRY_POINT = """
import sys
import hypothesis.strategies as st
assert "helpline_router.testing.reporters" not in sys.modules, "a strategy is loaded before anybody asked"
from helpline_router import Report
assert isinstance(st.from_type(Report).example(), Report)
"""


def test_the_entry_point_makes_types_known_without_the_kit(installed: dict[str, str]) -> None:
    """Nothing is imported but Hypothesis and the type, in this order."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", _BY_THE_ENTRY_POINT], check=True, env=installed)


@pytest.mark.parametrize("name", ["reporters", "lines", "facts", "rules", "moments", "foreign_codes", "trials", "registering"])
def test_each_module_can_be_the_first_to_be_imported(name: str, installed: dict[str, str]) -> None:
    """Importing Hypothesis loads its entry points, ours among them: no module of ours may need itself for that."""
    subprocess.run([sys.executable, "-W", "error", "-c", f"import helpline_router.testing.{name}"], check=True, env=installed)


# The clock


def test_the_clock_stands_still_until_it_is_moved() -> None:
    """It moves by time that really passes, across a clock change too, and to any aware instant."""
    clock = Clock(datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Paris")))
    start = clock()
    assert start == clock.now() == clock()
    later = clock.advance(timedelta(hours=2))
    assert timedelta(hours=2) == later.astimezone(UTC) - start.astimezone(UTC)
    assert (2, 30, 1) == (later.hour, later.minute, later.fold)
    assert datetime(2026, 1, 1, tzinfo=UTC) == clock.set(datetime(2026, 1, 1, tzinfo=UTC)) == clock()
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


# The frozen registry


def test_the_frozen_registry_never_changes() -> None:
    """Tests of others rest on it: a change of one fact is a new registry with another name, beside this one."""
    router = frozen_router()
    assert router.registry.digest == "sha256:6d822a6210f9675b76b21684621b63ff645469272de959611ef9b8c47b1b787d"
    assert router.policy.digest == "sha256:27610c9c7a9572c580b617b1328ee59e241b257b00cd538a718edc2d6830d131"


def test_nobody_is_reached_by_the_frozen_registry() -> None:
    """Each number is of a range that is kept for films, each address of example.org."""
    for line in _lines(frozen_registry()):
        for channel in line.channels:
            assert channel.value.startswith(("01 99 00 ", "0808 157 0")) or "example.org" in channel.value


def test_a_strategy_for_reports_is_put_briefly() -> None:
    """Hypothesis repeats strategies in its messages; the shipped registry in one of them is a warning of its own."""
    assert all(len(repr(strategy)) < 5000 for strategy in (st.from_type(Report), reports(), reports(default_router().registry)))
