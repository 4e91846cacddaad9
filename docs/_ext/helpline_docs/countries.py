"""One page for each country: its lines with their evidence, emergency numbers, gaps and retired numbers."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from itertools import chain
from pathlib import Path

from helpline_docs.matrix import country_matrix, registry_day
from helpline_docs.tables import code, codes, day, link, plain, table
from helpline_router import Helpline, default_router
from helpline_router.catalogues import source_catalogue
from helpline_router.channels import Channel
from helpline_router.clock_phrases import Clock, week_around
from helpline_router.hours import UNKNOWN
from helpline_router.iso import region_name
from helpline_router.models import Country, Gap, zone_of
from helpline_router.stewardship.staleness import overdue_lines
from helpline_router.vocabulary import MAXIMUM_AGE, Pilot, Remit
from helpline_router.weeks import week_of


def write_pages(folder: Path) -> None:
    """Write the pages, and take away those of countries that are no longer there. What has not changed is not touched."""
    folder.mkdir(exist_ok=True)
    pages = {folder / f"{code.lower()}.md": page(code) for code in default_router().registry.countries}
    for path in set(folder.glob("*.md")) - pages.keys():
        path.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def country_name(country: str) -> str:
    """The English name of a country."""
    return str(source_catalogue().locale.territories[country])


def country_list(_argument: str) -> str:
    """The countries with how many lines they have."""
    countries = default_router().registry.countries
    rows = (
        (f"[{plain(country_name(key))}](countries/{key.lower()}.md)", str(len(country.helplines)), str(len(country.gaps)), _pilot(country))
        for key, country in countries.items()
    )
    return table(("country", "lines", "declared gaps", "pilot"), rows)


def page(country: str) -> str:
    """The page of a country, as Markdown."""
    facts = default_router().registry.countries[country]
    parts = (
        f"# {plain(country_name(country))}",
        _about(facts),
        "## What people have",
        "How to read it stands on the page on [coverage](../coverage.md).",
        country_matrix(country),
        "## Emergency numbers",
        _emergency(facts),
        "## Lines",
        "In the order of national preference.",
        *chain.from_iterable(_line(line, facts) for line in facts.helplines),
        *_gaps(facts.gaps),
        *_retired(facts),
    )
    return "\n\n".join(parts) + "\n"


def _about(country: Country) -> str:
    texts = [f"Languages: {_languages(country.languages)}.", f"Time zone: {plain(country.timezone)}."]
    if country.territories:
        texts.append(f"Its lines also serve {', '.join(plain(country_name(area)) for area in country.territories)}.")
    if country.pilot:
        texts.append(f"Pilot country: {_pilot(country)}.")
    return "\n".join(texts)


def _pilot(country: Country) -> str:
    return {Pilot.STATED: "by a public statement", Pilot.ASSUMED: "assumed", None: ""}[country.pilot]


def _languages(found: tuple[str, ...]) -> str:
    names = source_catalogue().locale.languages
    return plain(", ".join(names.get(language, language) for language in found))


def _emergency(country: Country) -> str:
    rows = (
        (code(entry.number), plain(entry.kind), plain(entry.reached_by), plain(entry.note or ""), "<br>".join(map(link, entry.sources)))
        for entry in country.emergency
    )
    return table(("number", "reaches", "by", "note", "sources"), rows)


def _line(line: Helpline, country: Country) -> Iterator[str]:
    yield f"### {plain(line.name)}"
    yield from _warnings(line)
    facts = ((label, text) for label, text in _facts(line) if text)
    yield table(("", code(line.id)), facts)
    rows = (
        (plain(channel.kind), _value(channel), _hours(channel, line, country), plain(channel.hours_seen or "")) for channel in line.channels
    )
    yield table(("channel", "number or address", "hours", "hours seen"), rows)
    sources = (
        (link(entry.url), plain(entry.kind), plain(entry.published or ""), plain(", ".join(entry.supports))) for entry in line.sources
    )
    yield table(("source", "published by", "date", "supports"), sources)
    if line.notes:
        yield f":::{{admonition}} Notes for reviewers\n:class: note\n{plain(line.notes)}\n:::"


def _warnings(line: Helpline) -> Iterator[str]:
    policy = default_router().policy
    if line.confidence.rank < policy.minimum_confidence.rank:
        yield (
            f":::{{warning}}\nNever referred: its facts are of {plain(line.confidence)} confidence, "
            f"and the policy asks for {plain(policy.minimum_confidence)} or better.\n:::"
        )
    if set(line.remits) == {Remit.CONTENT_REPORTING}:
        yield ":::{warning}\nNever referred: it takes reports of content and gives no support.\n:::"


def _facts(line: Helpline) -> Iterator[tuple[str, str]]:
    audience = line.audience
    yield "operator", plain(line.operator or "")
    yield "for", codes(line.remits) + (" · any worry, or any victim" if line.general else "")
    yield "categories", codes(line.categories)
    yield "ages", plain(_ages(audience.minimum_age, audience.maximum_age))
    yield "roles", codes(audience.roles)
    yield "communities", codes(audience.communities)
    yield "regions", plain(", ".join(map(region_name, line.regions)))
    yield "languages", _languages(line.spoken_languages)
    yield "cost", plain(line.cost.replace("_", " ") if line.cost else "not known")
    yield "anonymous", _flag(line.anonymous)
    yield "confidential", _flag(line.confidential)
    yield "website", link(line.website) if line.website else ""
    yield "networks", codes(line.networks)
    if line.trusted_flagger:
        yield "trusted flagger", link(line.trusted_flagger.source, f"since {line.trusted_flagger.since or 'an unknown date'}")
    yield "confidence", plain(line.confidence)
    yield "checked on", day(line.checked_on)
    yield "review due", f"after {day(_due_dates()[line.id])}"


@cache
def _due_dates() -> dict[str, date]:
    router = default_router()
    return {line.helpline_id: line.due_on for line in overdue_lines(router.registry, router.policy, date.max)}


def _ages(minimum: int | None, maximum: int | None) -> str:
    if maximum is None:
        return "all" if minimum is None else f"{minimum} and over"
    return f"up to {maximum}" if minimum is None else f"{minimum} to {maximum}"


def _flag(flag: bool | None) -> str:  # noqa: FBT001 - it is the value itself
    return {True: "yes", False: "no", None: "not known"}[flag]


def _value(channel: Channel) -> str:
    is_page = (channel.uri or "").startswith("http") and channel.number_digits is None
    texts = (
        link(channel.value) if is_page else code(channel.value),
        f"send {code(channel.send)}" if channel.send else "",
        f"choose {code(channel.menu)} in the menu" if channel.menu else "",
        f"ask for {plain(channel.ask_for)}" if channel.ask_for else "",
        f"only from {channel.caller}" if channel.caller else "",
        f"international form {code(channel.international)}" if channel.international else "",
        f"in {_languages(channel.languages)}" if channel.languages else "",
    )
    return "<br>".join(filter(None, texts))


def _hours(channel: Channel, line: Helpline, country: Country) -> str:
    if channel.hours is None:
        return "answered later"
    if channel.hours == UNKNOWN:
        return "not known"
    noon = datetime.combine(registry_day(), time(12), zone_of(line, country))
    clock = Clock(source_catalogue(), noon, line.timezone or country.timezone, line.id[:2].upper())
    week = week_of(channel.hours, line.id[:2].upper(), week_around(noon, line.timezone or country.timezone))
    return f"{plain(clock.summary(week))}<br>{code(channel.hours)}"


def _gaps(gaps: tuple[Gap, ...]) -> Iterator[str]:
    if gaps:
        rows = (
            (plain(gap.category), _gap_ages(gap.ages.minimum, gap.ages.maximum), plain(gap.reason), day(gap.checked_on)) for gap in gaps
        )
        yield "## Declared gaps"
        yield table(("category", "ages", "why", "checked on"), rows)


def _gap_ages(minimum: int, maximum: int) -> str:
    return plain(_ages(minimum or None, None if maximum == MAXIMUM_AGE else maximum))


def _retired(country: Country) -> Iterator[str]:
    if country.retired_numbers:
        rows = (
            (
                code(entry.number),
                plain(entry.since or ""),
                code(entry.replaced_by) if entry.replaced_by else "",
                plain(entry.note),
                "<br>".join(map(link, entry.sources)),
            )
            for entry in country.retired_numbers
        )
        yield "## Retired numbers"
        yield "These numbers are **out of use or wrong**. No line can be registered with one of them."
        yield table(("number", "since", "replaced by", "what it was", "sources"), rows)
