"""A difference as Markdown, for the people who review a pull request."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

from helpline_router.cli.cell_wording import A_CELL, CONSEQUENCES, compared, counted, dialled, offers, unchanged, values, where, who
from helpline_router.stewardship.diff import Change, Difference
from helpline_router.stewardship.facts import FactChange

_ROWS_SHOWN: Final = 20
# Of each of the two tables. GitHub takes comments of 65 536 characters.
_CHARACTERS: Final = 28_000

Row = tuple[str, ...]


def markdown(found: Difference) -> str:
    """The difference as GitHub shows it: how many cells change, which ones, worst first, and which facts."""
    return "\n".join(_lines(found))


def _lines(found: Difference) -> Iterator[str]:
    yield "## What this change does to people"
    yield ""
    if nothing := unchanged(found):
        yield nothing
    yield from (f"- **{escaped(dialled(change))}**" for change in found.dialled[:_ROWS_SHOWN])
    if len(found.dialled) > _ROWS_SHOWN:
        yield f"- {len(found.dialled) - _ROWS_SHOWN} more lines are reached another way: `helpline-router diff` shows them all."
    for number, (consequence, count) in enumerate(found.cells.items()):
        text = counted(count, consequence)
        yield f"- **{text}**" if number == 0 else f"- {text}"
    yield ""
    yield from _table(("Consequence", "Who", "Before", "After"), [_change(change) for change in found.changes])
    yield f"## Facts changed: {len(found.facts)}"
    yield ""
    yield from _table(("Where", "What", "Before", "After"), [_fact(fact) for fact in found.facts])
    yield f"{A_CELL} {compared(found)}"


def _change(change: Change) -> Row:
    return (CONSEQUENCES[change.consequence], who(change), *offers(change))


def _fact(fact: FactChange) -> Row:
    return (where(fact), fact.kind, *values(fact))


def _table(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The first rows, the others folded, and how many there would be more."""
    lines = [_row(tuple(map(escaped, row))) for row in rows]
    kept = sum(length <= _CHARACTERS for length in accumulate(map(len, lines)))
    shown, folded = lines[: min(_ROWS_SHOWN, kept)], lines[_ROWS_SHOWN:kept]
    head = (_row(header), _row(("---",) * len(header)))
    if shown:
        yield from (*head, *shown, "")
    if folded:
        yield from ("<details>", f"<summary>{len(folded)} more</summary>", "", *head, *folded, "", "</details>", "")
    if kept < len(lines):
        yield from (f"{len(lines) - kept} more rows are left out here: `helpline-router diff` shows them all.", "")


def _row(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is: no table, markup, HTML or mention comes out of a contributed file.

    >>> escaped("a|b <b> *c* @d")
    'a&#124;b &lt;b&gt; &#42;c&#42; @<!-- -->d'
    """
    marked = re.sub(r"[|\\`*\[\]!]", lambda found: f"&#{ord(found[0])};", html.escape(text, quote=False))
    # GitHub looks for mentions and issue numbers in the finished HTML, where an entity would not hinder it.
    return re.sub(r"(?<!&)[@#]", lambda found: f"{found[0]}<!-- -->", marked)
