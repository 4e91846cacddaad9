"""What the command says to people, in English. Invites, never orders; names no diagnosis; repeats nothing that was reported.

`presentation` will take this over, in many languages.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from helpline_router.cli.times import Moment, availability, day_and_clock
from helpline_router.decision import Referral, ReferredChannel
from helpline_router.hours import UNKNOWN
from helpline_router.plan import EmergencyContact, FitCondition, Notice, Reason
from helpline_router.vocabulary import ChannelKind, Cost, EmergencyKind, NoticeCode, Remit, Role, State

_LANGUAGES_SHOWN: Final = 3

OPENING: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.AFFECTED: "You don't have to go through this alone. These people are there for you:",
        Role.WITNESS: "It is good that you care. These people can help you, and tell you what you can do:",
        Role.PERPETRATOR: "Talking about it can help. These people listen without judging:",
        Role.PARENT: "You don't have to work this out alone. These people can talk it through with you:",
        Role.PROFESSIONAL: "These people can advise you:",
    }
)

_DANGER_YOURS: Final = "If you or somebody near you is in danger right now, you can reach help here:"
_DANGER_THEIRS: Final = "If somebody is in danger right now, these numbers reach help where you are:"

DANGER: Final[Mapping[Role, str]] = MappingProxyType(
    {role: _DANGER_YOURS if role in (Role.AFFECTED, Role.PERPETRATOR) else _DANGER_THEIRS for role in Role}
)

_EMERGENCY: Final[Mapping[EmergencyKind, str]] = MappingProxyType(
    {
        EmergencyKind.GENERAL: "emergency services",
        EmergencyKind.POLICE: "police",
        EmergencyKind.MEDICAL: "ambulance",
        EmergencyKind.FIRE: "fire brigade",
        EmergencyKind.ACCESSIBLE: "if you cannot speak or hear on the phone",
    }
)

_COST: Final[Mapping[Cost, str]] = MappingProxyType(
    {Cost.FREE: "free", Cost.LOCAL_RATE: "at the price of a local call", Cost.STANDARD_RATE: "at the price of a normal call"}
)

_REMIT: Final[Mapping[Remit, str]] = MappingProxyType(
    {
        Remit.SUICIDE_PREVENTION: "it is a crisis line, for when things get too much",
        Remit.EMOTIONAL_SUPPORT: "somebody listens there when you need to talk",
        Remit.CHILD_HELPLINE: "it is a helpline for children and young people",
        Remit.YOUTH_SUPPORT: "it is a line for young people",
        Remit.ONLINE_SAFETY: "it knows what to do about trouble online",
        Remit.VICTIM_SUPPORT: "it supports people who were hurt or treated badly",
        Remit.ANTI_HATE: "it stands by people who are attacked for who they are",
        Remit.EQUALITY_BODY: "it advises on rights when people are treated unfairly",
        Remit.PARENT_SUPPORT: "it is there for parents",
        Remit.NARROW_TOPIC: "it knows this topic well",
        Remit.CONTENT_REPORTING: "it takes reports of content",
    }
)

_GUARANTEE: Final = MappingProxyType(
    {"open": "it is open now", "minor": "it is there for younger people", "adult": "it is there for adults", "language": "of its language"}
)

_NOTICES: Final[Mapping[NoticeCode, str]] = MappingProxyType(
    {
        NoticeCode.AGE_UNKNOWN: "We don't know your age. Where a line is for some ages only, it says so.",
        NoticeCode.BELOW_MINIMUM_AGE: "Help is there for you at any age.",
        NoticeCode.COUNTRY_UNKNOWN: "We don't know which country you are in, so these are places where you can look for a line near you.",
        NoticeCode.COUNTRY_NOT_COVERED: (
            "We don't have lines for your country yet. These places list lines near you. "
            "If there is danger right now, the emergency number where you are can help."
        ),
        NoticeCode.REGION_UNKNOWN: "Some lines serve only a part of the country: with your region known, others may fit too.",
        NoticeCode.LANGUAGE_NOT_SPOKEN: "We found no line here in your language.",
        NoticeCode.ALL_CLOSED: "All of these lines are closed right now{opens}. In the meantime, these may have somebody:",
        NoticeCode.HOURS_UNKNOWN: "We could not confirm when {lines} can be reached, so it may take more than one try.",
        NoticeCode.GAP_DECLARED: "We know of no line in this country for exactly this. Those we can show take other worries too.",
        NoticeCode.EVIDENCE_STALE: "We last checked {lines} some time ago; details may have changed.",
        NoticeCode.MINOR_IMPLIED: "We take it that you may be younger than 18.",
    }
)


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence: a, b and c."""
    *firsts, final = list(words) or [""]
    return f"{', '.join(firsts)} {last} {final}" if firsts else final


def sentence(text: str) -> str:
    """A text with a capital letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def day(iso: str | date) -> str:
    """A date as people write it: 20 Nov 2026."""
    found = iso if isinstance(iso, date) else date.fromisoformat(iso)
    return f"{found.day} {found:%b %Y}"


def _of_channel(channel: ReferredChannel, moment: Moment, timezone: str) -> str:
    found = channel.availability
    return "" if found is None else availability(found.state, found.until, channel.hours, moment, timezone)


def line_availability(referral: Referral, moment: Moment) -> str:
    """Whether a line can be reached now: in the words of its first live channel that is in the line's state."""
    live = [channel for channel in here(referral) if channel.availability is not None]
    if not live:
        return "answers in writing"
    alike = [channel for channel in live if channel.availability and channel.availability.state is referral.state]
    lead = alike[0] if alike else live[0]
    if referral.state is State.UNKNOWN:
        closed = next((channel for channel in live if channel.availability and channel.availability.state is State.CLOSED), None)
        known = [channel for channel in alike if channel.hours != UNKNOWN]
        if closed is not None and not known:
            return f"{closed.kind} {_of_channel(closed, moment, referral.timezone)}; the other hours are not known"
        return _of_channel(known[0] if known else lead, moment, referral.timezone)
    hours = "24/7" if any(channel.hours == "24/7" for channel in alike) else lead.hours
    return availability(referral.state, referral.until, hours, moment, referral.timezone)


def here(referral: Referral) -> tuple[ReferredChannel, ...]:
    """The channels for a caller inside the country, each address once; those from abroad if there are no others."""
    inside = [channel for channel in referral.channels if channel.caller is None] or list(referral.channels)
    found: dict[str, ReferredChannel] = {}
    for channel in inside:
        is_address = (channel.uri or "").startswith("http")
        found.setdefault(channel.value if is_address else f"{channel.kind} {channel.value}", channel)
    return tuple(found.values())


_BY: Final[Mapping[ChannelKind, str]] = MappingProxyType(
    {
        ChannelKind.PHONE: "call {}",
        ChannelKind.SMS: "text {}",
        ChannelKind.CHAT: "chat at {}",
        ChannelKind.WHATSAPP: "WhatsApp {}",
        ChannelKind.MESSENGER: "message {}",
        ChannelKind.TEXTPHONE: "textphone {}",
        ChannelKind.EMAIL: "write to {}",
        ChannelKind.WEB_FORM: "write at {}",
        ChannelKind.APP: "app: {}",
    }
)


def contact(channel: ReferredChannel, referral: Referral, moment: Moment) -> str:
    """How to reach a line by a channel, and what is different there from the line as a whole. The number stays as it is written."""
    label = channel.label.removeprefix("App ").replace(" ", "\u00a0")
    text = f"text {channel.send} to {label}" if channel.send else _BY[channel.kind].format(label)
    if channel.menu:
        text += f" and choose {channel.menu}"
    if channel.ask_for:
        text += f" and ask for {channel.ask_for}"
    state = _of_channel(channel, moment, referral.timezone)
    remarks = [] if state in ("", line_availability(referral, moment)) else [state]
    if channel.languages != referral.languages:
        remarks.append(f"in {listed(map(language_name, channel.languages))}")
    if channel.caller == "abroad":
        remarks.append("from abroad")
    flat = "; ".join(remark.replace(" (hours not", "; hours not").rstrip(")") for remark in remarks)
    return f"{text} ({flat})" if flat else text


def qualities(referral: Referral) -> str:
    """What it costs, and how private it is, as far as sources say."""
    privacy = {True: "anonymous", False: "they may ask your name", None: ""}[referral.anonymous]
    kept = {True: "confidential", False: "", None: ""}[referral.confidential]
    cost = _COST[referral.cost] if referral.cost else ""
    return ", ".join(filter(None, (cost, privacy, kept)))


def spoken(referral: Referral) -> str:
    """The languages of a line: the first three by name."""
    names = [language_name(code) for code in referral.languages]
    more = len(names) - _LANGUAGES_SHOWN
    return f"in {', '.join(names[:_LANGUAGES_SHOWN])} and {more} more" if more > 1 else f"in {listed(names)}"


def condition(found: FitCondition) -> str:
    """For whom a line is, where that is not known of the reporter."""
    if found.by == "region":
        return f"if you are in {listed(map(region_name, found.regions), 'or')}"
    return f"if you are {ages(found.minimum, found.maximum)}"


def ages(minimum: int | None, maximum: int | None) -> str:
    """A range of ages, both ends included."""
    if minimum is None:
        return "of any age" if maximum is None else f"{maximum} or younger"
    return f"{minimum} or older" if maximum is None else f"{minimum} to {maximum} years old"


def why(referral: Referral) -> str:
    """Why a line is offered."""
    reason = referral.reason
    guarantee = _guarantee(reason, referral)
    if reason.code == "fallback":
        return f"it takes any worry{guarantee}"
    if reason.code == "language":
        return "it takes any worry, and speaks your language"
    remit = _REMIT[reason.remit or referral.remits[0]]
    return f"{remit}, and was chosen for situations like this{guarantee}" if reason.code == "named" else f"{remit}{guarantee}"


def _guarantee(reason: Reason, referral: Referral) -> str:
    if reason.guarantee is None:
        return ""
    if reason.guarantee == "language":
        return f", {spoken(referral)}"
    return f", and {_GUARANTEE[reason.guarantee]}"


def emergency(number: EmergencyContact) -> str:
    """An emergency number and whom it reaches."""
    label = number.number.replace(" ", "\u00a0")
    # The note may hold a condition, such as having registered: without it the number can be one that nobody reads.
    is_named = number.kind not in (EmergencyKind.GENERAL, EmergencyKind.ACCESSIBLE)
    if number.note:
        return f"{label} ({_EMERGENCY[number.kind]}; {number.note})" if is_named else f"{label} ({number.note})"
    by_text = "by text message, " if number.uri.startswith("sms:") else ""
    return f"{label} ({by_text}{_EMERGENCY[number.kind]})"


def notice(found: Notice, referrals: Iterable[Referral], moment: Moment) -> str:
    """A notice in words; empty for one that people need not know."""
    by_id = {referral.helpline_id: referral for referral in referrals}
    lines = listed(by_id[helpline_id].name for helpline_id in found.helpline_ids if helpline_id in by_id)
    opens = ""
    if found.until is not None:
        timezone = next(referral.timezone for referral in by_id.values() if referral.until == found.until)
        opens = f"; the first opens {day_and_clock(found.until, moment, timezone)}"
    return _NOTICES.get(found.code, "").format(lines=lines, opens=opens)


def language_name(code: str) -> str:
    """The English name of a language."""
    import pycountry

    found = pycountry.languages.get(**{f"alpha_{len(code)}": code})
    return re.sub(r"^Modern | \(.*\)$", "", found.name) if found else code


def region_name(code: str) -> str:
    """The name of a region, without the other names and the inversion that ISO 3166-2 adds."""
    import pycountry

    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]  # pycountry types it in part
    if found is None:
        return code
    name, _, start = re.sub(r"\s*\[.*\]$", "", found.name).partition(", ")
    return f"{start} {name}" if start else name
