"""`route` and `explain`: what the library answers to a report."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import typer

from helpline_router.cli import wording
from helpline_router.cli.card import Line, card, moment_of, print_lines
from helpline_router.cli.inputs import (
    AgeOption,
    AtOption,
    CategoryOption,
    CommunityOption,
    CountryOption,
    JsonOption,
    LanguageOption,
    OverlayOption,
    PolicyOption,
    PreferOption,
    RegionOption,
    RegistryOption,
    Request,
    RoleOption,
    read_disabled,
    read_request,
    read_router,
)
from helpline_router.decision import Referral, RoutingDecision
from helpline_router.placing import exclusions
from helpline_router.plan import Exclusion, Reason
from helpline_router.registry import Registry
from helpline_router.vocabulary import Condition, Role, Scope

_SCOPES: Final = MappingProxyType(
    {
        Scope.NATIONAL: "lines of the country, by the rule",
        Scope.NATIONAL_FALLBACK: "lines of the country that take any worry: the rule found none",
        Scope.INTERNATIONAL: "no line, so the international directories",
    }
)

_EXCLUSIONS: Final = MappingProxyType(
    {
        Condition.CONFIDENCE: "its facts are not evidenced well enough",
        Condition.CONTENT_REPORTING: "it takes reports of content and gives no support",
        Condition.REGION: "it serves another part of the country",
        Condition.CATEGORY: "it is not for this category",
        Condition.ROLE: "it does not answer people in this role",
        Condition.COMMUNITIES: "it is for people of a community that the report does not name",
        Condition.AGE: "it serves other ages",
        Condition.REMIT: "the rule names none of its remits",
        Condition.LIMIT: "it fits, but all places were taken",
    }
)

_REASONS: Final = MappingProxyType(
    {
        "named": "the rule names this line",
        "remit": "the rule names its remit",
        "fallback": "it takes any worry, and nothing fits for certain",
        "language": "it takes any worry and speaks the reporter's language, which no line of the rule does",
    }
)

_GUARANTEES: Final = MappingProxyType(
    {
        "open": "without it, none would be open",
        "minor": "without it, none would serve a minor",
        "adult": "without it, none would serve an adult",
        "language": "without it, one of the country's languages would be missing",
    }
)


def route(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    category: CategoryOption,
    age: AgeOption = None,
    country: CountryOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    role: RoleOption = Role.AFFECTED.value,
    community: CommunityOption = None,
    prefer: PreferOption = None,
    at: AtOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the lines for a report, as a card for a person or as JSON."""
    request = read_request(
        at,
        (registry, policy),
        category=category,
        age=age,
        country=country,
        region=region,
        language=language,
        role=role,
        communities=community,
        prefer=prefer,
    )
    decision = read_router(registry, policy, overlay, request.at).route(request.report, request.at)
    if as_json:
        typer.echo(decision.model_dump_json(indent=2))
    else:
        print_lines(card(decision, request))


def explain(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    category: CategoryOption,
    age: AgeOption = None,
    country: CountryOption = None,
    region: RegionOption = None,
    language: LanguageOption = None,
    role: RoleOption = Role.AFFECTED.value,
    community: CommunityOption = None,
    prefer: PreferOption = None,
    at: AtOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Say why a report gets these lines, and not others."""
    request = read_request(
        at,
        (registry, policy),
        category=category,
        age=age,
        country=country,
        region=region,
        language=language,
        role=role,
        communities=community,
        prefer=prefer,
    )
    router = read_router(registry, policy, overlay, request.at)
    decision = router.route(request.report, request.at)
    excluded = exclusions(router.plan(request.report), decision)
    print_lines(_explanation(decision, excluded, router.registry, request, read_disabled(overlay, request.at)))


def _explanation(
    decision: RoutingDecision, excluded: tuple[Exclusion, ...], registry: Registry, request: Request, disabled: Mapping[str, str]
) -> Iterator[Line]:
    yield f"Rule: {decision.rule}", "bold"
    yield f"   {decision.rationale}", ""
    yield f"   Scope: {decision.scope} ({_SCOPES[decision.scope]})", ""
    yield "", ""
    yield "Offered", "bold"
    moment = moment_of(request)
    for referral in decision.referrals:
        yield f"   {referral.helpline_id}: {referral.name}", ""
        yield f"      {_reason(referral.reason)}", ""
        yield f"      {wording.line_availability(referral, moment)}; {_fit(referral)}", ""
    if not decision.referrals:
        yield "   no line", ""
    yield "", ""
    if excluded:
        yield "Not offered", "bold"
    for item in excluded:
        name = registry.helpline(item.helpline_id).name
        yield f"   {item.helpline_id}: {name}", ""
        yield f"      {item.condition}: {_EXCLUSIONS[item.condition]}", ""
    yield from _disabled(decision, disabled)
    yield from _notices(decision, request)
    yield f"Facts {decision.registry.version}, rules {decision.policy.version}", "dim"


def _disabled(decision: RoutingDecision, disabled: Mapping[str, str]) -> Iterator[Line]:
    own = [line_id for line_id in disabled if line_id[:2].upper() == decision.country]
    if own:
        yield "", ""
        yield "Disabled by the overlay", "bold"
    for line_id in own:
        yield f"   {line_id}: {disabled[line_id]}", ""


def _reason(reason: Reason) -> str:
    remit = f" {reason.remit}" if reason.remit else ""
    guarantee = f"; guarantee {reason.guarantee}: {_GUARANTEES[reason.guarantee]}" if reason.guarantee else ""
    return f"{reason.code}{remit}: {_REASONS[reason.code]}{guarantee}"


def _fit(referral: Referral) -> str:
    conditions = " and ".join(map(wording.condition, referral.conditions))
    return f"{referral.fit}, {conditions}" if conditions else f"{referral.fit}"


def _notices(decision: RoutingDecision, request: Request) -> Iterator[Line]:
    yield "", ""
    if decision.notices:
        yield "Notices", "bold"
    for found in decision.notices:
        stated = f" Stated reason: {found.reason}" if found.reason else ""
        yield f"   {found.code}: {wording.notice(found, decision.referrals, moment_of(request))}{stated}", ""
    if decision.notices:
        yield "", ""
