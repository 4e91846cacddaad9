"""Facts in English words, for the commands of those who keep them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from babel.dates import format_date

from helpline_router.catalogues import source_catalogue
from helpline_router.clock_phrases import Clock, week_around
from helpline_router.models import Helpline
from helpline_router.weeks import week_of


def language_names(codes: Iterable[str]) -> str:
    """The English names of languages, as a list."""
    catalogue = source_catalogue()
    return catalogue.join(catalogue.locale.languages.get(code, code) for code in codes)


def hours_in_words(expression: str, line: Helpline) -> str:
    """The hours of this week; says nothing of the times of which nothing is known."""
    now, country = datetime.now(UTC), line.id[:2].upper()
    return Clock(source_catalogue(), now, "UTC", country).summary(week_of(expression, country, week_around(now, "UTC")))


def day_in_words(day: date) -> str:
    """A date as people write it: 20 Nov 2026."""
    return format_date(day, locale=source_catalogue().locale)
