"""A router of the files that the plugin's options give."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from helpline_router.errors import OverlayError, Problem, ProblemsError
from helpline_router.overlay import apply_overlay_file
from helpline_router.policy import load_policy
from helpline_router.registry import load_registry
from helpline_router.routing import Router, default_router

_File = TypeVar("_File")


def read_router(given: Mapping[str, Path]) -> Router:
    """The router of the files of some options, of the shipped ones for the others, with the overlay as it counts now.

    Raises a `ProblemsError` with all problems of the files, each with its place.
    """
    problems: list[Problem] = []

    def read(option: str, load: Callable[[Path], _File]) -> _File | None:
        if option not in given:
            return None
        try:
            return load(given[option])
        except ProblemsError as error:
            problems.extend(error.problems)
        except OSError as error:
            problems.append(
                Problem(option, f"the file {str(given[option])!r} cannot be opened ({(error.strerror or 'unknown reason').lower()})")
            )
        return None

    registry = read("--helpline-registry", load_registry) or default_router().registry
    policy = read("--helpline-policy", load_policy) or default_router().policy
    if not problems:
        facts = read("--helpline-overlay", lambda path: apply_overlay_file(registry, policy, path, at=datetime.now(UTC)))
        registry, policy = facts or (registry, policy)
    if problems:
        raise OverlayError(problems) if "--helpline-overlay" in given else ProblemsError(problems)
    return Router(registry, policy)
