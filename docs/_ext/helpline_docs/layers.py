"""The layers of the package, from the contract that a test enforces, and what each module says of itself."""

import ast
import tomllib
from pathlib import Path
from typing import Final

import helpline_router
from helpline_docs.tables import code, table

ROOT: Final = Path(__file__).parents[3]
_PACKAGE: Final = "helpline_router"


def layers() -> tuple[tuple[str, ...], ...]:
    """The modules of each layer; a layer imports from those below."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    return tuple(tuple(name.strip().removeprefix(f"{_PACKAGE}.") for name in layer.split("|")) for layer in contract["layers"])


def layer_table(_argument: str) -> str:
    """Every module with the first line of its docstring, the highest layer first."""
    # What a module says of itself is Markdown already.
    rows = ((code(module), " ".join(_docstring(module).split())) for layer in layers() for module in layer)
    return table(("module", "what it is"), rows)


def _docstring(module: str) -> str:
    folder = Path(helpline_router.__file__).parent
    path = folder / f"{module}.py"
    source = path if path.exists() else folder / module / "__init__.py"
    return (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
