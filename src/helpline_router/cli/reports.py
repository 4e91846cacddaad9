"""`route` and `explain`: what the library answers to a report."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Final

import typer

from helpline_router import phrases
from helpline_router.card import Card, CardReferral
from helpline_router.catalogues import SOURCE_LANGUAGE
from helpline_router.cli.failures import InputError
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
from helpline_router.cli.printing import Line, print_lines, width
from helpline_router.decision import Referral, RoutingDecision
from helpline_router.iso import TERRITORY_REGIONS
from helpline_router.placing import exclusions
from helpline_router.plan import Exclusion, Reason
from helpline_router.presentation import present
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


def _print_text(card: Card) -> None:
    for row in card.to_text(width=width()).splitlines():
        typer.echo(typer.style(row, bold=True) if row[:2] in ("1.", "2.", "3.") or row == card.heading else row)


_FORMS: Final[Mapping[str, Callable[[Card], None]]] = MappingProxyType(
    {
        "text": _print_text,
        "markdown": lambda card: typer.echo(card.to_markdown(), nl=False),
        "html": lambda card: typer.echo(card.to_html()),
    }
)
LocaleOption = Annotated[str, typer.Option(help="The language of the card: a tag, or an Accept-Language header.", metavar="TAG")]
FormOption = Annotated[str, typer.Option("--format", help=f"What to print: {', '.join(_FORMS)}.", metavar="NAME")]


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
    locale: LocaleOption = SOURCE_LANGUAGE,
    form: FormOption = "text",
    as_json: JsonOption = False,
) -> None:
    """Show the lines for a report, as a card for a person or as JSON."""
    if form not in _FORMS:
        raise InputError(f"--format must be one of {', '.join(_FORMS)}")
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
        _FORMS[form](present(decision, locale, at=_reader_time(request), role=request.report.role))


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


def _reader_time(request: Request) -> datetime:
    """The moment by the reader's clock. In a territory, and in a region, that may be another than the one the moment was given in."""
    is_elsewhere = request.report.region is not None or request.report.country in TERRITORY_REGIONS
    return request.at.astimezone(UTC) if is_elsewhere else request.at


def _explanation(
    decision: RoutingDecision, excluded: tuple[Exclusion, ...], registry: Registry, request: Request, disabled: Mapping[str, str]
) -> Iterator[Line]:
    yield f"Rule: {decision.rule}", "bold"
    yield f"   {decision.rationale}", ""
    yield f"   Scope: {decision.scope} ({_SCOPES[decision.scope]})", ""
    yield "", ""
    yield "Offered", "bold"
    card = present(decision, SOURCE_LANGUAGE, at=_reader_time(request), role=request.report.role)
    for referral, shown in zip(decision.referrals, card.referrals, strict=True):
        yield f"   {referral.helpline_id}: {referral.name}", ""
        yield f"      {_reason(referral.reason)}", ""
        yield f"      {shown.availability}; {_fit(referral, shown)}", ""
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
    yield from _notices(decision)
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


def _fit(referral: Referral, shown: CardReferral) -> str:
    return f"{referral.fit}: {shown.condition}" if shown.condition else f"{referral.fit}"


def _notices(decision: RoutingDecision) -> Iterator[Line]:
    yield "", ""
    if decision.notices:
        yield "Notices", "bold"
    for found in decision.notices:
        parts = (
            phrases.NOTICES.get(found.code, ""),
            ", ".join(found.helpline_ids),
            f"Stated reason: {found.reason}" if found.reason else "",
        )
        yield f"   {found.code}: {' '.join(filter(None, parts))}".rstrip(": "), ""
    if decision.notices:
        yield "", ""
