"""The asyncio example, over real connections on loopback."""

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import pytest

import asyncio_service
from builders import NOON
from helpline_router import default_router

REPORT = {"category": "harassment", "age": 15, "country": "FR"}
PATIENCE = 30


async def answers(*conversations: list[bytes]) -> list[list[Any]]:
    """What the service answers to connections that are open at the same time."""
    async with await asyncio_service.start(default_router(), lambda: NOON, port=0) as server:
        host, port = server.sockets[0].getsockname()

        async def converse(lines: list[bytes]) -> list[Any]:
            reader, writer = await asyncio.open_connection(host, port)
            received = b""
            # A service that hangs up while it is written to resets the connection.
            with suppress(ConnectionError):
                writer.writelines(lines)
                writer.write_eof()
                received = await asyncio.wait_for(reader.read(), PATIENCE)
            writer.close()
            return [json.loads(line) for line in received.splitlines()]

        return await asyncio.gather(*map(converse, conversations))


def line(request: object) -> bytes:
    return json.dumps(request).encode() + b"\n"


def test_each_line_is_answered_in_its_order(caplog: pytest.LogCaptureFixture) -> None:
    """Two connections at once: each reader gets the cards of their own reports; the log holds rules and notices only."""
    french = line({"report": REPORT, "accept_language": "fr"})
    unknown = line({"report": {"category": "suicide"}})
    with caplog.at_level(logging.INFO, "asyncio_service"):
        first, second = asyncio.run(answers([french, unknown], [unknown]))
    assert ("fr", "fr-3018") == (first[0]["card"]["language"], first[0]["card"]["referrals"][0]["helpline_id"])
    assert ("en", [], True) == (first[1]["card"]["language"], first[1]["card"]["referrals"], bool(first[1]["card"]["more"]))
    assert [first[1]] == second
    assert ["rule fr-harassment-minors, notices ['hours_unknown']"] == [text for text in caplog.messages if "fr-" in text]
    assert not any("15" in text for text in caplog.messages)


@pytest.mark.parametrize(
    "bad", [line({"report": {**REPORT, "country": "Atlantis"}}), line({"report": "Atlantis"}), line(["Atlantis"]), b"Atlantis\n", b"\xff\n"]
)
def test_a_bad_line_is_refused_without_its_values_and_the_next_is_answered(bad: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """The answer says what is wrong and repeats nothing; the connection goes on."""
    ((refused, answered),) = asyncio.run(answers([bad, line({"report": REPORT})]))
    assert ["problems"] == list(refused)
    assert "Atlantis" not in str(refused) + caplog.text
    assert "fr-3018" == answered["card"]["referrals"][0]["helpline_id"]


def test_a_line_longer_than_any_report_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    """What is too long is not kept, answered or logged."""
    assert [[]] == asyncio.run(answers([b"Atlantis" * asyncio_service.LONGEST_LINE]))
    assert "Atlantis" not in caplog.text
