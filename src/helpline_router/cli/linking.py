"""`links`: which of the pages behind the facts are gone or have moved."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final

import typer

from helpline_router.cli.failures import InputError, cannot
from helpline_router.cli.inputs import CountryFilter, JsonOption, OverlayOption, PolicyOption, RegistryOption, read_country, read_facts
from helpline_router.cli.outputs import output_path
from helpline_router.cli.printing import Line, print_lines
from helpline_router.cli.progress import progress_bar
from helpline_router.registry import Registry
from helpline_router.stewardship.link_results import LinkLog, LinkReason, LinkResult, LinkState, addresses, results_as_json

_RECHECK_AFTER_DAYS: Final = 7.0
_LEAST_PAUSE: Final = 0.5
_INTERRUPTED: Final = 130

NOTE: Final = "A page that answers verifies nothing, for it may say something else by now: the registry is as it was."

_STATES: Final[Mapping[LinkState, str]] = MappingProxyType(
    {
        LinkState.GONE: "gone",
        LinkState.MOVED: "moved",
        LinkState.BROKEN: "broken",
        LinkState.REFUSED: "could not be checked",
        LinkState.OK: "ok",
    }
)
_REASONS: Final[Mapping[LinkReason, str]] = MappingProxyType(
    {
        LinkReason.NAME: "the name of its server is not known",
        LinkReason.CONNECTION: "no connection",
        LinkReason.CERTIFICATE: "no secure connection (certificate)",
        LinkReason.TIMEOUT: "no answer in time",
        LinkReason.NO_ANSWER: "no answer",
        LinkReason.REDIRECTS: "its redirects don't end",
        LinkReason.SERVER_ERROR: "the server fails",
        LinkReason.DENIED: "the server doesn't let programs look",
        LinkReason.ASKED_TO_WAIT: "the server asks to come back later",
        LinkReason.PRIVATE: "it leads to an address that is not public: not opened",
        LinkReason.NOT_A_PAGE: "it leads to what is no public page: not opened",
    }
)

IdFilter = Annotated[str | None, typer.Option("--id", help="Only the addresses of this line.", metavar="ID")]
StateOption = Annotated[
    str | None, typer.Option("--state", help="A file that remembers results, so that an interrupted run can go on.", metavar="FILE")
]
RecheckOption = Annotated[
    str | None,
    typer.Option(
        "--recheck-after", help=f"With --state: ask again after so many days; {_RECHECK_AFTER_DAYS:g} if left out.", metavar="DAYS"
    ),
]
TimeoutOption = Annotated[str, typer.Option("--timeout", help="How long to wait for an answer.", metavar="SECONDS")]
PauseOption = Annotated[str, typer.Option("--pause", help="How long to leave a server alone between two requests.", metavar="SECONDS")]
LoopbackOption = Annotated[bool, typer.Option("--allow-loopback", hidden=True)]


def check_registry_links(  # noqa: PLR0913 - typer makes an option of each parameter
    *,
    country: CountryFilter = None,
    helpline_id: IdFilter = None,
    state: StateOption = None,
    recheck_after: RecheckOption = None,
    timeout: TimeoutOption = "20",
    pause: PauseOption = "2",
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
    allow_loopback: LoopbackOption = False,
) -> None:
    """Ask whether the pages behind the facts are still there. This opens connections; no other command does.

    It is no verification, and changes nothing: a page that answers may say something else by now. One request at a time
    goes to a server; pages are not read, and robots.txt is not asked, for no link is followed.

    Exit code 0 if no page is gone or has moved, 1 if one is or has, 2 if something asked for cannot be done.
    """
    check = _checker(timeout, pause, allow_loopback=allow_loopback)
    days = _read_days(recheck_after, state)
    file = None if state is None else output_path("--state", state, registry=registry, policy=policy, overlay=overlay)
    facts, _ = read_facts(registry, policy, overlay)
    places = _addresses(facts, country, helpline_id)
    with _open_log(file) as log:
        kept = {} if log is None else log.recent(places, at=datetime.now(UTC), days=days)
        fresh = _check(check, [url for url in places if url not in kept], log)
    known = {**kept, **{result.url: result for result in fresh}}
    results = [known[url] for url in places]
    if as_json:
        counts = {name.value: count for name, count in _counted(results).items()}
        typer.echo(results_as_json(results, places, registry=facts.version, note=NOTE, counts=counts))
    else:
        print_lines(_texts(results, places, len(kept)))
    if any(result.state in (LinkState.GONE, LinkState.MOVED) for result in results):
        raise typer.Exit(1)


_Check = Callable[[Sequence[str], Callable[[LinkResult], None]], tuple[LinkResult, ...]]


def _checker(timeout: str, pause: str, *, allow_loopback: bool) -> _Check:
    try:
        from helpline_router.stewardship.links import LinkSettings, check_links
    except ImportError:
        raise InputError("links needs one more step: pip install 'helpline-router[links]'") from None
    settings = LinkSettings(
        timeout=_read_number("--timeout", timeout, 0.1, 300),
        pause=_read_number("--pause", pause, 0 if allow_loopback else _LEAST_PAUSE, 3600),
        allow_loopback=allow_loopback,
    )
    return lambda urls, on_result: asyncio.run(check_links(urls, settings=settings, on_result=on_result))


def _read_number(option: str, text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise InputError(f"{option} must be a number from {least:g} to {most:g}")
    return number


def _read_days(text: str | None, state: str | None) -> float:
    if text is None:
        return _RECHECK_AFTER_DAYS
    if state is None:
        raise InputError("--recheck-after needs --state: without a file nothing is remembered")
    return _read_number("--recheck-after", text, 0, 3650)


def _addresses(facts: Registry, country: str | None, helpline_id: str | None) -> Mapping[str, tuple[str, ...]]:
    code = read_country(country, facts)
    if helpline_id is not None and helpline_id not in facts:
        raise InputError("--id: no line has this id: see 'helpline-router list'")
    return addresses(facts, country=code, helpline_id=helpline_id)


def _open_log(path: Path | None) -> AbstractContextManager[LinkLog | None]:
    if path is None:
        return nullcontext()
    try:
        return LinkLog(path)
    except OSError as error:
        raise InputError(f"--state: {cannot('opened', error)}") from None


def _check(check: _Check, urls: Sequence[str], log: LinkLog | None) -> tuple[LinkResult, ...]:
    done = 0
    with progress_bar("addresses") as move:

        def note(result: LinkResult) -> None:
            nonlocal done
            done += 1
            _remember(log, result)
            move(done, len(urls))

        try:
            return check(urls, note)
        except KeyboardInterrupt:
            advice = "the same command goes on from here" if log is not None else "with --state FILE the next run could go on from here"
            typer.echo(f"interrupted after {done} of {len(urls)} addresses: {advice}", err=True)
            raise typer.Exit(_INTERRUPTED) from None


def _remember(log: LinkLog | None, result: LinkResult) -> None:
    try:
        if log is not None:
            log.add(result)
    except OSError as error:
        raise InputError(f"--state: {cannot('written', error)}") from None


def _counted(results: Sequence[LinkResult]) -> dict[LinkState, int]:
    counts = Counter(result.state for result in results)
    return {state: counts[state] for state in LinkState}


def _texts(results: Sequence[LinkResult], places: Mapping[str, tuple[str, ...]], kept: int) -> Iterator[Line]:
    for state in LinkState:
        found = [result for result in results if result.state is state]
        if found and state is not LinkState.OK:
            yield f"{_STATES[state]} ({len(found)})", "bold"
            for result in found:
                yield f"   {result.url}", ""
                if result.location:
                    yield f"      -> {result.location}", ""
                yield f"      {_detail(result)}named by {', '.join(places[result.url])}", "dim"
            yield "", ""
    counts = ", ".join(f"{count} {_STATES[state]}" for state, count in _counted(results).items() if count)
    remembered = f" ({kept} of them remembered)" if kept else ""
    yield (f"{len(results)} addresses{remembered}: {counts}" if results else "No address here yet."), "bold"
    yield NOTE, ""


def _detail(result: LinkResult) -> str:
    parts = (_REASONS[result.reason] if result.reason else "", f"HTTP {result.status}" if result.status else "")
    text = ", ".join(filter(None, parts))
    return f"{text}; " if text else ""
