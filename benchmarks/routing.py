"""What routing and cards cost, as ratios in one run: `python benchmarks/routing.py` prints the table, `--write` puts it into the docs.

The rivals are what a service would write by hand: a dictionary of first lines, and a loop over rows. Their answers are compared
with the library's before anything is measured. Neither knows hours, a second line, or why.
"""

import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from timeit import Timer
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router import Category, Report, default_router, present, route_report

PAGE: Final = Path(__file__).parents[1] / "docs" / "performance.md"
START: Final = "<!-- routing -->"
END: Final = "<!-- end of routing -->"
AT: Final = datetime(2026, 11, 20, 17, tzinfo=UTC)
ROUTER: Final = default_router()
COUNTRIES: Final = tuple(ROUTER.registry.countries)
QUESTIONS: Final = [(category.value, age, country) for category in Category for age in (13, 15, 17, 18, 30, 70) for country in COUNTRIES]


def first_line(category: str, age: int, country: str) -> str | None:
    """The library's answer, reduced to what the rivals can say."""
    referrals = ROUTER.route(Report(category=category, age=age, country=country), AT).referrals
    return referrals[0].helpline_id if referrals else None


TABLE: Final = {question: first_line(*question) for question in QUESTIONS}
ROWS: Final = [(*question, answer) for question, answer in TABLE.items()]


def loop(category: str, age: int, country: str) -> str | None:
    """A loop over rows, the first that matches."""
    for row_category, row_age, row_country, answer in ROWS:
        if row_category == category and row_age == age and row_country == country:
            return answer
    return None


def measured() -> Iterator[tuple[str, float]]:
    """What is measured, with nanoseconds a call: the best of several rounds, for noise only adds."""
    if any(loop(*question) != answer for question, answer in TABLE.items()):
        raise AssertionError("the loop answers otherwise than the library")
    report = Report(category="harassment", age=15, country="FR", language="fr")
    names = {
        "TABLE": TABLE, "loop": loop, "route": ROUTER.route, "route_report": route_report, "present": present, "report": report, "at": AT,
        "in_paris": AT.astimezone(ZoneInfo("Europe/Paris")), "decision": ROUTER.route(report, AT), "category": "harassment", "age": 15,
        "country": "FR",
    }  # fmt: skip
    yield "a dictionary lookup, `TABLE[category, age, country]`", _time("TABLE[category, age, country]", names)
    somewhere = [{**names, "question": question} for question in QUESTIONS[::37]]
    yield "a loop over rows, on average", sum(_time("loop(*question)", each, 50) for each in somewhere) / len(somewhere)
    yield "`Router.route(report, at)`, warm, `at` in UTC", _time("route(report, at)", names)
    yield "`Router.route(report, at)`, warm, `at` in Paris", _time("route(report, in_paris)", names)
    fields = "route_report(category=category, age=age, country=country, at=at)"
    yield "`route_report(category=..., age=..., country=..., at=...)`, warm", _time(fields, names)
    yield '`present(decision, "fr", at=at)`, after the first', _time('present(decision, "fr", at=at)', names)


def _time(statement: str, names: dict[str, object], calls: int = 20_000) -> float:
    timer = Timer(statement, globals=names)
    timer.timeit(1)
    return min(timer.repeat(9, calls)) / calls * 1e9


def table() -> str:
    """The ratios, as Markdown."""
    found = list(measured())
    base = found[0][1]
    rows = [f"| {name} | {value / base:.1f} |" for name, value in found]
    machine = f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}"
    return "\n".join(["| What | Times a dictionary lookup |", "| --- | ---: |", *rows, "", f"Measured on: {machine}."])


def main() -> None:
    """Print the table, or write it into the page."""
    text = table()
    sys.stdout.write(text + "\n")
    if sys.argv[1:] == ["--write"]:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(START)
        _, _, after = rest.partition(END)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
