"""Other systems' report codes: each mapping a second time, what a code adds to a report, and how an unknown one is refused."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import noticed
from helpline_router import (
    AgeBand,
    Category,
    CodesError,
    HelplineRouterError,
    InvalidReport,
    Report,
    Role,
    UnknownCode,
    UnrelatedCode,
    codes,
    default_router,
)
from helpline_router.code_list import Code, ReportCodes
from helpline_router.report import ReportFields
from helpline_router.testing import reports

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
MINORS = AgeBand(maximum=17)

# Typed from the published definitions a second time, apart from data/codes.yaml.
# The marks: m is merged, 0-17 implies a minor, < is out of use since July 2025, > is in use since then.
MAPPINGS = """
dsa,suicide,KEYWORD_SUICIDE,
dsa,suicide,STATEMENT_CATEGORY_SELF_HARM,m
dsa,self_harm,KEYWORD_SELF_MUTILATION,
dsa,harassment,STATEMENT_CATEGORY_CYBER_VIOLENCE,>
dsa,harassment,STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN,>
dsa,harassment,KEYWORD_CYBER_BULLYING_INTIMIDATION,>
dsa,harassment,KEYWORD_CYBER_HARASSMENT,>
dsa,harassment,KEYWORD_CYBER_HARASSMENT_AGAINST_WOMEN,>
dsa,harassment,KEYWORD_CYBER_STALKING,>
dsa,harassment,KEYWORD_CYBER_STALKING_AGAINST_WOMEN,>
dsa,harassment,KEYWORD_BULLYING_AGAINST_GIRLS,> 0-17
dsa,harassment,KEYWORD_STALKING,
dsa,harassment,KEYWORD_ONLINE_BULLYING_INTIMIDATION,<
dsa,harassment,KEYWORD_GENDER_BASED_VIOLENCE,<
dsa,harassment,KEYWORD_IMAGE_BASED_SEXUAL_ABUSE,<
dsa,hate,STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH,
dsa,hate,KEYWORD_HATE_SPEECH,
dsa,hate,KEYWORD_DISCRIMINATION,
dsa,hate,KEYWORD_INCITEMENT_VIOLENCE_HATRED,
dsa,hate,KEYWORD_CYBER_INCITEMENT,>
dsa,hate,KEYWORD_INCITEMENT_AGAINST_WOMEN,>
atproto,suicide,tools.ozone.report.defs#reasonSelfHarmContent,m
atproto,suicide,tools.ozone.report.defs#reasonSelfHarmOther,m
atproto,suicide,tools.ozone.report.defs#reasonViolenceSelfHarm,m
atproto,self_harm,tools.ozone.report.defs#reasonSelfHarmStunts,
atproto,self_harm,tools.ozone.report.defs#reasonSelfHarmSubstances,
atproto,self_harm,tools.ozone.report.defs#reasonSelfHarmED,
atproto,harassment,tools.ozone.report.defs#reasonHarassmentTroll,
atproto,harassment,tools.ozone.report.defs#reasonHarassmentTargeted,
atproto,harassment,tools.ozone.report.defs#reasonHarassmentDoxxing,
atproto,harassment,tools.ozone.report.defs#reasonHarassmentOther,
atproto,harassment,tools.ozone.report.defs#reasonChildSafetyHarassment,0-17
atproto,harassment,com.atproto.moderation.defs#reasonRude,
atproto,hate,tools.ozone.report.defs#reasonHarassmentHateSpeech,
openai,suicide,self-harm,m
openai,suicide,self-harm/intent,m
openai,suicide,self-harm/instructions,m
openai,harassment,harassment,
openai,harassment,harassment/threatening,
openai,hate,hate,
openai,hate,hate/threatening,
azure,suicide,SelfHarm,m
azure,hate,Hate,
gemini,suicide,HARM_CATEGORY_DANGEROUS_CONTENT,m
gemini,suicide,HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT,m
gemini,harassment,HARM_CATEGORY_HARASSMENT,
gemini,harassment,HARM_CATEGORY_IMAGE_HARASSMENT,
gemini,hate,HARM_CATEGORY_HATE_SPEECH,
gemini,hate,HARM_CATEGORY_IMAGE_HATE,
coop,suicide,SELF_HARM_AND_SUICIDE,m
coop,harassment,HARRASSMENT,
coop,hate,HATE,
"""
EXPECTED = {(system, code): (category, set(marks.split())) for system, category, code, marks in csv.reader(io.StringIO(MAPPINGS.strip()))}

# Near a category, and no public definition says that they are of it.
NEAR = {
    "KEYWORD_CONTENT_PROMOTING_EATING_DISORDERS": "self_harm",
    "KEYWORD_UNSAFE_CHALLENGES": "self_harm",
    "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING": "harassment",
    "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING_AGAINST_WOMEN": "harassment",
    "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE": "harassment",
    "KEYWORD_NON_CONSENSUAL_MATERIAL_DEEPFAKE_AGAINST_WOMEN": "harassment",
    "KEYWORD_NON_CONSENSUAL_ITEMS_DEEPFAKE": "harassment",
    "KEYWORD_DEFAMATION": "harassment",
}
UNRELATED = [(row.system, row.code) for row in codes.default_codes().rows() if row.category is None]


def refusal(kind: type[InvalidReport], *arguments: Any, **fields: Any) -> InvalidReport:
    with pytest.raises(InvalidReport) as caught:
        codes.to_report(*arguments, **fields)
    assert kind is type(caught.value)
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)
    return caught.value


# The mappings


@pytest.mark.parametrize(("system", "code"), EXPECTED)
def test_a_code_is_a_report_of_its_category(system: str, code: str) -> None:
    """Category, age and notices are those of the second list; nothing else is said that the caller did not say."""
    category, marks = EXPECTED[system, code]
    notices = ["code_merged"] * ("m" in marks) + ["minor_implied"] * ("0-17" in marks)
    expected = Report(category=category, age=MINORS if "0-17" in marks else None, code_notices=tuple(notices))
    assert expected == codes.to_report(system, code)


def test_the_shipped_list_has_these_mappings_and_no_others() -> None:
    """A mapping is in both lists, with its dates."""
    shipped = {(row.system, row.code): row for row in codes.default_codes().rows() if row.category}
    assert EXPECTED.keys() == shipped.keys()
    assert {key: (">" in marks, "<" in marks) for key, (_, marks) in EXPECTED.items()} == {
        key: (row.since is not None, row.until is not None) for key, row in shipped.items()
    }
    assert {"2025-07-01"} == {str(day) for row in shipped.values() for day in (row.since, row.until) if day}


def test_near_codes_stand_for_nothing_and_say_what_they_are_near() -> None:
    """Nobody is routed by a guess; the error names the nearest category."""
    assert NEAR == {row.code: row.near for row in codes.default_codes().rows() if row.near}
    for code, near in NEAR.items():
        [problem] = refusal(UnrelatedCode, "dsa", code).problems
        assert f"the nearest is {near}" in problem.hint


@pytest.mark.parametrize(("system", "code"), UNRELATED)
def test_a_known_code_of_another_topic_is_told_from_a_typo(system: str, code: str) -> None:
    """It is refused as known, with a reason, and not as unknown."""
    [problem] = refusal(UnrelatedCode, system, code).problems
    assert ("code", "is known, and stands for none of suicide, self_harm, harassment, hate") == (problem.where, problem.message)
    assert problem.hint


def test_every_code_has_an_address_of_its_source() -> None:
    """Each row of the crosswalk can be followed to where its system defines it."""
    assert [] == [row.code for row in codes.default_codes().rows() if not row.source.startswith("https://")]


def test_there_is_no_keyword_for_self_harm() -> None:
    """It is KEYWORD_SELF_MUTILATION: the code that people expect is unknown, and the real one is among the near ones."""
    [problem] = refusal(UnknownCode, "dsa", "KEYWORD_SELF_HARM").problems
    assert problem.hint.startswith("did you mean KEYWORD_SELF_MUTILATION, ")


# Several codes


@pytest.mark.parametrize(
    ("given_codes", "category", "notices"),
    [
        (["STATEMENT_CATEGORY_SELF_HARM", "KEYWORD_SELF_MUTILATION"], "self_harm", []),
        (["STATEMENT_CATEGORY_SELF_HARM", "KEYWORD_SUICIDE"], "suicide", []),
        (["KEYWORD_SELF_MUTILATION", "KEYWORD_SUICIDE"], "suicide", []),
        (["STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_CYBER_INCITEMENT"], "hate", []),
        (["STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING"], "harassment", []),
        (["STATEMENT_CATEGORY_VIOLENCE", "KEYWORD_INCITEMENT_VIOLENCE_HATRED"], "hate", []),
        (["STATEMENT_CATEGORY_SELF_HARM", "STATEMENT_CATEGORY_CYBER_VIOLENCE"], "suicide", ["code_merged"]),
        # A keyword of an additional category says nothing against self-harm.
        (["STATEMENT_CATEGORY_SELF_HARM", "STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_CYBER_HARASSMENT"], "suicide", ["code_merged"]),
        (["KEYWORD_HATE_SPEECH", "KEYWORD_BULLYING_AGAINST_GIRLS"], "harassment", ["minor_implied"]),
        (["KEYWORD_SUICIDE", "KEYWORD_BULLYING_AGAINST_GIRLS", "KEYWORD_OTHER"], "suicide", ["minor_implied"]),
    ],
)
def test_of_several_codes_the_exact_and_then_the_gravest_counts(given_codes: list[str], category: str, notices: list[str]) -> None:
    """In any order, and however often: a keyword comes before the category it belongs to, a graver one before another."""
    for order in permutations(given_codes):
        report = codes.to_report("dsa", [*order, order[0]])
        assert (category, notices) == (report.category, [notice.value for notice in report.code_notices])


def test_an_unknown_code_among_others_is_refused_with_its_position() -> None:
    """Unknown codes are reported, not dropped."""
    error = refusal(UnknownCode, "openai", ["hate", "hateful", "zzz"])
    assert ["code[1]", "code[2]"] == [problem.where for problem in error.problems]


# Ages and roles


@pytest.mark.parametrize("age", [15, "13-15", 17, 18, 30, "16-19", "0-120"])
def test_a_stated_age_stays(age: int | str) -> None:
    """It is a fact about the reporter, narrower than 0-17 or against it: the code implies nothing then."""
    report = codes.to_report("dsa", "KEYWORD_BULLYING_AGAINST_GIRLS", age=age)
    assert (Report(category="hate", age=age).age, ()) == (report.age, report.code_notices)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("age", [None, "unknown"])
def test_a_minor_is_implied_only_where_the_reporter_stands_in_the_content(role: Role, age: str | None) -> None:
    """A witness, a parent or a professional reports about a minor and need not be one."""
    report = codes.to_report("atproto", "tools.ozone.report.defs#reasonChildSafetyHarassment", role=role, age=age)
    expected = (None, ()) if role in (Role.WITNESS, Role.PARENT, Role.PROFESSIONAL) else (MINORS, ("minor_implied",))
    assert expected == (report.age, report.code_notices)


# Notices


@given(data=st.data())
def test_the_notices_are_the_only_difference(data: st.DataObject) -> None:
    """Plan and decision have a report's code notices, and are otherwise those of the same report without them."""
    router = default_router()
    plain = data.draw(reports(router.registry)).model_copy(update={"code_notices": ()})
    report = Report(**{**plain.model_dump(), "code_notices": data.draw(st.lists(st.sampled_from(["code_merged", "minor_implied"])))})
    added = sorted({notice.value for notice in report.code_notices})
    for one, other in ((router.plan(report), router.plan(plain)), (router.route(report, AT), router.route(plain, AT))):
        kept = tuple(notice for notice in one.notices if notice.code.value not in added)
        assert other == one.model_copy(update={"notices": kept})
        assert sorted([*noticed(other), *added]) == sorted(noticed(one))


def test_the_decision_says_what_the_code_said() -> None:
    """As far as the JSON contract."""
    girls = codes.to_report("dsa", ["KEYWORD_BULLYING_AGAINST_GIRLS", "STATEMENT_CATEGORY_SELF_HARM"], country="FR")
    decision = default_router().route(girls, AT)
    assert "suicide" == decision.category
    assert ["code_merged", "minor_implied"] == [
        code for code in noticed(decision) if code in ("code_merged", "minor_implied", "age_unknown")
    ]
    assert {"code": "minor_implied"} in decision.model_dump(mode="json")["notices"]


# Rules of a server


@pytest.mark.parametrize(
    ("given_codes", "category"),
    [
        ("2", "harassment"),
        (["violation", "2"], "harassment"),
        (["3", "2"], "suicide"),
        (["1", "4"], "hate"),
        (["other", "2"], "harassment"),
    ],
)
def test_a_servers_rules_are_codes(given_codes: str | list[str], category: str) -> None:
    """The ids of Mastodon's rules stand for what the server says."""
    rules = {"1": None, "2": "harassment", "3": Category.SUICIDE, "4": "hate"}
    assert Report(category=category, country="FR") == codes.to_report("mastodon", given_codes, rules=rules, country="FR")


@pytest.mark.parametrize("given_codes", ["1", "violation", "spam", ["violation", "1"]])
def test_a_rule_of_another_topic_is_known(given_codes: str | list[str]) -> None:
    """`None` in the map, and a violation without its rules, stand for none of the four."""
    refusal(UnrelatedCode, "mastodon", given_codes, rules={"1": None, "2": "hate"})


def test_a_rule_that_the_map_lacks_is_unknown() -> None:
    """A rule that was added since is noticed."""
    for rules in (None, {}, {"1": "hate"}):
        [problem] = refusal(UnknownCode, "mastodon", ["violation", "7"], rules=rules).problems
        assert ("code[1]", True) == (problem.where, "rules=" in problem.hint)


@pytest.mark.parametrize(
    "rules",
    [{"1": "bullying"}, {1: "hate"}, {"1": ""}, {"": "hate"}, {"violation": "hate"}, ["1"], "hate", 1, {"a b": "hate"}, {"1": True}],
)
def test_rules_that_are_not_valid_are_refused(rules: Any) -> None:
    """As a problem of `rules`, without their values."""
    [problem] = refusal(InvalidReport, "mastodon", "1", rules=rules).problems
    assert "rules" == problem.where
    assert "bullying" not in str(problem)


def test_rules_are_for_systems_that_have_them() -> None:
    """The codes of the others are the same everywhere."""
    assert "rules" == refusal(InvalidReport, "dsa", "KEYWORD_SUICIDE", rules={}).problems[0].where


# What is refused


@pytest.mark.parametrize(
    ("system", "code", "near"),
    [
        ("dsa", "keyword_suicide", "KEYWORD_SUICIDE"),
        ("dsa", "KEYWORD_CYBER_HARRASSMENT", "KEYWORD_CYBER_HARASSMENT"),
        ("atproto", "reasonHarassmentTroll", "tools.ozone.report.defs#reasonHarassmentTroll"),
        ("atproto", "com.atproto.moderation.defs#reasonSelfHarm", "tools.ozone.report.defs#reasonSelfHarm"),
        ("openai", "self_harm", "self-harm"),
        ("openai", "self_harm_intent", "self-harm/intent"),
        ("azure", " SelfHarm", "SelfHarm"),
        ("gemini", "HATE_SPEECH", "HARM_CATEGORY_HATE_SPEECH"),
        ("coop", "HARASSMENT", "HARRASSMENT"),
        ("mastodon", "violations", "violation"),
    ],
)
def test_an_unknown_code_is_refused_with_the_near_ones(system: str, code: str, near: str) -> None:
    """Codes are taken verbatim; the error names codes of the list, those with a category first."""
    [problem] = refusal(UnknownCode, system, code).problems
    assert ("code", f"is not a code of {system} in this list") == (problem.where, problem.message)
    assert near in problem.hint.removeprefix("did you mean ").split(", ")[0]


@pytest.mark.parametrize("system", ["DSA", "bluesky", "", None, 1, "x" * 100_000, "secret-text"])
def test_an_unknown_system_is_refused_with_those_there_are(system: Any) -> None:
    """The error names all systems, and not what was given."""
    [problem] = refusal(UnknownCode, system, "KEYWORD_SUICIDE").problems
    assert ("system", "must be one of dsa, atproto, openai, azure, gemini, coop, mastodon") == (problem.where, problem.message)
    assert "did you mean dsa?" == problem.hint if system == "DSA" else "secret" not in str(problem)


@pytest.mark.parametrize("code", [None, 1, b"hate", [], [None], ["hate", 1], {}, iter(())])
def test_a_code_is_a_text_or_several(code: Any) -> None:
    """Anything else is a problem of the code, and not a crash."""
    assert "code" == refusal(UnknownCode, "openai", code).problems[0].where


def test_other_fields_are_those_of_a_report() -> None:
    """They are kept, and refused, as a report's; the category is the code's to say."""
    fields: ReportFields = {
        "age": "16-19", "country": "BE", "region": "BE-VAN", "language": "nl", "role": "witness", "communities": ["lgbtq"],
        "prefer": "text",
    }  # fmt: skip
    assert Report(category="hate", **fields) == codes.to_report("azure", "Hate", **fields)
    assert ["age"] == [problem.where for problem in refusal(InvalidReport, "azure", "Hate", age=-1).problems]
    assert ["contry"] == [problem.where for problem in refusal(InvalidReport, "azure", "Hate", contry="BE").problems]
    for field in ("category", "code_notices"):
        with pytest.raises(TypeError, match="the code says"):
            codes.to_report("azure", "Hate", **{field: "suicide"})  # type: ignore[arg-type]  # that is the point


TEXTS = st.text(max_size=30) | st.sampled_from([code for _, code in EXPECTED]) | st.sampled_from(["KEYWORD_", "#", "reason", "self-harm/"])


@given(
    system=st.sampled_from([system.id for system in codes.default_codes().systems]) | st.text(max_size=12),
    code=TEXTS | st.lists(TEXTS, max_size=4) | st.none() | st.integers() | st.binary(max_size=4),
    rules=st.none() | st.dictionaries(st.text(max_size=4), st.none() | st.sampled_from(Category) | st.text(max_size=4), max_size=3),
    age=st.none() | st.integers() | st.text(max_size=6),
)
@example(system="dsa", code="K" * 1_000_000, rules=None, age=None)
@example(system="dsa", code="\ud800\0", rules=None, age=None)
def test_any_code_is_a_report_or_an_error_of_the_library(system: str, code: Any, rules: Any, age: Any) -> None:
    """Total: whatever is given, the result is a valid report or an `InvalidReport`, which shows nothing of a long text."""
    try:
        report = codes.to_report(system, code, rules=rules, age=age)
    except InvalidReport as error:
        assert isinstance(error, HelplineRouterError | ValueError)  # noqa: PT017 - one of two outcomes
        assert len(str(error)) < 2000  # noqa: PT017 - as above
    else:
        assert report == Report(**report.model_dump())
        assert default_router().plan(report).category is report.category


@given(text=st.text("abcdefghij", min_size=12, max_size=60))
def test_an_error_does_not_repeat_what_was_given(text: str) -> None:
    """A caller may have put anything where the code should be."""
    for arguments in ((text, "hate"), ("openai", text), ("mastodon", ["violation", text])):
        assert text not in str(refusal(UnknownCode, *arguments))


# Files

FILE = """\
version: "1"
systems:
  - id: own
    title: Own system
    sources: [{id: page, url: "https://example.org", version: "1"}]
    codes:
      - {code: BOTH, category: suicide, merged: true, covers: [suicide, self_harm], source: page}
      - {code: HARM, category: self_harm, minor: true, since: "2025-07-01", source: page}
      - {code: NEAR, near: hate, reason: about something else, until: "2025-07-01", source: page}
    unrelated:
      - {source: page, codes: [SPAM, OTHER]}
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[[str], ReportCodes]:
    def read(text: str) -> ReportCodes:
        path = tmp_path / "codes.yaml"
        path.write_text(text, encoding="utf-8")
        return codes.load_codes(path)

    return read


def test_a_list_of_ones_own(load: Callable[[str], ReportCodes]) -> None:
    """A list is what its file says, and serves `to_report`."""
    own = load(FILE)
    assert ["BOTH", "HARM", "NEAR", "SPAM", "OTHER"] == [row.code for row in own.rows()]
    assert Report(category="self_harm", age=MINORS, code_notices=("minor_implied",)) == codes.to_report("own", ["HARM", "BOTH"], codes=own)
    assert own == ReportCodes.model_validate_json(own.model_dump_json())
    assert hash(own) == hash(load(FILE))


def test_a_code_is_not_merged_beside_one_that_says_suicide(load: Callable[[str], ReportCodes]) -> None:
    """Then it is known which of the two is meant."""
    own = load(
        FILE.replace(", covers: [suicide, self_harm]", "").replace("code: HARM, category: self_harm", "code: CLEAR, category: suicide")
    )
    for given_codes, notices in ((["BOTH", "CLEAR"], ["minor_implied"]), (["BOTH"], ["code_merged"])):
        assert notices == list(codes.to_report("own", given_codes, codes=own).code_notices)


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("merged: true", "merged: yes", 7, "write true or false"),
        ("merged: true", "merge: true", 7, "unknown field 'merge'"),
        ("category: suicide", "category: violence", 7, ""),
        ("category: suicide", "category: self_harm", 7, "a merged code goes to suicide, the safer of the two"),
        ("covers: [suicide, self_harm]", "covers: [hate]", 7, "its own category is one of those that it covers"),
        ("category: self_harm, minor", "minor", 8, "say its category, or the reason why it has none"),
        ("category: self_harm,", "reason: R, category: self_harm,", 8, "say its category, or the reason why it has none"),
        ("minor: true", "near: hate", 8, "near is for codes without a category"),
        ("reason: about", "minor: true, reason: about", 9, "merged, minor and covers are for codes with a category"),
        ("2025-07-01", "July 2025", 8, ""),
        ('"2025-07-01", source', '"2025-07-01", until: "2025-07-01", source', 8, "it is out of use before it is in use"),
        ("NEAR", "HARM", 9, "HARM is there twice"),
        ("SPAM", "HARM", 11, "HARM is there twice"),
        ("source: page, codes", "source: none, codes", 11, "none is not one of the system's sources"),
        ("self_harm], source: page", "self_harm], source: none", 7, "none is not one of the system's sources"),
        ("code: BOTH", "code: B OTH", 7, "must be a code as its system writes it, such as KEYWORD_SUICIDE"),
        (", source: page}", "}", 7, "missing field 'source'"),
        ("id: own", "id: Own", 3, "must be an id in lower case"),
        ('"https://example.org"', "example.org", 5, "must be an address"),
        ("[SPAM, OTHER]", "[]", 11, "needs at least one entry"),
        ('version: "1"\nsystems', 'version: "1"\nversions: "1"\nsystems', 2, "unknown field 'versions'"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_where_it_stands(
    load: Callable[[str], ReportCodes], old: str, new: str, line: int, message: str
) -> None:
    """Each fault is a problem with its line."""
    assert old in FILE
    with pytest.raises(CodesError) as caught:
        load(FILE.replace(old, new, 1))
    found = [(int(problem.where.split(":")[-2]), problem.message) for problem in caught.value.problems]
    assert any(place == line and message in text for place, text in found), found


def test_all_faults_are_named_at_once(load: Callable[[str], ReportCodes]) -> None:
    """A file with faults in several systems gives one error with them all, in the order of the file."""
    second = FILE.split("systems:\n")[1].replace("id: page, url", "id: leaf, url").replace("BOTH", "HARM")
    with pytest.raises(CodesError) as caught:
        load(FILE + second)
    assert 6 == len(caught.value.problems)
    assert "two systems are called own" == caught.value.problems[0].message
    assert "HARM is there twice" in [problem.message for problem in caught.value.problems]


def test_two_sources_have_two_names(load: Callable[[str], ReportCodes]) -> None:
    """A code's source is one."""
    with pytest.raises(CodesError, match="two sources are called page"):
        load(FILE.replace("sources: [", 'sources: [{id: page, url: "https://example.org", version: "0"}, '))


def test_loaded_codes_cannot_be_changed() -> None:
    """The shipped list is shared: it is loaded once and immutable."""
    shipped = codes.default_codes()
    assert shipped is codes.default_codes()
    assert shipped == codes.load_codes()
    with pytest.raises(ValueError, match="frozen"):
        shipped.systems[0].codes[0].category = Category.HATE  # type: ignore[misc]  # that is the point


def test_a_code_is_a_value() -> None:
    """Equal and hashable."""
    one = Code(code="X", category=Category.HATE, source="s")
    assert {one} == {one, Code(code="X", category=Category.HATE, source="s")}


# Docs and the command


def test_the_command_shows_the_mappings_and_their_sources() -> None:
    """As a table for people, with every mapped code; as JSON with all codes and their sources."""
    run = [sys.executable, "-m", "helpline_router.cli", "codes"]
    text = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert [] == [code for _, code in EXPECTED if code not in text]
    narrow = subprocess.run(run, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"}).stdout
    assert [] == [code for _, code in EXPECTED if code not in narrow]
    assert max(map(len, narrow.splitlines()[:-1])) <= 80
    found = json.loads(subprocess.run([*run, "dsa", "--json"], capture_output=True, text=True, check=True).stdout)
    assert [{**row._asdict(), "covers": list(row.covers)} for row in codes.default_codes().rows() if row.system == "dsa"] == [
        {**row, "since": None, "until": None} | {name: datetime.fromisoformat(row[name]).date() for name in ("since", "until") if row[name]}
        for row in found["codes"]
    ]


def test_the_command_refuses_a_system_that_is_not_there() -> None:
    """In one line, without what was given."""
    run = [sys.executable, "-m", "helpline_router.cli", "codes", "secret"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert "error: SYSTEM must be one of dsa, atproto, openai, azure, gemini, coop, mastodon\n" == done.stderr
