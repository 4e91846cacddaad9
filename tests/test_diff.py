"""`diff`: what a change to the facts or the policy does to people."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from builders import ALL_DAY, PAGE, channel, country, helpline, policy, registry, rule, world
from helpline_router import AgeBand, Category, Community, Helpline, Policy, PolicyError, Registry, Report, Role, Router
from helpline_router.cli.app import app
from helpline_router.cli.pull_request import escaped
from helpline_router.iso import region_path
from helpline_router.records import Record
from helpline_router.stewardship.boxes import Box, boxes, size
from helpline_router.stewardship.cells import Axes, Cell, axes_of
from helpline_router.stewardship.diff import Change, Consequence, Difference, diff
from helpline_router.stewardship.facts import changed_facts
from helpline_router.stewardship.moments import usual_moments
from helpline_router.stewardship.offers import Offer
from helpline_router.testing import helplines, policies, registries
from helpline_router.testing.facts import sections
from helpline_router.testing.reporters import CATEGORIES, ROLES
from helpline_router.testing.variants import replaced
from helpline_router.vocabulary import Confidence, Scope

FRIDAY = date(2026, 11, 20)
ADULTS = (Role.PARENT, Role.PROFESSIONAL)

# For all ages, for minors, for adults.
ANY = helpline("fr-any", "emotional_support", general=True)
YOUNG = helpline("fr-young", "online_safety", ages=(None, 17), categories=("harassment",))
OLDER = helpline("fr-older", "victim_support", ages=(18, None), categories=("harassment",))
RULES = policy(
    rule("life", "emotional_support", "child_helpline", when={"category": ["suicide", "self_harm"]}, open_first=True),
    rule("rest", "online_safety", "victim_support", "emotional_support", "child_helpline"),
    fallback={"refer": ["emotional_support"]},
)


def router(*lines: Helpline, rules: Policy = RULES, **fields: Any) -> Router:
    return Router(world(*lines, **fields), rules)


def compared(old: Router, new: Router) -> Difference:
    return diff(old, new, FRIDAY)


def shown(change: Change) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A change that is the same by day and at night."""
    assert (change.before.day, change.after.day) == (change.before.night, change.after.night)
    return change.consequence.value, change.before.day, change.after.day


def fact_rows(found: Difference) -> list[tuple[str, str, Any, Any]]:
    return [(".".join(fact.path), fact.kind.value, fact.before, fact.after) for fact in found.facts]


def edited(line: Helpline, **fields: Any) -> Helpline:
    return Helpline.model_validate({**{name: getattr(line, name) for name in Helpline.model_fields}, **fields})


# What changes for people


def test_nothing_is_different_between_equal_files() -> None:
    """A difference with itself is empty, whatever the version is called."""
    old = router(ANY, YOUNG, OLDER)
    assert ((), ()) == (compared(old, old).facts, compared(old, old).changes)
    renamed = Router(Registry(version="2", countries=old.registry.countries), replaced(RULES, version="2"))
    found = compared(old, renamed)
    assert ((), ["version", "version"]) == (found.changes, [row[0] for row in fact_rows(found)])


def test_a_removed_line_is_lost_by_those_it_serves() -> None:
    """Harassed minors lose their first line, as those may who do not say their age; nobody else loses anything."""
    found = compared(router(ANY, YOUNG, OLDER), router(ANY, OLDER)).changes
    assert [
        ("first_line_lost", ("fr-young", "fr-any"), ("fr-any",)),
        ("first_line_lost", ("fr-young", "fr-older", "fr-any"), ("fr-older", "fr-any")),
    ] == list(map(shown, found))
    assert [(AgeBand(maximum=17),), ("unknown",)] == [change.ages for change in found]
    for change in found:
        assert ((Category.HARASSMENT,), (), (), 3) == (change.categories, change.regions, change.communities, change.cells)
        assert (Role.AFFECTED, Role.WITNESS, Role.PERPETRATOR) == change.roles


def test_an_added_line_is_a_gain() -> None:
    found = compared(router(ANY), router(ANY, YOUNG)).changes
    assert [("gained", ("fr-any",), ("fr-young", "fr-any"))] == list(map(shown, found))
    assert [(AgeBand(maximum=17), "unknown")] == [change.ages for change in found]


def test_the_last_line_lost_is_the_worst() -> None:
    """Where the general line goes too, minors who are harassed keep one line, and the others none."""
    found = compared(router(ANY, YOUNG), router(YOUNG))
    assert found.loses_last_line
    assert Consequence.LAST_LINE_LOST is found.changes[0].consequence
    assert [change.consequence.rank for change in found.changes] == sorted(change.consequence.rank for change in found.changes)
    assert () == found.changes[0].after.day


def test_a_changed_number_is_told_with_the_cells_that_show_it() -> None:
    """The same line is offered, and people dial another number: the worst that nobody would see among the lines."""
    found = compared(router(ANY, YOUNG), router(ANY, edited(YOUNG, channels=[channel("3019"), channel("31 14")])))
    assert () == found.changes
    (change,) = found.dialled
    assert ("FR", "fr-young", True) == (change.country, change.helpline_id, change.is_number)
    assert (("phone 3018",), ("phone 3019", "phone 31 14")) == (change.before, change.after)
    axes = axes_of("FR", router(ANY, YOUNG))
    assert axes is not None
    shows = [cell for cell in axes.cells() if "fr-young" in [line.helpline.id for line in router(ANY, YOUNG).plan(cell.report).candidates]]
    assert len(shows) == change.cells > 0
    rows = [(where, kind) for where, kind, _, _ in fact_rows(found)]
    place = "countries.FR.helplines.fr-young.channels"
    assert {(f"{place}.phone 3018", "removed"), (f"{place}.phone 3019", "added")} < set(rows)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ({"value": "85258", "kind": "sms", "send": "A"}, {"value": "85258", "kind": "sms", "send": "B"}, "sms 85258, send B"),
        ({"menu": "1"}, {"menu": "2"}, "phone 3018, menu 2"),
        (
            {"kind": "whatsapp", "international": "+33 6 01 02 03 04"},
            {"kind": "whatsapp", "international": "+33 6 01 02 03 05"},
            "whatsapp 3018, international form +33 6 01 02 03 05",
        ),
        ({}, {"kind": "chat", "value": "https://a.example.org"}, "chat https://a.example.org"),
    ],
)
def test_whatever_a_caller_must_do_is_what_they_dial(before: dict[str, Any], after: dict[str, Any], way: str) -> None:
    old, new = (router(edited(ANY, channels=[channel(**fields)])) for fields in (before, after))
    assert [(way,)] == [change.after for change in compared(old, new).dialled]
    assert [way.startswith("chat")] == [not change.is_number for change in compared(old, new).dialled]


def test_what_nobody_is_shown_is_not_dialled() -> None:
    """A line that is not referred; other hours of the same number; the same numbers in another order; a line that went."""
    quiet = edited(YOUNG, confidence="low")
    assert () == compared(router(ANY, quiet), router(ANY, edited(quiet, channels=[channel("3019")]))).dialled
    assert () == compared(router(ANY), router(edited(ANY, channels=[channel(hours="Mo-Fr 09:00-17:00")]))).dialled
    two = [channel("3018"), channel("3019")]
    assert () == compared(router(edited(ANY, channels=two)), router(edited(ANY, channels=two[::-1]))).dialled
    assert () == compared(router(ANY, YOUNG), router(ANY)).dialled


def test_changed_hours_change_the_night_only() -> None:
    """A line that is closed on Sundays at 03:00 comes second then, where a rule wants open lines first."""
    other = helpline("fr-other", "emotional_support", general=True)
    by_day = edited(ANY, channels=[channel(hours="Mo-Fr 09:00-17:00")])
    (change,) = compared(router(ANY, other), router(by_day, other)).changes
    assert ("reordered", change.before.day) == (change.consequence.value, change.after.day)
    assert (("fr-any", "fr-other"), ("fr-other", "fr-any")) == (change.before.night, change.after.night)
    assert (Category.SUICIDE, Category.SELF_HARM) == change.categories
    assert (((), (), (), ())) == (change.ages, change.roles, change.regions, change.communities)


def test_a_region_that_is_known_is_told_apart_at_night() -> None:
    """The same two lines in the same order: inside its region the open one comes first, where the region is unknown last."""
    regional = helpline("fr-reg", "emotional_support", general=True, regions=("FR-IDF",))
    by_day = edited(ANY, channels=[channel(hours="Mo-Fr 09:00-17:00")])
    (change,) = compared(router(ANY, regional), router(by_day, regional)).changes
    assert (("FR-IDF",), ("fr-any", "fr-reg"), ("fr-reg", "fr-any")) == (change.regions, change.before.night, change.after.night)


def test_a_line_lost_at_night_only_is_lost() -> None:
    one, two, three = (helpline(f"fr-{name}", "emotional_support", general=True) for name in ("one", "two", "three"))
    by_day = edited(two, channels=[channel(hours="Mo-Fr 09:00-17:00")])
    rules = replaced(RULES, maximum_referrals=2)
    (change,) = compared(router(one, two, three, rules=rules), router(one, by_day, three, rules=rules)).changes
    assert ("line_lost", ("fr-one", "fr-two")) == (change.consequence.value, change.after.day)
    assert (("fr-one", "fr-two"), ("fr-one", "fr-three")) == (change.before.night, change.after.night)


def test_another_zone_changes_when_lines_are_open() -> None:
    """The hours are the same, and at noon in Paris it is 15:00 on Réunion."""
    other = helpline("fr-other", "emotional_support", general=True)
    morning = edited(ANY, channels=[channel(hours="Mo-Su 09:00-13:00")])
    (change,) = compared(router(morning, other), router(morning, other, timezone="Indian/Reunion")).changes
    assert (("fr-any", "fr-other"), ("fr-other", "fr-any")) == (change.before.day, change.after.day)


def test_ages_are_cut_where_a_rule_is() -> None:
    """A rule for some ages changes these: neighbours are joined, and others stand beside one another."""
    other = helpline("fr-other", "emotional_support", general=True)
    first = ("fr-other", "fr-any")

    def ages(*bands: dict[str, int]) -> Router:
        rules = (rule(f"band-{band}", *first, when={"country": ["FR"], "age": ages}) for band, ages in enumerate(bands))
        return router(ANY, other, rules=policy(*rules, rule("rest", "emotional_support")))

    found = compared(ages(), ages({"maximum": 12}, {"minimum": 13, "maximum": 14}, {"minimum": 20, "maximum": 24})).changes
    twenties = AgeBand(minimum=20, maximum=24)
    assert [(AgeBand(maximum=14), twenties), (twenties,)] == [change.ages for change in found]
    assert [(Role.AFFECTED, Role.WITNESS, Role.PERPETRATOR), ADULTS] == [change.roles for change in found]
    assert {("reordered", ("fr-any", "fr-other"), ("fr-other", "fr-any"))} == set(map(shown, found))


def test_a_line_that_takes_a_place_for_its_language_is_seen() -> None:
    """Where the language is unknown each of the country's gets a line, if only by one of its channels."""
    rules = policy(rule("all", "child_helpline"), maximum_referrals=1)
    french, dutch = helpline("fr-french", "child_helpline"), helpline("fr-dutch", "child_helpline")
    both = edited(dutch, channels=[channel(), channel("3019", languages=["nl"])])
    (change,) = compared(
        router(french, dutch, rules=rules, languages=["nl", "fr"]), router(french, both, rules=rules, languages=["nl", "fr"])
    ).changes
    assert ("first_line_lost", ("fr-french",), ("fr-dutch",)) == shown(change)


def test_a_line_that_is_no_longer_confident_is_lost() -> None:
    found = compared(router(ANY, YOUNG), router(ANY, edited(YOUNG, confidence="low")))
    assert [("first_line_lost", ("fr-young", "fr-any"), ("fr-any",))] == list(map(shown, found.changes))
    assert [("countries.FR.helplines.fr-young.confidence", "changed", "high", "low")] == fact_rows(found)


def test_a_changed_rule_changes_its_cells() -> None:
    rules = policy(RULES.rules[0], rule("rest", "emotional_support", "online_safety"), fallback={"refer": ["emotional_support"]})
    found = compared(router(ANY, YOUNG), router(ANY, YOUNG, rules=rules))
    assert [("reordered", ("fr-young", "fr-any"), ("fr-any", "fr-young"))] == list(map(shown, found.changes))
    assert "rules.rest.refer" in [row[0] for row in fact_rows(found)]
    assert {"routing.yaml"} == {fact.file for fact in found.facts}


def test_a_removed_country_loses_its_last_lines_and_its_emergency_numbers() -> None:
    """All of its cells, in one row each."""
    belgian = helpline("be-any", "emotional_support", general=True)
    old = Router(registry(FR=country(ANY), BE=country(belgian)), RULES)
    found = compared(old, router(ANY))
    assert [("last_line_lost", ("be-any",), ()), ("emergency_number_lost", ("112",), ())] == list(map(shown, found.changes))
    assert ({"BE"}, {()}) == ({c.country for c in found.changes}, {(*c.categories, *c.roles, *c.ages) for c in found.changes})
    assert [("countries.BE", "removed")] == [row[:2] for row in fact_rows(found)]
    back = compared(router(ANY), old)
    assert [("gained", (), ("be-any",)), ("gained", (), ("112",))] == list(map(shown, back.changes))
    assert not back.loses_last_line


def test_a_removed_emergency_number_is_lost_by_everyone() -> None:
    """One row a country; a number that is dialled otherwise is another one; the last line stays."""
    numbers = [{"number": n, "kind": "general", "sources": [PAGE]} for n in ("112", "114")]
    found = compared(router(ANY, emergency=numbers), router(ANY, emergency=numbers[:1]))
    assert [("emergency_number_lost", ("112", "114"), ("112",))] == list(map(shown, found.changes))
    assert ["emergency"] == [change.subject for change in found.changes]
    assert [("countries.FR.emergency.114", "removed")] == [row[:2] for row in fact_rows(found)]
    by_text = [numbers[0], {**numbers[1], "reached_by": "sms"}]
    (change,) = compared(router(ANY, emergency=numbers), router(ANY, emergency=by_text)).changes
    assert ("112", "114 by text message") == change.after.day


def test_a_territory_that_is_taken_out_loses_its_lines() -> None:
    """A report from there may name it as a country or as a region: one cell stands for both."""
    (lines, emergency) = compared(router(ANY, territories=["RE"]), router(ANY)).changes
    assert (("FR-974",), "last_line_lost") == (lines.regions, lines.consequence.value)
    assert (("FR-974",), "emergency_number_lost") == (emergency.regions, emergency.consequence.value)
    assert ("JE",) == compared(router(ANY, territories=["JE"]), router(ANY)).changes[0].regions


def test_lines_for_a_community_or_a_region_are_lost_there() -> None:
    regional = helpline("fr-reg", "victim_support", regions=("FR-IDF",))
    lgbtq = helpline("fr-lgbtq", "victim_support", communities=("lgbtq",))
    found = compared(router(ANY, regional, lgbtq), router(ANY))
    assert {("lgbtq",), ("none",), ()} >= {change.communities for change in found.changes}
    assert {("unknown", "FR-IDF"), ("unknown",), ("FR-IDF",), ()} >= {change.regions for change in found.changes}


def test_a_code_that_no_report_can_name_has_no_cells() -> None:
    """XX is in the pattern of country codes, and not in ISO 3166-1."""
    line = helpline("xx-any", "emotional_support", general=True)
    old = Router(registry(FR=country(ANY), XX=country(line)), RULES)
    assert () == compared(old, router(ANY)).changes


# Facts


def test_every_kind_of_fact_is_reported_where_it_stands() -> None:
    """Fields by name, entries by what they are known by, nested records field by field."""
    gap = {"category": "hate", "reason": "none found", "checked_on": "2026-11-01"}
    retired = {"number": "3020", "note": "gone"}
    source = {"url": PAGE, "kind": "operator", "supports": ["number"]}
    new_line = edited(
        ANY,
        audience={"roles": ["affected"], "maximum_age": 17},
        sources=[{**source, "published": "2026"}],
        trusted_flagger={"source": PAGE},
        channels=[channel(languages=["en"]), channel("3019", **{"from": "abroad"})],
    )
    rules = replaced(RULES, hours_trusted_for_days=30, review_after_days={**RULES.review_after_days, "hate": 7})
    found = compared(router(ANY, gaps=[gap]), router(new_line, gaps=[{**gap, "reason": "other"}], retired_numbers=[retired], rules=rules))
    line = "countries.FR.helplines.fr-any"
    assert [
        ("countries.FR.gaps.hate 0-120.reason", "changed", "none found", "other"),
        ("countries.FR.retired_numbers.3020", "added", None, retired),
        (f"{line}.audience.maximum_age", "changed", None, 17),
        (f"{line}.audience.roles", "changed", ["affected", "witness"], ["affected"]),
        (f"{line}.channels.phone 3018.languages", "changed", None, ["en"]),
        (
            f"{line}.channels.phone 3019",
            "added",
            None,
            {**channel("3019").model_dump(mode="json", exclude_defaults=True), "from": "abroad"},
        ),
        (f"{line}.trusted_flagger", "changed", None, {"source": PAGE}),
        (f"{line}.sources.{PAGE}.published", "changed", None, "2026"),
        ("hours_trusted_for_days", "changed", 1460, 30),
        ("review_after_days.hate", "changed", 180, 7),
    ] == fact_rows(found)


def test_lines_that_change_places_are_moved() -> None:
    """Only the stretch that is in another order, and without those that came or went."""
    one, two, three = (helpline(f"fr-{name}", "child_helpline") for name in ("one", "two", "three"))
    found = compared(router(ANY, one, two, three), router(ANY, two, one))
    assert ("countries.FR.helplines", "moved", ["fr-one", "fr-two"], ["fr-two", "fr-one"]) in fact_rows(found)


def test_two_entries_of_one_name_are_told_apart() -> None:
    """A number may stand twice, for two languages."""
    twice = edited(ANY, channels=[channel(languages=["fr"]), channel(languages=["en"])])
    found = compared(router(edited(ANY, channels=[channel(languages=["fr"])])), router(twice))
    assert ["countries.FR.helplines.fr-any.channels.phone 3018 (2)"] == [row[0] for row in fact_rows(found)]


@given(st.data())
def test_facts_differ_exactly_if_the_files_do(data: st.DataObject) -> None:
    """No change is reported between equal files, and none that there is goes without a report."""
    one = data.draw(registries(countries=("FR", "BE")))
    other = data.draw(st.just(one) | st.just(Registry.model_validate_json(one.model_dump_json())) | registries(countries=("FR", "BE")))
    assert (one == other) == (changed_facts((one, RULES), (other, RULES)) == ())


@given(st.sampled_from(sorted(set(Helpline.model_fields) - {"id"})), helplines("FR", "one"), helplines("FR", "one"))
def test_every_field_of_a_line_is_compared(name: str, one: Helpline, other: Helpline) -> None:
    """Whatever fields the model has: a change of one is reported under its name, and under no other."""
    changed = one.model_copy(update={name: getattr(other, name)})
    found = changed_facts((world(one), RULES), (Registry.model_construct(version="1", countries=dict(world(changed).countries)), RULES))
    assert (set() if one == changed else {name}) == {fact.path[4] for fact in found}


# Moments


def test_the_moments_are_a_working_day_and_a_sunday_by_the_local_clock() -> None:
    at = {"timezone": "Europe/Helsinki", "country": "FI"}
    assert datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Helsinki")) == usual_moments(FRIDAY, **at).day
    assert datetime(2026, 11, 22, 1, tzinfo=UTC) == usual_moments(FRIDAY, **at).night
    assert datetime(2026, 11, 23, 10, tzinfo=UTC) == usual_moments(date(2026, 11, 21), **at).day


def test_the_moments_are_no_public_holidays() -> None:
    """Easter Sunday and Monday 2026 are 5 and 6 April; of a country whose holidays are not known none is."""
    found = usual_moments(date(2026, 4, 4), timezone="Europe/Berlin", country="FR")
    assert (7, 12) == (found.day.day, usual_moments(date(2026, 4, 6), timezone="Europe/Paris", country="FR").night.day)
    assert 6 == usual_moments(date(2026, 4, 4), timezone="Asia/Kolkata", country="IN").day.day


# Laws


@dataclass(frozen=True)
class Pair:
    """Two routers of nearly the same facts, and what Hypothesis prints of them."""

    old: Router
    new: Router

    def __repr__(self) -> str:
        files: tuple[Record, ...] = (self.old.registry, self.old.policy, self.new.registry, self.new.policy)
        return "\n".join(file.model_dump_json(exclude_defaults=True) for file in files)


@st.composite
def changed_lines(draw: st.DrawFn, code: str, lines: Sequence[Helpline]) -> list[Helpline]:
    """Lines of which some are gone, unsure or at other hours, in perhaps another order, with perhaps a new one."""
    kept = [line for line in lines if draw(st.integers(0, 3))]
    fates: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
        ({}, {}, {}, {"confidence": Confidence.LOW}, {"general": False}, {"hours": "Mo-Fr 09:00-17:00"})
    )
    found = []
    for line in kept:
        fields: dict[str, Any] = {**draw(fates)}
        if hours := fields.pop("hours", None):
            fields["channels"] = [
                one.model_copy(update={"hours": hours, "hours_seen": "2026-11"}) if one.kind.is_live else one for one in line.channels
            ]
        found.append(edited(line, **fields))
    if draw(st.booleans()):
        found.append(draw(helplines(code, "new")))
    return draw(st.permutations(found)) if draw(st.booleans()) else found


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    codes = draw(st.sampled_from((("FR",), ("GB",), ("BE", "FR"))))
    old = Registry(version="1", countries={code: draw(sections(code, 3)) for code in codes})
    rules = draw(policies(old))
    edited_sections = dict(old.countries)
    for code, section in old.countries.items():
        if len(edited_sections) > 1 and draw(st.integers(0, 4)) == 0:
            del edited_sections[code]
        else:
            lines = draw(changed_lines(code, section.helplines))
            edited_sections[code] = section.model_copy(update={"helplines": tuple(lines)})
    new = Registry(version="2", countries=edited_sections)
    first = Router(old, rules)
    try:
        return Pair(first, Router(new, rules))
    except PolicyError:
        # Some of these name lines: there must be one in each country.
        assume(all(section.helplines for section in edited_sections.values()))
        return Pair(first, Router(new, draw(policies(new))))


def naive_places(code: str, pair: Pair) -> tuple[list[str | None], list[Community | None]]:
    """Every region and community that either pair of files names anywhere."""
    files = (pair.old, pair.new)
    lines = [line for one in files for country in one.registry.countries.values() for line in country.helplines]
    whens = [rule.when for one in files for rule in one.policy.rules]
    regions = {name for line in lines for name in line.regions} | {name for when in whens for name in when.region or ()}
    communities = {name for line in lines for name in line.audience.communities} | {n for when in whens for n in when.communities or ()}
    return [None, *sorted(name for name in regions if name.startswith(code) and region_path(name))], [None, *sorted(communities)]


def naive_ages(pair: Pair) -> list[int | None]:
    """Every age at which anything may change, and unknown."""
    ages = {0, 18}
    for one in (pair.old, pair.new):
        bands = [line.audience.ages for section in one.registry.countries.values() for line in section.helplines]
        bands += [rule.when.age for rule in one.policy.rules if isinstance(rule.when.age, AgeBand)]
        ages |= {age for band in bands for age in (band.minimum, band.maximum + 1) if age <= 120}
    return [*sorted(ages), None]


def naive_loss(pair: Pair) -> bool:
    """Whether any report that was answered nationally no longer is."""
    for code in pair.old.registry.countries:
        regions, communities = naive_places(code, pair)
        for category, role, age, region, community in product(Category, Role, naive_ages(pair), regions, communities):
            if role in ADULTS and age is not None and age < 18:
                continue
            named = () if community is None else (community,)
            report = Report(category=category, role=role, age=age, country=code, region=region, communities=named)
            if pair.new.plan(report).scope is Scope.INTERNATIONAL and pair.old.plan(report).scope is not Scope.INTERNATIONAL:
                return True
        for area in pair.old.registry.countries[code].territories:
            for category, role, age, community in product(Category, Role, naive_ages(pair), communities):
                named = () if community is None else (community,)
                report = Report(category=category, role=role, age=age, country=area, communities=named)
                if pair.new.plan(report).scope is Scope.INTERNATIONAL and pair.old.plan(report).scope is not Scope.INTERNATIONAL:
                    return True
    return False


@given(pairs())
@settings(max_examples=max(10, settings().max_examples // 4))
def test_the_exit_flag_equals_a_naive_scan(pair: Pair) -> None:
    """A last line is lost exactly if some report was answered nationally and now is not."""
    assert naive_loss(pair) == compared(pair.old, pair.new).loses_last_line


def holds(change: Change, report: Report) -> bool:
    """Whether a change is about a report, read from its fields as a consumer of the JSON would."""
    age = report.age
    if isinstance(age, int):
        is_age = any(isinstance(band, AgeBand) and band.minimum <= age <= band.maximum for band in change.ages)
    else:
        is_age = "unknown" in change.ages
    return (
        change.country == report.country
        and (not change.categories or report.category in change.categories)
        and (not change.roles or report.role in change.roles)
        and (not change.ages or is_age)
        and (not change.regions or (report.region or "unknown") in change.regions)
        and (not change.communities or (report.communities or ("none",))[0] in change.communities)
    )


def offered(router: Router, report: Report, code: str, pair: Pair) -> tuple[Offer, Offer]:
    """The lines and numbers of a report, from the public decision alone."""
    section = pair.old.registry.countries.get(code) or pair.new.registry.countries[code]
    moments = usual_moments(FRIDAY, timezone=section.timezone, country=code)
    decisions = [router.route(report, at) for at in (moments.day, moments.night)]
    lines = [tuple(referral.helpline_id for referral in decision.referrals) for decision in decisions]
    numbers = tuple(
        f"{item.number} by text message" if item.uri.startswith("sms:") else item.number for item in decisions[0].emergency.numbers
    )
    return Offer(day=lines[0], night=lines[1]), Offer(day=numbers, night=numbers)


@given(pairs(), st.data())
@settings(max_examples=max(10, settings().max_examples // 2))
def test_a_report_is_in_a_change_exactly_if_its_decision_changes(pair: Pair, data: st.DataObject) -> None:
    """Of any age, not only those at which something is cut; in one change for the lines, with what it had and has."""
    found = compared(pair.old, pair.new)
    code = data.draw(st.sampled_from(sorted({*pair.old.registry.countries, *pair.new.registry.countries})))
    regions, communities = naive_places(code, pair)
    for _ in range(10):
        role = data.draw(st.sampled_from(ROLES))
        age = data.draw(st.none() | st.integers(18 if role in ADULTS else 0, 120))
        community = data.draw(st.sampled_from(communities))
        region = data.draw(st.sampled_from(regions))
        named = () if community is None else (community,)
        report = Report(category=data.draw(st.sampled_from(CATEGORIES)), role=role, age=age, country=code, region=region, communities=named)
        if pair.old.plan(report).country is None is pair.new.plan(report).country:
            # A region that neither serves is no cell: nothing can be lost there.
            continue
        before, after = (offered(router, report, code, pair) for router in (pair.old, pair.new))
        for number, subject in enumerate(("lines", "emergency")):
            about = [change for change in found.changes if change.subject == subject and holds(change, report)]
            expected = [(before[number], after[number])] if before[number] != after[number] else []
            assert expected == [(change.before, change.after) for change in about]


def expanded(box: Box, axes: Axes) -> list[Cell]:
    """The cells of a box, by trying them all."""
    return [
        cell
        for cell in axes.cells()
        if all(
            not values or value in values
            for values, value in (
                (box.categories, cell.category),
                (box.roles, cell.role),
                (box.ages, cell.age),
                (box.regions, cell.region),
                (box.communities, cell.community),
            )
        )
    ]


AXES = Axes(
    country="FR",
    ages=(AgeBand(maximum=12), AgeBand(minimum=13, maximum=17), AgeBand(minimum=18), None),
    regions=(None, "FR-IDF"),
    communities=(None, Community.LGBTQ),
)


@st.composite
def cell_sets(draw: st.DrawFn) -> set[Cell]:
    """Some cells: each dimension restricted in a few ways, joined, and a few taken out."""
    cells = list(AXES.cells())
    found: set[Cell] = set()
    for _ in range(draw(st.integers(1, 3))):
        wanted = {
            name: draw(st.sets(st.sampled_from(values), min_size=1))
            for name, values in {
                "category": CATEGORIES,
                "role": ROLES,
                "age": AXES.ages,
                "region": AXES.regions,
                "community": AXES.communities,
            }.items()
        }
        found |= {cell for cell in cells if all(getattr(cell, name) in values for name, values in wanted.items())}
    return found - draw(st.sets(st.sampled_from(cells), max_size=5))


@given(cell_sets())
def test_boxes_hold_exactly_the_cells_they_were_made_of(cells: set[Cell]) -> None:
    """Each once, and they know how many."""
    found = [expanded(box, AXES) for box in boxes(cells, AXES)]
    assert sorted(map(repr, cells)) == sorted(repr(cell) for group in found for cell in group)
    assert [len(group) for group in found] == [size(box, AXES) for box in boxes(cells, AXES)]


def test_all_cells_are_one_box() -> None:
    """Although a parent has fewer ages than a person affected."""
    (box,) = boxes(AXES.cells(), AXES)
    assert set() == {value for values in (box.ages, box.roles, box.categories, box.regions, box.communities) for value in values}


@given(pairs())
@settings(max_examples=max(10, settings().max_examples // 4))
def test_changes_expand_to_exactly_the_changed_cells(pair: Pair) -> None:
    """Every cell is in as many changes of its lines as it has: one or none; and the counts add up."""
    found = compared(pair.old, pair.new)
    for code in sorted({*pair.old.registry.countries, *pair.new.registry.countries}):
        axes = axes_of(code, pair.old, pair.new)
        assert axes is not None
        of_country = [change for change in found.changes if change.country == code]
        counts = [0] * len(of_country)
        for cell in axes.cells():
            hits = [number for number, change in enumerate(of_country) if is_cell_of(change, cell)]
            assert len(hits) == len({of_country[number].subject for number in hits})
            for number in hits:
                counts[number] += 1
        assert [change.cells for change in of_country] == counts


def is_cell_of(change: Change, cell: Cell) -> bool:
    report = Report(
        category=cell.category,
        role=cell.role,
        age=None if cell.age is None else cell.age.minimum,
        country=cell.country,
        communities=() if cell.community is None else (cell.community,),
    )
    is_region = not change.regions or (cell.region or "unknown") in change.regions
    return is_region and holds(change.model_copy(update={"regions": ()}), report)


@given(pairs())
@settings(max_examples=max(10, settings().max_examples // 4))
def test_a_difference_survives_json(pair: Pair) -> None:
    found = compared(pair.old, pair.new)
    assert found == Difference.model_validate_json(found.model_dump_json())


# The command


def run(*arguments: str | Path) -> Result:
    environment = {"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"}
    return CliRunner().invoke(app, ["diff", *map(str, arguments)], env=environment, prog_name="helpline-router")


def flat(text: str) -> str:
    """A text as it reads, however it is wrapped."""
    return " ".join(text.split())


def written(folder: Path, router: Router) -> Path:
    folder.mkdir()
    for name, record in (("helplines.yaml", router.registry), ("routing.yaml", router.policy)):
        # JSON is YAML; a field without a value is left out, for these files know no null.
        text = json.dumps(record.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return written(tmp_path / "old", router(ANY, YOUNG, OLDER))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return written(tmp_path / "new", router(ANY, edited(OLDER, name="Other | <b>name</b>")))


@pytest.fixture
def worse(tmp_path: Path) -> Path:
    return written(tmp_path / "worse", router(YOUNG))


def test_equal_files_exit_0(old: Path) -> None:
    result = run(old, old)
    assert (0, "No difference.\n", "") == (result.exit_code, result.stdout, result.stderr)
    assert {"loses_last_line": False, "cells": {}, "facts": [], "changes": []} == {
        name: json.loads(run(old, old, "--json").stdout)[name] for name in ("loses_last_line", "cells", "facts", "changes")
    }
    assert "No cell changes" in run(old, old, "--markdown").stdout


def test_the_text_says_who_had_what_and_has_what(old: Path, new: Path) -> None:
    result = run(old, new, "--at", "2026-11-20")
    text = flat(result.stdout)
    assert (0, "") == (result.exit_code, result.stderr)
    assert "6 cells lose their first line - FR, harassment, 0-17, affected / witness / perpetrator: young, any -> any" in text
    assert "- FR, helplines, fr-young: removed (fr-young)" in text
    assert "- FR, helplines, fr-older, name: fr-older -> Other | <b>name</b>" in text
    assert "since 2026-11-20" in text


def test_the_text_fits_a_terminal(old: Path, worse: Path) -> None:
    rows = run(old, worse).stdout.splitlines()
    assert max(map(len, rows)) <= 80
    assert not set("─│┌└╭╰\x1b") & set("".join(rows))


def test_exit_1_if_a_last_line_is_lost(old: Path, worse: Path) -> None:
    """In every form of output; the worst stands first."""
    for form in ([], ["--json"], ["--markdown"]):
        result = run(old, worse, *form)
        assert (1, "") == (result.exit_code, result.stderr)
    assert run(old, worse).stdout.startswith("46 cells lose their last line\n")
    assert "-> nothing" in flat(run(old, worse).stdout)
    assert 0 == run(worse, old).exit_code


def test_exit_1_if_an_emergency_number_is_lost(tmp_path: Path) -> None:
    """Though everybody keeps their lines."""
    numbers = [{"number": number, "kind": "general", "sources": [PAGE]} for number in ("15", "112")]
    one = written(tmp_path / "one", router(ANY, emergency=numbers))
    two = written(tmp_path / "two", router(ANY, emergency=numbers[:1]))
    result = run(one, two)
    assert (1, "") == (result.exit_code, result.stderr)
    assert "lose an emergency number\n" in result.stdout.splitlines(keepends=True)[0]
    assert 0 == run(two, one).exit_code
    payload = json.loads(run(one, two, "--json").stdout)
    assert (False, True) == (payload["loses_last_line"], payload["loses_emergency_number"])


def test_what_fails_can_be_chosen(old: Path, new: Path, worse: Path) -> None:
    """Minors lose their first line and have another."""
    assert [0, 1, 1] == [run(old, new, *option).exit_code for option in ([], ["--fail-on", "first-line"])] + [
        run(old, worse, "--fail-on", "first-line").exit_code
    ]
    assert 0 == run(new, old, "--fail-on", "first-line").exit_code
    result = run(old, new, "--fail-on", "zzsecret")
    assert (2, "error: --fail-on must be one of last-line, first-line\n") == (result.exit_code, result.stderr)


def test_a_changed_number_stands_first_in_every_form(old: Path, tmp_path: Path) -> None:
    """And nobody is said to be offered the same lines."""
    new = written(tmp_path / "dialled", router(ANY, edited(YOUNG, name="A|b", channels=[channel("3019")]), OLDER))
    words = "(fr-young) changes for 6 cells: phone 3018 -> phone 3019"
    text = flat(run(old, new).stdout)
    assert text.startswith(f"What people dial or open changes - FR: the number of A|b {words}")
    marked = run(old, new, "--markdown").stdout.splitlines()
    assert f"- **FR: the number of A&#124;b {words.replace('>', '&gt;')}**" == marked[2]
    (change,) = json.loads(run(old, new, "--json").stdout)["dialled"]
    assert (["phone 3018"], ["phone 3019"], 6) == (change["before"], change["after"], change["cells"])
    assert "everybody is offered the same" not in text + "".join(marked)


def test_a_line_that_says_something_else_is_not_the_same(old: Path, tmp_path: Path) -> None:
    """Where only hours or the note of an emergency number change, the text sends the reader to the facts."""
    hours = edited(OLDER, channels=[channel(hours="Mo-Fr 09:00-17:00")])
    text = run(old, written(tmp_path / "other", router(ANY, YOUNG, hours))).stdout
    assert "something about them is different" in flat(text)
    assert "same lines" not in text
    renamed = written(tmp_path / "renamed", Router(Registry(version="2", countries=router(ANY, YOUNG, OLDER).registry.countries), RULES))
    assert "everybody is offered the same lines and emergency numbers" in flat(run(old, renamed).stdout)


def test_day_and_night_are_told_apart_where_they_differ(tmp_path: Path) -> None:
    other = helpline("fr-other", "emotional_support", general=True)
    by_day = edited(ANY, channels=[channel(hours="Mo-Fr 09:00-17:00")])
    one, two = written(tmp_path / "one", router(ANY, other)), written(tmp_path / "two", router(by_day, other))
    text = flat(run(one, two, "--at", "2026-11-20").stdout)
    assert "FR, suicide / self_harm: at night any, other -> at night other, any" in text
    assert f"phone 3018, hours: {ALL_DAY} -> Mo-Fr 09:00-17:00" in text


def test_json_has_everything(old: Path, new: Path) -> None:
    """It is the library's difference, with the verdict and the counts."""
    payload = json.loads(run(old, new, "--at", "2026-11-20", "--json").stdout)
    assert (False, {"first_line_lost": 6}) == (payload.pop("loses_last_line"), payload.pop("cells"))
    assert payload.pop("loses_emergency_number") is False
    found = Difference.model_validate(payload)
    routers = (router(ANY, YOUNG, OLDER), router(ANY, edited(OLDER, name="Other | <b>name</b>")))
    assert compared(*routers) == found


def test_markdown_is_a_summary_and_tables(old: Path, new: Path, worse: Path) -> None:
    text = run(old, new, "--markdown").stdout
    assert "\n- **6 cells lose their first line**\n" in text
    row = "| lose their first line | FR, harassment, 0-17, affected / witness / perpetrator | young, any | any |"
    assert row in text.splitlines()
    assert text.index(row) < text.index("## Facts changed: 2")
    assert run(old, worse, "--markdown").stdout.index("**46 cells lose their last line**") < 60


def test_markdown_escapes_what_files_say(old: Path, new: Path) -> None:
    """No table cell, tag, mention or image comes out of a contributed file."""
    text = run(old, new, "--markdown").stdout
    assert "Other &#124; &lt;b&gt;name&lt;/b&gt;" in text
    assert "<b>" not in text
    assert all(5 == row.count("|") for row in text.splitlines() if row.startswith("|"))
    assert "&#33;&#91;x&#93;(y) @<!-- -->team &#96;c&#96; &amp;lt; #<!-- -->1" == escaped("![x](y) @team `c` &lt; #1")


def test_markdown_folds_long_lists(tmp_path: Path) -> None:
    """Twenty rows are shown, the others folded; a comment stays below what GitHub takes."""
    many = [helpline(f"fr-line{number}", "narrow_topic") for number in range(300)]
    one, two = written(tmp_path / "one", router(ANY)), written(tmp_path / "two", router(ANY, *many))
    text = run(one, two, "--markdown").stdout
    assert 1 == text.count("<details>") == text.count("</details>")
    assert 22 == sum(row.startswith("| ") for row in text.partition("<details>")[0].splitlines())
    assert "## Facts changed: 300" in text
    renamed = written(tmp_path / "three", router(ANY, *(edited(line, notes="x" * 4000) for line in many)))
    text = run(two, renamed, "--markdown").stdout
    assert len(text) < 65_536
    assert "more rows are left out here" in text


def test_a_file_goes_with_the_shipped_policy_or_its_own(old: Path, worse: Path, tmp_path: Path) -> None:
    """The shipped policy names lines that these facts lack: it is said of which side."""
    result = run(old / "helplines.yaml", worse)
    assert (2, "") == (result.exit_code, result.stdout)
    assert "OLD: rules.fr-harassment-minors: refers to fr-3018, which is not in the registry" in result.stderr
    own: list[str | Path] = ["--old-policy", old / "routing.yaml", "--new-policy", worse / "routing.yaml"]
    assert 1 == run(old / "helplines.yaml", worse / "helplines.yaml", *own).exit_code
    assert tmp_path in old.parents


def test_an_overlay_is_applied_to_both(old: Path, new: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("helplines: {disable: [{id: fr-any, reason: No answer.}]}", encoding="utf-8")
    assert 1 == run(old, new, "--overlay", overlay).exit_code


def test_an_overlay_may_be_that_of_one_side(old: Path, tmp_path: Path) -> None:
    """What it does to people is the difference between the same facts with and without it."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("helplines: {disable: [{id: fr-young, reason: No answer.}]}", encoding="utf-8")
    added, taken_back = run(old, old, "--new-overlay", overlay, "--json"), run(old, old, "--old-overlay", overlay, "--json")
    assert {"first_line_lost": 6} == json.loads(added.stdout)["cells"]
    assert {"gained": 6} == json.loads(taken_back.stdout)["cells"]
    assert "No difference.\n" == run(old, old, "--old-overlay", overlay, "--new-overlay", overlay).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["zzsecret", "OLD"], "OLD: there is no such folder or file"),
        (["OLD", "zzsecret"], "NEW: there is no such folder or file"),
        (["OLD", "EMPTY"], "NEW: there is no helplines.yaml"),
        (["OLD", "OLD", "--old-policy", "none/own.yaml"], "error: --old-policy: there is no file 'none/own.yaml'\n"),
        (["OLD", "OLD", "--new-policy", "none.yaml"], "error: --new-policy: there is no file 'none.yaml'\n"),
        (["OLD", "OLD", "--new-policy", ""], "error: --new-policy: there is no file ''\n"),
        (["OLD", "OLD", "--old-overlay", "none.yaml"], "error: --old-overlay: there is no file 'none.yaml'\n"),
        (["OLD", "OLD", "--new-overlay", ""], "error: --new-overlay: there is no file ''\n"),
        (["OLD", "OLD", "--overlay", "a", "--new-overlay", "b"], "give --overlay for both sides, or --old-overlay and --new-overlay"),
        (["OLD", "OLD", "--overlay", "", "--old-overlay", "b"], "give --overlay for both sides, or --old-overlay and --new-overlay"),
        (["OLD", "OLD", "--at", "zzsecret"], "--at must be a day such as 2026-11-20"),
        (["OLD", "OLD", "--at", "1999-12-31"], "--at must be a day"),
        (["OLD", "OLD", "--json", "--markdown"], "give --markdown or --json, not both"),
        (["OLD"], "NEW is missing"),
    ],
)
def test_bad_input_is_a_plain_line(arguments: list[str], message: str, old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    places = {"OLD": str(old), "EMPTY": str(tmp_path / "empty")}
    result = run(*(places.get(argument, argument) for argument in arguments))
    assert (2, "") == (result.exit_code, result.stdout)
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_file_lists_its_problems(old: Path, new: Path) -> None:
    path = new / "helplines.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Europe/Paris", "Paris"), encoding="utf-8")
    result = run(old, new)
    assert 2 == result.exit_code
    assert "not an IANA time zone" in result.stderr
    assert str(path) in result.stderr
