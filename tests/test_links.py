"""`links`: what becomes of a page, how politely it is asked, and how a run goes on. A server on loopback; nothing else is contacted."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, Event, Lock, Thread
from typing import Any, Final
from urllib.parse import quote, unquote

import pytest
from typer.testing import CliRunner, Result

from builders import channel, country, helpline, registry, world
from helpline_router import default_router
from helpline_router.cli.app import app
from helpline_router.cli.linking import NOTE
from helpline_router.stewardship.link_results import LinkLog, LinkLogError, LinkReason, LinkResult, LinkState, addresses, now
from helpline_router.stewardship.links import USER_AGENT, LinkSettings, check_links

PATIENT: Final = 30.0


class Server(ThreadingHTTPServer):
    """A site: it answers by path and counts who asks, at once and in all."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = Lock()
        self.requests: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.connections: set[int] = set()
        self.at_once: Counter[str] = Counter()
        self.most_at_once: Counter[str] = Counter()
        self.asked, self.release = Event(), Event()
        self.meeting = Barrier(2)
        self.hung_up = Event()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}/{path}"

    def count(self, path: str) -> Counter[str]:
        """How often each method asked for a path."""
        return Counter(method for method, asked in self.requests if asked == f"/{path}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up here on purpose."""


class Handler(BaseHTTPRequestHandler):
    """What each path does: `/redirect-301/x` leads to `/x`, `/status-404` has that status, and so on."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def answer(self) -> None:
        site = self.server
        with site.lock:
            for name in (self.headers["Host"], "all"):
                site.at_once[name] += 1
                site.most_at_once[name] = max(site.most_at_once[name], site.at_once[name])
            site.connections.add(self.client_address[1])
            site.requests.append((self.command, self.path))
            site.headers.append(dict(self.headers))
        word, _, rest = self.path[1:].partition("/")
        name, _, argument = word.partition("-")
        act: Callable[[str, str], None] = getattr(self, f"do_{name}", self.do_page)
        act(argument, rest)

    def reply(self, status: int, **headers: str) -> None:
        with self.server.lock:
            # Before the client may ask again.
            self.server.at_once -= Counter((self.headers["Host"], "all"))
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_page(self, _argument: str, _rest: str) -> None:
        time.sleep(0.01)  # long enough for a second request to come in, if there were one
        self.reply(200, Set_Cookie="a=b")

    def do_status(self, status: str, _rest: str) -> None:
        self.reply(int(status))

    def do_redirect(self, status: str, target: str) -> None:
        self.reply(int(status), Location=target.replace("~", ":") if "~" in target else f"/{target}")

    def do_nohead(self, status: str, _rest: str) -> None:
        self.reply(int(status) if self.command == "HEAD" else 200)

    def do_chain(self, length: str, _rest: str) -> None:
        self.reply(301, Location=f"/chain-{int(length) - 1}" if int(length) > 1 else "/page")

    def do_circle(self, length: str, place: str) -> None:
        following = (int(place or 0) + 1) % int(length)
        self.reply(302, Location=f"/circle-{length}/{following}" if following else f"/circle-{length}")

    def do_wait(self, seconds: str, times: str) -> None:
        """Ask to wait so many times."""
        is_busy = len(self.server.requests) <= int(times)
        self.reply(429 if is_busy else 200, **({"Retry_After": seconds} if is_busy else {}))

    def do_overloaded(self, seconds: str, _rest: str) -> None:
        self.reply(503, Retry_After=unquote(seconds))

    def do_hang(self, _argument: str, _rest: str) -> None:
        self.server.asked.set()
        self.server.release.wait(PATIENT)
        self.reply(200)

    def do_meet(self, _argument: str, _rest: str) -> None:
        self.server.meeting.wait(PATIENT)
        self.reply(200)

    def do_close(self, _argument: str, _rest: str) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_drip(self, _argument: str, _rest: str) -> None:
        """Headers that never end, a byte at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.release.wait(0.01):
            self.wfile.write(b"x")

    def do_endless(self, _argument: str, _rest: str) -> None:
        """A body that never ends; a HEAD is refused."""
        if self.command == "HEAD":
            self.reply(405)
            return
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.server.hung_up.set()


@pytest.fixture
def site() -> Iterator[Server]:
    """A running server. It keeps connections open, if the client does."""
    with Server() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.release.set()
        server.shutdown()
        thread.join()


def check(*urls: str, on_result: Callable[[LinkResult], None] | None = None, **fields: Any) -> tuple[LinkResult, ...]:
    settings = LinkSettings(**{"pause": 0.0, "timeout": PATIENT, "allow_loopback": True, **fields})
    return asyncio.run(check_links(urls, settings=settings, on_result=on_result))


def became(*urls: str, **fields: Any) -> list[tuple[str, str | None]]:
    """The states and reasons of some addresses."""
    return [(result.state.value, result.reason and result.reason.value) for result in check(*urls, **fields)]


# What becomes of a page


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("page", "ok", None),
        ("status-204", "ok", None),
        ("status-404", "gone", None),
        ("status-410", "gone", None),
        ("status-401", "refused", "denied"),
        ("status-403", "refused", "denied"),
        ("status-429", "refused", "asked_to_wait"),
        ("status-451", "refused", "denied"),
        ("status-500", "broken", "server_error"),
        ("status-304", "broken", "server_error"),
        ("nohead-405", "ok", None),
        ("nohead-404", "ok", None),
        ("nohead-403", "ok", None),
        ("close", "broken", "no_answer"),
        ("redirect-301/page", "moved", None),
        ("redirect-308/page", "moved", None),
        ("redirect-302/page", "ok", None),
        ("redirect-303/page", "ok", None),
        ("redirect-307/page", "ok", None),
        ("redirect-301/status-404", "gone", None),
        ("redirect-302/status-410", "gone", None),
        ("redirect-301/status-403", "refused", "denied"),
        ("redirect-301/redirect-301/loop", "moved", None),
        ("chain-5", "moved", None),
        ("chain-6", "broken", "redirects"),
    ],
)
def test_each_outcome(site: Server, path: str, state: str, reason: str | None) -> None:
    """A page is gone, moved, broken, refused or there; that HEAD is refused says nothing about it."""
    assert [(state, reason)] == became(site.url(path))


@pytest.mark.parametrize("length", [1, 3])
def test_a_redirect_loop_ends(site: Server, length: int) -> None:
    """Each page of a circle is asked once."""
    assert [("broken", "redirects")] == became(site.url(f"circle-{length}"), maximum_redirects=100)
    assert length == len(site.requests)


def test_the_new_address_is_where_permanent_redirects_end(site: Server) -> None:
    """A temporary redirect is no reason to name another address, nor is one behind it."""
    (both,) = check(site.url("redirect-301/redirect-302/page"))
    assert (LinkState.MOVED, site.url("redirect-302/page")) == (both.state, both.location)
    (later,) = check(site.url("redirect-302/redirect-301/page"))
    assert (LinkState.OK, None) == (later.state, later.location)


def test_a_refusal_behind_a_permanent_redirect_names_the_new_address(site: Server) -> None:
    """Whoever looks by hand looks there."""
    (result,) = check(site.url("redirect-301/status-403"))
    assert (LinkState.REFUSED, 403, site.url("status-403")) == (result.state, result.status, result.location)


def test_a_fragment_is_no_other_page(site: Server) -> None:
    """A redirect that only adds or drops a fragment moves nothing."""
    assert [("ok", None)] == became(site.url("page#numbers"))


def test_a_server_that_is_not_there_or_speaks_no_tls(site: Server) -> None:
    """No name, no connection and no certificate are told apart."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        # No resolver is asked for a name that cannot be one.
        nameless = f"http://{'a' * 64}.example/"
        found = became(closed, site.url("page").replace("http:", "https:"), nameless)
    assert [("broken", "connection"), ("broken", "certificate"), ("broken", "name")] == found


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_a_slow_server_is_left(site: Server, path: str) -> None:
    """The time for an answer is bounded as a whole, also where a byte comes now and then; both methods get a chance."""
    assert [("broken", "timeout")] == became(site.url(path), timeout=0.2)
    assert {"HEAD": 1, "GET": 1} == site.count(path)


def test_an_endless_body_is_not_read(site: Server) -> None:
    """The connection is closed once the status is known."""
    assert [("ok", None)] == became(site.url("endless"))
    assert site.hung_up.wait(PATIENT)


def test_results_come_in_the_order_of_the_addresses_each_once(site: Server) -> None:
    """A repeated address is asked once, and `on_result` hears of each."""
    urls = [site.url("page?1"), site.url("status-404", "localhost"), site.url("page?1"), site.url("page?2")]
    heard: list[LinkResult] = []
    results = check(*urls, on_result=heard.append)
    assert [urls[0], urls[1], urls[3]] == [result.url for result in results]
    assert set(results) == set(heard)
    assert {"HEAD": 1} == site.count("page?1")


def test_an_error_of_the_listener_ends_the_check(site: Server) -> None:
    """It is raised as it is, not in a group."""

    def fail(_: LinkResult) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        check(site.url("page"), site.url("hang", "localhost"), on_result=fail)


# Politeness


def test_never_two_requests_at_once_to_a_host(site: Server) -> None:
    """Not for many pages, nor for redirects to it, nor while methods change."""
    paths = [f"page?{number}" for number in range(5)] + ["redirect-302/page", "nohead-405", "redirect-301/redirect-302/page"]
    assert {"ok", "moved"} == {state for state, _ in became(*map(site.url, paths))}
    assert 1 == site.most_at_once["all"]


def test_redirects_wait_for_their_turn_at_the_host_they_lead_to(site: Server) -> None:
    """Pages of another host that lead here are asked for one by one, too."""
    here = [site.url(f"page?{number}") for number in range(5)]
    there = f"http~//127.0.0.1~{site.server_port}/page?"
    became(*here, *(site.url(f"redirect-302/{there}{number}", "localhost") for number in range(5, 10)))
    assert 10 == sum(path.startswith("/page") for _, path in site.requests)
    assert {1} == {most for host, most in site.most_at_once.items() if host != "all"}


def test_hosts_do_not_wait_for_each_other(site: Server) -> None:
    """Two pages that answer only together, on two hosts, both answer."""
    assert [("ok", None), ("ok", None)] == became(site.url("meet"), site.url("meet", "localhost"))


def test_total_concurrency_is_bounded(site: Server) -> None:
    """With one slot, two hosts are asked one after the other."""
    urls = [site.url(f"page?{number}", host) for number in range(5) for host in ("127.0.0.1", "localhost")]
    became(*urls, concurrency=1)
    assert (1, 10) == (site.most_at_once["all"], len(site.requests))


def test_no_connection_is_used_twice(site: Server) -> None:
    """Names that share an address share no connection, for a certificate is checked for one name."""
    became(*(site.url(f"page?{number}", host) for number in range(3) for host in ("127.0.0.1", "localhost")), concurrency=1)
    assert 6 == len(site.connections)


def test_it_says_who_asks_and_keeps_no_cookies(site: Server) -> None:
    """The project's name stands in each request, and a server learns nothing from one to the next."""
    became(site.url("page?1"), site.url("page?2"))
    assert [USER_AGENT] * 2 == [headers["User-Agent"] for headers in site.headers]
    assert USER_AGENT.startswith("helpline-router/")
    assert [f"127.0.0.1:{site.server_port}"] * 2 == [headers["Host"] for headers in site.headers]
    assert not any("Cookie" in headers for headers in site.headers)


def test_retry_after_is_waited_for(site: Server) -> None:
    """A server that is busy for a moment is asked again after it."""
    assert [("ok", None)] == became(site.url("wait-0/2"))
    assert {"HEAD": 3} == site.count("wait-0/2")


def test_patience_ends(site: Server) -> None:
    """A server that is always busy is not asked forever, nor with another method."""
    assert [("broken", "server_error")] == became(site.url("overloaded-0"))
    assert {"HEAD": 3} == site.count("overloaded-0")


@pytest.mark.parametrize(("path", "asked"), [("wait-0/9", 3), ("status-429", 1)])
def test_too_many_requests_is_no_refusal(site: Server, path: str, asked: int) -> None:
    """Where the waiting has an end, or is not asked for in seconds, the page is left for the next run."""
    [found] = check(site.url(path))
    assert ("refused", "asked_to_wait", 429, True) == (found.state, found.reason, found.status, found.is_postponed)
    assert {"HEAD": asked} == site.count(path)


@pytest.mark.parametrize("wait", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_host_that_asks_for_a_long_wait_is_left_alone(site: Server, wait: str) -> None:
    """No page of it is asked for again in this run, and none of them counts as looked at."""
    found = check(site.url(f"overloaded-{quote(wait)}"), site.url("page?1"), site.url("page?2"), site.url("page", "localhost"))
    assert [LinkReason.ASKED_TO_WAIT] * 3 + [None] == [result.reason for result in found]
    assert [503, None, None, 200] == [result.status for result in found]
    assert [True] * 3 + [False] == [result.is_postponed for result in found]
    assert 2 == len(site.requests)


# No way into a private network


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "127.0.0.2",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "2130706434",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::1]",
    ],
)
def test_private_addresses_are_not_opened(site: Server, host: str) -> None:
    """However they are written, and whether a registry names them or a public page leads there."""
    behind = site.url(f"redirect-302/http~//{host.replace(':', '~')}/")
    assert [("refused", "private")] * 2 == became(f"http://{host}/", behind)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_for_tests_only(site: Server, host: str) -> None:
    """Without the option no server on this machine is asked."""
    assert [("refused", "private")] == became(site.url("page", host), allow_loopback=False)
    assert [] == site.requests


@pytest.mark.parametrize("target", ["file~///etc/passwd", "ftp~//example.org/", "javascript~alert(1)", "http~//a~b@example.org/"])
def test_redirects_to_what_is_no_page_are_not_followed(site: Server, target: str) -> None:
    """Only pages without a password are opened."""
    assert [("refused", "not_a_page")] == became(site.url(f"redirect-302/{target}"))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "mailto:a@example.org", "", "http://", "http://a:b", "//x", "nonsense"]
)
def test_addresses_that_are_no_page_are_not_opened(url: str) -> None:
    """Anything may be asked, and nothing but a page is opened."""
    assert [("refused", "not_a_page")] == became(url)


# The addresses of a registry


def test_every_address_of_a_registry_is_checked() -> None:
    """No page that a fact rests on, or that people are sent to, is left out."""
    facts = default_router().registry
    assert set(pages(json.loads(facts.model_dump_json()))) == set(addresses(facts))


def pages(value: Any) -> Iterable[str]:
    """The addresses in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [page for item in value for page in pages(item)]
    return [value] if isinstance(value, str) and value.startswith(("https://", "http://")) and " " not in value else []


def test_addresses_name_who_needs_them() -> None:
    """Each address once, with all the places that name it; WhatsApp's own page is none of them."""
    page = "https://example.org/page"
    line = helpline(
        channels=[
            channel("https://chat.example.org", kind="chat"),
            channel("0612 34 56 78", kind="whatsapp", international="+33 6 12 34 56 78"),
            channel("3018", kind="messenger"),
        ],
        website=page,
        trusted_flagger={"source": page},
    )
    assert {
        page: ("FR emergency 112", "fr-line website", "fr-line trusted flagger", "fr-line source"),
        "https://chat.example.org": ("fr-line chat",),
    } == addresses(world(line))


def test_addresses_of_a_country_or_a_line() -> None:
    """A filter leaves out the other ones; a line's are only its own."""
    facts = registry(BE=country(helpline("be-line", website="https://be.example.org")), FR=country(helpline()))
    assert {"https://example.org/page"} == set(addresses(facts, country="FR"))
    assert ("be-line source",) == addresses(facts, helpline_id="be-line")["https://example.org/page"]


# The log


def result(url: str = "https://example.org", **fields: Any) -> LinkResult:
    return LinkResult.model_validate({"url": url, "state": "ok", "status": 200, "checked_at": now(), **fields})


def test_a_log_remembers_the_newest_result(tmp_path: Path) -> None:
    """What was written is read again, for as long as it is recent."""
    with LinkLog(tmp_path / "log") as log:
        log.add(result(state="gone"))
        log.add(result())
        log.add(result("https://old.example.org", checked_at=now() - timedelta(days=9)))
    with LinkLog(tmp_path / "log") as log:
        urls = ("https://example.org", "https://old.example.org", "https://new.example.org")
        assert {"https://example.org": "ok"} == {url: found.state.value for url, found in log.recent(urls, at=now(), days=7).items()}
        assert {} == log.recent(urls, at=now() + timedelta(seconds=1), days=0)


def test_a_log_does_not_believe_in_the_future(tmp_path: Path) -> None:
    """A clock that was wrong must not keep a page from being looked at."""
    with LinkLog(tmp_path / "log") as log:
        log.add(result(checked_at=now() + timedelta(days=400)))
    with LinkLog(tmp_path / "log") as log:
        assert {} == log.recent(("https://example.org",), at=now(), days=7)
        log.add(result(state="gone"))
        assert ["gone"] == [found.state.value for found in log.recent(("https://example.org",), at=now(), days=7).values()]


def test_a_log_forgets_what_was_postponed(tmp_path: Path) -> None:
    """The next run asks again."""
    with LinkLog(tmp_path / "log") as log:
        log.add(result(state="refused", reason="asked_to_wait"))
    assert "" == (tmp_path / "log").read_text(encoding="utf-8")


def test_a_torn_line_is_dropped(tmp_path: Path) -> None:
    """A run that was killed while it wrote loses that one result, and the file stays whole."""
    file = tmp_path / "log"
    with LinkLog(file) as log:
        log.add(result())
        log.add(result("https://torn.example.org"))
    file.write_bytes(file.read_bytes()[:-20])
    with LinkLog(file) as log:
        assert {"https://example.org"} == set(log.recent(("https://example.org", "https://torn.example.org"), at=now(), days=7))
        log.add(result("https://new.example.org"))
    assert 2 == len([LinkResult.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()])


@pytest.mark.parametrize("content", ["version: 1\n", "no newline", '{"url": 1}\n', "{}\n", "\n", "\0\n", '{"name": "torn'])
def test_another_file_is_not_touched(tmp_path: Path, content: str) -> None:
    """A file that is no log is refused, and stays as it was."""
    file = tmp_path / "log"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(LinkLogError, match="no result of a link check"):
        LinkLog(file)
    assert content == file.read_text(encoding="utf-8")


# The command


def own_registry(folder: Path, site: Server, *paths: str) -> str:
    """A registry of one line whose sources are pages of the site; the first is that of the emergency number, too."""
    urls = [site.url(path) for path in paths]
    sources = [{"url": url, "kind": "operator", "supports": ["number"]} for url in urls]
    facts = world(helpline(sources=sources), emergency=[{"number": "112", "kind": "general", "sources": urls[:1]}])
    file = folder / "helplines.yaml"
    # JSON is YAML.
    file.write_text(facts.model_dump_json(exclude_none=True), encoding="utf-8")
    return str(file)


def run(*arguments: str) -> Result:
    options = ("links", "--allow-loopback", "--pause", "0", "--timeout", str(PATIENT))
    return CliRunner().invoke(app, [*options, *arguments], env={"COLUMNS": "80", "FORCE_COLOR": None, "TERM": "dumb"})


def test_findings_are_shown_with_who_needs_the_page(tmp_path: Path, site: Server) -> None:
    """Gone first, then moved, broken and refused; what is fine is only counted."""
    paths = ("page", "status-404", "redirect-301/page", "status-500", "status-403")
    done = run("--registry", own_registry(tmp_path, site, *paths))
    assert 1 == done.exit_code
    rows = [row.strip() for row in done.stdout.replace(site.url(""), "http://site/").splitlines()]
    assert [
        "gone (1)",
        "http://site/status-404",
        "HTTP 404; named by fr-line source",
        "",
        "moved (1)",
        "http://site/redirect-301/page",
        "-> http://site/page",
        "HTTP 200; named by fr-line source",
        "",
        "broken (1)",
        "http://site/status-500",
        "the server fails, HTTP 500; named by fr-line source",
        "",
        "could not be checked (1)",
        "http://site/status-403",
        "the server doesn't let programs look, HTTP 403; named by fr-line source",
        "",
        "5 addresses: 1 gone, 1 moved, 1 broken, 1 could not be checked, 1 ok",
    ] == rows[:18]
    assert NOTE == " ".join(rows[18:])


def test_no_page_gone_or_moved_is_exit_code_0(tmp_path: Path, site: Server) -> None:
    """What is broken or refused today may be there tomorrow."""
    done = run("--registry", own_registry(tmp_path, site, "page", "status-500", "status-403"))
    assert 0 == done.exit_code
    assert "3 addresses: 1 broken, 1 could not be checked, 1 ok" in done.stdout


def test_json_holds_all_results_and_the_note(tmp_path: Path, site: Server) -> None:
    """The results are for programs, and say that they verify nothing."""
    done = run("--registry", own_registry(tmp_path, site, "page", "status-404"), "--json")
    report = json.loads(done.stdout)
    assert (1, NOTE) == (done.exit_code, report["note"])
    assert {"gone": 1, "moved": 0, "broken": 0, "refused": 0, "ok": 1} == report["counts"]
    assert ["ok", "gone"] == [link["state"] for link in report["links"]]
    assert ["FR emergency 112", "fr-line source"] == report["links"][0]["named_by"]


def test_the_registry_is_not_changed(tmp_path: Path, site: Server) -> None:
    """An answer is no verification."""
    file = Path(own_registry(tmp_path, site, "page"))
    before = file.read_bytes()
    run("--registry", str(file))
    assert before == file.read_bytes()


def test_a_second_run_asks_only_for_what_is_due(tmp_path: Path, site: Server) -> None:
    """What is known stays in the report; with 0 days everything is asked again."""
    options = ("--registry", own_registry(tmp_path, site, "page", "status-404"), "--state", str(tmp_path / "log"))
    assert 1 == run(*options).exit_code
    asked = len(site.requests)
    again = run(*options)
    assert (1, asked) == (again.exit_code, len(site.requests))
    assert "2 addresses (2 of them remembered): 1 gone, 1 ok" in again.stdout
    run(*options, "--recheck-after", "0")
    assert 2 * asked == len(site.requests)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path, site: Server) -> None:
    """After Ctrl-C the pages that were done are not asked for again, and the others are."""
    options = ["--registry", own_registry(tmp_path, site, "page?1", "page?2", "hang", "page?3"), "--state", str(tmp_path / "log")]
    # A background job of a shell ignores SIGINT, and Python keeps it so: the child takes the default back.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from helpline_router.cli import main; main()"
    command = [sys.executable, "-c", code, "links", "--allow-loopback", "--pause", "0", "--timeout", "60", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert site.asked.wait(PATIENT)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    assert (130, "") == (process.returncode, output)
    assert "interrupted after 2 of 4 addresses: the same command goes on from here\n" == errors
    site.release.set()
    done = run(*options)
    assert "4 addresses (2 of them remembered): 4 ok" in done.stdout
    assert [1, 1, 2, 1] == [site.count(path)["HEAD"] for path in ("page?1", "page?2", "hang", "page?3")]


def test_nothing_but_the_result_is_printed_in_a_pipe(tmp_path: Path, site: Server) -> None:
    """The progress bar is for a terminal."""
    command = [sys.executable, "-m", "helpline_router.cli", "links", "--allow-loopback", "--pause", "0", "--json"]
    done = subprocess.run(
        [*command, "--registry", own_registry(tmp_path, site, "page")], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert "" == done.stderr
    assert 1 == len(json.loads(done.stdout)["links"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pause", "-1"], "--pause must be a number"),
        (["--timeout", "zzsecret"], "--timeout must be a number"),
        (["--timeout", "nan"], "--timeout must be a number"),
        (["--recheck-after", "7"], "--recheck-after needs --state"),
        (["--country", "zzsecret"], "--country must be"),
        (["--id", "zzsecret"], "no line has this id"),
        (["--state", "/zzsecret/log"], "--state: the file cannot be opened"),
        (["--state", "/"], "--state: the file cannot be opened"),
        (["--state", __file__], "this is no result of a link check"),
        (["--state", ""], "--state: needs the path of a file"),
        (["--state", "/dev/zero"], "--state: the file cannot be opened (not a regular file)"),
        (["--state", __file__, "--overlay", __file__], "--state: this is the file of --overlay, which is read"),
    ],
)
def test_bad_input_is_one_plain_line(arguments: list[str], words: str) -> None:
    """And nothing is contacted."""
    done = run(*arguments)
    assert (2, "") == (done.exit_code, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert words in done.stderr
    assert "zzsecret" not in done.stderr


def test_the_pause_is_bounded_below_for_real_servers() -> None:
    """Only a test server may be asked without a pause."""
    done = CliRunner().invoke(app, ["links", "--pause", "0"])
    assert (2, "error: --pause must be a number from 0.5 to 3600\n") == (done.exit_code, done.stderr)


def test_without_httpx_one_line_says_what_to_install() -> None:
    """The extra is missed only where it is needed."""
    code = "import sys; sys.modules['httpx'] = None; from helpline_router.cli import main; sys.argv[1:] = {}; main()"
    done = subprocess.run([sys.executable, "-c", code.format(["links"])], capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert "error: links needs one more step: pip install 'helpline-router[links]'\n" == done.stderr
    other = subprocess.run([sys.executable, "-c", code.format(["list"])], capture_output=True, text=True, check=False)
    assert (0, "") == (other.returncode, other.stderr)
