"""The command line, from the commands themselves."""

from collections.abc import Iterator

import click
import typer

from helpline_docs.tables import code, plain, table
from helpline_router.cli.app import app


def commands(_argument: str) -> str:
    """Every command with its arguments and options."""
    return "\n\n".join(_command(name, command) for name, command in all_commands())


def all_commands() -> Iterator[tuple[str, click.Command]]:
    """The commands by the words that call them, groups left out."""
    yield from _below("helpline-router", typer.main.get_command(app))


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for part, below in command.commands.items():
            yield from _below(f"{name} {part}", below)
    else:
        yield name, command


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join((name, *command.collect_usage_pieces(context)))
    help_text = "\n\n".join(plain(part) for part in (command.help or "").split("\n\n"))
    return "\n\n".join((f"## {name.removeprefix('helpline-router ')}", help_text, f"```text\n{usage}\n```", _parameters(command, context)))


def _parameters(command: click.Command, context: click.Context) -> str:
    rows = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    return table(("", "what it is"), ((code(names), plain(text)) for names, text in rows))
