"""The invariants as tests that pytest collects: one for each, run on the router of a user's own files."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from helpline_router.errors import ProblemsError
from helpline_router.testing.own_files import read_router
from helpline_router.testing.trials import TRIALS

if TYPE_CHECKING:
    from helpline_router.routing import Router

MARKER: Final = "helpline_router"


def collected(session: pytest.Session, given: Mapping[str, Path]) -> Iterator[pytest.Item]:
    """The tests for the files of some options: that they load, and then an invariant each."""
    path = next(iter(given.values()))
    files: OwnFiles = OwnFiles.from_parent(session, path=path, given=given)
    yield from files.collect()


class OwnFiles(pytest.File):
    """The files of the options, under the name of the first."""

    def __init__(self, *, given: Mapping[str, Path], **options: Any) -> None:
        super().__init__(**options)
        self._given = given
        self.add_marker(MARKER)
        self.router = cache(lambda: read_router(self._given))

    def collect(self) -> Iterator["InvariantTest"]:
        yield InvariantTest.from_parent(self, name="loads", check=lambda _: None)
        try:
            self.router()
        except ProblemsError:
            # The one test says why; the others would say nothing of their own.
            return
        for name, trial in TRIALS.items():
            yield InvariantTest.from_parent(self, name=name, check=trial)


class InvariantTest(pytest.Item):
    """An invariant, tried on the router of the files."""

    parent: OwnFiles

    def __init__(self, *, check: Callable[["Router"], None], **options: Any) -> None:
        super().__init__(**options)
        self._check = check

    def runtest(self) -> None:
        self._check(self.parent.router())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong with the files, where; of a broken law what was found and for which report; else the traceback."""
        error = excinfo.value
        if isinstance(error, ProblemsError):
            return "\n".join(map(str, error.problems))
        if isinstance(error, AssertionError):
            return "\n".join([str(error), *getattr(error, "__notes__", ())])
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"helpline-router: {self.name}"
