"""Where findings are in the files, an overlay included."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpline_router._yaml import Document, Location
from helpline_router.errors import Problem
from helpline_router.stewardship.checks_findings import File, Finding, Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The files as they are written."""

    registry: Document
    policy: Document
    exceptions: Document
    overlay: Document | None = None


def problem_of(finding: Finding, material: Material, texts: Texts) -> Problem:
    """A finding at its place: in the overlay, if that adds or replaces the line or rule; else in its file."""
    message = f"{finding.subject}: {finding.message} [{finding.check}]"
    for document, location in _candidates(finding, material, texts):
        return document.problem(location, message, finding.hint)
    return Problem(finding.subject, message, finding.hint)


def _candidates(finding: Finding, material: Material, texts: Texts) -> Iterator[tuple[Document, Location]]:
    """An overlay moves what follows an added entry: lines and rules are found again by their ids."""
    location = finding.location
    match finding.file, location:
        case File.REGISTRY, ("countries", str() as code, "helplines", int() as index, *rest):
            helpline_id = material.registry.countries[code].helplines[index].id
            yield from _in_overlay(texts, "helplines", helpline_id, rest)
            yield from _by_id(texts.registry, ("countries", code, "helplines"), helpline_id, rest)
        case File.REGISTRY, _:
            yield texts.registry, location
        case File.POLICY, ("rules", int() as index, *rest):
            rule_id = material.policy.rules[index].id
            yield from _in_overlay(texts, "rules", rule_id, rest)
            yield from _by_id(texts.policy, ("rules",), rule_id, rest)
        case File.POLICY, _:
            yield texts.policy, location
        case _:
            yield texts.exceptions, location


def _in_overlay(texts: Texts, section: str, entry_id: str, rest: list[str | int]) -> Iterator[tuple[Document, Location]]:
    if texts.overlay is not None:
        for change in ("replace", "add"):
            yield from _by_id(texts.overlay, (section, change), entry_id, rest)


def _by_id(document: Document, section: Location, entry_id: str, rest: list[str | int]) -> Iterator[tuple[Document, Location]]:
    found = written(document, section)
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        if isinstance(entry, dict) and entry.get("id") == entry_id:
            yield document, (*section, index, *rest)


def written(document: Document, location: Location) -> Any:
    """What a document says at a location; None where it says nothing."""
    found: Any = document.data
    for part in location:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return None
    return found
