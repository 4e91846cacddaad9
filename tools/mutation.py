"""How many mutants the tests kill: `python tools/mutation.py` runs mutmut, `--table` only shows what its last run found."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Final

ROOT: Final = Path(__file__).parents[1]
MUTANTS: Final = ROOT / "mutants" / "src" / "helpline_router"
# Exit codes of pytest: all tests passed, or none was there to run.
_SURVIVED: Final = (0, 5, 33)
_NOT_RUN: Final = (None,)


def run() -> int:
    """Make the mutants and try them all, two at a time; those that a run before has tried are not tried again."""
    command = [which("mutmut") or "mutmut", "run", "--max-children", "2"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "HYPOTHESIS_PROFILE": "mutation"}, check=False).returncode  # noqa: S603


def counts() -> dict[str, Counter[str]]:
    """What became of the mutants of each module; the modules of checks are one group."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(MUTANTS.rglob("*.meta")):
        group = "checks" if path.name.startswith("checks") else path.name.split(".")[0]
        for code in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"].values():
            found[group]["survived" if code in _SURVIVED else "not run" if code in _NOT_RUN else "killed"] += 1
    return found


def table() -> Iterator[str]:
    """The counts in Markdown."""
    yield "| group | mutants | killed | survived | killed, % |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for group, count in counts().items():
        tried = count["killed"] + count["survived"]
        left_out = f" ({count['not run']} not run)" if count["not run"] else ""
        yield f"| `{group}` | {tried}{left_out} | {count['killed']} | {count['survived']} | {100 * count['killed'] / max(1, tried):.1f} |"


if __name__ == "__main__":
    failed = run() if sys.argv[1:] != ["--table"] else 0
    sys.stdout.write("\n".join(table()) + "\n")
    sys.exit(failed)
