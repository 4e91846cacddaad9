"""Ask whether pages are still where they were: politely, within bounds, and without reading them. Needs the extra `links`.

One request at a time goes to a host, with a pause before the next, and a `Retry-After` is respected. HEAD is tried first; where
it fails, GET is, and the connection is closed before the body. Redirects are followed here, one by one, and each name is resolved
once: the connection goes to an address that was found to be public, so no page can lead into a private network. Proxies are not
used, for behind one that could not be told. robots.txt is not read: single pages that people have named are opened, none is found
by following links.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import httpx

from helpline_router.stewardship.link_answers import Answer, judge, retry_after
from helpline_router.stewardship.link_results import LinkReason, LinkResult, LinkState, now

USER_AGENT: Final = (
    f"helpline-router/{version('helpline-router')} (checks whether the sources of a registry of crisis helplines still exist)"
)

_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (*_PERMANENT, 302, 303, 307)
_LONGEST_ADDRESS: Final = 2000
_MAXIMUM_ADDRESSES: Final = 3
_LOOPBACK: Final = ipaddress.ip_address("127.0.0.1")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """How to ask."""

    concurrency: int = 8
    """The requests under way at once, each to another host."""
    pause: float = 2.0
    """Seconds between two requests to a host."""
    timeout: float = 20.0
    """Seconds for a request, from the name to the headers."""
    maximum_redirects: int = 5
    """The redirects that are followed."""
    maximum_wait: float = 60.0
    """The longest `Retry-After` that is waited for, in seconds; after a longer one the host is left alone."""
    attempts: int = 3
    """How often a server that asks to wait is asked."""
    user_agent: str = USER_AGENT
    """What servers are told about who asks."""
    allow_loopback: bool = False
    """Whether 127.0.0.1 may be asked, for tests; nothing else that is not public."""


async def check_links(
    urls: Iterable[str], *, settings: LinkSettings | None = None, on_result: Callable[[LinkResult], None] | None = None
) -> tuple[LinkResult, ...]:
    """What became of each address, in their order; `on_result` hears of each as soon as it is known.

    An error that `on_result` raises ends the check.
    """
    hosts: dict[str, list[str]] = defaultdict(list)
    wanted = tuple(dict.fromkeys(urls))
    for url in wanted:
        hosts[_host(url)].append(url)
    results: dict[str, LinkResult] = {}
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncHTTPTransport(trust_env=False, limits=limits) as transport:
        visitor = _Visitor(settings or LinkSettings(), transport)

        async def visit_in_turn(same_host: list[str]) -> None:
            for url in same_host:
                results[url] = await visitor.visit(url)
                if on_result is not None:
                    on_result(results[url])

        try:
            async with asyncio.TaskGroup() as tasks:
                for same_host in hosts.values():
                    tasks.create_task(visit_in_turn(same_host))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
    return tuple(results[url] for url in wanted)


def _host(url: str) -> str:
    parsed = _parse(url)
    return parsed.raw_host.decode() if parsed else ""


def _parse(url: str) -> httpx.URL | None:
    """The address, or None if it is none of a public page: another scheme, no host, or a password in it."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return None
    return parsed if parsed.scheme in ("http", "https") and parsed.raw_host and not parsed.userinfo else None


@dataclass(slots=True)
class _Turn:
    """Whose turn it is at a host, and when the next may come."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    is_left_alone: bool = False


class _NotPublicError(Exception):
    """The name leads to an address that is not public."""


class _Visitor:
    """Asks for pages, with what one run has to remember: whose turn it is at each host."""

    def __init__(self, settings: LinkSettings, transport: httpx.AsyncBaseTransport) -> None:
        self._settings = settings
        self._transport = transport
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._turns: dict[str, _Turn] = defaultdict(_Turn)

    async def visit(self, url: str) -> LinkResult:
        """Follow an address to its end."""
        start = page = _parse(url)
        if start is None or page is None:
            return LinkResult(url=url, state=LinkState.REFUSED, reason=LinkReason.NOT_A_PAGE, checked_at=now())
        moved_to, is_permanent, seen = start, True, {_without_fragment(start)}
        for _ in range(self._settings.maximum_redirects + 1):
            answer = await self._ask(page)
            if answer.location is None or answer.status not in _REDIRECTS:
                return _result(url, start, moved_to, answer)
            target = _join(page, answer.location)
            if target is None:
                return _result(url, start, moved_to, Answer(answer.status, LinkReason.NOT_A_PAGE))
            is_permanent = is_permanent and answer.status in _PERMANENT
            moved_to = target if is_permanent else moved_to
            if _without_fragment(target) in seen:
                break
            seen.add(_without_fragment(target))
            page = target
        return _result(url, start, start, Answer(answer.status, LinkReason.REDIRECTS))

    async def _ask(self, page: httpx.URL) -> Answer:
        answer = await self._ask_patiently("HEAD", page)
        return answer if answer.says_enough else await self._ask_patiently("GET", page)

    async def _ask_patiently(self, method: str, page: httpx.URL) -> Answer:
        turn = self._turns[page.raw_host.decode()]
        answer = Answer(reason=LinkReason.ASKED_TO_WAIT)
        for _ in range(self._settings.attempts):
            answer = await self._ask_in_turn(turn, method, page)
            if not answer.asks_to_wait:
                break
        return answer

    async def _ask_in_turn(self, turn: _Turn, method: str, page: httpx.URL) -> Answer:
        clock = asyncio.get_running_loop().time
        async with turn.lock:
            if turn.is_left_alone:
                return Answer(reason=LinkReason.ASKED_TO_WAIT)
            await asyncio.sleep(max(0.0, turn.free_at - clock()))
            async with self._slots:
                answer = await self._send(method, page)
            turn.free_at = clock() + self._settings.pause
            if answer.wait is not None and answer.asks_to_wait:
                turn.free_at = clock() + max(answer.wait, self._settings.pause)
                if answer.wait > self._settings.maximum_wait:
                    turn.is_left_alone = True
                    return Answer(answer.status, LinkReason.ASKED_TO_WAIT)
            return answer

    async def _send(self, method: str, page: httpx.URL) -> Answer:
        try:
            # httpx bounds each read, and a server that sends a byte now and then would never end.
            async with asyncio.timeout(self._settings.timeout):
                return await self._send_to_public_address(method, page)
        except TimeoutError:
            return Answer(reason=LinkReason.TIMEOUT)
        except _NotPublicError:
            return Answer(reason=LinkReason.PRIVATE)
        except (socket.gaierror, UnicodeError):
            return Answer(reason=LinkReason.NAME)
        except httpx.ConnectError as error:
            return Answer(reason=LinkReason.CERTIFICATE if _is_about_tls(error) else LinkReason.CONNECTION)
        except httpx.TransportError:
            return Answer(reason=LinkReason.NO_ANSWER)

    async def _send_to_public_address(self, method: str, page: httpx.URL) -> Answer:
        found = await self._public_addresses(page)
        for address in found[:-1]:
            try:
                return await self._send_to(address, method, page)
            except httpx.ConnectError as error:
                if _is_about_tls(error):
                    raise
        return await self._send_to(found[-1], method, page)

    async def _public_addresses(self, page: httpx.URL) -> list[_Address]:
        port = page.port or (443 if page.scheme == "https" else 80)
        loop = asyncio.get_running_loop()
        entries = await loop.getaddrinfo(page.raw_host.decode(), port, type=socket.SOCK_STREAM)
        found = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in entries]
        public = [address for address in found if _is_public(address) or (self._settings.allow_loopback and address == _LOOPBACK)]
        if not public:
            raise _NotPublicError
        return public[:_MAXIMUM_ADDRESSES]

    async def _send_to(self, address: _Address, method: str, page: httpx.URL) -> Answer:
        request = httpx.Request(
            method,
            page.copy_with(host=str(address)),
            headers={"Host": page.netloc.decode("ascii"), "User-Agent": self._settings.user_agent, "Accept": "*/*"},
            extensions={"sni_hostname": page.raw_host.decode("ascii")},
        )
        response = await self._transport.handle_async_request(request)
        await response.aclose()
        wait = retry_after(response.headers.get("Retry-After", ""), at=datetime.now(UTC))
        return Answer(response.status_code, location=response.headers.get("Location"), wait=wait)


def _is_public(address: _Address) -> bool:
    """Whether it is reachable from everywhere; an IPv6 address that carries one of IPv4 leads to that one."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            carried = ipaddress.IPv4Address(address.packed[-4:])
        if carried is not None:
            return _is_public(carried)
    return address.is_global and not address.is_multicast


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _join(page: httpx.URL, location: str) -> httpx.URL | None:
    try:
        return _parse(str(page.join(location))) if len(location) <= _LONGEST_ADDRESS else None
    except httpx.InvalidURL:
        return None


def _without_fragment(page: httpx.URL) -> httpx.URL:
    return page.copy_with(fragment=None)


def _result(url: str, start: httpx.URL, moved_to: httpx.URL, answer: Answer) -> LinkResult:
    has_moved = _without_fragment(moved_to) != _without_fragment(start)
    state, reason = judge(answer)
    if state is LinkState.OK and has_moved:
        state = LinkState.MOVED
    location = str(moved_to) if has_moved else None
    return LinkResult(url=url, state=state, status=answer.status, reason=reason, location=location, checked_at=now())
