"""The closed word lists of the data and of the answers."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal


class Category(StrEnum):
    """What a report is about."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    HARASSMENT = "harassment"
    HATE = "hate"


class Role(StrEnum):
    """Who the reporter is, seen from what they report."""

    AFFECTED = "affected"
    WITNESS = "witness"
    PERPETRATOR = "perpetrator"
    PARENT = "parent"
    PROFESSIONAL = "professional"


ADULT_ROLES: Final = frozenset({Role.PARENT, Role.PROFESSIONAL})
"""A parent or a professional is an adult."""


class Remit(StrEnum):
    """What a line is for."""

    SUICIDE_PREVENTION = "suicide_prevention"
    EMOTIONAL_SUPPORT = "emotional_support"
    CHILD_HELPLINE = "child_helpline"
    YOUTH_SUPPORT = "youth_support"
    ONLINE_SAFETY = "online_safety"
    VICTIM_SUPPORT = "victim_support"
    ANTI_HATE = "anti_hate"
    EQUALITY_BODY = "equality_body"
    PARENT_SUPPORT = "parent_support"
    NARROW_TOPIC = "narrow_topic"
    CONTENT_REPORTING = "content_reporting"


NAMED_ONLY_REMITS: Final = frozenset({Remit.NARROW_TOPIC, Remit.CONTENT_REPORTING})
"""No rule refers to lines of these remits as such: it names the line, or leaves it out."""


class Community(StrEnum):
    """People for whom some lines exist; such a line is offered only to a report that names its community."""

    ASIAN = "asian"
    BLACK = "black"
    DEAF = "deaf"
    DISABLED = "disabled"
    JEWISH = "jewish"
    LGBTQ = "lgbtq"
    MEN = "men"
    MIGRANT = "migrant"
    MUSLIM = "muslim"
    ROMA = "roma"
    WOMEN = "women"


class ChannelKind(StrEnum):
    """A way to reach a line."""

    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    TEXTPHONE = "textphone"
    EMAIL = "email"
    WEB_FORM = "web_form"
    APP = "app"

    @property
    def is_live(self) -> bool:
        """Whether somebody answers at once while it is open; a written channel is never open or closed."""
        return self not in WRITTEN_CHANNELS


WRITTEN_CHANNELS: Final = frozenset({ChannelKind.EMAIL, ChannelKind.WEB_FORM, ChannelKind.APP})


class Preference(StrEnum):
    """How a reporter would rather talk."""

    TEXT = "text"
    VOICE = "voice"

    @property
    def channel_kinds(self) -> frozenset[ChannelKind]:
        """The live channels that meet it. A textphone is none: it needs a device that few people have."""
        if self is Preference.VOICE:
            return frozenset({ChannelKind.PHONE})
        return frozenset({ChannelKind.SMS, ChannelKind.CHAT, ChannelKind.WHATSAPP, ChannelKind.MESSENGER})


class State(StrEnum):
    """What is known of a line or channel at an instant."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Fit(StrEnum):
    """Whether a line serves this person for certain, or only under the conditions that come with it."""

    CERTAIN = "certain"
    CONDITIONAL = "conditional"


class Confidence(StrEnum):
    """How well the facts of a line are evidenced, from the least to the best."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for `low` to 2 for `high`."""
        return _RANKS[self]


_RANKS: Final = MappingProxyType({confidence: rank for rank, confidence in enumerate(Confidence)})


class Cost(StrEnum):
    """What the caller pays for the contact itself."""

    FREE = "free"
    LOCAL_RATE = "local_rate"
    STANDARD_RATE = "standard_rate"


class SourceKind(StrEnum):
    """Who published a source."""

    OPERATOR = "operator"
    GOVERNMENT = "government"
    NETWORK = "network"
    PRESS = "press"
    ENCYCLOPEDIA = "encyclopedia"
    DATASET = "dataset"


class FactClass(StrEnum):
    """The facts a source can support."""

    NUMBER = "number"
    HOURS = "hours"
    AUDIENCE = "audience"
    GENERAL = "general"
    TOPICS = "topics"
    COST = "cost"
    PRIVACY = "privacy"
    LANGUAGES = "languages"
    SERVICE = "service"


class Network(StrEnum):
    """The networks a line belongs to."""

    INSAFE = "insafe"
    CHILD_HELPLINE_INTERNATIONAL = "child_helpline_international"
    IFOTES = "ifotes"
    BEFRIENDERS = "befrienders"
    VICTIM_SUPPORT_EUROPE = "victim_support_europe"
    MISSING_CHILDREN_EUROPE = "missing_children_europe"
    EQUINET = "equinet"
    INHOPE = "inhope"
    ILGA_EUROPE = "ilga_europe"
    LA_STRADA = "la_strada"
    RED_CROSS = "red_cross"
    UNPS = "unps"


class EmergencyKind(StrEnum):
    """What an emergency number reaches. `accessible` is for people who cannot speak or hear on the phone."""

    GENERAL = "general"
    POLICE = "police"
    MEDICAL = "medical"
    FIRE = "fire"
    ACCESSIBLE = "accessible"


class Pilot(StrEnum):
    """Whether a country is one of the 13 pilot countries by a public statement, or by this project's assumption."""

    STATED = "stated"
    ASSUMED = "assumed"


class Scope(StrEnum):
    """Where a decision's lines come from."""

    NATIONAL = "national"
    NATIONAL_FALLBACK = "national_fallback"
    INTERNATIONAL = "international"


class Condition(StrEnum):
    """Why a line is not offered: the first condition that failed, in the order in which they are tried."""

    CONFIDENCE = "confidence"
    CONTENT_REPORTING = "content_reporting"
    REGION = "region"
    CATEGORY = "category"
    ROLE = "role"
    COMMUNITIES = "communities"
    AGE = "age"
    REMIT = "remit"
    LIMIT = "limit"


class NoticeCode(StrEnum):
    """What a decision has to say besides its referrals. Consumers ignore codes they don't know."""

    AGE_UNKNOWN = "age_unknown"
    BELOW_MINIMUM_AGE = "below_minimum_age"
    COUNTRY_UNKNOWN = "country_unknown"
    COUNTRY_NOT_COVERED = "country_not_covered"
    REGION_UNKNOWN = "region_unknown"
    LANGUAGE_NOT_SPOKEN = "language_not_spoken"
    ALL_CLOSED = "all_closed"
    HOURS_UNKNOWN = "hours_unknown"
    GAP_DECLARED = "gap_declared"
    EVIDENCE_STALE = "evidence_stale"
    CODE_MERGED = "code_merged"
    MINOR_IMPLIED = "minor_implied"


CodeNotice = Literal[NoticeCode.CODE_MERGED, NoticeCode.MINOR_IMPLIED]
"""What a report says of the code it was made from; its decision says the same."""


ADULT_AGE: Final = 18
MAXIMUM_AGE: Final = 120

# Who stands for the minors and the adults among reporters whose age is not known well enough.
TYPICAL_MINOR_AGE: Final = 15
TYPICAL_ADULT_AGE: Final = 30
