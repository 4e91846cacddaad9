"""Plain functions that build small worlds for tests from few arguments: everything not given is unremarkable and valid."""

from datetime import UTC, datetime
from typing import Any, Final

from helpline_router.channels import Channel
from helpline_router.decision import RoutingDecision
from helpline_router.models import Country, Helpline
from helpline_router.placing import decide
from helpline_router.plan import RoutingPlan
from helpline_router.planning import make_plan
from helpline_router.policy import Policy, Rule
from helpline_router.registry import Registry
from helpline_router.report import Report

# A Friday, 13:00 in Paris; no holiday.
NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALL_DAY: Final = "24/7"
NEVER: Final = "closed"
CATEGORIES: Final = ("suicide", "self_harm", "harassment", "hate")
PAGE: Final = "https://example.org/page"
SOURCE: Final = {"url": PAGE, "kind": "operator", "supports": ["number"]}


def channel(value: str = "3018", *, kind: str = "phone", hours: str | None = ALL_DAY, **fields: Any) -> Channel:
    """A channel, by default a phone that always answers, on evidence of this month."""
    if hours not in (None, "unknown"):
        fields.setdefault("hours_seen", "2026-11")
    return Channel.model_validate({"kind": kind, "value": value, "hours": hours, **fields})


def helpline_data(
    helpline_id: str = "fr-line",
    *remits: str,
    ages: tuple[int | None, int | None] = (None, None),
    roles: tuple[str, ...] = ("affected", "witness"),
    communities: tuple[str, ...] = (),
    hours: str = ALL_DAY,
    **fields: Any,
) -> dict[str, Any]:
    """The fields of a line, by default a certain child helpline for everyone that is always open."""
    return {
        "id": helpline_id,
        "name": helpline_id,
        "remits": remits or ("child_helpline",),
        "categories": CATEGORIES,
        "audience": {"minimum_age": ages[0], "maximum_age": ages[1], "roles": roles, "communities": communities},
        "channels": [channel(hours=hours)],
        "languages": ["fr"],
        "checked_on": "2026-11-01",
        "confidence": "high",
        "sources": [SOURCE],
        **fields,
    }


def helpline(helpline_id: str = "fr-line", *remits: str, **fields: Any) -> Helpline:
    """A line: see `helpline_data`."""
    return Helpline.model_validate(helpline_data(helpline_id, *remits, **fields))


def country(*lines: Helpline, **fields: Any) -> Country:
    """A country in the zone of Paris that speaks French."""
    defaults = {"timezone": "Europe/Paris", "languages": ["fr"], "emergency": [{"number": "112", "kind": "general", "sources": [PAGE]}]}
    return Country.model_validate({**defaults, "helplines": lines, **fields})


def registry(**countries: Country) -> Registry:
    """A registry of countries given by code."""
    return Registry.model_validate({"version": "1", "countries": dict(sorted(countries.items()))})


def world(*lines: Helpline, code: str = "FR", **fields: Any) -> Registry:
    """A registry of one country."""
    return registry(**{code: country(*lines, **fields)})


def rule(rule_id: str, *refer: str, when: dict[str, Any] | None = None, **fields: Any) -> Rule:
    """A rule, by default for every report, that refers to child helplines."""
    return Rule.model_validate(
        {"id": rule_id, "when": when or {}, "refer": refer or ("child_helpline",), "rationale": f"Because of {rule_id}.", **fields}
    )


def policy_data(*rules: Rule, **fields: Any) -> dict[str, Any]:
    """The fields of a policy, by default of one rule for everything."""
    return {
        "version": "1",
        "minimum_platform_age": 13,
        "minimum_confidence": "medium",
        "maximum_referrals": 3,
        "hours_trusted_for_days": 1460,
        "review_after_days": {"suicide": 90, "self_harm": 90, "harassment": 180, "hate": 180},
        "rules": rules or (rule("everything"),),
        "fallback": {"refer": ["child_helpline", "emotional_support"]},
        "directories": [
            {"name": "For all", "url": "https://all.example.org", "for": "all"},
            {"name": "For minors", "url": "https://minors.example.org", "for": "minors"},
        ],
        **fields,
    }


def policy(*rules: Rule, **fields: Any) -> Policy:
    """A policy: see `policy_data`."""
    return Policy.model_validate(policy_data(*rules, **fields))


def report(**fields: Any) -> Report:
    """A report, by default of harassment in France by an affected person of 15 who speaks French."""
    return Report(**{"category": "harassment", "age": 15, "country": "FR", "language": "fr", **fields})


def plan(facts: Registry, rules: Policy | None = None, **fields: Any) -> RoutingPlan:
    """The plan for a `report` of these fields."""
    return make_plan(report(**fields), facts, rules or policy())


def decision(facts: Registry, rules: Policy | None = None, *, at: datetime = NOON, **fields: Any) -> RoutingDecision:
    """The decision for a `report` of these fields."""
    return decide(plan(facts, rules, **fields), at)


def offered(routing: RoutingPlan | RoutingDecision) -> list[str]:
    """The ids of the lines offered, in order."""
    if isinstance(routing, RoutingPlan):
        return [candidate.helpline.id for candidate in routing.candidates]
    return [referral.helpline_id for referral in routing.referrals]


def excluded(routing: RoutingPlan) -> dict[str, str]:
    """The ids of the lines not offered, each with the condition that failed."""
    return {exclusion.helpline_id: exclusion.condition.value for exclusion in routing.exclusions}


def noticed(routing: RoutingPlan | RoutingDecision) -> list[str]:
    """The codes of the notices."""
    return [notice.code.value for notice in routing.notices]
