"""A FastAPI service with lines of its own, which takes up a new overlay while it runs.

    POST /support-lines    a report as JSON; the answer is a card in the reader's language
    GET  /ready            which facts and rules are in use, and what was refused last

`uvicorn --factory fastapi_service:create_app`
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from helpline_router import Card, InvalidReport, ReloadingRouter, Report, present

logger = logging.getLogger(__name__)
OVERLAY = Path(__file__).with_name("overlay.yaml")


def utc_now() -> datetime:
    return datetime.now(UTC)


async def keep_current(router: ReloadingRouter, every: timedelta, now: Callable[[], datetime]) -> None:
    """Take up new files, and bring back what the overlay switched off until an instant."""
    while True:
        due = router.next_change
        wait = every if due is None else min(every, max(due - now(), timedelta(0)))
        await asyncio.sleep(wait.total_seconds())
        result = await asyncio.to_thread(router.reload)
        for problem in result.problems:
            # About our own files, not about anybody's report. The last good ones stay in use.
            logger.error("the overlay was refused: %s", problem)


def problems(error: RequestValidationError) -> Iterator[str]:
    for item in error.errors():
        match item:
            case {"ctx": {"error": InvalidReport() as invalid}}:
                yield from map(str, invalid.problems)
            case _:
                yield "report: must be a JSON object with the fields of a report"


def create_app(overlay: Path = OVERLAY, *, now: Callable[[], datetime] = utc_now, every: timedelta = timedelta(seconds=10)) -> FastAPI:
    """The application: one router for each process, made when it starts, so that bad files stop the start and not a request."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        router = ReloadingRouter(overlay_path=overlay, now=now)
        timer = asyncio.create_task(keep_current(router, every, now))
        yield {"router": router, "timer": timer}
        timer.cancel()

    app = FastAPI(title="Support lines", lifespan=lifespan)

    @app.middleware("http")
    async def kept_by_nobody(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """No cache on the way keeps what kind of help somebody was shown."""
        response = await call_next(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.exception_handler(RequestValidationError)
    async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
        """What is wrong, without the values: FastAPI's own answer would repeat the report."""
        return JSONResponse({"problems": list(problems(error))}, HTTPStatus.UNPROCESSABLE_ENTITY)

    # Not `async def`: FastAPI calls it in a thread, and the first card in a language reads that language's files.
    @app.post("/support-lines")
    def support_lines(
        request: Request, response: Response, report: Report, accept_language: Annotated[str | None, Header()] = None
    ) -> Card:
        at = now()
        decision = request.state.router.route(report, at)
        logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
        card = present(decision, accept_language, at=at, role=report.role)
        response.headers["Content-Language"] = card.language
        return card

    @app.get("/ready")
    async def ready(request: Request, response: Response) -> dict[str, Any]:
        """Ready as long as new files are looked for. A refusal is an alarm, and no reason to stop answering."""
        router, timer = request.state.router, request.state.timer
        if timer.done():
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        refusal = router.last_refusal
        return {
            "registry": router.versions.registry.model_dump(),
            "policy": router.versions.policy.model_dump(),
            "last_refusal": refusal and {"at": refusal.at.isoformat(), "problems": [str(problem) for problem in refusal.problems]},
        }

    return app
