"""What a part of the benchmarks found, as Markdown, and its place in docs/performance.md."""

import platform
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

REPOSITORY: Final = Path(__file__).parents[1]
PAGE: Final = REPOSITORY / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Target:
    """What was wanted, and what was found."""

    what: str
    found: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether it is."""
        return (self.at_most is None or self.found <= self.at_most) and (self.at_least is None or self.found >= self.at_least)

    @property
    def row(self) -> tuple[str, str, str, str]:
        """What stands in the table."""
        wanted = f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"
        return self.what, wanted, number(self.found), "met" if self.is_met else "**missed**"


def number(value: float) -> str:
    """With as many digits as say something."""
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """A table of which so many columns are texts and the others numbers."""
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def targets(wanted: Iterable[Target]) -> str:
    """The targets of a part."""
    return table(("Target", "Wanted", "Found", ""), (target.row for target in wanted))


def machine(*packages: str) -> str:
    """On what it was measured: nothing that names the machine, and no path of it."""
    versions = (f"{name} {version(name)}" for name in ("pydantic", *packages))
    return f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}, {_processor()}; {', '.join(versions)}."


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE) if cpuinfo.exists() else []
    return f"{len(names)} x {names[0].strip()}" if names else platform.processor() or sys.platform


def write(part: str, text: str) -> None:
    """Puts the text between the part's markers."""
    start, end = f"<!-- {part} -->\n", f"\n<!-- end of {part} -->"
    page = PAGE.read_text(encoding="utf-8")
    if page.count(start) != 1 or page.count(end) != 1:
        raise LookupError(f"{PAGE.name} has not exactly one place for {part}: a line {start.strip()} and a line {end.strip()}")
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{start}{text}{end}{after}", encoding="utf-8")
