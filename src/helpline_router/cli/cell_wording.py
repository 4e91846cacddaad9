"""Cells, changes and facts in words, for the stewards: the codes of the files, which can be searched for."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from pydantic import JsonValue

from helpline_router.records import AgeBand
from helpline_router.stewardship.dialled import DialledChange
from helpline_router.stewardship.diff import AgeClass, Change, Consequence, Difference
from helpline_router.stewardship.facts import FactChange, FactChangeKind
from helpline_router.stewardship.offers import Offer
from helpline_router.vocabulary import MAXIMUM_AGE

NOTHING: Final = "nothing"

A_CELL: Final = "A cell is a country, category, role, age, region and community."

CONSEQUENCES: Final[Mapping[Consequence, str]] = MappingProxyType(
    {
        Consequence.LAST_LINE_LOST: "lose their last line",
        Consequence.EMERGENCY_NUMBER_LOST: "lose an emergency number",
        Consequence.FIRST_LINE_LOST: "lose their first line",
        Consequence.LINE_LOST: "lose another line",
        Consequence.REORDERED: "get the same in another order",
        Consequence.GAINED: "get more",
    }
)

# Long texts, such as notes, are in the JSON.
_LONGEST: Final = 120


def counted(number: int, consequence: Consequence) -> str:
    """How many cells a consequence has: 1 cell loses its last line."""
    if number != 1:
        return f"{number} cells {CONSEQUENCES[consequence]}"
    verb, _, rest = CONSEQUENCES[consequence].partition(" ")
    return f"1 cell {verb}s {rest.replace('their', 'its')}"


def unchanged(found: Difference) -> str | None:
    """What to say where no cell changes; nothing if one does, or if people dial another number."""
    if found.changes or found.dialled:
        return None
    if any(_is_about_help(fact) for fact in found.facts):
        return "No cell gets another line or emergency number, but something about them is different: see the facts below."
    return "No cell changes: everybody is offered the same lines and emergency numbers."


def _is_about_help(fact: FactChange) -> bool:
    return bool({"helplines", "emergency"} & set(fact.path[:3]))


def dialled(change: DialledChange) -> str:
    """FR: the number of 3018 (fr-3018) changes for 12 cells: phone 3018 -> phone 3019."""
    what = "number" if change.is_number else "number or address"
    cells = "1 cell" if change.cells == 1 else f"{change.cells} cells"
    before, after = ("; ".join(ways) or NOTHING for ways in (change.before, change.after))
    return f"{change.country}: the {what} of {change.name} ({change.helpline_id}) changes for {cells}: {before} -> {after}"


def compared(found: Difference) -> str:
    """When the decisions were compared."""
    return f"Compared: a working day at noon and a Sunday at 03:00, local time, since {found.since}."


def who(change: Change) -> str:
    """The cells of a change: FR, harassment / hate, 13-17, witness."""
    parts = [
        " / ".join(change.categories),
        " / ".join(map(_ages, change.ages)),
        " / ".join(change.roles),
        _named("region", change.regions),
        _named("community", change.communities),
    ]
    subject = () if change.subject == "lines" else ("emergency numbers",)
    return ", ".join((change.country, *(filter(None, parts) if any(parts) else ("everyone",)), *subject))


def _ages(ages: AgeClass) -> str:
    if not isinstance(ages, AgeBand):
        return "age unknown"
    if ages.minimum == ages.maximum:
        return str(ages.minimum)
    return f"{ages.minimum}+" if ages.maximum == MAXIMUM_AGE else f"{ages.minimum}-{ages.maximum}"


def _named(name: str, values: Sequence[str]) -> str:
    return f"{name} {' / '.join(values)}" if values else ""


def offers(change: Change) -> tuple[str, str]:
    """What the cells had and what they have: by day and at night, where that makes a difference."""
    before, after = change.before, change.after
    if before.day == before.night and after.day == after.night:
        return _offer(before.day, change), _offer(after.day, change)
    return _by_moment(before, change), _by_moment(after, change)


def _by_moment(offer: Offer, change: Change) -> str:
    moments = {"by day": "day", "at night": "night"}
    return "; ".join(
        f"{words} {_offer(getattr(offer, name), change)}"
        for words, name in moments.items()
        if getattr(change.before, name) != getattr(change.after, name)
    )


def _offer(offered: Iterable[str], change: Change) -> str:
    """Ids without the country, which is named before."""
    return ", ".join(name.removeprefix(f"{change.country.lower()}-") for name in offered) or NOTHING


def where(fact: FactChange) -> str:
    """Where a fact stands: FR, helplines, fr-3018, channels, phone 3018, hours."""
    return ", ".join(fact.path[1:] if fact.path[0] == "countries" else fact.path)


def values(fact: FactChange) -> tuple[str, str]:
    """The old value and the new one; of an entry that came or went, only what it is called."""
    if fact.kind in (FactChangeKind.ADDED, FactChangeKind.REMOVED):
        return ("", _title(fact.after)) if fact.kind is FactChangeKind.ADDED else (_title(fact.before), "")
    return short(value(fact.before)), short(value(fact.after))


def _title(entry: JsonValue) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return str(name) if name else ""


def short(text: str) -> str:
    """A text that fits a row."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3].rstrip()}..."


def value(found: JsonValue) -> str:
    """A value of a file, as the file would have it."""
    match found:
        case None | [] | "":
            return "none"
        case bool():
            return "true" if found else "false"
        case list():
            return ", ".join(map(value, found))
        case dict():
            return ", ".join(f"{name} {value(item)}" for name, item in found.items()) or "any"
        case _:
            return str(found)
