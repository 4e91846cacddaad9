"""Parts of the examples, as cog puts them into pages that are read on a code host too."""

import ast
from typing import Final

from helpline_docs.layers import ROOT

_LANGUAGES: Final = {".py": "python", ".sml": "python", ".yaml": "yaml"}


def excerpt(file: str, name: str = "") -> str:
    """A block with a function or class of an example, and the comment above it; without a name, with the whole file."""
    path = ROOT / "examples" / file
    text = path.read_text(encoding="utf-8")
    language = _LANGUAGES[path.suffix]
    skip = "<!-- skip: a part of an example, which its own tests run -->\n" if language == "python" else ""
    return f"\n{skip}```{language}\n{(_part(text, name) if name else text).strip()}\n```\n"


def _part(text: str, name: str) -> str:
    lines = text.splitlines()
    node = next(node for node in ast.parse(text).body if getattr(node, "name", None) == name)
    decorators = getattr(node, "decorator_list", [])
    start = min(part.lineno for part in (node, *decorators)) - 1
    while lines[start - 1].startswith("#"):
        start -= 1
    return "\n".join(lines[start : node.end_lineno])
