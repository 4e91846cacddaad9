"""What must hold for a registry and a policy together before a report is routed by them."""

from collections.abc import Iterator
from itertools import groupby

from helpline_router.domain import rule_cells
from helpline_router.errors import Problem
from helpline_router.planning import hit_rule, meets
from helpline_router.policy import Policy, Rule
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.situations import Situation
from helpline_router.vocabulary import Remit


def prove(registry: Registry, policy: Policy) -> tuple[Problem, ...]:
    """The problems that keep a router from being made; empty if it is proven that none is there.

    Each cell of the domain hits a rule; each rule is the first hit of some cell; every line, country and region that a
    rule names is in the registry.
    """
    return (*_unknown_names(registry, policy), *_cells_without_rule_and_rules_without_cell(registry, policy))


def _unknown_names(registry: Registry, policy: Policy) -> Iterator[Problem]:
    for rule in policy.rules:
        where = f"rules.{rule.id}"
        for code in rule.when.country or ():
            if code not in registry.countries:
                yield Problem(where, f"country {code} is not in the registry", "take it out, or add the country")
        for region in rule.when.region or ():
            if region[:2] not in registry.countries:
                yield Problem(where, f"region {region} is of no country in the registry", "take it out, or add the country")
        yield from _unknown_lines(where, rule, registry)
    for reference in policy.fallback.refer:
        if not isinstance(reference, Remit):
            yield Problem("fallback", f"names the line {reference}", "a fallback refers to remits: it is for all countries")


def _unknown_lines(where: str, rule: Rule, registry: Registry) -> Iterator[Problem]:
    codes = {code.lower() for code in rule.when.country or ()} | {region[:2].lower() for region in rule.when.region or ()}
    for reference in rule.refer:
        if isinstance(reference, Remit):
            continue
        if reference not in registry:
            yield Problem(where, f"refers to {reference}, which is not in the registry", "correct the id, or take it out")
        elif reference[:2] not in codes:
            yield Problem(where, f"refers to {reference} without being a rule of that country", f"add country: [{reference[:2].upper()}]")


def _cells_without_rule_and_rules_without_cell(registry: Registry, policy: Policy) -> Iterator[Problem]:
    unreached = {rule.id: rule for rule in policy.rules}
    # Whether the other conditions hold is the same for all ages, which are most of the cells.
    for _, cells in groupby(
        rule_cells(registry, policy), lambda cell: (cell.category, cell.role, cell.country_code, cell.region, cell.communities)
    ):
        first, *others = cells
        candidates = [rule for rule in policy.rules if meets(rule.when, first)]
        for cell in (first, *others):
            rule = hit_rule(candidates, cell)
            if rule is None:
                yield Problem("rules", f"no rule for {describe(cell)}", "add a rule without an age, or with age: unknown, at the end")
                return
            unreached.pop(rule.id, None)
    for rule in unreached.values():
        yield Problem(f"rules.{rule.id}", "is never reached: the rules above it take every report it could", "move it up, or take it out")


def describe(cell: Situation) -> str:
    """An example report for a cell, as people would write it."""
    parts = [f"category {cell.category}", f"age {_age(cell.age)}", f"role {cell.role}"]
    if cell.country_code:
        parts.append(f"country {cell.country_code}")
    if cell.region:
        parts.append(f"region {cell.region[0]}")
    parts += [f"community {community}" for community in sorted(cell.communities)]
    return ", ".join(parts)


def _age(age: AgeBand | None) -> str:
    if age is None:
        return "unknown"
    return str(age.minimum) if age.minimum == age.maximum else f"{age.minimum}-{age.maximum}"
