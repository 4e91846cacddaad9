"""A way to reach a line: a number as people dial it or an address, its hours, and the link behind it."""

import re
from collections.abc import Sequence
from typing import Final, Literal, Self
from urllib.parse import quote

from pydantic import ConfigDict, Field, field_validator, model_validator

from helpline_router import hours as opening
from helpline_router.iso import CALLING_CODES, TRUNK_PREFIXES
from helpline_router.records import InternationalNumber, LanguageCode, PartialDate, Record, Text
from helpline_router.vocabulary import ChannelKind

# A slash may stand behind an area code; two numbers are not one, and brackets hide a zero that is not dialled from abroad.
_DIALLED: Final = re.compile(r"(?:\+|0[0-9]{1,4}/)?[0-9][0-9 .-]*")
_ADDRESS: Final = re.compile(r"[^@\s<>\"?&]+@[^@\s<>\"?&]+\.[A-Za-z]{2,}")
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+\.\S+")
# What is left of a full number without its trunk prefix; shorter ones are short codes, whose zero is their own.
_SHORTEST_FULL: Final = 5
_NO_DIGIT: Final = re.compile(r"\D")
_NUMBERED: Final = frozenset({ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.WHATSAPP, ChannelKind.TEXTPHONE})


class Channel(Record):
    """One way to reach a line."""

    kind: ChannelKind
    """How it is reached. Live: phone, sms, chat, whatsapp, messenger, textphone. Written: email, web_form, app."""
    value: Text
    """The number as people dial it at home, verbatim; the address for the other kinds."""
    hours: Text | None = None
    """Live channels: OpenStreetMap opening_hours in the line's time zone, or `unknown`. Written channels have none."""
    hours_seen: PartialDate | None = None
    """The date of the newest source for the hours; left out if that source has no date."""
    languages: tuple[LanguageCode, ...] | None = Field(default=None, min_length=1)
    """The languages of this channel, where they are not the line's."""
    send: Text | None = None
    """The word to send (sms)."""
    menu: Text | None = None
    """The menu option to choose."""
    ask_for: Text | None = None
    """Whom to ask for."""
    caller: Literal["abroad"] | None = Field(default=None, alias="from")
    """`abroad`: for callers outside the country only."""
    international: InternationalNumber | None = None
    """The international form of a full national number; short codes and most free numbers have none."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    @field_validator("hours")
    @classmethod
    def _normal_hours(cls, text: str | None) -> str | None:
        return None if text is None else opening.normalise(text)

    @model_validator(mode="after")
    def _value_fits_kind(self) -> Self:
        number = bool(_DIALLED.fullmatch(self.value)) and 2 <= len(digits(self.value)) <= 18
        address = bool(_WEB_ADDRESS.fullmatch(self.value))
        if self.kind in _NUMBERED and not number:
            raise ValueError(f"a {self.kind} channel needs a number as people dial it")
        if self.kind in (ChannelKind.CHAT, ChannelKind.WEB_FORM) and not address:
            raise ValueError(f"a {self.kind} channel needs an address that starts with https:// or http://")
        if self.kind is ChannelKind.EMAIL and not _ADDRESS.fullmatch(self.value):
            raise ValueError("an email channel needs an e-mail address; a mail form on a page is a web_form")
        return self

    @model_validator(mode="after")
    def _fields_fit_kind(self) -> Self:
        if self.kind.is_live and self.hours is None:
            raise ValueError(f"a {self.kind} channel needs hours: an expression, or 'unknown'")
        if not self.kind.is_live and self.hours is not None:
            raise ValueError(f"{self.kind}: a written channel is answered later and has no hours")
        if self.hours_seen is not None and self.hours in (None, opening.UNKNOWN):
            raise ValueError("hours_seen without known hours")
        if self.send is not None and self.kind is not ChannelKind.SMS:
            raise ValueError("'send' belongs to sms channels only")
        if self.kind is ChannelKind.WHATSAPP and self.international is None:
            raise ValueError("a whatsapp channel needs the international form of its number, for its link")
        if self.international is not None and self.kind not in _NUMBERED:
            raise ValueError("'international' belongs to numbers only")
        return self

    @property
    def number_digits(self) -> str | None:
        """The digits of a number, for comparison; None for an address."""
        return digits(self.value) if self.kind in _NUMBERED else None

    @property
    def uri(self) -> str | None:
        """The link behind the value: tel, sms, mailto or https; None where the value is no address (a name in a messenger)."""
        match self.kind:
            case ChannelKind.PHONE | ChannelKind.TEXTPHONE:
                return phone_uri(self.value)
            case ChannelKind.SMS:
                # The body of the message: RFC 5724, section 2.2.
                return phone_uri(self.value, scheme="sms") + (f"?body={quote(self.send, safe='')}" if self.send else "")
            case ChannelKind.WHATSAPP:
                return f"https://wa.me/{digits(self.international or '')}"
            case ChannelKind.EMAIL:
                return f"mailto:{self.value}"
            case _:
                return self.value if _WEB_ADDRESS.fullmatch(self.value) else None


def phone_uri(number: str, *, scheme: Literal["tel", "sms"] = "tel") -> str:
    """The link for a number as people dial it: its digits, with a plus sign only if the number has one (RFC 3966, RFC 5724).

    >>> phone_uri("01 45 39 40 00"), phone_uri("3018")
    ('tel:0145394000', 'tel:3018')
    """
    return f"{scheme}:{'+' if number.startswith('+') else ''}{digits(number)}"


def digits(text: str) -> str:
    """The digits of a number, without what people write between them."""
    return _NO_DIGIT.sub("", text)


def national_digits(number: str, codes: Sequence[str]) -> str:
    """The national significant number in a country, given with its territories: alike in each form in which it is dialled.

    A number of another country keeps a plus sign. The trunk prefix is the one of today: a number with a retired one, such as
    Lithuania's 8, is another number.

    >>> national_digits("020-22 00 60", ["SE"]), national_digits("+46 20 22 00 60", ["SE"]), national_digits("+47 20 22 00 60", ["SE"])
    ('20220060', '20220060', '+4720220060')
    """
    dialled = digits(number)
    if number.startswith("+") or dialled.startswith("00"):
        dialled = dialled.removeprefix("00")
        called = next((called for code in codes if dialled.startswith(called := CALLING_CODES.get(code, "+"))), None)
        if called is None:
            return f"+{dialled}"
        dialled = dialled.removeprefix(called)
    # People write it behind the code of the country too, though nobody dials it there.
    without = dialled.removeprefix(TRUNK_PREFIXES.get(codes[0], ""))
    return without if len(without) >= _SHORTEST_FULL else dialled
