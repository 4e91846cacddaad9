"""The overlay: what a platform changes in the facts and rules it takes from elsewhere, in one file of its own.

```yaml
version: acme-7                     # optional
helplines:
  add: [{before: fr-3018, id: fr-acme, ...}]      # before or after a line of its country, else at the end of the country
  replace: [{id: fr-3018, ...}]                   # whole, at its place
  disable: [{id: fr-3114, reason: No answer since noon., until: 2026-11-21T09:00+01:00}]   # a line that is down today
rules: {add: [...], replace: [...], disable: [...]}       # likewise; a rule without a place comes last
```

`disable` comes last: it switches off what the overlay itself adds or replaces, too. A file of nothing but comments changes nothing.
"""

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from helpline_router import _yaml
from helpline_router.changes import AddedHelpline, AddedRule, Addition, HelplineChanges, Overlay, RuleChanges
from helpline_router.errors import OverlayError, Problem
from helpline_router.models import Country, Helpline
from helpline_router.policy import Fallback, Policy, Rule
from helpline_router.registry import Registry
from helpline_router.report import aware
from helpline_router.vocabulary import NAMED_ONLY_REMITS


class _Finding(NamedTuple):
    """A reason why an overlay cannot be applied, at a location in the overlay."""

    location: tuple[str | int, ...]
    entry_id: str
    message: str
    hint: str = ""

    @property
    def problem(self) -> Problem:
        path = ("overlay", *self.location[:2], self.entry_id, *self.location[3:])
        return Problem(".".join(str(part) for part in path if part not in ("id", "")), self.message, self.hint)


_Item = TypeVar("_Item", Helpline, Rule)
_Whole = TypeVar("_Whole", Registry, Policy, Country, Rule)


def load_overlay(path: str | Path) -> Overlay:
    """Read `overlay.yaml`. Raises `OverlayError` with all its problems, each with its place, or OSError if it can't be opened."""
    return _yaml.load(path, Overlay, OverlayError, may_be_empty=True)[1]


def apply_overlay(registry: Registry, policy: Policy, overlay: Overlay, *, at: datetime | None = None) -> tuple[Registry, Policy]:
    """The registry and policy with the changes; what the overlay leaves as it is keeps its version and digest.

    What is disabled counts until its `until`, seen from `at`; without `at`, all of it counts. A disabled line leaves the
    `refer` of every rule. A rule that named nothing else refers to the remits of those lines and then to those of the
    fallback instead, so switching a line off never takes a rule away from a report and never fails a proof.

    Raises `OverlayError` with all problems, and then nothing is applied, or `InvalidReport` for a naive `at`. Whether rules
    and facts fit is proven when a `Router` is made of the result.
    """
    outcome = _outcome(registry, policy, overlay, at)
    if isinstance(outcome, list):
        raise OverlayError(finding.problem for finding in outcome)
    return outcome


def apply_overlay_file(registry: Registry, policy: Policy, path: str | Path, *, at: datetime | None = None) -> tuple[Registry, Policy]:
    """As `apply_overlay` of `load_overlay`, but each problem has its place in the file."""
    return apply_overlay_document(registry, policy, *_yaml.load(path, Overlay, OverlayError, may_be_empty=True), at=at)


def apply_overlay_document(
    registry: Registry, policy: Policy, document: _yaml.Document, overlay: Overlay, *, at: datetime | None = None
) -> tuple[Registry, Policy]:
    """As `apply_overlay`, but each problem has its place in the document that holds the overlay."""
    outcome = _outcome(registry, policy, overlay, at)
    if isinstance(outcome, list):
        problems = (document.problem(finding.location, finding.message, finding.hint) for finding in outcome)
        raise OverlayError(sorted(problems, key=lambda problem: [int(part) for part in problem.where.rsplit(":", 2)[1:]]))
    return outcome


def _outcome(registry: Registry, policy: Policy, overlay: Overlay, at: datetime | None) -> tuple[Registry, Policy] | list[_Finding]:
    """The result, or all that keeps the overlay from being applied."""
    at = None if at is None else aware(at)
    lines = {line.id: line for country in registry.countries.values() for line in country.helplines}
    changed = _changed_lines(lines.values(), overlay.helplines)
    off = {entry.id for entry in overlay.helplines.disable if entry.counts(at)}
    down = {line.id: line for of_country in changed.values() for line in of_country if line.id in off}
    findings = [
        *_mismatches("helplines", overlay.helplines, lines, registry),
        *_mismatches("rules", overlay.rules, {rule.id for rule in policy.rules}, registry),
    ]
    rules = _changed_rules(policy, overlay.rules, down, at)
    if not rules:
        rule_id = overlay.rules.disable[0].id
        findings.append(_Finding(("rules", "disable", 0), rule_id, "no rule is left", "keep one for every report"))
    try:
        # A line that is down is judged too: it comes back at a time when nobody looks.
        _replaced(registry, countries=_changed_countries(registry, changed))
    except ValidationError as error:
        known = {finding.entry_id for finding in findings}
        found = [finding for finding in _inconsistencies(error, changed, overlay.helplines) if finding.entry_id not in known]
        return [*findings, *found]
    left = {code: [line for line in of_country if line.id not in down] for code, of_country in changed.items()}
    facts = _replaced(registry, overlay.version, countries=_changed_countries(registry, left))
    return findings or (facts, _replaced(policy, overlay.version, rules=rules))


def _mismatches(section: str, changes: HelplineChanges | RuleChanges, known: Collection[str], registry: Registry) -> Iterator[_Finding]:
    """The ids and places that do not fit what is changed. An entry whose id or place does not fit is judged no further.

    What the overlay itself brings in can be switched off as well: the rules that name it need not change for a day.
    """
    noun = section.removesuffix("s")
    changed: dict[str, str] = {}
    for operation in ("add", "replace", "disable"):
        if operation == "disable":
            known, changed = {*known, *changed}, {}
        for index, entry in enumerate(getattr(changes, operation)):
            location = (section, operation, index)
            if entry.id in changed:
                hint = f"'{changed[entry.id]}' names it already: keep one of the two"
                yield _Finding((*location, "id"), entry.id, f"two changes of {entry.id}", hint)
            elif operation != "add" and entry.id not in known:
                yield _Finding((*location, "id"), entry.id, f"no {noun} has the id {entry.id}", _near_id(entry.id, known))
            elif operation == "add" and entry.id in known:
                yield _Finding((*location, "id"), entry.id, f"there is a {noun} {entry.id} already", "choose another id, or replace it")
            changed[entry.id] = operation
            if operation == "add":
                yield from _misplacements(location, entry, known, registry)


def _misplacements(
    location: tuple[str | int, ...], entry: AddedHelpline | AddedRule, known: Collection[str], registry: Registry
) -> Iterator[_Finding]:
    code = entry.id[:2].upper() if isinstance(entry, Helpline) else ""
    if code and code not in registry.countries:
        owner = registry.territories.get(code)
        hint = f"it uses the lines of {owner}: start the id with {owner.lower()}-" if owner else "an id starts with its country's code"
        yield _Finding((*location, "id"), entry.id, f"country {code} is not in the registry", hint)
    anchor, side = entry.before or entry.after, "before" if entry.before else "after"
    if anchor and anchor not in known:
        hint = _near_id(anchor, known) or "name one that is not of the overlay itself"
        yield _Finding((*location, side), entry.id, f"'{side}' names {anchor}, which is not there", hint)
    elif anchor and code not in ("", anchor[:2].upper()):
        hint = "a line stands among those of its own country"
        yield _Finding((*location, side), entry.id, f"'{side}' names {anchor}, a line of another country", hint)


def _near_id(entry_id: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(entry_id, sorted(known), n=1, cutoff=0.8)
    return f"did you mean {near[0]}?" if near else ""


def _inconsistencies(error: ValidationError, lines: Mapping[str, Sequence[Helpline]], changes: HelplineChanges) -> Iterator[_Finding]:
    """What the registry as a whole refuses, at the entry it is about. It was valid before, so the overlay is at fault."""
    places = {line.id: ("helplines", "add", index) for index, line in enumerate(changes.add)}
    places |= {line.id: ("helplines", "replace", index) for index, line in enumerate(changes.replace)}
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        location: tuple[str | int, ...] = ("helplines",)
        entry_id = ""
        match item["loc"]:
            case ("countries", str(code), "helplines", int(index), *inside):
                entry_id = lines[code][index].id
                location = (*places[entry_id], *inside) if entry_id in places else location
        yield _Finding(location, entry_id, item["msg"])


def _merged(items: Iterable[_Item], added: Iterable[tuple[Addition, _Item]], replacements: Iterable[_Item]) -> Iterator[_Item]:
    instead = {item.id: item for item in replacements}
    placed: dict[tuple[str | None, str | None], list[_Item]] = defaultdict(list)
    for addition, item in added:
        placed[addition.before, addition.after].append(item)
    for item in items:
        yield from placed[item.id, None]
        yield instead.get(item.id, item)
        yield from placed[None, item.id]
    yield from placed[None, None]


def _changed_lines(lines: Iterable[Helpline], changes: HelplineChanges) -> Mapping[str, Sequence[Helpline]]:
    """The lines by the code of their country, those that are switched off among them."""
    changed: dict[str, list[Helpline]] = defaultdict(list)
    for line in _merged(lines, ((added, _plain(added, Helpline)) for added in changes.add), changes.replace):
        changed[line.id[:2].upper()].append(line)
    return changed


def _changed_countries(registry: Registry, lines: Mapping[str, Sequence[Helpline]]) -> dict[str, Country]:
    return {code: _replaced(country, helplines=tuple(lines.get(code, ()))) for code, country in registry.countries.items()}


def _changed_rules(policy: Policy, changes: RuleChanges, down: Mapping[str, Helpline], at: datetime | None) -> tuple[Rule, ...]:
    disabled = {entry.id for entry in changes.disable if entry.counts(at)}
    rules = _merged(policy.rules, ((added, _plain(added, Rule)) for added in changes.add), changes.replace)
    return tuple(_without_lines(rule, down, policy.fallback) for rule in rules if rule.id not in disabled)


def _without_lines(rule: Rule, down: Mapping[str, Helpline], fallback: Fallback) -> Rule:
    kept = tuple(reference for reference in rule.refer if reference not in down)
    if kept:
        return _replaced(rule, refer=kept)
    remits = (remit for line_id in rule.refer for remit in down[line_id].remits if remit not in NAMED_ONLY_REMITS)
    # A fallback that names lines is refused by the proofs; such a policy stays as it is, so that they can say so.
    return _replaced(rule, refer=tuple(dict.fromkeys((*remits, *(item for item in fallback.refer if item not in down)))) or rule.refer)


def _plain(added: AddedHelpline | AddedRule, kind: type[_Item]) -> _Item:
    return kind.model_validate({name: getattr(added, name) for name in kind.model_fields})


def _replaced(record: _Whole, version: str = "", **fields: Any) -> _Whole:
    """The record with other fields, and with a version that says so; itself if nothing is other."""
    before = {name: getattr(record, name) for name in type(record).model_fields}
    if all(before[name] == value for name, value in fields.items()):
        return record
    if version:
        fields["version"] = f"{before['version'][:300]}+{version}"
    return type(record).model_validate({**before, **fields})
