"""Hypothesis profiles: HYPOTHESIS_PROFILE is `dev` (default) or `ci`."""

import os

from hypothesis import HealthCheck, settings

# Building a registry takes many draws: that is its size, not a fault of a strategy.
_LARGE = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=_LARGE)
settings.register_profile("ci", max_examples=600, deadline=None, suppress_health_check=_LARGE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
