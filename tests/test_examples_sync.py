"""The WSGI example, behind a real server on loopback."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.validate import validator

import pytest

import sync_service
from builders import NOON
from helpline_router import default_router

REPORT = {"category": "harassment", "age": 15, "country": "FR"}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        pass


@contextmanager
def running() -> Iterator[WSGIServer]:
    # The validator raises for whatever is against the WSGI standard.
    application = validator(sync_service.create_application(default_router(), lambda: NOON))
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running() as server:
        yield server.server_port


def sent(port: int, body: bytes, *, method: str = "POST", path: str = "/support-lines", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def test_a_report_is_answered_by_a_card_in_the_readers_language(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """The card is the router's at the clock that was given, no cache keeps it, and the log holds the rule and the notices only."""
    with caplog.at_level(logging.INFO, "sync_service"):
        response, content = sent(port, json.dumps(REPORT).encode(), Accept_Language="fr-FR, fr;q=0.9")
    card = json.loads(content)
    assert (200, "no-store", "fr") == (response.status, response.headers["Cache-Control"], response.headers["Content-Language"])
    assert ("fr", "fr-3018", "open") == (card["language"], card["referrals"][0]["helpline_id"], card["referrals"][0]["state"])
    assert ["rule fr-harassment-minors, notices ['hours_unknown']"] == caplog.messages


def test_what_is_not_known_is_answered_too(port: int) -> None:
    """A report without age and country is answered with international directories, not refused."""
    response, content = sent(port, b'{"category": "suicide"}')
    assert (200, True) == (response.status, bool(json.loads(content)["more"]))


@pytest.mark.parametrize(
    "body", [b'{"category": "hate", "age": 15, "country": "Atlantis"}', b'{"age": "Atlantis"', b"", b"Atlantis" * 2000]
)
def test_a_report_that_is_not_valid_is_refused_without_its_values(port: int, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """The answer says what is wrong and repeats nothing, and nothing is logged."""
    response, content = sent(port, body)
    assert (422, "no-store") == (response.status, response.headers["Cache-Control"])
    assert json.loads(content)["problems"]
    assert b"Atlantis" not in content
    assert [] == caplog.records


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/support-lines", 405), ("POST", "/", 404)])
def test_reports_come_by_post_to_one_address(port: int, method: str, path: str, status: int) -> None:
    """A report in an address would stand in the logs of servers and proxies."""
    assert status == sent(port, b"", method=method, path=path)[0].status
