"""Known exceptions to checks: each excuses one finding, for a stated reason."""

from collections import Counter
from pathlib import Path
from typing import Self

from pydantic import model_validator

from helpline_router import _yaml
from helpline_router.errors import ProblemsError
from helpline_router.records import Notes, Record, Text, Url


class ExceptionsError(ProblemsError):
    """The exceptions are not valid: nothing was loaded."""


class CheckException(Record):
    """A finding that is known, and why it is none."""

    check: Text
    """The name of the check."""
    subject: Text
    """The helpline, country or rule, as the finding names it."""
    value: Text | None = None
    """The number, address or category, where the finding names one: another one at the same subject is not excused."""
    reason: Notes
    """Why it is none."""
    source: Url | None = None
    """The page that shows it; needed where facts are excused."""

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What it excuses."""
        return self.check, self.subject, self.value


class CheckExceptions(Record):
    """The exceptions of one file."""

    exceptions: tuple[CheckException, ...] = ()
    """In any order."""

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        counts = Counter(exception.key for exception in self.exceptions)
        if twice := [key for key, count in counts.items() if count > 1]:
            raise ValueError(f"two exceptions for {' '.join(filter(None, twice[0]))}")
        return self


def load_exceptions(path: str | Path) -> CheckExceptions:
    """Read `check-exceptions.yaml`. Raises `ExceptionsError` with all its problems, or OSError if it can't be opened."""
    return _yaml.load(path, CheckExceptions, ExceptionsError)[1]
