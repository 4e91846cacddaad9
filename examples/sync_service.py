"""A synchronous service: a WSGI application, for gunicorn, uWSGI, mod_wsgi or any other server with threads.

    POST /support-lines    a report as JSON; the answer is a card in the reader's language

`gunicorn sync_service:application`, or `python sync_service.py` for a look.
"""

import json
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

from helpline_router import InvalidReport, Report, default_router, present
from helpline_router.routing import Routes

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)
LONGEST_BODY = 10_000


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_application(router: Routes, now: Callable[[], datetime] = utc_now) -> "WSGIApplication":
    """The application. All of its threads share the one router."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/support-lines":
            return answer(start_response, HTTPStatus.NOT_FOUND, {})
        # A report never stands in an address: servers and proxies log those.
        if environ["REQUEST_METHOD"] != "POST":
            return answer(start_response, HTTPStatus.METHOD_NOT_ALLOWED, {}, ("Allow", "POST"))
        try:
            report = Report.model_validate_json(body(environ))
        except InvalidReport as error:
            return answer(start_response, HTTPStatus.UNPROCESSABLE_ENTITY, {"problems": [str(problem) for problem in error.problems]})
        at = now()
        decision = router.route(report, at)
        logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
        card = present(decision, environ.get("HTTP_ACCEPT_LANGUAGE"), at=at, role=report.role)
        return answer(start_response, HTTPStatus.OK, card.model_dump(mode="json"), ("Content-Language", card.language))

    return application


def body(environ: "WSGIEnvironment") -> bytes:
    """The body of the request; empty, and so no report, if its length is not known or no report is that long."""
    length = environ.get("CONTENT_LENGTH", "")
    content: bytes = environ["wsgi.input"].read(int(length)) if length.isdecimal() and int(length) <= LONGEST_BODY else b""
    return content


def answer(start_response: "StartResponse", status: HTTPStatus, content: dict[str, Any], *headers: tuple[str, str]) -> Iterable[bytes]:
    # No cache on the way keeps what kind of help somebody was shown.
    kept_by_nobody = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *headers]
    start_response(f"{status.value} {status.phrase}", kept_by_nobody)
    return [json.dumps(content).encode()]


# Made when the service starts, so that data that cannot be used stop the start and not a request.
application = create_application(default_router())

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    with make_server("127.0.0.1", 8000, application) as server:
        server.serve_forever()
