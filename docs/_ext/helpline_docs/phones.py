"""Three cards as they look on a phone: real cards at a fixed instant, each in a page of its own."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from helpline_router import Report, Role, default_router, present

WIDTH: Final = 360
HEIGHT: Final = 680


@dataclass(frozen=True, slots=True)
class Phone:
    """A report, the moment and the language of its card."""

    caption: str
    report: Report
    at: datetime
    locale: str


PHONES: Final = (
    Phone(
        "Friday at 18:00 in Paris: somebody of 15 reports harassment, in French.",
        Report(category="harassment", age=15, country="FR", language="fr", role="affected"),
        datetime(2026, 11, 20, 18, tzinfo=ZoneInfo("Europe/Paris")),
        "fr",
    ),
    Phone(
        "Sunday at 03:00 in Berlin: an adult reports something about suicide, in German.",
        Report(category="suicide", age=34, country="DE", language="de", role="affected"),
        datetime(2026, 11, 22, 3, tzinfo=ZoneInfo("Europe/Berlin")),
        "de",
    ),
    Phone(
        "Friday at 20:00 in London: a parent reports something about self-harm, in English.",
        Report(category="self_harm", age=44, country="GB", language="en", role="parent"),
        datetime(2026, 11, 20, 20, tzinfo=ZoneInfo("Europe/London")),
        "en",
    ),
)
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>:root {{ color-scheme: light dark; }} body {{ margin: 0; }}"
    " .helpline-card {{ border: 0; border-radius: 0; }}</style></head><body>{card}</body></html>"
)


def page_of(phone: Phone) -> str:
    """The page that the phone shows."""
    decision = default_router().route(phone.report, phone.at)
    card = present(decision, phone.locale, at=phone.at, role=Role(phone.report.role))
    return _PAGE.format(language=card.language, title=escape(phone.caption), card=card.to_html(heading_level=1))


def phones(_argument: str) -> str:
    """The phones side by side. Their links are cut: nobody calls a line from here by accident."""
    return f'<div class="phones">{"".join(map(_framed, PHONES))}</div>'


def _framed(phone: Phone) -> str:
    frame = f'<iframe class="phone" sandbox title="{escape(phone.caption)}" srcdoc="{escape(page_of(phone))}"></iframe>'
    return f'<figure class="phone-figure">{frame}<figcaption>{escape(phone.caption)}</figcaption></figure>'
