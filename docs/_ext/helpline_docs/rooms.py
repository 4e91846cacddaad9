"""The rooms and their layers, drawn from the contract in `pyproject.toml`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from helpline_docs.layers import layers
from helpline_docs.svg import box, drawing, text, written

# By who needs them. A module that no room names belongs to the words and types.
ROOMS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "for a terminal": frozenset({"cli"}),
        "for those who keep the facts, and for many reports": frozenset({"stewardship", "batch"}),
        "for suites of your own": frozenset({"testing"}),
        "other codes; cards": frozenset(
            {"codes", "presentation", "card", "clock_phrases", "markup", "catalogues", "phrases"},
        ),
        "a running service": frozenset({"telemetry", "observing", "reloading"}),
        "report → plan → decision": frozenset(
            {
                "routing", "proofs", "warm", "identity", "keys", "placing", "domain", "recall", "availability", "planning", "eligibility",
                "situations", "readings",
            },
        ),
        "files → types": frozenset({"compiled", "overlay", "changes", "registry", "policy", "code_list", "_yaml"}),
        "words and types": frozenset(),
    }
)  # fmt: skip
_WORDS: Final = "words and types"
_ROW: Final = 28
_HEAD: Final = 24
_WIDTH: Final = 420


def room_of(module: str) -> str:
    """The room of a module."""
    return next((room for room, modules in ROOMS.items() if module in modules), _WORDS)


def rooms(_argument: str) -> str:
    """The drawing: a row for each layer, the highest first."""
    rows = [(_room_of_layer(layer), layer) for layer in layers()]
    heads = sum(place == 0 or rows[place - 1][0] != room for place, (room, _) in enumerate(rows))
    root = drawing(
        "rooms",
        _WIDTH,
        len(rows) * _ROW + heads * _HEAD + 6,
        title="The rooms and their layers",
        description=f"{len(rows)} layers of modules, from the command line at the top to words and errors at the bottom. "
        "Each imports only from those below it; modules side by side do not import each other.",
    )
    top, last = 0.0, None
    for room, layer in rows:
        if room != last:
            text(root, "verb", (10, top + 18), room)
            top, last = top + _HEAD, room
        width = (_WIDTH - 20 - 6 * (len(layer) - 1)) / len(layer)
        for number, module in enumerate(layer):
            x = 10 + number * (width + 6)
            kind = list(ROOMS).index(room_of(module)) % 2
            box(root, "step" if kind else "side", (x, top, width, _ROW - 4))
            text(root, "module", (x + width / 2, top + 16), module)
        top += _ROW
    return written(root)


def _room_of_layer(layer: tuple[str, ...]) -> str:
    """The room of most of its modules."""
    found = [room_of(module) for module in layer]
    return max(found, key=lambda room: (found.count(room), -found.index(room)))
