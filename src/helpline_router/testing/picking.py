"""How values are picked from pools: the usual one often, the hard ones often enough."""

from functools import cache
from itertools import combinations
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_T = TypeVar("_T")


def choices(values: tuple[_T, ...], minimum: int = 1, maximum: int = 2) -> tuple[tuple[_T, ...], ...]:
    """The selections of some values, in their order, the small ones first.

    >>> choices(("fr", "nl"))
    (('fr',), ('nl',), ('fr', 'nl'))
    """
    return tuple(chosen for size in range(minimum, maximum + 1) for chosen in combinations(values, size))


# Cached, as are all strategies without a registry: Hypothesis validates each new one, which took half of the time.
@cache
def sometimes(often: _T, *seldom: _T, one_in: int = 4) -> SearchStrategy[_T]:
    """`often`, or one time in so many one of the others. One draw: a registry takes hundreds."""
    return st.sampled_from((often,) * max(1, len(seldom) * (one_in - 1)) + seldom)
