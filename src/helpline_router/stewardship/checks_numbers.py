"""Checks of numbers: dialable at home, right in their international form, nobody else's, never an emergency one.

phonenumbers, of the extra `check`, knows each country's numbering plan. It doesn't know every short number in service: one
that a source shows is excused by a stated exception.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from helpline_router.channels import Channel, digits
from helpline_router.iso import territory_of
from helpline_router.models import Helpline
from helpline_router.stewardship.checks_findings import Check, Entry, Finding, Material, SubjectKind, channels
from helpline_router.stewardship.checks_sources import OFFICIAL
from helpline_router.vocabulary import FactClass

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_EUROPEAN_EMERGENCY: Final = "112"


def _parsed(number: str, code: str) -> "PhoneNumber | None":
    from phonenumbers import NumberParseException, parse

    try:
        return parse(number, code)
    except NumberParseException:
        return None


def _home_form(number: "PhoneNumber", code: str) -> str | None:
    """A full number as it is dialled in its country, None if the plan of that country has no such number."""
    from phonenumbers import PhoneNumberFormat, format_number, is_valid_number_for_region

    return format_number(number, PhoneNumberFormat.NATIONAL) if is_valid_number_for_region(number, code) else None


def _is_short_number(number: "PhoneNumber", code: str) -> bool:
    from phonenumbers import is_valid_short_number_for_region

    return is_valid_short_number_for_region(number, code)


class _Number(NamedTuple):
    """A channel that is a number, and where it stands."""

    entry: Entry
    place: int
    channel: Channel
    digits: str

    def finding(self, message: str, hint: str, field: Literal["value", "international"] = "value") -> Finding:
        return self.entry.finding(message, hint, "channels", self.place, field, value=getattr(self.channel, field))


def _numbers(material: Material) -> Iterator[_Number]:
    for entry, index, channel in channels(material.registry):
        if channel.number_digits is not None:
            yield _Number(entry, index, channel, channel.number_digits)


def _unknown_numbers(material: Material) -> Iterator[Finding]:
    for number in _numbers(material):
        if fault := _dialling_fault(number.channel, _plans(number.entry)):
            yield number.finding(*fault)


def _plans(entry: Entry) -> tuple[str, ...]:
    """The countries and areas whose numbering plans count: a line for an area with a code of its own is called from there."""
    own = (area for region in entry.line.regions if (area := territory_of((region,))))
    return (entry.code, *dict.fromkeys((*entry.country.territories, *own)))


def _dialling_fault(channel: Channel, codes: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a number in a country and its territories, and how to mend it."""
    for code in codes:
        number = _parsed(channel.value, code)
        if number is None:
            continue
        home = _home_form(number, code)
        if home is None:
            if _is_short_number(number, code) and not channel.value.startswith("+"):
                return None
        elif channel.caller == "abroad" if channel.value.startswith("+") else digits(home) == channel.number_digits:
            return None
        elif channel.value.startswith("+"):
            return f"{channel.value} is not what people dial at home", f"they dial {home}; a number for other callers says 'from: abroad'"
        else:
            return f"{channel.value} is not what people dial at home", f"they dial {home}"
    hint = "compare it with its source; if that shows it in service, state an exception with the source"
    return f"{channel.value} is no number of the numbering plan of {codes[0]}", hint


def _wrong_international_forms(material: Material) -> Iterator[Finding]:
    from phonenumbers import PhoneNumberFormat, format_number

    for number in _numbers(material):
        channel, code = number.channel, number.entry.code
        if channel.international is None:
            continue
        home, abroad = _parsed(channel.value, code), _parsed(channel.international, code)
        if home is None or home != abroad or _home_form(home, code) is None:
            right = format_number(home, PhoneNumberFormat.INTERNATIONAL) if home and _home_form(home, code) else None
            hint = f"it is {right}" if right else "a number that is dialled at home only has none: leave it out"
            yield number.finding(f"{channel.international} is not the international form of {channel.value}", hint, "international")


def _emergency_numbers(material: Material) -> Iterator[Finding]:
    for number in _numbers(material):
        if number.digits in {_EUROPEAN_EMERGENCY, *(digits(known.number) for known in number.entry.country.emergency)}:
            yield number.finding(
                f"{number.channel.value} is an emergency number", "a line that is reached through it needs a stated exception"
            )


def _shared_numbers(material: Material) -> Iterator[Finding]:
    """Short and free numbers recur by chance; a number copied from a neighbour has no official source of its own."""
    users: dict[str, list[_Number]] = defaultdict(list)
    for number in _numbers(material):
        users[number.digits].append(number)
    for shared in users.values():
        if shared[0].digits.startswith("116") and len(shared[0].digits) == 6:
            continue
        for number in shared:
            others = {other.entry.line.id for other in shared if other.entry.code != number.entry.code}
            if others and not _has_official_number(number.entry.line):
                named = ", ".join(sorted(others))
                yield number.finding(
                    f"{number.channel.value} is also the number of {named}, and no official source of this line states it",
                    "compare it with a page of its operator or government",
                )


def _has_official_number(line: Helpline) -> bool:
    return any(source.kind in OFFICIAL and FactClass.NUMBER in source.supports for source in line.sources)


def _odd_retired_numbers(material: Material) -> Iterator[Finding]:
    for code, country in material.registry.countries.items():
        emergency = {digits(number.number) for number in country.emergency}
        counts = Counter(entry.number_digits for entry in country.retired_numbers)
        ids = {*material.disabled, *(line.id for line in country.helplines)}
        for index, entry in enumerate(country.retired_numbers):
            faults = {
                "number": "is listed twice" if counts[entry.number_digits] > 1 else None,
                "replaced_by": f"is replaced by {entry.replaced_by}, which is no line of {code}"
                if entry.replaced_by is not None and entry.replaced_by not in ids
                else None,
                "note": "is an emergency number" if entry.number_digits in emergency else None,
            }
            for field, fault in faults.items():
                if fault:
                    yield Finding(
                        subject=code, value=f"{entry.number} {field}", location=("countries", code, "retired_numbers", index, field),
                        message=f"the retired number {entry.number} {fault}", hint="keep one entry, with a line and number that are right",
                    )  # fmt: skip


CHECKS: Final = (
    Check(
        name="dialable-numbers",
        description="A number is one of its country's numbering plan, short or full, and written as people dial it at home.",
        subject_kind=SubjectKind.CHANNEL,
        run=_unknown_numbers,
        requires="phonenumbers",
        needs_source=True,
    ),
    Check(
        name="international-forms",
        description="An international form is that of the same national number.",
        subject_kind=SubjectKind.CHANNEL,
        run=_wrong_international_forms,
        requires="phonenumbers",
        needs_source=True,
    ),
    Check(
        name="emergency-as-helpline",
        description="No channel of a helpline is an emergency number.",
        subject_kind=SubjectKind.CHANNEL,
        run=_emergency_numbers,
        needs_source=True,
    ),
    Check(
        name="shared-numbers",
        description="A number that lines of two countries share is stated by an official source for each, save the 116 numbers.",
        subject_kind=SubjectKind.CHANNEL,
        run=_shared_numbers,
    ),
    Check(
        name="retired-numbers",
        description="A retired number is listed once, replaced by a line of its country, and no emergency number.",
        subject_kind=SubjectKind.COUNTRY,
        run=_odd_retired_numbers,
    ),
)
