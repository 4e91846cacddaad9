"""A small world for tests of tables and frames: two countries that tell apart all that there is to tell apart."""

from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from builders import country, helpline, policy, registry, rule
from helpline_router import InvalidReport, Report, Router
from helpline_router.batch.table import DecisionTable, compile_table
from helpline_router.vocabulary import Role

EVERYONE: Final = tuple(Role)


@cache
def small_router() -> Router:
    """A country with regions, a territory, communities and languages, one with little, and rules for some of it."""
    france = country(
        helpline("fr-young", "child_helpline", ages=(None, 17), roles=("affected", "parent")),
        helpline("fr-old", "emotional_support", ages=(26, None), languages=["fr", "no"], general=True, hours="Mo-Fr 09:00-17:00"),
        helpline(
            "fr-all",
            "victim_support",
            roles=EVERYONE,
            channels=[{"kind": "chat", "value": "https://a.example.org", "hours": "unknown"}],
            general=True,
        ),
        helpline("fr-paris", "child_helpline", regions=["FR-75C"]),
        helpline("fr-rainbow", "anti_hate", communities=("lgbtq", "women")),
        territories=["RE"],
        gaps=[{"category": "hate", "ages": {"minimum": 60}, "reason": "none found", "checked_on": "2026-11-20"}],
    )
    ireland = country(
        helpline("ie-one", "anti_hate", ages=(18, None), languages=["en", "ga"]), languages=["en", "ga"], timezone="Europe/Dublin"
    )
    rules = policy(
        rule("life", "child_helpline", "emotional_support", when={"category": ["suicide", "self_harm"]}, open_first=True),
        rule("young-hate", "fr-young", "child_helpline", when={"category": ["hate"], "country": ["FR"], "age": {"maximum": 20}}),
        rule("named", "anti_hate", when={"category": ["hate"], "communities": ["jewish"]}),
        rule("hate-unknown", "anti_hate", "victim_support", when={"category": ["hate"], "age": "unknown"}),
        rule("rest", "anti_hate", "victim_support", "child_helpline"),
    )
    return Router(registry(FR=france, IE=ireland), rules)


@cache
def small_table() -> DecisionTable:
    return compile_table(small_router())


_VALUES: Final[dict[str, tuple[str | None, ...]]] = {
    "category": ("hate", "suicide", "self_harm", "harassment", "hate", "spam", "", None, "HATE", "hate "),
    "age": (
        None, "15", "30", "16-19", "0-17", "12 - 18", "18-120", "15-15", "unknown", "", " 26 ", "0", "120", "121", "-1", "15.0", "19-16",
        "1e1", "0015", "17\u201326", "٣٠", "true", "25-26", "60", "59-61",
    ),
    "country": (None, "FR", "fr", "FRA", "IE", "irl", "UK", "EL", "RE", "reu", "US", "usa", "NC", "XX", "", "unknown", "France", " FR "),
    "region": (None, None, "FR-75C", "FR-75", "fr-idf", "FR-974", "FR-NC", "IE-D", "US-CA", "FR-XX", "", "GB-SCT"),
    "language": (None, "fr", "fr-CA", "nb", "nn", "no", "nor", "en", "ga", "und", "zu", "", "not a tag", "FR", "fil", "x", "unknown"),
    "role": (None, "affected", "witness", "perpetrator", "parent", "professional", "teacher", "", "PARENT"),
    "communities": (None, None, "", "lgbtq", "women;lgbtq", "jewish", "roma", "jewish;jewish", "martian", "lgbtq,women", "lgbtq;"),
    "prefer": (None, None, "text", "voice", "either", ""),
}  # fmt: skip


@st.composite
def rows(draw: DrawFn) -> list[dict[str, Any]]:
    """Rows of some of the columns, as text: most of them valid."""
    names = ["category", *draw(st.lists(st.sampled_from(list(_VALUES)[1:]), unique=True))]
    often = {name: values[: 3 + len(values) // 2] for name, values in _VALUES.items()}
    one = st.fixed_dictionaries({name: st.sampled_from((*often[name], *often[name], *_VALUES[name])) for name in names})
    return draw(st.lists(one, max_size=40))


def expected(row: dict[str, Any]) -> Report | str:
    """The report of a row, or the reason why there is none."""
    fields = {name: value for name, value in row.items() if value is not None and name in _VALUES}
    if isinstance(fields.get("communities"), str):
        fields["communities"] = fields["communities"].split(";") if fields["communities"] else []
    try:
        return Report(**fields)
    except InvalidReport as error:
        return "; ".join(f"{problem.where}: {problem.message}" for problem in error.problems)
