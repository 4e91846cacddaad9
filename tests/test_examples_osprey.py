"""The Osprey example: its question to the routing service, and, where there is an Osprey, its rule in Osprey's engine."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fastapi_service
from builders import NOON
from loopback import serving
from osprey_lines import RefusedReport, support_line_ids

EXAMPLES = Path(__file__).parents[1] / "examples"
OSPREY = os.environ.get("HELPLINE_ROUTER_OSPREY_PYTHON")


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with serving(fastapi_service.create_app(now=lambda: NOON)) as port:
        yield f"127.0.0.1:{port}"


def test_the_lines_come_from_the_service(service: str) -> None:
    """The best first, by the service's own overlay; what is None is not known."""
    ids = support_line_ids(service, category="harassment", age=15, country="FR", language=None)
    assert ["fr-3018", "fr-acme-chat"] == ids[:2]


def test_no_line_is_an_answer(service: str) -> None:
    """Where nothing but the category is known there is no line, and no error."""
    assert [] == support_line_ids(service, category="suicide", age=None, country=None)


def test_a_report_that_is_not_valid_is_refused_without_its_values(service: str) -> None:
    """The error names the field and repeats nothing."""
    with pytest.raises(RefusedReport, match=r"^country: ") as refused:
        support_line_ids(service, category="hate", country="Atlantis")
    assert "Atlantis" not in str(refused.value)


def test_a_service_that_is_gone_is_an_error() -> None:
    """It is never taken for a country without lines."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(OSError, match="refused"):
        support_line_ids(f"127.0.0.1:{port}", category="hate")


@pytest.mark.skipif(not OSPREY, reason="Osprey is on no package index, and needs pydantic 1: see docs/integrating.md")
@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ({"category": "harassment", "reporter_age": 15, "reporter_country": "FR"}, {"HasSupportLines": True}),
        ({"category": "suicide"}, {"HasSupportLines": False}),
        ({"category": "hate", "reporter_country": "Atlantis"}, {"HasSupportLines": None}),
    ],
)
def test_the_rule_in_ospreys_engine(service: str, report: dict[str, Any], expected: dict[str, bool | None]) -> None:
    """The rule sees whether there are lines; a refused report is an expected failure, said without its values; no report is stored."""
    path = os.pathsep.join(filter(None, [str(EXAMPLES), os.environ.get("HELPLINE_ROUTER_OSPREY_PATH")]))
    done = subprocess.run(
        [str(OSPREY), "-W", "ignore", EXAMPLES / "osprey_trial.py", EXAMPLES / "osprey_rule.sml", json.dumps({"report": report})],
        env={**os.environ, "DD_TRACE_ENABLED": "false", "PYTHONPATH": path, "SUPPORT_LINES_SERVICE": service},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert 0 == done.returncode, done.stderr
    result = json.loads(done.stdout)
    shown = {name: value for name, value in result["features"].items() if not name.startswith("__")}
    assert (expected, []) == (shown, result["errors"])
    assert "Atlantis" not in done.stdout + done.stderr
    assert ("no support lines: country" in done.stderr) is (None in expected.values())
