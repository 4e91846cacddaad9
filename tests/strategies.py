"""Scenes: a router, a report and an instant, drawn together; some crowded, for the guarantees of the places."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from helpline_router import Category, Helpline, Policy, Preference, Registry, Report, Role, Router, default_router
from helpline_router.channels import Channel
from helpline_router.models import Country
from helpline_router.policy import Fallback, Rule, When
from helpline_router.testing import age_bands, instants, policies, registries, reports
from helpline_router.testing.facts import EMERGENCY
from helpline_router.testing.lines import AUDIENCES, CHECKED_ON, SOURCE
from helpline_router.testing.picking import choices, sometimes
from helpline_router.testing.places import PLACES
from helpline_router.testing.reporters import CATEGORIES, ROLES
from helpline_router.testing.rules import plain_policy
from helpline_router.testing.variants import changed
from helpline_router.vocabulary import ChannelKind, Confidence, Remit


@dataclass(frozen=True)
class Scene:
    """A router, a report and an instant."""

    router: Router
    report: Report
    at: datetime

    def __repr__(self) -> str:
        registry = "the shipped registry and policy"
        if self.router.registry is not default_router().registry:
            registry = f"{_brief(self.router.registry)}\n{_brief(self.router.policy)}"
        return f"{_brief(self.report)}\n{self.at.isoformat()} {self.at.tzinfo} fold={self.at.fold}\n{registry}"

    def _repr_pretty_(self, printer: Any, _: object) -> None:
        """Hypothesis prints dataclasses field by field, and a report shows no values."""
        printer.text(repr(self))

    def with_report(self, **fields: Any) -> "Scene":
        return replace(self, report=changed(self.report, **fields))


def _brief(record: Registry | Policy | Report) -> str:
    return record.model_dump_json(exclude_defaults=True)


@st.composite
def scenes(draw: DrawFn, *, roles: bool = True) -> Scene:
    registry = draw(registries())
    policy = draw(policies(registry, roles=roles))
    return Scene(Router(registry, policy), draw(reports(registry)), draw(instants()))


_CROWD_CHANNELS: Final = tuple(
    (Channel(kind=ChannelKind.PHONE, value="116 123", hours=text, hours_seen=None if text == "unknown" else "2026-01"),)
    for text in ("24/7", "Mo-Fr 09:00-17:00", "unknown", "Mo-Su 18:00-02:00", "Mo-Su 09:00-23:00; PH closed")
)


@cache
@st.composite
def crowded_scenes(draw: DrawFn) -> Scene:
    """More lines than places, and a reporter of whom little is known: what guarantees are for.

    The small draws come first: Hypothesis likes to fill what comes late with the simplest.
    """
    code = draw(st.sampled_from(("BE", "ES", "GB", "FR")))
    place = PLACES[code]
    maximum = draw(st.sampled_from((3, 2, 1)))
    report = Report(
        category=Category.HATE,
        country=code,
        age=draw(st.none() | age_bands()),
        language=draw(st.sampled_from((None, *place.languages))),
        prefer=draw(st.none() | st.sampled_from(Preference)),
        role=draw(sometimes(Role.AFFECTED, *ROLES)),
    )
    at = draw(instants())
    refer: tuple[Remit | str, ...] = draw(st.permutations((Remit.ANTI_HATE, Remit.CHILD_HELPLINE, f"{code.lower()}-1")).map(tuple))
    rule = Rule(
        id="theirs",
        when=When(country=(code,)),
        refer=refer[: draw(st.integers(1, 3))],
        open_first=draw(st.sampled_from((True, False))),
        rationale="all there is",
    )
    rest = Rule(id="rest", refer=(Remit.CHILD_HELPLINE,), rationale="for reports from elsewhere")
    many, others = draw(_crowd(code)), draw(st.lists(_crowd(code), min_size=1, max_size=4))
    lines = [_member(code, number, fields) for number, fields in enumerate([many] * maximum + others)]
    country = Country(timezone=place.zone, languages=place.languages, emergency=EMERGENCY, helplines=tuple(lines))
    registry = Registry(version="2026.11.20", countries={code: country})
    return Scene(
        Router(registry, plain_policy(rules=(rule, rest), fallback=Fallback(refer=(Remit.CHILD_HELPLINE,)), maximum_referrals=maximum)),
        report,
        at,
    )


@cache
def _crowd(code: str) -> SearchStrategy[dict[str, Any]]:
    languages = PLACES[code].languages
    return st.fixed_dictionaries(
        {
            "audience": st.sampled_from((*AUDIENCES[:5], *AUDIENCES[1:3])),
            "remits": st.sampled_from(((Remit.ANTI_HATE,), (Remit.CHILD_HELPLINE,))),
            "channels": st.sampled_from(_CROWD_CHANNELS),
            "general": st.sampled_from((True, False)),
            "languages": st.sampled_from((*choices(languages, maximum=1), *choices(languages))),
        }
    )


def _member(code: str, number: int, fields: dict[str, Any]) -> Helpline:
    return Helpline(
        id=f"{code.lower()}-{number}",
        name=f"{number}",
        categories=CATEGORIES,
        checked_on=CHECKED_ON[0],
        confidence=Confidence.HIGH,
        sources=(SOURCE,),
        **fields,
    )


@st.composite
def scenes_of(draw: DrawFn, router: Router) -> Scene:
    return Scene(router, draw(reports(router.registry)), draw(instants()))
