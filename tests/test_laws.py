"""The laws of the design, section 5: over generated registries and policies, and over the shipped ones."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Literal

import pycountry
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import naive
from helpline_router import (
    AgeBand,
    Policy,
    Referral,
    Registry,
    Report,
    Role,
    Router,
    RoutingDecision,
    default_router,
)
from helpline_router.channels import Channel
from helpline_router.decision import ReferredChannel
from helpline_router.placing import decide
from helpline_router.plan import AgeCondition, Candidate, Notice, RegionCondition, RoutingPlan
from helpline_router.testing import (
    age_bands,
    assert_ages_served,
    assert_answers,
    assert_faithful,
    assert_grows,
    assert_isolated,
    assert_not_sent_abroad,
    assert_open_first,
    assert_repeats,
    assert_replays,
    assert_round_trips,
    assert_serves,
    assert_steady,
    assert_total,
    every_report,
    helplines,
    instants,
    policies,
    registries,
    reports,
    with_helpline,
    with_other_neighbours,
)
from helpline_router.testing.facts import sections
from helpline_router.testing.places import PLACES
from helpline_router.testing.reporters import exact_ages
from helpline_router.testing.variants import changed, replaced, with_helplines
from helpline_router.vocabulary import ChannelKind, Condition, Fit, NoticeCode, Remit, State
from strategies import Scene, crowded_scenes, scenes, scenes_of

Source = Literal["generated", "shipped"]
from_both_sources = pytest.mark.parametrize("source", ["generated", "shipped"])

# The laws that a second implementation checks find most, at the least cost.
many_examples = settings(max_examples=3 * settings().max_examples)
# Reading the shipped registry from JSON takes longer than all else.
few_examples = settings(max_examples=settings().max_examples // 4)

_MICROSECOND = timedelta(microseconds=1)
_VERSIONS = {"registry", "policy"}
_GENERATED_CODES = ("FR", "GB", "BE", "ES", "FI")
_OTHER_CODES = tuple(code for code in PLACES if code not in _GENERATED_CODES)


def any_scene(source: Source, *, roles: bool = True) -> st.SearchStrategy[Scene]:
    return scenes(roles=roles) | crowded_scenes() if source == "generated" else scenes_of(default_router())


def route(scene: Scene) -> RoutingDecision:
    return scene.router.route(scene.report, scene.at)


def without_versions(decision: RoutingDecision) -> dict[str, Any]:
    return decision.model_dump(exclude=_VERSIONS)


def question(scene: Scene, refer: Literal["rule", "fallback"]) -> naive.Question:
    policy, plan = scene.router.policy, scene.router.plan(scene.report)
    rule = next(rule for rule in policy.rules if rule.id == plan.rule)
    place = naive.place_of(scene.report, scene.router.registry)
    return naive.Question(scene.report, place, rule.refer if refer == "rule" else policy.fallback.refer, policy)


# What the naive implementation says, in its form


def described_conditions(offered: Candidate | Referral) -> frozenset[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for condition in offered.conditions:
        match condition:
            case AgeCondition(minimum=minimum, maximum=maximum):
                found.append(("age", minimum, maximum))
            case RegionCondition(regions=regions):
                found.append(("region", regions))
    return frozenset(found)


def described(offered: Candidate | Referral) -> tuple[object, ...]:
    helpline_id = offered.helpline.id if isinstance(offered, Candidate) else offered.helpline_id
    return helpline_id, described_conditions(offered), offered.reason.code, offered.reason.remit, offered.reason.guarantee


def described_channel(channel: ReferredChannel) -> tuple[State, datetime | None, State | None] | None:
    found = channel.availability
    return None if found is None else (found.state, found.until, found.then)


def described_referral(referral: Referral) -> tuple[object, ...]:
    return (*described(referral), referral.state, referral.until, referral.then, tuple(map(described_channel, referral.channels)))


def described_notice(notice: Notice) -> object:
    match notice.code:
        case NoticeCode.GAP_DECLARED:
            return notice.reason
        case NoticeCode.ALL_CLOSED:
            return notice.until
        case NoticeCode.HOURS_UNKNOWN | NoticeCode.EVIDENCE_STALE:
            return notice.helpline_ids
        case _:
            return True


# Laws


@from_both_sources
@given(data=st.data())
def test_law_1_a_referral_never_lies_outside_its_audience(source: Source, data: st.DataObject) -> None:
    """Every named condition of section 3 holds for each referral; its fit and conditions tell the truth."""
    scene = data.draw(any_scene(source))
    decision = route(scene)
    youngest, oldest = naive.ages_of(scene.report)
    assert_serves(scene.report, decision, scene.router.registry, scene.router.policy)
    assert_serves(scene.report, decision, scene.router.registry)
    for referral in decision.referrals:
        line = scene.router.registry.helpline(referral.helpline_id)
        asked = question(scene, "rule" if referral.reason.code in ("named", "remit") else "fallback")
        assert [] == [name for name, fails in naive.CONDITIONS.items() if fails(line, asked)]
        if referral.reason.code in ("fallback", "language"):
            assert line.general
        assert (Fit.CERTAIN if not referral.conditions else Fit.CONDITIONAL) == referral.fit
        by_age = [condition for condition in referral.conditions if condition.by == "age"]
        by_region = [condition for condition in referral.conditions if condition.by == "region"]
        adult_by_role = scene.report.role in (Role.PARENT, Role.PROFESSIONAL)
        if adult_by_role or youngest == oldest:
            assert [] == by_age
        if not by_age and not adult_by_role:
            assert (line.audience.minimum_age or 0) <= youngest
            assert oldest <= (120 if line.audience.maximum_age is None else line.audience.maximum_age)
        assert bool(by_region) == (not naive.is_in_area(line, asked))


@from_both_sources
@given(data=st.data())
def test_law_2_every_valid_report_gets_a_referral_or_a_directory(source: Source, data: st.DataObject) -> None:
    """Total: every valid report gets a decision with a referral or a directory, and a covered country its emergency numbers."""
    scene = data.draw(any_scene(source))
    assert_answers(scene.router, scene.report, scene.at)


@given(st.data())
def test_law_2_for_every_report_that_a_router_can_tell_apart(data: st.DataObject) -> None:
    """Total over the finite domain of the rules and lines of one country, and of what it does not cover."""
    registry = data.draw(registries(most=1))
    router = Router(registry, data.draw(policies(registry)))
    # All of them, in some steps: neighbours are alike.
    assert_total(router, islice(every_report(router), data.draw(st.integers(0, 96)), None, 97), at=data.draw(instants()))


def test_law_2_for_every_report_that_the_shipped_router_can_tell_apart() -> None:
    """Total over the whole finite domain of the shipped rules and lines."""
    assert_total(default_router())


_COUNTRIES = sorted(country.alpha_3 for country in pycountry.countries)
_SUBDIVISIONS = sorted(subdivision.code for subdivision in pycountry.subdivisions)


@st.composite
def reports_from_anywhere(draw: st.DrawFn) -> Report:
    region = draw(st.none() | st.sampled_from(_SUBDIVISIONS))
    return Report(
        category=draw(st.sampled_from(("suicide", "self_harm", "harassment", "hate"))),
        age=draw(st.none() | exact_ages() | age_bands()),
        country=draw(st.sampled_from(_COUNTRIES)) if region is None else region[:2],
        region=region,
        language=draw(st.none() | st.from_regex(r"[a-z]{2,3}(-[A-Z]{2})?", fullmatch=True)),
        role=draw(st.sampled_from(Role)),
    )


@given(report=reports_from_anywhere(), at=st.datetimes(timezones=st.timezones()))
def test_law_2_a_report_from_anywhere_never_raises(report: Report, at: datetime) -> None:
    """Never raises, for any country, region and zone that the standards know, and any instant of the calendar."""
    decision = default_router().route(report, at)
    assert decision.directories
    assert decision.holds_at(at)


@given(data=st.data())
def test_law_3_other_countries_never_change_a_decision(data: st.DataObject) -> None:
    """Another country's entries never change a decision, apart from versions and digests: added or replaced, it is the same."""
    registry = data.draw(registries(countries=_GENERATED_CODES))
    policy = data.draw(policies(registry))
    report, at = data.draw(reports(registry)), data.draw(instants())
    code = data.draw(st.sampled_from(_OTHER_CODES))
    one, other = data.draw(sections(code, 3)), data.draw(sections(code, 3))
    assume(report.country not in (code, *one.territories, *other.territories))
    alone = Router(registry, policy)
    for section in (one, other):
        larger = Registry(version="another", countries=dict(sorted({**registry.countries, code: section}.items())))
        beside = Router(larger, policy)
        assert_isolated(alone, beside, report, at)
        assert alone.route(report, at).registry != beside.route(report, at).registry


@given(data=st.data())
def test_law_3_for_the_shipped_countries(data: st.DataObject) -> None:
    """The decision is the same if all lines of all other countries change their order, languages and zone."""
    scene = data.draw(scenes_of(default_router()))
    assert_isolated(scene.router, with_other_neighbours(scene.router, route(scene).country), scene.report, scene.at)


@from_both_sources
@many_examples
@given(data=st.data())
def test_law_4_eligibility_equals_a_naive_scan(source: Source, data: st.DataObject) -> None:
    """The candidates and the reason of each exclusion are those of a plain scan of the country's lines."""
    scene = data.draw(any_scene(source))
    registry, policy = scene.router.registry, scene.router.policy
    expected = naive.decide(scene.report, registry, policy, scene.at)
    plan = scene.router.plan(scene.report)
    assert (expected.country, expected.rule, expected.scope) == (plan.country, plan.rule, plan.scope)
    assert expected.candidates == tuple(map(described, plan.candidates))
    assert expected.exclusions == {exclusion.helpline_id: exclusion.condition for exclusion in plan.exclusions}
    assert len(expected.exclusions) == len(plan.exclusions)


@from_both_sources
@many_examples
@given(data=st.data())
def test_law_4_order_places_and_notices_equal_a_slow_implementation(source: Source, data: st.DataObject) -> None:
    """Referrals with states, conditions and reasons, notices, scope, emergency and directories equal the naive ones."""
    scene = data.draw(any_scene(source))
    expected = naive.decide(scene.report, scene.router.registry, scene.router.policy, scene.at)
    decision = route(scene)
    assert expected.referrals == tuple(map(described_referral, decision.referrals))
    assert expected.notices == {notice.code: described_notice(notice) for notice in decision.notices}
    assert len(expected.notices) == len(decision.notices)
    assert (expected.country, expected.rule, expected.scope) == (decision.country, decision.rule, decision.scope)
    assert expected.emergency_first == decision.emergency.first
    assert expected.emergency_numbers == tuple(number.number for number in decision.emergency.numbers)
    assert expected.directories == tuple(directory.name for directory in decision.directories)


@pytest.mark.parametrize(("day", "is_known"), [("Jan 19", True), ("Jan 20", False)])
def test_law_4_the_next_change_of_a_line_is_looked_for_during_60_days(day: str, is_known: bool) -> None:  # noqa: FBT001 - a parameter
    """Null if the line's state does not change within 60 days after the first change of a channel."""
    hours = ("Mo-Su 09:00-17:00", f"24/7; {day} closed")
    phones = tuple(Channel(kind=ChannelKind.PHONE, value="116 123", hours=text, hours_seen="2026-11") for text in hours)
    line = default_router().registry.helpline("fr-3018").model_copy(update={"channels": phones})
    router = Router(with_helplines(default_router().registry, "FR", [line]), without_names(default_router().policy))
    report, at = Report(category="harassment", age=15, country="FR"), datetime(2026, 11, 20, 12, tzinfo=UTC)
    closes = datetime(2027, 1, int(day[4:]) - 1, 23, tzinfo=UTC)
    (referral,) = router.route(report, at).referrals
    assert (closes if is_known else None) == referral.until
    assert naive.decide(report, router.registry, router.policy, at).referrals == (described_referral(referral),)


def without_names(policy: Policy) -> Policy:
    """The policy without the rules that name lines."""
    remits = {remit.value for remit in Remit}
    return replaced(policy, rules=tuple(rule for rule in policy.rules if remits.issuperset(rule.refer)))


@from_both_sources
@given(data=st.data())
def test_a_referral_repeats_the_facts_of_its_line(source: Source, data: st.DataObject) -> None:
    """What a person reads and dials is what the registry says, channel by channel, and each state is that of its hours."""
    scene = data.draw(any_scene(source))
    decision = route(scene)
    assert_faithful(decision, scene.router.registry)
    assert_faithful(decision, scene.router.registry, scene.router.policy)


@from_both_sources
@given(data=st.data())
def test_law_5_under_open_first_no_closed_line_stands_before_an_open_one(source: Source, data: st.DataObject) -> None:
    """Among referrals of the same fit, the same conditional region and the same language."""
    drawn = data.draw(any_scene(source))
    rules = tuple(rule.model_copy(update={"open_first": True}) for rule in drawn.router.policy.rules)
    scene = replace(drawn, router=Router(drawn.router.registry, replaced(drawn.router.policy, rules=rules)))
    assert scene.router.plan(scene.report).open_first
    assert_open_first(scene.router, scene.report, scene.at)


@from_both_sources
@given(data=st.data())
def test_law_6_a_minor_and_an_adult_each_find_a_line(source: Source, data: st.DataObject) -> None:
    """With the age unknown, or a band across 18, wherever the candidates and the number of places allow it; each line says for whom."""
    scene = data.draw(any_scene(source))
    band = data.draw(
        st.none() | st.tuples(st.integers(0, 17), st.integers(18, 120)).map(lambda pair: AgeBand(minimum=pair[0], maximum=pair[1]))
    )
    role = data.draw(st.sampled_from((Role.AFFECTED, Role.WITNESS, Role.PERPETRATOR)))
    scene = scene.with_report(age=band, role=role)
    # With fewer places than needs, an earlier need may take the place of a later one.
    assume(scene.router.policy.maximum_referrals >= 2 + scene.router.plan(scene.report).open_first)
    assert_ages_served(scene.router, scene.report, scene.at)


@from_both_sources
@given(data=st.data())
def test_law_7_a_plan_replays(source: Source, data: st.DataObject) -> None:
    """The named rule, run alone, hits; each exclusion's condition fails; lines without a place are out by `limit`."""
    scene = data.draw(any_scene(source))
    assert_replays(scene.router, scene.report, scene.at)
    asked = question(scene, "rule")
    for exclusion in scene.router.plan(scene.report).exclusions:
        line = scene.router.registry.helpline(exclusion.helpline_id)
        assert exclusion.condition is not Condition.LIMIT
        assert naive.CONDITIONS[exclusion.condition](line, asked)


@from_both_sources
@few_examples
@given(data=st.data())
def test_law_8_registry_plan_and_decision_survive_a_json_round_trip(source: Source, data: st.DataObject) -> None:
    """What comes back from JSON is equal, has the same digest and decides the same."""
    scene = data.draw(any_scene(source))
    registry = Registry.model_validate_json(scene.router.registry.model_dump_json())
    policy = Policy.model_validate_json(scene.router.policy.model_dump_json())
    plan, decision = scene.router.plan(scene.report), route(scene)
    assert_round_trips(scene.router.registry, scene.router.policy, plan, decision)
    assert decision == decide(RoutingPlan.model_validate_json(plan.model_dump_json()), scene.at)
    assert decision == Router(registry, policy).route(scene.report, scene.at)


_ELSEWHERE = """
import json, sys
from datetime import datetime
from helpline_router import Policy, Registry, Report, Router

given = json.load(sys.stdin)
router = Router(Registry.model_validate_json(given["registry"]), Policy.model_validate_json(given["policy"]))
for report, at in given["cases"]:
    print(router.route(Report(**report), datetime.fromisoformat(at)).model_dump_json())
"""


@from_both_sources
@settings(max_examples=2)
@given(data=st.data())
def test_law_8_decisions_are_equal_under_any_hash_seed(source: Source, data: st.DataObject) -> None:
    """Other processes with other PYTHONHASHSEEDs decide the same, byte by byte."""
    router = data.draw(any_scene(source)).router
    cases = data.draw(st.lists(st.tuples(reports(router.registry), instants()), min_size=5, max_size=20))
    given_to_them = json.dumps(
        {
            "registry": router.registry.model_dump_json(),
            "policy": router.policy.model_dump_json(),
            "cases": [(report.model_dump(mode="json"), at.astimezone(UTC).isoformat()) for report, at in cases],
        }
    )
    here = [router.route(report, at).model_dump_json() for report, at in cases]
    for seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        there = subprocess.run(
            [sys.executable, "-c", _ELSEWHERE], input=given_to_them, env=environment, capture_output=True, text=True, check=True
        )
        assert here == there.stdout.splitlines()


@from_both_sources
@few_examples
@given(data=st.data())
def test_law_8_decisions_are_equal_in_any_thread_and_order_of_calls(source: Source, data: st.DataObject) -> None:
    """A shared router answers as a new one does, earlier instants after later ones included, in any thread."""
    scene = data.draw(any_scene(source))
    router, registry = scene.router, scene.router.registry
    cases = data.draw(st.lists(st.tuples(st.just(scene.report) | reports(registry), instants()), min_size=2, max_size=4))
    cases.sort(key=lambda case: case[1].astimezone(UTC))
    fresh = [Router(registry, router.policy).route(report, at) for report, at in cases]
    assert_repeats(router, cases)
    assert fresh == [router.route(report, at) for report, at in cases]


@from_both_sources
@given(data=st.data())
def test_the_same_question_has_the_same_answer(source: Source, data: st.DataObject) -> None:
    """`Router.route` is deterministic, and the zone in which the instant is written does not count."""
    scene = data.draw(any_scene(source))
    decision = route(scene)
    assert decision == route(scene)
    assert decision.model_dump_json() == route(scene).model_dump_json()
    elsewhere = scene.at.astimezone(UTC).astimezone(data.draw(st.timezones()))
    assert decision == scene.router.route(scene.report, elsewhere)


@from_both_sources
@given(data=st.data())
def test_law_9_a_decision_holds_as_long_as_it_says(source: Source, data: st.DataObject) -> None:
    """Inside `[valid_from, valid_until)`, its edges included, the decision does not change."""
    scene = data.draw(any_scene(source))
    assert_steady(scene.router, scene.report, scene.at, fraction=data.draw(st.floats(0, 1, exclude_max=True)))


@from_both_sources
@given(data=st.data())
def test_law_10_a_new_helpline_takes_nothing_away(source: Source, data: st.DataObject) -> None:
    """Adding a helpline never removes an emergency number or empties a decision."""
    scene = data.draw(any_scene(source))
    registry = scene.router.registry
    place = naive.place_of(scene.report, registry).code
    code = data.draw(st.sampled_from([place] if place in PLACES else sorted(set(PLACES) & set(registry.countries))))
    assert code is not None
    index = data.draw(st.integers(0, len(registry.countries[code].helplines)))
    grown = with_helpline(scene.router, data.draw(helplines(code, "added")), index)
    assert_grows(scene.router, grown, scene.report, scene.at)


@from_both_sources
@given(data=st.data())
def test_law_11_who_helps_somebody_is_not_sent_abroad(source: Source, data: st.DataObject) -> None:
    """A parent, professional or witness is never sent abroad where an affected adult of the same age has a national line.

    One of unknown age is compared with an affected adult of 30, the typical one. The generated rules ask for no role: a rule
    for parents may name remits that have no line. So may one for an unknown age.
    """
    scene = data.draw(any_scene(source, roles=False))
    role = data.draw(st.sampled_from((Role.PARENT, Role.PROFESSIONAL, Role.WITNESS)))
    adult = data.draw(st.integers(18, 120))
    assert_kept_at_home(scene.with_report(role=role, age=adult))
    if role is Role.WITNESS:
        band = AgeBand(minimum=18, maximum=adult)
        assert_kept_at_home(scene.with_report(role=role, age=band))
    else:
        helping = scene.with_report(role=role, age=data.draw(st.none() | st.integers(0, 17)))
        affected = scene.with_report(role=Role.AFFECTED, age=30)
        if source == "shipped" or route(helping).rule == route(affected).rule:
            assert_kept_at_home(helping)


def assert_kept_at_home(scene: Scene) -> None:
    assert_not_sent_abroad(scene.router, scene.report, scene.at)


@from_both_sources
@given(data=st.data())
def test_how_a_report_is_written_does_not_count(source: Source, data: st.DataObject) -> None:
    """A report and its JSON form, in any case and with a band as text, have the same decision."""
    scene = data.draw(any_scene(source))
    report = scene.report
    age = f"{report.age.minimum}-{report.age.maximum}" if isinstance(report.age, AgeBand) else report.age
    written = changed(report, age=age, country=report.country and report.country.lower(), region=report.region and report.region.lower())
    assert route(scene) == scene.router.route(written, scene.at)
