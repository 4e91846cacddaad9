"""Which support line really serves this person: right category, age, country, language, open now."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpline_router import codes
    from helpline_router.card import Card
    from helpline_router.changes import Overlay
    from helpline_router.decision import Referral, RoutingDecision
    from helpline_router.errors import (
        CodesError,
        HelplineRouterError,
        InvalidReport,
        OverlayError,
        PolicyError,
        Problem,
        RegistryError,
        UnknownCode,
        UnrelatedCode,
    )
    from helpline_router.models import Helpline
    from helpline_router.observing import Observation, ObservedRouter
    from helpline_router.overlay import apply_overlay, load_overlay
    from helpline_router.plan import RoutingPlan
    from helpline_router.policy import Policy, load_policy
    from helpline_router.presentation import present
    from helpline_router.records import AgeBand
    from helpline_router.registry import Registry, load_registry
    from helpline_router.reloading import Reload, ReloadingRouter
    from helpline_router.report import Report
    from helpline_router.routing import Router, default_router, route_report
    from helpline_router.vocabulary import Category, Community, Preference, Role

# Loaded when they are asked for: the plugin of pytest must cost nothing where it is not used, and a service that only routes
# need not wait for CLDR.
_HOMES = {
    "AgeBand": "records",
    "Card": "card",
    "Category": "vocabulary",
    "CodesError": "errors",
    "Community": "vocabulary",
    "Helpline": "models",
    "HelplineRouterError": "errors",
    "InvalidReport": "errors",
    "Observation": "observing",
    "ObservedRouter": "observing",
    "Overlay": "changes",
    "OverlayError": "errors",
    "Policy": "policy",
    "PolicyError": "errors",
    "Preference": "vocabulary",
    "Problem": "errors",
    "Referral": "decision",
    "Registry": "registry",
    "RegistryError": "errors",
    "Reload": "reloading",
    "ReloadingRouter": "reloading",
    "Report": "report",
    "Role": "vocabulary",
    "Router": "routing",
    "RoutingDecision": "decision",
    "RoutingPlan": "plan",
    "UnknownCode": "errors",
    "UnrelatedCode": "errors",
    "apply_overlay": "overlay",
    "default_router": "routing",
    "load_overlay": "overlay",
    "load_policy": "policy",
    "load_registry": "registry",
    "present": "presentation",
    "route_report": "routing",
}

__all__ = [
    "AgeBand",
    "Card",
    "Category",
    "CodesError",
    "Community",
    "Helpline",
    "HelplineRouterError",
    "InvalidReport",
    "Observation",
    "ObservedRouter",
    "Overlay",
    "OverlayError",
    "Policy",
    "PolicyError",
    "Preference",
    "Problem",
    "Referral",
    "Registry",
    "RegistryError",
    "Reload",
    "ReloadingRouter",
    "Report",
    "Role",
    "Router",
    "RoutingDecision",
    "RoutingPlan",
    "UnknownCode",
    "UnrelatedCode",
    "apply_overlay",
    "codes",
    "default_router",
    "load_overlay",
    "load_policy",
    "load_registry",
    "present",
    "route_report",
]


if not TYPE_CHECKING:  # a type checker would take any name for one of the package

    def __getattr__(name: str) -> object:
        if name == "codes":
            return import_module("helpline_router.codes")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        # Kept, so that each name is looked for once.
        found = globals()[name] = getattr(import_module(f"helpline_router.{_HOMES[name]}"), name)
        return found
