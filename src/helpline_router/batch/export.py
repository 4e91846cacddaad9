"""The table in formats of other programs: a handful of small relations, the same in each format."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING, Any, Final

from helpline_router.batch.areas import band_class, country_codes
from helpline_router.batch.outcomes import outcome
from helpline_router.batch.table import CATEGORIES, ROLES, DecisionTable
from helpline_router.routing import Router

if TYPE_CHECKING:
    import pyarrow as pa

RELATIONS: Final = ("about", "cells", "decisions", "places", "ages", "languages")
"""The names of the relations, in their order."""

PREFIX: Final = "helpline_"
"""Before the names of the relations in SQL."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table with its columns: `text`, `integer`, `flag` or `list` (of texts), by name."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[Any, ...]]


def relations(table: DecisionTable) -> tuple[Relation, ...]:
    """All relations: cells, what their decisions say, and how a report finds its cell.

    - `about`: the digests of the registry and the policy, the release that made the table, and the digest of all that follows.
    - `cells`: each cell by `place`, `category`, `role`, `age_class` and `language_class`, with its decision.
    - `decisions`: what the plan of a decision says.
    - `places`: the place of a country (ISO 3166-1, alpha-2) and a region (ISO 3166-2), each empty if unknown. A region of a country
      that is not covered is not listed: its place is that of the country. `area` names its ages and languages.
    - `ages`: the class of an exact age, of an unknown one (no `age_from`) and of a band, by area and the intervals in which its ends lie.
    - `languages`: the class of a language (ISO 639), by area: 0 is unknown (no `language`), and any other is class 1 (`*`).
    """
    contents = (
        Relation(
            "cells",
            _columns(place="integer", category="text", role="text", age_class="integer", language_class="integer", decision_id="integer"),
            list(_cells(table)),
        ),
        Relation(
            "decisions",
            _columns(
                decision_id="integer", rule="text", scope="text", served_country="text", first_helpline_id="text", helpline_ids="list",
                conditional_ids="list", notices="list", emergency_first="flag", open_first="flag",
            ),
            [tuple(outcome(table, decision_id)) for decision_id in range(table.decisions)],
        ),
        *lookups(table),
    )  # fmt: skip
    return about(table.router, contents_digest(map(csv_text, contents))), *contents


def about(router: Router, digest: str) -> Relation:
    """What a table of this router was made of, and by which release; `digest` is that of its other relations."""
    facts, rules = router.registry, router.policy
    columns = ("registry_version", "registry_digest", "policy_version", "policy_digest", "router_version", "contents_digest")
    row = (facts.version, facts.digest, rules.version, rules.digest, version("helpline-router"), digest)
    return Relation("about", _columns(**dict.fromkeys(columns, "text")), [row])


def contents_digest(texts: Iterable[str]) -> str:
    """The digest of the relations other than `about`, in their order, each as CSV."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
    return f"sha256:{found.hexdigest()}"


def lookups(table: DecisionTable) -> tuple[Relation, ...]:
    """The relations that find a report's cell."""
    return (
        Relation("places", _columns(country="text", region="text", place="integer", area="text"), list(_places(table))),
        Relation(
            "ages",
            _columns(area="text", age_class="integer", age_from="integer", age_to="integer", end_from="integer", end_to="integer"),
            list(_ages(table)),
        ),
        Relation("languages", _columns(area="text", language="text", language_class="integer"), list(_languages(table))),
    )


def _columns(**kinds: str) -> tuple[tuple[str, str], ...]:
    return tuple(kinds.items())


def _cells(table: DecisionTable) -> Iterator[tuple[Any, ...]]:
    cell = 0
    for place, block in enumerate(table.blocks):
        for category, role, age, language in product(CATEGORIES, ROLES, range(block.age_classes), range(block.languages)):
            yield place, category.value, role.value, age, language, table.ids[cell]
            cell += 1


def _area(code: str | None) -> str:
    return code or ""


def _places(table: DecisionTable) -> Iterator[tuple[Any, ...]]:
    wheres = list(dict.fromkeys((*table.map.wheres(), *((code, None) for code in country_codes()))))
    for country, region in sorted(wheres, key=lambda where: (where[0] or "", where[1] or "")):
        place = table.map.place(country, region)
        yield country, region, place, _area(table.map.places[place].area)


def _ages(table: DecisionTable) -> Iterator[tuple[Any, ...]]:
    """An exact age lies in `age_from..age_to` and has no `end_from`; a band's first age lies there, and its last in `end_from..end_to`."""
    for code, area in table.areas.items():
        ends = [(segment.minimum, segment.maximum) for segment in area.segments]
        for number, (low, high) in enumerate(ends):
            yield _area(code), number, low, high, None, None
        yield _area(code), area.age_class(None), None, None, None, None
        for low, high in combinations_with_replacement(range(len(ends)), 2):
            age_class = band_class(len(ends), low, high)
            yield _area(code), age_class, *ends[low], *ends[high]


def _languages(table: DecisionTable) -> Iterator[tuple[Any, ...]]:
    for code, area in table.areas.items():
        yield _area(code), None, 0
        yield _area(code), "*", 1
        yield from ((_area(code), language, number) for language, number in area.language_codes)


def arrow(relation: Relation, table: DecisionTable) -> "pa.Table":
    """A relation as an Arrow table, with the digests in its metadata. Raises ImportError without the extra `batch`."""
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.uint32(), "flag": pa.bool_(), "list": pa.list_(pa.string())}
    schema = pa.schema([(name, types[kind]) for name, kind in relation.columns], metadata=_metadata(table))
    columns = list(zip(*relation.rows, strict=True)) or [()] * len(relation.columns)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def _metadata(table: DecisionTable) -> dict[str, str]:
    return {"registry_digest": table.registry_digest, "policy_digest": table.policy_digest}


def csv_text(relation: Relation) -> str:
    """A relation as CSV; lists have spaces between their elements."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _ in relation.columns])
    for row in relation.rows:
        writer.writerow([_cell_text(value) for value in row])
    return text.getvalue()


def _cell_text(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return " ".join(value)
    return json.dumps(value) if isinstance(value, bool) else value


_SQL_TYPES: Final = {"text": "VARCHAR", "integer": "UINTEGER", "flag": "BOOLEAN", "list": "VARCHAR[]"}

_VIEW: Final = """\
-- Every cell with what it says, to be read and to be asked: see docs/batch.md for the joins of a table of reports.
CREATE OR REPLACE VIEW helpline_table AS
SELECT c.place, p.area, c.category, c.role, c.age_class, c.language_class, a.age_from, a.age_to, a.end_from, a.end_to, d.*
FROM helpline_cells c
JOIN (SELECT DISTINCT place, area FROM helpline_places) p USING (place)
JOIN helpline_ages a ON a.area = p.area AND a.age_class = c.age_class
JOIN helpline_decisions d USING (decision_id);
"""


def sql(table: DecisionTable) -> Iterator[str]:
    """A script that makes the relations and a view of them; it runs as it is in DuckDB, again and again."""
    yield "BEGIN TRANSACTION;\nDROP VIEW IF EXISTS helpline_table;\n"
    for relation in relations(table):
        columns = ", ".join(f"{name} {_SQL_TYPES[kind]}" for name, kind in relation.columns)
        yield f"CREATE OR REPLACE TABLE {PREFIX}{relation.name} ({columns});\n"
        for start in range(0, len(relation.rows), 1000):
            values = ",\n".join(f"({', '.join(map(_literal, row))})" for row in relation.rows[start : start + 1000])
            yield f"INSERT INTO {PREFIX}{relation.name} VALUES\n{values};\n"
    yield f"{_VIEW}COMMIT;\n"


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return "'" + str(value).replace("'", "''") + "'"
