"""`export`: the registry as JSON, as a table and as HSDS, and what is lost on the way."""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, get_args
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from hypothesis import given, settings
from referencing import Registry as Schemas
from referencing.jsonschema import DRAFT202012
from typer.testing import CliRunner, Result

from builders import channel, country, helpline, policy, registry, world
from helpline_router import Helpline, Registry, default_router
from helpline_router._files import write_whole
from helpline_router.channels import Channel
from helpline_router.cli.app import app
from helpline_router.cli.failures import InputError
from helpline_router.cli.outputs import output_path
from helpline_router.hours import Hours, normalise
from helpline_router.records import Record
from helpline_router.routing import data_file
from helpline_router.stewardship.export import channels_csv, registry_json
from helpline_router.stewardship.hsds import hsds_json
from helpline_router.stewardship.hsds_schedules import Calendar, schedules, weekly_times
from helpline_router.stewardship.hsds_terms import NAMESPACE
from helpline_router.testing import registries
from helpline_router.testing.lines import hours
from helpline_router.vocabulary import State

ROOT: Final = Path(__file__).parents[1]
SCHEMAS: Final = ROOT.parent / "shared" / "schemas" / "hsds-3.0.1"
FRIDAY: Final = date(2026, 11, 20)
RULES: Final = policy()

needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the published HSDS schemas are not beside the repository")


def hsds(facts: Registry, day: date = FRIDAY) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(hsds_json(facts, RULES, day=day))
    return document


def service(line: Helpline, **fields: Any) -> dict[str, Any]:
    """The HSDS service of a line in France."""
    (only,) = hsds(world(line, **fields))["services"]
    assert isinstance(only, dict)
    return only


# JSON


def test_json_is_the_published_one() -> None:
    """The shipped registry fits its published schema and loads to the same registry."""
    facts = default_router().registry
    text = registry_json(facts)
    jsonschema.Draft202012Validator(json.loads((ROOT / "data" / "helplines.schema.json").read_text(encoding="utf-8"))).validate(
        json.loads(text)
    )
    assert facts == Registry.model_validate_json(text)


@given(facts=registries())
def test_json_loses_nothing(facts: Registry) -> None:
    """Any registry survives the journey."""
    assert facts == Registry.model_validate_json(registry_json(facts))


# CSV


def table(facts: Registry) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(channels_csv(facts))))


def records_in(model: type[Record]) -> Iterator[type[Record]]:
    """A model and those that its fields hold."""
    yield model
    for field in model.model_fields.values():
        for inner in held_by(field.annotation):
            yield from records_in(inner)


def held_by(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for argument in get_args(annotation):
        yield from held_by(argument)


def test_a_row_a_channel_with_a_column_a_field() -> None:
    """Each field of a line, of its channel and of what they hold has its column, and no other column is there."""
    leaves = [
        field.alias or name
        for model in dict.fromkeys((*records_in(Helpline), *records_in(Channel)))
        for name, field in model.model_fields.items()
        if not list(held_by(field.annotation))
    ]
    rows = table(world(helpline(channels=[channel("3018"), channel("3019")])))
    assert ["3018", "3019"] == [row["channel.value"] for row in rows]
    columns = list(rows[0])
    assert len(set(columns)) == len(columns)
    assert sorted([*leaves, "country", "timezone"]) == sorted(column.rpartition(".")[2] for column in columns)


def test_lists_are_joined_and_keep_their_places() -> None:
    """Entries of `sources` belong together by their place, also where a date is missing."""
    sources = [
        {"url": "https://a.example.org", "kind": "operator", "supports": ["number", "hours"]},
        {"url": "https://b.example.org", "kind": "press", "published": "2024-05", "supports": ["cost"]},
    ]
    (row,) = table(world(helpline("fr-line", "child_helpline", "online_safety", sources=sources, trusted_flagger=None)))
    assert "child_helpline; online_safety" == row["remits"]
    assert "https://a.example.org; https://b.example.org" == row["sources.url"]
    assert "; 2024-05" == row["sources.published"]
    assert "number, hours; cost" == row["sources.supports"]
    assert ("", "") == (row["trusted_flagger.since"], row["trusted_flagger.source"])
    assert ("false", "", "2026-11-01") == (row["general"], row["anonymous"], row["checked_on"])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
@pytest.mark.parametrize("rest", ["cmd|' /C calc'!A0", "SUM(1+1)*cmd|x", "1+1", "A1"])
def test_no_spreadsheet_runs_a_cell(start: str, rest: str) -> None:
    """A cell that begins like a formula gets an apostrophe, and keeps the rest."""
    (row,) = table(world(helpline(name=start + rest, operator="a =1+1")))
    assert f"'{start}{rest}" == row["name"]
    assert "a =1+1" == row["operator"]


@pytest.mark.parametrize("number", ["3018", "0800 111 0 111", "+33 1 45 39 40 00", "+353-1-800", "0660/1420142", "01.45.39.40.00"])
def test_numbers_are_verbatim(number: str) -> None:
    """What people will dial is never changed."""
    line = helpline(channels=[channel(number, international="+33 1 45 39 40 00")])
    (row,) = table(world(line))
    assert (number, "+33 1 45 39 40 00") == (row["channel.value"], row["channel.international"])


@given(facts=registries())
def test_every_cell_is_safe_and_no_row_is_missing(facts: Registry) -> None:
    """For any registry: as many rows as channels, and what starts like a formula is a number."""
    rows = table(facts)
    assert [(code, line.id, one.value) for code, entry in facts.countries.items() for line in entry.helplines for one in line.channels] == [
        (row["country"], row["id"], row["channel.value"]) for row in rows
    ]
    risky = [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert [] == [cell for cell in risky if not re.fullmatch(r"\+[0-9 ./-]+", cell)]


# HSDS, the published schemas


def closed_schemas() -> Schemas[Any]:
    """The published schemas by their file names, with the fields that they know and no others: HSDS itself would let any pass."""
    contents = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
    closed = {name: {**schema, "additionalProperties": False} for name, schema in contents.items()}
    return Schemas().with_resources((name, DRAFT202012.create_resource(schema)) for name, schema in closed.items())


def validate(facts: Registry, day: date = FRIDAY) -> None:
    document, schemas = hsds(facts, day), closed_schemas()
    for name, records in (("service.json", document["services"]), ("taxonomy.json", document["taxonomies"])):
        validator = jsonschema.Draft202012Validator(
            schemas.contents(name), registry=schemas, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        for record in records:
            validator.validate(record)


@needs_schemas
def test_the_shipped_registry_is_hsds() -> None:
    """Each service fits the published schema, in winter and in summer."""
    validate(default_router().registry)
    validate(default_router().registry, date(2026, 7, 1))


@needs_schemas
@settings(max_examples=15)
@given(facts=registries())
def test_any_registry_is_hsds(facts: Registry) -> None:
    """Whatever the registry holds, it fits the published schema."""
    validate(facts)


@needs_schemas
def test_the_schemas_bite() -> None:
    """A wrong field would be found."""
    schemas = closed_schemas()
    validator = jsonschema.Draft202012Validator(
        schemas.contents("service.json"), registry=schemas, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    right = service(helpline())
    for wrong in ({"status": "open"}, {"id": "fr-line"}, {"minimum_age": "12"}, {"nmae": "x"}, {"phones": [{"number": "3018"}]}):
        assert not validator.is_valid({**right, **wrong})


# HSDS, the ids


def with_id(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "id" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from with_id(item)


@given(facts=registries())
def test_one_id_is_one_record(facts: Registry) -> None:
    """What recurs is the same: an organization, a term."""
    found: dict[str, dict[str, Any]] = {}
    for record in with_id(hsds(facts)):
        assert found.setdefault(record["id"], record) == record


def test_ids_of_shipped_records_recur_only_for_organizations_and_terms() -> None:
    """A phone, a schedule or an attribute is one record of one service."""
    seen: set[str] = set()
    for record in with_id(hsds(default_router().registry)["services"]):
        is_shared = {"id", "name", "description"} == set(record) or "taxonomy" in record
        assert is_shared or record["id"] not in seen
        seen.add(record["id"])


def test_a_services_id_is_made_of_the_lines_id_alone() -> None:
    """It stays when everything else changes."""
    expected = str(uuid5(NAMESPACE, "fr-3018"))
    assert UUID("d30ff285-678a-407e-aa8b-1ab3e0e03516") == NAMESPACE
    assert expected == service(helpline("fr-3018"))["id"]
    assert expected == service(helpline("fr-3018", "victim_support", name="x", hours="unknown"), timezone="Europe/Berlin")["id"]


def test_ids_of_phones_do_not_depend_on_their_order() -> None:
    """A line that puts another channel first keeps the ids of all of them."""
    one, other = channel("3018"), channel("3019")

    def ids(*channels: Channel) -> dict[str, str]:
        return {phone["number"]: phone["id"] for phone in service(helpline(channels=channels))["phones"]}

    assert ids(one, other) == ids(other, one)
    assert 3 == len({phone["id"] for phone in service(helpline(channels=[one, one, other]))["phones"]})


# HSDS, what it says


def test_channels_find_their_places() -> None:
    """Numbers are phones, pages virtual locations, e-mail the service's, and each live one has its schedule."""
    line = helpline(
        channels=[
            channel("3018", menu="4", ask_for="Ana"),
            channel("85258", kind="sms", send="SHOUT"),
            channel("0612 34 56 78", kind="whatsapp", international="+33 6 12 34 56 78", languages=["ar"]),
            channel("01 45 39 40 00", kind="textphone"),
            channel("+33 1 45 39 40 00", **{"from": "abroad"}),
            channel("https://chat.example.org", kind="chat", languages=["en"]),
            channel("HelpMe", kind="messenger"),
            channel("a@example.org", kind="email", hours=None),
            channel("b@example.org", kind="email", hours=None),
            channel("https://example.org/form", kind="web_form", hours=None),
            channel("App 3018", kind="app", hours=None),
        ]
    )
    found = service(line)
    assert [
        ("3018", "voice", "choose 4 in the menu; ask for Ana"),
        ("85258", "text", "send SHOUT"),
        ("0612 34 56 78", "text", "WhatsApp; from abroad +33 6 12 34 56 78"),
        ("01 45 39 40 00", "textphone", None),
        ("+33 1 45 39 40 00", "voice", "for callers from abroad only"),
    ] == [(phone["number"], phone["type"], phone.get("description")) for phone in found["phones"]]
    assert ["Arabic"] == [language["name"] for language in found["phones"][2]["languages"]]
    assert ["phone: 3018", "sms: 85258", "whatsapp: 0612 34 56 78", "textphone: 01 45 39 40 00", "phone: +33 1 45 39 40 00"] == [
        schedule["attending_type"] for schedule in found["schedules"]
    ]
    assert ("a@example.org", ["b@example.org"]) == (found["email"], [contact["email"] for contact in found["contacts"]])
    assert [
        ("chat: https://chat.example.org", "https://chat.example.org", 1),
        ("messenger: HelpMe", None, 1),
        ("web_form: https://example.org/form", "https://example.org/form", 0),
        ("app: App 3018", None, 0),
    ] == [
        (place["location"]["name"], place["location"].get("url"), len(place.get("schedules", ())))
        for place in found["service_at_locations"]
    ]


def test_areas_are_the_regions_or_the_country_with_its_territories() -> None:
    """A line of a region serves nothing else."""
    everywhere = service(helpline(), territories=["RE"])["service_areas"]
    assert [("France", "FR"), ("Réunion", "RE")] == [(area["name"], area["extent"]) for area in everywhere]
    here = service(helpline(regions=["FR-IDF"]), territories=["RE"])["service_areas"]
    assert [("Île-de-France", "FR-IDF")] == [(area["name"], area["extent"]) for area in here]


def test_lines_that_must_not_be_offered_say_so() -> None:
    """Also to a reader who knows nothing of attributes."""
    assert "alert" not in service(helpline())
    assert "Its facts are not evidenced well enough to refer people to it." == service(helpline(confidence="low"))["alert"]
    assert "It takes reports of content and gives no support." == service(helpline("fr-line", "content_reporting"))["alert"]


def test_one_organization_for_an_operator_of_a_country() -> None:
    """Its lines share it; a namesake in another country does not, and an unknown operator is not made up."""
    lines = [helpline("fr-a", operator="Red Cross"), helpline("fr-b", operator="Red Cross"), helpline("fr-c")]
    found = hsds(registry(BE=country(helpline("be-a", operator="Red Cross")), FR=country(*lines)))["services"]
    organizations = [one.get("organization") for one in found]
    assert "Operator of fr-a, fr-b." == organizations[1]["description"]
    assert organizations[1] == organizations[2]
    assert organizations[0]["id"] != organizations[1]["id"]
    assert organizations[3] is None


# HSDS, the hours


def calendar(day: date = FRIDAY, zone: str = "Europe/Paris") -> Calendar:
    return Calendar(day, ZoneInfo(zone), 1460)


def times(hours_text: str, day: date = FRIDAY, zone: str = "Europe/Paris", seen: str | None = "2026-11") -> list[dict[str, Any]]:
    return list(schedules(channel(hours=hours_text, hours_seen=seen), calendar(day, zone)))


@given(expression=hours())
def test_weekly_times_are_those_of_the_expression(expression: str) -> None:
    """In a week without a holiday a schedule is open when the line is, to the minute; what depends on the date has no times."""
    normal = normalise(expression)
    weekly = weekly_times(normal)
    if any(month in normal for month in ("Jan", "Dec")):
        assert {} == weekly
    elif normal != "unknown":
        reader = Hours(normal, ZoneInfo("UTC"), "FR")
        instants = [datetime(2026, 11, 16, tzinfo=UTC) + timedelta(minutes=minutes) for minutes in range(0, 7 * 24 * 60, 15)]
        assert [reader.span(at).state is State.OPEN for at in instants] == [is_open_at(weekly, at) for at in instants]


def is_open_at(weekly: dict[tuple[str, str], set[str]], at: datetime) -> bool:
    days = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    today, yesterday, clock = days[at.weekday()], days[at.weekday() - 1], f"{at:%H:%M}"
    return any(
        (today in on and opens <= clock and (clock < closes or closes <= opens)) or (yesterday in on and closes <= opens and clock < closes)
        for (opens, closes), on in weekly.items()
    )


def test_times_carry_the_offset_of_the_day_for_as_long_as_it_holds() -> None:
    """Winter time in winter, summer time in summer, and neither on a day on which the clocks change."""
    (winter,) = times("Mo-Fr 09:00-17:00")
    assert ("09:00+01:00", "17:00+01:00", 1.0) == (winter["opens_at"], winter["closes_at"], winter["timezone"])
    assert ("2026-10-26", "2027-03-27") == (winter["valid_from"], winter["valid_to"])
    (summer,) = times("Mo-Fr 09:00-17:00", date(2026, 7, 1))
    assert ("09:00+02:00", "2026-03-30", "2026-10-24") == (summer["opens_at"], summer["valid_from"], summer["valid_to"])


@pytest.mark.parametrize(
    "zone", ["Europe/Paris", "Europe/Dublin", "Atlantic/Azores", "Atlantic/Reykjavik", "Pacific/Noumea", "Asia/Kolkata"]
)
@pytest.mark.parametrize("day", [FRIDAY, date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 24), date(2027, 3, 28)])
def test_no_valid_day_has_another_offset(day: date, zone: str) -> None:
    """At no hour from the first to the last valid day."""
    (found,) = times("Mo-Su 09:00-17:00", day, zone)
    first = date.fromisoformat(found.get("valid_from", "2026-01-01"))
    last = date.fromisoformat(found.get("valid_to", "2027-12-31"))
    instants = (
        datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)) + timedelta(hours=n) for n in range(24 * (last - first).days)
    )
    assert {timedelta(hours=found["timezone"])} == {at.utcoffset() for at in instants}


@pytest.mark.parametrize(
    ("expression", "seen", "words"),
    [
        ("unknown", None, "The hours are not known."),
        ("Mo-Fr 09:00-17:00", None, "Usually, but not confirmed recently: Mo-Fr 09:00-17:00 (OpenStreetMap opening_hours, Europe/Paris; "),
        ("24/7", "2015", "Usually, but not confirmed recently: 24/7 "),
        ("Mo-Fr 09:00-17:00; Dec 24-26 closed", "2026-11", "Mo-Fr 09:00-17:00; Dec 24-Dec 26 closed "),
        ("PH 10:00-16:00", "2026-11", "PH 10:00-16:00 "),
    ],
)
def test_what_cannot_be_relied_on_stays_in_words(expression: str, seen: str | None, words: str) -> None:
    """Unknown hours are never open."""
    (found,) = times(expression, seen=seen)
    assert {"description", "attending_type"} == set(found)
    assert found["description"].startswith(words)


@pytest.mark.parametrize(
    ("expression", "weekly"),
    [
        ("24/7", [("00:00Z", "23:59Z", "MO,TU,WE,TH,FR,SA,SU")]),
        ("Mo-Fr 18:00-24:00; PH closed", [("18:00+01:00", "23:59+01:00", "MO,TU,WE,TH,FR")]),
        ("Fr-Su 19:00-07:00", [("19:00+01:00", "07:00+01:00", "FR,SA,SU")]),
        ("Mo 09:00-12:00,14:00-18:00", [("09:00+01:00", "12:00+01:00", "MO"), ("14:00+01:00", "18:00+01:00", "MO")]),
        ("Fr 18:00-24:00; Sa-Su", [("18:00+01:00", "23:59+01:00", "FR"), ("00:00+01:00", "23:59+01:00", "SA,SU")]),
    ],
)
def test_times_of_usual_hours(expression: str, weekly: list[tuple[str, str, str]]) -> None:
    """A night stays whole, and what lasts longer than a day is cut at midnight."""
    assert weekly == [(found["opens_at"], found["closes_at"], found["byday"]) for found in times(expression)]


# The crosswalk

ROWS: Final = re.findall(
    r"^\| `(\w+\.\w+)` \| .* \| (mapped|approximated|lost)\b.*\|$", (ROOT / "docs" / "hsds.md").read_text("utf-8"), re.MULTILINE
)

LINE: Final[dict[str, Any]] = json.loads(
    helpline(
        channels=[channel("3018"), channel("85258", kind="sms")], trusted_flagger={"since": "2024", "source": "https://example.org/flag"}
    ).model_dump_json(exclude_none=True)
)
FACTS: Final[dict[str, Any]] = {
    "version": "1",
    "countries": {
        "FR": {
            "timezone": "Europe/Paris",
            "languages": ["fr"],
            "emergency": [{"number": "112", "kind": "general", "sources": ["https://example.org"]}],
            "gaps": [{"category": "suicide", "ages": {"minimum": 5, "maximum": 17}, "reason": "none", "checked_on": "2026-11-01"}],
            "retired_numbers": [{"number": "3020", "note": "replaced", "sources": []}],
            "helplines": [LINE, {**LINE, "id": "fr-other"}],
        }
    },
}
FRANCE: Final = ("countries", "FR")
FIRST: Final = (*FRANCE, "helplines", 0)
EMERGENCY: Final = (*FRANCE, "emergency", 0)
GAP: Final = (*FRANCE, "gaps", 0)
RETIRED: Final = (*FRANCE, "retired_numbers", 0)
SOURCE: Final = (*FIRST, "sources", 0)
PHONE: Final = (*FIRST, "channels", 0)
PLACES: Final = {
    "Registry": (),
    "Country": FRANCE,
    "Helpline": FIRST,
    "Audience": (*FIRST, "audience"),
    "Channel": PHONE,
    "Source": SOURCE,
    "TrustedFlagger": (*FIRST, "trusted_flagger"),
    "EmergencyNumber": EMERGENCY,
    "Gap": GAP,
    "AgeBand": (*GAP, "ages"),
    "RetiredNumber": RETIRED,
}
# Another value for each field, in the registry above.
CHANGES: Final[dict[str, Any]] = {
    "Registry.version": "2",
    "Registry.countries": {"CH": {**FACTS["countries"]["FR"], "helplines": []}},
    "Country.timezone": "Europe/London",
    "Country.languages": ["fr", "br"],
    "Country.territories": ["RE"],
    "Country.pilot": "stated",
    "Country.emergency": [{"number": "15", "kind": "medical", "sources": ["https://example.org"]}],
    "Country.gaps": [],
    "Country.retired_numbers": [],
    "Country.helplines": [LINE],
    "Helpline.id": "fr-renamed",
    "Helpline.name": "Renamed",
    "Helpline.operator": "Operator",
    "Helpline.remits": ["victim_support"],
    "Helpline.general": True,
    "Helpline.categories": ["hate"],
    "Helpline.audience": {"roles": ["parent"]},
    "Helpline.regions": ["FR-974"],
    "Helpline.timezone": "Indian/Reunion",
    "Helpline.channels": [LINE["channels"][0]],
    "Helpline.languages": ["br"],
    "Helpline.cost": "local_rate",
    "Helpline.anonymous": False,
    "Helpline.confidential": True,
    "Helpline.website": "https://example.org/new",
    "Helpline.networks": ["unps"],
    "Helpline.trusted_flagger": {"source": "https://example.org/other"},
    "Helpline.checked_on": "2026-11-02",
    "Helpline.confidence": "medium",
    "Helpline.sources": [{"url": "https://example.org/new", "kind": "press", "supports": ["number"]}],
    "Helpline.notes": "A note.",
    "Audience.minimum_age": 12,
    "Audience.maximum_age": 21,
    "Audience.roles": ["affected"],
    "Audience.communities": ["lgbtq"],
    "Channel.kind": "textphone",
    "Channel.value": "3019",
    "Channel.hours": "Mo-Fr 09:00-17:00",
    "Channel.hours_seen": "2026-10",
    "Channel.languages": ["br"],
    "Channel.send": "HELP",
    "Channel.menu": "4",
    "Channel.ask_for": "Ana",
    "Channel.caller": "abroad",
    "Channel.international": "+33 1 45 39 40 00",
    "Source.url": "https://example.org/new",
    "Source.kind": "press",
    "Source.published": "2020",
    "Source.supports": ["hours"],
    "TrustedFlagger.since": "2025",
    "TrustedFlagger.source": "https://example.org/other",
    "EmergencyNumber.number": "18",
    "EmergencyNumber.kind": "fire",
    "EmergencyNumber.reached_by": "sms",
    "EmergencyNumber.registered_only": "true",
    "EmergencyNumber.note": "A note.",
    "EmergencyNumber.sources": ["https://example.org/new"],
    "Gap.category": "hate",
    "Gap.ages": {"minimum": 6, "maximum": 16},
    "Gap.reason": "closed",
    "Gap.checked_on": "2026-11-02",
    "AgeBand.minimum": 6,
    "AgeBand.maximum": 16,
    "RetiredNumber.number": "3021",
    "RetiredNumber.replaced_by": "fr-line",
    "RetiredNumber.since": "2020",
    "RetiredNumber.note": "closed",
    "RetiredNumber.sources": ["https://example.org/new"],
}


def test_every_field_of_the_models_stands_in_the_crosswalk() -> None:
    """Once, in the order of the models; and nothing else stands there."""
    models = dict.fromkeys(records_in(Registry))
    names = {f"{model.__name__}.{name}" for model in models for name in model.model_fields}
    assert sorted(names) == sorted(name for name, _ in ROWS)
    assert names == set(CHANGES)


@pytest.mark.parametrize(("name", "fate"), ROWS)
def test_the_crosswalk_is_true(name: str, fate: str) -> None:
    """What it calls lost changes nothing in the export; what it calls mapped or approximated does."""
    assert (fate != "lost") == (export_of(FACTS) != export_of(changed(name)))


def changed(name: str) -> dict[str, Any]:
    """The registry with another value for one field."""
    model, _, field = name.partition(".")
    place = (*PHONE[:-1], 1) if field == "send" else PLACES[model]
    facts = deepcopy(FACTS)
    entry: Any = facts
    for step in place:
        entry = entry[step]
    assert entry.get(field) != CHANGES[name]
    entry[{"caller": "from"}.get(field, field)] = CHANGES[name]
    return facts


def export_of(facts: dict[str, Any]) -> dict[str, Any]:
    document = hsds(Registry.model_validate(facts))
    del document["registry"]["digest"]
    return document


# The command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments], env={"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"})


@pytest.mark.parametrize("name", ["json", "csv", "hsds"])
def test_a_file_and_the_terminal_get_the_same(name: str, tmp_path: Path) -> None:
    """To the byte."""
    shown = run("--format", name, "--at", "2026-11-20")
    written = run("--format", name, "--at", "2026-11-20", "-o", str(tmp_path / "file"))
    assert ((0, ""), (0, "")) == ((shown.exit_code, shown.stderr), (written.exit_code, written.output))
    assert shown.stdout_bytes == (tmp_path / "file").read_bytes()


def test_json_is_the_default() -> None:
    """Nothing is lost unless asked for."""
    assert registry_json(default_router().registry) == run().stdout


def test_own_files_are_exported(tmp_path: Path) -> None:
    """With the policy's trust in hours."""
    (tmp_path / "helplines.yaml").write_text(registry_json(world(helpline())), encoding="utf-8")
    assert ["fr-line"] == [
        row["id"] for row in csv.DictReader(io.StringIO(run("--format", "csv", "--registry", str(tmp_path / "helplines.yaml")).stdout))
    ]


@pytest.mark.parametrize("name", ["helplines.yaml", "routing.yaml", "overlay.yaml", "link.yaml", "../own/helplines.yaml"])
def test_what_is_read_is_never_written(tmp_path: Path, name: str) -> None:
    """By whatever name: a registry without its sources and comments would take the place of the facts."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "helplines.yaml").write_text(registry_json(world(helpline())), encoding="utf-8")
    (folder / "routing.yaml").write_text(policy().model_dump_json(exclude_none=True), encoding="utf-8")
    (folder / "overlay.yaml").write_text("version: own", encoding="utf-8")
    (folder / "link.yaml").symlink_to(folder / "helplines.yaml")
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    options = [f"--{key}={folder / file}.yaml" for key, file in (("registry", "helplines"), ("policy", "routing"), ("overlay", "overlay"))]
    done = run(*options, "-o", str(folder / name))
    assert (2, "") == (done.exit_code, done.stdout)
    assert "which is read: name another file" in done.stderr
    assert texts == {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["helplines.yaml", "routing.yaml"])
def test_the_shipped_files_are_never_written(name: str) -> None:
    """They are read where no other is named."""
    with pytest.raises(InputError, match="which is read"):
        output_path("--output", str(data_file(name)), registry=None, policy=None, overlay=None)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Nothing else is left behind; a link stays a link, and a file keeps its mode."""
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("before", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "after é")
    assert ("after é", 0o640, True) == (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777, link.is_symlink())
    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "\ud800")
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path, "no file")
    assert ("after é", {file, link}) == (file.read_text(encoding="utf-8"), set(tmp_path.iterdir()))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """As /dev/stdout may be one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, "text")
        assert (b"text", True) == (os.read(reader, 10), pipe.is_fifo())
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "zzsecret"], "--format must be one of json, csv, hsds"),
        (["--at", "zzsecret"], "--at must be a day"),
        (["-o", "/zzsecret/file"], "--output: the file cannot be written"),
        (["-o", ""], "--output: needs the path of a file"),
        (["--registry", "/nowhere/file"], "--registry: the file '/nowhere/file' cannot be opened"),
    ],
)
def test_bad_input_is_one_plain_line(arguments: list[str], words: str) -> None:
    """Nothing is written."""
    done = run(*arguments)
    assert (2, "") == (done.exit_code, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert words in done.stderr
    assert "zzsecret" not in done.stderr
