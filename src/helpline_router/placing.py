"""From a plan to a decision: the order at an instant, the places and their guarantees, the notices, the window."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MINYEAR, UTC, datetime
from typing import Final, Literal

from helpline_router.availability import LineState, Window
from helpline_router.channels import Channel
from helpline_router.decision import Referral, ReferredChannel, RoutingDecision
from helpline_router.eligibility import speaks
from helpline_router.plan import Candidate, Exclusion, Notice, Reason, RoutingPlan
from helpline_router.recall import Recall
from helpline_router.records import AgeBand, start_of_day_after
from helpline_router.vocabulary import ADULT_AGE, TYPICAL_ADULT_AGE, TYPICAL_MINOR_AGE, Condition, NoticeCode, State

_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)
_Guarantee = Literal["open", "minor", "adult", "language"]


@dataclass(frozen=True, slots=True)
class _Placed:
    candidate: Candidate
    state: LineState
    guarantee: _Guarantee | None = None


@dataclass(frozen=True, slots=True)
class _Need:
    """Something one of the referrals should offer, if any candidate does."""

    guarantee: _Guarantee
    is_met_by: Callable[[_Placed], bool]


def decide(plan: RoutingPlan, at: datetime, recall: Recall | None = None) -> RoutingDecision:
    """The decision at an aware instant: a pure function of plan and instant. `recall` saves finding out again what is known."""
    recall, at = recall or Recall(), _in_utc(at)
    ranked = _rank(plan, at, recall)
    places = _places(plan, _offered(ranked))
    window = _window(plan, ranked, at)
    return RoutingDecision(
        category=plan.category,
        country=plan.country,
        country_languages=plan.country_languages,
        scope=plan.scope,
        rule=plan.rule,
        rationale=plan.rationale,
        emergency=recall.shared(plan.emergency),
        referrals=tuple(_referral(placed, recall) for placed in places),
        directories=recall.shared(plan.directories),
        # One that names an instant is not shared: there is no end of these.
        notices=tuple(recall.shared(notice) if notice.until is None else notice for notice in (*plan.notices, *_notices(plan, places, at))),
        valid_from=window.start,
        valid_until=window.end,
        registry=recall.shared(plan.registry),
        policy=recall.shared(plan.policy),
    )


def _in_utc(at: datetime) -> datetime:
    """The instant in UTC; the edge of the calendar for one that lies beyond it there."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return _FIRST if at.year == MINYEAR else _LAST


def exclusions(plan: RoutingPlan, decision: RoutingDecision) -> tuple[Exclusion, ...]:
    """Why each other line of the country is not in the decision: the plan's exclusions, and `limit` for want of a place."""
    placed = {referral.helpline_id for referral in decision.referrals}
    waiting = (candidate.helpline.id for candidate in plan.candidates if candidate.helpline.id not in placed)
    return (*(Exclusion(helpline_id=helpline_id, condition=Condition.LIMIT) for helpline_id in waiting), *plan.exclusions)


def _rank(plan: RoutingPlan, at: datetime, recall: Recall) -> list[_Placed]:
    """All candidates in the order of this instant."""
    ranked = [_Placed(candidate, recall.state(candidate, at, plan.hours_trusted_for_days)) for candidate in plan.candidates]
    if plan.open_first:
        # A language that nobody speaks does not put a line of unknown hours before one that is open.
        is_spoken = plan.language is not None and any(speaks(candidate.helpline, plan.language) for candidate in plan.candidates)
        ranked.sort(key=lambda placed: _openness(placed, plan.language if is_spoken else None))
        ranked.sort(key=lambda placed: placed.candidate.is_conditional_by_region)
    return ranked


def _offered(ranked: Sequence[_Placed]) -> list[_Placed]:
    """The ranking with only the best of the lines that were added for their language."""
    for_language = [placed for placed in ranked if placed.candidate.reason.code == "language"]
    return [placed for placed in ranked if placed not in for_language[1:]]


def _openness(placed: _Placed, language: str | None) -> int:
    if placed.state.is_open_in(language):
        return 0
    return 2 if placed.state.line.state is State.CLOSED else 1


def _needs(plan: RoutingPlan) -> Iterator[_Need]:
    """What the places should offer, the most important first."""
    if plan.open_first:
        yield _Need("open", lambda placed: placed.state.line.state is State.OPEN)
    if plan.ages_to_serve:
        # Moved into the reporter's band if they lie outside.
        minor = min(max(TYPICAL_MINOR_AGE, plan.ages_to_serve.minimum), ADULT_AGE - 1)
        adult = min(TYPICAL_ADULT_AGE, plan.ages_to_serve.maximum)
        yield _Need("minor", _serves(minor))
        yield _Need("adult", _serves(adult))
    for language in plan.languages_to_serve:
        yield _Need("language", _speaks(language))


def _serves(age: int) -> Callable[[_Placed], bool]:
    exact = AgeBand(minimum=age, maximum=age)
    return lambda placed: placed.candidate.helpline.audience.ages.includes(exact)


def _speaks(language: str) -> Callable[[_Placed], bool]:
    return lambda placed: speaks(placed.candidate.helpline, language)


def _places(plan: RoutingPlan, ranked: Sequence[_Placed]) -> list[_Placed]:
    """The first of the ranking; a later one replaces the last place that can be spared, only to meet a need.

    A place can be spared if every need that was met before, of higher precedence, is still met without it.
    """
    places = list(ranked[: plan.maximum_referrals])
    met: list[_Need] = []
    for need in _needs(plan):
        if not any(map(need.is_met_by, places)):
            better = next((placed for placed in ranked if need.is_met_by(placed)), None)
            spared = None if better is None else _spare(places, better, met)
            if better is None or spared is None:
                continue
            places.remove(spared)
            places.append(_Placed(better.candidate, better.state, need.guarantee))
        met.append(need)
    rank = {placed.candidate.helpline.id: index for index, placed in enumerate(ranked)}
    return sorted(places, key=lambda placed: rank[placed.candidate.helpline.id])


def _spare(places: Sequence[_Placed], better: _Placed, met: Sequence[_Need]) -> _Placed | None:
    for place in reversed(places):
        others = [better, *(other for other in places if other is not place)]
        if all(any(map(need.is_met_by, others)) for need in met):
            return place
    return None


def _window(plan: RoutingPlan, ranked: Sequence[_Placed], at: datetime) -> Window:
    window = Window()
    for placed in ranked:
        window = window.cut(placed.state.window.start, placed.state.window.end)
        window = window.cut_at(_stale_from(placed.candidate, plan), at)
    return window


def _stale_from(candidate: Candidate, plan: RoutingPlan) -> datetime:
    return start_of_day_after(candidate.helpline.checked_on, plan.review_after_days)


def _notices(plan: RoutingPlan, places: Sequence[_Placed], at: datetime) -> Iterator[Notice]:
    language = plan.language
    if language is not None and places and not any(speaks(placed.candidate.helpline, language) for placed in places):
        yield Notice(code=NoticeCode.LANGUAGE_NOT_SPOKEN)
    if places and all(placed.state.line.state is State.CLOSED for placed in places):
        # A line need not open when it is no longer known to be closed: on a public holiday, say.
        lines = [placed.state.line for placed in places]
        openings = [line.until for line in lines if line.until is not None and line.then is State.OPEN]
        yield Notice(code=NoticeCode.ALL_CLOSED, until=min(openings, default=None))
    if unknown := tuple(placed.candidate.helpline.id for placed in places if _has_unknown_hours(placed)):
        yield Notice(code=NoticeCode.HOURS_UNKNOWN, helpline_ids=unknown)
    if stale := tuple(placed.candidate.helpline.id for placed in places if _stale_from(placed.candidate, plan) <= at):
        yield Notice(code=NoticeCode.EVIDENCE_STALE, helpline_ids=stale)


def _has_unknown_hours(placed: _Placed) -> bool:
    """A line that could be called now, if it were known whether it is open."""
    return placed.state.line.state is State.UNKNOWN and any(channel.kind.is_live for channel in placed.candidate.helpline.channels)


def _referral(placed: _Placed, recall: Recall) -> Referral:
    candidate = placed.candidate
    reason = candidate.reason.model_copy(update={"guarantee": placed.guarantee})
    return recall.referral(candidate, reason, placed.state, lambda: _made(candidate, reason, placed.state))


def _made(candidate: Candidate, reason: Reason, state: LineState) -> Referral:
    line = candidate.helpline
    return Referral(
        helpline_id=line.id,
        name=line.name,
        operator=line.operator,
        remits=line.remits,
        fit=candidate.fit,
        conditions=candidate.conditions,
        state=state.line.state,
        until=state.line.until,
        then=state.line.then,
        timezone=candidate.timezone,
        channels=tuple(
            ReferredChannel(
                kind=channel.kind,
                value=channel.value,
                uri=channel.uri,
                label=_label(channel),
                send=channel.send,
                menu=channel.menu,
                ask_for=channel.ask_for,
                caller=channel.caller,
                languages=channel.languages or line.languages,
                hours=channel.hours,
                hours_seen=channel.hours_seen,
                availability=availability,
            )
            for channel, availability in zip(line.channels, state.channels, strict=True)
        ),
        languages=line.spoken_languages,
        cost=line.cost,
        anonymous=line.anonymous,
        confidential=line.confidential,
        website=line.website,
        trusted_flagger=line.trusted_flagger,
        confidence=line.confidence,
        checked_on=line.checked_on.isoformat(),
        reason=reason,
    )


def _label(channel: Channel) -> str:
    """A number as people write it; of an address the part that people read."""
    return channel.value.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
