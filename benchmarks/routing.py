"""What a decision and a card cost, beside what somebody would use instead."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from decision_rows import DecisionRows, Question, line_rows, policy_rows
from helpline_router import Report, default_router, present, route_report
from page import Target, machine, number, table, targets
from rivals import rivals_of
from rounds import best

AT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
SAMPLE: Final = 24
"""Over how many reports each cost is averaged: a loop is quick where the first rows fit."""

DICTIONARY: Final = "a dictionary lookup, `TABLE[category, age, country]`"
IN_UTC: Final = "`Router.route(report, at)`, warm, `at` in UTC"
IN_PARIS: Final = "`Router.route(report, at)`, warm, `at` in Paris"
BY_FIELDS: Final = "`route_report(category=..., age=..., country=..., at=...)`, warm"
VALIDATION: Final = "of this pydantic's validation, `Report(category=..., age=..., country=...)`"
CARD: Final = '`present(decision, "fr", at=at)`, after the first'
LACKS: Final = "hours, second line, notices, reasons"
NOTHING: Final = ""

Works = dict[str, tuple[str, list[Mapping[str, Any]]]]


def part() -> str:
    """The tables of this part."""
    router = default_router()
    tables = {"the policy": policy_rows(router, AT), "first lines": line_rows(router, AT)}
    asked = [question for question, _ in tables["first lines"].answers]
    sample = asked[:: len(asked) // SAMPLE]
    rivals = {what: rivals_of(rows) for what, rows in tables.items()}
    works: Works = dict(_ours(sample, tables["first lines"]))
    for what, found in rivals.items():
        for rival in found:
            works[f"{rival.name}: {what}"] = rival.statement, [{**rival.names, "question": question} for question in sample]
    seconds = best(works)
    rows = [(work, size, lacks) for work, size, lacks in _described(tables, seconds)]
    lookup, route = seconds[DICTIONARY], seconds[IN_UTC]
    head = ("What", "It lacks", "Rows", "Times a dictionary lookup", "Times `Router.route`")
    body = ((work, lacks, size, number(seconds[work] / lookup), number(seconds[work] / route)) for work, size, lacks in rows)
    checked = " and ".join(f"{len(rows.answers)} questions about {what}" for what, rows in tables.items())
    return "\n\n".join(
        (
            table(head, body, left=2),
            f"Compared before with the router's own answers, without a difference: {checked}.",
            targets(_targets(seconds)),
            f"Measured on: {machine('rule-engine', 'zen-engine')}",
        )
    )


def _ours(sample: list[Question], lines: DecisionRows) -> Iterator[tuple[str, tuple[str, list[Mapping[str, Any]]]]]:
    router = default_router()
    lookup = {(question["category"], question["age"], question["country"]): answer for question, answer in lines.answers}
    reports = [Report(**question) for question in sample]
    decisions = [router.route(report, AT) for report in reports]
    fields = [{"category": question["category"], "age": question["age"], "country": question["country"]} for question in sample]
    yield DICTIONARY, ("TABLE[category, age, country]", [{"TABLE": lookup, **each} for each in fields])
    for work, at in ((IN_UTC, AT), (IN_PARIS, AT.astimezone(ZoneInfo("Europe/Paris")))):
        yield work, ("route(report, at)", [{"route": router.route, "report": report, "at": at} for report in reports])
    call = "route_report(category=category, age=age, country=country, at=at)"
    yield BY_FIELDS, (call, [{"route_report": route_report, "at": AT, **each} for each in fields])
    yield VALIDATION, ("Report(category=category, age=age, country=country)", [{"Report": Report, **each} for each in fields])
    yield CARD, ('present(decision, "fr", at=at)', [{"present": present, "decision": decision, "at": AT} for decision in decisions])


def _described(tables: Mapping[str, DecisionRows], works: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    for work in works:
        what = work.rpartition(": ")[2]
        if what in tables:
            yield work, str(len(tables[what].rows)), f"{LACKS}, the line itself" if what == "the policy" else LACKS
        else:
            yield work, str(len(tables["first lines"].answers)) if work == DICTIONARY else NOTHING, LACKS if work == DICTIONARY else NOTHING


def _targets(seconds: Mapping[str, float]) -> Iterator[Target]:
    lookup, route = seconds[DICTIONARY], max(seconds[IN_UTC], seconds[IN_PARIS])
    yield Target("`Router.route`, in UTC and in Paris, in dictionary lookups", route / lookup, at_most=8)
    yield Target("`route_report` by its fields, in dictionary lookups", seconds[BY_FIELDS] / lookup, at_most=40)
    plain, traced = (
        min(value for work, value in seconds.items() if work.startswith(name)) for name in ("zen-engine, a", "zen-engine, with")
    )
    yield Target("zen-engine's bare decision, in calls of `Router.route`", plain / route, at_least=6)
    yield Target("zen-engine's decision with its trace, in calls of `Router.route`", traced / route, at_least=25)
