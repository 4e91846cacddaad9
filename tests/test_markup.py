"""Texts in a card stay texts: in HTML as a browser reads it, in Markdown as CommonMark has it, and in plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import TypeAdapter, ValidationError

from helpline_router import markup
from helpline_router.markup import Block, Heading, Links, Paragraph, Section, Sections, Table, Words
from helpline_router.records import Text, Url

_TEXT: TypeAdapter[str] = TypeAdapter(Text)
_URL: TypeAdapter[str] = TypeAdapter(Url)

HOSTILE = (
    "<script>alert(1)</script>",
    "</section><h1>x</h1>",
    "<!-- x",
    "]]><![CDATA[",
    "<style>*{display:none}</style>",
    '" onclick="alert(1)',
    "' autofocus onfocus=alert(1) '",
    "&lt;b&gt; &amp; &copy; &#0; &nbsp;",
    "&amp;amp;",
    "[a](javascript:alert(1))",
    "![a](https://example.org/x.png)",
    "<https://example.org>",
    "[a]: https://example.org",
    "# a",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "1) a",
    "123456789. a",
    "2026. november 20.",
    "> a",
    "```a",
    "~~~a",
    "    a",
    "---",
    "===",
    "***",
    "_a_ *b* **c** `d` ~~e~~",
    "a\\",
    "\\*a\\*",
    "a  ",
    "| a | b |",
    "a](x",
    "{number} {0} {{x}} %s %(a)s",
    "$x$ :smile: @someone ^x^",
    "\u05d0\u05d1\u05d2 116 123",
    "\U0001f600 \u200d \ufeff \xad",
    "a" * 400,
    "116 123",
)


def is_allowed(text: str, kind: TypeAdapter[str] = _TEXT) -> bool:
    """Whether the registry takes it."""
    try:
        return text == kind.validate_python(text)
    except ValidationError:
        return False


def texts() -> st.SearchStrategy[str]:
    """What the registry takes as a text, near what means something to HTML or Markdown."""
    signs = st.text(alphabet="\\`*_[]<>&#|~!()-+=.:;\"'/ a1é\u3042{}$@%", min_size=1, max_size=30)
    mixed = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join)
    return (st.sampled_from(HOSTILE) | signs | mixed | st.text(min_size=1, max_size=50)).map(str.strip).filter(is_allowed)


def addresses() -> st.SearchStrategy[str]:
    """What the registry takes as an address."""
    tails = st.text(alphabet="\\`*_[]<>&#|~!()-+=.:;\"'/a1é%?{}", max_size=20) | st.sampled_from(("?a=1&copy;=2", "?a&lt;b", "?x=%41"))
    return tails.map("https://example.org/{}".format).filter(lambda text: is_allowed(text, _URL)) | st.sampled_from(
        ("tel:3018", "sms:114?body=A%20B")
    )


def words() -> st.SearchStrategy[Words]:
    return st.builds(Words, texts(), st.none() | addresses(), st.sampled_from((None, "fr")))


@st.composite
def cards(draw: st.DrawFn) -> tuple[Block, ...]:
    """Blocks as cards have them, of any texts."""
    links = st.lists(st.tuples(words(), st.just("") | texts()), min_size=1, max_size=3).map(lambda found: Links(tuple(found)))
    rows = st.lists(st.tuples(texts(), texts()), min_size=1, max_size=2).map(tuple)
    paragraphs = st.builds(Paragraph, st.lists(words(), min_size=1, max_size=3).map(tuple), st.sampled_from(("lead", "why")))
    inner = st.lists(paragraphs | links | st.builds(Table, texts(), rows), min_size=1, max_size=4)
    sections = tuple(Section((Heading(2, draw(texts().map(Words))), *draw(inner))) for _ in range(draw(st.integers(1, 2))))
    return (Heading(1, draw(texts().map(Words))), *draw(inner), Sections(sections), Section(tuple(draw(inner)), "danger"))


def harmless(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The same card of tame words: what its structure is to be."""
    return tuple(map(_harmless, blocks))


def _harmless(block: Block) -> Block:
    match block:
        case Heading(level=level, words=one):
            return Heading(level, _tame(one))
        case Paragraph(words=run, kind=kind):
            return Paragraph(tuple(map(_tame, run)), kind)
        case Links(links=links):
            return Links(tuple((_tame(one), remark and "word") for one, remark in links))
        case Table(rows=rows):
            return Table("word", (("word", "word"),) * len(rows))
        case Section(blocks=inner, kind=kind):
            return Section(harmless(inner), kind)
        case Sections(sections=sections):
            return Sections(tuple(Section(harmless(section.blocks), section.kind) for section in sections))


def _tame(one: Words) -> Words:
    return Words("word", one.uri and "https://example.org/", one.language)


def said(blocks: Sequence[Block]) -> Iterator[str]:
    """All texts, in the order in which they stand."""
    for block in blocks:
        match block:
            case Heading(words=one):
                yield one.text
            case Paragraph(words=run):
                yield from (one.text for one in run)
            case Links(links=links):
                yield from (text for one, remark in links for text in (one.text, remark) if text)
            case Table(title=title, rows=rows):
                yield title
                yield from (text for row in rows for text in row)
            case Section(blocks=inner):
                yield from said(inner)
            case Sections(sections=sections):
                for section in sections:
                    yield from said(section.blocks)


def linked(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """The links: address and text."""
    for block in blocks:
        match block:
            case Paragraph(words=run):
                yield from ((one.uri, one.text) for one in run if one.uri)
            case Links(links=links):
                yield from ((one.uri, one.text) for one, _ in links if one.uri)
            case Section(blocks=inner):
                yield from linked(inner)
            case Sections(sections=sections):
                for section in sections:
                    yield from linked(section.blocks)
            case Heading() | Table():
                pass


def squeezed(text: str) -> str:
    """Without blanks, of which renderings may add some."""
    return re.sub(r"[ \t\n]+", "", text)


# HTML


def html(blocks: Sequence[Block]) -> str:
    return markup.to_html(blocks, language="en", style=".helpline-card { color: red; }", heading_level=2)


def parsed(fragment: str) -> Element:
    """The page around the fragment, as a browser reads it; malformed HTML fails."""
    page = f'<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p>before</p>{fragment}<p>after</p></body></html>'
    found = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(page)
    assert isinstance(found, Element)
    return found


def skeleton(element: Element) -> tuple[Any, ...]:
    """Tags and attributes; but for addresses, and for the spans that keep the digits of a number together."""
    own = {name: value for name, value in element.attrib.items() if name not in ("href", "rel")}
    return (
        element.tag,
        sorted(own.items()),
        "href" in element.attrib,
        tuple(skeleton(child) for child in element if child.get("class") != "helpline-digits"),
    )


def text_of(element: Element) -> str:
    """The text inside, without that of stylesheets."""
    parts = [element.text or ""] if element.tag != "style" else []
    for child in element:
        parts += [text_of(child), child.tail or ""]
    return "".join(parts)


@given(cards())
def test_html_has_the_same_structure_whatever_its_texts(blocks: tuple[Block, ...]) -> None:
    """A browser reads the same elements and attributes as for tame words, exactly the texts, and exactly the links."""
    page = parsed(html(blocks))
    assert skeleton(page) == skeleton(parsed(html(harmless(blocks))))
    assert squeezed(text_of(page)) == squeezed("".join(("x", "before", *said(blocks), "after")))
    assert list(linked(blocks)) == [(link.get("href"), text_of(link)) for link in page.iter("a")]


@given(cards())
def test_html_runs_and_fetches_nothing(blocks: tuple[Block, ...]) -> None:
    """No script, no handler, nothing with a source; a stranger's page is not told where its visitor comes from."""
    (section,) = (found for found in parsed(html(blocks)).iter("section"))
    for element in section.iter():
        assert element.tag not in ("script", "img", "iframe", "link", "object", "embed", "form", "base", "meta", "svg", "audio", "video")
        assert set(element.attrib) <= {"class", "lang", "href", "rel", "id", "dir", "role"} | {
            name for name in element.attrib if str(name).startswith("aria-")
        }
        if str(element.get("href", "")).startswith("http"):
            assert "noreferrer" in str(element.get("rel"))


@given(words().filter(lambda one: one.language is not None))
def test_words_of_another_language_say_so(one: Words) -> None:
    """A screen reader pronounces a French name in French."""
    page = parsed(html([Heading(1, one)]))
    assert one.text in [text_of(element) for element in page.iter() if element.get("lang") == "fr"]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_headings_keep_their_order_at_any_level(level: int) -> None:
    """No level is left out below the first."""
    blocks = (Heading(1, Words("a")), Section((Heading(2, Words("b")),)))
    page = parsed(markup.to_html(blocks, language="en", style="", heading_level=level))
    assert [f"h{level}", f"h{level + 1}"] == [element.tag for element in page.iter() if re.fullmatch("h[1-6]", str(element.tag))]


# Markdown


@dataclass(frozen=True)
class Document:
    """What a Markdown parser makes of a text."""

    structure: tuple[str, ...]
    text: str
    links: tuple[tuple[str, str], ...]


def read(text: str) -> Document:
    structure: list[str] = []
    texts_: list[str] = []
    links: list[tuple[str, str]] = []
    for token in MarkdownIt("commonmark").parse(text):
        structure.append(f"{token.type} {token.tag}")
        for child in token.children or ():
            if child.type in ("text", "softbreak", "text_special"):
                texts_.append(child.content or " ")
            else:
                structure.append(child.type)
        links += _links(token.children or [])
    return Document(tuple(structure), "".join(texts_), tuple(links))


def _links(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    address, parts = "", [""]
    for token in tokens:
        if token.type == "link_open":
            address, parts = str(token.attrs["href"]), []
        elif token.type == "link_close":
            yield address, "".join(parts)
        else:
            parts.append(token.content)


@given(cards())
def test_markdown_has_the_same_structure_whatever_its_texts(blocks: tuple[Block, ...]) -> None:
    """CommonMark reads the same headings, lists and links as for tame words, and exactly the texts."""
    document = read(markup.to_markdown(blocks))
    assert read(markup.to_markdown(harmless(blocks))).structure == document.structure
    shown = [text for text in said(blocks) if text]
    assert without_signs("".join(shown)) == without_signs(document.text)
    assert [squeezed(text) for _, text in linked(blocks)] == [squeezed(text) for _, text in document.links]


def without_signs(text: str) -> str:
    """Without blanks, and without the colons and brackets that Markdown adds between texts."""
    return re.sub(r"[\s:()]+", "", text)


@given(addresses())
def test_a_markdown_link_leads_where_it_should(address: str) -> None:
    """Whatever stands in the address; a parser may write it in another way that means the same."""
    ((found, _),) = read(markup.to_markdown([Links(((Words("a", address), ""),))])).links
    expected = re.sub(r"[<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
    assert MarkdownIt().normalizeLink(expected) == found


@given(texts())
def test_a_text_alone_is_one_paragraph(text: str) -> None:
    """Nothing at the start of a line is taken for a list, a heading, a rule, a quotation or code."""
    document = read(markup.to_markdown([Paragraph((Words(text),))]))
    assert ("paragraph_open p", "inline ", "paragraph_close p") == document.structure
    assert squeezed(text) == squeezed(document.text)


# Plain text


@given(cards(), st.integers(1, 120))
def test_text_says_everything_in_order_at_any_width(blocks: tuple[Block, ...], width: int) -> None:
    """Wrapping adds line breaks and indents, and loses nothing."""
    for shown in (markup.to_text(blocks), markup.to_text(blocks, width)):
        rest = squeezed(shown.replace("\u00a0", " "))
        for text in said(blocks):
            found = squeezed(text.replace("\u00a0", " "))
            assert found in rest
            rest = rest[rest.index(found) + len(found) :]


@given(st.integers(1, 80))
def test_no_line_is_wider_unless_a_word_is(width: int) -> None:
    """And a number is one word, so that nobody reads half of it."""
    blocks = (
        Heading(1, Words("People are there for you")),
        Sections((Section((Heading(2, Words("Name")), Links(((Words("Call 01 45 39 40 00", "tel:0145394000"), "ask for: somebody"),)))),)),
    )
    rows = markup.to_text(blocks, width).splitlines()
    assert all(len(row) <= width or " " not in row.strip().removeprefix("- ").replace("01 45 39 40 00", "") for row in rows)
    assert any("01 45 39 40 00" in row for row in rows)


def test_text_shows_the_address_of_a_page_once() -> None:
    """Behind a name that is no address; numbers and mail addresses stand in the text already."""
    links = Links(
        (
            (Words("Find A Helpline", "https://www.findahelpline.com/"), ""),
            (Words("Chat: 3018.fr", "https://3018.fr"), "now"),
            (Words("Call 3018", "tel:3018"), ""),
            (Words("App: 3018"), ""),
        )
    )
    assert "- Find A Helpline: findahelpline.com\n- Chat: 3018.fr (now)\n- Call 3018\n- App: 3018\n" == markup.to_text([links])
