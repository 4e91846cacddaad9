"""`export`: the registry in formats of other programs."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from helpline_router._files import write_whole
from helpline_router.cli.days import noon, read_day
from helpline_router.cli.failures import InputError, cannot
from helpline_router.cli.inputs import OverlayOption, PolicyOption, RegistryOption, read_facts
from helpline_router.cli.outputs import output_path
from helpline_router.policy import Policy
from helpline_router.registry import Registry


class Format(StrEnum):
    """What an export may be."""

    JSON = "json"
    CSV = "csv"
    HSDS = "hsds"


FormatOption = Annotated[
    str,
    typer.Option(
        "--format", help="json: the whole registry; csv: a row for each channel; hsds: HSDS 3.0.1 (see docs/hsds.md).", metavar="NAME"
    ),
]
OutputOption = Annotated[str | None, typer.Option("--output", "-o", help="The file to write; the terminal if left out.", metavar="FILE")]
DayOption = Annotated[
    str | None,
    typer.Option("--at", help="The day whose UTC offsets the times of hsds have, such as 2026-11-20; today if left out.", metavar="DATE"),
]


def export(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    output_format: FormatOption = Format.JSON.value,
    output: OutputOption = None,
    at: DayOption = None,
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
) -> None:
    """Write the registry as JSON, as a table or as HSDS.

    In csv a cell that a spreadsheet would take for a formula starts with an apostrophe; numbers are verbatim: import their
    columns as text, or the first zero is lost.
    """
    if output_format not in list(Format):
        raise InputError(f"--format must be one of {', '.join(Format)}")
    day = read_day(at)
    file = None if output is None else output_path("--output", output, registry=registry, policy=policy, overlay=overlay)
    facts, rules = read_facts(registry, policy, overlay, noon(day) if at else None)
    text = _export(Format(output_format), facts, rules, day)
    if file is None:
        typer.echo(text, nl=False)
        return
    try:
        write_whole(file, text)
    except OSError as error:
        raise InputError(f"--output: {cannot('written', error)}") from None


def _export(output_format: Format, facts: Registry, rules: Policy, day: date) -> str:
    from helpline_router.stewardship.export import channels_csv, registry_json

    match output_format:
        case Format.JSON:
            return registry_json(facts)
        case Format.CSV:
            return channels_csv(facts)
        case Format.HSDS:
            from helpline_router.stewardship.hsds import hsds_json

            return hsds_json(facts, rules, day=day)
