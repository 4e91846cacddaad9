"""The FastAPI example: in its test client, and behind uvicorn on loopback; with its overlay, and with one that changes."""

import http.client
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import fastapi_service
from builders import NOON
from helpline_router import OverlayError
from loopback import serving

REPORT = {"category": "harassment", "age": 15, "country": "FR"}
BRITISH = {"category": "harassment", "age": 30, "country": "GB"}
NOT_LONG = timedelta(milliseconds=5)
PATIENCE = 60
DOWN = "version: acme-2\nhelplines:\n  disable:\n    - {id: fr-3018, reason: No answer since noon.}\n"


@contextmanager
def service(overlay: Path = fastapi_service.OVERLAY, *, every: timedelta = timedelta(hours=1)) -> Iterator[TestClient]:
    with TestClient(fastapi_service.create_app(overlay, now=lambda: NOON, every=every)) as client:
        yield client


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with service() as client:
        yield client


def names(client: TestClient, report: dict[str, Any]) -> list[str]:
    return [referral["name"] for referral in client.post("/support-lines", json=report).json()["referrals"]]


def ready(client: TestClient) -> Any:
    return client.get("/ready").json()


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_both_own_lines_are_shown_where_they_belong(client: TestClient) -> None:
    """The overlay beside the example adds two lines, each behind the national one, and each for its own country and age."""
    assert ["3018", "Acme à l'écoute", "119 - Allô Enfance en danger"] == names(client, REPORT)
    assert ["National Bullying Helpline", "Acme Safety Line"] == names(client, BRITISH)[:2]
    assert not any("Acme" in name for name in names(client, {**REPORT, "age": 30}) + names(client, {**BRITISH, "age": 15}))


def test_the_card_is_in_the_readers_language_and_kept_by_nobody(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """The language is that of the header, no cache keeps the card, and the log holds the rule and the notices only."""
    with caplog.at_level(logging.INFO, "fastapi_service"):
        response = client.post("/support-lines", json=REPORT, headers={"Accept-Language": "fr-FR, fr;q=0.9"})
    headers = response.headers
    assert (200, "no-store", "fr", "fr") == (
        response.status_code,
        headers["Cache-Control"],
        headers["Content-Language"],
        response.json()["language"],
    )
    assert ["rule acme-fr-harassment-minors, notices []"] == [
        record.getMessage() for record in caplog.records if record.name == "fastapi_service"
    ]


def test_what_is_not_known_is_answered_too(client: TestClient) -> None:
    """A report without age and country is answered with international directories, not refused."""
    response = client.post("/support-lines", json={"category": "suicide"})
    assert (200, [], True) == (response.status_code, response.json()["referrals"], bool(response.json()["more"]))


@pytest.mark.parametrize(
    "body", [b'{"category": "hate", "country": "Atlantis"}', b'{"age": "Atlantis"', b'["Atlantis"]', b'"Atlantis"', b""]
)
def test_a_report_that_is_not_valid_is_refused_without_its_values(
    client: TestClient, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer says what is wrong and repeats nothing, no cache keeps it, and nothing of it is logged."""
    response = client.post("/support-lines", content=body, headers={"Content-Type": "application/json"})
    assert (422, "no-store", ["problems"]) == (response.status_code, response.headers["Cache-Control"], list(response.json()))
    assert response.json()["problems"]
    assert "Atlantis" not in response.text + caplog.text


def test_a_report_in_the_address_is_refused(client: TestClient) -> None:
    """Servers and proxies log addresses."""
    assert 405 == client.get("/support-lines", params={"category": "suicide"}).status_code


def test_ready_says_what_is_in_use(client: TestClient) -> None:
    """Versions and digests of facts and rules, those of the overlay among them, and that nothing was refused."""
    response = client.get("/ready")
    shown = response.json()
    assert (200, None) == (response.status_code, shown["last_refusal"])
    assert all(shown[part]["version"].endswith("+acme-1") and shown[part]["digest"] for part in ("registry", "policy"))


def test_a_new_overlay_is_taken_up_and_a_bad_one_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A line that is down disappears while the service runs; a bad file changes nothing, and the readiness page says why."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("{}", encoding="utf-8")

    def put(text: str) -> None:
        (tmp_path / "new").write_text(text, encoding="utf-8")
        (tmp_path / "new").replace(overlay)

    with service(overlay, every=NOT_LONG) as client:
        assert "3018" in names(client, REPORT)
        put(DOWN)
        wait_until(lambda: ready(client)["registry"]["version"].endswith("+acme-2"))
        assert "3018" not in names(client, REPORT)
        put(DOWN.replace("fr-3018", "fr-3819"))
        wait_until(lambda: ready(client)["last_refusal"] is not None)
        assert "fr-3819" in ready(client)["last_refusal"]["problems"][0]
        assert "3018" not in names(client, REPORT)
    assert "fr-3819" in caplog.text


def test_a_bad_overlay_stops_the_start(tmp_path: Path) -> None:
    """Not the first request: a service that cannot use its files never becomes ready."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("helplines: {disable: [{id: fr-3819, reason: A misprint.}]}", encoding="utf-8")
    with pytest.raises(OverlayError, match="fr-3819"), service(overlay):
        pass


def test_behind_uvicorn(capfd: pytest.CaptureFixture[str]) -> None:
    """A real server over a real connection: the card, and an access log without anything of the report."""
    with serving(fastapi_service.create_app(now=lambda: NOON)) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("POST", "/support-lines", json.dumps(REPORT), {"Accept-Language": "fr", "Content-Type": "application/json"})
        response = connection.getresponse()
        card = json.loads(response.read())
        connection.close()
    assert (200, "no-store", "fr-3018") == (response.status, response.headers["Cache-Control"], card["referrals"][0]["helpline_id"])
    logged = "".join(capfd.readouterr())
    assert "POST /support-lines" in logged
    assert not any(value in logged for value in ("harassment", "FR"))
