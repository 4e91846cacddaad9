"""Slips in opening hours: what people write for weekdays, months and times, and what to write instead."""

import re
from typing import Final

_SLIPS: Final = {
    "[\u2010-\u2015\u2212]": "write a plain hyphen, '-'",
    r"(?i)\b24 ?(h|hrs|hours)\b": "write '24/7'",
    r"(?i)\b\d\d?(\.\d\d\b| ?h\d*\b)": "write times as '16:00'",
    r"(?i)\b\d[\d.:]* ?[ap]m\b": "write times of 24 hours, as '16:00'",
    r"(?i)\b(daily|every ?day)\b": "write 'Mo-Su'",
}
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NAMES: Final = {**{name: name[:2] for name in _WEEKDAYS}, **{name: name[:3] for name in _MONTHS}}
_SHORTEST: Final = 2


def slip_in(text: str) -> tuple[str, str] | None:
    """The first slip in an expression and what to write instead; None if none is known.

    >>> slip_in("Mo-Su 16.00-23.00")
    ('16.00', "write times as '16:00'")
    """
    for slip, advice in _SLIPS.items():
        if found := re.search(slip, text):
            return found[0], advice
    return None


def name_for(word: str) -> str | None:
    """What to write for a weekday or month in another form; None for a word that is no form of one, or of several.

    >>> name_for("Thurs"), name_for("ju")
    ("write 'Th'", None)
    """
    near = [short for name, short in _NAMES.items() if len(word) >= _SHORTEST and name.lower().startswith(word.lower())]
    return f"write {near[0]!r}" if len(near) == 1 else None
