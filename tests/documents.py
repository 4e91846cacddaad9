"""Examples as tests: those of README, docs and docstrings run as they stand, at one fixed instant.

- A `python` block runs; where a `text` block follows at once, that is what it prints. `>>>` examples are compared as usual.
- A `sh` block runs in bash, with the command `helpline-router` on the path; a `text` block that follows at once is its output.
  A line `...` in the output stands for any number of lines.
- `<!-- skip: reason -->` before a block leaves it out; `<!-- invisible-code: python ... -->` runs what the reader need not see.
- The blocks of a page share their names and a folder, which begins with nothing but `data/`.
"""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest import SkipTest

import pytest
import time_machine
from sybil import Document, Example, Region, Sybil
from sybil.document import PythonDocStringDocument
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser
from xdist.scheduler import LoadScopeScheduling

ROOT: Final = Path(__file__).parents[1]
INSTANT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
_SKIPPED: Final = re.compile(r"^<!--\s*skip:\s*(?P<reason>.+?)\s*-->\s*^(?P<block>```.*?^```$)", re.MULTILINE | re.DOTALL)
_OUTPUT: Final = re.compile(r"\s*^```text\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND: Final = f"""#!{sys.executable}
import datetime, time_machine
from helpline_router.cli import main
with time_machine.travel(datetime.datetime.fromisoformat("{INSTANT.isoformat()}")):
    main()
"""
_STACK: Final = "_stack"


def enter(namespace: dict[str, Any]) -> None:
    """A folder for the examples of a page, and the instant."""
    stack = namespace[_STACK] = ExitStack()
    folder = Path(stack.enter_context(TemporaryDirectory()))
    (folder / "data").symlink_to(ROOT / "data")
    stack.enter_context(chdir(folder))
    stack.enter_context(time_machine.travel(INSTANT))


def leave(namespace: dict[str, Any]) -> None:
    """Back to where it was."""
    namespace[_STACK].close()


class Blocks:
    """The blocks of a page, with what they print."""

    def __call__(self, document: Document) -> Iterator[Region]:
        skipped = [(match.span("block"), match["reason"]) for match in _SKIPPED.finditer(document.text)]
        for region in self._regions(document):
            reason = next((reason for (start, end), reason in skipped if start <= region.start < end), None)
            if reason is not None:
                region.evaluator, region.parsed = _skip, reason
            yield region

    def _regions(self, document: Document) -> Iterator[Region]:
        for region in PythonCodeBlockParser()(document):
            if "```" in document.text[region.start : region.start + 4]:
                region.evaluator = _run_python
            yield region
        yield from CodeBlockParser("sh", _run_shell)(document)


def _skip(example: Example) -> None:
    raise SkipTest(example.parsed)


def _run_python(example: Example) -> str | None:
    printed = StringIO()
    code = compile("\n" * (example.line + example.parsed.line_offset) + example.parsed, example.path, "exec", dont_inherit=True)
    with redirect_stdout(printed):
        exec(code, example.namespace)  # noqa: S102 - the examples are ours
    return _compared(example, printed.getvalue())


def _run_shell(example: Example) -> str | None:
    with TemporaryDirectory() as folder:
        command = Path(folder) / "helpline-router"
        command.write_text(_COMMAND, encoding="utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        environment = {**os.environ, "COLUMNS": "80", "TZ": "Europe/Paris", "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", example.parsed],  # noqa: S607 - wherever it is
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    if done.returncode:
        return f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return _compared(example, done.stdout)


def _compared(example: Example, found: str) -> str | None:
    """What is wrong with the output, if the page shows it; nothing if all is well."""
    shown = _OUTPUT.match(example.document.text, example.region.end)
    if shown is None:
        return None
    lines = (".*" if line == "...\n" else re.escape(line) for line in shown["output"].splitlines(keepends=True))
    if re.fullmatch("".join(lines), found, re.DOTALL):
        return None
    return f"the page shows\n{shown['output']}\nbut there is\n{found}"


pages = Sybil(
    path=str(ROOT), patterns=["README.md", "docs/*.md"], excludes=["*/README.md"], parsers=[Blocks()], setup=enter, teardown=leave
)
docstrings = Sybil(
    path=str(ROOT / "src"),
    patterns=["*.py"],
    parsers=[DocTestParser()],
    setup=enter,
    teardown=leave,
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The examples of a page stay in their order, for they build on each other."""
    by_page: dict[Path, list[SybilItem]] = {}
    for item in items:
        if isinstance(item, SybilItem):
            by_page.setdefault(item.path, []).append(item)
    in_order = {path: sorted(examples, key=lambda each: each.example.start) for path, examples in by_page.items()}
    items[:] = [each for item in items for each in (in_order.pop(item.path, ()) if isinstance(item, SybilItem) else (item,))]


class PagesTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out tests one by one, and the examples of a page to one process. Group marks of xdist do nothing under pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, name = nodeid.partition("::")
        return path if name.startswith("line:") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How the tests are handed out."""
    return PagesTogether(config, log)
