"""From a report to a plan: whose age, which rule, which lines and why not the others, in which order. No clock."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import CATEGORIES, PAGE, channel, country, excluded, helpline, noticed, offered, plan, policy, registry, report, rule, world
from helpline_router.models import Helpline
from helpline_router.plan import AgeCondition, Candidate, RegionCondition, RoutingPlan
from helpline_router.planning import make_plan
from helpline_router.policy import Policy
from helpline_router.records import AgeBand
from helpline_router.vocabulary import Fit, Role, Scope

CHILD, EMOTIONAL, VICTIM, SAFETY, SUICIDE = "child_helpline", "emotional_support", "victim_support", "online_safety", "suicide_prevention"


def only(routing: RoutingPlan) -> Candidate:
    [candidate] = routing.candidates
    return candidate


def fits(line: Helpline, **fields: Any) -> str:
    """`certain`, `conditional`, or the condition that failed, for a line of the rule."""
    routing = plan(world(line), **fields)
    return excluded(routing).get(line.id) or only(routing).fit.value


# Whose age


@pytest.mark.parametrize(
    ("ages", "age", "fit"),
    [
        ((None, 17), 17, "certain"),
        ((None, 17), 18, "age"),
        ((18, None), 17, "age"),
        ((18, None), 18, "certain"),
        ((13, 25), 12, "age"),
        ((13, 25), 13, "certain"),
        ((13, 25), 25, "certain"),
        ((13, 25), 26, "age"),
        ((0, 0), 0, "certain"),
        ((None, None), 120, "certain"),
        ((None, 17), "16-17", "certain"),
        ((None, 17), "16-19", "conditional"),
        ((18, None), "16-19", "conditional"),
        ((18, 18), "16-19", "conditional"),
        ((16, 19), "16-19", "certain"),
        ((20, None), "16-19", "age"),
        ((None, 15), "16-19", "age"),
        ((None, 17), None, "conditional"),
        ((18, None), None, "conditional"),
        ((None, None), None, "certain"),
        ((0, 120), None, "certain"),
        ((None, 119), None, "conditional"),
    ],
)
@pytest.mark.parametrize("role", ["affected", "witness", "perpetrator"])
def test_an_age_bounds_who_is_concerned(ages: tuple[int | None, int | None], age: Any, fit: str, role: str) -> None:
    """Inside the audience: certain; overlapping: conditional; else excluded. An exact age is never conditional by age."""
    assert fit == fits(helpline(ages=ages, roles=("affected", "witness", "perpetrator")), age=age, role=role)


def test_an_age_condition_names_the_ages_of_the_line() -> None:
    """`if you are under 18` needs the ends that the line states, and only those."""
    assert (AgeCondition(minimum=None, maximum=17),) == only(plan(world(helpline(ages=(None, 17))), age=None)).conditions
    assert (AgeCondition(minimum=18, maximum=None),) == only(plan(world(helpline(ages=(18, None))), age="16-19")).conditions


@pytest.mark.parametrize("role", ["parent", "professional"])
@pytest.mark.parametrize(
    ("ages", "age", "expected"),
    [
        ((None, 17), None, "age"),
        ((None, 17), 12, "age"),
        ((18, None), None, "certain"),
        ((18, None), 12, "certain"),
        ((18, None), "12-14", "certain"),
        ((None, 25), None, "age"),
        ((None, 25), "16-19", "certain"),
        ((None, 25), 40, "age"),
        ((None, 18), "16-19", "age"),
        ((60, None), 40, "age"),
        ((60, None), None, "age"),
    ],
)
def test_a_parent_is_an_adult(role: str, ages: tuple[int | None, int | None], age: Any, expected: str) -> None:
    """A parent or professional fits as an adult of their age, the typical one if it is not known; never conditionally."""
    assert expected == fits(helpline(ages=ages, roles=("affected",)), age=age, role=role)


@pytest.mark.parametrize("role", ["parent", "professional"])
@pytest.mark.parametrize("age", [None, 5, 40, "16-19"])
def test_a_line_that_names_parents_takes_them_whatever_its_ages(role: str, age: Any) -> None:
    """3018 serves under-18s and their parents: for a parent it fits for certain."""
    assert "certain" == fits(helpline(ages=(None, 17), roles=("affected", role)), age=age, role=role)


@pytest.mark.parametrize(("ages", "fit"), [((None, 17), "age"), ((18, None), "certain")])
def test_a_line_that_names_another_role_has_its_ages_for_a_parent(ages: tuple[int | None, int | None], fit: str) -> None:
    """Only the reporter's own role opens the ages."""
    assert fit == fits(helpline(ages=ages, roles=("affected", "professional")), role="parent")


# Which rule

AGE_RULES = policy(
    rule("minors", when={"age": {"maximum": 17}}), rule("adults", when={"age": {"minimum": 18}}), rule("unknown", when={"age": "unknown"})
)


@pytest.mark.parametrize(
    ("age", "role", "expected"),
    [
        (0, "affected", "minors"),
        (17, "affected", "minors"),
        (18, "affected", "adults"),
        (120, "affected", "adults"),
        ("13-17", "affected", "minors"),
        ("18-25", "affected", "adults"),
        ("16-19", "affected", "unknown"),
        ("0-120", "affected", "unknown"),
        (None, "affected", "unknown"),
        (None, "witness", "unknown"),
        (None, "perpetrator", "unknown"),
        (None, "parent", "adults"),
        (12, "parent", "adults"),
        ("16-19", "parent", "adults"),
        ("12-14", "professional", "adults"),
        (17, "professional", "adults"),
        (40, "professional", "adults"),
    ],
)
def test_the_rule_of_an_age(age: Any, role: str, expected: str) -> None:
    """An age or band inside an interval hits it; another band is matched as unknown; parents and professionals are adults."""
    assert expected == plan(world(), AGE_RULES, age=age, role=role).rule


def test_the_first_rule_decides() -> None:
    """Hit policy first: a later rule that holds too is not asked."""
    assert "a" == plan(world(), policy(rule("a"), rule("b"))).rule


def test_a_band_is_known_only_by_rules_that_could_hit() -> None:
    """An interval of a rule for another country does not make a band known here."""
    rules = policy(
        rule("gb-youth", when={"country": ["GB"], "age": {"minimum": 13, "maximum": 25}}),
        rule("unknown", when={"age": "unknown"}),
        rule("all"),
    )
    facts = registry(FR=country(), GB=country())
    assert ["unknown", "gb-youth"] == [plan(facts, rules, age="16-19", country=code).rule for code in ("FR", "GB")]


def test_an_exact_age_is_known_without_an_interval() -> None:
    """An exact age never hits a rule for unknown ages, even if no interval includes it."""
    assert "all" == plan(world(), policy(rule("unknown", when={"age": "unknown"}), rule("all")), age=15).rule


@pytest.mark.parametrize(
    ("when", "fields", "holds"),
    [
        ({"category": ["hate", "suicide"]}, {"category": "hate"}, True),
        ({"category": ["suicide"]}, {"category": "hate"}, False),
        ({"role": ["witness"]}, {"role": "witness"}, True),
        ({"role": ["witness"]}, {}, False),
        ({"communities": ["lgbtq", "women"]}, {"communities": ["women", "jewish"]}, True),
        ({"communities": ["lgbtq"]}, {"communities": ["women"]}, False),
        ({"communities": ["lgbtq"]}, {}, False),
        ({"country": ["GB"]}, {"country": "UK"}, True),
        ({"country": ["GB"]}, {"country": "FR"}, False),
        ({"country": ["GB"]}, {"country": None}, False),
        ({"country": ["FR"]}, {"country": "RE"}, True),
        ({"region": ["FR-974"]}, {"country": "RE"}, True),
        ({"region": ["GB-NIR"]}, {"country": "GB", "region": "GB-NIR"}, True),
        ({"region": ["GB-NIR"]}, {"country": "GB", "region": "GB-BFS"}, True),
        ({"region": ["GB-BFS"]}, {"country": "GB", "region": "GB-NIR"}, False),
        ({"region": ["GB-NIR"]}, {"country": "GB"}, False),
        ({"country": ["GB"], "category": ["hate"]}, {"country": "GB", "category": "suicide"}, False),
    ],
)
def test_the_conditions_of_a_rule(when: dict[str, Any], fields: dict[str, Any], holds: bool) -> None:  # noqa: FBT001 - the expected value
    """All conditions must hold; a list holds by membership, a region also from below, a country after resolving a territory."""
    facts = registry(FR=country(territories=["RE"]), GB=country())
    assert ("special" if holds else "all") == plan(facts, policy(rule("special", when=when), rule("all")), **fields).rule


# Place


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"country": "FR"}, "FR"),
        ({"country": "FR", "region": "FR-974"}, "FR"),
        ({"country": "RE"}, "FR"),
        ({"country": "RE", "region": "FR-974"}, "FR"),
        ({"country": "FR", "region": "FR-IDF"}, "FR"),
        ({"country": "FR", "region": "FR-NC"}, None),
        ({"country": "NC"}, None),
        ({"country": "NC", "region": "FR-NC"}, None),
        ({"country": "US"}, None),
        ({"country": None}, None),
        ({"country": "JE"}, "GB"),
        ({"country": "IM"}, None),
        ({"country": "UK"}, "GB"),
        ({"country": "AX"}, None),
        ({"country": "NL"}, "NL"),
        ({"country": "NL", "region": "NL-NH"}, "NL"),
    ],
)
def test_the_country_that_serves_a_report(fields: dict[str, Any], expected: str | None) -> None:
    """A territory is served by its country's lines only if the registry says so, by whichever code it is named."""
    facts = registry(FR=country(territories=["RE"]), GB=country(territories=["JE"]), NL=country())
    routing = plan(facts, **fields)
    assert expected == routing.country
    assert ["country_not_covered"] * (expected is None and fields["country"] is not None) == [
        c for c in noticed(routing) if c == "country_not_covered"
    ]
    assert ["country_unknown"] * (fields["country"] is None) == [code for code in noticed(routing) if code == "country_unknown"]


@pytest.mark.parametrize("region", ["NL-AW", "NL-CW", "NL-SX", "NL-BQ1", "NL-BQ2", "NL-BQ3"])
def test_the_dutch_caribbean_is_not_served_by_dutch_lines_unless_the_registry_says_so(region: str) -> None:
    """Aruba, Curaçao, Sint Maarten and the BES islands have ISO 3166-1 codes of their own: lines of NL can't be dialled there."""
    assert plan(registry(NL=country(helpline("nl-line"))), country="NL", region=region).country is None


def test_an_uncovered_country_gets_directories_and_no_invented_number() -> None:
    """No line of another country, no emergency number; the directories and a notice."""
    routing = plan(world(helpline()), country="US")
    assert ([], (), ()) == (offered(routing), routing.exclusions, routing.emergency.numbers)
    assert ["For all", "For minors"] == [directory.name for directory in routing.directories]
    assert Scope.INTERNATIONAL is routing.scope


# Regions


@pytest.mark.parametrize(
    ("regions", "region", "fit"),
    [
        ([], None, "certain"),
        ([], "GB-LND", "certain"),
        (["GB-ENG"], "GB-ENG", "certain"),
        (["GB-ENG"], "GB-LND", "certain"),
        (["GB-ENG", "GB-WLS"], "GB-LND", "certain"),
        (["GB-LND"], "GB-ENG", "conditional"),
        (["GB-LND", "GB-SCT"], "GB-ENG", "conditional"),
        (["GB-SCT"], "GB-ENG", "region"),
        (["GB-BFS"], "GB-LND", "region"),
        (["GB-ENG"], None, "conditional"),
    ],
)
def test_a_region_is_inside_around_or_elsewhere(regions: list[str], region: str | None, fit: str) -> None:
    """Equal or below: certain; above or unknown: conditional; elsewhere: excluded."""
    assert fit == _regional(regions, region)


def _regional(regions: list[str], region: str | None) -> str:
    routing = plan(world(helpline("gb-line", regions=regions), code="GB"), country="GB", region=region)
    return excluded(routing).get("gb-line") or only(routing).fit.value


def test_a_region_condition_names_the_regions_of_the_line() -> None:
    """`in England and Wales`, with the notice that the region is unknown."""
    routing = plan(world(helpline("gb-line", regions=["GB-ENG", "GB-WLS"]), code="GB"), country="GB")
    assert (RegionCondition(regions=("GB-ENG", "GB-WLS")),) == only(routing).conditions
    assert "region_unknown" in noticed(routing)


def test_a_line_can_be_conditional_by_age_and_region() -> None:
    """Both conditions are named."""
    routing = plan(world(helpline("gb-line", ages=(None, 17), regions=["GB-ENG"]), code="GB"), country="GB", age=None)
    assert ["age", "region"] == [condition.by for condition in only(routing).conditions]


@pytest.mark.parametrize(("place", "fit"), [("RE", "certain"), ("FR", "conditional"), ("GP", "region")])
def test_a_line_for_a_territory(place: str, fit: str) -> None:
    """A line for La Réunion is for a report from RE, not for one from Guadeloupe."""
    routing = plan(world(helpline(regions=["FR-974"]), territories=["GP", "RE"]), country=place)
    assert fit == (excluded(routing).get("fr-line") or only(routing).fit.value)


def test_a_territory_without_a_region_lies_in_none() -> None:
    """Jersey is served by national lines of GB, and by no regional one."""
    lines = [helpline("gb-national"), helpline("gb-england", regions=["GB-ENG"])]
    routing = plan(world(*lines, code="GB", territories=["JE"]), country="JE")
    assert (["gb-national"], {"gb-england": "region"}) == (offered(routing), excluded(routing))


# Roles and communities


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_a_line_for_the_affected_turns_no_role_away(role: str) -> None:
    """Only a line that does not serve `affected` is closed to other roles."""
    assert "certain" == fits(helpline(roles=("affected",)), role=role)


@pytest.mark.parametrize(
    ("role", "fit"),
    [("parent", "certain"), ("professional", "certain"), ("affected", "role"), ("witness", "role"), ("perpetrator", "role")],
)
def test_a_line_without_the_affected_is_for_its_roles(role: str, fit: str) -> None:
    """A line for parents and professionals takes nobody else."""
    assert fit == fits(helpline(roles=("parent", "professional")), role=role)


@pytest.mark.parametrize(
    ("served", "named", "fit"),
    [
        ((), [], "certain"),
        ((), ["lgbtq"], "certain"),
        (("lgbtq",), [], "communities"),
        (("lgbtq",), ["women"], "communities"),
        (("lgbtq",), ["lgbtq"], "certain"),
        (("lgbtq", "women"), ["women", "jewish"], "certain"),
    ],
)
def test_a_line_for_a_community_is_for_who_names_it(served: tuple[str, ...], named: list[str], fit: str) -> None:
    """Nobody is taken for a member of a community they did not name."""
    assert fit == fits(helpline(communities=served), communities=named)


# Category, confidence, content reporting, remit


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_line_takes_its_categories(category: str) -> None:
    """A line is offered for what it names."""
    assert "certain" == fits(helpline(categories=[category]), category=category)
    others = [name for name in CATEGORIES if name != category]
    assert "category" == fits(helpline(categories=others), category=category)


def test_a_general_line_takes_any_category_under_a_rule_for_it() -> None:
    """`general` opens the categories if the rule names its remit or the line itself, and not otherwise."""
    line = helpline("fr-line", EMOTIONAL, categories=["suicide"], general=True)
    by_remit, by_id, neither = (
        plan(world(line), policy(rule("all", *refer), fallback={"refer": [VICTIM]})) for refer in ((EMOTIONAL,), ("fr-line",), (CHILD,))
    )
    assert (["fr-line"], ["fr-line"], []) == (offered(by_remit), offered(by_id), offered(neither))
    assert {"fr-line": "category"} == excluded(neither)


@pytest.mark.parametrize(
    ("confidence", "minimum", "fit"),
    [
        ("low", "medium", "confidence"),
        ("medium", "medium", "certain"),
        ("high", "medium", "certain"),
        ("medium", "high", "confidence"),
        ("low", "low", "certain"),
    ],
)
def test_a_line_needs_confidence(confidence: str, minimum: str, fit: str) -> None:
    """The policy's least confidence is enough, less is not."""
    routing = plan(world(helpline(confidence=confidence)), policy(minimum_confidence=minimum))
    assert fit == (excluded(routing).get("fr-line") or only(routing).fit.value)


def test_content_reporting_alone_is_no_support() -> None:
    """A line for content reports only is never a referral, even if a rule names it; with a second remit it can be one."""
    by_name = policy(rule("all", "fr-line", CHILD))
    assert {"fr-line": "content_reporting"} == excluded(plan(world(helpline("fr-line", "content_reporting")), by_name))
    assert ["fr-line"] == offered(plan(world(helpline("fr-line", "content_reporting", CHILD)), by_name))


def test_a_line_that_the_rule_does_not_name_is_excluded_by_remit() -> None:
    """Everything fits but the rule."""
    assert {"fr-line": "remit"} == excluded(plan(world(helpline("fr-line", VICTIM))))


def test_a_narrow_line_is_offered_only_by_name() -> None:
    """No remit reaches it, its id does."""
    line = helpline("fr-line", "narrow_topic")
    assert ["fr-line"] == offered(plan(world(line), policy(rule("all", "fr-line"))))
    assert {"fr-line": "remit"} == excluded(plan(world(line)))


_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("confidence", {"confidence": "low"}),
    ("content_reporting", {"remits": ("content_reporting",)}),
    ("region", {"regions": ["FR-974"]}),
    ("category", {"categories": ["suicide"]}),
    ("role", {"roles": ("parent",)}),
    ("communities", {"communities": ("lgbtq",)}),
    ("age", {"ages": (18, None)}),
    ("remit", {"remits": (VICTIM,)}),
]


@pytest.mark.parametrize("first", range(len(_FAULTS)))
def test_an_exclusion_names_the_first_condition_that_failed(first: int) -> None:
    """The conditions are tried in the order of the contract: of several faults the first is named."""
    faults: dict[str, Any] = {}
    for _, fault in reversed(_FAULTS[first:]):
        faults |= fault
    routing = plan(world(helpline("fr-line", **faults)), region="FR-IDF")
    assert {"fr-line": _FAULTS[first][0]} == excluded(routing)


def test_every_line_of_the_country_is_offered_or_excluded() -> None:
    """No line disappears without a reason, each once, and other countries' lines are not mentioned."""
    lines = [helpline(f"fr-{name}", **fault) for name, fault in ((name.replace("_", "-"), fault) for name, fault in _FAULTS)]
    routing = plan(registry(FR=country(helpline("fr-good"), *lines), GB=country(helpline("gb-good"))))
    assert sorted([line.id for line in lines] + ["fr-good"]) == sorted([*offered(routing), *excluded(routing)])


def test_another_countrys_line_is_never_offered() -> None:
    """Not by remit, not as a fallback, not by its name in a rule of both countries."""
    rules = policy(rule("all", "gb-line", CHILD, when={"country": ["FR", "GB"]}))
    assert [] == offered(plan(registry(FR=country(), GB=country(helpline("gb-line", general=True))), rules))


# Candidates


def test_the_rules_lines_come_remit_by_remit_in_the_order_of_the_file() -> None:
    """First all of the first reference, each in file order; a line of two remits once, at its first."""
    lines = [
        helpline("fr-e", EMOTIONAL),
        helpline("fr-c2", CHILD),
        helpline("fr-both", EMOTIONAL, CHILD),
        helpline("fr-c1", CHILD),
        helpline("fr-n", VICTIM),
    ]
    routing = plan(world(*lines), policy(rule("all", "fr-n", CHILD, EMOTIONAL)))
    assert ["fr-n", "fr-c2", "fr-both", "fr-c1", "fr-e"] == offered(routing)
    assert [("named", None), *[("remit", CHILD)] * 3, ("remit", EMOTIONAL)] == [
        (item.reason.code, item.reason.remit) for item in routing.candidates
    ]


def test_a_line_named_before_its_remit_is_offered_once() -> None:
    """The first reference gives the reason."""
    routing = plan(world(helpline("fr-a"), helpline("fr-b")), policy(rule("all", "fr-b", CHILD)))
    assert [("fr-b", "named"), ("fr-a", "remit")] == [(item.helpline.id, item.reason.code) for item in routing.candidates]


def test_a_line_that_a_rule_names_is_national() -> None:
    """A rule that refers to lines only, to no remit, fills no gap from elsewhere."""
    routing = plan(world(helpline("fr-a")), policy(rule("all", "fr-a")))
    assert ([("fr-a", "named")], Scope.NATIONAL, []) == (codes(routing), routing.scope, noticed(routing))


FALLBACK = policy(rule("all", SAFETY), fallback={"refer": [EMOTIONAL, CHILD]})
GENERAL = (helpline("fr-child", CHILD, general=True), helpline("fr-emotional", EMOTIONAL, general=True))


def codes(routing: RoutingPlan) -> list[tuple[str, str]]:
    return [(item.helpline.id, item.reason.code) for item in routing.candidates]


def test_without_any_line_of_the_rule_general_lines_are_offered() -> None:
    """All general lines of the fallback's remits, in its order; scope national_fallback, gap_declared."""
    routing = plan(world(*GENERAL), FALLBACK)
    assert [("fr-emotional", "fallback"), ("fr-child", "fallback")] == codes(routing)
    assert (Scope.NATIONAL_FALLBACK, True) == (routing.scope, "gap_declared" in noticed(routing))


def test_without_a_certain_line_general_lines_are_added_after_the_rules() -> None:
    """Conditional lines stay first; the scope stays national."""
    routing = plan(world(*GENERAL, helpline("fr-safety", SAFETY, ages=(None, 17))), FALLBACK, age=None)
    assert [("fr-safety", "remit"), ("fr-emotional", "fallback"), ("fr-child", "fallback")] == codes(routing)
    assert (Scope.NATIONAL, False) == (routing.scope, "gap_declared" in noticed(routing))


def test_an_added_line_names_the_remit_by_which_it_came() -> None:
    """The remit of the fallback, be it added for want of a line or for its language."""
    for fields in ({"age": None}, {"language": "en"}):
        english = helpline("fr-english", EMOTIONAL, VICTIM, general=True, languages=["en"])
        routing = plan(world(english, helpline("fr-safety", SAFETY, ages=(None, 17))), FALLBACK, **fields)
        added = [item.reason for item in routing.candidates if item.helpline.id == "fr-english"]
        assert [EMOTIONAL] == [reason.remit for reason in added]


def test_with_a_certain_line_nothing_is_added() -> None:
    """One line that fits for certain, and speaks the language, is enough."""
    routing = plan(world(*GENERAL, helpline("fr-safety", SAFETY), helpline("fr-other", SAFETY, ages=(10, 17))), FALLBACK)
    assert [("fr-safety", "remit"), ("fr-other", "remit")] == codes(routing)


def test_a_line_that_is_not_general_is_no_fallback() -> None:
    """A child line for one topic does not take any worry."""
    assert [] == codes(plan(world(helpline("fr-child", CHILD)), FALLBACK))


def test_a_fallback_line_must_be_eligible_too() -> None:
    """Age, role, region, communities and confidence hold for the fallback as well; its category does not."""
    lines = [
        helpline("fr-a", CHILD, general=True, ages=(18, None)),
        helpline("fr-b", CHILD, general=True, confidence="low"),
        helpline("fr-c", CHILD, general=True, communities=("lgbtq",)),
        helpline("fr-d", CHILD, general=True, categories=["suicide"]),
    ]
    assert [("fr-d", "fallback")] == codes(plan(world(*lines), FALLBACK))


def test_where_no_line_of_the_rule_speaks_the_language_general_ones_that_do_are_added() -> None:
    """Only those that speak it, after the rule's lines; the scope is national."""
    english = helpline("fr-english", EMOTIONAL, general=True, languages=["en"])
    routing = plan(world(*GENERAL, english, helpline("fr-safety", SAFETY)), FALLBACK, language="en-GB")
    assert sorted([("fr-english", "language"), ("fr-safety", "remit")]) == sorted(codes(routing))
    assert Scope.NATIONAL is routing.scope


def test_a_channel_that_speaks_the_language_is_enough() -> None:
    """A line with an English chat needs no fallback."""
    line = helpline("fr-safety", SAFETY, channels=[channel(), channel(PAGE, kind="chat", languages=["en"])])
    assert [("fr-safety", "remit")] == codes(
        plan(world(line, helpline("fr-e", EMOTIONAL, general=True, languages=["en"])), FALLBACK, language="en")
    )


def test_an_unknown_language_adds_nothing() -> None:
    """Without a language nobody can say that none speaks it."""
    assert [("fr-safety", "remit")] == codes(plan(world(*GENERAL, helpline("fr-safety", SAFETY)), FALLBACK, language=None))


def test_no_line_at_all_is_international() -> None:
    """A covered country without a fitting line keeps its emergency numbers, and says that there is a gap."""
    routing = plan(world(), FALLBACK)
    assert (Scope.INTERNATIONAL, "FR", ["112"]) == (routing.scope, routing.country, [number.number for number in routing.emergency.numbers])
    assert ["gap_declared"] == noticed(routing)


# Order


def order(*lines: Helpline, rules: Policy | None = None, **fields: Any) -> list[str]:
    return [line_id.removeprefix("fr-") for line_id in offered(plan(world(*lines), rules, **fields))]


TEXT = {"channels": [channel(PAGE, kind="chat")]}


def test_a_preferred_kind_of_channel_comes_first() -> None:
    """Text or voice sorts, and takes nothing away; a textphone and a mail are neither."""
    lines = [
        helpline("fr-mail", channels=[channel("a@example.org", kind="email", hours=None)]),
        helpline("fr-textphone", channels=[channel(kind="textphone")]),
        helpline("fr-phone"),
        helpline("fr-chat", **TEXT),
        helpline("fr-both", channels=[channel(), channel("85258", kind="sms")]),
    ]
    assert ["chat", "both", "mail", "textphone", "phone"] == order(*lines, prefer="text")
    assert ["phone", "both", "mail", "textphone", "chat"] == order(*lines, prefer="voice")
    assert ["mail", "textphone", "phone", "chat", "both"] == order(*lines)


def test_each_sort_dominates_those_before_it() -> None:
    """preference < role < community < language < region, each stable."""
    plain = {"roles": ("affected",), "languages": ["de"], "regions": ["FR-IDF"]}
    lines = [
        helpline("fr-none", **plain),
        helpline("fr-prefer", **plain, **TEXT),
        helpline("fr-role", **{**plain, "roles": ("affected", "parent")}),
        helpline("fr-community", **plain, communities=("lgbtq",)),
        helpline("fr-language", **{**plain, "languages": ["fr"]}),
        helpline("fr-region", **{**plain, "regions": []}),
    ]
    fields: dict[str, Any] = {
        "prefer": "text",
        "role": "parent",
        "communities": ["lgbtq"],
        "language": "fr",
        "country": "FR",
        "region": None,
    }
    assert ["region", "language", "community", "role", "prefer", "none"] == order(*lines, **fields)


def test_lines_that_are_conditional_by_age_keep_their_place() -> None:
    """Only a condition by region puts a line last."""
    assert ["minors", "all"] == order(helpline("fr-minors", ages=(None, 17)), helpline("fr-all"), age=None)


def test_a_language_of_another_name_is_spoken() -> None:
    """A reporter who writes nb is served by a line that speaks no."""
    lines = [helpline("fr-da", languages=["da"]), helpline("fr-no", languages=["no"])]
    assert ["no", "da"] == order(*lines, language="nb")


@given(order_of_file=st.permutations(range(6)), refer=st.permutations([CHILD, EMOTIONAL, VICTIM]))
def test_without_wishes_the_order_is_the_rules(order_of_file: list[int], refer: list[str]) -> None:
    """Remit by remit, then the order of the file, for any order of both."""
    remits = [CHILD, EMOTIONAL, VICTIM]
    lines = [helpline(f"fr-l{index}", remits[index % 3]) for index in order_of_file]
    expected = [line.id for remit in refer for line in lines if remit in line.remits]
    assert expected == offered(plan(world(*lines), policy(rule("all", *refer))))


# Notices, emergency, directories


@pytest.mark.parametrize(
    ("age", "role", "codes"),
    [
        (None, "affected", ["age_unknown"]),
        (12, "affected", ["below_minimum_age"]),
        (13, "affected", []),
        ("10-12", "witness", ["below_minimum_age"]),
        ("10-13", "witness", []),
        (None, "parent", []),
        (12, "parent", []),
        (None, "professional", []),
        ("0-120", "affected", []),
    ],
)
def test_notices_about_the_age(age: Any, role: str, codes: list[str]) -> None:
    """An unknown age is said, and one below the platform's; never for a parent or professional."""
    assert codes == noticed(plan(world(helpline()), age=age, role=role))


@pytest.mark.parametrize("role", ["parent", "professional"])
def test_a_parent_is_never_below_the_platforms_age(role: str) -> None:
    """Even where the platform's minimum age is above 18: a parent's account is not in question."""
    assert [] == noticed(plan(world(helpline()), policy(minimum_platform_age=21), age=19, role=role))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "None found."),
        ({"age": 30}, "None for adults."),
        ({"age": None}, "None found."),
        ({"category": "hate"}, None),
        ({"age": "16-19"}, "None found."),
        ({"age": 12, "role": "parent"}, "None for adults."),
    ],
)
def test_a_gap_has_the_reason_that_the_registry_states(fields: dict[str, Any], reason: str | None) -> None:
    """The first declared gap of the category whose ages overlap; a gap nobody declared has no reason."""
    gaps = [
        {"category": "suicide", "reason": "Other.", "checked_on": "2026-11-01"},
        {"category": "harassment", "ages": {"maximum": 17}, "reason": "None found.", "checked_on": "2026-11-01"},
        {"category": "harassment", "reason": "None for adults.", "checked_on": "2026-11-01"},
    ]
    [notice] = [notice for notice in plan(world(gaps=gaps), **fields).notices if notice.code.value == "gap_declared"]
    assert reason == notice.reason


def test_no_gap_is_declared_where_the_country_is_not_covered() -> None:
    """What the registry does not know it can't declare."""
    assert ["country_not_covered"] == noticed(plan(world(), country="US"))


@pytest.mark.parametrize(
    ("category", "flag", "first"),
    [("suicide", False, True), ("self_harm", False, True), ("hate", False, False), ("harassment", True, True)],
)
def test_emergency_numbers_come_first_where_life_is_at_stake(category: str, flag: bool, first: bool) -> None:  # noqa: FBT001 - expected values
    """Always for suicide and self-harm, otherwise if the rule says so."""
    assert first is plan(world(), policy(rule("all", emergency_first=flag)), category=category).emergency.first


def test_emergency_numbers_are_the_countrys_in_its_order() -> None:
    """Number, kind, link and note, ready to show."""
    numbers = [
        {"number": "112", "kind": "general", "sources": [PAGE]},
        {"number": "114", "kind": "accessible", "reached_by": "sms", "note": "SMS.", "sources": [PAGE]},
    ]
    assert [("112", "general", "tel:112", None), ("114", "accessible", "sms:114", "SMS.")] == [
        (item.number, item.kind.value, item.uri, item.note) for item in plan(world(emergency=numbers)).emergency.numbers
    ]


@pytest.mark.parametrize(
    ("age", "role", "is_shown"),
    [
        (15, "affected", True),
        (17, "affected", True),
        (18, "affected", False),
        (None, "affected", True),
        ("16-19", "affected", True),
        ("18-25", "affected", False),
        (None, "parent", False),
        (12, "professional", False),
    ],
)
def test_the_directory_for_minors(age: Any, role: str, is_shown: bool) -> None:  # noqa: FBT001 - the expected value
    """Shown unless the reporter is known to be an adult; the one for all is always there."""
    assert ["For all", "For minors"][: 1 + is_shown] == [item.name for item in plan(world(), age=age, role=role).directories]


# The plan as a value


def test_a_plan_says_what_placing_needs_to_know() -> None:
    """Ages and languages to serve only where they are open."""
    facts = world(languages=["nl", "fr", "de"], code="BE")
    unknown, known = plan(facts, country="BE", age=None, language=None), plan(facts, country="BE", age=15, language="fr")
    assert (AgeBand(), ("nl", "fr", "de"), None) == (unknown.ages_to_serve, unknown.languages_to_serve, unknown.language)
    assert (None, (), "fr") == (known.ages_to_serve, known.languages_to_serve, known.language)
    assert () == plan(world(), language=None).languages_to_serve
    assert ("fr", "de") == plan(world(languages=["fr", "de"]), language=None).languages_to_serve


@pytest.mark.parametrize(
    ("age", "role", "served"),
    [
        ("16-19", "affected", AgeBand(minimum=16, maximum=19)),
        ("17-18", "witness", AgeBand(minimum=17, maximum=18)),
        ("0-17", "affected", None),
        ("18-20", "affected", None),
        (None, "parent", None),
    ],
)
def test_ages_to_serve_are_those_across_18(age: Any, role: str, served: AgeBand | None) -> None:
    """A band across 18 is of a minor and of an adult; a parent is an adult."""
    assert served == plan(world(), age=age, role=role).ages_to_serve


def test_without_a_rule_there_is_no_plan() -> None:
    """A table with a hole, which no router takes, is not filled by a guess."""
    with pytest.raises(LookupError, match=r"^no rule is hit: a Router proves beforehand that this can't be$"):
        plan(world(helpline()), policy(rule("hate", when={"category": ["hate"]})), category="suicide")


def test_a_plan_survives_json() -> None:
    """A plan read back from JSON is equal."""
    routing = plan(world(*GENERAL, helpline("fr-x", SAFETY, ages=(None, 17), regions=["FR-IDF"])), FALLBACK, age=None)
    assert routing == RoutingPlan.model_validate_json(routing.model_dump_json())


def test_a_plan_is_equal_each_time_and_names_its_sources() -> None:
    """A pure function of report, facts and rules, with the digests of both."""
    facts, rules = world(helpline()), policy()
    one = make_plan(report(), facts, rules)
    assert one == make_plan(report(), facts, rules)
    assert ((facts.digest, rules.digest), ("everything", "Because of everything.")) == (
        (one.registry.digest, one.policy.digest),
        (one.rule, one.rationale),
    )


def test_a_plan_does_not_name_the_reporter() -> None:
    """Exact age, region, role and communities are not in a plan's JSON."""
    routing = plan(world(helpline()), age=11, role="perpetrator", region="FR-IDF", communities=["lgbtq"], prefer="voice")
    text = routing.model_dump_json(exclude={"candidates", "registry", "policy"})
    assert [] == [value for value in ("perpetrator", "FR-IDF", "lgbtq", "voice") if value in text]


def test_certain_means_no_condition() -> None:
    """`fit` and `conditions` say the same."""
    lines = [helpline("fr-a"), helpline("fr-b", ages=(18, None)), helpline("fr-c", regions=["FR-IDF"])]
    assert all((item.fit is Fit.CERTAIN) == (item.conditions == ()) for item in plan(world(*lines), age=None).candidates)
