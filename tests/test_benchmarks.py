"""What the benchmarks rest on, as far as it can be held by a test: which cells there are, and where their tables go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import page
from cells import NOT_COVERED, all_axes
from helpline_router import Router
from helpline_router.keys import CountryKeys, Key
from helpline_router.testing import reports
from helpline_router.testing.variants import changed
from strategies import scenes

PARTS = ("routing", "cold_start", "growth", "memory", "batch")


def keys_of(router: Router) -> dict[str | None, list[Key]]:
    """The keys of the reports that stand for every cell, by country."""
    found = {}
    for axes in all_axes(router):
        keys = CountryKeys(axes.country, router.registry, router.policy)
        found[axes.country] = [keys.key(report.__dict__) for report in axes.reports((*axes.ages, *axes.bands))]
    return found


@given(st.data())
def test_every_cell_is_warmed_once(data: st.DataObject) -> None:
    """Law: of any registry and policy, each report that names no community or preference lies in a cell that `memory` warms."""
    scene = data.draw(scenes())
    router = scene.router
    every = keys_of(router)
    assert all(len(keys) == len(set(keys)) for keys in every.values())
    asked = changed(data.draw(reports(router.registry)), communities=(), prefer=None, code_notices=())
    country = asked.country if asked.country in every else NOT_COVERED
    assert CountryKeys(asked.country, router.registry, router.policy).key(asked.__dict__) in every[country]


@pytest.mark.parametrize("part", PARTS)
def test_each_table_has_its_place(part: str) -> None:
    """`python benchmarks --write` finds the markers of every part, once, in the page."""
    text = page.PAGE.read_text(encoding="utf-8")
    assert 1 == text.count(f"<!-- {part} -->\n") == text.count(f"\n<!-- end of {part} -->")


def test_a_table_says_whether_a_target_was_met() -> None:
    """A missed target stands in the table as one."""
    met = page.Target("cost", 5.0, at_most=8)
    missed = page.Target("speed", 5.0, at_least=6)
    assert ("cost", "at most 8", "5.0", "met") == met.row
    assert ("speed", "at least 6", "5.0", "**missed**") == missed.row
