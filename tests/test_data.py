"""The shipped facts keep the rules that the head of the file states."""

import re
from pathlib import Path

import pytest
import yaml

from helpline_router import Helpline, default_router
from helpline_router.channels import digits
from helpline_router.vocabulary import FactClass

DATA = Path(__file__).parents[1] / "data" / "helplines.yaml"
DOSSIERS = Path(__file__).parents[2] / "shared" / "dossiers"
PILOT = "AT BE DE DK ES FI FR GB IE IT NL PT SE"


LINES: tuple[Helpline, ...] = tuple(line for country in default_router().registry.countries.values() for line in country.helplines)


def test_pilot_countries_are_labelled() -> None:
    """13 countries: France by a public statement, the others by assumption."""
    countries = default_router().registry.countries
    assert PILOT.split() == [code for code, country in countries.items() if country.pilot]
    assert ["FR"] == [code for code, country in countries.items() if country.pilot == "stated"]


def test_every_country_has_112() -> None:
    """112 works in all 32 countries."""
    for code, country in default_router().registry.countries.items():
        assert "112" in [item.number for item in country.emergency], code
        assert country.emergency[0].kind == "general", code


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_facts_have_sources(line: Helpline) -> None:
    """Number, audience, hours and `general` are each stated by a source of the line."""
    supported = {fact for source in line.sources for fact in source.supports}
    has_hours = any(channel.hours not in (None, "unknown") for channel in line.channels)
    wanted = {FactClass.NUMBER, FactClass.AUDIENCE}
    wanted |= {FactClass.HOURS} if has_hours else set()
    wanted |= {FactClass.GENERAL} if line.general else set()
    assert wanted <= supported


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_hours_are_not_newer_than_their_sources(line: Helpline) -> None:
    """`hours_seen` is the date of a source of the line that states hours."""
    dates = {source.published for source in line.sources if FactClass.HOURS in source.supports}
    assert [] == [channel.hours_seen for channel in line.channels if channel.hours_seen is not None and channel.hours_seen not in dates]


def test_hours_are_in_normal_form() -> None:
    """The file writes hours as they are read back, so that equal hours look equal."""
    written = yaml.load(DATA.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - the base loader makes strings only
    for code, country in default_router().registry.countries.items():
        for line, raw in zip(country.helplines, written["countries"][code]["helplines"], strict=True):
            assert [channel.hours for channel in line.channels] == [channel.get("hours") for channel in raw["channels"]], line.id


def test_each_country_starts_with_a_comment_for_its_reviewer() -> None:
    """Two lines: what is special, and what to check first."""
    for code, above in re.findall(r"((?:^  # .*\n)*)^  ([A-Z]{2}):$", DATA.read_text(encoding="utf-8"), re.MULTILINE):
        assert len(code.splitlines()) == 2, above


# Numbers that rest on a source found later than the dossiers: each is in the line's sources.
ADDED_NUMBERS = {
    "at-telefonseelsorge-142": {"06601420142"},
    "be-unia": {"3222123000"},
    "ch-elternberatung": {"0582616161"},
    "ch-fids": {"0798007484"},
    "ch-gggfon": {"0313333340"},
    "ch-sig": {"0433050777"},
    "cy-epitropos": {"22405500"},
    "cz-dkc-kyberprostor": {"778510510"},
    "ee-lasteabi-116111": {"3726004434"},
    "gr-synigoros": {"302131306600"},
    "hr-pucki-pravobranitelj": {"014851854"},
    "hu-ajbh": {"0614757100"},
    "is-jafnrettisstofa": {"4606200"},
    "li-elternberatung": {"41582616161"},
    "lu-elterentelefon": {"80024444"},
    "lu-sav": {"475821627", "475821628"},
    "lv-tiesibsargs": {"25576154", "67686768"},
    "no-ungdomstelefonen": {"40000777"},
    "pl-linia-pomocy-pokrzywdzonym": {"116006", "48222309900"},
    "pl-telefon-zaufania-mlodych": {"224848804"},
    "ro-cncd": {"0213126579"},
}


@pytest.mark.parametrize("code", sorted(default_router().registry.countries))
def test_numbers_are_those_of_the_dossiers(code: str) -> None:
    """Every number of a line stands, digit by digit, in the dossier's entry of the same line."""
    path = DOSSIERS / f"{code}.yaml"
    if not path.exists():
        pytest.skip("the dossiers are not beside the repository")
    dossier = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - the base loader makes strings only
    known = {entry["id"]: {digits(channel["value"]) for channel in entry["channels"]} for entry in dossier["helplines"]}
    for line in default_router().registry.countries[code].helplines:
        numbers = {channel.number_digits for channel in line.channels} - {None}
        assert numbers <= known.get(line.id, set()) | ADDED_NUMBERS.get(line.id, set()), line.id
