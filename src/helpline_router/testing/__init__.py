"""Test your own service: strategies, invariants, a frozen registry, a clock, and a plugin for pytest.

What draws examples needs Hypothesis: install `helpline-router[testing]`. See `docs/testing.md`.

>>> from hypothesis import given
>>> from helpline_router import default_router
>>> from helpline_router.testing import assert_open_first, instants, reports
>>> @given(reports(), instants())
... def law(report, at):
...     assert_open_first(default_router(), report, at)
>>> law()
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpline_router.testing.clock import Clock
    from helpline_router.testing.decision_invariants import (
        assert_ages_served,
        assert_faithful,
        assert_not_sent_abroad,
        assert_open_first,
        assert_serves,
    )
    from helpline_router.testing.domain_reports import every_report
    from helpline_router.testing.facts import registries
    from helpline_router.testing.foreign_codes import report_codes
    from helpline_router.testing.frozen import frozen_policy, frozen_registry, frozen_router
    from helpline_router.testing.lines import helplines
    from helpline_router.testing.moments import instants
    from helpline_router.testing.reporters import age_bands, reports
    from helpline_router.testing.router_invariants import (
        assert_answers,
        assert_grows,
        assert_isolated,
        assert_repeats,
        assert_replays,
        assert_round_trips,
        assert_steady,
        assert_total,
    )
    from helpline_router.testing.rules import policies, routers
    from helpline_router.testing.variants import with_helpline, with_other_neighbours

# Loaded when they are asked for: pytest loads the plugin, and with it this package, also where nobody uses it.
_HOMES = {
    "Clock": "clock",
    "age_bands": "reporters",
    "assert_ages_served": "decision_invariants",
    "assert_answers": "router_invariants",
    "assert_faithful": "decision_invariants",
    "assert_grows": "router_invariants",
    "assert_isolated": "router_invariants",
    "assert_not_sent_abroad": "decision_invariants",
    "assert_open_first": "decision_invariants",
    "assert_repeats": "router_invariants",
    "assert_replays": "router_invariants",
    "assert_round_trips": "router_invariants",
    "assert_serves": "decision_invariants",
    "assert_steady": "router_invariants",
    "assert_total": "router_invariants",
    "every_report": "domain_reports",
    "frozen_policy": "frozen",
    "frozen_registry": "frozen",
    "frozen_router": "frozen",
    "helplines": "lines",
    "instants": "moments",
    "policies": "rules",
    "registries": "facts",
    "report_codes": "foreign_codes",
    "reports": "reporters",
    "routers": "rules",
    "with_helpline": "variants",
    "with_other_neighbours": "variants",
}

# Of these, what draws examples: who asks for one of them has Hypothesis, and may ask it for our types.
_DRAWING = frozenset({"facts", "foreign_codes", "lines", "moments", "reporters", "rules"})

__all__ = [
    "Clock",
    "age_bands",
    "assert_ages_served",
    "assert_answers",
    "assert_faithful",
    "assert_grows",
    "assert_isolated",
    "assert_not_sent_abroad",
    "assert_open_first",
    "assert_repeats",
    "assert_replays",
    "assert_round_trips",
    "assert_serves",
    "assert_steady",
    "assert_total",
    "every_report",
    "frozen_policy",
    "frozen_registry",
    "frozen_router",
    "helplines",
    "instants",
    "policies",
    "registries",
    "report_codes",
    "reports",
    "routers",
    "with_helpline",
    "with_other_neighbours",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of the package

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        if _HOMES[name] in _DRAWING:
            # Where Hypothesis loads no entry points (HYPOTHESIS_NO_PLUGINS).
            import_module(f"{__name__}.registering").register_types()
        return found
