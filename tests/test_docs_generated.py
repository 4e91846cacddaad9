"""What is generated for the documentation says what the data says, and what is kept in files is not stale."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Final

import pytest

import helpline_router
import pictures
from helpline_docs.countries import page, write_pages
from helpline_docs.crosswalks import code_crosswalk, code_systems
from helpline_docs.data_flow import STEPS, data_flow
from helpline_docs.figures import figures
from helpline_docs.heat_map import heat_map
from helpline_docs.layers import layer_table, layers
from helpline_docs.matrix import cells, coverage_matrix
from helpline_docs.phones import PHONES, page_of, phones
from helpline_docs.rooms import ROOMS, rooms
from helpline_docs.routing_table import policy_settings, routing_table
from helpline_docs.tables import plain
from helpline_docs.words import checks, fields, words
from helpline_router import Router, codes, default_router
from helpline_router.stewardship.checks import CHECKS
from helpline_router.vocabulary import Confidence, NoticeCode

ROOT: Final = Path(__file__).parents[1]
ROUTER: Final = default_router()
COUNTRIES: Final = ROUTER.registry.countries


def test_generated_parts_of_pages_are_up_to_date() -> None:
    """What cog writes into README and docs is what is there."""
    files = ["README.md", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md")))]
    command = [sys.executable, "-m", "cogapp", "--check", "--diff", "-I", "docs/_ext", "-I", "tools", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout[-4000:] + done.stderr


def test_the_picture_of_phones_is_of_the_cards_of_today() -> None:
    """A card that changes asks for a new picture: python tools/pictures.py."""
    assert pictures.taken_of() == pictures.DIGEST.read_text(encoding="utf-8").strip()
    assert pictures.PICTURE.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_page_has_every_fact_as_it_is_dialled(country: str) -> None:
    """Lines, channels, emergency and retired numbers, and sources: each verbatim."""
    text, facts = page(country), COUNTRIES[country]
    cells = {cell.strip() for line in text.splitlines() for cell in re.split(r"(?<!\\)\|", line)}
    for line in facts.helplines:
        assert f"### {plain(line.name)}\n" in text
        for channel in line.channels:
            assert any(
                cell.startswith((f"`{channel.value}`", f"[{plain(re.sub('^https?://(www[.])?', '', channel.value).rstrip('/'))}]"))
                for cell in cells
            )
        assert [] == [source.url for source in line.sources if source.url.replace("|", "%7C") not in text]
    numbers = [*(entry.number for entry in facts.emergency), *(entry.number for entry in facts.retired_numbers)]
    assert [] == [number for number in numbers if f"`{number}`" not in cells]
    assert text.count("Never referred: its facts") == sum(line.confidence is Confidence.LOW for line in facts.helplines)
    assert [] == [gap.reason for gap in facts.gaps if plain(gap.reason) not in text]


def test_country_pages_follow_the_registry(tmp_path: Path) -> None:
    """One page a country; one of a country that is gone is taken away, and what has not changed is not touched."""
    (tmp_path / "xx.md").write_text("gone", encoding="utf-8")
    write_pages(tmp_path)
    assert {code.lower() for code in COUNTRIES} == {path.stem for path in tmp_path.iterdir()}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    write_pages(tmp_path)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_the_routing_table_has_every_rule_in_order() -> None:
    """Each rule with its conditions, references and rationale, in the order in which they are tried."""
    text, rules = routing_table(""), ROUTER.policy.rules
    places = [text.index(f"| {number} | `{rule.id}` |") for number, rule in enumerate(rules, start=1)]
    assert sorted(places) == places
    assert [] == [rule.id for rule in rules if plain(rule.rationale) not in text]
    rows = {rule.id: next(line for line in text.splitlines() if f"| `{rule.id}` |" in line) for rule in rules}
    for rule in rules:
        assert [] == [item for item in rule.refer if plain(item) not in rows[rule.id] and str(item) not in rows[rule.id]]
        assert rule.open_first is ("open lines" in rows[rule.id])
        assert rule.emergency_first is ("emergency numbers" in rows[rule.id])
    assert f"| `maximum_referrals` | {ROUTER.policy.maximum_referrals} |" in policy_settings("")


def test_matrix_and_heat_map_have_every_cell() -> None:
    """A mark for each country, category and age; a gap is one in both."""
    gaps = sum(cell.day.kind == "gap" for cell in cells())
    assert gaps == sum(line.split("|").count(" gap ") + line.split("|").count(" **none** ") for line in coverage_matrix("").splitlines())
    picture = heat_map("")
    assert len(cells()) == picture.count("<g>")
    legend = 1
    assert gaps + legend == picture.count('class="drawing-cell drawing-gap"')


def test_drawings_say_what_they_show() -> None:
    """Each has a title and a description for those who cannot see it."""
    for picture in (data_flow(""), heat_map(""), rooms("")):
        assert 'role="img"' in picture
        assert re.search(r"<title id=.*?>.+?</title><desc id=.*?>.+?</desc>", picture)


def test_the_data_flow_names_what_there_is() -> None:
    """Types and verbs of the drawing are those of the package."""
    names = [name for name, *_ in STEPS] + [name for *_, inputs in STEPS for name, _ in inputs if name[0].isupper()]
    assert [] == [name for name in names if name not in helpline_router.__all__]
    assert [] == [verb for _, _, verb, _ in STEPS if verb and not (hasattr(Router, verb) or hasattr(helpline_router, verb))]


def test_the_rooms_have_every_module_once() -> None:
    """The drawing and the table are made of the contract; no room names a module that may not exist."""
    modules = [module for layer in layers() for module in layer]
    drawn = re.findall(r'<text class="drawing-module"[^>]*>([^<]+)<', rooms(""))
    assert modules == drawn
    assert [] == [module for module in modules if f"| `{module}` |" not in layer_table("")]
    assert frozenset().union(*ROOMS.values()) <= {*modules, "testing"}


def test_cards_on_phones_are_whole_and_call_nobody() -> None:
    """Each phone shows a card with a line that is open, in a frame that may do nothing."""
    frames = re.findall(r'<iframe class="phone" sandbox title="[^"]+" srcdoc="([^"]+)"></iframe>', phones(""))
    assert [page_of(phone) for phone in PHONES] == [unescape(frame) for frame in frames]
    assert ["<script" in frame or "helpline-state-open" not in frame for frame in frames] == [False] * len(PHONES)


def test_lists_are_whole() -> None:
    """Words, fields, checks and codes: each is there."""
    assert [] == [code for code in NoticeCode if f"`{code}`" not in words("NoticeCode")]
    assert [] == [check.name for check in CHECKS if f"`{check.name}`" not in checks("")]
    assert [] == [name for name in helpline_router.Report.model_fields if f"| `{name}` |" not in fields("Report")]
    assert [] == [row for row in fields("Report Helpline Rule RoutingDecision Card Disabled").splitlines() if row.endswith("|  |")]
    listed = [entry.code for system in codes.default_codes().systems for entry in system.codes]
    assert [] == [code for code in listed if f"`{code}`" not in code_crosswalk("")]
    assert [] == [system.id for system in codes.default_codes().systems if f"| `{system.id}` |" not in code_systems("")]


def test_figures_are_the_numbers_of_the_data() -> None:
    """Counted a second time."""
    lines = [line for country in COUNTRIES.values() for line in country.helplines]
    assert (str(len(COUNTRIES)), str(len(lines)), str(len(ROUTER.policy.rules))) == tuple(
        figures()[name] for name in ("countries", "lines", "rules")
    )
    assert figures()["data-version"] == ROUTER.registry.version
