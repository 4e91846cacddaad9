"""The Celery example: a real worker in a process of its own, with queues and results in folders."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.result import AsyncResult
from celery.signals import before_task_publish

import celery_worker
from builders import NOON
from helpline_router import Report, default_router

EXAMPLES = Path(__file__).parents[1] / "examples"
PATIENCE = 120
REPORT = {"category": "harassment", "age": 15, "country": "FR"}
WORKER = """
from datetime import datetime
from celery_worker import create_app

app = create_app(lambda: datetime.fromisoformat({at!r}), **{settings!r})
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("celery")
    for name in ("queue", "control", "results"):
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="module")
def sender(folder: Path) -> Celery:
    return celery_worker.create_app(**settings(folder))


def settings(folder: Path) -> dict[str, Any]:
    queue = str(folder / "queue")
    transport = {
        "control_folder": str(folder / "control"),
        "data_folder_in": queue,
        "data_folder_out": queue,
        "polling_interval": 0.05,
    }
    return {"broker_url": "filesystem://", "broker_transport_options": transport, "result_backend": f"file://{folder / 'results'}"}


@pytest.fixture(scope="module")
def worker(folder: Path) -> Iterator[Path]:
    """A worker with one process; what it logs is in the file."""
    (folder / "own_worker.py").write_text(WORKER.format(at=NOON.isoformat(), settings=settings(folder)), encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(folder), str(EXAMPLES), *sys.path]))
    command = [sys.executable, "-m", "celery", "--app", "own_worker", "worker", "--loglevel", "INFO", "--concurrency", "1", "--events"]
    log = folder / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, cwd=folder, stdout=output, stderr=output)
        try:
            yield log
        finally:
            process.terminate()
            process.wait(PATIENCE)


def routed(sender: Celery, report: dict[str, Any]) -> Any:
    return celery_worker.submit(sender, report).get(timeout=PATIENCE, interval=0.05)


def test_a_worker_routes_a_report(sender: Celery, worker: Path) -> None:
    """The decision is the router's at the worker's clock; the worker's log holds the rule and the notices, no report and no result."""
    result = routed(sender, REPORT)
    assert ("fr-3018", "fr-harassment-minors") == (result["decision"]["referrals"][0]["helpline_id"], result["decision"]["rule"])
    card = celery_worker.card_of(result, "fr", NOON)
    assert card is not None
    assert 'href="tel:3018"' in card
    # The one process has said all of the first task when it has answered the second.
    assert result == routed(sender, REPORT)
    logged = worker.read_text(encoding="utf-8")
    assert "succeeded" in logged
    assert "rule fr-harassment-minors, notices ['hours_unknown']" in logged
    assert not any(text in logged for text in ("'age'", "'FR'", "3018", "referrals"))


def test_a_report_that_is_not_valid_is_a_result_without_its_values(sender: Celery, worker: Path) -> None:
    """It fails no task, is tried once, and neither result nor log repeats a value."""
    result = routed(sender, {**REPORT, "country": "Atlantis"})
    assert ["problems"] == list(result)
    assert result["problems"][0].startswith("country: ")
    assert "Atlantis" not in str(result) + worker.read_text(encoding="utf-8")


def test_what_waits_shows_no_report_to_monitors(folder: Path) -> None:
    """Celery puts the arguments' representation into the headers of a message, which events and monitors show."""
    elsewhere = celery_worker.create_app(**{**settings(folder), "task_default_queue": "unread"})
    seen: list[dict[str, Any]] = []

    def look(headers: dict[str, Any], **_: object) -> None:
        seen.append(headers)

    before_task_publish.connect(look)
    sent: AsyncResult = celery_worker.submit(elsewhere, REPORT)
    before_task_publish.disconnect(look)
    assert [(sent.id, celery_worker.HIDDEN, celery_worker.HIDDEN)] == [(one["id"], one["argsrepr"], one["kwargsrepr"]) for one in seen]


def test_a_result_that_came_too_late_is_not_shown() -> None:
    """Open or closed as of then is not what the reader meets."""
    decision = default_router().route(Report.model_validate(REPORT), NOON)
    assert decision.valid_until is not None
    result = {"decision": decision.model_dump(mode="json")}
    assert celery_worker.card_of(result, "fr", decision.valid_until) is None
    assert celery_worker.card_of(result, "fr", decision.valid_until - timedelta(seconds=1)) is not None
