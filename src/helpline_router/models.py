"""The facts: frozen pydantic models, the one list of fields from which schema, data guide and exports are made."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, PlainSerializer, model_validator

from helpline_router.channels import Channel, digits, phone_uri
from helpline_router.records import (
    Age,
    AgeBand,
    CountryCode,
    Flag,
    FrozenMapping,
    HelplineId,
    LanguageCode,
    Notes,
    PartialDate,
    PhoneNumber,
    Record,
    RegionCode,
    Text,
    Url,
    ZoneName,
)
from helpline_router.vocabulary import (
    MAXIMUM_AGE,
    Category,
    ChannelKind,
    Community,
    Confidence,
    Cost,
    EmergencyKind,
    FactClass,
    Network,
    Pilot,
    Remit,
    Role,
    SourceKind,
)


class Source(Record):
    """A page that a reviewer can open, and the facts it supports."""

    url: Url
    """Where the page is."""
    kind: SourceKind
    """Who published it."""
    published: PartialDate | None = None
    """The date of the page, as exact as it is known; left out if the page has none."""
    supports: tuple[FactClass, ...] = Field(min_length=1)
    """The facts that the page states."""


class Audience(Record):
    """Whom a line serves."""

    minimum_age: Age | None = None
    """The youngest age served; left out if the line names none."""
    maximum_age: Age | None = None
    """The oldest age served; left out if the line names none."""
    roles: tuple[Role, ...] = Field(min_length=1)
    """The roles it serves. A line that serves `affected` turns no role away."""
    communities: tuple[Community, ...] = ()
    """Only people of these communities; left out if the line is for everyone."""

    @cached_property
    def ages(self) -> AgeBand:
        """The ages it serves."""
        return AgeBand(
            minimum=0 if self.minimum_age is None else self.minimum_age,
            maximum=MAXIMUM_AGE if self.maximum_age is None else self.maximum_age,
        )

    @model_validator(mode="after")
    def _is_sane(self) -> Self:
        _refuse_repeats("roles", self.roles)
        _refuse_repeats("communities", self.communities)
        if self.minimum_age is not None and self.maximum_age is not None and self.minimum_age > self.maximum_age:
            raise ValueError("the minimum age is above the maximum age")
        return self


def _refuse_repeats(field: str, values: tuple[Any, ...]) -> None:
    if len(set(values)) != len(values):
        raise ValueError(f"{field} names something twice")


class TrustedFlagger(Record):
    """Status under Article 22 of the Digital Services Act: it is about notices of illegal content, not about counselling."""

    since: PartialDate | None = None
    """Since when."""
    source: Url
    """The page that says so."""


class Helpline(Record):
    """One service with one public (an HSDS service)."""

    id: HelplineId
    """`<country>-<name>`, in lower case; never reused for another service."""
    name: Text
    """The name it uses itself."""
    operator: Text | None = None
    """Who runs it (an HSDS organization)."""
    remits: tuple[Remit, ...] = Field(min_length=1)
    """What it is for."""
    general: Flag = False
    """Whether it takes any worry, or any victim, whatever the topic."""
    categories: tuple[Category, ...] = Field(min_length=1)
    """The categories it takes by name or by its topic."""
    audience: Audience
    """Whom it serves."""
    regions: tuple[RegionCode, ...] = ()
    """ISO 3166-2 regions it serves; left out if it serves the whole country."""
    timezone: ZoneName | None = None
    """The zone its hours are meant in, where it is not the country's."""
    channels: tuple[Channel, ...] = Field(min_length=1)
    """How to reach it, the best way first."""
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    """The languages it speaks (ISO 639)."""
    cost: Cost | None = None
    """What the call costs the caller; left out if no source says."""
    anonymous: Flag | None = None
    """Whether callers may stay anonymous; left out if no source says."""
    confidential: Flag | None = None
    """Whether what is said stays there; left out if no source says."""
    website: Url | None = None
    """Its page."""
    networks: tuple[Network, ...] = ()
    """The networks it belongs to."""
    trusted_flagger: TrustedFlagger | None = None
    """Its status under the Digital Services Act."""
    checked_on: date
    """The day on which all its facts were last compared with their sources."""
    confidence: Confidence
    """`high`: operator, government or network source and no conflict; `medium`; `low`: kept, but not referred."""
    sources: tuple[Source, ...] = Field(min_length=1)
    """The evidence."""
    notes: Notes | None = None
    """For reviewers, never shown to people: conflicts and how they were settled."""

    @model_validator(mode="after")
    def _names_nothing_twice(self) -> Self:
        for field in ("remits", "categories", "regions", "languages", "networks"):
            _refuse_repeats(field, getattr(self, field))
        return self

    @property
    def spoken_languages(self) -> tuple[str, ...]:
        """The line's languages and those of its channels, each once."""
        channels = (language for channel in self.channels for language in channel.languages or ())
        return tuple(dict.fromkeys((*self.languages, *channels)))


class EmergencyNumber(Record):
    """A number that reaches an emergency service."""

    number: PhoneNumber
    """The number as people dial it."""
    kind: EmergencyKind
    """What it reaches."""
    reached_by: Literal[ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.TEXTPHONE] = ChannelKind.PHONE
    """How: a call, a text message, or a textphone."""
    registered_only: Flag = False
    """Whether only those are sure to be read who registered beforehand; the note says where."""
    note: Text | None = None
    """For whom or how, in the country's own usage."""
    sources: tuple[Url, ...] = Field(min_length=1)
    """The evidence."""

    @property
    def uri(self) -> str:
        """The tel or sms link."""
        return phone_uri(self.number, scheme="sms" if self.reached_by is ChannelKind.SMS else "tel")


class Gap(Record):
    """A category, for some ages, for which the country has no line of its own: a hole that is known."""

    category: Category
    """The category."""
    ages: AgeBand = AgeBand()
    """The ages; left out for all."""
    reason: Text
    """Why, and what was looked for."""
    checked_on: date
    """The day on which it was last looked for."""


class RetiredNumber(Record):
    """A number that must never come back: no active channel of the country may use it."""

    number: PhoneNumber
    """The number as it was dialled."""
    replaced_by: HelplineId | None = None
    """The line that took over, if one did."""
    since: PartialDate | None = None
    """Since when it is out of use."""
    note: Text
    """What it was, or why it is wrong."""
    sources: tuple[Url, ...] = ()
    """The evidence; it may be empty, for blocking a number harms nobody."""

    @property
    def number_digits(self) -> str:
        """The digits, for comparison."""
        return digits(self.number)


class Country(Record):
    """What the registry knows of one country."""

    timezone: ZoneName
    """The IANA zone in which the hours of its lines are meant."""
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    """The languages of its language communities, in order."""
    territories: tuple[CountryCode, ...] = ()
    """Areas with an ISO 3166-1 code of their own that use this country's lines."""
    pilot: Pilot | None = None
    """Only on the 13 pilot countries: whether that is stated publicly, or assumed."""
    emergency: tuple[EmergencyNumber, ...] = Field(min_length=1)
    """Emergency numbers, the general one first."""
    gaps: tuple[Gap, ...] = ()
    """Declared holes."""
    retired_numbers: tuple[RetiredNumber, ...] = ()
    """Numbers that must never come back."""
    helplines: tuple[Helpline, ...]
    """The lines, in the order of national preference: inside one remit, the first comes first."""


def zone_of(line: Helpline, country: Country) -> ZoneInfo:
    """The zone in which a line's hours are meant: its own, or its country's."""
    return ZoneInfo(line.timezone or country.timezone)


FrozenCountries = Annotated[
    Mapping[CountryCode, Country], AfterValidator(FrozenMapping), PlainSerializer(dict, return_type=dict[str, Country])
]
