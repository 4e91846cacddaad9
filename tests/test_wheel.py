"""The wheel works on its own: data inside, no repository beside it."""

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

from helpline_router import phrases
from helpline_router.catalogues import languages

REPOSITORY = Path(__file__).parents[1]
LOCALE = REPOSITORY / "src" / "helpline_router" / "locale"
SHIPPED = {
    "helplines.yaml",
    "routing.yaml",
    "helplines.schema.json",
    "routing.schema.json",
    "decision.schema.json",
    "overlay.schema.json",
    "check-exceptions.yaml",
    "codes.yaml",
    "codes.schema.json",
    "compiled.jsonl",
}
# Run in the wheel's environment: what it was compiled to is what its files say.
EQUAL = """
from helpline_router import default_router, load_policy, load_registry
from helpline_router.records import content_digest
from helpline_router.routing import data_file

shipped = default_router()
registry, policy = load_registry(data_file("helplines.yaml")), load_policy(data_file("routing.yaml"))
assert shipped.registry == registry and shipped.policy == policy
assert (shipped.registry.digest, shipped.policy.digest) == (content_digest(registry), content_digest(policy))
print(type(shipped.registry.countries).__name__)
"""


def run(*command: str, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=True, env=environment).stdout


def test_a_wheel_routes_a_report_outside_the_repository(tmp_path: Path) -> None:
    """Built, installed into a fresh environment with the `cli` extra, run from an empty folder."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(REPOSITORY), cwd=tmp_path)
    (wheel,) = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel).namelist()
    assert {f"helpline_router/data/{name}" for name in SHIPPED} <= set(inside)
    assert "helpline_router/py.typed" in inside
    assert [name for name in inside if name.startswith(("tests/", "data/"))] == []
    (entries,) = (name for name in inside if name.endswith(".dist-info/entry_points.txt"))
    stated = zipfile.ZipFile(wheel).read(entries).decode()
    assert [True] * 3 == [f"[{group}]" in stated for group in ("console_scripts", "pytest11", "hypothesis")]
    assert (
        catalogues(inside, "mo")
        == {path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/helpline_router.po")}
        == set(languages()) - {"en"}
    )
    assert [name for name in inside if name.endswith((".po", ".pot"))] == []

    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    binaries = environment / ("Scripts" if sys.platform == "win32" else "bin")
    run(str(binaries / "python"), "-m", "pip", "install", "--quiet", f"{wheel}[cli]", cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    arguments = ["route", "--category", "harassment", "--age", "15", "--country", "FR", "--at", "2026-11-20T12:00Z", "--json"]
    decision = json.loads(run(str(binaries / "helpline-router"), *arguments, cwd=elsewhere))
    assert decision["referrals"][0]["helpline_id"] == "fr-3018"
    assert run(str(binaries / "python"), "-c", EQUAL, cwd=elsewhere) == "_Sections\n"
    greek = ["route", "--category", "suicide", "--age", "15", "--country", "GR", "--at", "2026-11-20T12:00Z", "--locale", "el-GR"]
    card = run(str(binaries / "helpline-router"), *greek, cwd=elsewhere)
    assert card.startswith("Υπάρχουν άνθρωποι")
    assert "\n1. " in card
    assert phrases.NOT_IN_YOUR_LANGUAGE not in card


def catalogues(names: list[str], ending: str) -> set[str]:
    """The languages of the catalogues among some files."""
    return {Path(name).parts[-3] for name in names if name.endswith(f"/LC_MESSAGES/helpline_router.{ending}")}


def test_the_source_distribution_is_complete(tmp_path: Path) -> None:
    """What is needed to build and test is inside."""
    tool = tmp_path / "tool"
    run(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tool), "hatchling", cwd=tmp_path)
    code = "import sys; sys.path.insert(0, sys.argv[1]); from hatchling.build import build_sdist; build_sdist(sys.argv[2])"
    run(sys.executable, "-c", code, str(tool), str(tmp_path), cwd=REPOSITORY)
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert catalogues(sorted(names), "po") == set(languages()) - {"en"}
    assert {"data/helplines.yaml", "src/helpline_router/py.typed", "tests/test_wheel.py", "conftest.py", "LICENSE", "LICENSE-DATA"} <= names
