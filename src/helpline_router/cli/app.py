"""The commands, and how they fail."""

import sys
from collections.abc import Iterable
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from helpline_router.cli.batches import route_batch
from helpline_router.cli.checking import check
from helpline_router.cli.covering import show_coverage
from helpline_router.cli.crosswalk import show_codes
from helpline_router.cli.differences import show_difference
from helpline_router.cli.exporting import export
from helpline_router.cli.failures import USAGE_ERROR, lines_of
from helpline_router.cli.lines import list_lines, show
from helpline_router.cli.linking import check_registry_links
from helpline_router.cli.opening import show_hours
from helpline_router.cli.reports import explain, route
from helpline_router.cli.tables import export_table
from helpline_router.errors import HelplineRouterError


class PlainGroup(TyperGroup):
    """Commands that fail with plain lines on stderr and exit code 2, never with a box or a traceback."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        try:
            code = super().main(*args, **kwargs)
        except (HelplineRouterError, USAGE_ERROR) as error:
            _print_plainly(lines_of(error))
            sys.exit(2)
        except typer.Abort:
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)


def _print_plainly(texts: Iterable[str]) -> None:
    for text in texts:
        typer.echo(text, err=True)


app = typer.Typer(
    name="helpline-router",
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(value: bool) -> None:  # noqa: FBT001 - typer calls it with the flag's value
    if value:
        typer.echo(f"helpline-router {version('helpline-router')}")
        raise typer.Exit


@app.callback()
def start(
    *,
    _version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Find the support line that really serves this person: right topic, age, country and language, open now."""


app.command("route")(route)
app.command("explain")(explain)
app.command("list")(list_lines)
app.command("show")(show)
app.command("hours")(show_hours)
app.command("codes")(show_codes)
app.command("check")(check)
app.command("diff")(show_difference)
app.command("coverage")(show_coverage)
app.command("links")(check_registry_links)
app.command("export")(export)
app.command("batch")(route_batch)

tables = typer.Typer(name="table", no_args_is_help=True, help="The compiled decision table.", rich_markup_mode=None)
tables.command("export")(export_table)
tables.callback()(lambda: None)
app.add_typer(tables)
