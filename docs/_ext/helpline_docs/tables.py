"""Markdown, written so that it reads as what it says."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from babel.dates import format_date

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~{}$&])")


def plain(text: object) -> str:
    """A text of which Markdown takes nothing for markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def code(text: object) -> str:
    """A text as code, inside of a table too."""
    return f"`{str(text).replace('|', chr(92) + '|')}`"


def codes(texts: Iterable[object]) -> str:
    """Several texts as code."""
    return ", ".join(map(code, texts))


def link(url: str, text: str | None = None) -> str:
    """A link; without a text, its address."""
    address = url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return f"[{plain(text or re.sub('^https?://(www[.])?', '', url).rstrip('/'))}](<{address}>)"


def day(value: date) -> str:
    """A date as people write it."""
    return format_date(value, "d MMMM y", locale="en")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [" | ".join(row) for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(f"| {line} |" for line in lines)
