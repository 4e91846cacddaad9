"""The library's errors: what went wrong, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding in a file, a rule or a report.

    `where` is `file:line:column` for a file that was read, a path such as `rules.fr-hate` otherwise, or the name of a
    report's field. `excerpt` holds the line of the file and a caret under the place; it is empty where there is no file.

    >>> print(Problem("own.yaml:3:5", "unknown field 'nmae'", hint="did you mean 'name'?"))
    own.yaml:3:5: unknown field 'nmae'
      hint: did you mean 'name'?
    """

    where: str
    message: str
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}"]
        parts += [f"  {line}" for line in self.excerpt.splitlines()]
        if self.hint:
            parts.append(f"  hint: {self.hint}")
        return "\n".join(parts)


class HelplineRouterError(Exception):
    """What every error of this library is."""


class ProblemsError(HelplineRouterError):
    """An error that carries all its problems: `problems` holds them in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class RegistryError(ProblemsError):
    """The helplines are not valid: nothing was loaded."""


class PolicyError(ProblemsError):
    """The routing rules are not valid, or do not fit the registry: nothing was loaded."""


class OverlayError(ProblemsError):
    """The overlay is not valid, or does not fit what it changes: nothing was loaded or applied."""


class CodesError(ProblemsError):
    """The list of other systems' report codes is not valid: nothing was loaded."""


class InvalidReport(ProblemsError, ValueError):  # noqa: N818 - the public name says what is wrong
    """A report is not valid. Each problem names a field and what is allowed.

    The rejected value is never part of the error: a report is about a person in crisis.
    """


class UnknownCode(InvalidReport):
    """The system, or its code, is not in the list. Each problem names those of the list that are near, not what was given."""


class UnrelatedCode(InvalidReport):
    """The code is known, and stands for none of the four categories: there is no report to route."""
