"""What somebody would use instead, each with the same rows: a dictionary, a loop, rule-engine and zen-engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import rule_engine
import zen

from decision_rows import UNKNOWN, DecisionRows, Question, Row

Answers = Callable[[Question], str | None]
KEY: Final = "table"
FIELDS: Final = ("country", "category", "role", "age")


@dataclass(frozen=True, slots=True)
class Rival:
    """Its statement, which is measured, with the names in it; `question` is set to the fields of a report."""

    name: str
    statement: str
    names: Mapping[str, Any]
    answer: Answers


def rivals_of(table: DecisionRows) -> tuple[Rival, ...]:
    """All of them with these rows. Raises AssertionError if one answers a question otherwise than the router."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {KEY: jdm(table.rows)}}})
    loop, rules = looped(table.rows), first_match(table.rows)
    found = (
        Rival("a loop over the rows in Python", "loop(question)", {"loop": loop}, loop),
        Rival("rule-engine, a rule a row", "rules(question)", {"rules": rules}, rules),
        Rival(
            "zen-engine, a decision table",
            "evaluate(key, question)",
            {"evaluate": engine.evaluate, "key": KEY},
            lambda question: engine.evaluate(KEY, question)["result"].get("answer"),
        ),
        Rival(
            "zen-engine, with its trace",
            "evaluate(key, question, options)",
            {"evaluate": engine.evaluate, "key": KEY, "options": {"trace": True}},
            lambda question: engine.evaluate(KEY, question, {"trace": True})["result"].get("answer"),
        ),
    )
    for rival in found:
        wrong = sum(rival.answer(question) != answer for question, answer in table.answers)
        if wrong:
            raise AssertionError(f"{rival.name} answers {wrong} of {len(table.answers)} questions otherwise than the router")
    return found


def looped(rows: tuple[Row, ...]) -> Answers:
    """The first row of which all conditions hold, in plain Python."""
    plain = [(row.category, row.role, row.country, row.age, row.answer) for row in rows]

    def answer(question: Question) -> str | None:
        category, role, age, country = question["category"], question["role"], question["age"], question["country"]
        for categories, roles, countries, ages, found in plain:
            if (
                (not countries or country in countries)
                and (not categories or category in categories)
                and (not roles or role in roles)
                and (ages is None or (age is None if ages == UNKNOWN else age is not None and ages[0] <= age <= ages[1]))
            ):
                return found
        return None

    return answer


def first_match(rows: tuple[Row, ...]) -> Answers:
    """One compiled rule of rule-engine a row, tried in their order."""
    rules = [(rule_engine.Rule(expression(row)).matches, row.answer) for row in rows]

    def answer(question: Question) -> str | None:
        return next((found for matches, found in rules if matches(question)), None)

    return answer


def expression(row: Row) -> str:
    """A row in the language of rule-engine."""
    parts = []
    for field in ("country", "category", "role"):
        words = [f'"{word}"' for word in getattr(row, field)]
        if len(words) == 1:
            parts.append(f"{field} == {words[0]}")
        elif words:
            parts.append(f"{field} in [{', '.join(words)}]")
    if row.age == UNKNOWN:
        parts.append("age == null")
    elif isinstance(row.age, tuple):
        parts.append(f"age != null and age >= {row.age[0]} and age <= {row.age[1]}")
    return " and ".join(parts) or "true"


def jdm(rows: tuple[Row, ...]) -> dict[str, Any]:
    """The rows as a JSON decision model of zen-engine: input, one decision table with hit policy first, output."""
    place = {"x": 0, "y": 0}
    fields = [field for field in FIELDS if any(getattr(row, field) for row in rows)]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "type": "expression", "field": field} for field in fields],
        "outputs": [{"id": "answer", "name": "answer", "type": "expression", "field": "answer"}],
        "rules": [{"_id": f"row-{number}", **_jdm_row(row, fields)} for number, row in enumerate(rows)],
    }
    return {
        "nodes": [
            {"id": "report", "type": "inputNode", "name": "report", "position": place},
            {"id": "rows", "type": "decisionTableNode", "name": "rows", "position": place, "content": content},
            {"id": "decision", "type": "outputNode", "name": "decision", "position": place},
        ],
        "edges": [
            {"id": "in", "sourceId": "report", "targetId": "rows", "type": "edge"},
            {"id": "out", "sourceId": "rows", "targetId": "decision", "type": "edge"},
        ],
    }


def _jdm_row(row: Row, fields: list[str]) -> dict[str, str]:
    cells = {field: ", ".join(f"'{word}'" for word in getattr(row, field)) for field in fields if field != "age"}
    if isinstance(row.age, tuple):
        cells["age"] = f"[{row.age[0]}..{row.age[1]}]"
    elif "age" in fields:
        cells["age"] = "null" if row.age == UNKNOWN else ""
    return {**cells, "answer": "null" if row.answer is None else f"'{row.answer}'"}
