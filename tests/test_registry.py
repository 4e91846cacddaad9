"""The registry: facts of all countries that fit together, loaded from a file with the place of every fault."""

import contextlib
import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from builders import PAGE, channel, country, decision, helpline, offered, registry, world
from helpline_router import _yaml
from helpline_router.errors import Problem, RegistryError
from helpline_router.iso import CALLING_CODES, REGION_TERRITORIES, TRUNK_PREFIXES
from helpline_router.models import Country
from helpline_router.registry import Registry, load_registry
from helpline_router.routing import default_router

HELPLINES = """\
version: "2026.11.20"
countries:
  FR:
    timezone: Europe/Paris
    languages: [fr]
    territories: [RE, GP]
    emergency:
      - {number: "112", kind: general, sources: ["https://example.org"]}
    retired_numbers:
      - {number: "3020", replaced_by: fr-3018, note: Closed.}
    helplines:
      - id: fr-3018
        name: "3018"
        remits: [online_safety]
        categories: [harassment]
        audience: {maximum_age: 17, roles: [affected]}
        channels: [{kind: phone, value: "3018", hours: "Mo-Su,PH 9:00-23:00", hours_seen: 2026-11}]
        languages: [fr]
        checked_on: 2026-11-01
        confidence: high
        sources: [{url: "https://example.org", kind: operator, supports: [number]}]
  NO:
    timezone: Europe/Oslo
    languages: [no]
    emergency:
      - {number: "0116", kind: general, sources: ["https://example.org"]}
    helplines: []
"""


def load(tmp_path: Path, text: str) -> Registry:
    path = tmp_path / "helplines.yaml"
    path.write_text(text, encoding="utf-8")
    return load_registry(path)


def faults(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(RegistryError) as caught:
        load(tmp_path, text)
    return [(problem.where.split("helplines.yaml:")[1], problem.message) for problem in caught.value.problems]


def refusal(**countries: Country) -> str:
    with pytest.raises(ValidationError) as caught:
        registry(**countries)
    return "; ".join(item["msg"] for item in caught.value.errors())


def test_a_registry_is_what_its_file_says(tmp_path: Path) -> None:
    """Norway is there, numbers keep their zeros, hours are in normal form."""
    facts = load(tmp_path, HELPLINES)
    assert ["FR", "NO"] == list(facts.countries)
    assert "0116" == facts.countries["NO"].emergency[0].number
    assert "Mo-Su,PH 09:00-23:00" == facts.helpline("fr-3018").channels[0].hours
    assert {"RE": "FR", "GP": "FR"} == dict(facts.territories)


_CHUNKS = st.sampled_from(
    [
        "",
        ":",
        "- ",
        "{",
        "]",
        "null",
        "~",
        "&a",
        "*a",
        "!!int ",
        "<<: ",
        "NO:",
        "0116",
        "PH",
        "24/7",
        "\0",
        "\t",
        "\n",
        "x" * 5000,
        "\u202e",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, len(HELPLINES)), st.integers(0, 40), _CHUNKS | st.text(max_size=20)), min_size=1, max_size=4))
def test_no_text_makes_loading_raise_anything_else(tmp_path: Path, cuts: list[tuple[int, int, str]]) -> None:
    """A registry damaged in any places loads, or is refused with a RegistryError, whose problems say where and what."""
    text = HELPLINES
    for start, length, put in cuts:
        text = text[:start] + put + text[start + length :]
    path = tmp_path / "helplines.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problems: tuple[Problem, ...] = ()
    try:
        load_registry(path)
    except RegistryError as error:
        problems = error.problems
    assert all(problem.where and problem.message for problem in problems)


def test_a_line_is_found_by_its_id() -> None:
    """`in` and `helpline` agree; an unknown id is a KeyError."""
    facts = registry(FR=country(helpline("fr-a")), GB=country(helpline("gb-a")))
    assert ["fr-a", "gb-a"] == [facts.helpline(line_id).id for line_id in ("fr-a", "gb-a")]
    assert [True, False] == ["gb-a" in facts, "gb-b" in facts]
    with pytest.raises(KeyError):
        facts.helpline("gb-b")


def test_countries_are_sorted_by_code(tmp_path: Path) -> None:
    """A file in another order is refused, so that two people add a country in the same place."""
    head, body = HELPLINES.split("  FR:\n")
    france, norway = body.split("  NO:\n")
    assert [("9:3", "countries are sorted by code: FR comes before NO")] == faults(tmp_path, f"{head}  NO:\n{norway}  FR:\n{france}")


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("id: fr-3018\n", "id: be-3018\n", "12:13", "the ids of this country start with fr-"),
        (
            "        languages: [fr]\n        checked",
            "        regions: [FR-IDF, GB-ENG]\n        languages: [fr]\n        checked",
            "18:27",
            "the regions of this country start with FR-",
        ),
        ('value: "3018"', 'value: "30 20"', "17:41", "3020 is retired in FR, replaced by fr-3018: Closed; it stands in fr-3018"),
        ("territories: [RE, GP]", "territories: [RE, NO]", "6:23", "NO has a section of its own"),
        ("territories: [RE, GP]", "territories: [RE, FR]", "6:23", "FR has a section of its own"),
        ("languages: [no]\n", "languages: [no]\n    territories: [RE]\n", "25:19", "RE is a territory of FR already"),
        ("territories: [RE, GP]", "territories: [RE, RE]", "6:23", "RE is a territory of FR already"),
        ("confidence: high", "confidence: sure", "20:21", "'high'"),
        ('name: "3018"', 'nmae: "3018"', "12:9", "missing field 'name'"),
        ('name: "3018"', 'nmae: "3018"', "13:", "unknown field 'nmae'"),
        ("timezone: Europe/Oslo", "timezone: Europe/Osl", "23:15", "not an IANA time zone"),
        ("  NO:\n", "  no:\n", "22:3", "ISO 3166-1 code"),
        ("helplines: []", "helplines: none", "27:16", ""),
        ("Mo-Su,PH 9:00-23:00", "Mo-Su SH 9:00-23:00", "17:56", "school holidays are not known"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, where: str, message: str) -> None:
    """Each fault is a problem with its line and column."""
    assert HELPLINES.count(old) >= 1
    found = faults(tmp_path, HELPLINES.replace(old, new, 1))
    assert any(place.startswith(where) and message in text for place, text in found), found


def test_a_key_that_yaml_would_misread_is_a_country(tmp_path: Path) -> None:
    """`NO:` is Norway; twice it is refused, with both lines."""
    [(where, message)] = faults(tmp_path, f"{HELPLINES}  NO:\n    timezone: Europe/Oslo\n")
    assert ("28:3", "the key 'NO' is there twice") == (where, message)


@pytest.mark.parametrize("spelling", ["3020", "30 20", "30-20", "30.20"])
@pytest.mark.parametrize("kind", ["phone", "sms", "textphone"])
def test_a_retired_number_never_comes_back(spelling: str, kind: str) -> None:
    """However it is spaced, and whatever its kind, a retired number is on no channel of its country."""
    retired = [{"number": "30 20", "note": "Closed."}]
    assert " is retired in " in refusal(FR=country(helpline(channels=[channel(), channel(spelling, kind=kind)]), retired_numbers=retired))


def test_a_retired_number_may_be_in_use_elsewhere() -> None:
    """Numbers are national: 3020 is retired in France only."""
    facts = registry(
        FR=country(retired_numbers=[{"number": "3020", "note": "Closed."}]), GB=country(helpline("gb-line", channels=[channel("3020")]))
    )
    assert "gb-line" in facts


@pytest.mark.parametrize(
    ("code", "retired", "used"),
    [
        ("SE", "020-22 00 60", "+46 20 22 00 60"),
        ("SE", "020-22 00 60", "0046 20 22 00 60"),
        ("SE", "020-22 00 60", "+46 020 22 00 60"),
        ("SE", "+46 20 22 00 60", "020 22 00 60"),
        ("CZ", "284 016 666", "+420 284 016 666"),
        ("HU", "06 80 225 255", "+36 80 225 255"),
        ("IT", "02 2327 2328", "+39 02 2327 2328"),
        ("LT", "8 800 28888", "+370 8 800 28888"),
        ("LT", "0 5 261 27 87", "+370 5 261 2787"),
        ("LI", "236 24 24", "00423 236 24 24"),
        ("FR", "0262 20 20 20", "+262 262 20 20 20"),
        ("XK", "+383 38 200 000", "00383 38 200 000"),
    ],
)
def test_a_retired_number_does_not_come_back_in_another_form(code: str, retired: str, used: str) -> None:
    """With the code of its country, or with the prefix of today, it is the same number: as value, or as `international`."""
    entries = {"retired_numbers": [{"number": retired, "note": "Closed."}], "territories": ["RE"] if code == "FR" else []}
    line_id = f"{code.lower()}-line"
    assert " is retired in " in refusal(**{code: country(helpline(line_id, channels=[channel(used)]), **entries)})
    if used.startswith("+"):
        whatsapp = channel("07 00 00 00 00", kind="whatsapp", international=used)
        assert " is retired in " in refusal(**{code: country(helpline(line_id, channels=[whatsapp]), **entries)})


@pytest.mark.parametrize(
    ("code", "retired", "used"),
    [
        # In Lithuania the numbers stayed: 8 before them is retired, 0 is not.
        ("LT", "8 800 28888", "0 800 28888"),
        ("LT", "8 800 28888", "+370 800 28888"),
        ("SE", "020-22 00 60", "+47 20 22 00 60"),
        ("SE", "020-22 00 60", "020-22 00 61"),
        ("LT", "0112", "112"),
        ("IT", "02 2327 2328", "+39 2 2327 2328"),
        ("IT", "02 2327 2328", "2 2327 2328"),
        ("FR", "01 45 39 40 00", "45 39 40 00"),
    ],
)
def test_a_number_like_a_retired_one_is_another(code: str, retired: str, used: str) -> None:
    """Of another country, without a zero of its own, or with the prefix that took the place of the retired one."""
    line = helpline(f"{code.lower()}-line", channels=[channel(used)])
    assert line.id in registry(**{code: country(line, retired_numbers=[{"number": retired, "note": "Closed."}])})


def test_no_retired_number_of_the_shipped_registry_comes_back_from_abroad() -> None:
    """Not in the international form that an independent numbering plan gives it, where it is a full number. In Lithuania only the
    8 before numbers is retired.
    """
    tried = set()
    for code, shipped in default_router().registry.countries.items():
        for entry in shipped.retired_numbers:
            with contextlib.suppress(phonenumbers.NumberParseException):
                number = phonenumbers.parse(entry.number, code)
                if phonenumbers.is_valid_number_for_region(number, code) and not (code == "LT" and entry.number.startswith("8")):
                    tried.add(code)
                    abroad = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace("-", " ")
                    line = helpline(f"{code.lower()}-line", channels=[channel(abroad)])
                    assert " is retired in " in refusal(**{code: country(line, retired_numbers=[entry])})
    assert tried >= {"SE", "CZ", "HU", "LT", "GB", "FR"}


@pytest.mark.parametrize("area", CALLING_CODES)
def test_calling_codes_are_those_of_the_numbering_plans(area: str) -> None:
    """So are the trunk prefixes of countries. phonenumbers has no plan for the French Southern Territories, and that of Liechtenstein
    still takes the Swiss zero.
    """
    assert str(phonenumbers.country_code_for_region(area)) == CALLING_CODES[area] or area == "TF"
    plan = phonenumbers.PhoneMetadata.metadata_for_region(area)
    if plan is not None and area in default_router().registry.countries and area != "LI":
        assert (plan.national_prefix or "") == TRUNK_PREFIXES.get(area, "")


def test_each_country_and_territory_has_a_calling_code() -> None:
    """Those of the shipped registry, and all parts of countries that have a code of their own."""
    facts = default_router().registry
    assert CALLING_CODES.keys() >= {*facts.countries, *facts.territories, *REGION_TERRITORIES.values()}


def test_ids_are_unique() -> None:
    """Inside a country, and across countries, an id names one line."""
    assert "two lines are called fr-a" in refusal(FR=country(helpline("fr-a"), helpline("fr-a")))


def test_public_holidays_must_be_known_for_the_country() -> None:
    """A line with `PH` in a country whose holidays are not known is refused: PH would be ignored in silence."""
    assert "public holidays of this country are not known" in refusal(AF=country(helpline("af-line", hours="Mo-Fr 09:00-18:00; PH closed")))


def test_hours_without_holidays_are_read_in_any_country() -> None:
    """A registry that loads can be routed: hours without PH need no holidays (those of Afghanistan are not known)."""
    facts = world(helpline("af-line", hours="Mo-Fr 09:00-18:00"), code="AF")
    assert ["af-line"] == offered(decision(facts, country="AF"))


def test_all_faults_are_found_at_once() -> None:
    """Findings across countries come in one error."""
    messages = refusal(FR=country(helpline("be-a"), helpline("be-a", regions=["BE-VLG"])), GB=country(territories=["FR"]))
    assert all(
        text in messages for text in ("start with fr-", "two lines are called be-a", "start with FR-", "FR has a section of its own")
    )


def test_a_registry_has_a_country() -> None:
    """Empty facts are not facts."""
    with pytest.raises(ValidationError, match="at least 1"):
        registry()


def test_a_registry_cannot_be_changed() -> None:
    """No country can be assigned, added or removed, and no line inside one."""
    facts = world(helpline())
    with pytest.raises(ValidationError, match="frozen"):
        facts.version = "2"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        facts.countries["GB"] = country()  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        del facts.countries["FR"]  # type: ignore[attr-defined]  # that is the point
    with pytest.raises(TypeError):
        facts.territories["RE"] = "FR"  # type: ignore[index]  # that is the point


def test_a_registry_does_not_follow_its_input() -> None:
    """Changing the mapping that a registry was made from changes nothing in it."""
    countries = {"FR": country()}
    facts = Registry.model_validate({"version": "1", "countries": countries})
    countries["GB"] = country()
    assert ["FR"] == list(facts.countries)


@pytest.mark.parametrize(
    "duplicate",
    [
        copy.copy,
        copy.deepcopy,
        lambda facts: pickle.loads(pickle.dumps(facts)),  # noqa: S301 - own bytes
        lambda facts: Registry.model_validate_json(facts.model_dump_json()),
    ],
)
def test_a_registry_survives_a_round_trip(duplicate: Any) -> None:
    """Copies, pickles and JSON give an equal registry with the same digest, also after its first use."""
    facts = registry(FR=country(helpline("fr-a", regions=["FR-IDF"]), territories=["RE"]), GB=country(helpline("gb-a", cost="free")))
    assert "fr-a" in facts
    other = duplicate(facts)
    assert (facts, facts.digest, True) == (other, other.digest, "fr-a" in other)
    with pytest.raises(TypeError):
        other.countries["XX"] = country()


def test_equal_registries_have_equal_hashes() -> None:
    """Records are hashable by value, the registry included."""
    assert hash(world(helpline())) == hash(world(helpline()))


def test_a_digest_does_not_depend_on_comments_layout_or_the_order_of_keys(tmp_path: Path) -> None:
    """Two files that say the same have one digest."""
    layout = "# A comment.\n" + HELPLINES.replace(
        '        name: "3018"\n        remits: [online_safety]\n', "        remits:\n          - online_safety\n        name: '3018'\n"
    ).replace("9:00-23:00", "09:00-23:00")
    dumped = yaml.safe_dump(_yaml.parse(HELPLINES, name="f").data)
    assert HELPLINES not in (layout, dumped)
    assert 1 == len({load(tmp_path, text).digest for text in (HELPLINES, layout, dumped, HELPLINES.replace("\n", "\r\n"))})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3018", "3019"),
        ("maximum_age: 17", "maximum_age: 18"),
        ("[RE, GP]", "[GP, RE]"),
        ("2026-11-01", "2026-11-02"),
        ("Closed.", "Gone."),
    ],
)
def test_a_digest_changes_with_the_content(tmp_path: Path, old: str, new: str) -> None:
    """Any change of a fact is another digest."""
    assert load(tmp_path, HELPLINES).digest != load(tmp_path, HELPLINES.replace(old, new)).digest


def test_a_digest_is_the_same_in_every_process(tmp_path: Path) -> None:
    """No order of a set gets into a digest: it is equal under any PYTHONHASHSEED."""
    path = tmp_path / "helplines.yaml"
    path.write_text(HELPLINES, encoding="utf-8")
    code = f"from helpline_router import load_registry; print(load_registry({str(path)!r}).digest)"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert {f"{load_registry(path).digest}\n"} == digests


def test_a_registry_without_any_line_is_valid() -> None:
    """A country may have nothing but its emergency numbers, and still be covered."""
    facts = world(emergency=[{"number": "112", "kind": "general", "sources": [PAGE]}])
    assert () == facts.countries["FR"].helplines
