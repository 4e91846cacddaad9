"""The command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Any

import typer

from helpline_docs.tables import plain, table
from helpline_router.cli.app import app


def commands(_argument: str) -> str:
    """Every command with its arguments and options."""
    return "\n\n".join(_command(name, command) for name, command in all_commands())


def all_commands() -> Iterator[tuple[str, Any]]:
    """The commands by the words that call them, groups left out. Their types are click's, or those of typer's copy of it."""
    yield from _below("", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for part, below in command.commands.items():
            yield from _below(f"{name} {part}".strip(), below)
    else:
        yield name, command


def _command(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join(("helpline-router", name, *command.collect_usage_pieces(context)))
    help_text = "\n\n".join(plain(part) for part in command.help.split("\n\n"))
    records = filter(None, (parameter.get_help_record(context) for parameter in command.get_params(context)))
    rows = ((f"`{names}`", plain(text)) for names, text in records)
    return "\n\n".join((f"## {name}", help_text, f"```text\n{usage}\n```", table(("", "what it is"), rows)))
