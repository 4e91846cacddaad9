"""The files beside the documentation that are pages of it, too: their text, and the links to and from them."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from helpline_docs.layers import ROOT

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGES: Final[Mapping[str, str]] = MappingProxyType(
    {"contributing": "CONTRIBUTING.md", "security": "SECURITY.md", "changelog": "CHANGELOG.md", "index": "README.md"}
)
_BY_FILE: Final = MappingProxyType({file: page for page, file in PAGES.items()})
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)")


def read_page(app: "Sphinx", page: str, source: list[str]) -> None:
    """Replaces the text of such a page by its file's; on every page, lets links to the files lead to their pages."""
    if page in PAGES and page != "index":
        app.env.note_dependency(ROOT / PAGES[page])
        source[0] = _LINK.sub(_from_root, (ROOT / PAGES[page]).read_text(encoding="utf-8"))
    elif "/" not in page:
        source[0] = _LINK.sub(_from_docs, source[0])


def _from_root(link: re.Match[str]) -> str:
    target = link["target"]
    if target.startswith("docs/"):
        return f"]({target.removeprefix('docs/')}"
    return f"]({_BY_FILE[target]}.md" if target in _BY_FILE else f"](../{target}"


def _from_docs(link: re.Match[str]) -> str:
    file = link["target"].removeprefix("../")
    return f"]({_BY_FILE[file]}.md" if file in _BY_FILE else link[0]
