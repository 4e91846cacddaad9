"""All benchmarks: `python benchmarks` prints their tables, `python benchmarks routing memory` those of some parts.

With `--write` the tables are put into docs/performance.md, each between its markers.
"""

import argparse
import sys
import time
from importlib import import_module
from typing import Final

import page

PARTS: Final = ("routing", "cold_start", "growth", "memory", "batch")


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description="Measures helpline-router beside what one would use instead.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all of them if none is named")
    parser.add_argument("--write", action="store_true", help=f"put the tables into docs/{page.PAGE.name}")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in options.parts or PARTS:
        start = time.perf_counter()
        found = import_module(name).part()
        print(f"\n## {name.replace('_', ' ')}\n\n{found}", flush=True)
        print(f"{name} took {time.perf_counter() - start:.0f} s", file=sys.stderr)
        if options.write:
            page.write(name, found)


if __name__ == "__main__":
    main()
