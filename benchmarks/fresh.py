"""Fresh interpreters: what they take, and what they say."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import helpline_router
from page import REPOSITORY

IN_USE: Final = Path(helpline_router.__file__).parents[1]
"""Where the library is that runs here: what is started runs the same one."""
_HERE: Final = Path(__file__).parent


def cpu_seconds(code: str, library: Path = IN_USE) -> float:
    """The processor time, of user and system, that a fresh interpreter takes for the code, start and end included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(["-c", code], library)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def said(script: str, *arguments: str) -> Any:
    """What a script of this folder prints as JSON, run by a fresh interpreter."""
    return json.loads(_run([str(_HERE / script), *arguments], IN_USE))


@contextmanager
def installed_wheel() -> Iterator[Path]:
    """A folder with nothing but the library, installed from a wheel built of this repository: only a wheel carries what is compiled."""
    with TemporaryDirectory() as folder:
        wheels, target = Path(folder, "wheels"), Path(folder, "target")
        quiet = ("--quiet", "--no-deps", "--disable-pip-version-check")
        _run(["-m", "pip", "wheel", *quiet, "--no-build-isolation", "--wheel-dir", str(wheels), str(REPOSITORY)], IN_USE)
        _run(["-m", "pip", "install", *quiet, "--target", str(target), *map(str, wheels.glob("*.whl"))], IN_USE)
        found = _run(["-c", "import helpline_router; print(helpline_router.__file__)"], target)
        if not Path(found.strip()).is_relative_to(target):
            raise LookupError("the wheel was installed, and another helpline_router was found")
        yield target


def _run(arguments: list[str], library: Path) -> str:
    paths = os.pathsep.join(filter(None, (str(library), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=_HERE.parent, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603 - own code
