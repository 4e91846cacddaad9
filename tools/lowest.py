"""The lowest versions the project declares, as constraints for pip: `python tools/lowest.py batch cli > lowest.txt`.

Each argument is an extra whose lower bounds are wanted beside those of the library itself.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

PYPROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"
_BOUND: Final = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\w.]+)")


def constraints(project: dict[str, Any], extras: list[str]) -> Iterator[str]:
    """`name==version` for each requirement: a requirement without a lower bound promises what nobody tried, and is refused."""
    declared = project["optional-dependencies"]
    for requirement in (*project["dependencies"], *(text for extra in extras for text in declared[extra])):
        found = _BOUND.fullmatch(requirement)
        if not found:
            raise ValueError(f"{requirement}: no plain lower bound, such as {requirement}>=1.0")
        yield f"{found['name']}=={found['version']}"


if __name__ == "__main__":
    with PYPROJECT.open("rb") as file:
        sys.stdout.write("\n".join(constraints(tomllib.load(file)["project"], sys.argv[1:])) + "\n")
