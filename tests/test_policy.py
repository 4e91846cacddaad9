"""The policy: what a table of rules must be, and that only its content counts."""

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from builders import CATEGORIES, policy, policy_data, rule
from helpline_router import _yaml
from helpline_router.errors import PolicyError
from helpline_router.policy import Policy, Rule, When, load_policy
from helpline_router.records import AgeBand
from helpline_router.vocabulary import Category, Remit

ROUTING = """\
version: "2026.11.20"
minimum_platform_age: 13
minimum_confidence: medium
maximum_referrals: 3
hours_trusted_for_days: 1460
review_after_days: {suicide: 90, self_harm: 90, harassment: 180, hate: 180}
rules:
  - id: minors
    when: {category: [suicide, self_harm], age: {maximum: 17}}
    refer: [suicide_prevention, fr-3018]
    open_first: true
    rationale: Because.
  - {id: unknown, when: {age: unknown}, refer: [child_helpline], rationale: Because.}
  - {id: all, refer: [emotional_support], rationale: Because.}
fallback: {refer: [child_helpline]}
directories:
  - {name: For all, url: "https://example.org", for: all}
"""


def load(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "routing.yaml"
    path.write_text(text, encoding="utf-8")
    return load_policy(path)


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        policy(**fields)
    return "; ".join(item["msg"] for item in caught.value.errors())


def test_a_policy_is_what_its_file_says(tmp_path: Path) -> None:
    """Texts of YAML become numbers, flags, remits and bands; what is left out has its default."""
    rules = load(tmp_path, ROUTING).rules
    assert ["minors", "unknown", "all"] == [item.id for item in rules]
    assert (Remit.SUICIDE_PREVENTION, "fr-3018") == rules[0].refer
    assert (AgeBand(maximum=17), "unknown", None) == (rules[0].when.age, rules[1].when.age, rules[2].when.age)
    assert [(True, False), (False, False)] == [(item.open_first, item.emergency_first) for item in rules[:2]]
    assert When() == rules[2].when


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("maximum_referrals: 3", "maximum_referal: 3", "routing.yaml:4:", "unknown field 'maximum_referal'"),
        ("category: [suicide", "categories: [suicide", "routing.yaml:9:", "unknown field 'categories'"),
        ("age: {maximum: 17}", "age: {max: 17}", "routing.yaml:9:", "unknown field 'max'"),
        ("open_first: true", "open-first: true", "routing.yaml:11:", "unknown field 'open-first'"),
        ("id: minors", "id: Minors", "routing.yaml:8:9", "must be an"),
        ("id: minors", "id: minors-", "routing.yaml:8:9", "must be an"),
        ("id: unknown, when", "id: minors, when", "routing.yaml:7:", "two rules are called minors"),
        ("fr-3018", "narrow_topic", "routing.yaml:10:33", "no rule refers to narrow_topic lines as such"),
        ("fr-3018", "content_reporting", "routing.yaml:10:33", "no rule refers to content_reporting lines as such"),
        ("fr-3018", "child_helplines", "routing.yaml:10:33", ""),
        ("hate: 180}", "hate: 0}", "routing.yaml:6:", "greater than or equal to 1"),
        (", hate: 180}", "}", "routing.yaml:6:", "days are missing for hate"),
        ("hate: 180}", "hate: 180, bullying: 1}", "routing.yaml:6:", ""),
        ("for: all", "for: minors", "routing.yaml:", "at least one directory must be for all"),
        ("maximum_referrals: 3", "maximum_referrals: 0", "routing.yaml:4:20", "greater than or equal to 1"),
        ("maximum_referrals: 3", "maximum_referrals: 11", "routing.yaml:4:20", "less than or equal to 10"),
        ("minimum_platform_age: 13", "minimum_platform_age: thirteen", "routing.yaml:2:23", "a whole number"),
        ("minimum_confidence: medium", "minimum_confidence: sure", "routing.yaml:3:21", "'low', 'medium' or 'high'"),
        ("open_first: true", "open_first: yes", "routing.yaml:11:17", "write true or false"),
        ("age: unknown", "age: none", "routing.yaml:13:", ""),
        ("age: {maximum: 17}", "age: {minimum: 18, maximum: 17}", "routing.yaml:9:", "the minimum age is above the maximum age"),
        ("category: [suicide, self_harm]", "category: []", "routing.yaml:9:", "at least one entry"),
        ("    rationale: Because.\n", "", "routing.yaml:8:5", "missing field 'rationale'"),
        ("fallback: {refer: [child_helpline]}", "fallback: {refer: []}", "routing.yaml:15:", "at least one entry"),
        ("https://example.org", "example.org", "routing.yaml:17:", "must be an"),
        ("version: ", "versions: ", "routing.yaml:1:", ""),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, where: str, message: str) -> None:
    """Each fault is a problem with its line; a condition that cannot be read is never `no match`."""
    assert ROUTING.count(old) >= 1
    with pytest.raises(PolicyError) as caught:
        load(tmp_path, ROUTING.replace(old, new, 1))
    found = [(problem.where.split("/")[-1], problem.message) for problem in caught.value.problems]
    assert any(place.startswith(where) and message in text for place, text in found), found


def test_a_file_that_is_not_there_is_an_oserror(tmp_path: Path) -> None:
    """Not finding a file is not a fault of its content."""
    with pytest.raises(FileNotFoundError):
        load_policy(tmp_path / "none.yaml")


@pytest.mark.parametrize("missing", CATEGORIES)
def test_review_days_are_given_for_every_category(missing: str) -> None:
    """No category's evidence is fresh for ever."""
    days = {name: 90 for name in CATEGORIES if name != missing}
    assert f"days are missing for {missing}" in refusal(review_after_days=days)


def test_a_directory_for_all_is_required() -> None:
    """Without it a report from elsewhere would get nothing."""
    assert "at least one directory must be for all" in refusal(directories=[])
    assert "at least one directory must be for all" in refusal(directories=[{"name": "x", "url": "https://example.org", "for": "minors"}])


def test_a_table_has_a_rule() -> None:
    """An empty table answers nothing."""
    assert "at least 1 item" in refusal(rules=[])


@pytest.mark.parametrize(
    "when",
    [
        {"country": ["fr"]},
        {"country": ["FRA"]},
        {"region": ["IDF"]},
        {"role": ["victim"]},
        {"communities": []},
        {"language": ["fr"]},
        {"age": 17},
        {"age": {"maximum": 121}},
        {"age": {}, "ages": {}},
    ],
)
def test_a_condition_is_of_the_closed_list(when: dict[str, Any]) -> None:
    """Conditions are equality, membership and an age interval on six fields, and nothing else."""
    with pytest.raises(ValidationError):
        rule("x", when=when)


LAYOUT = "# A comment.\n" + ROUTING.replace(
    "  - {id: all, refer: [emotional_support], rationale: Because.}",
    '  - refer:\n      - emotional_support\n    rationale: "Because."  # why\n    id: all',
).replace("{suicide: 90, self_harm: 90, harassment: 180, hate: 180}", "{hate: 180, harassment: 180, self_harm: 90, suicide: 90}").replace(
    'version: "2026.11.20"\nminimum_platform_age: 13\n', 'minimum_platform_age: 13\nversion: "2026.11.20"\n'
)


def test_a_digest_does_not_depend_on_comments_layout_or_the_order_of_keys(tmp_path: Path) -> None:
    """Two files that say the same are one policy with one digest, also with CRLF."""
    assert ROUTING != LAYOUT
    policies = [
        load(tmp_path, text)
        for text in (ROUTING, LAYOUT, ROUTING.replace("\n", "\r\n"), yaml.safe_dump(_yaml.parse(ROUTING, name="f").data))
    ]
    assert [policies[0]] * 4 == policies
    assert 1 == len({item.digest for item in policies})
    assert policies[0].digest.startswith("sha256:")
    assert 71 == len(policies[0].digest)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("maximum: 17", "maximum: 16"),
        ("Because.", "Therefore."),
        ("suicide_prevention, fr-3018", "fr-3018, suicide_prevention"),
        ("suicide: 90", "suicide: 91"),
        ("for: all", 'for: all}\n  - {name: B, url: "https://b.org", for: minors'),
        ("medium", "high"),
    ],
)
def test_a_digest_changes_with_the_content(tmp_path: Path, old: str, new: str) -> None:
    """Any change of what a policy says, order of references included, is another digest."""
    assert load(tmp_path, ROUTING).digest != load(tmp_path, ROUTING.replace(old, new, 1)).digest


def test_a_policy_survives_json_and_copies() -> None:
    """A policy read back from JSON, or copied, is equal and has the same digest."""
    one = policy(rule("a", "fr-line", when={"age": "unknown", "country": ["FR"]}), rule("b"))
    for other in (Policy.model_validate_json(one.model_dump_json()), copy.copy(one), copy.deepcopy(one)):
        assert (one, one.digest) == (other, other.digest)


def test_a_policy_survives_pickling() -> None:
    """A policy crosses a process boundary, as a registry does."""
    one = policy()
    assert one == pickle.loads(pickle.dumps(one))  # noqa: S301 - own bytes


def test_equal_policies_have_equal_hashes() -> None:
    """Records are hashable by value, the policy included."""
    assert hash(policy()) == hash(policy())


def test_a_policy_cannot_be_changed() -> None:
    """Neither a setting nor the days of a category can be assigned."""
    one = policy()
    with pytest.raises(ValidationError, match="frozen"):
        one.maximum_referrals = 1  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        one.review_after_days[Category.HATE] = 1  # type: ignore[index]  # that is the point


def test_a_policy_does_not_follow_its_input() -> None:
    """Changing what a policy was made from changes nothing in it."""
    fields = policy_data()
    one = Policy.model_validate(fields)
    fields["review_after_days"]["hate"] = 1
    assert 180 == one.review_after_days[Category.HATE]


def test_equal_ids_are_refused_by_name() -> None:
    """A decision names its rule: an id is one rule's."""
    assert "two rules are called a" in refusal(rules=[rule("a"), rule("b"), rule("a")])


def test_the_words_of_the_file_are_those_of_json() -> None:
    """`for` is a word of Python: it is `audience` there, and `for` in the file and in JSON."""
    assert [{"name", "url", "for"}] * 2 == [set(item) for item in policy().model_dump(mode="json")["directories"]]


def test_a_rule_refers_to_remits_before_ids() -> None:
    """A reference that is a remit's name is the remit."""
    assert (Remit.CHILD_HELPLINE, "fr-child") == Rule.model_validate(
        {"id": "x", "refer": ["child_helpline", "fr-child"], "rationale": "R."}
    ).refer
