"""The invariants of the testing kit fail for what breaks them, and say which law, where and what to look at; no value of a report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from builders import channel, country, helpline, policy, registry, rule
from helpline_router import AgeBand, ObservedRouter, Registry, Report, Router, RoutingDecision, RoutingPlan
from helpline_router.plan import AgeCondition
from helpline_router.testing import (
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
    frozen_policy,
    frozen_registry,
    frozen_router,
    with_helpline,
    with_other_neighbours,
)
from helpline_router.testing.breaches import Law
from helpline_router.testing.variants import changed
from helpline_router.vocabulary import Condition, Confidence, Fit, Scope, State

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
ROUTER = frozen_router()
MINOR = Report(category="hate", age=15, country="FR", language="fr", role="affected")
ADULT = Report(category="hate", age=47, country="FR")
UNKNOWN = Report(category="harassment", country="FR")
IN_DANGER = Report(category="suicide", country="FR")
PARENT = Report(category="hate", role="parent", country="FR")


def decided(report: Report, router: Router = ROUTER, **fields: Any) -> RoutingDecision:
    """The decision with other values in some fields."""
    return router.route(report, AT).model_copy(update=fields)


@dataclass
class Service:
    """A service that changes what a router answers, as services do by mistake."""

    router: Router = ROUTER
    change: Callable[[RoutingDecision], RoutingDecision] = lambda decision: decision
    change_plan: Callable[[RoutingPlan], RoutingPlan] = lambda plan: plan

    def plan(self, report: Report) -> RoutingPlan:
        return self.change_plan(self.router.plan(report))

    def route(self, report: Report, at: datetime) -> RoutingDecision:
        return self.change(self.router.route(report, at))

    def timeline(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]:
        return map(self.change, self.router.timeline(report, start, end))


def breaking(**fields: Any) -> Service:
    return Service(change=lambda decision: decision.model_copy(update=fields))


def first_with(decision: RoutingDecision, **fields: Any) -> RoutingDecision:
    """The decision with other values in the fields of its first referral."""
    first, *others = decision.referrals
    return decision.model_copy(update={"referrals": (first.model_copy(update=fields), *others)})


def refused(law: Law, *words: str) -> Any:
    """An AssertionError of this law, with these words."""
    return pytest.raises(AssertionError, match=rf"(?s)^{law.value}\n  found: .*{'.*'.join(words)}.*\n  look at: .")


@pytest.mark.parametrize(
    "report", [MINOR, ADULT, UNKNOWN, IN_DANGER, PARENT, Report(category="hate"), Report(category="hate", country="US")]
)
def test_what_is_right_passes(report: Report) -> None:
    """A router, and what answers as one does, breaks no invariant."""
    for routes in (ROUTER, ObservedRouter(ROUTER, lambda _: None), Service()):
        decision = routes.route(report, AT)
        assert_serves(report, decision, ROUTER.registry)
        assert_serves(report, decision, ROUTER.registry, ROUTER.policy)
        assert_faithful(decision, ROUTER.registry)
        assert_faithful(decision, ROUTER.registry, ROUTER.policy)
        for invariant in (assert_answers, assert_open_first, assert_ages_served, assert_steady, assert_not_sent_abroad):
            invariant(routes, report, AT)
        assert_repeats(routes, [(report, AT), (MINOR, AT + timedelta(hours=9))])
        assert_isolated(routes, with_other_neighbours(ROUTER, decision.country), report, AT)
        assert_round_trips(decision, routes.plan(report), ROUTER.registry, ROUTER.policy)
    assert_replays(ROUTER, report, AT)


# Law 1


def test_a_line_for_others_is_found() -> None:
    """Law 1: the decision of a minor given to an adult, and that of an adult given to a minor."""
    with refused(Law.SERVES, "fr-jeunes", "'age'"):
        assert_serves(ADULT, decided(MINOR), ROUTER.registry)
    with refused(Law.SERVES, "fr-victimes", "'age'"):
        assert_serves(MINOR, decided(ADULT), ROUTER.registry, ROUTER.policy)


@pytest.mark.parametrize(
    ("audience", "condition"),
    [
        ({"communities": ("jewish",)}, "communities"),
        ({"roles": ("parent",)}, "role"),
        ({"categories": ("suicide",)}, "category"),
        ({"regions": ["FR-974"]}, "region"),
        ({"remits": ["content_reporting"]}, "content_reporting"),
    ],
)
def test_each_condition_is_looked_at(audience: dict[str, Any], condition: str) -> None:
    """Law 1: the line is for others by the facts, and the decision offers it all the same."""
    before = Router(registry(FR=country(helpline())), policy())
    after = registry(FR=country(helpline(**audience)))
    report = changed(MINOR, region="FR-75C")
    with refused(Law.SERVES, "fr-line", f"'{condition}'"):
        assert_serves(report, before.route(report, AT), after)


def test_the_policy_says_which_confidence_is_enough_and_which_lines_are_meant() -> None:
    """Law 1: with the policy, a line that it does not trust, and one that its rule does not name."""
    facts, trusting = registry(FR=country(helpline(confidence="low"))), policy(minimum_confidence="low")
    decision = Router(facts, trusting).route(MINOR, AT)
    assert_serves(MINOR, decision, facts)
    with refused(Law.SERVES, "fr-line", "'confidence'"):
        assert_serves(MINOR, decision, facts, trusting.model_copy(update={"minimum_confidence": Confidence.HIGH}))
    with refused(Law.SERVES, "fr-line", "'remit'"):
        assert_serves(MINOR, decision, facts, policy(rule("everything", "anti_hate"), minimum_confidence="low"))
    with refused(Law.SERVES, "no rule everything"):
        assert_serves(MINOR, decision, facts, policy(rule("other"), minimum_confidence="low"))


def test_a_line_beside_those_of_the_rule_takes_any_worry() -> None:
    """Law 1: what is offered by the fallback or for its language is general."""
    (referral,) = decided(MINOR).referrals
    reason = referral.reason.model_copy(update={"code": "fallback"})
    with refused(Law.SERVES, "fr-jeunes", "any worry"):
        assert_serves(MINOR, first_with(decided(MINOR), reason=reason), ROUTER.registry)


def test_another_countrys_line_and_a_line_of_nowhere_are_found() -> None:
    """Law 1: the decision for another country or category, and a line that the country does not have."""
    with refused(Law.SERVES, "another category or country"):
        assert_serves(changed(MINOR, country="GB"), decided(MINOR), ROUTER.registry)
    with refused(Law.SERVES, "another category or country"):
        assert_serves(changed(MINOR, category="harassment"), decided(MINOR), ROUTER.registry)
    with refused(Law.SERVES, "fr-nowhere"):
        assert_serves(MINOR, first_with(decided(MINOR), helpline_id="fr-nowhere"), ROUTER.registry)


def test_conditions_that_do_not_tell_the_truth_are_found() -> None:
    """Law 1: a condition that is left out, one too many, and a fit that says otherwise."""
    conditional = decided(UNKNOWN)
    with refused(Law.SERVES, r"conditions \(\)", r"\(age\)"):
        assert_serves(UNKNOWN, first_with(conditional, conditions=()), ROUTER.registry)
    with refused(Law.SERVES, r"conditions \(age\)", r"\(\)"):
        assert_serves(MINOR, first_with(decided(MINOR), conditions=(AgeCondition(maximum=17),)), ROUTER.registry)
    with refused(Law.SERVES, "fit for certain"):
        assert_serves(UNKNOWN, first_with(conditional, fit=Fit.CERTAIN), ROUTER.registry)


@pytest.mark.parametrize("field", ["name", "operator", "cost", "anonymous", "website", "languages", "checked_on", "confidence", "timezone"])
def test_a_fact_that_is_another_is_found(field: str) -> None:
    """Law 1: each fact of a referral is that of the registry."""
    with refused(Law.FACTS, "fr-jeunes", field):
        assert_faithful(first_with(decided(MINOR), **{field: "another"}), ROUTER.registry)


@pytest.mark.parametrize("field", ["value", "label", "uri", "kind", "hours", "hours_seen", "send", "menu", "languages", "caller"])
def test_a_number_that_is_another_is_found(field: str) -> None:
    """Law 1: each fact of a channel is that of the registry."""
    (referral,) = decided(MINOR).referrals
    phone, chat = referral.channels
    wrong = (phone, chat.model_copy(update={field: "3020"}))
    with refused(Law.FACTS, "fr-jeunes", rf"channels\[1\].{field}"):
        assert_faithful(first_with(decided(MINOR), channels=wrong), ROUTER.registry)


def test_a_lost_channel_and_a_wrong_emergency_number_are_found() -> None:
    """Law 1: a channel too few, an emergency number of elsewhere, a line of another registry."""
    (referral,) = decided(MINOR).referrals
    with refused(Law.FACTS, "fr-jeunes has another channels"):
        assert_faithful(first_with(decided(MINOR), channels=referral.channels[:1]), ROUTER.registry)
    british = ROUTER.route(changed(MINOR, country="GB"), AT).emergency
    with refused(Law.FACTS, "emergency numbers of FR"):
        assert_faithful(decided(MINOR, emergency=british), ROUTER.registry)
    with refused(Law.FACTS, "fr-jeunes is not in the registry"):
        assert_faithful(decided(MINOR), registry(FR=country(helpline())))


def test_a_number_shown_in_part_and_another_note_beside_an_emergency_number_are_found() -> None:
    """Law 1: the text of a link to a number is the number; what is said of an emergency number is what the registry says."""
    (referral,) = decided(MINOR).referrals
    phone, chat = referral.channels
    for label in ("", phone.label[:-1]):
        with refused(Law.FACTS, "fr-jeunes", r"channels\[0\].label"):
            assert_faithful(first_with(decided(MINOR), channels=(phone.model_copy(update={"label": label}), chat)), ROUTER.registry)
    emergency = decided(MINOR).emergency
    noted = tuple(entry.model_copy(update={"note": "not at night"}) for entry in emergency.numbers)
    with refused(Law.FACTS, "emergency numbers of FR"):
        assert_faithful(decided(MINOR, emergency=emergency.model_copy(update={"numbers": noted})), ROUTER.registry)


@pytest.mark.parametrize("at", [AT, AT + timedelta(hours=9)])
def test_a_state_that_is_another_is_found(at: datetime) -> None:
    """Law 1: a line said to be open while it is closed, by day and by night; of a channel alone, of the line alone, of both."""
    decision = ROUTER.route(MINOR, at)
    (referral,) = decision.referrals
    wrong = State.CLOSED if referral.state is State.OPEN else State.OPEN
    channels = tuple(
        channel.model_copy(update={"availability": channel.availability and channel.availability.model_copy(update={"state": wrong})})
        for channel in referral.channels
    )
    for fields, words in (
        ({"state": wrong}, f"{wrong}, and is {referral.state} by its channels"),
        ({"channels": channels}, f"{wrong}, and is {referral.state} by its hours"),
        ({"state": wrong, "channels": channels}, f"{wrong}, and is {referral.state} by its hours"),
    ):
        for known in (None, ROUTER.policy):
            with refused(Law.FACTS, "fr-jeunes", words):
                assert_faithful(first_with(decision, **fields), ROUTER.registry, known)


def test_hours_that_the_policy_does_not_trust_are_not_open() -> None:
    """Law 1: with the policy, old evidence that is shown as open is found, and so is a trusted state that is not told."""
    facts = registry(FR=country(helpline()))
    trusting, doubting = (Router(facts, policy(hours_trusted_for_days=days)) for days in (1460, 1))
    for right, other in ((trusting, doubting), (doubting, trusting)):
        decision = right.route(MINOR, AT)
        assert_faithful(decision, facts, right.policy)
        assert_faithful(decision, facts)
        with refused(Law.FACTS, "fr-line", "by its hours"):
            assert_faithful(decision, facts, other.policy)


def test_a_line_is_open_by_its_channels_at_home() -> None:
    """Law 1: a number for callers abroad opens no line at home, unless the line has no other."""
    at_home, abroad = channel(hours="closed"), channel("+33 1 99 00 00 09", **{"from": "abroad"})
    for channels, state in (([at_home, abroad], State.CLOSED), ([abroad], State.OPEN)):
        router = Router(registry(FR=country(helpline(channels=channels))), policy())
        decision = router.route(MINOR, AT)
        assert [state] == [referral.state for referral in decision.referrals]
        assert_faithful(decision, router.registry, router.policy)


def test_other_directories_than_those_of_the_policy_are_found() -> None:
    """Law 1: with the policy, a minor without the directory for minors, an adult with it, and an address that is another."""
    minors, adults = decided(MINOR).directories, decided(ADULT).directories
    elsewhere = tuple(entry.model_copy(update={"url": "https://elsewhere.example.org"}) for entry in minors)
    for report, directories in ((MINOR, adults), (ADULT, minors), (MINOR, elsewhere)):
        decision = decided(report, directories=directories)
        assert_serves(report, decision, ROUTER.registry)
        with refused(Law.SERVES, "directories"):
            assert_serves(report, decision, ROUTER.registry, ROUTER.policy)


# Law 2


def test_emergency_numbers_come_first_where_life_may_be_at_stake() -> None:
    """Law 2: a service that puts them behind the lines."""
    later = Service(
        change=lambda decision: decision.model_copy(update={"emergency": decision.emergency.model_copy(update={"first": False})})
    )
    assert_answers(later, MINOR, AT)
    for category in ("suicide", "self_harm"):
        with refused(Law.TOTAL, f"for {category} in FR the emergency numbers do not come first"):
            assert_answers(later, changed(IN_DANGER, category=category), AT)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"directories": ()}, "no directory for all"),
        ({"referrals": ()}, "scope is national with 0 lines"),
        ({"scope": Scope.INTERNATIONAL}, "scope is international with 1 lines"),
        ({"emergency": decided(Report(category="hate")).emergency}, "without them"),
        ({"referrals": decided(MINOR).referrals * 2}, "offered twice: fr-jeunes, fr-jeunes"),
        ({"referrals": decided(MINOR).referrals * 4}, "4 referrals, and 3 places"),
    ],
)
def test_an_answer_without_help_is_found(fields: dict[str, Any], words: str) -> None:
    """Law 2: no directory, no line, no emergency number, too many lines; for one report and for every report."""
    with refused(Law.TOTAL, "for hate in FR", words):
        assert_answers(breaking(**fields), MINOR, AT)
    with pytest.raises(AssertionError, match=Law.TOTAL.value):
        assert_total(breaking(**fields), every_report(ROUTER))


def test_what_is_raised_for_one_report_of_the_domain_is_found() -> None:
    """Law 2: a service that fails for a single cell only, one with a band, a region and a community."""

    def fail(decision: RoutingDecision) -> RoutingDecision:
        if any(condition.by == "region" for referral in decision.referrals for condition in referral.conditions):
            raise LookupError("no template for a condition by region")
        return decision

    assert_total(ROUTER)
    with pytest.raises(LookupError):
        assert_total(Service(change=fail), every_report(ROUTER))
    assert_total(Service(change=fail), every_report(ROUTER, ["FR"]))


def test_the_domain_of_a_service_is_asked_for() -> None:
    """What is no Router does not say what it can tell apart."""
    with pytest.raises(TypeError, match="every_report"):
        assert_total(Service())


# Law 3


def test_a_decision_that_looks_abroad_is_found() -> None:
    """Law 3: a decision in which another country's zone or line stands."""
    other = with_other_neighbours(ROUTER, "FR")
    assert_isolated(ROUTER, other, MINOR, AT)
    assert other.registry.countries["GB"] != ROUTER.registry.countries["GB"]
    with refused(Law.ISOLATED, "for GB", "country_languages, .*referrals"):
        assert_isolated(ROUTER, other, changed(MINOR, country="GB"), AT)


# Law 5


def test_a_closed_line_before_an_open_one_is_found() -> None:
    """Law 5: the order of a decision turned round by a service."""
    facts = registry(FR=country(helpline("fr-day", hours="Mo-Fr 09:00-12:00"), helpline("fr-always")))
    router = Router(facts, policy(rule("everything", open_first=True)))
    assert ["fr-always", "fr-day"] == [referral.helpline_id for referral in router.route(MINOR, AT).referrals]
    turned = Service(router, lambda decision: decision.model_copy(update={"referrals": decision.referrals[::-1]}))
    with refused(Law.OPEN_FIRST, "fr-day is closed and stands before fr-always"):
        assert_open_first(turned, MINOR, AT)
    assert_open_first(Service(Router(facts, policy())), MINOR, AT)
    with refused(Law.OPEN_FIRST, "no candidate fr-other"):
        assert_open_first(Service(router, lambda decision: first_with(decision, helpline_id="fr-other")), MINOR, AT)


# Law 6


@pytest.mark.parametrize("age", [None, AgeBand(minimum=16, maximum=19)])
@pytest.mark.parametrize(("left", "who"), [("fr-victimes", "minor"), ("fr-jeunes", "adult")])
def test_a_minor_or_an_adult_without_a_line_is_found(age: AgeBand | None, left: str, who: str) -> None:
    """Law 6: a service that shows the first line only, or the last."""

    def keep(decision: RoutingDecision) -> RoutingDecision:
        return decision.model_copy(update={"referrals": tuple(one for one in decision.referrals if one.helpline_id == left)})

    report = changed(UNKNOWN, age=age)
    assert_ages_served(ROUTER, report, AT)
    with refused(Law.AGES_SERVED, f"typical {who}"):
        assert_ages_served(Service(change=keep), report, AT)
    # Whose age is known, and who is an adult by role, has no such claim.
    for other in (changed(UNKNOWN, age=15), changed(UNKNOWN, role="parent")):
        assert_ages_served(Service(change=keep), other, AT)


def test_a_line_that_does_not_say_for_whom_it_is_is_found() -> None:
    """Law 6: each line says for which ages it is."""
    with refused(Law.AGES_SERVED, "fr-", "does not say"):
        assert_ages_served(Service(change=lambda decision: first_with(decision, conditions=())), UNKNOWN, AT)


# Law 7


class OtherPlans(Router):
    """A router that gives other plans than it makes."""

    def plan(self, report: Report) -> RoutingPlan:
        plan = super().plan(report)
        return plan.model_copy(
            update={"exclusions": tuple(one.model_copy(update={"condition": Condition.ROLE}) for one in plan.exclusions)}
        )


class UnknownRule(Router):
    """A router whose plans name a rule that is not there."""

    def plan(self, report: Report) -> RoutingPlan:
        return super().plan(report).model_copy(update={"rule": "other"})


class WrongRule(Router):
    """A router whose plans name a rule that does not hit."""

    def plan(self, report: Report) -> RoutingPlan:
        return super().plan(report).model_copy(update={"rule": "life"})


class FewerExclusions(Router):
    """A router that keeps silent about a line."""

    def plan(self, report: Report) -> RoutingPlan:
        plan = super().plan(report)
        return plan.model_copy(update={"exclusions": plan.exclusions[1:]})


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (OtherPlans, "has another plan"),
        (UnknownRule, "no rule other"),
        (WrongRule, "life, run alone, does not hit"),
        (FewerExclusions, "plan"),
    ],
)
def test_a_plan_that_does_not_replay_is_found(kind: type[Router], words: str) -> None:
    """Law 7: another reason, another rule, a line about which nothing is said."""
    with refused(Law.REPLAYS, words):
        assert_replays(kind(frozen_registry(), frozen_policy()), MINOR, AT)


# Law 8


class Forgetful(Registry):
    """A registry that loses its version in JSON."""

    def model_dump_json(self, **options: Any) -> str:
        return super().model_dump_json(**options).replace("frozen-1", "frozen-2")


def test_a_record_that_changes_on_its_way_is_found() -> None:
    """Law 8: what comes back from JSON is another."""
    with refused(Law.ROUND_TRIPS, "a Forgetful comes back from JSON as another"):
        assert_round_trips(Forgetful(version="frozen-1", countries=frozen_registry().countries))


def test_an_answer_that_depends_on_the_one_before_is_found() -> None:
    """Law 8: a cache that forgets a part of its key."""
    kept: dict[str, RoutingDecision] = {}
    service = Service(change=lambda decision: kept.setdefault(decision.category, decision))
    assert_repeats(service, [(MINOR, AT), (MINOR, AT)])
    kept.clear()
    answers = iter(range(100))
    counting = Service(change=lambda decision: decision.model_copy(update={"rationale": str(next(answers))}))
    with refused(Law.REPEATS, "in another order"):
        assert_repeats(counting, [(MINOR, AT), (ADULT, AT)])


# Law 9


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"valid_until": AT + timedelta(days=1)}, "is another at the end"),
        ({"valid_from": AT - timedelta(days=1)}, "is another at the start"),
        ({"valid_until": AT - timedelta(days=1)}, "lies outside the window"),
    ],
)
def test_a_decision_that_is_kept_for_too_long_is_found(fields: dict[str, Any], words: str) -> None:
    """Law 9: a window that is longer than the hours of its lines, or another one."""
    before = ROUTER.route(MINOR, AT)

    def keep(decision: RoutingDecision) -> RoutingDecision:
        return decision.model_copy(update=fields) if decision.holds_at(AT) else decision

    with refused(Law.STEADY, words):
        assert_steady(Service(change=keep), MINOR, AT)
    assert State.OPEN is before.referrals[0].state


def test_a_decision_that_outlives_what_is_in_it_is_found() -> None:
    """Law 9: a decision that is kept without an end."""
    lasting = ROUTER.route(MINOR, AT).model_copy(update={"valid_from": None, "valid_until": None})
    with refused(Law.STEADY, "across a clock change|outlives"):
        assert_steady(Service(change=lambda _: lasting), MINOR, AT)
    with refused(Law.STEADY, "outlives"):
        lasting = lasting.model_copy(update={"valid_from": AT - timedelta(hours=1), "valid_until": AT + timedelta(days=7)})
        assert_steady(Service(change=lambda _: lasting), MINOR, AT)


# Law 10


def test_a_line_that_takes_something_away_is_found() -> None:
    """Law 10: with one line more there are fewer directories, no referral, other emergency numbers, a lesser scope."""
    grown = with_helpline(ROUTER, helpline("fr-new", "victim_support"))
    assert_grows(ROUTER, grown, MINOR, AT)
    assert "fr-new" in grown.registry
    for fields, words in (
        ({"directories": ()}, "the directories change"),
        ({"referrals": ()}, "no referral is left"),
        ({"emergency": decided(Report(category="hate")).emergency}, "the emergency numbers change"),
        ({"scope": Scope.NATIONAL_FALLBACK}, "the scope falls to national_fallback"),
    ):
        with refused(Law.GROWS, "for hate in FR", words):
            assert_grows(ROUTER, breaking(**fields), MINOR, AT)


# Law 11


@pytest.mark.parametrize("report", [PARENT, changed(PARENT, role="professional", age=50), changed(PARENT, role="witness", age=20)])
def test_who_helps_and_is_sent_abroad_is_found(report: Report) -> None:
    """Law 11: a rule that sends those who help to lines that the country does not have."""
    helping = {"role": ["parent", "professional", "witness"]}
    router = Router(registry(FR=country(helpline())), policy(rule("helping", "equality_body", when=helping), rule("rest")))
    with refused(Law.NOT_ABROAD, "by the rule helping", "by the rule rest"):
        assert_not_sent_abroad(router, report, AT)
    assert_not_sent_abroad(router, changed(report, role="affected"), AT)
    assert_not_sent_abroad(router, changed(report, role="witness", age=None), AT)


# Privacy


def test_no_breach_tells_what_a_report_says_of_a_person() -> None:
    """An invariant may be called on the decisions of a service in use: exact age, region, role and communities stay out."""
    report = Report(category="hate", age=47, country="GB", region="GB-SCT", role="professional", communities=["roma"], language="zu")
    british = changed(MINOR, country="GB", age=None, communities=["lgbtq"])
    broken: list[Callable[[], None]] = [
        lambda: assert_serves(report, decided(MINOR), ROUTER.registry),
        lambda: assert_serves(report, decided(british), ROUTER.registry),
        lambda: assert_serves(report, first_with(decided(report), conditions=()), ROUTER.registry),
        lambda: assert_answers(breaking(directories=()), report, AT),
        lambda: assert_isolated(ROUTER, with_other_neighbours(ROUTER, "FR"), report, AT),
        lambda: assert_steady(breaking(valid_until=AT - timedelta(days=1)), report, AT),
        lambda: assert_grows(ROUTER, breaking(directories=()), report, AT),
    ]
    said = []
    for breach in broken:
        try:
            breach()
        except AssertionError as error:
            said.append(str(error))
    assert len(said) >= 5
    assert [] == [text for text in said for value in ("47", "GB-SCT", "SCT", "professional", "roma", "zu") if value in text]
