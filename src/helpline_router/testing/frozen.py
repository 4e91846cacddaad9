"""A small registry and policy of made-up lines that never change, for tests that must not break when real numbers do.

The numbers are among those that regulators keep for films and plays (Arcep in France, Ofcom in the United Kingdom), the
addresses are of example.org: whoever dials or opens one reaches nobody.
"""

from functools import cache
from typing import Any, Final

from helpline_router.policy import Policy
from helpline_router.registry import Registry
from helpline_router.routing import Router

_VERSION: Final = "frozen-1"
_PAGE: Final = "https://www.example.org/lines"
_CHECKED_ON: Final = "2026-11-01"
_EVERYONE: Final = ["affected", "witness", "parent", "professional"]
_112: Final = {"number": "112", "kind": "general", "sources": [_PAGE]}


def _line(helpline_id: str, name: str, *remits: str, audience: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": helpline_id,
        "name": name,
        "remits": remits,
        "categories": ["suicide", "self_harm", "harassment", "hate"],
        "audience": audience,
        "cost": "free",
        "checked_on": _CHECKED_ON,
        "confidence": "high",
        "sources": [{"url": _PAGE, "kind": "operator", "supports": ["number", "hours", "audience"]}],
        **fields,
    }


def _phone(number: str, hours: str) -> dict[str, Any]:
    return {"kind": "phone", "value": number, "hours": hours, "hours_seen": "2026-11"}


def _chat(name: str, hours: str) -> dict[str, Any]:
    return {"kind": "chat", "value": f"https://{name}.example.org", "hours": hours, "hours_seen": "2026-11"}


def _belgium() -> dict[str, Any]:
    """Languages: each line speaks one; nobody is there for adults who report hate."""
    young, roles = {"maximum_age": 25, "roles": ["affected"]}, {"minimum_age": 18, "roles": ["affected", "witness"]}
    return {
        "timezone": "Europe/Brussels",
        "languages": ["nl", "fr"],
        "emergency": [_112],
        "gaps": [{"category": "hate", "ages": {"minimum": 26}, "reason": "none in this made-up country", "checked_on": _CHECKED_ON}],
        "helplines": [
            _line("be-jong", "Jong", "child_helpline", audience=young, channels=[_chat("jong", "Mo-Su 16:00-22:00")], languages=["nl"]),
            _line("be-jeune", "Jeune", "child_helpline", audience=young, channels=[_chat("jeune", "24/7")], languages=["fr"]),
            _line(
                "be-zorg",
                "Zorg",
                "suicide_prevention",
                audience=roles,
                categories=["suicide", "self_harm"],
                channels=[_chat("zorg", "24/7")],
                languages=["nl", "fr"],
            ),
        ],
    }


def _france() -> dict[str, Any]:
    """Ages and hours: a line for minors, one for adults in office hours, one for everybody by day and night."""
    minors, adults = {"maximum_age": 17, "roles": _EVERYONE}, {"minimum_age": 18, "roles": ["affected", "witness"]}
    return {
        "timezone": "Europe/Paris",
        "languages": ["fr"],
        "territories": ["RE"],
        "emergency": [_112],
        "retired_numbers": [{"number": "01 99 00 99 99", "note": "out of use"}],
        "helplines": [
            _line(
                "fr-jeunes",
                "Jeunes",
                "child_helpline",
                "online_safety",
                audience=minors,
                channels=[_phone("01 99 00 00 01", "Mo-Su 09:00-23:00"), _chat("jeunes", "Mo-Su 09:00-23:00")],
                languages=["fr"],
            ),
            _line(
                "fr-victimes",
                "Victimes",
                "victim_support",
                audience=adults,
                categories=["harassment", "hate"],
                channels=[_phone("01 99 00 00 02", "Mo-Fr 09:00-17:00; PH closed")],
                languages=["fr"],
            ),
            _line(
                "fr-ecoute",
                "\u00c9coute",
                "suicide_prevention",
                "emotional_support",
                audience={"roles": _EVERYONE},
                general=True,
                channels=[_phone("01 99 00 00 03", "24/7")],
                languages=["fr", "en"],
            ),
        ],
    }


def _united_kingdom() -> dict[str, Any]:
    """Regions and communities: a line for Scotland, one that is only for some."""
    everybody = {"roles": ["affected", "witness"]}
    return {
        "timezone": "Europe/London",
        "languages": ["en"],
        "emergency": [{**_112, "number": "999"}],
        "helplines": [
            _line(
                "gb-listening",
                "Listening",
                "suicide_prevention",
                "emotional_support",
                audience=everybody,
                general=True,
                channels=[_phone("0808 157 0001", "24/7"), {"kind": "email", "value": "listening@example.org"}],
                languages=["en"],
            ),
            _line(
                "gb-scotland",
                "Scotland Listens",
                "victim_support",
                audience=everybody,
                regions=["GB-SCT"],
                channels=[_phone("0808 157 0002", "Mo-Su 18:00-02:00")],
                languages=["en"],
            ),
            _line(
                "gb-rainbow",
                "Rainbow",
                "anti_hate",
                audience={**everybody, "communities": ["lgbtq"]},
                channels=[_phone("0808 157 0003", "unknown") | {"hours_seen": None}],
                languages=["en"],
            ),
        ],
    }


@cache
def frozen_registry() -> Registry:
    """The made-up lines of three countries: BE has languages and a gap, FR ages and hours, GB regions and communities.

    >>> [line.id for line in frozen_registry().countries["FR"].helplines]
    ['fr-jeunes', 'fr-victimes', 'fr-ecoute']
    """
    return Registry.model_validate({"version": _VERSION, "countries": {"BE": _belgium(), "FR": _france(), "GB": _united_kingdom()}})


@cache
def frozen_policy() -> Policy:
    """Rules for the made-up lines: two for life at stake, and one for all else."""
    life = {"category": ["suicide", "self_harm"]}
    listening = ["suicide_prevention", "emotional_support", "child_helpline"]
    return Policy.model_validate(
        {
            "version": _VERSION,
            "minimum_platform_age": 13,
            "minimum_confidence": "medium",
            "maximum_referrals": 3,
            "hours_trusted_for_days": 1460,
            "review_after_days": {"suicide": 90, "self_harm": 90, "harassment": 180, "hate": 180},
            "rules": [
                _rule("life-minors", {**life, "age": {"maximum": 17}}, ["child_helpline", *listening], open_first=True),
                _rule("life", life, listening, open_first=True),
                _rule("attacks", {}, ["victim_support", "anti_hate", "child_helpline", "online_safety"]),
            ],
            "fallback": {"refer": ["child_helpline", "emotional_support"]},
            "directories": [
                {"name": "Lines of the World", "url": "https://world.example.org", "for": "all"},
                {"name": "Lines for the Young", "url": "https://young.example.org", "for": "minors"},
            ],
        }
    )


def _rule(rule_id: str, when: dict[str, Any], refer: list[str], *, open_first: bool = False) -> dict[str, Any]:
    refer = list(dict.fromkeys(refer))
    return {"id": rule_id, "when": when, "refer": refer, "open_first": open_first, "rationale": "So that a test can tell."}


@cache
def frozen_router() -> Router:
    """The router of the frozen registry and policy.

    >>> from datetime import UTC, datetime
    >>> from helpline_router import Report
    >>> decision = frozen_router().route(Report(category="hate", age=15, country="FR"), datetime(2026, 11, 20, 17, tzinfo=UTC))
    >>> [(referral.helpline_id, referral.state.value) for referral in decision.referrals]
    [('fr-jeunes', 'open')]
    """
    return Router(frozen_registry(), frozen_policy())
