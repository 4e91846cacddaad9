"""Strategies for policies: rules that a router of a registry accepts."""

from functools import cache
from typing import Any, Final

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.errors import PolicyError
from helpline_router.policy import Directory, Fallback, Policy, Rule, When
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.routing import Router
from helpline_router.testing.facts import registries
from helpline_router.testing.frozen import frozen_registry
from helpline_router.testing.lines import REMITS
from helpline_router.testing.picking import choices, sometimes
from helpline_router.testing.places import regions_for
from helpline_router.testing.reporters import CATEGORIES, COMMUNITIES, ROLES, age_bands
from helpline_router.testing.variants import replaced
from helpline_router.vocabulary import Confidence, Remit

_INTERVALS: Final = ((0, 17), (18, 120), (13, 17), (16, 24), (0, 120), (17, 18))


@cache
def _rule_ages() -> SearchStrategy[AgeBand | str | None]:
    pool = tuple(AgeBand(minimum=minimum, maximum=maximum) for minimum, maximum in _INTERVALS)
    return st.sampled_from((None, "unknown", *pool, "unknown", *pool)) | age_bands()


@st.composite
def _rules(draw: DrawFn, registry: Registry | None, name: str, *, roles: bool) -> Rule:
    sections = registry.countries if registry else {}
    codes = tuple(sections)
    regions = tuple(region for code in codes for region in regions_for(registry, code)) if registry else ()
    refer: tuple[Remit | str, ...] = draw(_remits())
    open_first, emergency_first = draw(st.sampled_from((True, False))), draw(st.booleans())
    of_one_country = draw(st.booleans()) if codes else False
    countries = (draw(st.sampled_from(codes)),) if of_one_country else draw(sometimes((), *choices(codes)))
    if of_one_country and (lines := sections[countries[0]].helplines):
        # Only a rule of one country may name its lines.
        named = draw(st.sampled_from(choices(tuple(line.id for line in lines))))
        refer = draw(st.sampled_from(((*named, *refer), (*refer, *named), (refer[0], *named, *refer[1:]))))
    when = When(
        category=draw(sometimes((), *choices(CATEGORIES), one_in=2)) or None,
        country=countries or None,
        region=draw(sometimes((), *choices(regions), one_in=8)) or None,
        role=(draw(sometimes((), *choices(ROLES), one_in=3)) or None) if roles else None,
        communities=draw(sometimes((), *choices(COMMUNITIES), one_in=6)) or None,
        age=draw(_rule_ages()),
    )
    return Rule(id=name, when=when, refer=refer, open_first=open_first, emergency_first=emergency_first, rationale="a reason")


@cache
def _remits() -> SearchStrategy[tuple[Remit, ...]]:
    return st.just(REMITS) | st.permutations(REMITS).map(tuple) | st.sampled_from((REMITS[:3], *choices(REMITS)))


def plain_policy(**fields: Any) -> Policy:
    """A policy with the usual settings; `rules` and `fallback` are to be given."""
    usual = {
        "version": "2026.11.20",
        "minimum_platform_age": 13,
        "minimum_confidence": Confidence.MEDIUM,
        "maximum_referrals": 3,
        "hours_trusted_for_days": 1460,
        "review_after_days": dict.fromkeys(CATEGORIES, 90),
        "directories": (
            Directory(name="Find A Helpline", url="https://findahelpline.com", audience="all"),
            Directory(name="Child Helpline International", url="https://childhelplineinternational.org", audience="minors"),
        ),
    }
    return Policy.model_validate({**usual, **fields})


def _without_dead_rules(registry: Registry, policy: Policy) -> Policy | None:
    """The policy without the rules that the router refuses; only that no rule is left makes it useless."""
    while True:
        try:
            Router(registry, policy)
        except PolicyError as error:
            dead = {problem.where for problem in error.problems}
            rules = tuple(rule for rule in policy.rules if f"rules.{rule.id}" not in dead)
            if not rules or len(rules) == len(policy.rules):
                return None
            policy = replaced(policy, rules=rules)
        else:
            return policy


@st.composite
def policies(draw: DrawFn, registry: Registry | None = None, *, roles: bool = True) -> Policy:
    """Policies that a router of this registry accepts; if it is left out, such as speak of no country and fit any registry.

    Without `roles`, no rule asks for one. A policy shrinks to a single rule for every report.

    >>> from hypothesis import given
    >>> @given(policies())
    ... def law(policy):
    ...     assert not any(rule.when.country for rule in policy.rules)
    >>> law()
    """
    rules = [draw(_rules(registry, f"rule-{number}", roles=roles)) for number in range(draw(st.integers(0, 4)))]
    rest = Rule(id="rest", refer=draw(_remits()), open_first=draw(st.sampled_from((True, False))), rationale="what is left")
    policy = _without_dead_rules(
        registry or frozen_registry(),
        plain_policy(
            minimum_platform_age=draw(st.sampled_from((13, 16, 0))),
            minimum_confidence=draw(st.sampled_from((Confidence.MEDIUM, Confidence.MEDIUM, Confidence.HIGH, Confidence.LOW))),
            maximum_referrals=draw(st.sampled_from((3, 3, 2, 1, 4))),
            hours_trusted_for_days=draw(st.sampled_from((1460, 365, 36_500, 1))),
            review_after_days=dict.fromkeys(CATEGORIES, draw(st.sampled_from((90, 180, 1)))),
            rules=(*rules, rest),
            fallback=Fallback(refer=draw(_remits())),
        ),
    )
    return policy or reject()


@st.composite
def routers(draw: DrawFn) -> Router:
    """Routers of registries and of policies that fit them."""
    registry = draw(registries())
    return Router(registry, draw(policies(registry)))
