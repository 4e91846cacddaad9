"""What the router says, as rows of a decision table that somebody would write by hand: conditions and an answer, the first hit counts."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, product
from typing import Any, Final

from helpline_router import AgeBand, Category, Report, Role, Router
from helpline_router.vocabulary import ADULT_AGE, ADULT_ROLES, MAXIMUM_AGE

Question = dict[str, Any]
"""The fields of a report: category, role, age (None if unknown), country."""

UNKNOWN: Final = "unknown"
_AFFECTED: Final = (Role.AFFECTED.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Conditions that must all hold, and the answer. An empty list, and an age of None, hold for every question."""

    category: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    age: tuple[int, int] | str | None = None
    """An interval with both its ends, or `unknown`."""
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRows:
    """A table, and what the router answers to each question at its edges."""

    rows: tuple[Row, ...]
    answers: tuple[tuple[Question, str | None], ...]


def policy_rows(router: Router, at: datetime) -> DecisionRows:
    """The rules of the shipped policy one by one; the answer is the id of the rule that is hit."""
    rows = []
    for rule in router.policy.rules:
        when = rule.when
        if when.region or when.communities:
            raise NotImplementedError(f"rule {rule.id} looks at regions or communities, which these rows do not have")
        age = (when.age.minimum, when.age.maximum) if isinstance(when.age, AgeBand) else when.age
        rows.append(Row(category=when.category or (), role=when.role or (), country=when.country or (), age=age, answer=rule.id))
    questions = list(_questions(router, Role, _edges(rows)))
    return DecisionRows(rows=tuple(rows), answers=tuple((question, _decision(router, question, at).rule) for question in questions))


def line_rows(router: Router, at: datetime) -> DecisionRows:
    """The first line for each person affected, at one instant: for each country and run of ages, categories of one answer together."""
    found: dict[tuple[str, Hashable, str | None], list[str]] = {}
    for country, category in product(router.registry.countries, Category):
        questions = [{"category": category.value, "role": "affected", "age": age, "country": country} for age in range(MAXIMUM_AGE + 1)]
        by_age = [(question["age"], first_line(router, question, at)) for question in questions]
        for answer, run in groupby(by_age, key=lambda pair: pair[1]):
            ages = [age for age, _ in run]
            found.setdefault((country, (ages[0], ages[-1]), answer), []).append(category.value)
        found.setdefault((country, UNKNOWN, first_line(router, {**questions[0], "age": None}, at)), []).append(category.value)
    rows = tuple(
        Row(category=tuple(categories), country=(country,), age=age, answer=answer)  # type: ignore[arg-type]  # an interval or unknown
        for (country, age, answer), categories in found.items()
    )
    questions = list(_questions(router, [Role.AFFECTED], _edges(rows)))
    return DecisionRows(rows=rows, answers=tuple((question, first_line(router, question, at)) for question in questions))


def first_line(router: Router, question: Question, at: datetime) -> str | None:
    """The line that stands first in the decision."""
    referrals = _decision(router, question, at).referrals
    return referrals[0].helpline_id if referrals else None


def _decision(router: Router, question: Question, at: datetime) -> Any:
    return router.route(Report(**question), at)


def _edges(rows: Sequence[Row]) -> list[int | None]:
    """Each age at which a row begins or ends, and the unknown one."""
    return [None, *sorted({end for row in rows if isinstance(row.age, tuple) for end in row.age} | {0, MAXIMUM_AGE})]


def _questions(router: Router, roles: Any, ages: Sequence[int | None]) -> Iterator[Question]:
    """Of parents and professionals exact ages of adults: the router takes them for adults whatever age is given, a row can't."""
    for category, role, age, country in product(Category, roles, ages, router.registry.countries):
        if role not in ADULT_ROLES or (age is not None and age >= ADULT_AGE):
            yield {"category": category.value, "role": role.value, "age": age, "country": country}
