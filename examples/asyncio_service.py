"""An asyncio service for the inside of a platform: a report as JSON on each line, answered by a line with a card.

    {"report": {"category": "harassment", "age": 15, "country": "FR"}, "accept_language": "fr"}

`python asyncio_service.py` listens on 127.0.0.1:8025.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from helpline_router import InvalidReport, Report, default_router, present
from helpline_router.routing import Routes

logger = logging.getLogger(__name__)
LONGEST_LINE = 10_000


def utc_now() -> datetime:
    return datetime.now(UTC)


def answer(line: bytes, router: Routes, now: Callable[[], datetime]) -> dict[str, Any]:
    """The answer to a line: a card, or the problems of the report. A lookup without waiting, so it may run in the event loop."""
    try:
        request = json.loads(line)
        report = Report.model_validate(request["report"])
        accept_language = request.get("accept_language")
    except InvalidReport as error:
        return {"problems": [str(problem) for problem in error.problems]}
    except (ValueError, LookupError, TypeError, AttributeError):
        # These errors quote what they could not read.
        return {"problems": ['write an object with a "report" and an "accept_language" on each line']}
    at = now()
    decision = router.route(report, at)
    logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
    return {"card": present(decision, accept_language, at=at, role=report.role).model_dump(mode="json")}


async def start(router: Routes, now: Callable[[], datetime] = utc_now, *, host: str = "127.0.0.1", port: int = 8025) -> asyncio.Server:
    """The server, listening. All of its connections share the one router."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async for line in reader:
                writer.write(json.dumps(answer(line, router, now)).encode() + b"\n")
                await writer.drain()
        except (ValueError, ConnectionError):
            # A line longer than any report, or a caller who has gone. Neither is logged with what was sent.
            logger.warning("a connection was given up")
        finally:
            writer.close()

    return await asyncio.start_server(converse, host, port, limit=LONGEST_LINE)


async def main() -> None:
    async with await start(default_router()) as server:
        await server.serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    asyncio.run(main())
