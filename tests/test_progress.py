"""The bar of long commands."""

import os
import pty
import sys

import pytest

from helpline_router.cli.progress import progress_bar


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """And when all is done, the line is empty again."""
    main, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_bar("rows") as move:
            move(1, 4)
    shown = os.read(main, 65536).decode()
    os.close(main)
    assert "rows" in shown
    assert shown.endswith("\x1b[2K")


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Not even an empty line, whatever the release of rich."""
    with progress_bar("rows") as move:
        move(1, 0)
    assert ("", "") == tuple(capsys.readouterr())
