"""A card: a decision in a person's language, as texts and links only, ready to render."""

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from pydantic import Field

from helpline_router import markup
from helpline_router.markup import Block, Heading, Links, Paragraph, Section, Sections, Table, Words
from helpline_router.records import Record
from helpline_router.vocabulary import State

_MAXIMUM_FORMS: Final = 16


class CardLink(Record):
    """Something to tap: a number, a page, an app."""

    label: str
    """The text of the link, with the number as people write it at home."""
    uri: str | None
    """The tel, sms, mailto or https link; null where there is none to open, such as the name of an app."""
    remark: str = ""
    """What to do or to know: an option to choose, whom to ask for, when it is open if that differs from the line."""
    state: State | None = None
    """Open, closed or unknown, where somebody answers at once while it is open; else null."""


class CardTable(Record):
    """Rows of a name and what belongs to it, as the hours of a week."""

    title: str
    """What it is about."""
    rows: tuple[tuple[str, str], ...]
    """Days, and their hours."""


class CardReferral(Record):
    """One line."""

    helpline_id: str
    """The line, for the service that shows the card; not for people."""
    name: str
    """Its name."""
    name_language: str | None
    """The language of its name, where it is not the card's."""
    what: str
    """What it is."""
    condition: str
    """For whom it is, where that is not known of the reader; else empty."""
    state: State
    """Open, closed or unknown, for a colour or an icon beside the words."""
    availability: str
    """Whether it is open now and until when, or when it opens."""
    hours: tuple[CardTable, ...]
    """The week's hours; one table for all live channels, or one each where they differ."""
    links: tuple[CardLink, ...]
    """How to reach it, the best way first."""
    facts: tuple[str, ...]
    """What it costs, and how private it is, as far as sources say."""
    languages: str
    """The languages it speaks."""
    why: str
    """Why it is shown."""
    checked: str
    """When its details were last checked."""


class Card(Record):
    """What a person sees. Its texts tell what kind of help is shown: keep it as carefully as the report."""

    language: str
    """The BCP 47 tag of its texts."""
    heading: str
    """Its heading."""
    lead: str
    """A sentence to the reader; empty if there is no line."""
    danger: str
    """What the emergency numbers are for; empty if there are none."""
    emergency: tuple[CardLink, ...]
    """The emergency numbers."""
    emergency_first: bool
    """Whether they come before the lines."""
    referrals: tuple[CardReferral, ...]
    """The lines, the best first."""
    notices: tuple[str, ...]
    """What else there is to say."""
    more_heading: str = Field(default="")
    """The heading of the directories; empty if they are not shown."""
    more: tuple[CardLink, ...] = ()
    """International directories, where there is no line or all are closed."""

    def __repr__(self) -> str:
        return "Card(...)"

    __str__ = __repr__

    def __repr_args__(self) -> tuple[()]:
        return ()

    def to_text(self, *, width: int | None = None) -> str:
        """The card as plain text, wrapped between words if a width is given."""
        return self._once(("text", width), lambda: markup.to_text(self._blocks(), width))

    def to_markdown(self) -> str:
        """The card as Markdown (CommonMark); nothing in its texts is taken for markup."""
        return self._once(("markdown",), lambda: markup.to_markdown(self._blocks()))

    def to_html(self, *, heading_level: int = 2, with_style: bool = True) -> str:
        """The card as an HTML fragment for a page: one `section` with its own stylesheet, no script and nothing to fetch.

        Its first heading has the given level, 1 to 4. Raises ValueError for another. Without its style it is for a page that
        has `Card.stylesheet()` already: one whose Content-Security-Policy allows no inline style, or that shows several cards.
        """
        if heading_level not in range(1, 5):
            raise ValueError("heading_level must be 1, 2, 3 or 4")
        style = self.stylesheet() if with_style else ""
        return self._once(
            ("html", heading_level, with_style),
            lambda: markup.to_html(self._blocks(), language=self.language, style=style, heading_level=heading_level),
        )

    @cached_property
    def _written(self) -> dict[tuple[object, ...], str]:
        return {}

    def _once(self, form: tuple[object, ...], write: Callable[[], str]) -> str:
        """A card does not change: each form of it is written once. The widths of terminals are few, and none is kept beyond those."""
        if form not in self._written:
            text = write()
            if len(self._written) >= _MAXIMUM_FORMS:
                return text
            self._written[form] = text
        return self._written[form]

    @staticmethod
    def stylesheet() -> str:
        """The CSS of cards: the same for all of them, and for nothing else on a page."""
        return _stylesheet()

    def _blocks(self) -> Iterator[Block]:
        yield Heading(1, Words(self.heading))
        if self.emergency_first:
            yield from self._danger()
        if self.lead:
            yield Paragraph((Words(self.lead),), "lead")
        yield Sections(tuple(_section(referral) for referral in self.referrals))
        if not self.emergency_first:
            yield from self._danger()
        yield from (Paragraph((Words(notice),), "notice") for notice in self.notices)
        if self.more:
            yield Section((Heading(2, Words(self.more_heading)), _links(self.more)), "more")

    def _danger(self) -> Iterator[Block]:
        if self.emergency:
            yield Section((Paragraph((Words(self.danger),)), _links(self.emergency)), "danger")


def _section(referral: CardReferral) -> Section:
    details = " · ".join((*referral.facts, referral.languages))
    return Section(
        (
            Heading(2, Words(referral.name, language=referral.name_language)),
            *([Paragraph((Words(referral.condition),), "condition")] if referral.condition else []),
            Paragraph((Words(referral.what),), "what"),
            Paragraph((Words(referral.availability),), f"state-{referral.state}"),
            _links(referral.links),
            Paragraph((Words(details),), "facts"),
            *(Table(table.title, table.rows) for table in referral.hours),
            Paragraph((Words(referral.why),), "why"),
            Paragraph((Words(referral.checked),), "why"),
        ),
        f"line-{referral.state}",
    )


def _links(links: tuple[CardLink, ...]) -> Links:
    """The links; the first to try is one where somebody answers now, or may. Where nobody does, none is: what is written waits."""
    is_live = any(link.state is not None for link in links)
    ranks: dict[State | None, int] = {State.OPEN: 0, State.UNKNOWN: 1} if is_live else {None: 0}
    places = [place for place, link in enumerate(links) if link.uri is not None and link.state in ranks]
    first = min(places, key=lambda place: ranks[links[place].state], default=None)
    return Links(tuple((Words(link.label, link.uri), link.remark) for link in links), first)


@cache
def _stylesheet() -> str:
    text = (Path(__file__).parent / "card.css").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip()
