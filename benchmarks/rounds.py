"""The best of several rounds in which all that is compared takes its turn, so that noise of a shared machine hits all alike."""

from collections.abc import Callable, Mapping, Sequence
from timeit import Timer
from typing import Any, Final

ROUNDS: Final = 25
_STRETCH: Final = 0.0005
"""How many seconds one measurement lasts, at least as long as one call: shorter than the turn of a process on a busy machine."""


def best(works: Mapping[str, tuple[str, Sequence[Mapping[str, Any]]]], rounds: int = ROUNDS) -> dict[str, float]:
    """The seconds of a call of each work: a statement, and the names in each of the cases over which it is averaged."""
    timers = {work: [Timer(statement, globals=dict(names)) for names in cases] for work, (statement, cases) in works.items()}
    calls = {work: [_calls(timer) for timer in of_work] for work, of_work in timers.items()}
    found = {work: [float("inf")] * len(of_work) for work, of_work in timers.items()}
    for _ in range(rounds):
        for case in range(max(map(len, timers.values()))):
            for work, of_work in timers.items():
                if case < len(of_work):
                    count = calls[work][case]
                    found[work][case] = min(found[work][case], of_work[case].timeit(count) / count)
    return {work: sum(seconds) / len(seconds) for work, seconds in found.items()}


def best_of(works: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The least that each work returns, which says itself what it took."""
    found = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for work, run in works.items():
            found[work] = min(found[work], run())
    return found


def _calls(timer: Timer) -> int:
    return max(1, int(_STRETCH / max(min(timer.repeat(5, 1)), 1e-9)))
