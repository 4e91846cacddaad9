"""What people dial or open: lines that stay the same, and are reached another way than before."""

from collections.abc import Iterator, Mapping

from helpline_router.channels import Channel
from helpline_router.models import Country, Helpline
from helpline_router.records import Record


class DialledChange(Record):
    """A line that people are offered and that they reach another way than before."""

    country: str
    """The country."""
    helpline_id: str
    """The line."""
    name: str
    """What the line is called now."""
    is_number: bool
    """Whether all of it is numbers; else there are addresses."""
    before: tuple[str, ...]
    """Numbers and addresses that are no longer there, each with its kind and what the caller must do; empty: nothing is lost."""
    after: tuple[str, ...]
    """Those that are new."""
    cells: int
    """How many cells are offered the line, before or after the change."""


def dialled_changes(code: str, before: Country, after: Country, cells: Mapping[str, int]) -> Iterator[DialledChange]:
    """The lines of a country that are reached another way, of those that some cells are offered; `cells` counts these by id."""
    was = {line.id: line for line in before.helplines}
    for line in after.helplines:
        if line.id in was and cells.get(line.id):
            old, new = _ways(was[line.id]), _ways(line)
            if old.keys() != new.keys():
                lost, gained = [way for way in old if way not in new], [way for way in new if way not in old]
                yield DialledChange(
                    country=code,
                    helpline_id=line.id,
                    name=line.name,
                    is_number=all({**old, **new}[way].number_digits for way in (*lost, *gained)),
                    before=tuple(lost),
                    after=tuple(gained),
                    cells=cells[line.id],
                )


def _ways(line: Helpline) -> dict[str, Channel]:
    return {_way(channel): channel for channel in line.channels}


def _way(channel: Channel) -> str:
    """What a person needs to get through, in words."""
    parts = {
        "international form": channel.international,
        "send": channel.send,
        "menu": channel.menu,
        "ask for": channel.ask_for,
        "from": channel.caller,
    }
    return ", ".join((f"{channel.kind} {channel.value}", *(f"{name} {value}" for name, value in parts.items() if value)))
