"""Lines of text for the terminal."""

import os
import re
import sys
import textwrap
from collections.abc import Iterable

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
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


def print_wrapped(text: str) -> None:
    """Print a text, on a terminal wrapped between words, with the other rows further in; in a pipe as it is, so that it can be searched."""
    if _is_pipe():
        typer.echo(text)
        return
    indent = text[: len(text) - len(text.lstrip(" "))]
    rows = textwrap.wrap(text, Console().width, subsequent_indent=f"{indent}  ", break_long_words=False, break_on_hyphens=False)
    typer.echo("\n".join(rows))


def below_each_other(first: str, *others: str) -> RenderableType:
    """The others further in, as far as they go."""
    return Group(Text(first), *(Padding(Text(other), (0, 0, 0, 2)) for other in others))


def table_console() -> Console:
    """As wide as the terminal; in a pipe as wide as a table needs, a row an entry, so that it can be searched."""
    console = Console(highlight=False, markup=False, emoji=False)
    if _is_pipe():
        console.width = 1000
    return console


def print_table(table: Table, console: Console) -> None:
    """Print a table without blanks at the ends of its rows."""
    with console.capture() as capture:
        console.print(table)
    # Blanks may stand before the codes that end a style.
    typer.echo(re.sub(r" +((?:\x1b\[[0-9;]*m)*)$", r"\1", capture.get(), flags=re.MULTILINE), nl=False)


def _is_pipe() -> bool:
    return not sys.stdout.isatty() and not os.environ.get("COLUMNS")


def width() -> int:
    """How wide texts are: as the terminal, but no wider than is good to read."""
    return min(Console().width, _MAXIMUM_WIDTH)
