"""The Kafka example, on the cluster that librdkafka brings along: brokers in this process, the real protocol over loopback."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, Producer, TopicPartition

import kafka_consumer
from builders import NOON
from helpline_router import RoutingDecision, default_router

EXAMPLES = Path(__file__).parents[1] / "examples"
PATIENCE = 120
REPORT = b'{"category": "harassment", "age": 15, "country": "FR"}'
UNKNOWN = b'{"category": "suicide"}'
POISON = [b'{"category": "hate", "country": "Atlantis"}', b'{"age": "Atlantis"', b"\xffAtlantis", b"", None]


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    """Where a new cluster listens. It lives as long as its producer, and makes a topic when it is asked for one."""
    cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    for topic in (kafka_consumer.REPORTS, kafka_consumer.DECISIONS, kafka_consumer.REFUSED):
        brokers = cluster.list_topics(topic, timeout=PATIENCE).brokers.values()
    yield {"bootstrap.servers": ",".join(f"{broker.host}:{broker.port}" for broker in brokers), "log_level": "0"}
    cluster.flush()


def write(servers: dict[str, str], *values: bytes | None) -> None:
    """Put the values into the topic of reports, in one partition, so that they keep their order."""
    producer = Producer(servers)
    for place, value in enumerate(values):
        producer.produce(kafka_consumer.REPORTS, value, key=f"report-{place}", partition=0)
    assert 0 == producer.flush(PATIENCE)


def read(servers: dict[str, str], topic: str, number: int) -> list[Message]:
    """So many messages of a topic, by their keys."""
    reader = Consumer({**servers, "group.id": "reader"})
    partitions = reader.list_topics(topic, timeout=PATIENCE).topics[topic].partitions
    reader.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in partitions])
    messages = reader.consume(number, timeout=PATIENCE)
    reader.close()
    assert [None] * number == [message.error() for message in messages]
    return sorted(messages, key=lambda message: message.key() or b"")


@contextmanager
def progress(servers: dict[str, str]) -> Iterator[Callable[[], int]]:
    """How many reports the consumer's group is done with."""
    reader = Consumer({**servers, **kafka_consumer.CONSUMER})
    yield lambda: max(reader.committed([TopicPartition(kafka_consumer.REPORTS, 0)], timeout=PATIENCE)[0].offset, 0)
    reader.close()


def run(servers: dict[str, str], number: int, *, producing: dict[str, str] | None = None) -> None:
    """Run the consumer until it has committed so many reports, or raises."""
    # The cluster waits for a member that has gone until its session is over.
    consumer = Consumer({**servers, **kafka_consumer.CONSUMER, "session.timeout.ms": 6000, "heartbeat.interval.ms": 100})
    producer = Producer({**servers, **kafka_consumer.PRODUCER, **(producing or {})})
    give_up = time.monotonic() + PATIENCE
    with progress(servers) as committed:

        def stopped() -> bool:
            assert time.monotonic() < give_up
            return committed() >= number

        kafka_consumer.run(consumer, producer, default_router(), stopped, lambda: NOON)


def test_each_report_is_answered_under_its_key(servers: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    """The decision is the contract, at the clock that was given; the log holds the rule and the notices only."""
    write(servers, REPORT, UNKNOWN)
    with caplog.at_level(logging.INFO, "kafka_consumer"):
        run(servers, 2)
    first, second = read(servers, kafka_consumer.DECISIONS, 2)
    decision = RoutingDecision.model_validate_json(first.value() or b"")
    assert ((b"report-0", b"report-1"), "fr-3018") == ((first.key(), second.key()), decision.referrals[0].helpline_id)
    assert decision.holds_at(NOON)
    assert RoutingDecision.model_validate_json(second.value() or b"").directories
    assert "rule fr-harassment-minors, notices ['hours_unknown']" == caplog.messages[0]
    assert 2 == len(caplog.messages)


def test_what_is_no_report_is_put_aside_without_its_value(servers: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    """The reason and the place are kept, the value is not, and the report behind it is answered."""
    write(servers, *POISON, REPORT)
    run(servers, len(POISON) + 1)
    refused = read(servers, kafka_consumer.REFUSED, len(POISON))
    headers: list[dict[str, Any]] = [dict(message.headers() or []) for message in refused]
    assert [(f"report-{place}".encode(), None, f"reports/0/{place}".encode()) for place in range(len(POISON))] == [
        (message.key(), message.value(), header["place"]) for message, header in zip(refused, headers, strict=True)
    ]
    assert headers[0]["reason"].startswith(b"country: ")
    assert not any(b"Atlantis" in header["reason"] for header in headers)
    assert "Atlantis" not in caplog.text
    assert [b"report-5"] == [message.key() for message in read(servers, kafka_consumer.DECISIONS, 1)]


def test_a_report_is_committed_only_when_its_answer_has_arrived(servers: dict[str, str]) -> None:
    """A decision that the brokers did not take costs nothing: the report is read again by the next consumer."""
    write(servers, REPORT)
    nowhere = {"bootstrap.servers": "127.0.0.1:1", "message.timeout.ms": "100"}
    with progress(servers) as committed:
        with pytest.raises(KafkaException, match="timed out"):
            run(servers, 1, producing=nowhere)
        assert 0 == committed()
        run(servers, 1)
        assert 1 == committed()
    assert [b"report-0"] == [message.key() for message in read(servers, kafka_consumer.DECISIONS, 1)]


def test_the_service_stops_when_it_is_told_to(servers: dict[str, str]) -> None:
    """As it is started in production: it answers what is there, and SIGTERM ends it in good order."""
    write(servers, REPORT)
    path = os.pathsep.join(filter(None, sys.path))
    environment = {**os.environ, "KAFKA_SERVERS": servers["bootstrap.servers"], "PYTHONPATH": path}
    process = subprocess.Popen([sys.executable, EXAMPLES / "kafka_consumer.py"], env=environment, stderr=subprocess.PIPE, text=True)
    try:
        (message,) = read(servers, kafka_consumer.DECISIONS, 1)
        assert "fr-3018" == json.loads(message.value() or b"")["referrals"][0]["helpline_id"]
    finally:
        process.send_signal(signal.SIGTERM)
        logged = process.communicate(timeout=PATIENCE)[1]
    with progress(servers) as committed:
        assert (0, 1) == (process.returncode, committed())
    assert "rule fr-harassment-minors" in logged
    assert "FR" not in logged
