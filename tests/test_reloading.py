"""A router whose files change while it is in use: whole, proven, all at once, and nobody waits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from pydantic import BaseModel

from builders import NOON, helpline, offered, policy, report, rule, world
from helpline_router import (
    InvalidReport,
    OverlayError,
    Policy,
    PolicyError,
    Registry,
    RegistryError,
    ReloadingRouter,
    default_router,
    load_overlay,
    route_report,
)
from helpline_router.plan import Version
from helpline_router.reloading import Outcome, Versions
from helpline_router.routing import POLICY_FILE, REGISTRY_FILE

OVERLAY_FILE: Final = "overlay.yaml"
UNTIL: Final = NOON + timedelta(hours=3)
SECOND: Final = timedelta(seconds=1)
DOWN: Final = f"""\
# Lines that are down today.
version: acme-1
helplines:
  disable:
    - id: fr-a-1
      reason: No answer.
    - id: fr-a-2
      reason: No answer until the evening.
      until: {UNTIL.isoformat()}
"""


def facts(release: int) -> Registry:
    """The lines of even releases are called a, those of odd ones b; any policy fits both."""
    letter = "ab"[release % 2]
    lines = [helpline(f"fr-{letter}-{number}") for number in (1, 2, 3)]
    return Registry(version=str(release), countries=world(*lines).countries)


def rules(release: int) -> Policy:
    return policy(rule(f"rule-{'ab'[release % 2]}"), version=str(release))


def versions(release: int) -> Versions:
    return Versions(
        *(Version(version=file.version, digest=file.digest) for file in (facts(release), rules(release))),
    )


def text(record: BaseModel) -> str:
    return yaml.safe_dump(record.model_dump(mode="json", by_alias=True, exclude_defaults=True), sort_keys=False)


def write(folder: Path, release: int = 0, *, overlay: str | None = None, end: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / REGISTRY_FILE).write_text(text(facts(release)) + end, encoding="utf-8")
    (folder / POLICY_FILE).write_text(text(rules(release)) + end, encoding="utf-8")
    if overlay is not None:
        (folder / OVERLAY_FILE).write_text(overlay + end, encoding="utf-8")
    return folder


def reloading(folder: Path, **options: Any) -> ReloadingRouter:
    """The router of the files of a folder; of its overlay too, if there is one."""
    overlay = folder / OVERLAY_FILE
    return ReloadingRouter(folder / REGISTRY_FILE, folder / POLICY_FILE, overlay if overlay.exists() else None, **options)


class Clock:
    """A clock that is set by hand. A reload asks it after it has read the files, and before it reads them again."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.then: Callable[[], object] = lambda: None

    def __call__(self) -> datetime:
        self.then()
        return self.at


def lines(router: ReloadingRouter) -> list[str]:
    return offered(router.route(report(), NOON))


def test_without_files_it_is_the_shipped_router() -> None:
    """The same plan, decision and timeline, through `route_report` too."""
    router, shipped, asked = ReloadingRouter(), default_router(), report()
    assert shipped.plan(asked) == router.plan(asked)
    assert shipped.route(asked, NOON) == router.route(asked, NOON) == route_report(asked, at=NOON, router=router)
    day = NOON, NOON + timedelta(days=1)
    assert list(shipped.timeline(asked, *day)) == list(router.timeline(asked, *day))


def test_new_files_are_taken_up(tmp_path: Path) -> None:
    """What was in use, what is in use now, and a decision from it."""
    router = reloading(write(tmp_path, 0), now=Clock())
    write(tmp_path, 1)
    result = router.reload()
    assert (Outcome.CHANGED, NOON, versions(0), versions(1), ()) == (
        result.outcome,
        result.at,
        result.before,
        result.after,
        result.problems,
    )
    assert ["fr-b-1", "fr-b-2", "fr-b-3"] == lines(router)
    assert (versions(1), None) == (router.versions, router.last_refusal)


def test_files_that_say_the_same_keep_the_router(tmp_path: Path) -> None:
    """Untouched, written again, or with another comment: what the router remembers stays."""
    router = reloading(write(tmp_path, 0))
    kept = router.router
    for comment in (None, "", "# another comment\n"):
        if comment is not None:
            write(tmp_path, 0, end=comment)
        result = router.reload()
        assert (Outcome.UNCHANGED, result.before) == (result.outcome, result.after)
        assert kept is router.router


BAD: Final = {
    "not YAML": (REGISTRY_FILE, b"version: [", "not YAML"),
    "not UTF-8": (REGISTRY_FILE, b"version: \xff", "not UTF-8"),
    "too large": (REGISTRY_FILE, b"#" * (5 * 1024 * 1024 + 1), "larger than 5 MiB"),
    "no registry": (REGISTRY_FILE, b"version: '1'\n", "missing field 'countries'"),
    "no policy": (POLICY_FILE, text(rules(1)).replace("refer:", "reffer:").encode(), "missing field 'refer'"),
    "a rule that is never reached": (POLICY_FILE, text(policy(rule("one"), rule("dead"))).encode(), "is never reached"),
    "an unknown line": (OVERLAY_FILE, b"helplines: {disable: [{id: fr-none, reason: Down.}]}", "no helpline has the id fr-none"),
    "an empty overlay": (OVERLAY_FILE, b"", "the file says nothing: it may be half-written"),
    "an overlay cut off in its head": (OVERLAY_FILE, b"# Lines that are down today.\n", "an overlay that changes nothing is {}"),
    "an empty registry": (REGISTRY_FILE, b"\n", "the file says nothing"),
}


@pytest.mark.parametrize(("name", "content", "message"), BAD.values(), ids=list(BAD))
def test_bad_files_are_refused_and_the_last_good_ones_stay(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """Each time anew, with the reason and the place, until they are mended."""
    router = reloading(write(tmp_path, 0, overlay="{}\n"))
    kept = router.router
    write(tmp_path, 1)
    (tmp_path / name).write_bytes(content)
    for _ in range(2):
        result = router.reload()
        assert (Outcome.REFUSED, versions(0), versions(0)) == (result.outcome, result.before, result.after)
        assert message in str(result.problems[0])
        assert result is router.last_refusal
        assert kept is router.router
    write(tmp_path, 1, overlay="{}\n")
    assert (Outcome.CHANGED, None) == (router.reload().outcome, router.last_refusal)
    assert versions(1) == router.versions


@pytest.mark.parametrize("name", [REGISTRY_FILE, POLICY_FILE, OVERLAY_FILE])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    """Gone, or no file at all: an overlay that disappears does not bring back the lines that it switched off."""
    router = reloading(write(tmp_path, 0, overlay=DOWN), now=Clock())
    (tmp_path / name).unlink()
    assert (f"{tmp_path / name}", "cannot be read: No such file or directory") == told(router)
    (tmp_path / name).mkdir()
    assert (f"{tmp_path / name}", "cannot be read: Is a directory") == told(router)
    assert ["fr-a-3"] == lines(router)


def told(router: ReloadingRouter) -> tuple[str, str]:
    (problem,) = router.reload().problems
    return problem.where, problem.message


@pytest.mark.parametrize(("name", "error"), [(REGISTRY_FILE, RegistryError), (POLICY_FILE, PolicyError), (OVERLAY_FILE, OverlayError)])
@pytest.mark.parametrize("content", ["nonsense: 1", ""])
def test_no_router_without_good_files(tmp_path: Path, name: str, error: type[Exception], content: str) -> None:
    """There is nothing to keep: it is raised when the service starts."""
    write(tmp_path, 0, overlay=DOWN)
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(error, match=name):
        reloading(tmp_path)


def test_a_path_that_is_none_is_refused() -> None:
    """With the library's own error."""
    with pytest.raises(OverlayError, match="not a path"):
        ReloadingRouter(overlay_path="a\0b")


def test_a_clock_without_a_zone_is_refused(tmp_path: Path) -> None:
    """When the service starts, not when a line should come back."""
    with pytest.raises(InvalidReport, match="now: must be a datetime with a time zone"):
        reloading(write(tmp_path), now=lambda: NOON.replace(tzinfo=None))


# Half-written files


def cuts(whole: str) -> list[str]:
    rows = whole.splitlines(keepends=True)
    return ["".join(rows[:number]) for number in range(len(rows))]


def test_a_cut_overlay_can_be_valid(tmp_path: Path) -> None:
    """The hazard: what is left of it brings back a line that is down, and no reader of YAML can tell."""
    path = tmp_path / OVERLAY_FILE
    kept = []
    for cut in cuts(DOWN):
        path.write_text(cut, encoding="utf-8")
        try:
            kept.append(len(load_overlay(path).helplines.disable))
        except OverlayError:
            continue
    assert {0, 1, 2} == set(kept)


@pytest.mark.parametrize("cut", range(len(cuts(DOWN))))
def test_a_file_that_is_completed_while_it_is_read_is_refused(tmp_path: Path, cut: int) -> None:
    """Wherever it was cut: the line stays down, and the next reload finds the file whole."""
    path = write(tmp_path, 0, overlay=DOWN) / OVERLAY_FILE
    clock = Clock()
    router = reloading(tmp_path, now=clock)
    path.write_text(cuts(DOWN)[cut], encoding="utf-8")
    clock.then = lambda: path.write_text(DOWN, encoding="utf-8")
    result = router.reload()
    assert Outcome.REFUSED is result.outcome
    assert all("half-written" in problem.message and str(path) == problem.where for problem in result.problems)
    assert ["fr-a-3"] == lines(router)
    clock.then = lambda: None
    assert Outcome.UNCHANGED is router.reload().outcome


@pytest.mark.parametrize("name", [REGISTRY_FILE, POLICY_FILE, OVERLAY_FILE])
def test_with_a_marked_end_no_cut_file_is_taken(tmp_path: Path, name: str) -> None:
    """Even one that is never completed."""
    router = reloading(write(tmp_path, 0, overlay=DOWN, end="...\n"), now=Clock(), end_marked=True)
    whole = (tmp_path / name).read_text(encoding="utf-8")
    for cut in cuts(whole):
        (tmp_path / name).write_text(cut, encoding="utf-8")
        result = router.reload()
        assert (Outcome.REFUSED, str(tmp_path / name)) == (result.outcome, result.problems[0].where)
    (tmp_path / name).write_text(whole.rstrip() + "\r\n\n", encoding="utf-8", newline="")
    assert Outcome.UNCHANGED is router.reload().outcome


def test_the_end_is_asked_of_own_files_only(tmp_path: Path) -> None:
    """The shipped ones are not written while a service runs."""
    overlay = tmp_path / OVERLAY_FILE
    overlay.write_text("{}\n", encoding="utf-8")
    with pytest.raises(OverlayError, match=r"the line \.\.\. that ends the file is missing"):
        ReloadingRouter(overlay_path=overlay, end_marked=True)
    overlay.write_text("{}\n...\n", encoding="utf-8")
    assert default_router().registry == ReloadingRouter(overlay_path=overlay, end_marked=True).router.registry


def test_a_release_that_is_exchanged_while_it_is_read_is_refused(tmp_path: Path) -> None:
    """Facts and rules of two releases never meet, though each fits the other, and though the files are there in the end."""
    clock, link = Clock(), tmp_path / "current"
    for release in (0, 1, 2):
        write(tmp_path / str(release), release)
    switch(link, tmp_path / "0")
    router = reloading(link, now=clock)
    switch(link, tmp_path / "1")
    clock.then = lambda: switch(link, tmp_path / "2")
    result = router.reload()
    assert (Outcome.REFUSED, 2) == (result.outcome, len(result.problems))
    assert versions(0) == router.versions
    clock.then = lambda: None
    assert versions(2) == router.reload().after


def test_an_equal_file_in_another_place_is_another_file(tmp_path: Path) -> None:
    """Exchanged there and back while the files were read: their content tells nothing of it."""
    clock, link = Clock(), tmp_path / "current"
    for name, release in (("0", 0), ("1", 1), ("again", 1)):
        write(tmp_path / name, release)
    switch(link, tmp_path / "0")
    router = reloading(link, now=clock)
    switch(link, tmp_path / "1")
    clock.then = lambda: switch(link, tmp_path / "again")
    assert Outcome.REFUSED is router.reload().outcome


def switch(link: Path, target: Path) -> None:
    beside = link.with_name("next")
    beside.symlink_to(target, target_is_directory=True)
    beside.replace(link)


# The overlay and the clock


def test_a_line_comes_back_at_its_instant(tmp_path: Path) -> None:
    """Not before; without a change of any file, and off again if the clock was wrong."""
    clock = Clock()
    router = reloading(write(tmp_path, 0, overlay=DOWN), now=clock)
    assert (UNTIL, ["fr-a-3"]) == (router.next_change, lines(router))
    for at, outcome, expected, following in (
        (UNTIL - SECOND, Outcome.UNCHANGED, ["fr-a-3"], UNTIL),
        (UNTIL, Outcome.CHANGED, ["fr-a-2", "fr-a-3"], None),
        (UNTIL + SECOND, Outcome.UNCHANGED, ["fr-a-2", "fr-a-3"], None),
        (NOON, Outcome.CHANGED, ["fr-a-3"], UNTIL),
    ):
        clock.at = at
        assert (outcome, expected, following) == (router.reload().outcome, lines(router), router.next_change)


def test_a_line_comes_back_whatever_is_wrong_with_newer_files(tmp_path: Path) -> None:
    """The last good overlay says so; the newer files are refused all the same."""
    clock = Clock()
    router = reloading(write(tmp_path, 0, overlay=DOWN), now=clock)
    (tmp_path / REGISTRY_FILE).write_text("version: [", encoding="utf-8")
    clock.at = UNTIL
    result = router.reload()
    assert Outcome.REFUSED is result.outcome
    assert result.before != result.after == router.versions
    assert ["fr-a-2", "fr-a-3"] == lines(router)
    again = router.reload()
    assert (Outcome.REFUSED, again.before) == (again.outcome, again.after)


def test_what_no_longer_fits_when_it_comes_back_is_refused(tmp_path: Path) -> None:
    """A rule for everything, switched off for some hours above another: proven when it is due, and said once."""
    overlay = f"rules: {{add: [{{id: rest, refer: [child_helpline], rationale: Meanwhile.}}], disable: [{off('rule-a')}]}}\n"
    clock = Clock()
    router = reloading(write(tmp_path, 0, overlay=overlay), now=clock)
    assert "rest" == router.route(report(), NOON).rule
    clock.at = UNTIL
    result = router.reload()
    assert (Outcome.REFUSED, ["is never reached: the rules above it take every report it could"]) == (
        result.outcome,
        [problem.message for problem in result.problems],
    )
    assert "rest" == router.route(report(), NOON).rule


def off(entry_id: str) -> str:
    return f'{{id: {entry_id}, reason: Not now., until: "{UNTIL.isoformat()}"}}'


def test_the_clock_is_that_of_the_machine_if_none_is_given(tmp_path: Path) -> None:
    """An instant of long ago is over."""
    overlay = "helplines: {disable: [{id: fr-a-1, reason: Down., until: '2020-01-01T00:00Z'}]}\n"
    router = reloading(write(tmp_path, 0, overlay=overlay))
    assert ["fr-a-1", "fr-a-2", "fr-a-3"] == lines(router)
    before = datetime.now(UTC)
    assert before <= router.reload().at <= datetime.now(UTC)


# Threads


def test_readers_do_not_wait_for_a_reload(tmp_path: Path) -> None:
    """While one has read the new files and not yet proven them, reports are answered from the old ones."""
    clock, inside, go_on = Clock(), threading.Event(), threading.Event()
    router = reloading(write(tmp_path, 0), now=clock)
    write(tmp_path, 1)

    def wait() -> None:
        inside.set()
        go_on.wait()

    clock.then = wait
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(router.reload)
        inside.wait()
        try:
            day = list(router.timeline(report(), NOON, NOON + timedelta(days=1)))
            found = router.route(report(), NOON), day[0]
            assert {"0"} == {version for one in found for version in (one.registry.version, one.policy.version)}
            assert "rule-a" == router.plan(report()).rule
        finally:
            go_on.set()
        assert Outcome.CHANGED is result.result().outcome
    assert "1" == router.route(report(), NOON).registry.version


def test_a_timeline_is_of_one_registry(tmp_path: Path) -> None:
    """Of that in use when it was asked for, though a reload comes between two of its decisions."""
    router = reloading(write(tmp_path, 0))
    span = router.timeline(report(), datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
    next(span)
    write(tmp_path, 1)
    router.reload()
    assert {"0"} == {decision.registry.version for decision in span}


def test_reloads_come_one_at_a_time(tmp_path: Path) -> None:
    """Of many at once none begins inside another, and one of them takes up the new files."""
    clock, inside, callers = Clock(), threading.Lock(), 8
    router = reloading(write(tmp_path, 0), now=clock)
    write(tmp_path, 1)
    alone, start = [], threading.Barrier(callers)

    def enter() -> None:
        alone.append(inside.acquire(blocking=False))
        lines(router)
        inside.release()

    def reload() -> Outcome:
        start.wait()
        return router.reload().outcome

    clock.then = enter
    with ThreadPoolExecutor(callers) as pool:
        outcomes = [future.result() for future in [pool.submit(reload) for _ in range(callers)]]
    assert [True] * callers == alone
    assert [Outcome.CHANGED, *[Outcome.UNCHANGED] * (callers - 1)] == sorted(outcomes)


class Service:
    """Readers that never rest, and a timer that never does; `newest` is the release that is in use for certain."""

    readers = 4

    def __init__(self, router: ReloadingRouter) -> None:
        self.router = router
        self.newest = 0
        self.done = threading.Event()
        self.seen = threading.Semaphore(0)

    def read(self) -> int:
        """Asks again and again; the number of decisions. Says once of each release that it was answered from it, or a later one."""
        answered = 0
        for number in count():
            if self.done.is_set():
                return number
            newest = self.newest
            decision = self.router.route(report(age=number % 100), NOON + timedelta(minutes=number))
            release = int(decision.registry.version)
            assert versions_of[release] == Versions(decision.registry, decision.policy)
            assert [f"fr-{'ab'[release % 2]}-{line}" for line in (1, 2, 3)] == offered(decision)
            assert f"rule-{'ab'[release % 2]}" == decision.rule
            assert release >= newest
            if newest > answered:
                answered = newest
                self.seen.release()
        raise AssertionError

    def tick(self) -> int:
        """Reloads again and again, whatever the writer is doing; the number of reloads."""
        for number in count():
            if self.done.is_set():
                return number
            self.router.reload()
        raise AssertionError

    def publish(self, release: int) -> None:
        """The files of a release are there: they are used, and each reader is answered from them before the next."""
        result = self.router.reload()
        assert Outcome.REFUSED is not result.outcome, result.problems
        assert versions_of[release] == result.after
        self.newest = release
        for _ in range(self.readers):
            assert self.seen.acquire(timeout=60)

    def refuse(self) -> None:
        result = self.router.reload()
        assert (Outcome.REFUSED, versions_of[self.newest]) == (result.outcome, result.after)


RELEASES: Final = 3
PIECES: Final = 8
versions_of: Final = [versions(release) for release in range(2 * RELEASES + 1)]


def test_no_report_is_lost_late_or_answered_from_a_mixture(tmp_path: Path) -> None:
    """Law: under load, with good, bad and half-written files in turn, each decision is of one known release, facts and rules
    together, and never older than the last one that a reload had taken up before it was asked for.
    """
    link = tmp_path / "current"
    switch(link, write(tmp_path / "0", 0, end="...\n"))
    service = Service(reloading(link, now=Clock(), end_marked=True))
    with ThreadPoolExecutor(service.readers + 1) as pool:
        working = [pool.submit(work) for work in (*[service.read] * service.readers, service.tick)]
        try:
            for release in range(1, 2 * RELEASES, 2):
                good, bad, half = (tmp_path / f"{name}-{release}" for name in ("good", "bad", "half"))
                switch(link, write(good, release, end="...\n"))
                service.publish(release)
                write_bad(bad, release)
                switch(link, bad)
                service.refuse()
                write_slowly(half, release + 1, link, service)
        finally:
            service.done.set()
        assert all(future.result() > 0 for future in working)
    assert versions_of[-1] == service.router.versions


def write_bad(folder: Path, release: int) -> None:
    """In turn: no YAML, a policy that does not fit, and facts that are none."""
    write(folder, release, end="...\n")
    name, content = [
        (REGISTRY_FILE, "version: [\n...\n"),
        (POLICY_FILE, text(policy(rule("one"), rule("dead"))) + "...\n"),
        (REGISTRY_FILE, text(facts(release)).replace("FR:", "XX:") + "...\n"),
    ][release // 2 % 3]
    (folder / name).write_text(content, encoding="utf-8")


def write_slowly(folder: Path, release: int, link: Path, service: Service) -> None:
    """A release whose facts are written in place, piece by piece, where the timer reads them; halfway the writer reloads too."""
    write(folder, release, end="...\n")
    path = folder / REGISTRY_FILE
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    size = -(-len(rows) // PIECES)
    with path.open("w", encoding="utf-8") as file:
        switch(link, folder)
        for piece in range(PIECES):
            if piece == PIECES // 2:
                service.refuse()
            file.writelines(rows[piece * size : (piece + 1) * size])
            file.flush()
    service.publish(release)
