"""Bad input: one plain line for each problem, and never a value of a report, for it is sensitive."""

from collections.abc import Iterator
from typing import Any, Final

import typer

from helpline_router.errors import HelplineRouterError, InvalidReport, Problem, ProblemsError

# By way of BadParameter: newer releases of typer raise errors of their own copy of click, 0.16 those of click itself.
USAGE_ERROR: Final[type[Exception]] = typer.BadParameter.__bases__[0]

_OPTIONS: Final = {"communities": "community"}

# The empty text would be the folder in which the command runs.
EMPTY_PATH: Final = "needs the path of a file, and was given nothing"


class InputError(HelplineRouterError):
    """Something that was asked of the command cannot be done: one line for each problem."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__(*lines)


def cannot(action: str, error: OSError, path: str = "") -> str:
    """Why a file could not be opened or written; without its path, the option says which."""
    return f"the file {f'{path!r} ' if path else ''}cannot be {action} ({(error.strerror or 'unknown reason').lower()})"


def lines_of(error: Exception) -> Iterator[str]:
    """What to print for an error that the caller can mend."""
    if isinstance(error, InvalidReport):
        for problem in error.problems:
            yield f"error: {report_line(problem)}"
    elif isinstance(error, ProblemsError):
        yield from map(str, error.problems)
    elif isinstance(error, InputError):
        for line in error.lines:
            yield f"error: {line}"
    else:
        yield _usage_line(error)


def report_line(problem: Problem) -> str:
    """A report's problem with the option it belongs to."""
    return f"--{_OPTIONS.get(problem.where, problem.where)} {problem.message}"


def _usage_line(error: Any) -> str:
    """A usage error without what the caller typed: click repeats it, and it may be a value that lost its option."""
    name = type(error).__name__
    path = error.ctx.command_path if error.ctx else "helpline-router"
    see = f"see '{path} --help'"
    if name == "NoArgsIsHelpError":
        return str(error.message)
    if name == "MissingParameter":
        return f"error: {_parameter(error.param)} is missing: {see}"
    if name == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or ()))
        return f"error: unknown option: did you mean {near}?" if near else f"error: unknown option: {see}"
    if name == "BadOptionUsage":
        return f"error: {str(error.message).rstrip('.').replace('Option ', 'option ')}: {see}"
    commands = getattr(error.ctx.command, "commands", None) if error.ctx else None
    if commands:
        return f"error: unknown command: the commands are {', '.join(commands)}"
    return f"error: there is a value without its option: {see}"


def _parameter(parameter: Any) -> str:
    return str(parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.name)
