"""The strategies for our types, so that `st.from_type(Report)` and `@given(...)` of annotated arguments find them.

Hypothesis calls `register_types` when it is imported: see its entry point in `pyproject.toml`.
"""


def register_types() -> None:
    """Tell Hypothesis how to make reports, age bands, helplines, registries, policies and routers.

    >>> from hypothesis import given, strategies as st
    >>> from helpline_router import Report
    >>> @given(st.from_type(Report))
    ... def law(report):
    ...     assert report.category
    >>> law()
    """
    # Not above: importing Hypothesis calls this function, which must be there by then.
    from hypothesis import strategies as st

    from helpline_router import testing
    from helpline_router.models import Helpline
    from helpline_router.policy import Policy
    from helpline_router.records import AgeBand
    from helpline_router.registry import Registry
    from helpline_router.report import Report
    from helpline_router.routing import Router

    # As functions, so that nothing is made before it is asked for; a strategy's module may be what imports Hypothesis just now.
    st.register_type_strategy(AgeBand, lambda _: testing.age_bands())
    st.register_type_strategy(Report, lambda _: testing.reports())
    st.register_type_strategy(Helpline, lambda _: testing.helplines())
    st.register_type_strategy(Registry, lambda _: testing.registries())
    st.register_type_strategy(Policy, lambda _: testing.policies())
    st.register_type_strategy(Router, lambda _: testing.routers())
