"""OpenTelemetry metrics of decisions, for services that have it: `pip install 'helpline-router[otel]'`.

| metric | kind | unit | attributes |
| --- | --- | --- | --- |
| `helpline_router.decisions` | counter | `{decision}` | rule, scope, country |
| `helpline_router.notices` | counter | `{notice}` | notice, rule, scope, country |
| `helpline_router.route.duration` | histogram | `us` | scope |

Each attribute has the prefix `helpline_router.`; the country is `none` if it is unknown or not covered. Notices are counted one
by one, so that an attribute has few values.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from helpline_router.observing import Observation

if TYPE_CHECKING:
    from opentelemetry.metrics import Meter

_PREFIX: Final = "helpline_router."
# In microseconds: from a warm answer to a country that is asked for the first time.
_BOUNDARIES: Final = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000)


def telemetry_hook(meter: "Meter | None" = None) -> Callable[[Observation], None]:
    """A hook for `ObservedRouter` that records with a meter, by default one of the global meter provider.

    Raises ImportError without the extra `otel`.
    """
    try:
        from opentelemetry.context import Context
        from opentelemetry.metrics import get_meter
        from opentelemetry.trace import INVALID_SPAN, set_span_in_context
    except ImportError:
        raise ImportError("telemetry_hook needs one more step: pip install 'helpline-router[otel]'") from None
    meter = meter or get_meter("helpline_router")
    decisions = meter.create_counter(f"{_PREFIX}decisions", "{decision}", "Reports that were routed.")
    notices = meter.create_counter(f"{_PREFIX}notices", "{notice}", "Notices of the decisions.")
    duration = meter.create_histogram(
        f"{_PREFIX}route.duration", "us", "How long a decision took.", explicit_bucket_boundaries_advisory=_BOUNDARIES
    )
    # In the current context a measurement may carry the id of its trace as an exemplar: the way back to a person. The SDK takes
    # an empty context for none at all, so this one holds a span that is nobody's.
    nobody = set_span_in_context(INVALID_SPAN, Context())

    def record(observation: Observation) -> None:
        scope = {f"{_PREFIX}scope": observation.scope.value}
        where = {**scope, f"{_PREFIX}rule": observation.rule, f"{_PREFIX}country": observation.country or "none"}
        decisions.add(1, where, nobody)
        for code in observation.notices:
            notices.add(1, {**where, f"{_PREFIX}notice": code.value}, nobody)
        duration.record(observation.microseconds, scope, nobody)

    return record
