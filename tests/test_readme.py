"""What the README shows is what happens; its Python examples are tests of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_the_two_commands_stand_at_the_top() -> None:
    """The first block holds the main job and the tests, nothing else."""
    assert ("sh", 2) == (BLOCKS[0][0], len(BLOCKS[0][1].splitlines()))


def test_the_card_is_the_one_that_is_printed() -> None:
    """The card of the README is the beginning of the main job's, on a Friday evening in Paris."""
    (card,) = blocks("text")
    command = re.search(r"helpline-router (.*)", BLOCKS[0][1])
    assert command is not None
    arguments = [*command[1].split(), "--at", "2026-11-20T18:00:00+01:00"]
    environment = {**os.environ, "COLUMNS": "80", "TZ": "Europe/Paris"}
    done = subprocess.run(
        [sys.executable, "-m", "helpline_router.cli", *arguments], capture_output=True, text=True, check=True, env=environment
    )
    assert card == done.stdout[: len(card)]


def test_linked_files_exist() -> None:
    """A link of the README leads somewhere."""
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert [target for target in targets if not (Path(__file__).parents[1] / target).exists()] == []
