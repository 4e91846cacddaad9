"""What a fresh process pays before its first decision, beside the import of pydantic alone."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from fresh import IN_USE, cpu_seconds, installed_wheel
from page import Target, machine, table, targets
from rounds import best_of

PYDANTIC: Final = "`from pydantic import BaseModel`"
ROUNDS: Final = 15
WHEEL: Final = "an installed wheel"
IMPORT: Final = "`from helpline_router import route_report`"
DECISION: Final = "the same and the first decision"
CODE: Final[Mapping[str, str]] = {
    "Python, with nothing to do": "pass",
    PYDANTIC: "from pydantic import BaseModel",
    IMPORT: "from helpline_router import route_report",
    DECISION: "from helpline_router import route_report; route_report(category='harassment', age=15, country='FR')",
}


def part() -> str:
    """The tables of this part."""
    with installed_wheel() as wheel:
        places = {"the checkout": IN_USE, WHEEL: wheel}
        works = {}
        for what, code in CODE.items():
            for place, library in places.items() if "helpline_router" in code else (("", IN_USE),):
                cpu_seconds(code, library)  # Leaves the compiled bytecode behind.
                works[f"{what}, from {place}" if place else what] = partial(cpu_seconds, code, library)
        seconds = best_of(works, ROUNDS)
    base = seconds[PYDANTIC]
    head = ("A fresh process that does", "Times the one that imports pydantic")
    return "\n\n".join(
        (
            table(head, ((what, f"{taken / base:.2f}") for what, taken in seconds.items())),
            targets(_targets(seconds)),
            f"Processor time of the whole process, the best of {ROUNDS}. Measured on: {machine()}",
        )
    )


def _targets(seconds: Mapping[str, float]) -> Iterator[Target]:
    first = seconds[f"{DECISION}, from {WHEEL}"]
    yield Target("the first decision of a process, from an installed wheel, in imports of pydantic", first / seconds[PYDANTIC], at_most=2.5)
