"""`list` and `show`: the lines of the registry, with their evidence."""

import difflib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from helpline_router.channels import Channel
from helpline_router.cli.failures import InputError
from helpline_router.cli.inputs import (
    CountryFilter,
    JsonOption,
    OverlayOption,
    PolicyOption,
    RegistryOption,
    read_category,
    read_country,
    read_disabled,
    read_facts,
)
from helpline_router.cli.printing import Line, below_each_other, print_lines, print_table, table_console
from helpline_router.cli.words import hours_in_words, language_names
from helpline_router.hours import UNKNOWN
from helpline_router.iso import region_name
from helpline_router.models import Helpline
from helpline_router.registry import Registry
from helpline_router.vocabulary import Category

_WIDE: Final = 140

CategoryFilter = Annotated[
    str | None, typer.Option("--category", help=f"Only lines that take it by name: {', '.join(Category)}.", metavar="NAME")
]
IdArgument = Annotated[str, typer.Argument(help="The line's id, as `list` shows it.", metavar="ID", show_default=False)]


def list_lines(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    country: CountryFilter = None,
    category: CategoryFilter = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the lines of the registry."""
    wanted = read_category(category)
    facts, _ = read_facts(registry, policy, overlay)
    code = read_country(country, facts)
    countries = (entry for own, entry in facts.countries.items() if code in (None, own))
    lines = [line for entry in countries for line in entry.helplines if wanted is None or wanted in line.categories]
    if as_json:
        typer.echo(json.dumps([line.model_dump(mode="json") for line in lines], ensure_ascii=False, indent=2))
    elif lines:
        _print_table(lines)
    else:
        typer.echo("No line here yet.")


def _print_table(lines: list[Helpline]) -> None:
    """On a terminal as wide as it is; in a pipe one row a line, so that it can be searched."""
    console = table_console()
    is_wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in ("id", "name", "remits") if is_wide else ("id, name, remits",):
        table.add_column(header, overflow="fold")
    for header in ("ages", "confidence", "checked_on"):
        table.add_column(header, no_wrap=True)
    for line in lines:
        names = (line.id, line.name, ", ".join(line.remits))
        first = map(Text, names) if is_wide else (below_each_other(*names),)
        table.add_row(*first, _ages(line), line.confidence, line.checked_on.isoformat())
    print_table(table, console)


def _ages(line: Helpline) -> str:
    minimum, maximum = line.audience.minimum_age, line.audience.maximum_age
    if maximum is None:
        return "all" if minimum is None else f"{minimum}+"
    return f"{minimum or 0}-{maximum}"


def show(
    helpline_id: IdArgument,
    *,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show all that is known of a line, and on what evidence."""
    facts, _ = read_facts(registry, policy, overlay)
    line = find_line(helpline_id, facts, overlay)
    if as_json:
        typer.echo(line.model_dump_json(indent=2))
    else:
        print_lines(_facts(line))


def find_line(helpline_id: str, facts: Registry, overlay: str | None, at: datetime | None = None) -> Helpline:
    """The line with this id. Raises `InputError`, with ids like it, if there is none, or the overlay disables it."""
    if helpline_id not in facts:
        reason = read_disabled(overlay, at).get(helpline_id)
        raise InputError(f"the overlay disables this line: {reason}" if reason else _unknown_id(helpline_id, facts))
    return facts.helpline(helpline_id)


def _unknown_id(helpline_id: str, facts: Registry) -> str:
    ids = [line.id for country in facts.countries.values() for line in country.helplines]
    wanted = helpline_id.lower()
    parts = [known for known in ids if wanted and wanted in known]
    near = list(dict.fromkeys([*difflib.get_close_matches(wanted, ids, n=3), *parts]))[:5]
    return f"no line has this id: did you mean {', '.join(near)}?" if near else "no line has this id: see 'helpline-router list'"


def _facts(line: Helpline) -> Iterator[Line]:
    yield f"{line.name} ({line.id})", "bold"
    for label, text in _texts(line):
        if text:
            yield f"   {label}: {text}", ""
    yield "", ""
    yield "Channels", "bold"
    for channel in line.channels:
        yield f"   {_channel(channel, line)}", ""
    yield "", ""
    yield f"Sources (checked on {line.checked_on}, confidence {line.confidence})", "bold"
    for source in line.sources:
        published = source.published or "no date"
        yield f"   {source.url}", ""
        yield f"      {source.kind}, {published}: {', '.join(source.supports)}", "dim"
    if line.notes:
        yield "", ""
        yield "Notes", "bold"
        yield f"   {line.notes}", ""


def _texts(line: Helpline) -> Iterator[tuple[str, str | None]]:
    audience, flagger = line.audience, line.trusted_flagger
    yield "operator", line.operator
    yield "remits", ", ".join(line.remits)
    yield "general", "takes any worry, or any victim" if line.general else "no"
    yield "categories", ", ".join(line.categories)
    yield "ages", _ages(line)
    yield "roles", ", ".join(audience.roles)
    yield "communities", ", ".join(audience.communities)
    yield "regions", ", ".join(f"{region_name(code)} ({code})" for code in line.regions)
    yield "timezone", line.timezone
    yield "languages", language_names(line.spoken_languages)
    yield "cost", line.cost or "not known"
    yield "anonymous", _yes_or_no(line.anonymous)
    yield "confidential", _yes_or_no(line.confidential)
    yield "website", line.website
    yield "networks", ", ".join(line.networks)
    if flagger:
        yield "trusted flagger", f"since {flagger.since or 'an unknown date'} ({flagger.source})"


def _yes_or_no(flag: bool | None) -> str:  # noqa: FBT001 - it is the value itself
    return {True: "yes", False: "no", None: "not known"}[flag]


def _channel(channel: Channel, line: Helpline) -> str:
    parts = [f"{channel.kind}: {channel.value}".replace(" ", "\u00a0")]
    parts += [f"send {channel.send}"] if channel.send else []
    parts += [f"menu {channel.menu}"] if channel.menu else []
    parts += [f"ask for {channel.ask_for}"] if channel.ask_for else []
    parts += [f"from {channel.caller}"] if channel.caller else []
    parts += [f"international form {channel.international}"] if channel.international else []
    parts += [f"in {language_names(channel.languages)}"] if channel.languages else []
    if channel.hours == UNKNOWN:
        parts.append("hours not known")
    elif channel.hours:
        parts.append(f"{hours_in_words(channel.hours, line)} [{channel.hours}], seen {channel.hours_seen or 'without a date'}")
    return "; ".join(parts)
