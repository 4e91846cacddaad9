"""What happens when the registry grows: 1, 10 and 100 times as many lines, in the countries there are.

More lines in each country is the harder growth, as a country's lines are weighed against each other. There are not 3,200
country codes either. A copy has an id of its own and is otherwise the line it was copied from, number and hours included.
"""

import gc
import time
import tracemalloc
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from helpline_router import Policy, Registry, Report, Router, default_router
from page import Target, machine, number, table, targets
from rounds import best, best_of

AT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
FACTORS: Final = (1, 10, 100)
ROUNDS: Final = 3
REPORT: Final = Report(category="harassment", age=15, country="FR", language="fr")


def part() -> str:
    """The tables of this part."""
    policy, shipped = default_router().policy, default_router().registry.model_dump(mode="json", by_alias=True, exclude_none=True)
    facts = {factor: grown(shipped, factor) for factor in FACTORS}
    load = best_of({str(factor): partial(_seconds_to_load, facts[factor], policy) for factor in FACTORS}, ROUNDS)
    alone = best_of({str(factor): partial(_seconds_without_collector, facts[factor], policy) for factor in FACTORS}, ROUNDS)
    held = {str(factor): _bytes_held(facts[factor]) for factor in FACTORS}
    routers = {factor: Router(Registry.model_validate(facts[factor]), policy) for factor in FACTORS}
    first = best_of({str(factor): partial(_seconds_of_first, routers[factor].registry, policy) for factor in FACTORS}, ROUNDS + 1)
    again = best({str(factor): ("route(report, at)", [{"route": routers[factor].route, "report": REPORT, "at": AT}]) for factor in FACTORS})
    head = ("", *(f"x {factor}" for factor in FACTORS))
    rows = (
        ("lines", *(f"{_lines(routers[factor].registry):,}" for factor in FACTORS)),
        ("`Router.route`, warm", *_ratios(again)),
        ("the first decision of a report", *_ratios(first)),
        ("load: validate the registry, prove the policy", *_ratios(load)),
        ("the same without Python's garbage collector", *_ratios(alone)),
        ("memory that the registry holds", *_ratios(held)),
    )
    wanted = (
        Target("`Router.route`, warm, with 100 times the lines, in that with the shipped ones", again["100"] / again["1"], at_most=1.2),
        Target(
            "load with 100 times the lines, in that with the shipped ones, without the collector", alone["100"] / alone["1"], at_most=120
        ),
        Target("memory with 100 times the lines, in that with the shipped ones", held["100"] / held["1"], at_most=120),
    )
    return "\n\n".join((table(head, rows), targets(wanted), f"Measured on: {machine()}"))


def grown(shipped: Mapping[str, Any], factor: int) -> dict[str, Any]:
    """The facts with so many times the lines: each followed by its copies."""
    countries = {
        code: {**country, "helplines": [line for each in country["helplines"] for line in _copies(each, factor)]}
        for code, country in shipped["countries"].items()
    }
    return {**shipped, "countries": countries}


def _copies(line: Mapping[str, Any], factor: int) -> list[dict[str, Any]]:
    return [{**line, "id": f"{line['id']}-{number}" if number else line["id"]} for number in range(factor)]


def _seconds_to_load(facts: Mapping[str, Any], policy: Policy) -> float:
    gc.collect()
    start = time.perf_counter()
    Router(Registry.model_validate(facts), policy)
    return time.perf_counter() - start


def _seconds_without_collector(facts: Mapping[str, Any], policy: Policy) -> float:
    """What the library does; the collector goes through all objects again and again while they become more."""
    gc.disable()
    try:
        return _seconds_to_load(facts, policy)
    finally:
        gc.enable()


def _bytes_held(facts: Mapping[str, Any]) -> float:
    """What Python allocates for the registry and keeps; the texts that it shares with the facts it is made of are not counted."""
    gc.collect()
    tracemalloc.start()
    registry = Registry.model_validate(facts)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del registry
    return float(held)


def _seconds_of_first(registry: Registry, policy: Policy) -> float:
    """By a router that knows no answer yet."""
    router = Router(registry, policy)
    start = time.perf_counter()
    router.route(REPORT, AT)
    return time.perf_counter() - start


def _lines(registry: Registry) -> int:
    return sum(len(country.helplines) for country in registry.countries.values())


def _ratios(found: Mapping[str, float]) -> list[str]:
    return [number(found[str(factor)] / found["1"]) for factor in FACTORS]
