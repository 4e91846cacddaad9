"""The command line: what each command prints, and how it fails."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from helpline_router import Category, Community, Helpline, Preference, Role, RoutingDecision, default_router
from helpline_router.cli.app import app

EVENING = "2026-11-20T18:00:00+01:00"
NIGHT = "2026-11-20T23:30:00+01:00"

REGISTRY = """\
version: "1"
countries:
  FR:
    timezone: Europe/Paris
    languages: [fr]
    territories: [RE]
    emergency:
      - {number: "112", kind: general, sources: ["https://example.org"]}
    helplines:
      - id: fr-young
        name: Jeunes
        remits: [online_safety]
        categories: [harassment]
        audience: {maximum_age: 17, roles: [affected]}
        channels:
          - {kind: phone, value: "01 45 39 40 00", hours: "Mo-Su,PH 09:00-23:00", hours_seen: "2026-01"}
          - {kind: chat, value: "https://jeunes.example.org", hours: "Mo-Su,PH 09:00-23:00", hours_seen: "2026-01"}
        languages: [fr]
        cost: free
        anonymous: true
        checked_on: "2026-11-01"
        confidence: high
        sources: [{url: "https://example.org/source", kind: operator, published: "2026-01", supports: [number]}]
        notes: A note for reviewers.
      - id: fr-old-hours
        name: Anciens
        remits: [victim_support]
        categories: [harassment]
        regions: [FR-974]
        audience: {roles: [affected]}
        channels: [{kind: phone, value: "3039", hours: "Mo-Fr 09:00-12:00; PH closed", hours_seen: "2015"}]
        languages: [fr]
        checked_on: "2026-11-01"
        confidence: medium
        sources: [{url: "https://example.org", kind: operator, supports: [number]}]
      - id: fr-no-hours
        name: Sans horaires
        remits: [emotional_support]
        categories: [harassment]
        audience: {roles: [affected]}
        channels: [{kind: phone, value: "3040", hours: unknown}]
        languages: [fr]
        checked_on: "2026-11-01"
        confidence: medium
        sources: [{url: "https://example.org", kind: operator, supports: [number]}]
      - id: fr-unsure
        name: Incertain
        remits: [victim_support]
        categories: [harassment]
        audience: {roles: [affected]}
        channels: [{kind: phone, value: "3041", hours: unknown}]
        languages: [fr]
        checked_on: "2026-11-01"
        confidence: low
        sources: [{url: "https://example.org", kind: press, supports: [number]}]
"""

POLICY = """\
version: "1"
minimum_platform_age: 13
minimum_confidence: medium
maximum_referrals: 3
hours_trusted_for_days: 1460
review_after_days: {suicide: 90, self_harm: 90, harassment: 180, hate: 180}
rules:
  - id: young-only
    when: {category: [harassment], age: {maximum: 12}}
    refer: [online_safety]
    rationale: Only one line for the youngest.
  - id: everyone
    refer: [online_safety, victim_support, emotional_support]
    rationale: A rule for the tests.
fallback: {refer: [emotional_support]}
directories:
  - {name: Find A Helpline, url: "https://findahelpline.com", for: all}
  - {name: Child Helpline International, url: "https://childhelplineinternational.org", for: minors}
"""


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    """The options that name own files."""
    registry, policy = tmp_path / "helplines.yaml", tmp_path / "routing.yaml"
    registry.write_text(REGISTRY, encoding="utf-8")
    policy.write_text(POLICY, encoding="utf-8")
    return ["--registry", str(registry), "--policy", str(policy)]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"}, prog_name="helpline-router")


def route(*arguments: str, at: str = EVENING) -> str:
    result = run("route", *arguments, "--at", at)
    assert (0, "") == (result.exit_code, result.stderr), result.output
    return result.stdout


def flat(text: str) -> str:
    """A text as it reads, however it is wrapped."""
    return " ".join(text.split())


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, env=environment)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return python("-m", "helpline_router.cli", *arguments)


# The real command


def test_the_command_shows_3018_first_with_its_number_hours_and_price() -> None:
    result = command("route", "--category", "harassment", "--age", "15", "--country", "FR", "--at", EVENING)
    assert (0, "") == (result.returncode, result.stderr)
    first = flat(result.stdout.split("\n2. ")[0])
    for part in (
        "1. 3018",
        "Open now, until 23:00",
        "- Call 3018",
        "- Chat: 3018.fr",
        "Free of charge · Anonymous",
        "Why this",
        "checked on: ",
    ):
        assert part in first


def test_piped_output_is_plain() -> None:
    result = command("route", "--category", "harassment", "--age", "15", "--country", "FR", "--at", EVENING)
    assert "\x1b" not in result.stdout
    assert not set("─│┌└╭╰") & set(result.stdout)
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_the_command_says_what_to_install(missing: str) -> None:
    result = python("-c", f"import sys; sys.modules[{missing!r}] = None; from helpline_router.cli import main; main()")
    assert (2, "") == (result.returncode, result.stdout)
    assert "pip install 'helpline-router[cli]'" in result.stderr
    assert 1 == len(result.stderr.splitlines())


def test_a_stream_without_unicode_still_gets_the_numbers() -> None:
    code = "import sys; sys.stdout.reconfigure(encoding='ascii'); from helpline_router.cli import main; main()"
    result = python("-c", code, "route", "--category", "harassment", "--age", "15", "--country", "FR", "--at", EVENING)
    assert 0 == result.returncode
    assert "Call 3018" in result.stdout


def test_bad_input_is_plain_lines_for_the_real_command() -> None:
    result = command("route", "--category", "harassment", "--age", "abc")
    assert (2, "") == (result.returncode, result.stdout)
    assert result.stderr.startswith("error: --age must be ")
    assert 1 == len(result.stderr.splitlines())


# route


def test_a_line_that_is_open_says_until_when(own: list[str]) -> None:
    text = flat(route("--category", "harassment", "--age", "15", "--country", "FR", *own))
    assert "1. Jeunes Help with trouble online Open now, until 23:00 - Call 01 45 39 40 00 - Chat: jeunes.example.org" in text
    assert "Free of charge · Anonymous · Not in English, but in: French" in text
    assert "Details checked on: 1 November 2026" in text


def test_a_line_that_is_closed_says_when_it_opens(own: list[str]) -> None:
    text = route("--category", "harassment", "--age", "15", "--country", "FR", *own, at=NIGHT)
    assert "Closed right now, opens tomorrow at 09:00\n" in text


def test_the_zone_is_named_for_a_reader_elsewhere(own: list[str]) -> None:
    fields = ("--category", "harassment", "--age", "15", *own)
    assert "Paris" not in route(*fields, "--country", "FR")
    assert "until 23:00 (Paris)" in flat(route(*fields, "--country", "RE"))
    assert "until 23:00 (Paris)" in flat(route(*fields, "--country", "FR", at="2026-11-20T17:00:00Z"))


def test_unknown_hours_are_never_shown_as_open(own: list[str]) -> None:
    text = flat(route("--category", "harassment", "--age", "30", "--country", "FR", *own))
    assert "Usually open: Mon–Fri 09:00–12:00 (not confirmed recently)" in text
    assert "Opening hours: Mon–Fri: 09:00–12:00; Sat, Sun: closed; public holidays: closed" in text
    assert "Opening hours not known" in text
    assert "open now" not in text.lower()


def test_conditions_are_in_words(own: list[str]) -> None:
    text = flat(route("--category", "harassment", "--country", "FR", *own))
    assert "1. Jeunes If you are 17 or younger" in text
    assert "3. Anciens If you are in this area: La Réunion" in text
    assert "Some lines are for certain ages only." in text
    assert "Some lines are for one area only." in text


def test_emergency_numbers_stand_first_where_the_decision_says_so(own: list[str]) -> None:
    harassment = route("--category", "harassment", "--age", "30", "--country", "FR", *own)
    assert harassment.index("1. ") < harassment.index("112 (emergency services)")
    shipped = route("--category", "suicide", "--age", "30", "--country", "FR")
    assert shipped.index("112 (emergency services)") < shipped.index("1. ")


def test_directories_are_shown_only_where_they_are_needed(own: list[str]) -> None:
    child = ("--category", "harassment", "--age", "12", "--country", "FR", *own)
    assert "findahelpline.com" not in route(*child)
    closed = flat(route(*child, at=NIGHT))
    assert "All of these lines are closed right now." in closed
    assert "opens tomorrow at 09:00" in closed
    assert "Find A Helpline: findahelpline.com" in closed
    assert "Find A Helpline: findahelpline.com" in route("--category", "hate", "--age", "30")


def test_a_country_without_data_gets_the_directories_and_words() -> None:
    text = flat(route("--category", "suicide", "--age", "30", "--country", "US"))
    assert "We don't have lines for your country yet." in text
    assert "Find A Helpline: findahelpline.com" in text
    assert not any(number in text for number in ("112", "911", "988"))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("category", Category)
def test_every_card_fits_a_terminal(category: Category, role: Role) -> None:
    for country in default_router().registry.countries:
        text = route("--category", category, "--country", country, "--role", role)
        assert "None" not in text
        assert "{" not in text
        assert all(len(row) <= 80 or " " not in row.strip() for row in text.splitlines())


def test_route_json_is_the_contract(own: list[str]) -> None:
    text = route("--category", "harassment", "--age", "15", "--country", "FR", "--json", *own)
    decision = RoutingDecision.model_validate_json(text)
    assert "fr-young" == decision.referrals[0].helpline_id
    assert json.loads(text) == json.loads(decision.model_dump_json())


FRANCE = ("--category", "harassment", "--age", "15", "--country", "FR")


def test_the_card_is_in_the_language_asked_for() -> None:
    """`--locale` takes a tag or an Accept-Language header; the numbers stay as they are."""
    english, french = route(*FRANCE), route(*FRANCE, "--locale", "fr-FR")
    assert french == route(*FRANCE, "--locale", "tlh, en;q=0.2, fr-FR;q=0.9")
    assert english.splitlines()[0] != french.splitlines()[0]
    assert "3018" in french
    assert "23:00" in french


@pytest.mark.parametrize("locale", ["", "zz", "zzsecret", "\N{SNOWMAN}", "*", ";;q=,", "x" * 5000, "../../etc/passwd"])
def test_a_locale_without_a_catalogue_gives_english_and_says_so(locale: str) -> None:
    """Whatever it is, it is no error, and it is not repeated."""
    text = flat(route(*FRANCE, "--locale", locale))
    assert "This page is not there in your language yet, so it is in English." in text
    assert text.startswith("People are there for you")
    assert len(locale) < 2 or locale not in text


def test_english_comes_without_the_notice() -> None:
    assert "not there in your language" not in flat(route(*FRANCE, "--locale", "en-GB") + route(*FRANCE))


def test_each_format_is_the_same_card(own: list[str]) -> None:
    """Text, Markdown and HTML have the numbers; links are links."""
    text, markdown, html = (route(*FRANCE, *own, "--format", form) for form in ("text", "markdown", "html"))
    assert text == route(*FRANCE, *own)
    assert text.startswith("People are there for you\n")
    assert "- Call 01 45 39 40 00\n" in text
    assert markdown.startswith("## People are there for you\n")
    assert "[Call 01 45 39 40 00](<tel:0145394000>)" in markdown
    assert html.startswith('<section class="helpline-card" lang="en" dir="auto">')
    assert html.endswith("</section>\n")
    assert '<a href="tel:0145394000"' in html


@pytest.mark.parametrize("form", ["zzsecret", "HTML", "", "json"])
def test_an_unknown_format_is_one_plain_line_that_repeats_no_value(form: str) -> None:
    result = run("route", *FRANCE, "--format", form)
    assert (2, "") == (result.exit_code, result.stdout)
    assert "error: --format must be one of text, markdown, html\n" == result.stderr


@pytest.mark.parametrize("option", ["--locale", "--format"])
def test_an_option_of_the_card_without_a_value_is_told(option: str) -> None:
    result = run("route", *FRANCE, option)
    assert (2, "") == (result.exit_code, result.stdout)
    assert option in result.stderr
    assert 1 == len(result.stderr.splitlines())


def test_options_reach_the_report() -> None:
    fields = ["--category", "hate", "--country", "GB", "--region", "GB-SCT", "--language", "en", "--role", "witness"]
    assert route(*fields, "--community", "lgbtq", "--community", "jewish", "--prefer", "text", "--age", "16-19")


def test_now_is_the_moment_if_none_is_given() -> None:
    result = run("route", "--category", "hate", "--country", "FR")
    assert 0 == result.exit_code


# explain


def test_explain_gives_the_rule_the_reasons_and_the_exclusions(own: list[str]) -> None:
    result = run("explain", "--category", "harassment", "--age", "12", "--country", "FR", "--at", EVENING, *own)
    text = flat(result.stdout)
    assert 0 == result.exit_code
    assert "Rule: young-only Only one line for the youngest." in text
    assert "fr-young: Jeunes remit online_safety: the rule names its remit" in text
    assert "fr-unsure: Incertain confidence: its facts are not evidenced well enough" in text
    assert "fr-no-hours: Sans horaires remit: the rule names none of its remits" in text


def test_explain_names_lines_without_a_place(tmp_path: Path, own: list[str]) -> None:
    (tmp_path / "routing.yaml").write_text(POLICY.replace("maximum_referrals: 3", "maximum_referrals: 1"), encoding="utf-8")
    text = flat(run("explain", "--category", "harassment", "--age", "15", "--country", "FR", "--at", EVENING, *own).stdout)
    assert "limit: it fits, but all places were taken" in text


def test_explain_names_guarantees(tmp_path: Path, own: list[str]) -> None:
    (tmp_path / "routing.yaml").write_text(POLICY.replace("maximum_referrals: 3", "maximum_referrals: 1"), encoding="utf-8")
    (tmp_path / "helplines.yaml").write_text(REGISTRY.replace("maximum_age: 17", "minimum_age: 18"), encoding="utf-8")
    text = flat(run("explain", "--category", "harassment", "--country", "FR", "--region", "FR-974", "--at", EVENING, *own).stdout)
    assert "guarantee minor: without it, none would serve a minor" in text


@pytest.mark.parametrize("country", ["BE", "GB", "SE", "US"])
def test_explain_works_for_shipped_countries(country: str) -> None:
    assert 0 == run("explain", "--category", "suicide", "--country", country, "--at", EVENING).exit_code


# list and show


def test_list_shows_lines_with_their_facts(own: list[str]) -> None:
    result = run("list", "--country", "FRA", *own)
    assert 0 == result.exit_code
    rows = result.stdout.splitlines()
    assert ["id,", "name,", "remits", "ages", "confidence", "checked_on"] == rows[0].split()
    assert ["fr-young", "0-17", "high", "2026-11-01"] == rows[1].split()
    assert "Jeunes" == rows[2].strip()


def test_piped_list_has_a_row_a_line(own: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    arguments = [sys.executable, "-m", "helpline_router.cli", "list", *own]
    result = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", check=True, env=environment)
    assert 5 == len(result.stdout.splitlines())


def test_a_narrow_list_keeps_what_belongs_together(tmp_path: Path, own: list[str]) -> None:
    """Names stand further in than ids, however often they are broken; no row ends with blanks."""
    name = "Eine Nummer mit einem langen Namen"
    (tmp_path / "helplines.yaml").write_text(REGISTRY.replace("name: Jeunes", f"name: {name}"), encoding="utf-8")
    environment = {"COLUMNS": "60", "FORCE_COLOR": None, "TERM": "dumb"}
    rows = CliRunner().invoke(app, ["list", *own], env=environment).stdout.splitlines()
    assert rows == [row.rstrip() for row in rows]
    of_line = rows[1 : rows.index("  online_safety")]
    assert len(of_line) > 2
    assert name == " ".join(row.removeprefix("  ") for row in of_line[1:])
    assert all(row.startswith("  ") and not row.startswith("   ") for row in of_line[1:])


def test_list_filters(own: list[str]) -> None:
    def ids(*arguments: str) -> list[str]:
        return [line["id"] for line in json.loads(run("list", "--json", *arguments, *own).stdout)]

    assert ["fr-young", "fr-old-hours", "fr-no-hours", "fr-unsure"] == ids()
    assert ids() == ids("--country", "RE")
    assert [] == ids("--country", "US")
    assert [] == ids("--category", "hate")
    assert ids() == ids("--category", "harassment")


def test_list_without_a_line_says_so() -> None:
    result = run("list", "--country", "US")
    assert (0, "No line here yet.\n") == (result.exit_code, result.stdout)


def test_show_gives_facts_hours_sources_and_notes(own: list[str]) -> None:
    text = flat(run("show", "fr-young", *own).stdout)
    for part in ("Jeunes (fr-young)", "ages: 0-17", "01 45 39 40 00", "every day 09:00–23:00", "seen 2026-01", "checked on 2026-11-01"):
        assert part in text
    assert "https://example.org/source operator, 2026-01: number" in text
    assert "A note for reviewers." in text


def test_show_json_is_the_helpline(own: list[str]) -> None:
    line = Helpline.model_validate_json(run("show", "fr-young", "--json", *own).stdout)
    assert "Jeunes" == line.name


def test_every_shipped_line_can_be_shown() -> None:
    for line in json.loads(run("list", "--json").stdout):
        result = run("show", line["id"])
        assert 0 == result.exit_code
        assert line["name"] in flat(result.stdout)


def test_an_unknown_id_gets_near_matches(own: list[str]) -> None:
    result = run("show", "fr-no-hour", *own)
    assert (2, 1) == (result.exit_code, len(result.stderr.splitlines()))
    assert result.stderr.startswith("error: no line has this id: did you mean fr-no-hours")
    assert "fr-no-hour," not in result.stderr
    assert "see 'helpline-router list'" in run("show", "zzzzzz", *own).stderr


# check


# Bad input


@pytest.mark.parametrize("option", ["--registry", "--policy", "--overlay"])
@pytest.mark.parametrize(
    ("path", "reason"), [("/nowhere/none.yaml", "no such file or directory"), ("/dev/zero", "not a regular file"), ("a\nb\x1b", "no such")]
)
def test_a_file_that_cannot_be_opened_is_named(option: str, path: str, reason: str) -> None:
    """On one line, whatever the path holds; an option that names a file holds nothing of a report."""
    result = run("route", "--category", "hate", option, path)
    assert (2, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert result.stderr.startswith(f"{option}: the file {path!r} cannot be opened ({reason}")


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["--category", "zzsecret"], "--category"),
        (["--category", "hate", "--age", "-1"], "--age"),
        (["--category", "hate", "--age", "121"], "--age"),
        (["--category", "hate", "--age", "abc"], "--age"),
        (["--category", "hate", "--country", "XX"], "--country"),
        (["--category", "hate", "--country", "FR", "--region", "GB-SCT"], "--region"),
        (["--category", "hate", "--region", "GB-SCT"], "--region"),
        (["--category", "hate", "--language", "zz secret"], "--language"),
        (["--category", "hate", "--role", "zzsecret"], "--role"),
        (["--category", "hate", "--community", "zzsecret"], "--community"),
        (["--category", "hate", "--prefer", "zzsecret"], "--prefer"),
        (["--category", "hate", "--at", "2026-11-20T17:31:00"], "--at"),
        (["--category", "hate", "--at", "zzsecret"], "--at"),
        (["--category", "hate", "--at", "0001-01-01T00:00:00+14:00"], "--at"),
        (["--category", "hate", "--at", "9999-12-31T23:59:59-14:00"], "--at"),
        (["--category", "hate", "--registry", ""], "--registry: needs the path of a file, and was given nothing"),
        (["--category", "hate", "--policy", " "], "--policy: needs the path of a file"),
        (["--category", "hate", "--overlay", ""], "--overlay: needs the path of a file"),
        (["--category", "hate", "--zzsecret"], "unknown option"),
        (["--category", "hate", "-9"], "unknown option"),
        (["--category", "hate", "zzsecret"], "value without its option"),
        (["--category", "hate", "--json=zzsecret"], "--json"),
        (["--category"], "--category"),
        (["--age", "15"], "--category is missing"),
    ],
)
@pytest.mark.parametrize("name", ["route", "explain"])
def test_bad_input_is_one_plain_line_that_repeats_no_value(name: str, arguments: list[str], option: str) -> None:
    if name == "explain" and arguments[-1] == "--json=zzsecret":
        arguments, option = [*arguments[:-1], "--jsn"], "unknown option"
    result = run(name, *arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert 1 == len(result.stderr.splitlines())
    assert option in result.stderr
    value = arguments[-1].removeprefix("--json=")
    assert value in ("--category", "-1", "", " ") or value not in result.stderr  # the text names --category, and 16-19
    assert "secret" not in result.stderr
    assert "Traceback" not in result.output


def test_all_problems_of_a_report_are_told_at_once() -> None:
    result = run("route", "--category", "x", "--age", "999", "--country", "XX", "--at", "noon")
    assert ["--category", "--age", "--country", "--at"] == [line.split()[1] for line in result.stderr.splitlines()]


@pytest.mark.parametrize("arguments", [["zzsecret"], ["list", "--category", "zzsecret"], ["list", "--country", "zzsecret"], ["show"]])
def test_other_commands_fail_plainly_too(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert 1 == len(result.stderr.splitlines())
    assert "secret" not in result.stderr


@pytest.mark.parametrize("arguments", [["route", "--category", "hate"], ["list"], ["show", "fr-young"], ["check"]])
def test_a_broken_registry_lists_all_its_problems(arguments: list[str], tmp_path: Path, own: list[str]) -> None:
    broken = REGISTRY.replace("name: Jeunes", "nme: Jeunes").replace("timezone: Europe/Paris", "timezone: Paris")
    (tmp_path / "helplines.yaml").write_text(broken, encoding="utf-8")
    result = run(*arguments, *own)
    assert (2, "") == (result.exit_code, result.stdout)
    assert f"{tmp_path / 'helplines.yaml'}:4:15: not an IANA time zone" in result.stderr
    assert "unknown field 'nme'" in result.stderr
    assert "did you mean 'name'?" in result.stderr
    assert "^" in result.stderr


def test_problems_of_both_files_are_told_at_once(tmp_path: Path, own: list[str]) -> None:
    (tmp_path / "helplines.yaml").write_text("version: [", encoding="utf-8")
    (tmp_path / "routing.yaml").write_text(POLICY.replace("minimum_platform_age: 13", "minimum_platform_age: x"), encoding="utf-8")
    result = run("route", "--category", "hate", *own)
    assert 2 == result.exit_code
    assert "not YAML" in result.stderr
    assert "routing.yaml:2:23" in result.stderr
    assert 2 == len(json.loads(run("check", "--json", *own).stdout)["findings"])


# Help


def test_help_names_the_words_of_the_enums() -> None:
    text = run("route", "--help").stdout.replace(",", " ").replace(".", " ").split()
    words: Iterable[str] = (*Category, *Role, *Community, *Preference)
    assert [] == [word for word in words if word not in text]


def test_no_arguments_show_the_help() -> None:
    assert "Usage: helpline-router" in run().output


def test_version() -> None:
    result = run("--version")
    assert 0 == result.exit_code
    assert result.stdout.startswith("helpline-router ")


def test_a_condition_of_an_emergency_number_is_never_lost() -> None:
    """Numbers that need a registration, or are for text only, say so on the card."""
    for code, country in default_router().registry.countries.items():
        result = run("route", "--category", "suicide", "--country", code, "--at", "2026-11-20T18:00:00+01:00")
        card = " ".join(result.stdout.replace("\u00a0", " ").split())
        for item in country.emergency:
            assert (item.note or "") in card, (code, item.number)
