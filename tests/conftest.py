"""Hypothesis profiles: HYPOTHESIS_PROFILE is `dev` (default), `ci`, `explore` or `mutation`.

`dev` and `ci` try the same examples in every run, so that a failure tells of the change and not of the dice. `explore`
looks for new ones: run it before a release, and keep what it finds as an example. `mutation` is for mutation testing: few
examples, and the first failure is enough.
"""

import os

from hypothesis import HealthCheck, Phase, settings

# Building a registry takes many draws: that is its size, not a fault of a strategy.
_LARGE = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("dev", max_examples=20, deadline=None, derandomize=True, suppress_health_check=_LARGE)
settings.register_profile("ci", max_examples=300, deadline=None, derandomize=True, suppress_health_check=_LARGE)
settings.register_profile("explore", max_examples=1000, deadline=None, suppress_health_check=_LARGE)
settings.register_profile(
    "mutation",
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=_LARGE,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
