"""The lowest versions that CI installs are those that the project declares."""

import pytest

from lowest import constraints


def test_each_requirement_is_held_to_its_lower_bound() -> None:
    """Those of the library, and those of the extras that are asked for; no others."""
    project = {
        "dependencies": ["PyYAML>=6.0.1", "opening-hours-py>=2.1"],
        "optional-dependencies": {"cli": ["rich>=13.9"], "test": ["pytest"]},
    }
    assert ["PyYAML==6.0.1", "opening-hours-py==2.1", "rich==13.9"] == list(constraints(project, ["cli"]))


@pytest.mark.parametrize("requirement", ["rich", "rich<14", "rich>=13,<14", "rich==13.9"])
def test_a_requirement_without_a_plain_lower_bound_is_refused(requirement: str) -> None:
    """Otherwise nobody would have tried what it promises."""
    with pytest.raises(ValueError, match="no plain lower bound"):
        list(constraints({"dependencies": [requirement], "optional-dependencies": {}}, []))
