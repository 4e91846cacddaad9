"""A router whose files may change while a service runs: new ones are read, validated and proven first, then taken up at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from helpline_router import _yaml
from helpline_router.changes import Overlay
from helpline_router.decision import RoutingDecision
from helpline_router.errors import OverlayError, PolicyError, Problem, ProblemsError, RegistryError
from helpline_router.overlay import apply_overlay_document
from helpline_router.plan import RoutingPlan, Version
from helpline_router.policy import Policy
from helpline_router.readings import Reading, WatchedFile, read
from helpline_router.registry import Registry
from helpline_router.report import Report, aware
from helpline_router.routing import POLICY_FILE, REGISTRY_FILE, Router, data_file


class Outcome(StrEnum):
    """What a reload came to."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Versions:
    """Which facts and rules a router answers from."""

    registry: Version
    policy: Version


@dataclass(frozen=True, slots=True)
class Reload:
    """What a reload at an instant came to, and which facts and rules were in use before and are after it.

    `changed`: other facts or rules are in use, those of the files. `unchanged`: the files say what is in use already.
    `refused`: the files cannot be used, `problems` says why, and the last good ones stay in use; `after` differs from
    `before` only if something that their overlay switched off came back.
    """

    outcome: Outcome
    at: datetime
    before: Versions
    after: Versions
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What valid files say, whatever the time."""

    contents: tuple[bytes, ...]
    registry: Registry
    policy: Policy
    overlay: tuple[_yaml.Document, Overlay] | None

    def proven(self, at: datetime) -> "_Proven":
        """The router of the facts with the overlay as it is at an instant; raises `OverlayError` or `PolicyError`."""
        if self.overlay is None:
            return _Proven(self, Router(self.registry, self.policy), at, None)
        document, overlay = self.overlay
        applied = apply_overlay_document(self.registry, self.policy, document, overlay, at=at)
        return _Proven(self, Router(*applied), at, overlay.next_change(at))


@dataclass(frozen=True, slots=True)
class _Proven:
    """A router that may be used, and the span in which its overlay says the same."""

    facts: _Facts
    router: Router
    start: datetime
    end: datetime | None

    def holds_at(self, at: datetime) -> bool:
        # The clock of a machine may be set back.
        return self.start <= at and (self.end is None or at < self.end)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ReloadingRouter:
    """A `Router` of files that may be exchanged while it is in use. Share one between threads and tasks.

    A file that is not given is the shipped one; without `overlay_path` there is no overlay. `now` gives the instant, an aware
    datetime, at which `reload` applies the overlay. With `end_marked`, each file that is given must end with a line `...`, the
    end of a YAML document, so that a file cut off anywhere is refused.

    Raises `RegistryError`, `PolicyError` or `OverlayError` if the files cannot be used, also for one that cannot be opened.

    >>> router = ReloadingRouter()
    >>> router.reload().outcome.value
    'unchanged'
    >>> decision = router.route(Report(category="harassment", age=15, country="FR"), datetime(2026, 11, 20, 17, tzinfo=UTC))
    >>> decision.referrals[0].helpline_id
    'fr-3018'
    """

    __slots__ = ("_files", "_good", "_last_refusal", "_now", "_one_at_a_time", "_parsed", "_router")

    def __init__(
        self,
        registry_path: str | Path | None = None,
        policy_path: str | Path | None = None,
        overlay_path: str | Path | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
        end_marked: bool = False,
    ) -> None:
        self._files = (
            _file(registry_path, RegistryError, end_marked) or WatchedFile(data_file(REGISTRY_FILE), RegistryError),
            _file(policy_path, PolicyError, end_marked) or WatchedFile(data_file(POLICY_FILE), PolicyError),
            *filter(None, (_file(overlay_path, OverlayError, end_marked),)),
        )
        self._now = now
        self._one_at_a_time = threading.Lock()
        self._last_refusal: Reload | None = None
        self._parsed: tuple[tuple[bytes, ...], _Facts | ProblemsError] | None = None
        self._good: _Proven | None = None
        readings = self._read()
        self._take(self._loaded(readings, aware(now(), "now")))

    @property
    def router(self) -> Router:
        """The router in use, which no reload changes: for questions that belong together."""
        return self._router

    @property
    def versions(self) -> Versions:
        """The facts and rules in use."""
        return _versions(self._router)

    @property
    def last_refusal(self) -> Reload | None:
        """The last reload, if it was refused: as long as it stays, newer files wait."""
        return self._last_refusal

    @property
    def next_change(self) -> datetime | None:
        """The next instant at which something that the overlay switched off counts again: reload then, at the latest."""
        return self._good.end if self._good else None

    # Readers take the router once and never wait: it is immutable, and is exchanged in one assignment.

    def plan(self, report: Report) -> RoutingPlan:
        """As `Router.plan`."""
        return self._router.plan(report)

    def route(self, report: Report, at: datetime) -> RoutingDecision:
        """As `Router.route`."""
        return self._router.route(report, at)

    def timeline(self, report: Report, start: datetime, end: datetime) -> Iterator[RoutingDecision]:
        """As `Router.timeline`; all of it from the facts and rules in use when it was asked for."""
        return self._router.timeline(report, start, end)

    def reload(self) -> Reload:
        """Read the files, validate and prove them, and only then use them; whoever asks next is answered from them.

        Never raises for what is in the files or for one that cannot be opened: files that cannot be used are refused, the
        last good ones stay, and `last_refusal` says why until a reload is not refused. The files are read a second time after
        they are proven; where one has changed meanwhile all are refused, because it may be half-written, or they may not
        belong together. Files that say the same keep the router with all that it remembers. Calls wait for one another;
        readers never wait.
        """
        with self._one_at_a_time:
            before = self.versions
            readings = self._read()
            at = aware(self._now(), "now")
            problems: tuple[Problem, ...] = ()
            try:
                self._take(self._loaded(readings, at))
            except ProblemsError as error:
                problems = tuple(dict.fromkeys((*error.problems, *self._brought_up_to(at))))
            after = self.versions
            outcome = Outcome.REFUSED if problems else Outcome.UNCHANGED if before == after else Outcome.CHANGED
            result = Reload(outcome, at, before, after, problems)
            self._last_refusal = result if problems else None
            return result

    def _read(self) -> tuple[Reading, ...]:
        return tuple(map(read, self._files))

    def _loaded(self, readings: tuple[Reading, ...], at: datetime) -> _Proven:
        """What the files say at an instant; raises the error of the file that keeps it from being used."""
        _refuse([(reading.file, reading.problem) for reading in readings if reading.problem])
        contents = tuple(reading.content for reading in readings)
        if self._good is not None and contents == self._good.facts.contents:
            return self._good if self._good.holds_at(at) else self._good.facts.proven(at)
        # Bad files may lie there for days: a timer does not parse them each time anew.
        if self._parsed is None or self._parsed[0] != contents:
            self._parsed = contents, _parsed(readings)
        found: _Proven | ProblemsError
        try:
            found = self._parsed[1] if isinstance(self._parsed[1], ProblemsError) else self._parsed[1].proven(at)
        except ProblemsError as error:
            found = error
        # A file that is being written may be valid, and lack its end: a line that is down would be back.
        again = zip(readings, self._read(), strict=True)
        _refuse([(one.file, one.changed) for one, other in again if one != other])
        if isinstance(found, ProblemsError):
            raise found.with_traceback(None)
        return found

    def _take(self, found: _Proven) -> None:
        if self._good is not None and _versions(found.router) == _versions(self._good.router):
            found = replace(found, router=self._good.router)
        self._good, self._router = found, found.router

    def _brought_up_to(self, at: datetime) -> tuple[Problem, ...]:
        """Apply the last good overlay anew where it is due; the problems if it no longer fits.

        A line that was switched off until this morning comes back, whatever is wrong with the files that came over night.
        """
        if self._good is not None and not self._good.holds_at(at):
            try:
                self._take(self._good.facts.proven(at))
            except ProblemsError as error:
                return error.problems
        return ()


def _file(path: str | Path | None, error: type[ProblemsError], is_marked: bool) -> WatchedFile | None:  # noqa: FBT001 - one of three alike
    return None if path is None else WatchedFile(Path(path), error, is_marked)


def _versions(router: Router) -> Versions:
    registry, policy = router.registry, router.policy
    return Versions(Version(version=registry.version, digest=registry.digest), Version(version=policy.version, digest=policy.digest))


def _refuse(found: list[tuple[WatchedFile, Problem]]) -> None:
    if found:
        raise found[0][0].error(problem for _, problem in found)


def _parsed(readings: tuple[Reading, ...]) -> _Facts | ProblemsError:
    documents = [reading.document for reading in readings]
    try:
        _refuse([(one.file, one.empty) for one, document in zip(readings, documents, strict=True) if document.is_empty])
        _, registry = _yaml.held(documents[0], Registry, RegistryError)
        _, policy = _yaml.held(documents[1], Policy, PolicyError)
        overlay = _yaml.held(documents[2], Overlay, OverlayError) if documents[2:] else None
    except ProblemsError as error:
        return error
    return _Facts(tuple(reading.content for reading in readings), registry, policy, overlay)
