"""From a plan to a decision: the order at an instant, three places and their guarantees, notices, and how long it holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    NEVER,
    NOON,
    PAGE,
    channel,
    country,
    decision,
    excluded,
    helpline,
    noticed,
    offered,
    plan,
    policy,
    registry,
    rule,
    world,
)
from helpline_router.decision import RoutingDecision
from helpline_router.models import Helpline
from helpline_router.placing import decide, exclusions
from helpline_router.policy import Policy
from helpline_router.vocabulary import Condition, NoticeCode, State

CHILD, EMOTIONAL, SAFETY = "child_helpline", "emotional_support", "online_safety"
MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def places(
    *lines: Helpline,
    count: int = 3,
    open_first: bool = True,
    rules: Policy | None = None,
    facts: dict[str, Any] | None = None,
    **fields: Any,
) -> list[str]:
    """The places of a decision, as `id` or `id+guarantee`."""
    table = rules or policy(rule("all", CHILD, open_first=open_first), maximum_referrals=count)
    found = decision(world(*lines, **(facts or {})), table, **fields)
    return [
        item.helpline_id.removeprefix("fr-") + (f"+{item.reason.guarantee}" if item.reason.guarantee else "") for item in found.referrals
    ]


# Order at an instant


def test_open_lines_come_first_under_open_first() -> None:
    """Open < unknown < closed, each in the order of the plan."""
    lines = [
        helpline("fr-c", hours=NEVER),
        helpline("fr-u", hours="unknown"),
        helpline("fr-o"),
        helpline("fr-o2"),
        helpline("fr-u2", hours="unknown"),
    ]
    assert ["o", "o2", "u", "u2", "c"] == places(*lines, count=5)
    assert ["c", "u", "o", "o2", "u2"] == places(*lines, count=5, open_first=False)


def test_open_in_the_reporters_language_comes_before_open() -> None:
    """A line that is open in another language is no better than one whose hours are unknown; both are better than closed."""
    mixed = [channel(languages=["de"]), channel("116", hours=NEVER, languages=["fr"])]
    lines = [
        helpline("fr-closed", hours=NEVER),
        helpline("fr-open-in-german-only", channels=mixed, languages=["fr"]),
        helpline("fr-unknown", hours="unknown"),
        helpline("fr-open"),
    ]
    assert ["open", "open-in-german-only", "unknown", "closed"] == places(*lines, count=4)


def test_openness_dominates_the_language() -> None:
    """Under open_first an open line in another language comes before a closed one in the reporter's."""
    assert ["german", "french"] == places(helpline("fr-french", hours=NEVER), helpline("fr-german", languages=["de"]))
    assert ["french", "german"] == places(helpline("fr-german", languages=["de"]), helpline("fr-french", hours=NEVER), open_first=False)


def test_the_region_dominates_openness() -> None:
    """A line that may be for another part of the country comes last, even if it alone is open."""
    assert ["closed", "regional"] == places(helpline("fr-regional", regions=["FR-IDF"]), helpline("fr-closed", hours=NEVER))


def test_conditional_by_age_does_not_weigh() -> None:
    """An open line for minors comes before a closed one for all, while the age is unknown."""
    assert ["minors", "all"] == places(helpline("fr-all", hours=NEVER), helpline("fr-minors", ages=(None, 17)), age=None)


# Places


def test_there_are_as_many_places_as_the_policy_says() -> None:
    """The first of the order; the others are excluded by `limit`."""
    lines = [helpline(f"fr-{name}") for name in "abcde"]
    assert ["a", "b", "c"] == places(*lines)
    assert ["a"] == places(*lines, count=1)
    assert ["a", "b", "c", "d", "e"] == places(*lines, count=10)


def test_whoever_has_no_place_is_excluded_by_limit() -> None:
    """Limit first, in the order of the plan, then the plan's own exclusions; together all lines of the country."""
    lines = [*(helpline(f"fr-{name}") for name in "abcde"), helpline("fr-adults", ages=(18, None)), helpline("fr-remit", EMOTIONAL)]
    routing = plan(world(*lines))
    answer = decide(routing, NOON)
    found = [(item.helpline_id, item.condition.value) for item in exclusions(routing, answer)]
    assert [("fr-d", "limit"), ("fr-e", "limit"), ("fr-adults", "age"), ("fr-remit", "remit")] == found
    assert sorted(line.id for line in lines) == sorted([*offered(answer), *(name for name, _ in found)])
    assert Condition.LIMIT.value not in excluded(routing).values()


# Guarantee 1: one is open


def test_one_referral_is_open_if_any_candidate_is() -> None:
    """An open line that is conditional by region takes the last place: it comes after three closed ones in the order."""
    closed = [helpline(f"fr-c{index}", hours=NEVER) for index in range(3)]
    lines = [*closed, helpline("fr-regional", regions=["FR-IDF"])]
    assert ["c0", "c1", "regional+open"] == places(*lines)
    assert ["regional+open"] == places(*lines, count=1)
    assert ["c0", "c1", "c2"] == places(*lines, open_first=False)


def test_without_an_open_candidate_nothing_is_replaced() -> None:
    """Unknown is not open."""
    closed = [helpline(f"fr-c{index}", hours=NEVER) for index in range(3)]
    assert ["c0", "c1", "c2"] == places(*closed, helpline("fr-u", regions=["FR-IDF"], hours="unknown"))


# Guarantee 2: a minor and an adult

ADULTS = [helpline(f"fr-a{index}", ages=(18, None)) for index in range(3)]
MINORS = [helpline(f"fr-m{index}", ages=(None, 17)) for index in range(3)]


@pytest.mark.parametrize(
    ("lines", "count", "expected"),
    [
        ([*ADULTS, *MINORS], 3, ["a0", "a1", "m0+minor"]),
        ([*ADULTS, *MINORS], 2, ["a0", "m0+minor"]),
        ([*ADULTS, *MINORS], 1, ["m0+minor"]),
        ([*MINORS, *ADULTS], 3, ["m0", "m1", "a0+adult"]),
        ([*MINORS, *ADULTS], 2, ["m0", "a0+adult"]),
        ([*MINORS, *ADULTS], 1, ["m0"]),
        ([*ADULTS], 3, ["a0", "a1", "a2"]),
        ([helpline("fr-all"), *ADULTS, *MINORS], 2, ["all", "a0"]),
        ([*ADULTS, helpline("fr-all")], 1, ["all+minor"]),
        ([*ADULTS[:2], MINORS[0], *ADULTS[2:]], 3, ["a0", "a1", "m0"]),
    ],
)
def test_with_an_unknown_age_a_minor_and_an_adult_are_served(lines: list[Helpline], count: int, expected: list[str]) -> None:
    """One referral serves a 15-year-old, then one an adult of 30, as far as places and candidates allow; a minor is the last to lose."""
    assert expected == places(*lines, count=count, age=None)


@pytest.mark.parametrize("age", [15, 17, 18, 40, "13-17", "18-25"])
def test_with_a_known_age_nothing_is_replaced_for_ages(age: Any) -> None:
    """A band on one side of 18 has nobody on the other side."""
    routing = decision(world(*ADULTS, *MINORS), age=age)
    assert [None] * 3 == [item.reason.guarantee for item in routing.referrals]


@pytest.mark.parametrize(
    ("age", "line_ages", "is_placed"),
    [
        ("16-19", (None, 16), True),
        ("16-19", (None, 15), False),
        ("16-19", (17, 17), False),
        ("17-20", (17, 17), True),
        ("10-20", (15, 15), True),
        ("10-20", (10, 14), False),
        ("0-120", (15, 15), True),
        (None, (15, 15), True),
        (None, (0, 14), False),
    ],
)
def test_the_typical_minor_is_15_moved_into_the_band(age: Any, line_ages: tuple[int | None, int], is_placed: bool) -> None:  # noqa: FBT001 - expected
    """The line for minors that gets the place serves 15, or the nearest age of the band below 18."""
    adults = [helpline(f"fr-a{index}", ages=(18, None)) for index in range(2)]
    assert (["a0", "minor+minor"] if is_placed else ["a0", "a1"]) == places(*adults, helpline("fr-minor", ages=line_ages), count=2, age=age)


@pytest.mark.parametrize(
    ("age", "line_ages", "is_placed"),
    [
        ("16-19", (19, None), True),
        ("16-19", (18, 20), True),
        ("16-19", (18, 18), False),
        ("16-40", (30, 30), True),
        ("16-40", (31, None), False),
        (None, (30, 30), True),
        (None, (18, 29), False),
        ("17-18", (18, None), True),
    ],
)
def test_the_typical_adult_is_30_moved_into_the_band(age: Any, line_ages: tuple[int, int | None], is_placed: bool) -> None:  # noqa: FBT001 - expected
    """The line for adults that gets the place serves 30, or the oldest age of the band below that."""
    minors = [helpline(f"fr-m{index}", ages=(None, 17)) for index in range(2)]
    assert (["m0", "adult+adult"] if is_placed else ["m0", "m1"]) == places(*minors, helpline("fr-adult", ages=line_ages), count=2, age=age)


@pytest.mark.parametrize("role", ["parent", "professional"])
def test_for_a_parent_nothing_is_replaced_for_ages(role: str) -> None:
    """A parent is an adult, whatever age is given."""
    lines = [helpline(f"fr-p{index}", roles=("affected", role)) for index in range(3)]
    assert ["p0", "p1", "p2"] == places(*lines, helpline("fr-x", ages=(None, 17), roles=("affected", role)), role=role, age=None)


# Guarantee 3: each language in turn


@pytest.mark.parametrize(("count", "expected"), [(3, ["nl0", "fr+language", "de+language"]), (2, ["nl0", "fr+language"]), (1, ["nl0"])])
def test_with_an_unknown_language_each_language_gets_its_best_line(count: int, expected: list[str]) -> None:
    """In a country of several languages, in their order, as far as there are places."""
    dutch = [helpline(f"fr-nl{index}", languages=["nl"]) for index in range(3)]
    lines = [*dutch, helpline("fr-fr"), helpline("fr-fr2"), helpline("fr-de", languages=["de"])]
    assert expected == places(*lines, count=count, language=None, facts={"languages": ["nl", "fr", "de"]})


def test_with_a_known_language_or_one_language_nothing_is_replaced() -> None:
    """Who writes French is not given a Dutch line, and France has one language."""
    lines = [*(helpline(f"fr-f{index}") for index in range(3)), helpline("fr-nl", languages=["nl"])]
    assert ["f0", "f1", "f2"] == places(*lines, facts={"languages": ["fr", "nl"]})
    assert ["f0", "f1", "f2"] == places(*lines, language=None)


def test_a_line_of_several_languages_serves_them_all() -> None:
    """No place is taken for a language that a placed line speaks in one of its channels."""
    both = helpline("fr-both", languages=["nl"], channels=[channel(), channel(PAGE, kind="chat", languages=["fr"])])
    lines = [both, helpline("fr-nl", languages=["nl"]), helpline("fr-fr")]
    assert ["both", "nl"] == places(*lines, count=2, language=None, facts={"languages": ["nl", "fr"]})


# Precedence


def test_open_is_kept_before_ages_and_languages() -> None:
    """With one place the open line stays, though it serves no minor and another language."""
    lines = [helpline("fr-open", ages=(18, None), languages=["de"]), helpline("fr-minor", ages=(None, 17), hours=NEVER)]
    assert ["open"] == places(*lines, count=1, age=None, language=None, facts={"languages": ["fr", "de"]})


def test_with_two_places_open_and_the_minor_stay() -> None:
    """open > minor > adult: the adult's need is unmet."""
    lines = [
        helpline("fr-open-for-children", ages=(None, 12)),
        helpline("fr-closed1", ages=(None, 12), hours=NEVER),
        helpline("fr-closed2", ages=(None, 12), hours=NEVER),
        helpline("fr-minor", ages=(None, 17), hours=NEVER),
        helpline("fr-adult", ages=(18, None), hours=NEVER),
    ]
    assert ["open-for-children", "minor+minor"] == places(*lines, count=2, age=None)
    assert ["open-for-children", "minor+minor", "adult+adult"] == places(*lines, count=3, age=None)
    assert ["open-for-children"] == places(*lines, count=1, age=None)


def test_ages_are_kept_before_languages() -> None:
    """The place that serves the adult is not given up for a second language."""
    lines = [
        helpline("fr-minor", ages=(None, 17)),
        helpline("fr-adult", ages=(18, None)),
        helpline("fr-nl", ages=(None, 12), languages=["nl"]),
    ]
    assert ["minor", "adult"] == places(*lines, count=2, age=None, language=None, facts={"languages": ["fr", "nl"]})


def test_a_need_met_from_the_start_is_kept_too() -> None:
    """The last place is passed over if it alone serves an adult: the one before it is spared."""
    lines = [
        helpline("fr-m0", ages=(None, 17)),
        helpline("fr-m1", ages=(None, 17)),
        helpline("fr-a", ages=(18, None)),
        helpline("fr-nl", ages=(None, 12), languages=["nl"]),
    ]
    assert ["m0", "a", "nl+language"] == places(*lines, age=None, language=None, facts={"languages": ["fr", "nl"]})


def test_a_replacement_that_meets_several_needs_is_one() -> None:
    """The first in the order that meets the need replaces; what else it meets is not asked for again."""
    closed = [helpline(f"fr-c{index}", ages=(None, 12), hours=NEVER) for index in range(3)]
    assert ["c0", "c1", "all+open"] == places(*closed, helpline("fr-all", regions=["FR-IDF"]), age=None)


def test_a_replacement_keeps_its_place_in_the_order() -> None:
    """Referrals stand in the order, whoever came in later."""
    rules = policy(rule("all", CHILD, open_first=True), maximum_referrals=2)
    lines = [
        helpline("fr-minor", ages=(None, 17)),
        helpline("fr-closed", ages=(18, None), hours=NEVER),
        helpline("fr-regional", ages=(None, 17), regions=["FR-IDF"]),
    ]
    assert ["minor", "closed"] == places(*lines, rules=rules, age=None)
    assert ["open", "regional+minor"] == places(
        helpline("fr-open", ages=(18, None)), helpline("fr-open2", ages=(18, None)), lines[2], rules=rules, age=None
    )


# Lines added for the language


LANGUAGE = policy(rule("all", SAFETY, open_first=True), fallback={"refer": [EMOTIONAL]})


def test_of_the_lines_added_for_the_language_the_best_stays() -> None:
    """The first in the order of the instant: the open one, though the file prefers the other."""
    lines = [
        helpline("fr-safety", SAFETY),
        helpline("fr-english1", EMOTIONAL, general=True, languages=["en"], hours="Mo-Fr 18:00-20:00"),
        helpline("fr-english2", EMOTIONAL, general=True, languages=["en"]),
    ]
    assert ["fr-english2", "fr-safety"] == offered(decision(world(*lines), LANGUAGE, language="en"))
    assert ["fr-english1", "fr-safety"] == offered(decision(world(*lines), LANGUAGE, language="en", at=utc("2026-11-20T17:00")))


def test_a_line_added_for_the_language_that_is_not_the_best_has_no_place() -> None:
    """Two places are free, and still only one is given to a line added for the language; the other is excluded by `limit`."""
    lines = [helpline("fr-safety", SAFETY), *(helpline(f"fr-en{index}", EMOTIONAL, general=True, languages=["en"]) for index in range(2))]
    routing = plan(world(*lines), LANGUAGE, language="en")
    answer = decide(routing, NOON)
    assert ["fr-en0", "fr-safety"] == offered(answer)
    assert [("fr-en1", Condition.LIMIT)] == [(item.helpline_id, item.condition) for item in exclusions(routing, answer)]


# Notices


@pytest.mark.parametrize(("language", "codes"), [("fr", []), ("en", ["language_not_spoken"]), (None, [])])
def test_a_language_that_no_referral_speaks_is_noticed(language: str | None, codes: list[str]) -> None:
    """Only a language that is known, and only if there are referrals."""
    assert codes == noticed(decision(world(helpline()), language=language))
    assert "language_not_spoken" not in noticed(decision(world(), language=language))


def test_all_closed_says_when_the_first_opens() -> None:
    """The earliest opening of the referrals; null if none is known."""
    lines = [helpline("fr-a", hours="Mo 09:00-12:00"), helpline("fr-b", hours="Sa 10:00-12:00"), helpline("fr-c", hours=NEVER)]
    [notice] = decision(world(*lines)).notices
    assert ("all_closed", utc("2026-11-21T09:00")) == (notice.code.value, notice.until)
    [notice] = decision(world(helpline(hours=NEVER))).notices
    assert ("all_closed", None) == (notice.code.value, notice.until)


@pytest.mark.parametrize("hours", ["24/7", "unknown"])
def test_one_referral_that_is_not_closed_is_enough(hours: str) -> None:
    """Open or unknown: then not all are closed."""
    assert "all_closed" not in noticed(decision(world(helpline("fr-a", hours=NEVER), helpline("fr-b", hours=hours))))
    assert "all_closed" not in noticed(decision(world()))


def test_unknown_hours_are_noticed_for_lines_that_can_be_called() -> None:
    """Lines with a live channel whose state is unknown, by id; a line with letter boxes only has no hours to know."""
    mail = helpline("fr-mail", channels=[channel("a@example.org", kind="email", hours=None)])
    old = helpline("fr-old", channels=[channel(hours_seen="2015")])
    lines = [helpline("fr-open"), helpline("fr-unknown", hours="unknown"), old, mail]
    [notice] = decision(world(*lines), policy(maximum_referrals=4)).notices
    assert ("hours_unknown", ("fr-unknown", "fr-old")) == (notice.code.value, notice.helpline_ids)


@pytest.mark.parametrize(("category", "days"), [("suicide", 90), ("self_harm", 90), ("harassment", 180), ("hate", 180)])
def test_evidence_is_stale_from_midnight_utc(category: str, days: int) -> None:
    """From 00:00 UTC of the day after the review is due, by the report's category; not a microsecond before."""
    due = utc("2026-11-01T00:00") + timedelta(days=days + 1)
    facts = world(helpline("fr-a"), helpline("fr-b", checked_on="2026-11-02"))
    before, after = (decision(facts, category=category, at=at) for at in (due - MICROSECOND, due))
    assert [] == noticed(before)
    assert [("evidence_stale", ("fr-a",))] == [(notice.code.value, notice.helpline_ids) for notice in after.notices]
    assert (due, due) == (before.valid_until, after.valid_from)


def test_notices_of_the_plan_come_first() -> None:
    """Codes, without prose and without empty fields in JSON."""
    found = decision(world(helpline(hours=NEVER)), age=None)
    assert ["age_unknown", "all_closed"] == noticed(found)
    assert [{"code": "age_unknown"}, {"code": "all_closed"}] == found.model_dump(mode="json")["notices"]


def test_notices_name_referrals_only() -> None:
    """A candidate without a place is not talked about."""
    lines = [*(helpline(f"fr-{name}") for name in "abc"), helpline("fr-d", hours="unknown", checked_on="2020-01-01")]
    assert [] == noticed(decision(world(*lines)))


# Window


def test_a_decision_holds_until_the_next_change_of_any_candidate() -> None:
    """Also of one without a place: it may get one then. The instant of a change belongs to the next decision."""
    lines = [*(helpline(f"fr-{name}", hours="09:00-20:00") for name in "abc"), helpline("fr-d", hours="Mo-Fr 12:00-18:00")]
    found = decision(world(*lines))
    assert (utc("2026-11-20T11:00"), utc("2026-11-20T17:00")) == (found.valid_from, found.valid_until)
    assert [False, True, True, False] == [
        found.holds_at(at)
        for at in (utc("2026-11-20T10:59:59.999999"), utc("2026-11-20T11:00"), utc("2026-11-20T16:59:59.999999"), utc("2026-11-20T17:00"))
    ]


def test_a_decision_without_candidates_holds_for_ever() -> None:
    """Directories have no hours."""
    found = decision(world(), country="US")
    assert (None, None, True) == (found.valid_from, found.valid_until, found.holds_at(datetime.max.replace(tzinfo=UTC)))


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_any_aware_instant_has_a_decision(at: datetime) -> None:
    """Total: also at the ends of the calendar."""
    assert ["fr-line"] == offered(decision(world(helpline()), at=at))


def test_a_decision_of_lines_without_hours_ends_with_their_evidence() -> None:
    """Never across the day on which a review is due."""
    mail = helpline(channels=[channel("a@example.org", kind="email", hours=None)])
    assert utc("2027-05-01T00:00") == decision(world(mail, timezone="Indian/Reunion")).valid_until


_HOURS = st.sampled_from(["24/7", "closed", "unknown", "Mo-Fr 09:00-18:00", "Mo-Su 20:00-02:30", "Sa,Su 10:00-14:00"])
_LINES = st.lists(
    st.tuples(
        _HOURS,
        st.sampled_from([(None, None), (None, 17), (18, None)]),
        st.sampled_from([["fr"], ["nl"], ["fr", "nl"]]),
        st.sampled_from([[], ["FR-IDF"]]),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(
    specs=_LINES,
    fields=st.fixed_dictionaries({"age": st.sampled_from([None, 15, "16-19", 30]), "language": st.sampled_from([None, "fr", "en"])}),
    hour=st.integers(-500, 500),
    share=st.floats(0, 1),
    count=st.integers(1, 4),
)
def test_a_decision_does_not_change_while_it_holds(
    specs: list[tuple[str, tuple[int | None, int | None], list[str], list[str]]],
    fields: dict[str, Any],
    hour: int,
    share: float,
    count: int,
) -> None:
    """At the start, inside, and in the last microsecond of its window the decision is the same, in every byte."""
    lines = [
        helpline(f"fr-l{index}", hours=hours, ages=ages, languages=languages, regions=regions)
        for index, (hours, ages, languages, regions) in enumerate(specs)
    ]
    facts = world(*lines, languages=["fr", "nl"])
    rules = policy(rule("all", CHILD, open_first=True), maximum_referrals=count)
    at = utc("2026-10-25T01:00") + timedelta(hours=hour, minutes=7)
    found = decision(facts, rules, at=at, **fields)
    start, end = found.valid_from, found.valid_until
    if start is None or end is None:
        assert () == found.referrals
        return
    assert start <= at < end
    assert [found] * 3 == [
        decision(facts, rules, at=inside, **fields) for inside in (start, end - MICROSECOND, start + (end - MICROSECOND - start) * share)
    ]


@settings(deadline=None)
@given(specs=_LINES, age=st.sampled_from([None, "16-19"]), count=st.integers(1, 4))
def test_the_guarantees_hold_in_their_precedence(
    specs: list[tuple[str, tuple[int | None, int | None], list[str], list[str]]], age: Any, count: int
) -> None:
    """If any candidate is open, one referral is. With two places more, if candidates allow it, a minor and an adult are served."""
    lines = [helpline(f"fr-l{index}", hours=hours, ages=ages, regions=regions) for index, (hours, ages, _, regions) in enumerate(specs)]
    rules = policy(rule("all", CHILD, open_first=True), maximum_referrals=count)
    routing = plan(world(*lines), rules, age=age)
    everyone = decide(routing.model_copy(update={"maximum_referrals": 10}), NOON).referrals
    placed = decide(routing, NOON).referrals
    ages = {line.id: line.audience.ages for line in lines}
    assert len(placed) == min(count, len(everyone))
    assert any(item.state is State.OPEN for item in everyone) == any(item.state is State.OPEN for item in placed)
    for typical, places_needed in ((16 if age else 15, 2), (19 if age else 30, 3)):
        serves = {item.helpline_id for item in everyone if ages[item.helpline_id].minimum <= typical <= ages[item.helpline_id].maximum}
        if serves and count >= places_needed:
            assert serves & {item.helpline_id for item in placed}


# What a referral says


def test_a_referral_says_all_that_is_shown() -> None:
    """Facts, evidence, fit and state of a line, and of each of its channels."""
    line = helpline(
        "fr-3018",
        SAFETY,
        name="3018",
        operator="Association e-Enfance",
        ages=(None, 17),
        channels=[
            channel("3018", hours="Mo-Su,PH 09:00-23:00", menu="4", ask_for="somebody"),
            channel("https://www.3018.fr/", kind="chat", hours="unknown", languages=["en"]),
            channel("85258", kind="sms", send="SHOUT", **{"from": "abroad"}),
            channel("a@3018.fr", kind="email", hours=None),
        ],
        cost="free",
        anonymous=True,
        confidential=False,
        website="https://3018.fr",
        trusted_flagger={"since": "2024-11-06", "source": PAGE},
        notes="Never shown to people.",
    )
    [found] = decision(world(line), policy(rule("all", SAFETY)), age=None).referrals
    data = found.model_dump(mode="json")
    channels = data.pop("channels")
    assert {
        "helpline_id": "fr-3018",
        "name": "3018",
        "operator": "Association e-Enfance",
        "remits": ["online_safety"],
        "fit": "conditional",
        "conditions": [{"by": "age", "minimum": None, "maximum": 17}],
        "state": "open",
        "until": "2026-11-20T22:00:00Z",
        "then": "unknown",
        "timezone": "Europe/Paris",
        "languages": ["fr", "en"],
        "cost": "free",
        "anonymous": True,
        "confidential": False,
        "website": "https://3018.fr",
        "trusted_flagger": {"since": "2024-11-06", "source": PAGE},
        "confidence": "high",
        "checked_on": "2026-11-01",
        "reason": {"code": "remit", "remit": "online_safety", "guarantee": None},
    } == data
    assert ["3018", "3018.fr", "85258", "a@3018.fr"] == [item["label"] for item in channels]
    assert ["tel:3018", "https://www.3018.fr/", "sms:85258?body=SHOUT", "mailto:a@3018.fr"] == [item["uri"] for item in channels]
    assert [("4", "somebody", None, None), (None,) * 4, (None, None, "SHOUT", "abroad"), (None,) * 4] == [
        (item["menu"], item["ask_for"], item["send"], item["from"]) for item in channels
    ]
    assert [["fr"], ["en"], ["fr"], ["fr"]] == [item["languages"] for item in channels]
    assert [
        {"state": "open", "until": "2026-11-20T22:00:00Z", "then": "closed"},
        {"state": "unknown", "until": None, "then": None},
        {"state": "open", "until": None, "then": None},
        None,
    ] == [item["availability"] for item in channels]
    assert "Never shown" not in found.model_dump_json()


def test_a_number_for_callers_abroad_opens_no_line_at_home() -> None:
    """A line whose home number is closed is closed, also while its number for callers abroad is open."""
    abroad = channel("+33 1 80 52 33 76", **{"from": "abroad"})
    line = helpline(channels=[channel("3018", hours="Mo 01:00-02:00"), abroad])
    [found] = decision(world(line)).referrals
    assert State.CLOSED == found.state
    [only] = decision(world(helpline(channels=[abroad]))).referrals
    assert State.OPEN == only.state


def test_a_decision_survives_json() -> None:
    """A decision read back from JSON is equal, instants in UTC."""
    lines = [helpline("fr-a", hours="Mo-Fr 09:00-18:00", ages=(None, 17)), helpline("fr-b", regions=["FR-IDF"], hours=NEVER)]
    found = decision(world(*lines), age=None)
    assert found == RoutingDecision.model_validate_json(found.model_dump_json())
    assert found.model_dump(mode="json")["valid_until"].endswith("Z")
    assert 1 == found.model_dump(mode="json")["schema_version"]


def test_an_instant_of_any_zone_gives_the_same_decision() -> None:
    """Only the instant counts."""
    facts = world(helpline(hours="Mo-Fr 09:00-18:00"))
    shifted = NOON.astimezone(datetime.fromisoformat("2026-11-20T00:00-03:30").tzinfo)
    assert decision(facts) == decision(facts, at=shifted)


def test_a_decision_carries_the_plan() -> None:
    """Rule, rationale, scope, emergency, directories and digests are those of the plan."""
    facts, rules = registry(FR=country(helpline())), policy()
    routing = plan(facts, rules, category="suicide")
    answer = decide(routing, NOON)
    names = ["category", "country", "scope", "rule", "rationale", "emergency", "directories", "registry", "policy"]
    assert [getattr(routing, name) for name in names] == [getattr(answer, name) for name in names]


def test_a_line_keeps_its_own_zone() -> None:
    """Hours of a line overseas are those of its own clock."""
    [found] = decision(world(helpline(timezone="Indian/Reunion", hours="Mo-Fr 08:00-16:00")), at=utc("2026-11-20T12:30")).referrals
    assert (State.CLOSED, "Indian/Reunion") == (found.state, found.timezone)


def test_that_nothing_is_known_of_a_holiday_is_no_opening() -> None:
    """On Christmas Eve, with all closed, the first to open is the line that does open, not the one of which nothing is known then."""
    eve = datetime(2026, 12, 24, 20, tzinfo=UTC)
    holiday, office = helpline("fr-a", hours="Mo-Fr 09:00-18:00; PH unknown"), helpline("fr-b", hours="Sa 10:00-12:00")
    for lines, opens in (((holiday,), None), ((holiday, office), datetime(2026, 12, 26, 9, tzinfo=UTC))):
        [notice] = [found for found in decision(world(*lines), at=eve).notices if found.code is NoticeCode.ALL_CLOSED]
        assert opens == notice.until
