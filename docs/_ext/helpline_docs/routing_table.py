"""The decision table, drawn: one row a rule, in the order in which they are tried."""

from collections.abc import Iterator

from helpline_docs.tables import code, codes, link, plain, table
from helpline_docs.words import meanings
from helpline_router import Policy, default_router
from helpline_router.policy import Rule
from helpline_router.records import AgeBand
from helpline_router.vocabulary import MAXIMUM_AGE, Remit


def routing_table(_argument: str) -> str:
    """The rules with their conditions, whom they refer to, and why."""
    policy = default_router().policy
    rows = [(str(place), code(rule.id), _conditions(rule), _whom(rule)) for place, rule in enumerate(policy.rules, start=1)]
    head = ("", "rule", "when", "refer to, in this order, and why")
    fallback = f"Fallback, where a rule finds no line that fits for certain: {_references(policy.fallback.refer)}."
    return "\n\n".join((":::{container} wide-table", table(head, rows), ":::", fallback, _directories(policy)))


def policy_settings(_argument: str) -> str:
    """The settings beside the rules."""
    policy = default_router().policy
    meaning = meanings(Policy)
    shown = {
        name: ", ".join(f"{plain(key)} {days}" for key, days in policy.review_after_days.items())
        if name == "review_after_days"
        else plain(getattr(policy, name))
        for name in Policy.model_fields
        if name not in ("rules", "fallback", "directories")
    }
    rows = ((code(name), value, plain(meaning[name])) for name, value in shown.items())
    return table(("setting", "value", "what it is"), rows)


def _conditions(rule: Rule) -> str:
    return "<br>".join(_condition_texts(rule)) or "any report"


def _condition_texts(rule: Rule) -> Iterator[str]:
    for name in type(rule.when).model_fields:
        value = getattr(rule.when, name)
        if isinstance(value, AgeBand):
            yield f"age {_ages(value)}"
        elif isinstance(value, str):
            yield f"{name} {plain(value)}"
        elif value is not None:
            yield f"{name}: {codes(value)}"


def _ages(band: AgeBand) -> str:
    if band.maximum == MAXIMUM_AGE:
        return f"{band.minimum} and over"
    return f"up to {band.maximum}" if band.minimum == 0 else f"{band.minimum} to {band.maximum}"


def _references(refer: tuple[Remit | str, ...]) -> str:
    return ", ".join(code(item) if isinstance(item, Remit) else f"**{plain(item)}**" for item in refer)


def _whom(rule: Rule) -> str:
    first = " and ".join(filter(None, ("open lines" * rule.open_first, "emergency numbers" * rule.emergency_first)))
    return "<br>".join(filter(None, (_references(rule.refer), f"{first} first" if first else "", plain(rule.rationale))))


def _directories(policy: Policy) -> str:
    named = (f"{link(directory.url, directory.name)} (for {directory.audience})" for directory in policy.directories)
    return f"Directories: {', '.join(named)}."
