"""Checks of the table of rules against the facts, each finding with an example report."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from helpline_router.domain import age_classes
from helpline_router.eligibility import failed_condition
from helpline_router.models import Helpline
from helpline_router.placing import decide
from helpline_router.plan import RoutingPlan
from helpline_router.planning import hit_rule, meets, plan_situation
from helpline_router.policy import Policy, Rule
from helpline_router.proofs import prove
from helpline_router.records import start_of_day_after
from helpline_router.situations import Situation
from helpline_router.stewardship.checks_findings import Check, File, Finding, Material, SubjectKind, entries
from helpline_router.stewardship.checks_survey import SurveyedCell, segments_of
from helpline_router.vocabulary import NAMED_ONLY_REMITS


def _unproven(material: Material) -> Iterator[Finding]:
    indices = {f"rules.{rule.id}": index for index, rule in enumerate(material.policy.rules)}
    for problem in prove(material.registry, material.policy):
        index = indices.get(problem.where)
        yield Finding(
            subject=problem.where.removeprefix("rules."), value=problem.message, file=File.POLICY,
            location=(problem.where,) if index is None else ("rules", index), message=problem.message, hint=problem.hint,
        )  # fmt: skip


def _rules_without_effect(material: Material) -> Iterator[Finding]:
    for index, rule in enumerate(material.policy.rules):
        others = tuple(other for other in material.policy.rules if other is not rule)
        if not others:
            return
        rest = material.policy.model_copy(update={"rules": others})
        cells = [cell for country in material.cells.values() for cell in country if cell.plan.rule == rule.id]
        if not any(_differs(cell.situation, material, rest) for cell in cells) and not _differs_for_a_band(rule, material, rest):
            yield Finding(
                subject=rule.id, file=File.POLICY, location=("rules", index), hint="take it out, or say what it was meant to do",
                message="has no effect: without it every report gets the same lines", example=cells[0].example if cells else "",
            )  # fmt: skip


def _differs(situation: Situation, material: Material, rest: Policy) -> bool:
    """Whether the rules that are left would decide otherwise."""
    if hit_rule(material.policy.rules, situation) is None or hit_rule(rest.rules, situation) is None:
        return True
    plan = plan_situation(situation, material.registry, material.policy)
    other = plan_situation(situation, material.registry, rest)
    if _what_is_offered(plan) == _what_is_offered(other):
        return False
    # Where the clock has a say in the order, another order shows at some hour. Elsewhere any instant shows what is placed.
    places = plan.maximum_referrals
    if plan.open_first or other.open_first or _what_is_offered(plan, places) != _what_is_offered(other, places):
        return True
    return _placed(plan, material) != _placed(other, material)


def _what_is_offered(plan: RoutingPlan, places: int | None = None) -> tuple[object, ...]:
    lines = tuple((candidate.helpline.id, candidate.conditions) for candidate in plan.candidates[:places])
    return lines, plan.scope, plan.emergency, plan.open_first


def _placed(plan: RoutingPlan, material: Material) -> tuple[str, ...]:
    return tuple(referral.helpline_id for referral in decide(plan, start_of_day_after(material.day, 0)).referrals)


def _differs_for_a_band(rule: Rule, material: Material, rest: Policy) -> bool:
    """A rule may take bands only: those that fit no interval of another."""
    for code, country in material.registry.countries.items():
        bands = [age for age in age_classes(segments_of(country, material.policy)) if age is not None and age.minimum != age.maximum]
        for cell in material.cells[code]:
            if cell.ages is None and meets(rule.when, cell.situation):
                possible = cell.situation.possible_ages
                if any(_differs(replace(cell.situation, age=band), material, rest) for band in bands if possible.includes(band)):
                    return True
    return False


def _orphan_lines(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        line, cells = entry.line, material.cells[entry.code]
        if line.confidence.rank < material.policy.minimum_confidence.rank or NAMED_ONLY_REMITS.issuperset(line.remits):
            continue
        if any(line in cell.offered for cell in cells) or _is_offered_for_its_language(line, cells, material):
            continue
        served = (cell for cell in cells if failed_condition(line, cell.situation, material.policy, (line.id,)) is None)
        remits = ", ".join(line.remits)
        yield entry.finding(
            f"is never offered: no rule and no fallback refers to {remits} for anyone it serves",
            "let a rule refer to it, or mark it narrow_topic",
            "remits",
            example=next((cell.example for cell in served), ""),
        )


def _is_offered_for_its_language(line: Helpline, cells: tuple[SurveyedCell, ...], material: Material) -> bool:
    """Cells name no language; a line that takes any worry may be added for its own."""
    if not line.general:
        return False
    situations = (replace(cell.situation, language=language) for cell in cells for language in line.spoken_languages)
    plans = (plan_situation(situation, material.registry, material.policy) for situation in situations)
    return any(candidate.helpline == line for plan in plans for candidate in plan.candidates)


CHECKS: Final = (
    Check(
        name="proofs",
        description="Every report hits a rule, every rule is hit by a report, and every line that a rule names is there.",
        subject_kind=SubjectKind.RULE,
        run=_unproven,
    ),
    Check(
        name="rules-without-effect",
        description="Without the rule, some report would be answered otherwise.",
        subject_kind=SubjectKind.RULE,
        run=_rules_without_effect,
    ),
    Check(
        name="orphan-lines",
        description="Each line that may be referred is offered to somebody, unless it is for one narrow matter only.",
        subject_kind=SubjectKind.LINE,
        run=_orphan_lines,
    ),
)
