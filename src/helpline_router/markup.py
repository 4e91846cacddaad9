"""A card's structure, and the same structure as plain text, as Markdown and as HTML."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text: a link if it has an address; marked where it is of another language than the whole."""

    text: str
    uri: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is that of the whole."""

    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; its kind is for the eye only."""

    words: tuple[Words, ...]
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Links:
    """Ways to get in touch, each with a remark; one of them may be the first to try."""

    links: tuple[tuple[Words, str], ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a name and what belongs to it, under a title that can be opened."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part that belongs together."""

    blocks: tuple["Block", ...]
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Sections:
    """Parts in an order that counts."""

    sections: tuple[Section, ...]


Block = Heading | Paragraph | Links | Table | Section | Sections

# Between the parts of a number, so that no line breaks there.
_NO_BREAK: Final = "\u00a0"
# A number as people write it, a time or a span of times.
_DIGITS: Final = re.compile(r"([0-9]+(?:[ .:\u2013-][0-9]+)+)")


def to_text(blocks: Iterable[Block], width: int | None = None) -> str:
    """Plain text, wrapped between words if a width is given; numbers and addresses stay whole."""
    lines = list(_text(blocks, ""))
    if width is not None:
        lines = [row for line in lines for row in _wrapped(line, width)]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return text.replace(_NO_BREAK, " ").strip() + "\n"


def _wrapped(line: str, width: int) -> list[str]:
    indent = re.match(r" *(?:\d\. |- )?", line)
    hanging = " " * len(indent[0] if indent else "")
    return textwrap.wrap(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False) or [""]


def _text(blocks: Iterable[Block], indent: str) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(words=words):
                yield f"{indent}{words.text}"
            case Paragraph(words=run):
                yield indent + " ".join(words.text for words in run)
            case Links(links=links):
                for words, remark in links:
                    # The address, only where the text does not show it already.
                    address = "" if words.uri is None else re.sub(r"^https?://(www\.)?", "", words.uri).rstrip("/")
                    shown = f": {address}" if (words.uri or "").startswith("http") and address not in words.text else ""
                    yield f"{indent}- {_unbroken(words.text)}{shown}{f' ({remark})' if remark else ''}"
            case Table(title=title, rows=rows):
                yield f"{indent}{title}: " + "; ".join(f"{name}: {value}" for name, value in rows)
            case Section(blocks=inner):
                yield from ("", *_text(inner, indent), "")
            case Sections(sections=sections):
                yield ""
                for place, section in enumerate(sections, start=1):
                    first, *rest = _text(section.blocks, "")
                    yield f"{indent}{place}. {first}"
                    yield from (f"{indent}   {line}" for line in rest)
                    yield ""


def _unbroken(text: str) -> str:
    """The text with its numbers in one piece."""
    return re.sub(r"(?<=\d) (?=\d)", _NO_BREAK, text)


def to_markdown(blocks: Iterable[Block]) -> str:
    """Markdown (CommonMark); nothing of the texts is taken for markup."""
    return "\n".join(_markdown(blocks)).strip() + "\n"


def _markdown(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(level=level, words=words):
                yield from (f"{'#' * (level + 1)} {_escaped(words.text)}", "")
            case Paragraph(words=run):
                yield from (" ".join(map(_run, run)), "")
            case Links(links=links):
                yield from (f"- {_run(words)}{f' ({_escaped(remark)})' if remark else ''}" for words, remark in links)
                yield ""
            case Table(title=title, rows=rows):
                yield from (f"{_escaped(title)}:", "", *(f"- {_escaped(name)}: {_escaped(value)}" for name, value in rows), "")
            case Section(blocks=inner):
                yield from _markdown(inner)
            case Sections(sections=sections):
                for section in sections:
                    yield from _markdown(section.blocks)


def _run(words: Words) -> str:
    text = _escaped(words.text)
    if words.uri is None:
        return text
    address = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", words.uri)
    # Markdown reads "&copy;" as a sign, in addresses too.
    return f"[{text}](<{address.replace('&', '&amp;')}>)"


def _escaped(text: str) -> str:
    """The text, so that Markdown reads every character of it as itself."""
    escaped = re.sub(r"([\\`*_\[\]<>&#|~!])", r"\\\1", text.replace("\n", " "))
    # A list, a heading line or a rule starts only at the start of a line: "- a", "1. a".
    return re.sub(r"^(\s*\d*)((?<=\d)[.)]|(?<!\d)[-+=])", r"\1\\\2", escaped)


def to_html(blocks: Iterable[Block], *, language: str, style: str, heading_level: int) -> str:
    """An HTML fragment: one `section` with a stylesheet of its own if one is given, no script, and nothing that is fetched."""
    # The direction is that of the first text, whatever the page around it has.
    root = Element("section", {"class": "helpline-card", "lang": language, "dir": "auto"})
    if style:
        SubElement(root, "style").text = style
    _html(root, blocks, heading_level)
    return tostring(root, encoding="unicode", method="html")


def _html(parent: Element, blocks: Iterable[Block], top: int) -> None:
    for block in blocks:
        match block:
            case Heading(level=level, words=words):
                name = "helpline-title" if level == 1 else "helpline-name"
                _words(SubElement(parent, f"h{min(6, top + level - 1)}", {"class": name}), (words,))
            case Paragraph(words=run, kind=kind):
                _words(SubElement(parent, "p", {"class": _classes(kind)}), run)
            case Links(links=links, first=first):
                _links(_list(parent, "ul", "links"), links, first)
            case Table(title=title, rows=rows):
                _table(SubElement(parent, "details"), title, rows)
            case Section(blocks=inner, kind=kind):
                _html(SubElement(parent, "div", {"class": _classes(kind)}), inner, top)
            case Sections(sections=sections):
                if sections:
                    items = _list(parent, "ol", "lines")
                    for section in sections:
                        _html(SubElement(items, "li", {"class": _classes(section.kind)}), section.blocks, top)


def _classes(kind: str) -> str:
    """The classes of a kind, from the whole to the part: of "state-open", `helpline-state` and `helpline-state-open`."""
    parts = kind.split("-")
    return " ".join(f"helpline-{'-'.join(parts[: end + 1])}" for end in range(len(parts)))


def _say(parent: Element, text: str) -> None:
    """Adds a text at the end. A number or a time stays on one line, where that is long enough; no line starts with a dot."""
    for place, part in enumerate(_DIGITS.split(text.replace(" · ", f"{_NO_BREAK}· "))):
        if place % 2:
            SubElement(parent, "span", {"class": "helpline-digits"}).text = part
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part


def _list(parent: Element, tag: str, kind: str) -> Element:
    """A list without marks; Safari takes such a one for a list only if it is told so."""
    return SubElement(parent, tag, {"class": f"helpline-{kind}", "role": "list"})


def _words(parent: Element, run: Sequence[Words]) -> None:
    for place, words in enumerate(run):
        if place:
            _say(parent, " ")
        attributes = _attributes(words)
        tag = "a" if words.uri else "span"
        _say(SubElement(parent, tag, attributes) if attributes else parent, words.text)


def _attributes(words: Words) -> dict[str, str]:
    found = {"href": words.uri, "lang": words.language}
    attributes = {name: value for name, value in found.items() if value is not None}
    # The page that shows the card must not tell the line's page where its visitor comes from.
    return attributes | ({"rel": "noopener noreferrer"} if (words.uri or "").startswith("http") else {})


def _links(parent: Element, links: Sequence[tuple[Words, str]], first: int | None) -> None:
    for place, (words, remark) in enumerate(links):
        item = SubElement(parent, "li")
        if words.uri is None:
            way = SubElement(item, "span", {"class": "helpline-way"} | _attributes(words))
        else:
            way = SubElement(item, "a", _attributes(words) | ({"class": "helpline-first"} if place == first else {}))
        _say(way, words.text)
        if remark:
            # The space parts them where there is no stylesheet.
            way.tail = " "
            _say(SubElement(item, "span", {"class": "helpline-remark"}), remark)


def _table(parent: Element, title: str, rows: Sequence[tuple[str, str]]) -> None:
    _say(SubElement(parent, "summary"), title)
    names = SubElement(parent, "dl")
    for name, value in rows:
        _say(SubElement(names, "dt"), name)
        _say(SubElement(names, "dd"), value)
