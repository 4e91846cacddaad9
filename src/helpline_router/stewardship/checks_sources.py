"""Checks of the evidence: what the sources support, how old they are, where the addresses lead."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from helpline_router.channels import Channel
from helpline_router.hours import UNKNOWN
from helpline_router.models import Helpline
from helpline_router.records import first_day
from helpline_router.stewardship.checks_findings import Check, Entry, File, Finding, Material, SubjectKind, channels, entries
from helpline_router.vocabulary import Confidence, FactClass, SourceKind

OFFICIAL: Final = frozenset({SourceKind.OPERATOR, SourceKind.GOVERNMENT, SourceKind.NETWORK})
# They copy numbers from each other: ten of them may be one mistake.
SECOND_HAND: Final = frozenset({SourceKind.DATASET, SourceKind.ENCYCLOPEDIA})


def _needed(line: Helpline) -> Mapping[FactClass, str]:
    """The classes of facts that a line states, each with the field that states it."""
    has_hours = any(channel.hours not in (None, UNKNOWN) for channel in line.channels)
    return MappingProxyType(
        {
            FactClass.NUMBER: "channels",
            FactClass.AUDIENCE: "audience",
            **({FactClass.HOURS: "channels"} if has_hours else {}),
            **({FactClass.GENERAL: "general"} if line.general else {}),
        }
    )


def _unsupported_facts(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        supported = {fact for source in entry.line.sources for fact in source.supports}
        for fact, field in _needed(entry.line).items():
            if fact not in supported:
                yield entry.finding(
                    f"no source supports {fact}", "add the source that states it, or leave the fact out", field, value=fact.value
                )


def _second_hand_numbers(material: Material) -> Iterator[Finding]:
    """A line that is never referred may keep such a number: nobody is sent there."""
    for entry in entries(material.registry):
        kinds = {source.kind for source in entry.line.sources if FactClass.NUMBER in source.supports}
        if kinds and kinds <= SECOND_HAND and entry.line.confidence.rank >= material.policy.minimum_confidence.rank:
            yield entry.finding(
                "its number stands only in data sets or an encyclopedia",
                "add a source of the operator, a government, a network or the press, or write low",
                "sources",
                value=FactClass.NUMBER.value,
            )


def _undated_hours(material: Material) -> Iterator[Finding]:
    for entry, index, channel in channels(material.registry):
        dates = {source.published for source in entry.line.sources if FactClass.HOURS in source.supports}
        if channel.hours_seen is not None and channel.hours_seen not in dates:
            yield entry.finding(
                f"hours_seen is {channel.hours_seen}, and no source for the hours has this date",
                "add the source of that date with supports: [hours], or write the date of the newest source that states these hours",
                "channels", index, "hours_seen", value=channel.value,
            )  # fmt: skip


def _future_dates(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        for text, path in _dates(entry.line):
            if first_day(text) > material.day:
                yield entry.finding(f"{path[-1]} is {text}, later than {material.day}", "correct the date", *path, value=text)
    for code, country in material.registry.countries.items():
        for index, gap in enumerate(country.gaps):
            if gap.checked_on > material.day:
                yield Finding(
                    subject=code, value=gap.category.value, location=("countries", code, "gaps", index, "checked_on"),
                    message=f"checked_on is {gap.checked_on}, later than {material.day}", hint="correct the date",
                )  # fmt: skip


def _dates(line: Helpline) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield line.checked_on.isoformat(), ("checked_on",)
    for index, channel in enumerate(line.channels):
        if channel.hours_seen is not None:
            yield channel.hours_seen, ("channels", index, "hours_seen")
    for index, source in enumerate(line.sources):
        if source.published is not None:
            yield source.published, ("sources", index, "published")


def _sources_after_the_check(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        checked_on: date = entry.line.checked_on
        for index, source in enumerate(entry.line.sources):
            if source.published is not None and first_day(source.published) > checked_on:
                yield entry.finding(
                    f"a source of {source.published} is newer than checked_on", "compare all facts again, then write the day",
                    "sources", index, "published", value=source.url,
                )  # fmt: skip


def _unearned_confidence(material: Material) -> Iterator[Finding]:
    for entry in entries(material.registry):
        if entry.line.confidence is Confidence.HIGH and OFFICIAL.isdisjoint(source.kind for source in entry.line.sources):
            yield entry.finding(
                "confidence is high without a source of the operator, a government or a network",
                "add one, or write medium",
                "confidence",
            )


def _open_addresses(material: Material) -> Iterator[Finding]:
    """Sources may be http: nobody in need is sent there."""
    hint = "write https:// if the page answers there; else state an exception"
    for entry in entries(material.registry):
        for address, path in _addresses(entry):
            if address.startswith("http://"):
                yield entry.finding(f"{address} is not encrypted", hint, *path, value=address)
    for index, directory in enumerate(material.policy.directories):
        if directory.url.startswith("http://"):
            yield Finding(
                subject="directories", value=directory.url, file=File.POLICY, location=("directories", index, "url"),
                message=f"{directory.url} is not encrypted", hint=hint,
            )  # fmt: skip


def _addresses(entry: Entry) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if entry.line.website is not None:
        yield entry.line.website, ("website",)
    found: tuple[tuple[int, Channel], ...] = tuple(enumerate(entry.line.channels))
    for index, channel in found:
        if channel.value != entry.line.website:
            yield channel.value, ("channels", index, "value")


CHECKS: Final = (
    Check(
        name="sources",
        description="Number, audience, hours and `general` are each supported by a source of the line.",
        subject_kind=SubjectKind.LINE,
        run=_unsupported_facts,
    ),
    Check(
        name="second-hand-numbers",
        description="The number of a line that may be referred has a source that is no data set and no encyclopedia.",
        subject_kind=SubjectKind.LINE,
        run=_second_hand_numbers,
    ),
    Check(
        name="hours-seen",
        description="`hours_seen` is the date of a source of the line that supports hours.",
        subject_kind=SubjectKind.CHANNEL,
        run=_undated_hours,
    ),
    Check(
        name="future-dates",
        description="No date in the registry lies in the future.",
        subject_kind=SubjectKind.LINE,
        run=_future_dates,
    ),
    Check(
        name="newer-sources",
        description="No source of a line is newer than the day on which the line was checked.",
        subject_kind=SubjectKind.LINE,
        run=_sources_after_the_check,
    ),
    Check(
        name="confidence",
        description="High confidence rests on a source of the operator, a government or a network.",
        subject_kind=SubjectKind.LINE,
        run=_unearned_confidence,
    ),
    Check(
        name="https",
        description="Websites, chats, forms and directories are https; sources need not be.",
        subject_kind=SubjectKind.LINE,
        run=_open_addresses,
    ),
)
