"""What a card says, in English, for every word of the vocabulary. Catalogues translate exactly these texts.

Invites, never orders; names no diagnosis and no method; repeats nothing of the report. Phrased so that nothing has to agree
with a name, a number or a person: no gender, no plural, no case. Names and times stand behind a colon or a preposition that
asks for no other form.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from helpline_router.vocabulary import Category, ChannelKind, Cost, EmergencyKind, NoticeCode, Remit, Role


def phrase(english: str) -> str:
    """Marks a text for translation; `Catalogue.say` translates it."""
    return english


HEADINGS: Final[Mapping[Role, str]] = MappingProxyType(
    {
        # Translators: heading of the card for somebody who may be going through something hard.
        Role.AFFECTED: phrase("People are there for you"),
        # Translators: heading for somebody who is worried about another person.
        Role.WITNESS: phrase("It is good that you care"),
        # Translators: heading for a worried parent.
        Role.PARENT: phrase("There is support for your child, and for you"),
        # Translators: heading for a teacher, doctor, moderator, ...
        Role.PROFESSIONAL: phrase("Support for you and for those you care for"),
        # Translators: heading for somebody who has hurt others. Kind: this person may look for help, too.
        Role.PERPETRATOR: phrase("There is someone to talk to"),
    }
)

LEAD: Final = phrase("The people here listen and can help.")

_LIFE: Final = MappingProxyType(
    {
        Role.AFFECTED: phrase("Whatever it is, you can talk about it. The people here listen and take their time."),
        Role.WITNESS: phrase("This can be hard to carry alone. The people here can help you find the right words, and the next step."),
        Role.PARENT: phrase("This is a hard time for any family. The people here listen to children and to parents."),
        Role.PROFESSIONAL: phrase("The people here can give advice, and can support the person concerned."),
        Role.PERPETRATOR: phrase("Whatever happened, you can talk about it. The people here listen without judging."),
    }
)
_HARASSMENT: Final = _LIFE | {
    Role.AFFECTED: phrase("What others do is not your fault. The people here listen and know what can help."),
    Role.WITNESS: phrase("It helps when somebody is on their side. The people here know what can be done."),
    Role.PARENT: phrase("It is good to stand by your child. The people here know such situations, and what can be done."),
}
_HATE: Final = _LIFE | {
    Role.AFFECTED: phrase("You have every right to be yourself. The people here are on your side."),
    Role.WITNESS: phrase("It can hurt just to see it. The people here listen, and know what can be done."),
    Role.PARENT: phrase("Your child has every right to feel safe. The people here listen, and know what can be done."),
}

LEADS: Final[Mapping[Category, Mapping[Role, str]]] = MappingProxyType(
    {
        Category.SUICIDE: _LIFE,
        Category.SELF_HARM: _LIFE,
        Category.HARASSMENT: MappingProxyType(_HARASSMENT),
        Category.HATE: MappingProxyType(_HATE),
    }
)

DANGER_HERE: Final = phrase("In danger right now? These numbers bring help:")
# Translators: for people who worry about somebody else, who may be elsewhere: the numbers reach help where the caller is.
DANGER_ELSEWHERE: Final = phrase("Is someone in danger right now? These numbers bring help to the place you call from:")

EMERGENCY: Final[Mapping[EmergencyKind, str]] = MappingProxyType(
    {
        EmergencyKind.GENERAL: phrase("emergency services"),
        EmergencyKind.POLICE: phrase("police"),
        EmergencyKind.MEDICAL: phrase("ambulance"),
        EmergencyKind.FIRE: phrase("fire brigade"),
        EmergencyKind.ACCESSIBLE: phrase("for anyone who cannot speak or hear on the phone"),
    }
)
BY_TEXT_MESSAGE: Final = phrase("by text message")
BY_TEXTPHONE: Final = phrase("by textphone")
REGISTERED_ONLY: Final = phrase("only after registering beforehand")

WHAT: Final[Mapping[Remit, str]] = MappingProxyType(
    {
        # Translators: this text and the next ones say in a few words what a line is.
        Remit.SUICIDE_PREVENTION: phrase("A crisis line, for when things get too much"),
        Remit.EMOTIONAL_SUPPORT: phrase("Someone to talk to, about anything"),
        Remit.CHILD_HELPLINE: phrase("A helpline for children and young people"),
        Remit.YOUTH_SUPPORT: phrase("A line for young people"),
        Remit.ONLINE_SAFETY: phrase("Help with trouble online"),
        Remit.VICTIM_SUPPORT: phrase("Support for people who were treated badly or hurt"),
        Remit.ANTI_HATE: phrase("Support for people who are attacked for who they are"),
        Remit.EQUALITY_BODY: phrase("Advice on rights, for people who are treated unfairly"),
        Remit.PARENT_SUPPORT: phrase("A line for parents"),
        Remit.NARROW_TOPIC: phrase("A line that knows one subject well"),
    }
)

# Translators: the next texts follow "Why this line is here:".
NAMED: Final = phrase("it was chosen for situations of this kind")
REMIT: Final = phrase("it is meant for situations of this kind")
FALLBACK: Final = phrase("it listens to any worry")
SPEAKS_YOUR_LANGUAGE: Final = phrase("it listens to any worry, and speaks your language")
GUARANTEES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "open": phrase("it is open now"),
        "minor": phrase("it is there for young people"),
        "adult": phrase("it is there for adults"),
        "language": phrase("it speaks one more language of the country"),
    }
)
# Translators: {reasons} is one of the texts above, or a list of two of them.
WHY: Final = phrase("Why this line is here: {reasons}")

# Translators: for whom a line is. Phrase it so that no word has to agree with the number: as in "age: up to 17".
UP_TO_AGE: Final = phrase("If you are {age} or younger")
FROM_AGE: Final = phrase("If you are {age} or older")
BETWEEN_AGES: Final = phrase("If you are between {minimum} and {maximum}")
# Translators: phrase it so that the names need no other form.
IN_REGION: Final = phrase("If you are in this area: {regions}")

COST: Final[Mapping[Cost, str]] = MappingProxyType(
    {
        Cost.FREE: phrase("Free of charge"),
        Cost.LOCAL_RATE: phrase("Costs as much as a local call"),
        Cost.STANDARD_RATE: phrase("Costs as much as a normal call"),
    }
)
ANONYMOUS: Final = phrase("Anonymous")
# Translators: of a line; callers may be asked for their name.
NOT_ANONYMOUS: Final = phrase("They may ask your name")
CONFIDENTIAL: Final = phrase("Confidential")

# Translators: phrase it so that the names of languages need no other form.
LANGUAGES: Final = phrase("Languages: {languages}")
# Translators: name your own language instead of English.
OTHER_LANGUAGES: Final = phrase("Not in English, but in: {languages}")

CONTACT: Final[Mapping[ChannelKind, str]] = MappingProxyType(
    {
        # Translators: an invitation to get in touch, as on a button.
        ChannelKind.PHONE: phrase("Call {number}"),
        ChannelKind.SMS: phrase("Text {number}"),
        ChannelKind.CHAT: phrase("Chat: {address}"),
        ChannelKind.WHATSAPP: phrase("WhatsApp: {number}"),
        ChannelKind.MESSENGER: phrase("Messenger: {address}"),
        # Translators: a textphone (teletypewriter), for deaf people.
        ChannelKind.TEXTPHONE: phrase("Textphone: {number}"),
        ChannelKind.EMAIL: phrase("E-mail: {address}"),
        ChannelKind.WEB_FORM: phrase("Write online: {address}"),
        ChannelKind.APP: phrase("App: {address}"),
    }
)
# Translators: send this word by text message to this number. The word stays as it is.
SEND_WORD: Final = phrase("Text {word} to {number}")
# Translators: what to choose when a voice reads out the options.
MENU: Final = phrase("then choose {option}")
# Translators: whom to ask for on the phone. Phrase it so that the name needs no other form.
ASK_FOR: Final = phrase("ask for: {person}")
FROM_ABROAD: Final = phrase("for calls from abroad")

# Translators: {date} is the day on which the facts were compared with their sources.
CHECKED: Final = phrase("Details checked on: {date}")

NOTICES: Final[Mapping[NoticeCode, str]] = MappingProxyType(
    {
        NoticeCode.AGE_UNKNOWN: phrase("Some lines are for certain ages only. Where it is so, it is written there."),
        NoticeCode.BELOW_MINIMUM_AGE: phrase("There is help at any age."),
        NoticeCode.COUNTRY_UNKNOWN: phrase("We don't know which country you are in. Here you can look for a line near you."),
        NoticeCode.COUNTRY_NOT_COVERED: phrase(
            "We don't have lines for your country yet. Here you can look for a line near you. "
            "In danger right now, the emergency number of the place where you are can help."
        ),
        NoticeCode.REGION_UNKNOWN: phrase("Some lines are for one area only. Where it is so, it is written there."),
        NoticeCode.LANGUAGE_NOT_SPOKEN: phrase("We found no line here in your language."),
        NoticeCode.ALL_CLOSED: phrase("All of these lines are closed right now. Until they open, others can be found here."),
        NoticeCode.GAP_DECLARED: phrase("We know of no special line for this here."),
        NoticeCode.EVIDENCE_STALE: phrase("Some of these details were checked a while ago and may have changed."),
        NoticeCode.MINOR_IMPLIED: phrase("These lines were chosen for someone under 18. There are lines for adults, too."),
    }
)
# Translators: "these lines" are those on the card.
ANY_WORRY: Final = phrase("These lines listen to any worry.")
NOT_IN_YOUR_LANGUAGE: Final = "This page is not there in your language yet, so it is in English."

MORE_LINES: Final = phrase("More lines, all over the world")
FOR_MINORS: Final = phrase("for children and young people")

OPENING_HOURS: Final = phrase("Opening hours")
ALWAYS_OPEN: Final = phrase("Open day and night")
OPEN: Final = phrase("Open now")
OPEN_UNTIL: Final = phrase("Open now, until {time}")
OPEN_UNTIL_MIDNIGHT: Final = phrase("Open now, until midnight")
OPEN_UNTIL_TOMORROW: Final = phrase("Open now, until tomorrow at {time}")
# Translators: {day} is a weekday or a date in its basic form. Phrase it so that it needs no other.
OPEN_UNTIL_DAY: Final = phrase("Open now (until: {day}, {time})")
CLOSED: Final = phrase("Closed right now")
OPENS_TODAY: Final = phrase("Closed right now, opens today at {time}")
OPENS_AT_MIDNIGHT: Final = phrase("Closed right now, opens at midnight")
OPENS_TOMORROW: Final = phrase("Closed right now, opens tomorrow at {time}")
OPENS_ON_DAY: Final = phrase("Closed right now (opens: {day}, {time})")
# Translators: {hours} is as in "Mon\u2013Fri 09:00\u201317:00".
USUALLY: Final = phrase("Usually open: {hours} (not confirmed recently)")
HOURS_UNKNOWN: Final = phrase("Opening hours not known")
ANSWERS_IN_WRITING: Final = phrase("Answers in writing, later")

# Translators: the next texts stand in a table of opening hours.
EVERY_DAY: Final = phrase("every day")
PUBLIC_HOLIDAYS: Final = phrase("public holidays")
ALL_DAY: Final = phrase("day and night")
NOT_OPEN: Final = phrase("closed")
NOT_KNOWN: Final = phrase("not known")
