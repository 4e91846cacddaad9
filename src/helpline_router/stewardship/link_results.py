"""What is known of the pages behind the facts: which addresses there are, what became of each, and a file that remembers it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TextIO

from pydantic import AwareDatetime, ValidationError

from helpline_router._files import read_bounded
from helpline_router.channels import Channel
from helpline_router.errors import Problem, ProblemsError
from helpline_router.models import Country, Helpline
from helpline_router.records import Record
from helpline_router.registry import Registry
from helpline_router.vocabulary import ChannelKind

_MAXIMUM_BYTES: Final = 50_000_000


class LinkState(StrEnum):
    """What became of a page, the most urgent first."""

    GONE = "gone"
    MOVED = "moved"
    BROKEN = "broken"
    REFUSED = "refused"
    OK = "ok"


class LinkReason(StrEnum):
    """Why a page is broken, or was not looked at."""

    NAME = "name"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    NO_ANSWER = "no_answer"
    REDIRECTS = "redirects"
    SERVER_ERROR = "server_error"
    DENIED = "denied"
    ASKED_TO_WAIT = "asked_to_wait"
    PRIVATE = "private"
    NOT_A_PAGE = "not_a_page"


class LinkResult(Record):
    """What became of one address. Whatever it is, it verifies no fact: a page that answers may say something else by now."""

    url: str
    """The address, as the registry has it."""
    state: LinkState
    """What became of it."""
    status: int | None = None
    """The last HTTP status; None if there was no answer."""
    reason: LinkReason | None = None
    """Why, where the state does not say it."""
    location: str | None = None
    """Where it has moved for good, as far as its redirects say so."""
    checked_at: AwareDatetime
    """When."""

    @property
    def is_postponed(self) -> bool:
        """Whether its server asked to be left alone for now, so that the next run should ask again."""
        return self.reason is LinkReason.ASKED_TO_WAIT


def addresses(registry: Registry, *, country: str | None = None, helpline_id: str | None = None) -> Mapping[str, tuple[str, ...]]:
    """The pages of a registry, each once and in its order, with the places that name them.

    Those of one country, or of one line, if its code or id is given.
    """
    found: dict[str, list[str]] = {}
    for code, entry in registry.countries.items():
        if country in (None, code):
            for url, place in _of_country(code, entry, helpline_id):
                places = found.setdefault(url, [])
                if place not in places:
                    places.append(place)
    return {url: tuple(places) for url, places in found.items()}


def _of_country(code: str, country: Country, helpline_id: str | None) -> Iterator[tuple[str, str]]:
    if helpline_id is None:
        for number in country.emergency:
            yield from ((url, f"{code} emergency {number.number}") for url in number.sources)
        for retired in country.retired_numbers:
            yield from ((url, f"{code} retired number {retired.number}") for url in retired.sources)
    for line in country.helplines:
        if helpline_id in (None, line.id):
            yield from ((url, f"{line.id} {place}") for url, place in _of_line(line))


def _of_line(line: Helpline) -> Iterator[tuple[str, str]]:
    yield from ((channel.value, str(channel.kind)) for channel in line.channels if _is_page(channel))
    if line.website:
        yield line.website, "website"
    if line.trusted_flagger:
        yield line.trusted_flagger.source, "trusted flagger"
    yield from ((source.url, "source") for source in line.sources)


def _is_page(channel: Channel) -> bool:
    """A link to WhatsApp is made of the number: its page says nothing about the line."""
    return channel.kind is not ChannelKind.WHATSAPP and (channel.uri or "").startswith(("https:", "http:"))


class LinkLogError(ProblemsError):
    """The file is not a log of links: nothing was changed."""


class LinkLog:
    """A file of results, one JSON object a line, written as they come in, so that an interrupted run can go on.

    Raises `LinkLogError` for a file that is something else, and OSError for one that cannot be opened.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._results = {result.url: result for result in _read(self._path)}
        self._file: TextIO = self._path.open("a", encoding="utf-8", newline="\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def recent(self, urls: Iterable[str], *, at: datetime, days: float) -> Mapping[str, LinkResult]:
        """The newest results of some addresses that are younger than so many days; a result of the future is none."""
        since = at - timedelta(days=days)
        return {url: result for url in urls if (result := self._results.get(url)) is not None and since < result.checked_at <= at}

    def add(self, result: LinkResult) -> None:
        """Write down a result at once. One that is only postponed is not kept."""
        if not result.is_postponed:
            self._results[result.url] = result
            self._file.write(result.model_dump_json(exclude_none=True) + "\n")
            self._file.flush()


def _read(path: Path) -> Iterator[LinkResult]:
    if not path.exists():
        return
    content = read_bounded(path, _MAXIMUM_BYTES)
    if len(content) > _MAXIMUM_BYTES:
        raise LinkLogError([Problem(str(path), "the file is larger than 50 MB: it is no log of links")])
    end = content.rfind(b"\n") + 1
    whole, torn = content[:end], content[end:]
    results = [_result(path, number, line) for number, line in enumerate(whole.split(b"\n")[:-1], start=1)]
    if torn:
        if not torn.startswith(b'{"url":'):
            raise _not_a_log(path, whole.count(b"\n") + 1)
        # The run was cut off while it wrote: the page will be asked again.
        with path.open("r+b") as file:
            file.truncate(end)
    yield from results


def _result(path: Path, number: int, line: bytes) -> LinkResult:
    try:
        return LinkResult.model_validate_json(line)
    except ValidationError:
        raise _not_a_log(path, number) from None


def _not_a_log(path: Path, number: int) -> LinkLogError:
    return LinkLogError([Problem(f"{path}:{number}:1", "this is no result of a link check: name another file")])


def results_as_json(results: Iterable[LinkResult], places: Mapping[str, tuple[str, ...]], **head: Any) -> str:
    """The results with the places that name them."""
    links = [{**result.model_dump(mode="json"), "named_by": places.get(result.url, ())} for result in results]
    return json.dumps({**head, "links": links}, ensure_ascii=False, indent=2)


def now() -> datetime:
    """The moment of a result, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
