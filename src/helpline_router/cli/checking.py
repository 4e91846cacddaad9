"""`check`: what is wrong with the files, if anything."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from typing import Final

import typer

from helpline_router.cli.inputs import JsonOption, PolicyOption, RegistryOption, read_facts
from helpline_router.errors import Problem, ProblemsError
from helpline_router.policy import Policy
from helpline_router.proofs import prove
from helpline_router.registry import Registry

_CHECKS: Final[tuple[Callable[[Registry, Policy], Iterable[Problem]], ...]] = (prove,)


def check(*, registry: RegistryOption = None, policy: PolicyOption = None, as_json: JsonOption = False) -> None:
    """Look for mistakes in the files.

    Exit code 0 if all is well, 1 with findings, 2 if a file cannot be read.
    """
    try:
        facts, rules = read_facts(registry, policy)
    except ProblemsError as error:
        if as_json:
            _print_json(error.problems)
        raise
    findings = [finding for find in _CHECKS for finding in find(facts, rules)]
    if as_json:
        _print_json(findings)
    else:
        _print_texts(findings, facts, rules)
    if findings:
        raise typer.Exit(1)


def _print_json(findings: Iterable[Problem]) -> None:
    typer.echo(json.dumps({"findings": [dataclasses.asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))


def _print_texts(findings: list[Problem], facts: Registry, rules: Policy) -> None:
    for finding in findings:
        typer.echo(str(finding))
    lines = sum(len(country.helplines) for country in facts.countries.values())
    found = {0: "no findings", 1: "1 finding"}.get(len(findings), f"{len(findings)} findings")
    typer.echo(f"{found} (lines: {lines}, countries: {len(facts.countries)}, rules: {len(rules.rules)})")
