"""The checks: each finds what breaks its law, and nothing where the law holds."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import builders
from builders import PAGE, channel, country, policy, registry, rule
from helpline_router import _yaml
from helpline_router.cli.app import app
from helpline_router.errors import Problem
from helpline_router.hours import normalise
from helpline_router.models import Helpline
from helpline_router.placing import decide
from helpline_router.planning import make_plan
from helpline_router.policy import Policy
from helpline_router.proofs import prove
from helpline_router.records import AgeBand
from helpline_router.registry import Registry
from helpline_router.report import Report
from helpline_router.stewardship.checks import CHECKS, Outcome, run_checks
from helpline_router.stewardship.checks_calendar import Day, openings_of, read_rules, state_at
from helpline_router.stewardship.checks_cells import ages_in_words
from helpline_router.stewardship.checks_exceptions import CheckException, CheckExceptions, ExceptionsError, load_exceptions
from helpline_router.stewardship.checks_findings import Check, File, Finding, Material, SubjectKind
from helpline_router.stewardship.checks_places import Texts, problem_of
from helpline_router.testing import instants, policies, registries, reports
from helpline_router.testing.lines import hours
from helpline_router.vocabulary import Category

DAY: Final = date(2026, 11, 20)
ALL_FACTS: Final = ("number", "hours", "audience", "general")
REFER: Final = (
    "suicide_prevention",
    "child_helpline",
    "youth_support",
    "emotional_support",
    "online_safety",
    "victim_support",
    "anti_hate",
)
BY_NAME: Final = {check.name: check for check in CHECKS}


def source(*supports: str, **fields: Any) -> dict[str, Any]:
    return {"url": PAGE, "kind": "operator", "published": "2026-11", "supports": supports or ALL_FACTS, **fields}


def line(helpline_id: str = "fr-line", *remits: str, **fields: Any) -> Helpline:
    """A line in which no check finds anything: a crisis line for everyone that takes any worry."""
    usual = {"general": True, "sources": [source()], "channels": [channel("01 45 39 40 00")]}
    return builders.helpline(helpline_id, *(remits or ("emotional_support",)), **{**usual, **fields})


def of(*lines: Helpline, code: str = "FR", **fields: Any) -> Registry:
    return registry(**{code: country(*(lines or (line(),)), **fields)})


def with_channel(value: str = "01 45 39 40 00", code: str = "FR", **fields: Any) -> Registry:
    return of(line(f"{code.lower()}-line", channels=[channel(value, **fields)]), code=code)


def material(facts: Registry, rules: Policy | None = None, *, day: date = DAY, text: str | None = None) -> Material:
    """What checks look at; by default one rule that refers to every remit."""
    document = None if text is None else _yaml.parse(text, name="own.yaml")
    return Material(registry=facts, policy=rules or policy(rule("everything", *REFER)), day=day, document=document)


@dataclass(frozen=True)
class Case:
    """A check, what it is given, and what it finds: subjects with the message's distinctive part; nothing if empty."""

    check: str
    given: Material
    expected: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.check}: {', '.join(part for _, part in self.expected) or 'nothing'}"


def fires(check: str, given: Registry | Material, *expected: tuple[str, str] | str) -> Case:
    """The check finds this, at `fr-line` where no subject is named."""
    pairs = tuple(("fr-line", item) if isinstance(item, str) else item for item in expected)
    return Case(check, given if isinstance(given, Material) else material(given), pairs)


def rests(check: str, given: Registry | Material) -> Case:
    """The check finds nothing."""
    return fires(check, given)


def in_hours(expression: str, code: str = "FR") -> Registry:
    return with_channel("112", code, hours=expression)


EMERGENCY: Final = {"kind": "general", "sources": [PAGE]}
CHILD: Final = {"ages": (None, 17), "general": False}
COUNTRIES: Final = (
    fires("emergency-numbers", of(emergency=[{**EMERGENCY, "number": "15"}]), ("FR", "112 is missing")),
    fires(
        "emergency-numbers",
        of(emergency=[{**EMERGENCY, "number": "17", "kind": "police"}, {**EMERGENCY, "number": "112"}]),
        ("FR", "not the general one"),
    ),
    rests("emergency-numbers", of(line("gb-line"), code="GB", emergency=[{**EMERGENCY, "number": "999"}, {**EMERGENCY, "number": "112"}])),
    fires("reviewer-comment", material(of(), text="countries:\n  # one\n  FR:\n    a: b\n"), ("FR", "1 comment lines")),
    fires("reviewer-comment", material(of(), text="countries:\n  # 1\n  # 2\n  # 3\n  FR:\n    a: b\n"), ("FR", "3 comment lines")),
    fires("reviewer-comment", material(of(), text="countries:\n  # 1\n  # 2\n\n  FR:\n    a: b\n"), ("FR", "0 comment lines")),
    rests("reviewer-comment", material(of(), text="# head\n\ncountries:\n  # one\n  # two\n  FR:\n    a: b\n")),
    rests("reviewer-comment", material(of(), text="# one\n# two\n{countries: {FR: {a: b}}}\n# end")),
    fires("reviewer-comment", material(of(), text="# one\ncountries: {}\n"), ("FR", "0 comment lines")),
    rests("reviewer-comment", of()),
    fires("pilot-labels", of(pilot="assumed"), ("FR", "pilot is assumed")),
    fires("pilot-labels", of(line("pl-line"), code="PL", pilot="assumed"), ("PL", "pilot is assumed")),
    fires("pilot-labels", registry(DE=country(line("de-line")), FR=country(line(), pilot="stated")), ("DE", "pilot is left out")),
    rests("pilot-labels", registry(DE=country(line("de-line"), pilot="assumed"), FR=country(line(), pilot="stated"), PL=country())),
    rests("pilot-labels", of()),
)
LINES: Final = (
    fires("remits-and-categories", of(line("fr-line", "suicide_prevention", categories=["self_harm"])), "suicide_prevention, not suicide"),
    fires("remits-and-categories", of(line("fr-line", "anti_hate", categories=["harassment"])), "anti_hate, not hate"),
    fires("remits-and-categories", of(line("fr-line", "equality_body", categories=["harassment"])), "equality_body, not hate"),
    fires("remits-and-categories", of(line("fr-line", "online_safety", categories=["hate"])), "online_safety, not harassment"),
    fires("remits-and-categories", of(line("fr-line", "emotional_support", categories=["hate"])), "not self_harm or suicide"),
    fires("remits-and-categories", of(line("fr-line", "equality_body")), "none of its remits is to talk"),
    fires(
        "remits-and-categories",
        of(line("fr-line", "anti_hate", "victim_support", categories=["self_harm"])),
        "anti_hate, not hate",
        "victim_support, not harassment or hate",
        "none of its remits is to talk",
    ),
    rests("remits-and-categories", of(line("fr-line", "victim_support", categories=["hate"]))),
    rests("remits-and-categories", of(line("fr-line", "emotional_support", categories=["self_harm"]))),
    rests("remits-and-categories", of(line("fr-line", "emotional_support", categories=["hate"], communities=("jewish",)))),
    rests("remits-and-categories", of(line("fr-line", "anti_hate", "emotional_support", categories=["hate"]))),
    fires("narrow-and-general", of(line("fr-line", "narrow_topic")), "only remit is narrow_topic"),
    fires("narrow-and-general", of(line("fr-line", "content_reporting")), "only remit is content_reporting"),
    rests("narrow-and-general", of(line("fr-line", "narrow_topic", general=False))),
    rests("narrow-and-general", of(line("fr-line", "narrow_topic", "emotional_support"))),
    fires("audience", of(line("fr-line", "parent_support")), "neither parent nor professional"),
    fires("audience", of(line("fr-line", "emotional_support", roles=("witness",))), "does not serve affected people"),
    fires("audience", of(line("fr-line", "child_helpline", ages=(18, 25))), "serves no child"),
    fires("audience", of(line("fr-line", "child_helpline", general=False)), "neither names a maximum age"),
    fires("audience", of(line("fr-line", "youth_support", general=False, ages=(12, None))), "neither names a maximum age"),
    rests("audience", of(line("fr-line", "parent_support", roles=("parent",)), line("fr-b", "parent_support", roles=("professional",)))),
    rests("audience", of(line("fr-line", "child_helpline", ages=(17, 17), general=False), line("fr-b", "child_helpline"))),
    fires("languages", of(line(languages=["fr", "ar"])), "speaks ar"),
    fires("languages", of(line(channels=[channel("3018", languages=["fr", "en"])])), "speaks en"),
    rests("languages", of(line(languages=["ar"], sources=[source(), source("languages")]))),
    rests("languages", of(line("no-line", languages=["nb"]), code="NO", languages=["no"])),
    fires("trusted-flagger", of(line(trusted_flagger={"since": "2024-02-16", "source": PAGE})), "since 2024-02-16"),
    fires("trusted-flagger", of(line(trusted_flagger={"since": "2023", "source": PAGE})), "since 2023"),
    fires("trusted-flagger", of(line("gb-line", trusted_flagger={"source": PAGE}), code="GB"), ("gb-line", "outside the European Union")),
    rests("trusted-flagger", of(line(trusted_flagger={"since": "2024", "source": PAGE}))),
    rests("trusted-flagger", of(line(trusted_flagger={"since": "2024-02-17", "source": PAGE}))),
    rests("trusted-flagger", of(line(trusted_flagger={"source": PAGE}))),
)
SOURCES: Final = (
    fires("sources", of(line(sources=[source("number")])), "supports audience", "supports hours", "supports general"),
    fires("sources", of(line(sources=[source("audience", "general", "hours")])), "supports number"),
    rests("sources", of(line(sources=[source("number"), source("audience", "hours", "general")]))),
    rests("sources", of(line(general=False, channels=[channel(hours="unknown")], sources=[source("number", "audience")]))),
    rests(
        "sources",
        of(line(general=False, channels=[channel("a@example.org", kind="email", hours=None)], sources=[source("number", "audience")])),
    ),
    fires(
        "second-hand-numbers",
        of(line(confidence="medium", sources=[source(kind="dataset"), source("number", kind="encyclopedia"), source("audience")])),
        "only in data sets",
    ),
    rests("second-hand-numbers", of(line(confidence="medium", sources=[source(kind="dataset"), source("number", kind="press")]))),
    rests("second-hand-numbers", of(line(confidence="low", sources=[source(kind="dataset")]))),
    rests("second-hand-numbers", of(line(sources=[source("audience", kind="dataset")]))),
    fires("hours-seen", of(line(channels=[channel(hours_seen="2026-10")])), "hours_seen is 2026-10"),
    fires("hours-seen", of(line(sources=[source(published=None)])), "hours_seen is 2026-11"),
    fires("hours-seen", of(line(sources=[source("number")])), "hours_seen is 2026-11"),
    rests("hours-seen", of(line(sources=[source("hours"), source("number", published="2026-10")]))),
    rests("hours-seen", of(line(channels=[channel(hours_seen=None)]))),
    fires("future-dates", of(line(checked_on="2026-11-21")), "checked_on is 2026-11-21"),
    fires("future-dates", of(line(sources=[source(published="2027")])), "published is 2027"),
    fires("future-dates", of(line(channels=[channel(hours_seen="2026-12")])), "hours_seen is 2026-12"),
    fires(
        "future-dates", of(gaps=[{"category": "hate", "reason": "none", "checked_on": "2026-12-01"}]), ("FR", "checked_on is 2026-12-01")
    ),
    rests("future-dates", material(of(line(checked_on="2026-11-21")), day=date(2026, 11, 21))),
    rests("future-dates", of(line(checked_on="2026-11-20", sources=[source(published="2026")]))),
    rests("future-dates", of(gaps=[{"category": "hate", "reason": "none", "checked_on": "2026-11-20"}])),
    fires("newer-sources", of(line(checked_on="2026-10-31")), "a source of 2026-11 is newer"),
    rests("newer-sources", of(line(checked_on="2026-11-01"))),
    fires("confidence", of(line(sources=[source(kind="press"), source(kind="dataset")])), "confidence is high"),
    rests("confidence", of(line(sources=[source(kind="press"), source(kind="network")]))),
    rests("confidence", of(line(sources=[source(kind="press")], confidence="medium"))),
    fires("https", of(line(website="http://example.org")), "http://example.org"),
    fires("https", of(line(channels=[channel("http://example.org/chat", kind="chat")])), "http://example.org/chat"),
    fires("https", of(line(channels=[channel("http://example.org/form", kind="web_form", hours=None)])), "http://example.org/form"),
    fires(
        "https",
        material(of(), policy(directories=[{"name": "All", "url": "http://all.example.org", "for": "all"}])),
        ("directories", "http://all.example.org"),
    ),
    rests("https", of(line(website="https://example.org", sources=[source(url="http://example.org")]))),
)
NUMBERS: Final = (
    fires("dialable-numbers", with_channel("1 45 39 40 00"), "not what people dial at home"),
    fires("dialable-numbers", with_channel("01 45 39 40"), "no number of the numbering plan of FR"),
    fires("dialable-numbers", with_channel("9999"), "no number of the numbering plan"),
    fires("dialable-numbers", with_channel("+44 116 123"), "no number of the numbering plan"),
    fires("dialable-numbers", with_channel("+44 20 7946 0018"), "no number of the numbering plan"),
    fires("dialable-numbers", with_channel("+33 1 45 39 40 00"), "+33 1 45 39 40 00 is not what people dial at home"),
    fires("dialable-numbers", with_channel("+33 3018"), "no number of the numbering plan of FR"),
    rests("dialable-numbers", with_channel("01.45.39.40.00")),
    rests("dialable-numbers", with_channel("3018")),
    rests("dialable-numbers", with_channel("0 800 235 236")),
    rests("dialable-numbers", with_channel("+33 1 45 39 40 00", **{"from": "abroad"})),
    rests("dialable-numbers", of(line(channels=[channel("0262 20 20 20")]), territories=["RE"])),
    rests("dialable-numbers", of(line(channels=[channel("0262 20 20 20")], regions=["FR-974"]))),
    # A number of Svalbard; nobody knows a numbering plan of Bouvet Island.
    fires("dialable-numbers", of(line("no-line", channels=[channel("79 02 12 34")]), code="NO"), ("no-line", "numbering plan of NO")),
    rests("dialable-numbers", of(line("no-line", channels=[channel("79 02 12 34")]), code="NO", territories=["BV", "SJ"])),
    rests("dialable-numbers", with_channel("a@example.org", kind="email", hours=None)),
    fires("international-forms", with_channel(international="+33 1 45 39 40 01"), "is not the international form"),
    fires("international-forms", with_channel("3018", international="+33 3018"), "is not the international form of 3018"),
    fires(
        "international-forms",
        of(line(channels=[channel("3018"), channel("01 45 39 40 00", international="+33 1 45 39 40 01")])),
        "+33 1 45 39 40 01 is not the international form",
    ),
    fires("international-forms", with_channel(international="+32 1 45 39 40 00"), "is not the international form"),
    rests("international-forms", with_channel(international="+33 1 45 39 40 00")),
    rests("international-forms", with_channel()),
    fires("emergency-as-helpline", with_channel("112"), "112 is an emergency number"),
    fires(
        "emergency-as-helpline",
        of(line(channels=[channel("1 5")]), emergency=[{**EMERGENCY, "number": "15"}]),
        "1 5 is an emergency number",
    ),
    rests("emergency-as-helpline", with_channel("115")),
    fires(
        "shared-numbers",
        registry(
            DE=country(line("de-line", channels=[channel("0800 111")])),
            FR=country(line(channels=[channel("0800111")], sources=[source(kind="press")])),
        ),
        "also the number of de-line",
    ),
    fires(
        "shared-numbers",
        registry(
            AT=country(line("at-line", channels=[channel("116 123"), channel("142 142"), channel("116 1234")])),
            DE=country(line("de-line", channels=[channel("116123"), channel("142142")])),
            FR=country(line(channels=[channel("116123"), channel("142142"), channel("1161234")], sources=[source(kind="press")])),
        ),
        "142142 is also the number of at-line, de-line",
        "1161234 is also the number of at-line",
    ),
    rests("shared-numbers", registry(DE=country(line("de-line", channels=[channel("142")])), FR=country(line(channels=[channel("142")])))),
    rests(
        "shared-numbers",
        registry(
            DE=country(line("de-line", channels=[channel("116 123")])),
            FR=country(line(channels=[channel("116123")], sources=[source(kind="press")])),
        ),
    ),
    rests("shared-numbers", of(line("fr-a"), line("fr-b", sources=[source(kind="press")]))),
    fires(
        "retired-numbers",
        of(retired_numbers=[{"number": "30 20", "note": "x"}, {"number": "3020", "note": "y"}]),
        ("FR", "30 20 is listed twice"),
        ("FR", "3020 is listed twice"),
    ),
    fires("retired-numbers", of(retired_numbers=[{"number": "112", "note": "x"}]), ("FR", "is an emergency number")),
    fires("retired-numbers", of(retired_numbers=[{"number": "3020", "replaced_by": "fr-none", "note": "x"}]), ("FR", "is no line of FR")),
    rests(
        "retired-numbers", of(retired_numbers=[{"number": "3020", "replaced_by": "fr-line", "note": "x"}, {"number": "3021", "note": "y"}])
    ),
    fires("116-in-service", with_channel("116 123"), "116 123 is not known to be in service in FR"),
    fires("116-in-service", with_channel("116 111"), "not known to be in service in FR"),
    fires("116-in-service", with_channel("116 006", "BE"), ("be-line", "in BE")),
    fires("116-in-service", with_channel("116 016", "DE"), ("de-line", "in DE")),
    rests("116-in-service", with_channel("116 123", "DE")),
    rests("116-in-service", with_channel("116 006")),
    rests("116-in-service", with_channel("116 1234")),
    rests("116-in-service", with_channel("3018")),
)
HOURS_TEXT: Final = """\
countries:
  FR:
    helplines:
      - channels: [{hours: "Mo-Fr 9:00-17:00; PH off"}]
"""
WEEKEND: Final = "Mo-Fr 09:00-17:00; Sa 10:00-12:00; PH closed"
HOURS: Final = (
    fires("hours-normal-form", material(in_hours("Mo-Fr 9:00-17:00; PH off"), text=HOURS_TEXT), "written as 'Mo-Fr 9:00-17:00; PH off'"),
    rests(
        "hours-normal-form",
        material(in_hours("Mo-Fr 9:00-17:00; PH off"), text=HOURS_TEXT.replace("9:00-17:00; PH off", "09:00-17:00; PH closed")),
    ),
    rests("hours-normal-form", material(in_hours(WEEKEND), text="countries: {}")),
    rests("hours-normal-form", in_hours(WEEKEND)),
    fires("hours-readable", in_hours("Mo[1] 10:00-12:00; PH closed"), "cannot be read in two ways: 'Mo[1] 10:00-12:00'"),
    fires("hours-readable", in_hours("Mo-Su 10:00-18:00; Mo 12:00-13:00 closed"), "closes a part of a day"),
    rests("hours-readable", in_hours("Jan-Mar,Dec 24-Dec 31 Mo-Fr,PH 10:00-12:00,14:00-16:00 unknown, Sa 09:00-10:00")),
    fires("hours-overridden", in_hours("Mo 10:00-12:00; Mo 14:00-16:00; PH closed"), "'Mo 10:00-12:00' is never in force"),
    fires(
        "hours-overridden", in_hours("Mo-Fr 10:00-12:00; Mo 14:00-16:00; PH closed"), "'Mo 14:00-16:00' replaces 'Mo-Fr 10:00-12:00' on Mo"
    ),
    fires("hours-overridden", in_hours("Mo-Fr 10:00-12:00; Mo,We 14:00-16:00; PH closed"), "on Mo, We"),
    fires(
        "hours-overridden",
        in_hours("Mo 10:00-12:00; Mo 14:00-16:00; Tu 10:00-11:00; Tu 12:00-13:00; PH closed"),
        "'Mo 10:00-12:00' is never in force",
        "'Tu 10:00-11:00' is never in force",
    ),
    fires("hours-overridden", in_hours("Jun Mo 10:00-12:00; Jun Mo 14:00-16:00"), "'Jun Mo 10:00-12:00' is never in force"),
    fires("hours-overridden", in_hours("PH closed; Mo-Su 09:00-17:00"), "'PH closed' is never in force"),
    fires("hours-overridden", in_hours("Mo-Fr,PH 09:00-17:00; Sa 10:00-12:00"), "on a public holiday that is a Sa"),
    fires("hours-overridden", in_hours("Dec 24 09:00-12:00; Mo-Su,PH 09:00-17:00"), "'Dec 24 09:00-12:00' is never in force"),
    rests("hours-overridden", in_hours(WEEKEND)),
    rests("hours-overridden", in_hours("Mo-Fr 10:00-12:00, Mo 14:00-16:00; PH closed")),
    rests("hours-overridden", in_hours("24/7; Dec 24-26 closed")),
    rests("hours-overridden", in_hours("Mo-Su,PH 09:00-17:00; Dec 24 09:00-12:00")),
    rests("hours-overridden", in_hours("Jan-Mar Mo-Fr 10:00-12:00; Apr-Dec Mo-Fr 09:00-17:00; PH closed")),
    rests("hours-overridden", in_hours("unknown")),
    fires("hours-holidays", in_hours("Mo-Sa 09:00-17:00"), "leaves out Su"),
    fires("hours-holidays", in_hours("24/7; We closed"), "leaves out We"),
    rests("hours-holidays", in_hours(WEEKEND)),
    rests("hours-holidays", in_hours("Mo-Sa 09:00-17:00; PH unknown")),
    rests("hours-holidays", in_hours("Mo-Fr 09:00-17:00; Sa,Su 10:00-12:00")),
    fires("hours-open-on-holidays", in_hours("Mo-Fr 09:00-17:00; PH"), "'Mo-Fr 09:00-17:00; PH' opens the line day and night"),
    fires("hours-open-on-holidays", in_hours("Mo-Fr 09:00-17:00, PH 00:00-24:00"), "day and night on public holidays"),
    rests("hours-open-on-holidays", in_hours("Mo-Fr 09:00-17:00; PH closed")),
    rests("hours-open-on-holidays", in_hours("Mo-Fr; PH unknown")),
    rests("hours-open-on-holidays", in_hours("Mo-Fr 09:00-17:00; PH 10:00-12:00")),
    rests("hours-open-on-holidays", in_hours("24/7")),
    fires("hours-past-midnight", in_hours("Mo-Su 16:00-25:30"), "16:00-25:30 passes 24:00"),
    fires("hours-past-midnight", in_hours("Mo-Su 23:00-16:00"), "23:00-16:00 lasts 17 hours, past midnight"),
    fires("hours-past-midnight", in_hours("Mo 10:00-10:00; PH unknown"), "10:00-10:00 lasts 24 hours"),
    fires("hours-past-midnight", in_hours("Mo 13:00-03:30; PH unknown"), "13:00-03:30 lasts 14.5 hours"),
    fires("hours-past-midnight", in_hours("Mo 08:00-26:00; PH unknown"), "08:00-26:00 passes"),
    rests("hours-past-midnight", in_hours("Mo-Su 13:00-03:00")),
    rests("hours-past-midnight", in_hours("Mo-Su 00:00-23:59, Mo 16:00-24:00")),
    rests("hours-past-midnight", in_hours("24/7")),
    fires("hours-cut-off", in_hours("Mo 18:00-02:00; Tu-Su 09:00-12:00"), "read as closed on a Tu at 00:00, a person reads open"),
    fires("hours-cut-off", in_hours("Mo-Su 18:00-02:00; PH closed"), "that is a public holiday at 00:00"),
    fires("hours-cut-off", in_hours("Dec Mo 18:00-02:00; Dec Tu 09:00-12:00; PH unknown"), "read as closed on a Tu at 00:00"),
    fires("hours-cut-off", in_hours("Mo 18:00-03:00; Tu 00:00-02:00"), "read as closed on a Tu at 02:00, a person reads open"),
    fires("hours-cut-off", in_hours("Jun Mo 18:00-02:00; Jun Tu 09:00-12:00"), "read as closed on a Tu at 00:00"),
    fires("hours-cut-off", in_hours("Jun 10 18:00-02:00; Jun 11 09:00-12:00"), "read as closed on a Fr at 00:00"),
    # What is wrong in any week is told of one without public holidays.
    fires(
        "hours-cut-off",
        material(in_hours("Th 18:00-02:00; Fr 09:00-12:00; PH closed"), day=date(2026, 12, 20)),
        "read as closed on a Fr at 00:00",
    ),
    # Two public holidays that follow one another.
    rests("hours-cut-off", in_hours("Mo-Su 09:00-17:00; PH closed", "DE")),
    rests("hours-cut-off", in_hours("Mo-Su 10:00-18:00; Mo 12:00-13:00 closed")),
    fires("hours-cut-off", of(line("fr-day"), line(channels=[channel("112", hours="Mo-Su 18:00-02:00; PH closed")])), "at 00:00"),
    rests("hours-cut-off", in_hours("Mo 18:00-24:00; Tu 00:00-02:00,09:00-12:00; PH unknown")),
    rests("hours-cut-off", in_hours("Mo 18:00-02:00, Tu 09:00-12:00")),
    rests("hours-cut-off", in_hours("Mo-Su,PH 18:00-02:00")),
    rests("hours-cut-off", in_hours(WEEKEND)),
    rests("hours-cut-off", in_hours("24/7")),
)
PARENTS: Final = rule("parents", *REFER, when={"role": ["parent"]})
REST: Final = rule("rest", *REFER)
ADULTS_ONLY: Final = of(line(ages=(18, None)))
BELFAST: Final = of(line("gb-line", regions=["GB-NIR"]), code="GB")
TALK_FIRST: Final = policy(rule("all", "emotional_support"), fallback={"refer": ["emotional_support", "victim_support"]})
HATE_GAP: Final = {"category": "hate", "reason": "none found", "checked_on": "2026-11-01"}
SOME: Final = ("suicide", "self_harm", "harassment")
RULES: Final = (
    fires("proofs", material(of(), policy(REST, PARENTS)), ("parents", "is never reached")),
    fires("proofs", material(of(), policy(PARENTS)), ("rules", "no rule for category suicide")),
    fires("proofs", material(of(), policy(rule("it", "it-line", when={"country": ["IT"]}), REST)), ("it", "country IT"), ("it", "it-line")),
    rests("proofs", material(of(), policy(PARENTS, REST))),
    fires("rules-without-effect", material(of(), policy(PARENTS, REST)), ("parents", "has no effect")),
    fires(
        "rules-without-effect",
        material(of(line(), line("fr-b")), policy(rule("parents", "emotional_support", when={"role": ["parent"]}), REST)),
        ("parents", "has no effect"),
    ),
    rests("rules-without-effect", material(of(), policy(rule("parents", "anti_hate", when={"role": ["parent"]}), REST))),
    rests("rules-without-effect", material(of(), policy(rule("parents", *REFER, when={"role": ["parent"]}, emergency_first=True), REST))),
    rests("rules-without-effect", material(of(), policy(rule("parents", *REFER, when={"role": ["parent"]}, open_first=True), REST))),
    rests("rules-without-effect", material(of(), policy(rule("unknown", "anti_hate", when={"age": "unknown"}), REST))),
    # Takes the bands that cross 18 only.
    rests(
        "rules-without-effect",
        material(
            of(),
            policy(
                rule("minors", *REFER, when={"age": {"maximum": 17}}, open_first=True),
                rule("adults", *REFER, when={"age": {"minimum": 18}}, open_first=True),
                rule("bands", "anti_hate", when={"age": {"minimum": 0}}),
                REST,
            ),
        ),
    ),
    fires(
        "rules-without-effect",
        material(
            of(),
            policy(
                rule("minors", *REFER, when={"age": {"maximum": 17}}, open_first=True),
                rule("adults", *REFER, when={"age": {"minimum": 18}}, open_first=True),
                rule("bands", *REFER, when={"age": {"minimum": 0}}),
                REST,
            ),
        ),
        ("bands", "has no effect"),
    ),
    rests(
        "rules-without-effect",
        material(
            of(line(), line("fr-b", "victim_support")),
            policy(rule("parents", "victim_support", when={"role": ["parent"]}), rule("rest", "emotional_support")),
        ),
    ),
    # They differ in a fourth line, for which there is no place; the last two in one that is given a place.
    fires(
        "rules-without-effect",
        material(
            of(line("fr-a"), line("fr-b"), line("fr-c"), line("fr-d", "victim_support")),
            policy(
                rule("parents", "emotional_support", "victim_support", when={"role": ["parent"]}),
                rule("rest", "emotional_support"),
            ),
        ),
        ("parents", "has no effect"),
    ),
    fires(
        "rules-without-effect",
        material(
            of(line("fr-a"), line("fr-b"), line("fr-c"), line("fr-d", "victim_support")),
            policy(rule("parents", "emotional_support", when={"role": ["parent"]}), rule("rest", "emotional_support", "victim_support")),
        ),
        ("parents", "has no effect"),
    ),
    rests(
        "rules-without-effect",
        material(
            of(
                *(line(f"fr-{name}", "victim_support", ages=(18, None), general=False) for name in "abc"),
                line("fr-d", "child_helpline", **CHILD),
            ),
            policy(
                rule("minors", "child_helpline", when={"age": {"maximum": 17}}),
                rule("unknown", "victim_support", "child_helpline", when={"age": "unknown"}),
                rule("rest", "victim_support"),
                fallback={"refer": ["emotional_support"]},
            ),
        ),
    ),
    rests("rules-without-effect", of()),
    fires("orphan-lines", of(line(), line("fr-law", "equality_body", categories=["hate"])), ("fr-law", "refers to equality_body")),
    fires(
        "orphan-lines",
        of(line("fr-law", "parent_support", roles=("parent",), communities=("roma",), regions=["FR-75C"])),
        ("fr-law", "parent_support"),
    ),
    rests("orphan-lines", of(line(regions=["FR-NC"]))),
    rests("orphan-lines", of(line(), line("fr-law", "equality_body", "narrow_topic", confidence="low"), line("fr-b", "narrow_topic"))),
    rests("orphan-lines", of(line("fr-line", "anti_hate", communities=("roma",), regions=["FR-75C"], ages=(60, 70)))),
    fires(
        "orphan-lines",
        of(
            line(),
            line("fr-low", "anti_hate", confidence="low", communities=("roma",)),
            line("fr-law", "equality_body", general=False, categories=["hate"], confidence="medium"),
        ),
        ("fr-law", "refers to equality_body"),
    ),
    fires(
        "orphan-lines",
        of(line(), line("fr-law", "equality_body", "parent_support", roles=("parent",))),
        ("fr-law", "refers to equality_body, parent_support"),
    ),
    # Offered as a line that speaks the reporter's language, unless another does.
    rests("orphan-lines", material(of(line(), line("fr-b", "victim_support", languages=["ar"])), TALK_FIRST)),
    fires("orphan-lines", material(of(line(), line("fr-b", "victim_support")), TALK_FIRST), ("fr-b", "refers to victim_support")),
)
CELLS: Final = (
    fires("undeclared-holes", ADULTS_ONLY, *(("FR", f"no rule finds a line for {category} at ages 10-17") for category in Category)),
    fires("undeclared-holes", of(line(categories=SOME, general=False)), ("FR", "for hate at ages 10-120, unknown")),
    fires(
        "undeclared-holes",
        of(line(categories=SOME, general=False), gaps=[{**HATE_GAP, "ages": {"minimum": 18}}]),
        ("FR", "for hate at ages 10-17"),
    ),
    fires(
        "undeclared-holes",
        material(of(), policy(rule("all", "anti_hate"))),
        *(("FR", f"for {category} at ages 10-120") for category in Category),
    ),
    rests("undeclared-holes", of(line(categories=SOME, general=False), gaps=[HATE_GAP])),
    rests("undeclared-holes", of(line(ages=(10, None)))),
    rests("undeclared-holes", of()),
    fires("gaps-that-are-none", of(gaps=[HATE_GAP]), ("FR", "a gap is declared for hate, and fr-line serves ages 0-120")),
    fires("gaps-that-are-none", of(line(ages=(18, 25)), gaps=[{**HATE_GAP, "ages": {"minimum": 16}}]), ("FR", "fr-line serves ages 18-25")),
    rests("gaps-that-are-none", of(line(categories=SOME, general=False), gaps=[HATE_GAP])),
    rests("gaps-that-are-none", of(line(ages=(18, None)), gaps=[{**HATE_GAP, "ages": {"maximum": 17}}])),
    # Served by the fallback only: that is still a gap.
    rests("gaps-that-are-none", material(of(gaps=[HATE_GAP]), policy(rule("all", "anti_hate")))),
    fires(
        "directory-only", BELFAST, *(("GB", f"of {category} end in an international directory, at ages 10-120") for category in Category)
    ),
    fires(
        "directory-only",
        of(line("fr-line", "child_helpline", ages=(None, 17))),
        *(("FR", f"of {category} end in an international directory, at ages 18-120") for category in Category),
    ),
    rests("directory-only", of(line("gb-line"), line("gb-belfast", regions=["GB-NIR"]), code="GB")),
    rests("directory-only", of(line(ages=(10, None)))),
    rests("directory-only", of(line(categories=SOME, general=False), gaps=[HATE_GAP])),
    fires(
        "minors-without-a-young-line",
        material(of(line(), line("fr-young", "child_helpline", **CHILD)), policy(rule("all", "emotional_support"))),
        *(("FR", f"takes {category} at ages 10-17") for category in Category),
    ),
    fires(
        "minors-without-a-young-line",
        material(
            of(line(), line("fr-young", "youth_support", ages=(16, 25), categories=["hate"], general=False)),
            policy(rule("all", "emotional_support")),
        ),
        ("FR", "takes hate at ages 16-17"),
    ),
    fires(
        "minors-without-a-young-line",
        material(
            of(
                line(),
                line("fr-young", "youth_support", ages=(17, 25), categories=["hate"], general=False, confidence="medium"),
            ),
            policy(rule("all", "emotional_support")),
        ),
        ("FR", "takes hate at ages 17, and"),
    ),
    rests("minors-without-a-young-line", of(line(), line("fr-young", "child_helpline", **CHILD))),
    rests(
        "minors-without-a-young-line",
        material(
            of(
                line("fr-low", "child_helpline", confidence="low"),
                line("fr-roma", "child_helpline", communities=("roma",)),
                line("fr-paris", "child_helpline", regions=["FR-75C"]),
                line("fr-parents", "child_helpline", roles=("parent",)),
                line("fr-old", "youth_support", ages=(18, 25)),
                line("fr-small", "child_helpline", ages=(None, 9)),
            ),
            policy(rule("all", "emotional_support")),
        ),
    ),
)
CASES: Final = (*COUNTRIES, *LINES, *SOURCES, *NUMBERS, *HOURS, *RULES, *CELLS)


def findings(case: Case) -> list[Finding]:
    """What the check finds. Its material is made anew: cells, once made, are kept, and a mutant has to make its own."""
    return list(BY_NAME[case.check].run(replace(case.given)))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_check_finds_what_breaks_its_law_and_nothing_else(case: Case) -> None:
    """SubjectKind and message say what is wrong; a check rests where its law holds."""
    found = findings(case)
    assert len(case.expected) == len(found), found
    for (subject, part), finding in zip(case.expected, found, strict=True):
        assert (subject, True) == (finding.subject, part in finding.message), finding


FINDINGS: Final = Path(__file__).parent / "findings"
FIRING: Final = sorted({case.check for case in CASES if case.expected})


def in_full(finding: Finding) -> Iterator[str]:
    """All that a finding says."""
    yield f"{finding.subject} = {finding.value}" if finding.value else finding.subject
    yield f"    at {finding.file}: {'.'.join(str(part) for part in finding.location)}"
    yield from (f"    {text}" for text in (finding.message, f"hint: {finding.hint}", finding.example) if text)


@pytest.mark.parametrize("check", FIRING)
def test_findings_read_as_they_did(check: str) -> None:
    """What is told of each case, its value, place, hint and example included, is as it was last looked at: findings/<check>.txt."""
    path = FINDINGS / f"{check}.txt"
    cases = ((case, "\n".join(row for finding in findings(case) for row in in_full(finding))) for case in CASES if case.check == check)
    text = "\n\n".join(told for case, told in cases if case.expected) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_file_of_findings_is_left_behind() -> None:
    """A file belongs to a check."""
    assert FIRING == sorted(path.stem for path in FINDINGS.glob("*.txt"))


def test_each_check_is_shown_to_find_and_to_rest() -> None:
    """No check without a case that makes it fire, and one that does not."""
    assert {(check.name, True) for check in CHECKS} | {(check.name, False) for check in CHECKS} == {
        (case.check, bool(case.expected)) for case in CASES
    }


def test_checks_describe_themselves() -> None:
    """A name of its own in lower case with hyphens, and one sentence."""
    assert len(CHECKS) == len(BY_NAME)
    for check in CHECKS:
        assert check.name == check.name.lower().replace("_", "-")
        assert (True, 1) == (check.description.endswith("."), check.description.count(". ") + 1), check.name


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.expected and BY_NAME[case.check].subject_kind is SubjectKind.CELL], ids=str
)
def test_a_finding_about_cells_has_an_example(case: Case) -> None:
    """What is said of many reports is shown by one."""
    assert [] == [finding for finding in findings(case) if not finding.example.startswith("category ")]


def after_good_ones(case: Case) -> Material:
    """The same files with a line without fault before the others, and an address without fault before the other channels."""
    sections = {}
    for code, section in case.given.registry.countries.items():
        mail = channel("good@example.org", kind="email", hours=None)
        good = line(f"{code.lower()}-good", languages=["ar"], channels=[mail], sources=[source(), source("languages")])
        later = (item.model_copy(update={"channels": (mail, *item.channels)}) for item in section.helplines)
        sections[code] = section.model_copy(update={"helplines": (good, *later)})
    return replace(case.given, registry=Registry.model_validate({"version": "1", "countries": sections}))


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if BY_NAME[case.check].subject_kind in (SubjectKind.LINE, SubjectKind.CHANNEL)
        and case.check != "orphan-lines"
        and case.given.document is None
    ],
    ids=str,
)
def test_no_good_line_and_no_good_channel_ends_a_check(case: Case) -> None:
    """What is found is found behind entries without fault too, each at its place."""
    moved = []
    for finding in findings(case):
        match finding.location:
            case ("countries", code, "helplines", int() as index, "channels", int() as at, *rest):
                location: tuple[str | int, ...] = ("countries", code, "helplines", index + 1, "channels", at + 1, *rest)
            case ("countries", code, "helplines", int() as index, *rest):
                location = ("countries", code, "helplines", index + 1, *rest)
            case other:
                location = other
        moved.append(replace(finding, location=location))
    later = replace(case, given=after_good_ones(case))
    assert moved == findings(later)


def test_no_check_finds_anything_in_good_files() -> None:
    """The line on which the cases above are built breaks no law."""
    assert Outcome(findings=(), excused=(), skipped=()) == run_checks(material(of()))


# Laws for any registry and policy

# A survey makes thousands of plans.
SURVEYED: Final = settings(max_examples=max(10, settings.default.max_examples // 4) if settings.default else 10)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Registry, Policy]:
    """Of one country: checks look at one at a time, but for numbers that two share."""
    facts = draw(registries(most=1))
    return facts, draw(policies(facts))


def values_at(whole: Any, location: Iterable[str | int]) -> Iterator[Any]:
    try:
        yield reduce(lambda found, part: found[part], location, whole)
    except (KeyError, IndexError):
        return


@SURVEYED
@given(worlds())
def test_every_finding_has_a_place(world: tuple[Registry, Policy]) -> None:
    """Checks are total, and what they find is where they say: at a field of the files, or at one that is left out there."""
    facts, rules = world
    files = {File.REGISTRY: facts.model_dump(mode="json", by_alias=True), File.POLICY: rules.model_dump(mode="json", by_alias=True)}
    for finding in run_checks(Material(registry=facts, policy=rules, day=DAY)).findings:
        assert finding.message
        assert list(values_at(files[finding.file], finding.location[:-1])), finding


@SURVEYED
@given(worlds())
def test_an_exception_excuses_its_finding_and_no_other(world: tuple[Registry, Policy]) -> None:
    """With an exception for each finding none is left, without one of them that one is back, and each is used."""
    given_world = Material(registry=world[0], policy=world[1], day=DAY)
    found = run_checks(given_world).findings
    keys = list(dict.fromkeys((finding.check, finding.subject, finding.value) for finding in found))
    known = [CheckException(check=check, subject=subject, value=value, reason="known", source=PAGE) for check, subject, value in keys]
    outcome = run_checks(given_world, CheckExceptions(exceptions=tuple(known)))
    assert ((), len(found)) == (outcome.findings, len(outcome.excused))
    if known:
        fewer = run_checks(given_world, CheckExceptions(exceptions=tuple(known[1:]))).findings
        assert {keys[0]} == {(finding.check, finding.subject, finding.value) for finding in fewer}


@SURVEYED
@given(worlds())
def test_a_cell_is_what_a_report_gets(world: tuple[Registry, Policy]) -> None:
    """The plan of a cell is that of the report that it stands for."""
    facts, rules = world
    for code, cells in Material(registry=facts, policy=rules, day=DAY).cells.items():
        for cell in cells[:: max(1, len(cells) // 20)]:
            situation = cell.situation
            report = Report(
                category=situation.category, country=code, role=situation.role, communities=tuple(situation.communities),
                age=None if cell.ages is None else cell.ages.minimum, region=situation.region[0] if situation.region else None,
            )  # fmt: skip
            assert make_plan(report, facts, rules) == cell.plan


@pytest.mark.parametrize(
    ("code", "regions", "territories", "expected"),
    [
        ("FR", [], [], {()}),
        ("GB", ["GB-BFS"], [], {(), ("GB-BFS", "GB-NIR"), ("GB-ABD", "GB-SCT")}),
        ("FR", ["FR-NC"], [], {()}),
        ("FR", ["FR-NC"], ["NC"], {(), ("FR-NC",), ("FR-01", "FR-ARA")}),
        ("LI", [f"LI-{number:02}" for number in range(1, 12)], [], {(), *((f"LI-{number:02}",) for number in range(1, 12))}),
    ],
)
def test_cells_have_the_regions_that_a_report_can_have(
    code: str, regions: list[str], territories: list[str], expected: set[tuple[str, ...]]
) -> None:
    """None; those that lines name with what they lie in, if the country serves them; and one that none names, if there is one."""
    facts = of(line(f"{code.lower()}-line", regions=regions), code=code, territories=territories)
    assert expected == {cell.situation.region for cell in material(facts).cells[code]}


TWINS: Final[tuple[dict[str, Any], ...]] = (
    {"role": ["parent"]},
    {"age": "unknown"},
    {"age": {"maximum": 17}},
    {"age": {"minimum": 13, "maximum": 40}},
    {"category": ["hate"]},
    {"communities": ["lgbtq"]},
)


def with_a_twin(rules: Policy, data: st.DataObject) -> Policy:
    """A rule is put before the last that refers to the same: it often has no effect."""
    when = data.draw(st.sampled_from(TWINS))
    twin = rule("twin", *rules.rules[-1].refer, when=when, open_first=rules.rules[-1].open_first)
    return rules.model_copy(update={"rules": (*rules.rules[:-1], twin, rules.rules[-1])})


@SURVEYED
@given(worlds(), st.data())
def test_without_a_rule_without_effect_every_report_is_answered_alike(world: tuple[Registry, Policy], data: st.DataObject) -> None:
    """The lines, their order and the scope stay, at any time, whatever else the report says."""
    facts, rules = world[0], with_a_twin(world[1], data)
    assume(not prove(facts, rules))
    found = {finding.subject for finding in BY_NAME["rules-without-effect"].run(Material(registry=facts, policy=rules, day=DAY))}
    at = data.draw(instants())
    report = data.draw(reports(facts))
    for rule_id in found:
        rest = rules.model_copy(update={"rules": tuple(rule for rule in rules.rules if rule.id != rule_id)})
        one, other = (decide(make_plan(report, facts, table), at) for table in (rules, rest))
        assert [item.helpline_id for item in one.referrals] == [item.helpline_id for item in other.referrals]
        assert (one.scope, one.emergency) == (other.scope, other.emergency)


@SURVEYED
@given(worlds(), st.data())
def test_an_orphan_line_is_offered_to_nobody(world: tuple[Registry, Policy], data: st.DataObject) -> None:
    """No report, whatever it says, is offered a line that was found to be an orphan."""
    facts, rules = world
    orphans = {finding.subject for finding in BY_NAME["orphan-lines"].run(Material(registry=facts, policy=rules, day=DAY))}
    plan = make_plan(data.draw(reports(facts)), facts, rules)
    assert set() == orphans & {candidate.helpline.id for candidate in plan.candidates}


@SURVEYED
@given(worlds(), st.sampled_from(Category), st.integers(10, 120))
def test_a_hole_is_found_or_declared(world: tuple[Registry, Policy], category: Category, age: int) -> None:
    """An affected person without a line of a rule is in a cell that is found, or in a declared gap; never in both."""
    facts, rules = world
    holes = {
        (finding.subject, finding.value) for finding in BY_NAME["undeclared-holes"].run(Material(registry=facts, policy=rules, day=DAY))
    }
    for code, section in facts.countries.items():
        scope = make_plan(Report(category=category, age=age, country=code), facts, rules).scope
        declared = any(gap.category == category and gap.ages.minimum <= age <= gap.ages.maximum for gap in section.gaps)
        assert scope == "national" or declared or (code, category.value) in holes


# Two readings of opening hours

BY_DAY: Final = ("Mo-Fr 10:00-20:00; PH unknown", "Mo-Su 00:00-24:00; PH closed", "Dec Mo-Fr 09:00-17:00; PH unknown")


@given(hours().filter(lambda expression: expression != "unknown"))
def test_both_readings_agree_where_no_span_passes_midnight(expression: str) -> None:
    """Rules that end by midnight are cut off by nothing."""
    normal = normalise(expression)
    assume(all(opening.end <= 24 * 60 for item in read_rules(normal) for opening in item.openings))
    assert [] == list(BY_NAME["hours-cut-off"].run(material(in_hours(normal))))


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.sampled_from(["FR", "PL", "RO", "SK"]))
@example(date(2026, 11, 30), "RO")
@example(date(2026, 11, 1), "SK")
@example(date(2026, 12, 26), "RO")
def test_both_readings_agree_whatever_the_day(day: date, code: str) -> None:
    """Hours that end by midnight are cut off by nothing, on whichever day the year begins: be it between two public holidays."""
    lines = tuple(line(f"{code.lower()}-{number}", channels=[channel("112", hours=text)]) for number, text in enumerate(BY_DAY))
    assert [] == list(BY_NAME["hours-cut-off"].run(material(of(*lines, code=code), day=day)))


@given(hours().filter(lambda expression: expression != "unknown"))
def test_a_rule_that_stands_alone_overrides_nothing(expression: str) -> None:
    """What is found of two rules is not found of one of them alone."""
    for part in normalise(expression).split("; "):
        assert [] == list(BY_NAME["hours-overridden"].run(material(in_hours(part))))


def test_a_plain_reading_lets_a_span_last_past_midnight() -> None:
    """Monday's hours last into Tuesday, whatever Tuesday says."""
    rules = read_rules("Mo 18:00-02:00; Tu-Su 09:00-12:00; PH closed")
    monday, tuesday = (Day(1, 1, weekday, is_holiday=False) for weekday in (0, 1))
    assert ["open", "open", "closed", "open"] == [state_at(rules, tuesday, monday, minute) for minute in (0, 119, 120, 540)]
    assert () == openings_of(rules, tuesday._replace(is_holiday=True))


BANDS: Final = st.builds(lambda first, more: AgeBand(minimum=first, maximum=min(first + more, 120)), st.integers(0, 120), st.integers(0, 9))


@given(st.lists(st.none() | BANDS, max_size=6))
def test_ages_in_words_are_the_ages_given(bands: list[AgeBand | None]) -> None:
    """Each age given, in ascending ranges between which ages are left out; `unknown`, if given, stands last."""
    words = [word for word in ages_in_words(bands).split(", ") if word]
    assert (None in bands) == (words[-1:] == ["unknown"])
    ranges = [(int(word.split("-")[0]), int(word.split("-")[-1])) for word in words if word != "unknown"]
    given_ages = {age for band in bands if band for age in range(band.minimum, band.maximum + 1)}
    assert sorted(given_ages) == [age for first, last_age in ranges for age in range(first, last_age + 1)]
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


def test_a_plain_reading_adds_what_stands_after_a_comma() -> None:
    """After a comma a rule adds to those before it, after a semicolon it takes their place."""
    monday = Day(1, 1, 0, is_holiday=False)
    for separator, starts in ((", ", [600, 840]), ("; ", [840])):
        rules = read_rules(f"Mo-Fr 10:00-12:00{separator}Mo 14:00-16:00")
        assert starts == [opening.start for opening in openings_of(rules, monday)]
        assert starts == [opening.start for opening in openings_of(rules, monday)]
    mixed = read_rules("Mo-Fr 10:00-12:00; Sa 09:00-10:00, Mo 14:00-16:00; PH closed")
    assert [False, False, True, False] == [rule.adds for rule in mixed]


def test_equal_times_are_a_whole_day_in_both_readings() -> None:
    """From ten to ten is until the next day."""
    expression = normalise("Mo 10:00-10:00")
    [opening] = read_rules(expression)[0].openings
    assert (10 * 60, 34 * 60) == (opening.start, opening.end)
    assert [] == list(BY_NAME["hours-cut-off"].run(material(in_hours(expression))))


LEAP_YEAR: Final = tuple(date(2028, 1, 1) + timedelta(days=number) for number in range(366))


@pytest.mark.parametrize(
    ("dates", "stretches"),
    [
        ("Dec 24", [("12-24", "12-24")]),
        ("Feb", [("02-01", "02-29")]),
        ("Jan-Mar", [("01-01", "03-31")]),
        ("Jan 15-Feb 10", [("01-15", "02-10")]),
        ("Dec 24-Jan 2", [("12-24", "12-31"), ("01-01", "01-02")]),
        ("Nov-Feb", [("11-01", "12-31"), ("01-01", "02-29")]),
        ("Jan,Mar", [("01-01", "01-31"), ("03-01", "03-31")]),
        ("Jan 15-Feb 10,Dec 31", [("01-15", "02-10"), ("12-31", "12-31")]),
    ],
)
def test_dates_are_those_of_the_calendar(dates: str, stretches: list[tuple[str, str]]) -> None:
    """A list is of all its parts, a range has both its ends and may pass the end of the year."""
    [rule] = read_rules(f"{dates} Mo-Su 10:00-12:00")
    expected = [any(first <= f"{day:%m-%d}" <= last for first, last in stretches) for day in LEAP_YEAR]
    assert expected == [rule.takes(Day(day.month, day.day, day.weekday(), is_holiday=False)) for day in LEAP_YEAR]


def test_ages_read_as_ranges() -> None:
    """Ages that follow one another are one range, whatever their order."""
    bands = [AgeBand(minimum=18, maximum=18), AgeBand(minimum=13, maximum=17), None, AgeBand(minimum=30, maximum=30)]
    assert "13-18, 30, unknown" == ages_in_words(bands)


# Exceptions


NOISY: Final = material(with_channel("112"))


def excused(**fields: Any) -> Outcome:
    usual = {"check": "emergency-as-helpline", "subject": "fr-line", "value": "112", "reason": "known", "source": PAGE}
    exception = CheckException.model_validate({**usual, **fields})
    return run_checks(NOISY, CheckExceptions(exceptions=(exception,)))


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(finding.check, finding.message) for finding in outcome.findings]


def test_an_exception_that_fits_is_reported_as_excused() -> None:
    """The finding is gone, and its reason is known."""
    outcome = excused()
    assert ([], ["known"]) == (told(outcome), [exception.reason for _, exception in outcome.excused])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": "15"}, "the exception to emergency-as-helpline excuses nothing"),
        ({"value": None}, "the exception to emergency-as-helpline excuses nothing"),
        ({"subject": "fr-other"}, "the exception to emergency-as-helpline excuses nothing"),
        ({"check": "dialable-numbers"}, "the exception to dialable-numbers excuses nothing"),
        ({"check": "emergency-as-helplines"}, "no check is called emergency-as-helplines"),
    ],
)
def test_an_exception_that_does_not_fit_is_a_finding(fields: dict[str, Any], message: str) -> None:
    """Beside the finding that it was meant for, at its place in the file of exceptions."""
    outcome = excused(**fields)
    assert [("emergency-as-helpline", "112 is an emergency number"), ("exceptions", message)] == told(outcome)
    assert (File.EXCEPTIONS, ("exceptions", 0)) == (outcome.findings[1].file, outcome.findings[1].location)


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        (
            {"check": "emergency-as-helplines"},
            "no check is called emergency-as-helplines",
            "did you mean emergency-as-helpline?",
        ),
        ({"check": "xyz"}, "no check is called xyz", "see 'helpline-router check --list'"),
        (
            {"value": "113", "source": None},
            "an exception to emergency-as-helpline needs a source",
            "add the page that shows it",
        ),
        (
            {"check": "https"},
            "the exception to https excuses nothing",
            "take it out, or correct its subject or value",
        ),
    ],
)
def test_a_fault_of_an_exception_is_told_in_full(fields: dict[str, Any], message: str, hint: str) -> None:
    """Whose exception it is, its place among the others, and how to mend it."""
    usual = {"check": "emergency-as-helpline", "subject": "fr-line", "value": "112", "reason": "known", "source": PAGE}
    exceptions = tuple(CheckException.model_validate(item) for item in (usual, {**usual, **fields}))
    found = run_checks(NOISY, CheckExceptions(exceptions=exceptions)).findings
    assert found[0] == Finding(
        check="exceptions", subject="fr-line", value=exceptions[1].value, file=File.EXCEPTIONS, location=("exceptions", 1),
        message=message, hint=hint,
    )  # fmt: skip


def test_an_exception_for_a_number_needs_a_source() -> None:
    """It excuses, and is itself found."""
    assert [("exceptions", "an exception to emergency-as-helpline needs a source")] == told(excused(source=None))


def test_unused_exceptions_may_be_let_pass() -> None:
    """The shipped exceptions are about lines that own files do not have."""
    unused = CheckExceptions(exceptions=(CheckException(check="https", subject="fr-other", reason="known"),))
    assert [] == told(run_checks(material(of()), unused, refuse_unused=False))


def test_a_check_without_its_library_is_named_as_skipped() -> None:
    """Never silently, and an exception to it is not called unused."""
    check = Check(name="far", description="x.", subject_kind=SubjectKind.LINE, run=lambda _: iter(()), requires="no_such_library")
    known = CheckExceptions(exceptions=(CheckException(check="far", subject="fr-line", reason="known"),))
    assert Outcome(findings=(), excused=(), skipped=(check,)) == run_checks(material(of()), known, checks=(check,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exceptions: [{check: a, subject: b}]", "missing field 'reason'"),
        ("exceptions: [{check: a, subject: b, reason: c, scource: d}]", "did you mean 'source'?"),
        ("exceptions: [{check: a, subject: b, reason: c}, {check: a, subject: b, reason: d}]", "two exceptions for a b"),
        ("exceptions: [", "not YAML"),
    ],
)
def test_faulty_exceptions_are_refused_with_their_place(tmp_path: Path, text: str, message: str) -> None:
    """The file is read as strictly as the others."""
    path = tmp_path / "exceptions.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExceptionsError) as caught:
        load_exceptions(path)
    assert message in str(caught.value)
    assert str(path) == caught.value.problems[0].where.rsplit(":", 2)[0]


# The command


REGISTRY: Final = """\
version: "1"
countries:
  # FR: a country for the tests
  # Re-check first: nothing
  FR:
    timezone: Europe/Paris
    languages: [fr]
    emergency:
      - {number: "112", kind: general, sources: ["https://example.org"]}
    helplines:
      - id: fr-line
        name: Écoute
        remits: [emotional_support]
        general: true
        categories: [suicide, self_harm, harassment, hate]
        audience: {roles: [affected]}
        channels:
          - {kind: phone, value: "01 45 39 40 00", hours: "24/7", hours_seen: "2026-01"}
        languages: [fr]
        website: https://example.org
        checked_on: "2026-11-01"
        confidence: high
        sources: [{url: "https://example.org", kind: operator, published: "2026-01", supports: [number, hours, audience, general]}]
"""
POLICY: Final = """\
version: "1"
minimum_platform_age: 13
minimum_confidence: medium
maximum_referrals: 3
hours_trusted_for_days: 1460
review_after_days: {suicide: 90, self_harm: 90, harassment: 180, hate: 180}
rules:
  - {id: everyone, refer: [emotional_support], rationale: A rule for the tests.}
fallback: {refer: [emotional_support]}
directories: [{name: Find A Helpline, url: "https://findahelpline.com", for: all}]
"""


class Files:
    """Own files, and the command run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write(registry=REGISTRY, policy=POLICY)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def check(self, *arguments: str, columns: str | None = None) -> Result:
        options = [part for path in sorted(self.folder.glob("*.yaml")) for part in (f"--{path.stem}", str(path))]
        return CliRunner().invoke(app, ["check", *options, *arguments], env={"COLUMNS": columns}, prog_name="helpline-router")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_the_command_is_content_with_good_files(files: Files) -> None:
    """Exit code 0, in all three forms."""
    result = files.check("--at", "2026-11-20")
    assert (0, "no findings (lines: 1, countries: 1, rules: 1)\n", "") == (result.exit_code, result.stdout, result.stderr)
    assert {"findings": [], "excused": [], "skipped": [], "note": None} == json.loads(files.check("--at", "2026-11-20", "--json").stdout)
    assert (0, "") == ((result := files.check("--at", "2026-11-20", "--github")).exit_code, result.stdout)


def test_a_finding_is_shown_in_its_line(files: Files) -> None:
    """File, line and column, the line, a caret, a hint, the check's name."""
    files.write(registry=REGISTRY.replace("https://example.org\n", "http://example.org\n"))
    path = files.folder / "registry.yaml"
    result = files.check("--at", "2026-11-20")
    assert 1 == result.exit_code
    assert [
        f"{path}:20:18: fr-line: http://example.org is not encrypted [https]",
        "          website: http://example.org",
        "                   ^",
        "  hint: write https:// if the page answers there; else state an exception",
        "1 finding (lines: 1, countries: 1, rules: 1)",
    ] == result.stdout.splitlines()
    [found] = json.loads(files.check("--at", "2026-11-20", "--json").stdout)["findings"]
    assert ("https", "fr-line", "http://example.org", f"{path}:20:18") == tuple(
        found[key] for key in ("check", "subject", "value", "where")
    )


def test_on_a_terminal_texts_are_wrapped_and_the_line_of_the_file_is_not(files: Files) -> None:
    """The same words as in a pipe; what follows the first row stands further in."""
    files.write(registry=REGISTRY.replace("https://example.org\n", "http://example.org\n"))
    for arguments in (["--at", "2026-11-20"], ["--stale", "--at", "2027-11-20"]):
        piped, narrow = (files.check(*arguments, columns=columns).stdout for columns in (None, "50"))
        assert piped.split() == narrow.split()
        rows = narrow.splitlines()
        assert len(rows) > len(piped.splitlines())
        assert all(len(row) <= 50 or len(row.split()) == 1 for row in rows)
    lines = files.check("--at", "2026-11-20", columns="50").stdout.splitlines()
    shown = lines.index("          website: http://example.org")
    assert ("                   ^", "  hint: write https:// if the page answers there;") == tuple(lines[shown + 1 : shown + 3])
    assert "    else state an exception" == lines[shown + 3]


def test_a_finding_about_a_rule_is_shown_in_the_policy_with_an_example(files: Files) -> None:
    """The rule's place, and a report."""
    twin = "  - {id: twin, when: {role: [parent]}, refer: [emotional_support], rationale: None.}\n"
    files.write(policy=POLICY.replace("rules:\n", f"rules:\n{twin}"))
    lines = files.check("--at", "2026-11-20").stdout.splitlines()
    assert lines[0].startswith(f"{files.folder / 'policy.yaml'}:8:5: twin: has no effect")
    assert "  example: category suicide, age 18, role parent, country FR" in lines


def test_annotations_are_escaped(files: Files) -> None:
    """As GitHub reads them: percent signs and line ends anywhere, colons and commas in properties."""
    folder = files.folder / "a, b: 100%"
    folder.mkdir()
    (folder / "registry.yaml").write_text(REGISTRY.replace("https://example.org\n", "http://example.org/%2C\n"), encoding="utf-8")
    result = files.check("--registry", str(folder / "registry.yaml"), "--at", "2026-11-20", "--github")
    shown = str(folder / "registry.yaml").replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    assert 1 == result.exit_code
    assert result.stdout.startswith(
        f"::error file={shown},line=20,col=18,title=https::fr-line: http://example.org/%252C is not encrypted [https] (hint: "
    )


def test_own_exceptions_excuse_and_must_be_used(files: Files) -> None:
    """They take the place of the shipped ones."""
    entry = "exceptions:\n  - {check: https, subject: fr-line, value: 'http://example.org', reason: known}\n"
    files.write(registry=REGISTRY.replace("https://example.org\n", "http://example.org\n"), exceptions=entry)
    assert (0, "no findings (lines: 1, countries: 1, rules: 1, excused: 1)\n") == (
        (result := files.check("--at", "2026-11-20")).exit_code, result.stdout,
    )  # fmt: skip
    assert ["known"] == [item["reason"] for item in json.loads(files.check("--json", "--at", "2026-11-20").stdout)["excused"]]
    files.write(registry=REGISTRY)
    result = files.check("--at", "2026-11-20")
    assert 1 == result.exit_code
    assert result.stdout.startswith(f"{files.folder / 'exceptions.yaml'}:2:5: fr-line: the exception to https excuses nothing [exceptions]")


def test_a_finding_about_an_overlay_is_shown_there(files: Files) -> None:
    """An added line and an added rule are found by their ids; what follows them keeps its place."""
    added = REGISTRY.split("helplines:\n")[1].replace("fr-line", "fr-added").replace("https://example.org\n", "http://added.example.org\n")
    files.write(
        registry=REGISTRY.replace("https://example.org\n", "http://example.org\n"),
        overlay="helplines:\n  add:\n" + added.replace("      - id", "      - before: fr-line\n        id"),
    )
    lines = [line for line in files.check("--at", "2026-11-20").stdout.splitlines() if "[https]" in line]
    assert [
        f"{files.folder / 'overlay.yaml'}:13:18: fr-added: http://added.example.org is not encrypted [https]",
        f"{files.folder / 'registry.yaml'}:20:18: fr-line: http://example.org is not encrypted [https]",
    ] == lines


def test_a_line_that_is_switched_off_may_still_be_what_a_number_was_replaced_by(files: Files) -> None:
    """Nobody can mend that in the overlay; when the line is back, it is as before."""
    retired = '    retired_numbers: [{number: "3020", replaced_by: fr-other, note: Closed.}]\n    helplines:\n'
    other = REGISTRY.split("helplines:\n")[1].replace("fr-line", "fr-other")
    disable = "{id: fr-other, reason: No answer., until: 2026-11-21T00:00+00:00}"
    files.write(registry=REGISTRY.replace("    helplines:\n", retired) + other, overlay=f"helplines: {{disable: [{disable}]}}")
    for day, lines in (("2026-11-20", 1), ("2026-11-21", 2)):
        assert f"no findings (lines: {lines}, countries: 1, rules: 1)\n" == files.check("--at", day).stdout


REGISTRY_TEXT: Final = "countries:\n  FR:\n    emergency: []\n    helplines:\n      - {id: fr-line, general: true}\n"
POLICY_TEXT: Final = "rules:\n  - {id: first}\n  - {id: everything}\ndirectories:\n  - {url: x}\n"
EXCEPTIONS_TEXT: Final = "exceptions:\n  - {check: https}\n"
IN_LINE: Final = ("countries", "FR", "helplines", 0, "general")
IN_RULE: Final = ("rules", 0, "id")


@pytest.mark.parametrize(
    ("file", "location", "overlay", "where"),
    [
        (File.REGISTRY, ("countries", "FR", "emergency"), None, "registry:3:5"),
        (File.REGISTRY, IN_LINE, None, "registry:5:32"),
        (File.REGISTRY, IN_LINE, "rules: {add: [{id: fr-line}]}", "registry:5:32"),
        (File.REGISTRY, IN_LINE, "helplines: {add: [{id: fr-line, general: true}]}", "overlay:1:42"),
        (File.REGISTRY, IN_LINE, "helplines: {replace: [{id: fr-a}, {id: fr-line, general: true}]}", "overlay:1:58"),
        (File.POLICY, IN_RULE, None, "policy:3:10"),
        (File.POLICY, IN_RULE, "rules: {add: [{id: everything}]}", "overlay:1:20"),
        (File.POLICY, IN_RULE, "rules: {replace: [{id: first}, {id: everything}]}", "overlay:1:37"),
        (File.POLICY, IN_RULE, "helplines: {add: [{id: everything}]}", "policy:3:10"),
        (File.POLICY, ("directories", 0, "url"), None, "policy:5:11"),
        (File.EXCEPTIONS, ("exceptions", 0, "check"), None, "exceptions:2:13"),
    ],
)
def test_a_finding_is_where_its_entry_stands(file: File, location: tuple[str | int, ...], overlay: str | None, where: str) -> None:
    """Lines and rules by their ids: in the overlay that adds or replaces them, else wherever their file has them now."""
    texts = Texts(
        registry=_yaml.parse(REGISTRY_TEXT, name="registry"), policy=_yaml.parse(POLICY_TEXT, name="policy"),
        exceptions=_yaml.parse(EXCEPTIONS_TEXT, name="exceptions"),
        overlay=None if overlay is None else _yaml.parse(overlay, name="overlay"),
    )  # fmt: skip
    finding = Finding(check="far", subject="it", file=file, location=location, message="is wrong", hint="mend it")
    problem = problem_of(finding, material(of()), texts)
    assert (where, "it: is wrong [far]", "mend it") == (problem.where, problem.message, problem.hint)


def test_a_finding_about_a_line_that_no_file_has_names_it() -> None:
    """Files that do not belong together still tell what was found."""
    nothing = _yaml.parse("version: '1'", name="other")
    finding = Finding(check="far", subject="fr-line", location=IN_LINE, message="is wrong", hint="mend it")
    found = problem_of(finding, material(of()), Texts(registry=nothing, policy=nothing, exceptions=nothing))
    assert Problem("fr-line", "fr-line: is wrong [far]", "mend it") == found


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--at", "yesterday"], "error: --at must be a day such as 2026-11-20"),
        (["--at", "1999-01-01"], "error: --at must be a day such as 2026-11-20"),
        (["--github", "--json"], "error: --github shows findings only"),
        (["--github", "--stale"], "error: --github shows findings only"),
        (["--list", "--stale"], "error: --list and --stale show different things"),
        (["--exceptions", "none.yaml"], "--exceptions: the file 'none.yaml' cannot be opened"),
        (["--exceptions", "/dev/zero"], "--exceptions: the file '/dev/zero' cannot be opened (not a regular file)"),
        (["--exceptions", ""], "--exceptions: needs the path of a file"),
    ],
)
def test_bad_options_are_told_in_a_line(files: Files, arguments: list[str], message: str) -> None:
    """Exit code 2, nothing on stdout."""
    result = files.check(*arguments)
    assert (2, "", 1) == (result.exit_code, result.stdout, len(result.stderr.splitlines()))
    assert result.stderr.startswith(message)


def test_bad_files_are_told_in_every_form(files: Files) -> None:
    """Exit code 2; programs get what people get."""
    files.write(registry=REGISTRY.replace("Europe/Paris", "Paris"))
    where = f"{files.folder / 'registry.yaml'}:6:15"
    assert (2, True) == ((result := files.check()).exit_code, result.stderr.startswith(f"{where}: not an IANA time zone"))
    assert [("load", where)] == [(found["check"], found["where"]) for found in json.loads(files.check("--json").stdout)["findings"]]
    assert files.check("--github").stdout.startswith(f"::error file={files.folder / 'registry.yaml'},line=6,col=15,title=load::not an IANA")


def test_the_checks_can_be_listed(files: Files) -> None:
    """Each with its law."""
    assert [f"{check.name} ({check.subject_kind}): {check.description}" for check in CHECKS] == files.check("--list").stdout.splitlines()
    assert [check.name for check in CHECKS] == [item["name"] for item in json.loads(files.check("--list", "--json").stdout)["checks"]]


_INSTALL: Final = "they need one more step: pip install 'helpline-router[check]'"
_NOT_RUN: Final = f"2 checks that were not run: {', '.join(check.name for check in CHECKS if check.requires)}"


def without_phonenumbers(files: Files, *arguments: str) -> tuple[int, str, str]:
    code = "import sys; sys.modules['phonenumbers'] = None; from helpline_router.cli import main; main()"
    options = ["check", "--registry", str(files.folder / "registry.yaml"), "--policy", str(files.folder / "policy.yaml"), *arguments]
    done = subprocess.run([sys.executable, "-c", code, *options], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_without_phonenumbers_the_command_has_not_passed(files: Files) -> None:
    """It says what it left out and what to install, in all three forms: exit code 2."""
    summary = "no findings (lines: 1, countries: 1, rules: 1)"
    assert (2, f"{summary}\npassed, except {_NOT_RUN}\n  hint: {_INSTALL}\n", "") == without_phonenumbers(files)
    code, out, _ = without_phonenumbers(files, "--json")
    assert (2, f"{_NOT_RUN}: {_INSTALL}") == (code, json.loads(out)["note"])
    code, out, _ = without_phonenumbers(files, "--github")
    assert (2, f"::error title=check::checks: {_NOT_RUN} (hint: {_INSTALL})\n") == (code, out)


def test_a_finding_counts_though_checks_were_not_run(files: Files) -> None:
    """Exit code 1, and it is said all the same."""
    files.write(registry=REGISTRY.replace("https://example.org\n", "http://example.org\n"))
    code, out, _ = without_phonenumbers(files)
    assert (1, [_NOT_RUN, f"  hint: {_INSTALL}"]) == (code, out.splitlines()[-2:])


# The shipped exceptions


def test_shipped_exceptions_are_sorted() -> None:
    """By check, then by subject, then by value."""
    path = Path(__file__).parents[1] / "data" / "check-exceptions.yaml"
    keys = [exception.key for exception in load_exceptions(path).exceptions]
    assert sorted(keys) == keys
    assert keys == [
        (item["check"], item["subject"], item.get("value")) for item in yaml.safe_load(path.read_text(encoding="utf-8"))["exceptions"]
    ]
