"""Lines of text for the terminal."""

import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

_MAXIMUM_WIDTH = 100

Line = tuple[str, str]


def print_lines(lines: Iterable[Line]) -> None:
    """Print (text, style) pairs, wrapped between words; numbers and addresses stay whole."""
    console = Console(highlight=False)
    for text, style in lines:
        indent = text[: len(text) - len(text.lstrip(" "))]
        wrapped = textwrap.wrap(
            text.lstrip(" "), width(), initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        for row in wrapped or [""]:
            console.print(Text(row.replace("\u00a0", " "), style), soft_wrap=True)


def width() -> int:
    """How wide texts are: as the terminal, but no wider than is good to read."""
    return min(Console().width, _MAXIMUM_WIDTH)
