"""The registry as HSDS 3.0.1 (Human Services Data Specification, Open Referral). What is lost on the way stands in docs/hsds.md."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import pycountry

from helpline_router.channels import Channel
from helpline_router.models import Country, Helpline, zone_of
from helpline_router.policy import Policy
from helpline_router.registry import Registry
from helpline_router.stewardship.hsds_schedules import Calendar, schedules
from helpline_router.stewardship.hsds_terms import Assurance, Fields, attribute, plain_attribute, stable_id, taxonomies
from helpline_router.vocabulary import ChannelKind, Cost, Remit

# RFC 6350, 6.4.1, as HSDS asks for it; textphone is one of its types.
_PHONE_TYPES: Final = MappingProxyType(
    {ChannelKind.PHONE: "voice", ChannelKind.SMS: "text", ChannelKind.WHATSAPP: "text", ChannelKind.TEXTPHONE: "textphone"}
)
_COSTS: Final = MappingProxyType(
    {
        Cost.FREE: "Free for the caller.",
        Cost.LOCAL_RATE: "The caller pays the rate of a local call.",
        Cost.STANDARD_RATE: "The caller pays the usual rate.",
    }
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with what its HSDS service needs from around it."""

    code: str
    country: Country
    facts: Helpline
    calendar: Calendar


def hsds_json(registry: Registry, policy: Policy, *, day: date) -> str:
    """The services as they are on a day: their times carry that day's UTC offsets, and say until when these hold."""
    document = {
        "specification": "HSDS 3.0.1",
        "registry": {"version": registry.version, "digest": registry.digest},
        "day": day.isoformat(),
        "services": [_service(line, policy) for line in _lines(registry, policy, day)],
        "taxonomies": taxonomies(),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _lines(registry: Registry, policy: Policy, day: date) -> Iterator[_Line]:
    for code, country in registry.countries.items():
        for line in country.helplines:
            yield _Line(code, country, line, Calendar(day, zone_of(line, country), policy.hours_trusted_for_days))


def _service(line: _Line, policy: Policy) -> Fields:
    facts = line.facts
    keyed = _keyed_channels(facts)
    phones = [(key, channel) for key, channel in keyed if channel.kind in _PHONE_TYPES]
    emails = [channel.value for _, channel in keyed if channel.kind is ChannelKind.EMAIL]
    pages = [(key, channel) for key, channel in keyed if channel.kind not in _PHONE_TYPES and channel.kind is not ChannelKind.EMAIL]
    own = {"service_id": stable_id(facts.id)}
    return _without_empty(
        {
            "id": stable_id(facts.id),
            "name": facts.name,
            "status": "active",
            "url": facts.website,
            "email": next(iter(emails), None),
            "alert": _alert(facts, policy),
            **_organization(line),
            **_eligibility(facts),
            **_costs(facts),
            "accreditations": _trusted_flagger(facts),
            "assured_date": facts.checked_on.isoformat(),
            "phones": [_phone(line, key, channel) for key, channel in phones],
            "schedules": [schedule for key, channel in phones for schedule in _schedules(line, key, channel, own)],
            "service_areas": [{"id": stable_id(facts.id, "area", area), **own, **_area(area)} for area in _areas(line)],
            "service_at_locations": [_virtual_location(line, key, channel) for key, channel in pages],
            "languages": [_language(facts, code, own) for code in facts.languages],
            "contacts": [{"id": stable_id(facts.id, "contact", email), **own, "email": email} for email in emails[1:]],
            "attributes": list(_attributes(facts)),
        }
    )


def _keyed_channels(line: Helpline) -> list[tuple[str, Channel]]:
    """The channels with a key that stays when others come, go or move: kind and value, and a count where they recur."""
    seen: Counter[str] = Counter()
    keyed = []
    for channel in line.channels:
        key = f"{channel.kind}/{channel.value}"
        seen[key] += 1
        keyed.append((key if seen[key] == 1 else f"{key}/{seen[key]}", channel))
    return keyed


def _without_empty(fields: Fields) -> Fields:
    """What is unknown is left out, not null."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _alert(line: Helpline, policy: Policy) -> str | None:
    """What a reader must not miss who shows services without looking at their attributes."""
    texts = (
        "Its facts are not evidenced well enough to refer people to it." * (line.confidence.rank < policy.minimum_confidence.rank),
        "It takes reports of content and gives no support." * (set(line.remits) == {Remit.CONTENT_REPORTING}),
    )
    return " ".join(filter(None, texts)) or None


def _organization(line: _Line) -> Fields:
    operator = line.facts.operator
    if operator is None:
        return {}
    organization_id = stable_id("organization", line.code, operator)
    names = [other.name for other in line.country.helplines if other.operator == operator]
    organization = {"id": organization_id, "name": operator, "description": f"Operator of {', '.join(names)}."}
    return {"organization_id": organization_id, "organization": organization}


def _eligibility(line: Helpline) -> Fields:
    audience = line.audience
    only = f" Only for: {', '.join(audience.communities)}." if audience.communities else ""
    return {
        "minimum_age": audience.minimum_age,
        "maximum_age": audience.maximum_age,
        "eligibility_description": f"For: {', '.join(audience.roles)}.{only}",
    }


def _costs(line: Helpline) -> Fields:
    if line.cost is None:
        return {}
    option = {"id": stable_id(line.id, "cost"), "service_id": stable_id(line.id), "amount_description": _COSTS[line.cost]}
    amount = {"amount": 0} if line.cost is Cost.FREE else {}
    return {"fees_description": _COSTS[line.cost], "cost_options": [{**option, **amount}]}


def _trusted_flagger(line: Helpline) -> str | None:
    if line.trusted_flagger is None:
        return None
    since = f" since {line.trusted_flagger.since}" if line.trusted_flagger.since else ""
    return f"Trusted flagger under Article 22 of the Digital Services Act{since} ({line.trusted_flagger.source})"


def _phone(line: _Line, key: str, channel: Channel) -> Fields:
    phone_id = stable_id(line.facts.id, key)
    return _without_empty(
        {
            "id": phone_id,
            "service_id": stable_id(line.facts.id),
            "number": channel.value,
            "type": _PHONE_TYPES[channel.kind],
            "description": _instructions(channel),
            "languages": [_language(line.facts, code, {"phone_id": phone_id}) for code in channel.languages or ()],
        }
    )


def _instructions(channel: Channel) -> str:
    """What the caller has to know or do, in words."""
    texts = (
        "WhatsApp" if channel.kind is ChannelKind.WHATSAPP else None,
        f"send {channel.send}" if channel.send else None,
        f"choose {channel.menu} in the menu" if channel.menu else None,
        f"ask for {channel.ask_for}" if channel.ask_for else None,
        "for callers from abroad only" if channel.caller else None,
        f"from abroad {channel.international}" if channel.international else None,
    )
    return "; ".join(filter(None, texts))


def _virtual_location(line: _Line, key: str, channel: Channel) -> Fields:
    """A chat, form, messenger or app: HSDS has virtual locations for what is reached by an address."""
    link_id, location_id = stable_id(line.facts.id, key), stable_id(line.facts.id, key, "location")
    is_page = (channel.uri or "").startswith(("https:", "http:"))
    location = {
        "id": location_id,
        "location_type": "virtual",
        "name": f"{channel.kind}: {channel.value}",
        "url": channel.value if is_page else None,
        "languages": [_language(line.facts, code, {"location_id": location_id}) for code in channel.languages or ()],
    }
    return _without_empty(
        {
            "id": link_id,
            "service_id": stable_id(line.facts.id),
            "location_id": location_id,
            "description": _instructions(channel),
            "location": _without_empty(location),
            "schedules": list(_schedules(line, key, channel, {"service_at_location_id": link_id})),
        }
    )


def _schedules(line: _Line, key: str, channel: Channel, link: Fields) -> Iterator[Fields]:
    for schedule in schedules(channel, line.calendar):
        times = (schedule.get("opens_at"), schedule.get("closes_at"), schedule.get("valid_from"))
        yield {"id": stable_id(line.facts.id, key, "schedule", *times), **link, **schedule}


def _areas(line: _Line) -> tuple[str, ...]:
    return line.facts.regions or (line.code, *line.country.territories)


def _area(code: str) -> Fields:
    found = pycountry.subdivisions.get(code=code) if "-" in code else pycountry.countries.get(alpha_2=code)  # type: ignore[no-untyped-call]
    return {"name": str(getattr(found, "name", code)), "extent": code, "extent_type": "text"}


def _language(line: Helpline, code: str, owner: Fields) -> Fields:
    found = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    return {"id": stable_id(line.id, "language", code, *owner.values()), **owner, "name": str(getattr(found, "name", code)), "code": code}


def _attributes(line: Helpline) -> Iterator[Fields]:
    yield plain_attribute(line.id, "helpline_id", "helpline_id", line.id)
    for word in (*line.remits, *line.categories, *line.audience.roles, *line.audience.communities, *line.networks, line.confidence):
        yield attribute(line.id, word)
    for assurance in Assurance:
        if (value := getattr(line, assurance)) is not None:
            yield attribute(line.id, assurance, "true" if value else "false")
    for url, kind in dict.fromkeys((source.url, source.kind) for source in line.sources):
        yield attribute(line.id, kind, url)
