"""Cards in a real browser: headless Chromium, pages served on loopback, and nothing else on the network.

Needs Chromium on the path. Without it these tests are skipped; with HELPLINE_ROUTER_REQUIRE_BROWSER set they fail instead.
"""

import importlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest

from builders import NOON, channel, decision, helpline, policy, world
from helpline_router import RoutingDecision, route_report
from helpline_router.card import Card
from helpline_router.presentation import present

if TYPE_CHECKING:
    from playwright.sync_api import Page

REQUIRED: Final = "HELPLINE_ROUTER_REQUIRE_BROWSER"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
OPTIONS: Final = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
NIGHT: Final = datetime(2026, 11, 22, 2, tzinfo=UTC)
PHONES_AND_DESKTOP: Final = (320, 390, 1024)
# The rules of WCAG 2.2 up to AA, and those that only say what is good practice.
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Of these rules what they find can change with the width or the colours.
BY_LAYOUT: Final = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")
NO_SCRIPT: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STRICT: Final = "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'"

CASES: Final[dict[str, tuple[str, datetime, dict[str, Any]]]] = {
    "fr": ("fr", NOON, {"category": "harassment", "age": 15, "country": "FR", "language": "fr", "role": "affected"}),
    "de": ("de", NOON, {"category": "suicide", "country": "DE", "language": "de", "role": "affected"}),
    "el": ("el", NOON, {"category": "suicide", "age": 34, "country": "GR", "language": "el", "role": "affected"}),
    "bg": ("bg", NOON, {"category": "harassment", "age": 15, "country": "BG", "language": "bg", "role": "affected"}),
    "mt": ("mt", NOON, {"category": "hate", "age": 25, "country": "MT", "role": "witness"}),
    "pl": ("pl", NOON, {"category": "self_harm", "age": 44, "country": "PL", "language": "pl", "role": "parent"}),
    "gap": ("bg", NOON, {"category": "harassment", "age": 34, "country": "BG", "language": "bg", "role": "affected"}),
    "languages": ("fr", NOON, {"category": "suicide", "country": "BE", "role": "professional"}),
    "uncovered": ("de", NOON, {"category": "suicide", "age": 20, "country": "US", "role": "affected"}),
    "night": ("en", NIGHT, {"category": "hate", "age": 25, "country": "DE", "role": "affected"}),
}
# All lines are closed; in the shipped data that is rare.
CLOSED: Final = "closed"
LANGUAGES: Final = ("fr", "de", "el", "bg", "mt", "pl")


def _unavailable(reason: str) -> NoReturn:
    if os.environ.get(REQUIRED):
        pytest.fail(f"{reason}, and {REQUIRED} is set")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def page() -> Iterator["Page"]:
    """A window on a phone, in light colours; `opened` puts it back after each use."""
    program = next((path for path in map(shutil.which, NAMES) if path), None)
    if program is None:
        _unavailable("no Chromium on the path")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _unavailable("playwright is not installed: pip install '.[test]'")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser.new_page()
        browser.close()


@dataclass
class Site:
    """Pages on loopback by their path, each with its type and policy, and the paths that were asked for."""

    address: str = ""
    pages: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, path: str, content: str, *, kind: str = "text/html", csp: str = NO_SCRIPT) -> str:
        self.pages[path] = (content, kind, csp)
        self.asked.clear()
        return self.address + path


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            content, kind, csp = served.pages.get(self.path, ("", "text/html", STRICT))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", csp)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def decided(case: str) -> tuple[RoutingDecision, Card]:
    if case == CLOSED:
        on_mondays = [helpline(f"fr-{place}", name=f"Line {place}", hours="Mo 09:00-17:00") for place in range(2)]
        found = decision(world(*on_mondays))
        return found, present(found, "en", at=NOON)
    locale, at, fields = CASES[case]
    found = route_report(**fields, at=at)
    return found, present(found, locale, at=at, role=fields.get("role"))


def document(*cards: Card, head: str = "", before: str = "", with_style: bool = True, language: str | None = None) -> str:
    """A page of a platform, in the language of its first card, with cards on it."""
    fragments = "\n".join(card.to_html(with_style=with_style) for card in cards)
    return (
        f'<!doctype html><html lang="{language or cards[0].language}"><head><meta charset="utf-8"><title>A page</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="data:,">{head}</head><body><main><h1>A page</h1>{before}{fragments}</main></body></html>'
    )


@contextmanager
def opened(page: "Page", address: str, *, width: int = 390) -> Iterator[None]:
    """The window shows the page at an address.

    Nothing on it may run a script, be refused or fail, and it asks for nothing but itself and its own style.
    """
    requests: list[str] = []
    complaints: list[str] = []
    listeners: dict[Any, Any] = {
        "request": lambda request: requests.append(request.url),
        "console": lambda message: complaints.append(message.text),
        "pageerror": lambda error: complaints.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(address)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    own = address.rsplit("/", 1)[0] + "/"
    assert [url for url in requests if not url.startswith((own, "data:"))] == []
    assert complaints == []


def unfold(page: "Page") -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def visible_text(page: "Page", selector: str = "body") -> str:
    return " ".join(str(page.inner_text(selector)).split())


def texts(card: Card) -> Iterator[str]:
    """What a card says, in its order on the screen."""
    danger = [text for text in (card.danger, *said(card.emergency)) if text]
    yield card.heading
    yield from danger if card.emergency_first else []
    yield from [card.lead] if card.lead else []
    for line in card.referrals:
        yield from [line.name, *([line.condition] if line.condition else []), line.what, line.availability, *said(line.links)]
        yield from [*line.facts, line.languages]
        for table in line.hours:
            yield table.title
            yield from (text for row in table.rows for text in row)
        yield from [line.why, line.checked]
    yield from danger if not card.emergency_first else []
    yield from card.notices
    yield from [card.more_heading, *said(card.more)] if card.more else []


def said(links: Any) -> list[str]:
    return [text for link in links for text in (link.label, link.remark) if text]


def spaced(text: str) -> str:
    return " ".join(text.split())


def axe_finds(page: "Page", *rules: str) -> list[str]:
    """What axe-core finds on the page as it is: by all rules, or by the given ones."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    if not page.evaluate("'axe' in window"):
        page.evaluate(importlib.import_module("axe_playwright_python.base").AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps({'runOnly': only, 'resultTypes': ['violations']})})")
    return [f"{finding['id']}: {node['html'][:200]}" for finding in found["violations"] for node in finding["nodes"]]


@pytest.mark.parametrize("case", LANGUAGES)
def test_axe_finds_nothing(page: "Page", site: Site, case: str) -> None:
    """On phones and desktop, in light and dark, with the hours open."""
    _, card = decided(case)
    assert card.language == case
    with opened(page, site.serve("/axe", document(card))):
        unfold(page)
        assert axe_finds(page) == []
        for width in PHONES_AND_DESKTOP:
            page.set_viewport_size({"width": width, "height": 844})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert (width, scheme, axe_finds(page, *BY_LAYOUT)) == (width, scheme, [])


def test_axe_would_find_something(page: "Page", site: Site) -> None:
    """The check above is not blind."""
    _, card = decided("fr")
    page_with_faults = document(card, head="<style>.helpline-lead { color: #ccc !important }</style>")
    with opened(page, site.serve("/faults", page_with_faults)):
        assert [finding.split(":")[0] for finding in axe_finds(page)] == ["color-contrast"]


@pytest.mark.parametrize("case", [*CASES, CLOSED])
def test_the_screen_shows_what_the_card_says(page: "Page", site: Site, case: str) -> None:
    """All of it, in its order; the hours once they are opened. The languages are marked, and the links are the decision's."""
    found, card = decided(case)
    with opened(page, site.serve("/text", document(card, language="en"))):
        unfold(page)
        screen, place = visible_text(page), 0
        for text in texts(card):
            assert spaced(text) in screen[place:]
            place = screen.index(spaced(text), place)
        marked = page.eval_on_selector_all(
            ".helpline-card :is(h2, h3)", "found => found.map(each => (each.querySelector('[lang]') || each).closest('[lang]').lang)"
        )
        names = [line.name_language or card.language for line in card.referrals]
        assert marked == [card.language, *names, *([card.language] if card.more else [])]
        links = {
            kind: page.eval_on_selector_all(f".helpline-{kind} a", "found => found.map(each => each.getAttribute('href'))")
            for kind in ("danger", "more")
        }
        assert links["danger"] == [number.uri for number in found.emergency.numbers]
        assert links["more"] == ([directory.url for directory in found.directories] if card.more else [])
        lines = page.eval_on_selector_all(
            ".helpline-line", "found => found.map(line => [...line.querySelectorAll('a')].map(each => each.getAttribute('href')))"
        )
        for hrefs, referral in zip(lines, found.referrals, strict=True):
            here = [each for each in referral.channels if each.caller is None] or referral.channels
            assert set(hrefs) == {each.uri for each in here if each.uri}
        assert page.eval_on_selector_all("a[href^=http]:not([rel~=noreferrer])", "found => found.length") == 0


def test_the_cases_cover_what_a_card_can_hold() -> None:
    """Else the laws here would hold for want of an example."""
    cards = [decided(case)[1] for case in (*CASES, CLOSED)]
    lines = [line for card in cards for line in card.referrals]
    assert {card.emergency_first for card in cards} == {True, False}
    assert {(bool(card.referrals), bool(card.more)) for card in cards} == {(True, False), (False, True), (True, True)}
    assert {line.state.value for line in lines} == {"open", "closed", "unknown"}
    assert any(line.name_language for line in lines)
    assert any(line.condition for line in lines)
    assert any(line.hours for line in lines)
    assert any(link.uri is None for line in lines for link in line.links)


# Elements that stick out of the window, and texts in a column too narrow to be read.
MISFITS: Final = """() => {
  const found = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push('the page scrolls sideways');
  for (const each of document.querySelectorAll('.helpline-card, .helpline-card *:not(style)')) {
    const box = each.getBoundingClientRect();
    if (box.width === 0) continue;
    if (box.left < 0 || box.right > width + 1) found.push('out: ' + each.outerHTML.slice(0, 99));
    const own = [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').trim();
    const letter = parseFloat(getComputedStyle(each).fontSize) * (each.currentCSSZoom || 1);
    if (own.length > 12 && box.width < 5 * letter) found.push('narrow: ' + each.outerHTML.slice(0, 99));
  }
  return found;
}"""
SIZES: Final = {
    "a small phone": (320, ""),
    "200 % zoom": (640, "html { zoom: 2 }"),
    "letters twice as large": (320, "html { font-size: 200% }"),
    "spaced text": (320, "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"),
}


@pytest.mark.parametrize("case", [*CASES, CLOSED])
def test_nothing_scrolls_sideways(page: "Page", site: Site, case: str) -> None:
    """On a small phone, at 200 % zoom, with letters twice as large or wider apart (WCAG 1.4.4, 1.4.10, 1.4.12)."""
    with opened(page, site.serve("/size", document(decided(case)[1]))):
        unfold(page)
        added = page.add_style_tag(content="*{}")
        for name, (width, style) in SIZES.items():
            page.set_viewport_size({"width": width, "height": 844})
            added.evaluate("(element, style) => { element.textContent = style }", style)
            assert (name, page.evaluate(MISFITS)) == (name, [])


@pytest.mark.parametrize("case", [*CASES, CLOSED])
def test_targets_are_large_enough_to_tap(page: "Page", site: Site, case: str) -> None:
    """24 CSS pixels for all (WCAG 2.5.8), 44 for what reaches somebody (2.5.5), and none on top of another."""
    with opened(page, site.serve("/targets", document(decided(case)[1])), width=320):
        boxes = page.eval_on_selector_all(
            ".helpline-card :is(a, summary)",
            "found => found.map(each => ({tag: each.tagName, ...each.getBoundingClientRect().toJSON()}))",
        )
    assert boxes
    assert [box for box in boxes if min(box["width"], box["height"]) < (44 if box["tag"] == "A" else 24)] == []
    for one, other in combinations(boxes, 2):
        is_beside = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert is_beside or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


@pytest.mark.parametrize("case", ["fr", "night"])
def test_the_keyboard_reaches_everything(page: "Page", site: Site, case: str) -> None:
    """Tab goes through links and hours in the order of the page, and is seen; Enter opens the hours and closes them again."""
    with opened(page, site.serve("/keys", document(decided(case)[1]))):
        targets = page.eval_on_selector_all(".helpline-card :is(a, summary)", "found => found.map(each => each.outerHTML)")
        reached = []
        for _ in targets:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.outerHTML"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            if page.evaluate("document.activeElement.tagName") == "SUMMARY":
                for is_open in (True, False):
                    page.keyboard.press("Enter")
                    assert page.evaluate("document.activeElement.parentElement.open") is is_open
        assert reached == targets
        assert any(each.startswith("<summary") for each in reached)


def test_one_thing_to_do_first() -> None:
    """At most one link of a line is marked: where somebody answers now, or may; never where the hours say that nobody does."""
    line = helpline(
        channels=[
            channel("116 123", hours="Mo 03:00-04:00"),
            channel("https://chat.example.org", kind="chat"),
            channel("help@example.org", kind="email", hours=None),
        ]
    )
    shut = helpline("fr-shut", channels=[channel("116 124", hours="Mo 03:00-04:00"), channel("h@example.org", kind="email", hours=None)])
    written = helpline("fr-written", channels=[channel("w@example.org", kind="email", hours=None)])
    html = present(decision(world(line, shut, written)), "en", at=NOON).to_html()
    marked = [part.split('"')[1] for part in html.split("<a ")[1:] if 'class="helpline-first"' in part.split(">")[0]]
    assert marked == ["https://chat.example.org", "mailto:w@example.org", "tel:112"]


# Every computed style of some elements and all inside them.
STYLES: Final = """whole => [...document.querySelectorAll(`${whole}, ${whole} *:not(style)`)].map(each => {
  const style = getComputedStyle(each);
  return each.tagName + JSON.stringify([...style].map(name => name + ':' + style.getPropertyValue(name)));
})"""
OWN: Final = (
    '<div class="own"><h2>Own heading</h2><p>Own text, <a href="#there">own link</a>.</p>'
    "<ul><li>Own item</li></ul><ol><li>Own place</li></ol>"
    "<details open><summary>Own summary</summary><dl><dt>Own name</dt><dd>Own value</dd></dl></details></div>"
)
LOUD: Final = (
    "<style>p { color: purple; margin: 3px; letter-spacing: 1px } a { color: red; text-transform: none } h2 { font: italic 2rem serif }"
    " ul { list-style: square } li { margin: 5px } dl { display: block } summary { color: teal }</style>"
)


@pytest.mark.parametrize("head", ["", LOUD], ids=["plain", "loud"])
def test_two_cards_leave_each_other_and_the_page_alone(page: "Page", site: Site, head: str) -> None:
    """What is the page's own looks as it did; each card works by itself, even under a page's loud style."""
    first, second = decided("fr")[1], decided("de")[1]
    alone = document(first, head=head, before=OWN).split('<section class="helpline-card"')[0] + "</main></body></html>"
    with opened(page, site.serve("/alone", alone), width=320):
        before = page.evaluate(STYLES, ".own")
    with opened(page, site.serve("/two", document(first, second, head=head, before=OWN)), width=320):
        assert page.evaluate(STYLES, ".own") == before
        assert [card.language for card in (first, second)] == page.eval_on_selector_all(
            ".helpline-card", "found => found.map(each => each.lang)"
        )
        assert page.eval_on_selector_all(".helpline-card :is([id], [name], script)", "found => found.length") == 0
        page.click(".helpline-card:nth-of-type(2) summary")
        assert page.eval_on_selector_all(".helpline-card details[open]", "found => found.length") == 1
        assert page.evaluate(MISFITS) == []
        assert [finding for finding in axe_finds(page) if "helpline" in finding] == []


def test_a_page_that_allows_no_inline_style(page: "Page", site: Site) -> None:
    """The page serves the stylesheet itself, and the card looks the same."""
    card = decided("de")[1]
    with opened(page, site.serve("/inline", document(card))):
        inline = page.evaluate(STYLES, ".helpline-card")
    site.serve("/card.css", Card.stylesheet(), kind="text/css")
    linked = document(card, head='<link rel="stylesheet" href="/card.css">', with_style=False)
    with opened(page, site.serve("/strict", linked, csp=STRICT)):
        assert page.evaluate(STYLES, ".helpline-card") == inline
        assert site.asked == ["/strict", "/card.css"]
    with opened(page, site.serve("/inline", document(card))):
        assert site.asked == ["/inline"]


HOSTILE: Final = (
    "<img src=x onerror=alert(1)>",
    "</style></section><script>alert(1)</script>",
    "\"><a href='javascript:alert(1)'>&amp;&lt;b&gt;",
    "W" * 400,
)


def test_hostile_strings_stay_text(page: "Page", site: Site) -> None:
    """Whatever an overlay writes into a name, a page or a word: it is read, and it does nothing."""
    lines = [
        helpline(
            f"fr-line-{place}",
            name=text,
            operator=text,
            channels=[
                channel("3018", menu=text, ask_for=text),
                channel("https://chat.example.org/\"><script>alert(1)</script>'", kind="chat"),
                channel("85258", kind="sms", send=text),
                channel(text, kind="app", hours=None),
            ],
        )
        for place, text in enumerate(HOSTILE)
    ]
    card = present(decision(world(*lines), policy(maximum_referrals=4)), "en", at=NOON)
    assert len(card.referrals) == 4
    with opened(page, site.serve("/hostile", document(card, head="<style>html { font-size: 200% }</style>")), width=320):
        screen = visible_text(page)
        for text in HOSTILE:
            assert screen.count(text) >= 4
        assert page.evaluate(MISFITS) == []
        assert page.eval_on_selector_all("img, script, b, [onerror], [href^=javascript]", "found => found.length") == 0
        assert page.eval_on_selector_all("section", "found => found.length") == 1
        assert [finding for finding in axe_finds(page) if "helpline" in finding] == []
        assert site.asked == ["/hostile"]
