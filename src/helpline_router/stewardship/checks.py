"""The register of checks, and running them."""

import difflib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Final

from helpline_router.stewardship import (
    checks_116,
    checks_cells,
    checks_countries,
    checks_hours,
    checks_lines,
    checks_numbers,
    checks_rules,
    checks_sources,
)
from helpline_router.stewardship.checks_exceptions import CheckException, CheckExceptions
from helpline_router.stewardship.checks_findings import Check, File, Finding, Material

CHECKS: Final[tuple[Check, ...]] = (
    *checks_countries.CHECKS,
    *checks_lines.CHECKS,
    *checks_sources.CHECKS,
    *checks_numbers.CHECKS,
    *checks_116.CHECKS,
    *checks_hours.CHECKS,
    *checks_rules.CHECKS,
    *checks_cells.CHECKS,
)

# The name under which findings about the exceptions themselves stand.
EXCEPTIONS: Final = "exceptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the checks found."""

    findings: tuple[Finding, ...]
    """What is wrong, in the order of the register."""
    excused: tuple[tuple[Finding, CheckException], ...]
    """What is known, each with its exception."""
    skipped: tuple[Check, ...]
    """Checks that were not run for want of a library."""


def run_checks(
    material: Material,
    exceptions: CheckExceptions = CheckExceptions(),  # noqa: B008 - immutable
    *,
    checks: Sequence[Check] = CHECKS,
    refuse_unused: bool = True,
) -> Outcome:
    """Run the checks. Unless told otherwise, an exception that excuses nothing is a finding.

    A check whose library is not installed is not run, and is named in `skipped`.
    """
    skipped = tuple(check for check in checks if check.requires is not None and find_spec(check.requires) is None)
    run = [check for check in checks if check not in skipped]
    found = [replace(finding, check=check.name) for check in run for finding in check.run(material)]
    known = {exception.key: exception for exception in exceptions.exceptions}
    excused = tuple((finding, known[_key(finding)]) for finding in found if _key(finding) in known)
    used = {exception.key for _, exception in excused}
    return Outcome(
        findings=(
            *(finding for finding in found if _key(finding) not in known),
            *_faulty_exceptions(exceptions, checks),
            *(_unused_exceptions(exceptions, used, {check.name for check in run}) if refuse_unused else ()),
        ),
        excused=excused,
        skipped=skipped,
    )


def _key(finding: Finding) -> tuple[str, str, str | None]:
    return finding.check, finding.subject, finding.value


def _about(index: int, exception: CheckException, message: str, hint: str) -> Finding:
    return Finding(
        check=EXCEPTIONS,
        subject=exception.subject,
        value=exception.value,
        file=File.EXCEPTIONS,
        location=("exceptions", index),
        message=message,
        hint=hint,
    )


def _faulty_exceptions(exceptions: CheckExceptions, checks: Sequence[Check]) -> Iterator[Finding]:
    by_name = {check.name: check for check in checks}
    for index, exception in enumerate(exceptions.exceptions):
        check = by_name.get(exception.check)
        if check is None:
            near = difflib.get_close_matches(exception.check, by_name, n=1)
            hint = f"did you mean {near[0]}?" if near else "see 'helpline-router check --list'"
            yield _about(index, exception, f"no check is called {exception.check}", hint)
        elif check.needs_source and exception.source is None:
            yield _about(index, exception, f"an exception to {check.name} needs a source", "add the page that shows it")


def _unused_exceptions(exceptions: CheckExceptions, used: Container[object], names: Container[str]) -> Iterator[Finding]:
    for index, exception in enumerate(exceptions.exceptions):
        if exception.key not in used and exception.check in names:
            yield _about(
                index, exception, f"the exception to {exception.check} excuses nothing", "take it out, or correct its subject or value"
            )
