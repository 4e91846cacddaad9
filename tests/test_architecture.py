"""The rooms: imports in one direction, a quiet public face, nothing heavy before it is needed."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import helpline_router

PACKAGE = Path(__file__).parents[1] / "src" / "helpline_router"


def test_imports_go_in_one_direction() -> None:
    """The layers of pyproject.toml hold."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=PACKAGE.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_module_has_a_layer() -> None:
    """A new module belongs to the contract, or the contract says nothing about it."""
    contract = (PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8").split("[tool.importlinter]")[1]
    modules = {path.stem if path.stem != "__init__" else path.parent.name for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    missing = sorted(module for module in modules - {"helpline_router"} if f"helpline_router.{module}" not in contract)
    assert missing == []


def test_public_names() -> None:
    """`__all__` is what the package offers, sorted, and each name is there without any extra."""
    names = helpline_router.__all__
    assert {*names} == {*helpline_router._HOMES, "codes"}  # noqa: SLF001 - the one place where each name is found
    assert sorted(names) == names
    assert [name for name in names if not hasattr(helpline_router, name)] == []


def test_the_package_only_exports() -> None:
    """`__init__` holds a docstring, imports, `__all__` and what is imported when it is asked for, nothing else."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert ["__getattr__"] == [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert all(isinstance(node, ast.ImportFrom | ast.Assign | ast.Expr | ast.If) for node in tree.body)


@pytest.mark.parametrize("heavy", ["typer", "rich", "pycountry", "phonenumbers", "babel", "polars", "httpx", "hypothesis", "opentelemetry"])
def test_heavy_libraries_load_where_they_are_used(heavy: str) -> None:
    """Routing a report of a known country imports none of them."""
    code = (
        "import sys, helpline_router as h, datetime as d;"
        "h.route_report(category='suicide', age=15, country='FR', at=d.datetime(2026, 1, 1, tzinfo=d.UTC));"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_modules_stay_small() -> None:
    """No module over 300 lines, no function over 40: beyond, split by noun."""
    long_modules = [path.name for path in PACKAGE.rglob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 300]
    long_functions = [
        f"{path.name}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert (long_modules, long_functions) == ([], [])


def test_the_map_of_changes_leads_somewhere() -> None:
    """Each file that CONTRIBUTING.md names is there: in the repository, or in the package."""
    root = PACKAGE.parents[1]
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+\.(?:css|md|pot|py|txt|yaml))`", text)) | set(re.findall(r"`([\w./-]+/)`", text))
    assert named
    assert [] == sorted(name for name in named if not (root / name).exists() and not (PACKAGE / name).exists())


def test_people_and_ci_share_their_recipes() -> None:
    """At most ten; CI runs each of them but those that measure, write files or are for a part of what CI runs as the README says it."""
    root = PACKAGE.parents[1]
    recipes = re.findall(r"^(\w+)(?: \*\w+)?:$", (root / "justfile").read_text(encoding="utf-8"), re.MULTILINE)
    run = re.findall(r"^for recipe in (.*); do$", (root / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(recipes) <= 10
    assert sorted(set(recipes) - {"bench", "test", "update"}) == sorted(" ".join(run).split())
