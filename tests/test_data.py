"""The shipped facts keep the rules that the head of the file states."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from helpline_router import default_router
from helpline_router.channels import digits

DOSSIERS = Path(__file__).parents[2] / "shared" / "dossiers"
PILOT = "AT BE DE DK ES FI FR GB IE IT NL PT SE"


def test_pilot_countries_are_labelled() -> None:
    """13 countries: France by a public statement, the others by assumption."""
    countries = default_router().registry.countries
    assert PILOT.split() == [code for code, country in countries.items() if country.pilot]
    assert ["FR"] == [code for code, country in countries.items() if country.pilot == "stated"]


def test_the_checks_find_nothing() -> None:
    """`helpline-router check` is clean, each exception with its reason and still needed."""
    done = subprocess.run([sys.executable, "-m", "helpline_router.cli", "check"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("no findings")


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
    "hr-krizna-stanja": {"012376335"},
    "hr-pucki-pravobranitelj": {"014851854"},
    "hu-ajbh": {"0614757100"},
    "hu-kek-vonal-ukran": {"0680984590"},
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
