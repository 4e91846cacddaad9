"""Strategies for other systems' report codes: what `codes.to_report` takes for a report."""

from collections.abc import Collection

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router.code_list import CodeSystem, ReportCodes
from helpline_router.codes import default_codes

ReportCode = tuple[str, str | tuple[str, ...]]
"""A system, and a code of it, or several codes of one report."""


def report_codes(systems: Collection[str] | None = None, *, codes: ReportCodes | None = None) -> SearchStrategy[ReportCode]:
    """Systems with their codes, or several codes of one report, of which one at least stands for a category.

    `systems` are ids such as `dsa`, all of them if left out; `codes` is the shipped list if left out. Rules of a server's own
    are not drawn. A code shrinks to the first one of the first system.

    >>> from hypothesis import given
    >>> from helpline_router import codes
    >>> @given(report_codes(["dsa", "atproto"]))
    ... def law(system_and_code):
    ...     assert codes.to_report(*system_and_code, country="FR").category
    >>> law()
    """
    return st.deferred(lambda: _of(systems, codes or default_codes()))


def _of(wanted: Collection[str] | None, codes: ReportCodes) -> SearchStrategy[ReportCode]:
    systems = [system for system in codes.systems if wanted is None or system.id in wanted]
    return st.sampled_from([system for system in systems if _related(system)]).flatmap(_codes_of)


def _related(system: CodeSystem) -> list[str]:
    return [entry.code for entry in system.entries if entry.category is not None]


@st.composite
def _codes_of(draw: DrawFn, system: CodeSystem) -> ReportCode:
    code = draw(st.sampled_from(_related(system)))
    others = draw(st.lists(st.sampled_from([entry.code for entry in system.entries]), max_size=2))
    if not others:
        return system.id, code
    return system.id, tuple(draw(st.permutations([code, *others])))
