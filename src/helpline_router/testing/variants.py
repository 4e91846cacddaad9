"""Routers, policies and reports that differ from others in one thing, for laws that compare the two."""

from collections.abc import Iterable
from typing import Any

from helpline_router.models import Country, Helpline
from helpline_router.policy import Policy
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.routing import Router


def with_other_neighbours(router: Router, country: str | None) -> Router:
    """The router with the lines of all countries but this one in reverse order, with other languages and in another zone."""
    sections: dict[str, Country] = {}
    for code, section in router.registry.countries.items():
        sections[code] = section
        if code != country:
            lines = [line.model_copy(update={"languages": ("zu",), "general": not line.general}) for line in reversed(section.helplines)]
            elsewhere = {"helplines": tuple(lines), "timezone": "Pacific/Auckland", "languages": ("zu", "xh")}
            sections[code] = section.model_copy(update=elsewhere)
    return Router(Registry(version="another", countries=sections), router.policy)


def with_helpline(router: Router, line: Helpline, index: int = 0) -> Router:
    """The router with one line more, at a place among those of its country."""
    code = line.id[:2].upper()
    lines = list(router.registry.countries[code].helplines)
    lines.insert(index, line)
    return Router(with_helplines(router.registry, code, lines), router.policy)


def with_helplines(registry: Registry, code: str, lines: Iterable[Helpline]) -> Registry:
    """The registry with other lines in one of its countries."""
    country = registry.countries[code]
    section = Country.model_validate({**{name: getattr(country, name) for name in Country.model_fields}, "helplines": tuple(lines)})
    return Registry(version=registry.version, countries={**registry.countries, code: section})


def replaced(policy: Policy, **fields: Any) -> Policy:
    """The policy with other values in some fields."""
    return Policy.model_validate({**{name: getattr(policy, name) for name in Policy.model_fields}, **fields})


def changed(report: Report, **fields: object) -> Report:
    """The report with other values in some fields."""
    return Report(**{**{name: getattr(report, name) for name in Report.model_fields}, **fields})
