"""A Kafka consumer: reads reports as JSON, writes decisions, and puts what is no report aside with the reason.

`KAFKA_SERVERS=localhost:9092 python kafka_consumer.py`

Each report is routed at least once: its offset is committed only after the brokers have its decision, or its reason. Whoever
shows a decision looks at `holds_at` first: it may have waited, or come twice.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

from helpline_router import InvalidReport, Report, default_router
from helpline_router.routing import Routes

logger = logging.getLogger(__name__)
REPORTS, DECISIONS, REFUSED = "reports", "support-decisions", "reports-refused"
CONSUMER = {"group.id": "support-lines", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
PRODUCER = {"enable.idempotence": True}


def utc_now() -> datetime:
    return datetime.now(UTC)


def run(consumer: Consumer, producer: Producer, router: Routes, stopped: Callable[[], bool], now: Callable[[], datetime] = utc_now) -> None:
    """Answer reports until told to stop. Raises for what a restart may mend, and then nothing is committed that was not answered."""
    consumer.subscribe([REPORTS])
    try:
        while not stopped():
            messages = consumer.consume(100, timeout=0.5)
            if messages:
                answer(messages, producer, router, now)
                consumer.commit(asynchronous=False)
    finally:
        consumer.close()


def answer(messages: Iterable[Message], producer: Producer, router: Routes, now: Callable[[], datetime]) -> None:
    """Write an answer to each message, and return when the brokers have all of them."""
    failures: list[KafkaError] = []

    def delivered(error: KafkaError | None, _: Message) -> None:
        if error:
            failures.append(error)

    for message in messages:
        if error := message.error():
            raise KafkaException(error)
        try:
            report = Report.model_validate_json(message.value() or b"")
        except InvalidReport as invalid:
            # The reason and the place of the message, and nothing of its value: a report that is not valid is about somebody too.
            place = f"{message.topic()}/{message.partition()}/{message.offset()}"
            producer.produce(REFUSED, key=message.key(), headers={"reason": str(invalid), "place": place}, on_delivery=delivered)
            logger.warning("refused %s: %s", place, invalid)
            continue
        # Now, not when the report was written: the person is there now.
        decision = router.route(report, now())
        producer.produce(DECISIONS, decision.model_dump_json(), key=message.key(), on_delivery=delivered)
        logger.info("rule %s, notices %s", decision.rule, [notice.code.value for notice in decision.notices])
    producer.flush()
    if failures:
        raise KafkaException(failures[0])


def main() -> None:
    logging.basicConfig(level=logging.INFO)
    servers = {"bootstrap.servers": os.environ["KAFKA_SERVERS"]}
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    run(Consumer(servers | CONSUMER), Producer(servers | PRODUCER), default_router(), stopped.is_set)


if __name__ == "__main__":
    main()
