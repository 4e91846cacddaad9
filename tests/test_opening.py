"""`helpline-router hours`, and the local times that `--at` takes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from helpline_router import default_router
from helpline_router.cli.app import app

EVENING = "2026-11-20T18:00:00+01:00"
REGISTRY = """\
version: "1"
countries:
  FR:
    timezone: Europe/Paris
    languages: [fr]
    territories: [RE, PF]
    emergency: [{number: "112", kind: general, sources: ["https://example.org"]}]
    helplines:
      - id: fr-night
        name: Nuit
        remits: [emotional_support]
        categories: [harassment]
        audience: {roles: [affected]}
        channels:
          - {kind: phone, value: "3040", hours: "Mo-Fr 20:00-02:00, Sa 10:00-12:00 unknown; PH unknown", hours_seen: "2026-01"}
          - kind: chat
            value: "https://nuit.example.org"
            hours: "Mo-Fr 09:00-12:00; Jul off; PH 10:00-11:00; Dec 25 off"
            hours_seen: "2015"
          - {kind: sms, value: "3041", hours: "24/7"}
          - {kind: whatsapp, value: "06 12 34 56 78", international: "+33 6 12 34 56 78", hours: unknown}
          - {kind: email, value: "nuit@example.org"}
        languages: [fr]
        checked_on: "2026-11-01"
        confidence: high
        sources: [{url: "https://example.org/source", kind: operator, published: "2026-01", supports: [number]}]
      - id: fr-letters
        name: Lettres
        timezone: Indian/Reunion
        remits: [emotional_support]
        categories: [harassment]
        audience: {roles: [affected]}
        channels: [{kind: email, value: "lettres@example.org"}]
        languages: [fr]
        checked_on: "2026-11-01"
        confidence: high
        sources: [{url: "https://example.org/source", kind: operator, published: "2026-01", supports: [number]}]
"""


@pytest.fixture
def own(tmp_path: Path) -> list[str]:
    registry = tmp_path / "helplines.yaml"
    registry.write_text(REGISTRY, encoding="utf-8")
    return ["--registry", str(registry)]


def run(*arguments: str, columns: int = 80) -> Result:
    environment = {"COLUMNS": str(columns), "FORCE_COLOR": None, "TERM": "dumb"}
    return CliRunner().invoke(app, arguments, env=environment, prog_name="helpline-router")


def hours(*arguments: str, at: str = EVENING) -> str:
    result = run("hours", *arguments, "--at", at)
    assert (0, "") == (result.exit_code, result.stderr), result.output
    return result.stdout


# hours


def test_hours_shows_the_week_the_evidence_and_what_changes(own: list[str]) -> None:
    """All of it by the line's own clock, channel by channel."""
    assert """\
Nuit (fr-night)
   Fri 20 Nov 2026 18:00, in the time of Europe/Paris (UTC+01:00)
   Week from 16 Nov 2026.
   Not known whether it is open now.

1. phone: 3040
   Closed right now, opens today at 20:00.
      Mon-Fri          20:00-02:00
      Sat              10:00-12:00 not known
      Sun              closed
      public holidays  not known
   Hours seen 2026-01 (10 months old), relied on until 1 Jan 2030 00:00 UTC.

2. chat: https://nuit.example.org
   Not known whether it is open now.
      Mon-Fri          09:00-12:00
      Sat-Sun          closed
      public holidays  not the same on each
   These are its usual hours, seen 2015 (11 years old): too old to be relied on.

3. sms: 3041
   Not known whether it is open now.
      Mon-Sun          day and night
   These are its usual hours: their source has no date, so they are not relied
   on.

4. whatsapp: 06 12 34 56 78
   Not known whether it is open now.
   Its hours are not known.

Next changes: the line, and which of its channels
   Fri 20 Nov 2026 20:00  open     1 open
   Sat 21 Nov 2026 02:00  unknown  1 closed
   Sat 21 Nov 2026 10:00  unknown  1 unknown
   Sat 21 Nov 2026 12:00  unknown  1 closed
   Mon 23 Nov 2026 20:00  open     1 open
   Tue 24 Nov 2026 02:00  unknown  1 closed
""" == hours("fr-night", *own)


def test_a_line_that_answers_in_writing_has_no_hours(own: list[str]) -> None:
    """It says so, and nothing else."""
    text = hours("fr-letters", *own, at="2026-11-20T18:00")
    assert text.splitlines()[1:] == [
        "   Fri 20 Nov 2026 18:00, in the time of Indian/Reunion (UTC+04:00)",
        "   It answers in writing only, at any hour.",
    ]


def test_a_line_that_never_changes_says_so() -> None:
    """Day and night, and no table of changes; the holidays are in it."""
    text = hours("fr-119", at=EVENING)
    assert "Open day and night" in text or "Open now." in text
    assert "day and night" in text
    assert text.endswith("Nothing changes within 60 days.\n")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_every_shipped_line_has_hours_to_show(columns: int) -> None:
    """No line is wider than the terminal, nothing is missing, and no word of the opening_hours syntax is left."""
    registry = default_router().registry
    ids = [line.id for country in registry.countries.values() for line in country.helplines]
    for helpline_id in ids[columns // 20 :: 8]:
        result = run("hours", helpline_id, "--at", "2026-12-24T20:00Z", columns=columns)
        assert (0, "") == (result.exit_code, result.stderr), helpline_id
        assert registry.helpline(helpline_id).name in " ".join(result.stdout.split())
        assert not {"None", "PH", "Mo-Su", "off"} & set(result.stdout.split())
        assert all(len(row) <= columns or " " not in row.strip() for row in result.stdout.splitlines())


def test_the_trust_in_hours_ends_before_the_eyes(tmp_path: Path, own: list[str]) -> None:
    """The end of trust is a change like any other, in the middle of a night too."""
    (tmp_path / "helplines.yaml").write_text(REGISTRY.replace('"2026-01"}', '"2026-02"}', 1), encoding="utf-8")
    text = hours("fr-night", *own, at="2030-01-30T12:00")
    assert "relied on until 1 Feb 2030 00:00 UTC" in text
    assert "Fri 1 Feb 2030 01:00   unknown  1 unknown" in text
    assert "seen 2026-02 (4 years old): too old to be relied on" in " ".join(hours("fr-night", *own, at="2030-02-01T01:00").split())


def test_hours_json_has_the_same(own: list[str]) -> None:
    """Instants in UTC, clock times in the line's zone."""
    data = json.loads(hours("fr-night", *own, "--json", at="2026-11-20T18:00"))
    assert ("fr-night", "Europe/Paris", "2026-11-20T17:00:00Z") == (data["helpline_id"], data["timezone"], data["at"])
    phone, chat, sms, whatsapp = data["channels"]
    assert ("closed", "2026-11-20T19:00:00Z", "open") == (phone["state"], phone["until"], phone["then"])
    assert [{"state": "open", "start": "20:00", "end": "02:00"}] == phone["week"]["days"][4]
    assert [{"state": "unknown", "start": "00:00", "end": "00:00"}] == phone["week"]["holidays"]
    assert (None, True) == (chat["week"]["holidays"], chat["week"]["holidays_vary"])
    assert ("2019-01-01T00:00:00Z", None) == (chat["trusted_until"], sms["trusted_until"])
    assert whatsapp["week"] is None
    assert {"at": "2026-11-20T19:00:00Z", "state": "open", "channels": ["open", "unknown", "unknown", "unknown"]} == data["changes"][0]


def test_hours_count_an_overlay(tmp_path: Path, own: list[str]) -> None:
    """A line that is switched off has none; one that is added has, at a local time too."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text('helplines: {disable: [{id: fr-night, reason: outage, until: "2026-11-21T00:00Z"}]}\n', encoding="utf-8")
    files = [*own, "--overlay", str(overlay)]
    result = run("hours", "fr-night", *files, "--at", "2026-11-20T18:00")
    assert (2, "error: the overlay disables this line: outage (until 2026-11-21 00:00+00:00)\n") == (result.exit_code, result.stderr)
    assert "Nuit" in hours("fr-night", *files, at="2026-11-22T18:00")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["fr-nigth"], "no line has this id: did you mean fr-night?"),
        (["fr-night", "--at", "noon"], "--at must be a date and time"),
        (
            ["fr-night", "--at", "2027-03-28T02:30"],
            "--at does not exist, for the clocks go forward then: give a time from 03:00 on, or an offset",
        ),
        (["fr-night", "--at", "2026-10-25T02:30"], "--at occurs twice, for the clocks go back then: add +02:00 for the first time"),
    ],
)
def test_what_hours_cannot_do_is_one_plain_line(arguments: list[str], error: str, own: list[str]) -> None:
    """With what to do about it."""
    result = run("hours", *arguments, *own)
    assert (2, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert error in result.stderr


# --at


def decided(*arguments: str, at: str) -> Result:
    return run("route", "--category", "harassment", "--age", "15", "--json", *arguments, "--at", at)


@pytest.mark.parametrize(
    ("place", "local", "utc"),
    [
        (["FR"], "2026-11-20T18:00", "2026-11-20T17:00Z"),
        (["FRA"], "2026-11-20 18:00", "2026-11-20T17:00+00:00"),
        (["FR"], "2026-07-20T18:00:30", "2026-07-20T16:00:30Z"),
        (["GB"], "2026-11-20T18:00", "2026-11-20T18:00Z"),
        (["FI"], "20261120T1800", "2026-11-20T16:00Z"),
        (["RE"], "2026-11-20T18:00", "2026-11-20T14:00Z"),
        (["FR", "--region", "FR-974"], "2026-11-20T18:00", "2026-11-20T14:00Z"),
        (["FR", "--region", "FR-IDF"], "2026-11-20T18:00", "2026-11-20T17:00Z"),
        (["ES", "--region", "ES-GC"], "2026-11-20T18:00", "2026-11-20T18:00Z"),
        (["PT", "--region", "PT-20"], "2026-11-20T18:00", "2026-11-20T19:00Z"),
        # The hours next to those that are left out and shown twice.
        (["FR"], "2027-03-28T01:59", "2027-03-28T00:59Z"),
        (["FR"], "2027-03-28T03:00", "2027-03-28T01:00Z"),
        (["FR"], "2026-10-25T03:00", "2026-10-25T02:00Z"),
        (["FR"], "2026-10-25T02:30+01:00", "2026-10-25T01:30Z"),
    ],
)
def test_a_local_time_is_that_of_the_reporter(place: list[str], local: str, utc: str) -> None:
    """Of the country, or of the region or territory where that has a clock of its own."""
    there, same = (decided("--country", *place, at=at) for at in (local, utc))
    assert (0, "") == (there.exit_code, there.stderr)
    assert json.loads(there.stdout) == json.loads(same.stdout)
    assert 0 == run("explain", "--category", "hate", "--country", *place, "--at", local).exit_code


@pytest.mark.parametrize(
    ("place", "at", "error"),
    [
        ([], "2026-11-21T18:30", "--at must be a date and time, with an offset or Z such as 2026-11-20T18:00:00+01:00, or with --country"),
        (["--country", "US"], "2026-11-21T18:30", "--at must have an offset or Z, such as 2026-11-20T18:00:00+01:00"),
        (["--country", "NC"], "2026-11-21T18:30", "the local time there is not known"),
        (["--country", "FR"], "2027-03-28T02:00", "--at does not exist, for the clocks go forward then: give a time from 03:00 on"),
        (["--country", "IE"], "2027-03-28T01:30", "--at does not exist, for the clocks go forward then: give a time from 02:00 on"),
        (["--country", "FR"], "2026-10-25T02:59:59", "add +02:00 for the first time, +01:00 for the second"),
        (["--country", "IE"], "2026-10-25T01:00", "add +01:00 for the first time, +00:00 for the second"),
        (["--country", "FR"], "2026-11-21", "--at must be a date and time"),
        (["--country", "FR"], "1999-12-31T18:00", "--at must lie in the years 2000 to 2100"),
        (["--country", "FR"], "9999-12-31T23:59", "--at must lie in the years 2000 to 2100"),
    ],
)
def test_a_local_time_that_is_no_instant_is_refused(place: list[str], at: str, error: str) -> None:
    """One line that says how to mend it, and repeats neither the time nor the place."""
    result = decided(*place, at=at)
    assert (2, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert error in result.stderr
    assert at not in result.stderr
    assert not {"FR", "IE", "US", "NC", "Europe/Paris"} & set(result.stderr.split())


def test_a_territory_of_several_zones_has_no_local_time(own: list[str]) -> None:
    """French Polynesia has three, and the code does not say which."""
    result = decided("--country", "PF", *own, at="2026-11-20T18:00")
    assert (2, 1) == (result.exit_code, len(result.stderr.splitlines()))
    assert "the local time there is not known" in result.stderr


def test_a_registry_of_ones_own_says_which_zone_counts(tmp_path: Path, own: list[str]) -> None:
    """The zone of the country in the given file, not of the shipped one."""
    (tmp_path / "helplines.yaml").write_text(REGISTRY.replace("timezone: Europe/Paris", "timezone: Asia/Tokyo"), encoding="utf-8")
    data = json.loads(hours("fr-night", *own, "--json", at="2026-11-20T18:00"))
    assert ("Asia/Tokyo", "2026-11-20T09:00:00Z") == (data["timezone"], data["at"])
