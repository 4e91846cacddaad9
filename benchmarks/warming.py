"""Run by `memory` in a fresh process: asks the shipped router for every cell there is, and prints what that took, as JSON."""

import gc
import json
import sys
from datetime import UTC, datetime
from itertools import chain

import psutil

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


def resident() -> int:
    """The bytes that the process holds in memory."""
    gc.collect()
    found: int = psutil.Process().memory_info().rss
    return found


def main() -> None:
    """Import, load, and warm: exact and unknown ages first, then bands."""
    found = {"start": resident()}
    from helpline_router import Report, default_router

    found["imported"] = resident()
    router = default_router()
    router.route(Report(category="harassment", age=15, country="FR"), AT)
    found["loaded"] = resident()
    from cells import all_axes

    axes = list(all_axes(router))
    asked: dict[str, int] = {}
    decisions = {}
    for what in ("ages", "bands"):
        reports = chain.from_iterable(each.reports(getattr(each, what)) for each in axes)
        asked[what] = 0
        for report in reports:
            decision = router.route(report, AT)
            decisions[id(decision)] = decision
            asked[what] += 1
        found[what] = resident()
    found["cells"], found["cells of ages"], found["decisions"] = sum(asked.values()), asked["ages"], len(decisions)
    found["full product"] = sum(each.full_size for each in axes)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
