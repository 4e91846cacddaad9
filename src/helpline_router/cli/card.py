"""A decision as a card for the terminal: the emergency numbers, the lines, what else there is to know."""

import textwrap
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from helpline_router.cli import wording
from helpline_router.cli.inputs import Request
from helpline_router.cli.times import Moment
from helpline_router.decision import Referral, RoutingDecision
from helpline_router.iso import TERRITORY_REGIONS
from helpline_router.plan import Notice
from helpline_router.vocabulary import Fit, NoticeCode, Role

_MAXIMUM_WIDTH = 100
_INDENT = "   "

Line = tuple[str, str]


def print_lines(lines: Iterable[Line]) -> None:
    """Print (text, style) pairs, wrapped between words; numbers and addresses stay whole."""
    console = Console(highlight=False)
    width = min(console.width, _MAXIMUM_WIDTH)
    for text, style in lines:
        indent = text[: len(text) - len(text.lstrip(" "))]
        wrapped = textwrap.wrap(
            text.lstrip(" "), width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        for row in wrapped or [""]:
            console.print(Text(row.replace("\u00a0", " "), style), soft_wrap=True)


def moment_of(request: Request) -> Moment:
    """The moment of a request. In a territory, and in a region, clocks may differ from those of the country."""
    is_elsewhere = request.report.region is not None or request.report.country in TERRITORY_REGIONS
    return Moment(request.at, is_elsewhere)


def card(decision: RoutingDecision, request: Request) -> Iterator[Line]:
    """The lines of a card."""
    moment = moment_of(request)
    role = request.report.role
    if decision.emergency.first:
        yield from _emergency(decision, role)
    if decision.referrals:
        yield wording.OPENING[role], ""
        yield "", ""
    for number, referral in enumerate(decision.referrals, start=1):
        yield from _referral(number, referral, moment)
        yield "", ""
    if not decision.emergency.first:
        yield from _emergency(decision, role)
    yield from _ending(decision, moment)


def _emergency(decision: RoutingDecision, role: Role) -> Iterator[Line]:
    if decision.emergency.numbers:
        yield wording.DANGER[role], ""
        yield _INDENT + ", ".join(map(wording.emergency, decision.emergency.numbers)), "bold"
        yield "", ""


def _referral(number: int, referral: Referral, moment: Moment) -> Iterator[Line]:
    conditions = " and ".join(map(wording.condition, referral.conditions))
    yield f"{number}. {referral.name}{f' - {conditions}' if conditions else ''}", "bold"
    contacts = "; ".join(wording.contact(channel, referral, moment) for channel in wording.here(referral))
    yield f"{_INDENT}{contacts[:1].upper()}{contacts[1:]}", ""
    facts = (wording.line_availability(referral, moment), wording.qualities(referral), wording.spoken(referral))
    yield _INDENT + " ".join(map(wording.sentence, filter(None, facts))), ""
    yield f"{_INDENT}Why: {wording.why(referral)}. Checked {wording.day(referral.checked_on)}.", "dim"


def _ending(decision: RoutingDecision, moment: Moment) -> Iterator[Line]:
    """The notices, that which leads over to the directories last, then these."""
    leading = (NoticeCode.ALL_CLOSED, NoticeCode.COUNTRY_UNKNOWN, NoticeCode.COUNTRY_NOT_COVERED)
    for found in sorted(decision.notices, key=lambda found: found.code in leading):
        if text := _notice(found, decision, moment):
            yield text, ""
    is_closed = any(found.code is NoticeCode.ALL_CLOSED for found in decision.notices)
    is_uncertain = all(referral.fit is not Fit.CERTAIN for referral in decision.referrals)
    if is_closed or is_uncertain:
        for directory in decision.directories:
            note = " (for children and young people)" if directory.audience == "minors" else ""
            yield f"{_INDENT}{directory.name}{note}: {directory.url}", ""


def _notice(found: Notice, decision: RoutingDecision, moment: Moment) -> str:
    """A notice in words; those about the lines only if there are any."""
    if found.code is NoticeCode.AGE_UNKNOWN and not decision.referrals:
        return ""
    return wording.notice(found, decision.referrals, moment)
