"""From a decision to the card that a person sees, in their language, at their hour."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Final

from helpline_router import phrases
from helpline_router.card import Card, CardLink, CardReferral, CardTable
from helpline_router.catalogues import Catalogue, catalogue_for, names_a_language, source_catalogue
from helpline_router.clock_phrases import Clock, date_in_words, week_around
from helpline_router.decision import Availability, Referral, ReferredChannel, RoutingDecision
from helpline_router.hours import UNKNOWN
from helpline_router.iso import is_same_language, region_name
from helpline_router.plan import EmergencyContact, FitCondition
from helpline_router.report import aware, known_role
from helpline_router.vocabulary import ChannelKind, NoticeCode, Role, State
from helpline_router.weeks import Week, week_of

_LANGUAGES_SHOWN: Final = 5
# More and longer ones than any browser sends.
_MAXIMUM_LOCALES: Final = 20
_MAXIMUM_LOCALE: Final = 1000
# Every zone's week around these lies in the years that `week_of` knows.
_FIRST, _LAST = datetime(1901, 2, 1, tzinfo=UTC), datetime(9988, 1, 1, tzinfo=UTC)
_UNKNOWN: Final = Availability(state=State.UNKNOWN, until=None)
# Said at each line, or of no use to the reader.
_ELSEWHERE: Final = frozenset({NoticeCode.HOURS_UNKNOWN, NoticeCode.CODE_MERGED})
_ABOUT_LINES: Final = {NoticeCode.AGE_UNKNOWN: "age", NoticeCode.REGION_UNKNOWN: "region"}
_TO_DIRECTORIES: Final = frozenset({NoticeCode.ALL_CLOSED, NoticeCode.COUNTRY_UNKNOWN, NoticeCode.COUNTRY_NOT_COVERED})
_FOR_SOMEBODY_ELSE: Final = frozenset({Role.WITNESS, Role.PARENT, Role.PROFESSIONAL})


def present(decision: RoutingDecision, locale: str | Iterable[str | None] | None, *, at: datetime, role: Role | str | None = None) -> Card:
    """The card of a decision: in the first language asked for that has a catalogue, else in the country's first that has one.

    `locale` is a BCP 47 tag, an `Accept-Language` header, or a list of either. Where it names no language that CLDR knows, or
    is not there (None), and where no country is known, the card is in English and says so. `at` is an aware datetime: give it
    in the reader's own zone if that is known, then the card says whose clock counts where the line has another. Where the
    decision does not hold at `at`, lines are not called open or closed. `role` is the reporter's, a `Role` or its name;
    without it the card speaks to anyone. Raises `InvalidReport` for a naive `at` and an unknown role, and never for a locale.

    >>> from datetime import UTC
    >>> from helpline_router import route_report
    >>> evening = datetime(2026, 11, 20, 17, tzinfo=UTC)
    >>> decision = route_report(category="harassment", age=15, country="FR", at=evening)
    >>> card = present(decision, "en", at=evening)
    >>> card.referrals[0].availability, card.referrals[0].links[0].uri
    ('Open now, until 23:00 (Paris)', 'tel:3018')
    """
    parts = (locale,) if isinstance(locale, str) else islice(locale, _MAXIMUM_LOCALES) if isinstance(locale, Iterable) else ()
    texts = tuple(part[:_MAXIMUM_LOCALE] for part in parts if isinstance(part, str))
    return _card(_Request(decision, texts, aware(at), known_role(role)))


class _Request:
    """What a card is asked for, as a key: equal for the same decision object wherever no word of the card can differ."""

    __slots__ = ("at", "decision", "locale", "role", "same")

    def __init__(self, decision: RoutingDecision, locale: tuple[str, ...], at: datetime, role: Role | None) -> None:
        self.decision, self.locale, self.at, self.role = decision, locale, at, role
        # Days begin, and zones change their offsets, at whole quarters of an hour.
        quarter = at.timestamp() // 900
        self.same = id(decision), locale, quarter, at.utcoffset(), at.tzname(), role, decision.holds_at(at)

    def __hash__(self) -> int:
        return hash(self.same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Request) and self.same == other.same


@lru_cache(maxsize=1024)
def _card(request: _Request) -> Card:
    """A router gives the same decision object again and again, and its card is as little new. Keeps nobody's report."""
    found = catalogue_for(request.locale)
    if found is None and names_a_language(request.locale):
        found = catalogue_for(request.decision.country_languages)
    presenter = _Presenter(found or source_catalogue(), request.at, request.decision, request.role)
    return presenter.card(is_language_known=found is not None)


class _Presenter:
    """What stays the same while one card is written."""

    def __init__(self, catalogue: Catalogue, at: datetime, decision: RoutingDecision, role: Role | None) -> None:
        self._catalogue, self._decision, self._role = catalogue, decision, role
        self._say = catalogue.say
        # Outside of the years that have weeks here, nothing is said to be open or closed.
        self._at = min(max(at, _FIRST), _LAST)
        self._is_current = self._at is at and decision.holds_at(at)

    def card(self, *, is_language_known: bool) -> Card:
        decision = self._decision
        notices = [] if is_language_known else [phrases.NOT_IN_YOUR_LANGUAGE]
        needs_more = not decision.referrals or any(notice.code is NoticeCode.ALL_CLOSED for notice in decision.notices)
        lead = phrases.LEADS[decision.category][self._role] if self._role else phrases.LEAD
        danger = phrases.DANGER_ELSEWHERE if self._role in _FOR_SOMEBODY_ELSE else phrases.DANGER_HERE
        return Card(
            language=self._catalogue.tag,
            heading=self._say(phrases.HEADINGS[self._role or Role.AFFECTED]),
            lead=self._say(lead) if decision.referrals else "",
            danger=self._say(danger) if decision.emergency.numbers else "",
            emergency=tuple(map(self._emergency, decision.emergency.numbers)),
            emergency_first=decision.emergency.first,
            referrals=tuple(map(self._referral, decision.referrals)),
            notices=(*notices, *self._notices()),
            more_heading=self._say(phrases.MORE_LINES) if needs_more else "",
            more=tuple(self._directories()) if needs_more else (),
        )

    def _emergency(self, number: EmergencyContact) -> CardLink:
        way = {ChannelKind.SMS: phrases.BY_TEXT_MESSAGE, ChannelKind.TEXTPHONE: phrases.BY_TEXTPHONE}.get(number.reached_by)
        remarks = [self._say(text) for text in (phrases.EMERGENCY[number.kind], way) if text]
        if number.registered_only:
            remarks.append(self._say(phrases.REGISTERED_ONLY))
        # The notes of the registry are in English.
        if number.note and self._catalogue is source_catalogue():
            remarks.append(number.note)
        return CardLink(label=number.number, uri=number.uri, remark="; ".join(remarks))

    def _notices(self) -> Iterator[str]:
        """The notices that mean something to the reader, those that lead over to the directories last."""
        conditions = {condition.by for referral in self._decision.referrals for condition in referral.conditions}
        for notice in sorted(self._decision.notices, key=lambda notice: notice.code in _TO_DIRECTORIES):
            if notice.code not in _ELSEWHERE and _ABOUT_LINES.get(notice.code) in (None, *conditions):
                text = self._say(phrases.NOTICES[notice.code])
                is_gap_with_lines = notice.code is NoticeCode.GAP_DECLARED and self._decision.referrals
                yield f"{text} {self._say(phrases.ANY_WORRY)}" if is_gap_with_lines else text

    def _directories(self) -> Iterator[CardLink]:
        for directory in self._decision.directories:
            remark = self._say(phrases.FOR_MINORS) if directory.audience == "minors" else ""
            yield CardLink(label=directory.name, uri=directory.url, remark=remark)

    def _referral(self, referral: Referral) -> CardReferral:
        clock = Clock(self._catalogue, self._at, referral.timezone, self._decision.country)
        channels = _channels_here(referral)
        # A line that here answers in writing only is not open, even if its number for callers abroad is.
        is_live = any(channel.availability is not None for channel in channels)
        own = referral.languages[0]
        return CardReferral(
            helpline_id=referral.helpline_id,
            name=referral.name,
            name_language=None if is_same_language(own, self._catalogue.language) else own,
            what=self._say(_what(referral)),
            condition=" · ".join(map(self._condition, referral.conditions)),
            state=referral.state if self._is_current and is_live else State.UNKNOWN,
            availability=self._of_line(referral, channels, clock),
            hours=self._hours(channels, clock),
            links=tuple(self._link(channel, referral, channels, clock) for channel in channels),
            facts=tuple(self._facts(referral)),
            languages=self._languages(referral.languages),
            why=self._why(referral),
            checked=self._say(phrases.CHECKED, date=date_in_words(referral.checked_on, self._catalogue)),
        )

    def _condition(self, condition: FitCondition) -> str:
        if condition.by == "region":
            return self._say(phrases.IN_REGION, regions=self._catalogue.join(map(region_name, condition.regions)))
        minimum, maximum = condition.minimum, condition.maximum
        if minimum is None:
            return self._say(phrases.UP_TO_AGE, age=str(maximum))
        if maximum is None:
            return self._say(phrases.FROM_AGE, age=str(minimum))
        return self._say(phrases.BETWEEN_AGES, minimum=str(minimum), maximum=str(maximum))

    def _of_line(self, referral: Referral, channels: tuple[ReferredChannel, ...], clock: Clock) -> str:
        """The state of the line in the words of its first live channel that is in that state."""
        live = [channel for channel in channels if channel.availability is not None]
        if not live:
            return self._say(phrases.ANSWERS_IN_WRITING)
        line = Availability(state=referral.state, until=referral.until, then=referral.then) if self._is_current else _UNKNOWN
        alike = [channel for channel in live if self._now(channel).state is line.state]
        known = [channel for channel in alike if channel.hours != UNKNOWN]
        always = [channel for channel in alike if channel.hours == "24/7"]
        lead = (always or known or alike or live)[0]
        return self._availability(line, lead.hours, clock)

    def _now(self, channel: ReferredChannel) -> Availability:
        return channel.availability if channel.availability and self._is_current else _UNKNOWN

    def _availability(self, found: Availability, hours: str | None, clock: Clock) -> str:
        if found.state is State.UNKNOWN:
            # Hours that say themselves that nothing is known now, as on many a public holiday, are not "usual" ones.
            if hours in (None, UNKNOWN) or found.until is not None:
                return self._say(phrases.HOURS_UNKNOWN)
            summary = clock.summary(_usual_week(hours or "", clock.country or "", week_around(self._at, clock.timezone)))
            if not summary:
                return self._say(phrases.HOURS_UNKNOWN)
            return self._say(phrases.USUALLY, hours=summary) + (clock.place if hours != "24/7" else "")
        if found.state is State.OPEN:
            if found.until is not None:
                return clock.until(found.until)
            return self._say(phrases.ALWAYS_OPEN if hours == "24/7" else phrases.OPEN)
        # What follows may be that nothing is known, as on many a public holiday: that is no opening.
        return clock.from_(found.until) if found.until is not None and found.then is State.OPEN else self._say(phrases.CLOSED)

    def _hours(self, channels: tuple[ReferredChannel, ...], clock: Clock) -> tuple[CardTable, ...]:
        """The week of each live channel whose hours are known; those with the same hours share one. Day and night needs no table."""
        title = self._say(phrases.OPENING_HOURS)
        known = [channel for channel in channels if channel.hours not in (None, UNKNOWN, "24/7")]
        live = [channel for channel in channels if channel.hours is not None]
        groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for channel in known:
            rows = clock.rows(week_of(channel.hours or "", clock.country or "", week_around(self._at, clock.timezone)))
            groups.setdefault(rows, []).append(self._label_among(channel, channels))
        is_of_all = len(groups) == 1 and len(known) == len(live)
        return tuple(
            CardTable(title=title if is_of_all else f"{title} ({self._catalogue.join(labels)})", rows=rows)
            for rows, labels in groups.items()
        )

    def _label(self, channel: ReferredChannel) -> str:
        if channel.send:
            return self._say(phrases.SEND_WORD, word=channel.send, number=channel.label)
        return self._say(phrases.CONTACT[channel.kind], number=channel.label, address=channel.label)

    def _label_among(self, channel: ReferredChannel, channels: tuple[ReferredChannel, ...]) -> str:
        """The label, with the languages where the same address is answered in others at other hours."""
        label = self._label(channel)
        is_alone = [self._label(other) for other in channels].count(label) == 1
        return label if is_alone else ", ".join((label, *map(self._language_name, channel.languages)))

    def _link(self, channel: ReferredChannel, referral: Referral, channels: tuple[ReferredChannel, ...], clock: Clock) -> CardLink:
        remarks = []
        if channel.menu:
            remarks.append(self._say(phrases.MENU, option=channel.menu))
        if channel.ask_for:
            remarks.append(self._say(phrases.ASK_FOR, person=channel.ask_for))
        if channel.caller == "abroad":
            remarks.append(self._say(phrases.FROM_ABROAD))
        if channel.availability is not None:
            words = self._availability(self._now(channel), channel.hours, clock)
            remarks += [words] if words != self._of_line(referral, channels, clock) else []
        if channel.languages != referral.languages:
            remarks.append(self._languages(channel.languages))
        state = None if channel.availability is None else self._now(channel).state
        return CardLink(label=self._label(channel), uri=channel.uri, remark="; ".join(remarks), state=state)

    def _facts(self, referral: Referral) -> Iterator[str]:
        if referral.cost:
            yield self._say(phrases.COST[referral.cost])
        if referral.anonymous is not None:
            yield self._say(phrases.ANONYMOUS if referral.anonymous else phrases.NOT_ANONYMOUS)
        if referral.confidential:
            yield self._say(phrases.CONFIDENTIAL)

    def _languages(self, codes: tuple[str, ...]) -> str:
        """The languages, the card's own first if it is among them."""
        own = [code for code in codes if is_same_language(code, self._catalogue.language)]
        names = [self._language_name(code) for code in (*own, *(code for code in codes if code not in own))]
        shown = names[:_LANGUAGES_SHOWN]
        more = f" +{len(names) - len(shown)}" if len(names) > len(shown) else ""
        return self._say(phrases.LANGUAGES if own else phrases.OTHER_LANGUAGES, languages=self._catalogue.join(shown) + more)

    def _language_name(self, code: str) -> str:
        return self._catalogue.locale.languages.get(code) or code

    def _why(self, referral: Referral) -> str:
        reason = referral.reason
        texts = {
            "named": phrases.NAMED, "remit": phrases.REMIT, "fallback": phrases.FALLBACK, "language": phrases.SPEAKS_YOUR_LANGUAGE,
        }  # fmt: skip
        reasons = [texts[reason.code], *([phrases.GUARANTEES[reason.guarantee]] if reason.guarantee else [])]
        return self._say(phrases.WHY, reasons=self._catalogue.join(map(self._say, reasons)))


def _channels_here(referral: Referral) -> tuple[ReferredChannel, ...]:
    """The channels for a caller inside the country; those for callers abroad if there are no others.

    Each address is there once, but for one that is answered live in other languages at other hours, or in writing in more of them.
    """
    inside = [channel for channel in referral.channels if channel.caller is None] or list(referral.channels)
    found: dict[str, list[ReferredChannel]] = {}
    for channel in inside:
        is_address = (channel.uri or "").startswith("http")
        alike = found.setdefault(channel.value if is_address else f"{channel.kind} {channel.value}", [])
        is_live, spoken = channel.availability is not None, {language for other in alike for language in other.languages}
        is_new = all(channel.languages != other.languages for other in alike) if is_live else not spoken.issuperset(channel.languages)
        if not alike or is_new:
            alike.append(channel)
    shown = [channel for alike in found.values() for channel in alike]
    return tuple(channel for channel in inside if channel in shown)


def _usual_week(hours: str, country: str, monday: date) -> Week:
    """The week that most of three weeks are like, of which two lie further off: the days around Christmas are not usual ones."""
    weeks = [week_of(hours, country, monday + timedelta(weeks=number)) for number in (0, 6, 12)]
    return Counter(weeks).most_common(1)[0][0]


def _what(referral: Referral) -> str:
    """What a line is, by the remit for which it is offered."""
    remits = referral.remits if referral.reason.remit is None else (referral.reason.remit, *referral.remits)
    return next(phrases.WHAT[remit] for remit in remits if remit in phrases.WHAT)
