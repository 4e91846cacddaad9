"""The plugin for pytest: fixtures, and the invariants as tests of your own files.

pytest loads it wherever helpline-router is installed, so nothing of the library, and no Hypothesis, is imported before it is
used.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from helpline_router.registry import Registry
    from helpline_router.routing import Router
    from helpline_router.testing.clock import Clock

_OPTIONS = {
    "--helpline-registry": "Run the invariants of helpline-router on this helplines.yaml; its path is seen from where pytest is started.",
    "--helpline-policy": "Likewise, on this routing.yaml.",
    "--helpline-overlay": "Likewise, with this overlay.yaml applied to both.",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; what none of them gives is the shipped file."""
    group = parser.getgroup("helpline-router")
    for option, purpose in _OPTIONS.items():
        group.addoption(option, metavar="PATH", default=None, help=purpose)


def pytest_configure(config: pytest.Config) -> None:
    """The marker of the collected invariants: `-m helpline_router` runs them alone."""
    config.addinivalue_line("markers", "helpline_router: an invariant of helpline-router, run on the files of its options")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """One test for each invariant, if a file is given; early, so that they are selected and shuffled as others are."""
    if _given(config):
        try:
            from helpline_router.testing.collecting import collected
        except ModuleNotFoundError as error:
            raise pytest.UsageError(f"{error.name} is missing: pip install 'helpline-router[testing]'") from None
        items.extend(collected(session, _given(config)))


def _given(config: pytest.Config) -> dict[str, Path]:
    """The options that are given, each with its path, seen from where pytest was started."""
    options = ((option, config.getoption(option)) for option in _OPTIONS)
    return {option: config.invocation_params.dir / path for option, path in options if path is not None}


@pytest.fixture(scope="session")
def helpline_router(pytestconfig: pytest.Config) -> "Router":
    """The router under test: of the files that the options give, and of the shipped ones for what they do not."""
    from helpline_router.errors import ProblemsError
    from helpline_router.routing import default_router
    from helpline_router.testing.own_files import read_router

    given = _given(pytestconfig)
    try:
        return read_router(given) if given else default_router()
    except ProblemsError as error:
        told = "\n".join(map(str, error.problems))
    pytest.fail(told, pytrace=False)


@pytest.fixture(scope="session")
def frozen_registry() -> "Registry":
    """A small registry of made-up lines that never changes; `helpline_router.testing.frozen_router()` answers from it."""
    from helpline_router.testing.frozen import frozen_registry

    return frozen_registry()


@pytest.fixture
def clock() -> "Clock":
    """A clock that stands still until it is told to move: pass it to what asks for the time."""
    from helpline_router.testing.clock import Clock

    return Clock()


@pytest.fixture
def at() -> datetime:
    """A fixed instant: a Friday that is a holiday nowhere in Europe, 18:00 in Paris."""
    from helpline_router.testing.clock import AT

    return AT
