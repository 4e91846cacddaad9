"""What a process holds in memory: after the import, with the shipped router, and with every cell of it warm."""

from typing import Any, Final

from fresh import said
from page import Target, machine, number, table, targets

MEBI: Final = 1024 * 1024


def part() -> str:
    """The tables of this part."""
    found: dict[str, Any] = said("warming.py")
    steps = {
        "`from helpline_router import Report, default_router`": found["imported"],
        "the shipped router and a first decision": found["loaded"],
        "every cell of an exact or unknown age warm": found["ages"],
        "every cell warm, those of age bands as well": found["bands"],
    }
    head = ("After", "MiB", "Over the import")
    rows = ((step, number(held / MEBI), number((held - found["imported"]) / MEBI)) for step, held in steps.items())
    whole = (found["bands"] - found["imported"]) / MEBI
    a_cell = (found["bands"] - found["ages"]) / (found["cells"] - found["cells of ages"])
    warmed = (
        f"Warmed were {found['cells']:,} cells ({found['cells of ages']:,} of an exact or unknown age), "
        f"which have {found['decisions']:,} decisions; the cells of bands took {a_cell:.0f} bytes each.\n"
        f"With every set of communities, preference and notice of a code there would be {found['full product']:,}: "
        "no service sends them all, and they were not warmed."
    )
    wanted = Target("Every cell warm, in MiB over the import", whole, at_most=64)
    measured = f"Resident memory of a fresh process. Measured on: {machine('psutil')}"
    return "\n\n".join((table(head, rows), warmed, targets([wanted]), measured))
