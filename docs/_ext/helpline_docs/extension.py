"""The directives and the role that put it into the pages.

A directive writes each, from the names in its body. Where the pages are read unbuilt, the body is what is seen:
names, or where the content comes from. ``{figure}`rules` `` writes a number.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from helpline_docs.commands import commands
from helpline_docs.countries import country_list, write_pages
from helpline_docs.crosswalks import code_crosswalk, code_systems
from helpline_docs.data_flow import data_flow
from helpline_docs.figures import figures
from helpline_docs.heat_map import heat_map
from helpline_docs.interface import interface
from helpline_docs.layers import layer_table
from helpline_docs.matrix import coverage_matrix
from helpline_docs.phones import phones
from helpline_docs.rooms import rooms
from helpline_docs.root_pages import read_page
from helpline_docs.routing_table import policy_settings, routing_table
from helpline_docs.words import checks, fields, words

MARKDOWN: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "checks": checks,
        "code-crosswalk": code_crosswalk,
        "code-systems": code_systems,
        "commands": commands,
        "country-list": country_list,
        "coverage-matrix": coverage_matrix,
        "fields": fields,
        "interface": interface,
        "layers": layer_table,
        "policy-settings": policy_settings,
        "routing-table": routing_table,
        "words": words,
    }
)
HTML: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"data-flow": data_flow, "heat-map": heat_map, "phones": phones, "rooms": rooms}
)


class MarkdownDirective(SphinxDirective):
    """Puts generated Markdown in its place."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        text = MARKDOWN[self.name](" ".join(self.content))
        parent = nodes.section()
        self.state.nested_parse(StringList(text.splitlines(), self.name), 0, parent, match_titles=True)
        return list(parent.children)


class HtmlDirective(SphinxDirective):
    """Puts a drawing in its place."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", HTML[self.name](""), format="html")]


class FigureRole(SphinxRole):
    """Writes a number that the data knows."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        known = figures()
        if self.text not in known:
            message = self.inliner.reporter.error(f"no figure is called {self.text!r}: there are {', '.join(known)}", line=self.lineno)
            return [], [message]
        return [nodes.Text(known[self.text])], []


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, and write the country pages before the pages are read."""
    for name in MARKDOWN:
        app.add_directive(name, MarkdownDirective)
    for name in HTML:
        app.add_directive(name, HtmlDirective)
    app.add_role("figure", FigureRole())
    app.connect("source-read", read_page)
    app.connect("builder-inited", lambda builder: write_pages(Path(builder.srcdir) / "countries"))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
