"""What a change to the facts or the policy does to people: which cells get other lines, or other emergency numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Literal, NamedTuple

from helpline_router.plan import Version
from helpline_router.policy import Policy
from helpline_router.records import AgeBand, Record
from helpline_router.registry import Registry
from helpline_router.routing import Router
from helpline_router.stewardship.boxes import Box, boxes, size
from helpline_router.stewardship.cells import Axes, Cell, axes_of
from helpline_router.stewardship.dialled import DialledChange, dialled_changes
from helpline_router.stewardship.facts import FactChange, changed_facts
from helpline_router.stewardship.moments import Moments, usual_moments
from helpline_router.stewardship.offers import Offer, View, Viewer, lines_offered, numbers_offered
from helpline_router.vocabulary import Category, Community, Role

_Subject = Literal["lines", "emergency"]
_Difference = tuple[_Subject, Offer, Offer]
AgeClass = AgeBand | Literal["unknown"]


class Consequence(StrEnum):
    """What a change means to the people of a cell, the worst first."""

    LAST_LINE_LOST = "last_line_lost"
    EMERGENCY_NUMBER_LOST = "emergency_number_lost"
    FIRST_LINE_LOST = "first_line_lost"
    LINE_LOST = "line_lost"
    REORDERED = "reordered"
    GAINED = "gained"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Consequence).index(self)


class Change(Record):
    """Cells of one country that change in the same way. A dimension without values is open: it holds whatever value a cell has."""

    consequence: Consequence
    """What it means."""
    subject: _Subject
    """What changes: the lines offered, or the emergency numbers."""
    country: str
    """The country."""
    categories: tuple[Category, ...]
    """The categories."""
    roles: tuple[Role, ...]
    """The roles."""
    ages: tuple[AgeClass, ...]
    """The ages, neighbours joined. A parent or professional is an adult."""
    regions: tuple[str, ...]
    """The regions (ISO 3166-2, or the ISO 3166-1 code of a territory that has none), and `unknown`."""
    communities: tuple[Community | Literal["none"], ...]
    """The communities that a report names, and `none`."""
    before: Offer
    """What they were offered."""
    after: Offer
    """What they are offered now."""
    cells: int
    """How many cells it stands for."""


class Difference(Record):
    """All that is different between two pairs of registry and policy."""

    since: date
    """The date since which the working day and the Sunday were chosen."""
    registries: tuple[Version, Version]
    """The old facts and the new ones."""
    policies: tuple[Version, Version]
    """The old rules and the new ones."""
    facts: tuple[FactChange, ...]
    """What is different in the files."""
    dialled: tuple[DialledChange, ...]
    """The lines that people are offered and reach another way than before: another number, another address."""
    changes: tuple[Change, ...]
    """What is different for people, the worst first."""

    @property
    def loses_last_line(self) -> bool:
        """Whether people who had a line of their country have none now."""
        return any(change.consequence is Consequence.LAST_LINE_LOST for change in self.changes)

    @property
    def loses_emergency_number(self) -> bool:
        """Whether people no longer get an emergency number that they got."""
        return any(change.consequence is Consequence.EMERGENCY_NUMBER_LOST for change in self.changes)

    def is_as_bad_as(self, consequence: Consequence) -> bool:
        """Whether any cell has this consequence or a worse one."""
        return any(change.consequence.rank <= consequence.rank for change in self.changes)

    @cached_property
    def cells(self) -> dict[Consequence, int]:
        """How many cells each consequence has, the worst first."""
        counts = {
            consequence: sum(change.cells for change in self.changes if change.consequence is consequence) for consequence in Consequence
        }
        return {consequence: count for consequence, count in counts.items() if count}


def diff(old: Router, new: Router, since: date) -> Difference:
    """What is different between two routers, on a working day at noon and a Sunday at 03:00 since a date.

    Two decisions are the same if they place the same lines in the same order and have the same emergency numbers.
    """
    codes = sorted({*old.registry.countries, *new.registry.countries})
    compared = [_compared(code, old, new, since) for code in codes]
    changes = [change for country in compared for change in country.changes]
    return Difference(
        since=since,
        registries=(_version(old.registry), _version(new.registry)),
        policies=(_version(old.policy), _version(new.policy)),
        facts=changed_facts((old.registry, old.policy), (new.registry, new.policy)),
        dialled=tuple(change for country in compared for change in country.dialled),
        changes=tuple(sorted(changes, key=lambda change: (change.consequence.rank, change.country, change.subject != "lines"))),
    )


def _version(file: Registry | Policy) -> Version:
    return Version(version=file.version, digest=file.digest)


class _Compared(NamedTuple):
    """What is different for the people of a country."""

    changes: Sequence[Change] = ()
    dialled: Sequence[DialledChange] = ()


def _compared(code: str, old: Router, new: Router, since: date) -> _Compared:
    """Another country's entries never change its decisions, nor does the name of a version."""
    one, other = old.registry.countries.get(code), new.registry.countries.get(code)
    axes = axes_of(code, old, new)
    country = one or other
    if axes is None or country is None or (one == other and _without_version(old.policy) == _without_version(new.policy)):
        return _Compared()
    alike: dict[_Difference, list[Cell]] = defaultdict(list)
    offered: Counter[str] = Counter()
    for cell, (subject, before, after) in _views(axes, old, new, usual_moments(since, timezone=country.timezone, country=code)):
        if before != after:
            alike[subject, before, after].append(cell)
        offered.update({*before.day, *before.night, *after.day, *after.night})
    changes = [_change(*difference, box, axes) for difference, cells in alike.items() for box in boxes(cells, axes)]
    return _Compared(changes, list(dialled_changes(code, one, other, offered)) if one and other else ())


def _without_version(policy: Policy) -> Policy:
    return policy.model_copy(update={"version": ""})


def _views(axes: Axes, old: Router, new: Router, moments: Moments) -> Iterator[tuple[Cell, _Difference]]:
    """What the cells are offered wherever anything of it is different, if only what a line says."""
    one, other = Viewer.of(old, axes.country), Viewer.of(new, axes.country)
    changed: dict[Cell, tuple[View, View]] = {}
    for cell in axes.cells():
        report = cell.report
        before, after = old.plan(report), new.plan(report)
        numbers = numbers_offered(before), numbers_offered(after)
        if numbers[0] != numbers[1]:
            yield cell, ("emergency", *numbers)
        views = one.view(before), other.view(after)
        if views[0] != views[1]:
            changed[cell] = views
    offered = lines_offered(chain.from_iterable(changed.values()), moments)
    for cell, views in changed.items():
        yield cell, ("lines", offered[views[0]], offered[views[1]])


def _change(subject: _Subject, before: Offer, after: Offer, box: Box, axes: Axes) -> Change:
    return Change(
        consequence=_consequence(subject, before, after),
        subject=subject,
        country=axes.country,
        categories=tuple(category for category in Category if category in box.categories),
        roles=tuple(role for role in Role if role in box.roles),
        ages=_ages(box, axes),
        regions=tuple(region or "unknown" for region in axes.regions if region in box.regions),
        communities=tuple(community or "none" for community in axes.communities if community in box.communities),
        before=before,
        after=after,
        cells=size(box, axes),
    )


def _consequence(subject: _Subject, before: Offer, after: Offer) -> Consequence:
    moments = ((before.day, after.day), (before.night, after.night))
    is_lost = any(not set(was) <= set(now) for was, now in moments)
    if subject == "emergency" and is_lost:
        return Consequence.EMERGENCY_NUMBER_LOST
    if any(was and not now for was, now in moments):
        return Consequence.LAST_LINE_LOST
    if any(was and was[0] not in now for was, now in moments):
        return Consequence.FIRST_LINE_LOST
    if is_lost:
        return Consequence.LINE_LOST
    is_gained = any(not set(now) <= set(was) for was, now in moments)
    return Consequence.GAINED if is_gained else Consequence.REORDERED


def _ages(box: Box, axes: Axes) -> tuple[AgeClass, ...]:
    """The ages of a box in order, neighbours joined."""
    runs: list[AgeClass] = []
    for age in axes.ages:
        last = runs[-1] if runs else None
        if age not in box.ages:
            continue
        if age is None:
            runs.append("unknown")
        elif isinstance(last, AgeBand) and last.maximum + 1 == age.minimum:
            runs[-1] = AgeBand(minimum=last.minimum, maximum=age.maximum)
        else:
            runs.append(age)
    return tuple(runs)
