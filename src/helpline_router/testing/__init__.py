"""Test your own service: strategies, invariants, a frozen registry, a clock, and a plugin for pytest.

What draws examples needs Hypothesis: install `helpline-router[testing]`. See `docs/testing.md`.

>>> from hypothesis import given
>>> from helpline_router import default_router
>>> @given(reports(), instants())
... def law(report, at):
...     assert_open_first(default_router(), report, at)
>>> law()
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpline_router.testing.clock import Clock
    from helpline_router.testing.facts import registries
    from helpline_router.testing.foreign_codes import report_codes
    from helpline_router.testing.frozen import frozen_policy, frozen_registry, frozen_router
    from helpline_router.testing.lines import helplines
    from helpline_router.testing.moments import instants
    from helpline_router.testing.reporters import age_bands, reports
    from helpline_router.testing.rules import policies

# Loaded when they are asked for: pytest loads the plugin, and with it this package, also where nobody uses it.
_HOMES = {
    "Clock": "clock",
    "age_bands": "reporters",
    "frozen_policy": "frozen",
    "frozen_registry": "frozen",
    "frozen_router": "frozen",
    "helplines": "lines",
    "instants": "moments",
    "policies": "rules",
    "registries": "facts",
    "report_codes": "foreign_codes",
    "reports": "reporters",
}

__all__ = [
    "Clock",
    "age_bands",
    "frozen_policy",
    "frozen_registry",
    "frozen_router",
    "helplines",
    "instants",
    "policies",
    "registries",
    "report_codes",
    "reports",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
