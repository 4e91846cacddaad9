"""How a broken law is told: which one, where, and what to look at; nothing of what a report says of a person."""

from enum import StrEnum


class Law(StrEnum):
    """The laws of the design. They hold for any valid registry and policy."""

    SERVES = "law 1: a referral never lies outside its audience"
    FACTS = "law 1: a referral repeats the facts of its line"
    TOTAL = "law 2: every valid report gets a referral or a directory"
    ISOLATED = "law 3: another country's entries never change a decision"
    OPEN_FIRST = "law 5: under open_first a closed line never stands before an open one"
    AGES_SERVED = "law 6: with the age unknown, a minor and an adult each find a line"
    REPLAYS = "law 7: a plan replays"
    ROUND_TRIPS = "law 8: a record survives a JSON round trip"
    REPEATS = "law 8: a question has one answer, in any order and thread"
    STEADY = "law 9: a decision holds as long as it says"
    GROWS = "law 10: a new helpline takes nothing away"
    NOT_ABROAD = "law 11: who helps somebody is not sent abroad"

    def require(self, holds: object, finding: str, look_at: str) -> None:
        """Raise AssertionError, with what was found and what to look at, unless it holds."""
        __tracebackhide__ = True
        if not holds:
            raise AssertionError(f"{self.value}\n  found: {finding}\n  look at: {look_at}")
