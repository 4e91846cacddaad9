"""The form in which a wheel carries the data: equal to what the files say, or refused."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import report
from helpline_router import HelplineRouterError, Policy, Registry, Router, default_router
from helpline_router.compiled import compiled, read_compiled
from helpline_router.records import content_digest
from helpline_router.testing import policies, registries


def round_trip(folder: Path, registry: Registry, policy: Policy) -> tuple[Registry, Policy]:
    file = folder / "compiled.jsonl"
    file.write_bytes(compiled(registry, policy))
    return read_compiled(file)


@given(data=st.data())
def test_compiled_facts_and_rules_are_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Equal, of one digest and one hash, and with the same territories, for any registry and policy."""
    registry = data.draw(registries())
    policy = data.draw(policies(registry))
    facts, rules = round_trip(tmp_path_factory.mktemp("compiled"), registry, policy)
    assert (registry, policy) == (facts, rules)
    assert (facts, rules) == (registry, policy)
    assert (hash(registry), hash(policy)) == (hash(facts), hash(rules))
    assert registry.territories == facts.territories
    assert (registry.digest, policy.digest) == (facts.digest, rules.digest)
    # The digests are carried, and what they are of is the same.
    assert (registry.digest, policy.digest) == (content_digest(facts), content_digest(rules))


def test_the_shipped_files_survive_compiling(tmp_path: Path) -> None:
    """Equal in both directions, in JSON and after pickling, and a router of the two is the shipped one."""
    router = default_router()
    facts, rules = round_trip(tmp_path, router.registry, router.policy)
    assert router == Router(facts, rules)
    assert router.registry.model_dump_json() == facts.model_dump_json()
    assert router.registry == pickle.loads(pickle.dumps(facts))  # noqa: S301 - its own
    assert router.registry.helpline("fr-3018") == facts.helpline("fr-3018")


def test_only_the_countries_asked_for_are_read(tmp_path: Path) -> None:
    """A plan for France reads France, and a country that is not there is none."""
    router = default_router()
    facts, rules = round_trip(tmp_path, router.registry, router.policy)
    assert router.plan(report()) == Router._of_proven(facts, rules).plan(report())  # noqa: SLF001 - as the shipped router is made
    assert ["FR"] == list(facts.countries._read)  # type: ignore[attr-defined]  # noqa: SLF001 - what this is about
    assert ("DE" in facts.countries, "US" in facts.countries, facts.countries.get("US")) == (True, False, None)
    assert list(router.registry.countries) == list(facts.countries)


def test_threads_that_read_a_country_get_one_and_the_same(tmp_path: Path) -> None:
    """Whoever comes first, all see the same object."""
    facts, _ = round_trip(tmp_path, default_router().registry, default_router().policy)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: facts.countries["GB"], range(32)))
    assert all(country is found[0] for country in found)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b"3018", b"3019", 1),
        lambda content: content.replace(b'"RE": "FR"', b'"RE": "DE"', 1),
        lambda content: content.replace(b"sha256:", b"sha256:0", 1),
        lambda content: content.replace(b'"countries"', b'"country"', 1),
        lambda content: content[:-1],
        lambda content: content + b"\n{}",
        lambda content: content.partition(b"\n")[2],
        lambda _: b"",
        lambda _: b"[]\n{}",
        lambda _: b"\xff\n{}",
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a parameter
    """One digit, the country of a territory, a digest, one byte less, one line more: nothing is believed, and the error says what to do."""
    file = tmp_path / "compiled.jsonl"
    content = compiled(default_router().registry, default_router().policy)
    file.write_bytes(change(content))
    assert content != file.read_bytes()
    with pytest.raises(HelplineRouterError, match=r"compiled\.jsonl: is damaged.*install the package again"):
        read_compiled(file)
