"""The documentation: every page can be found, and nothing that the code knows is typed or left out.

That the pages build without a warning is held by CI: `sphinx-build -W --keep-going -b html docs build/docs`.
"""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

import helpline_router
from helpline_docs.commands import all_commands, commands
from helpline_docs.figures import figures
from helpline_docs.root_pages import PAGES

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
PAGE_FILES: Final = sorted([ROOT / "README.md", *DOCS.glob("*.md")])
INDEX: Final = (DOCS / "index.md").read_text(encoding="utf-8")
_BLOCK: Final = re.compile(r"^```.*?^```$|<!--.*?\[\[\[end\]\]\] -->|<!--.*?-->", re.MULTILINE | re.DOTALL)
# What is counted, where the data says how much there is of it.
_COUNTED: Final = "countries|lines|languages|rules|checks|channels|sources|gaps|retired numbers|systems|categories|roles|remits|notices"


def prose(path: Path) -> str:
    """A page without its blocks, comments and generated parts."""
    return _BLOCK.sub("", path.read_text(encoding="utf-8"))


def test_every_page_is_in_the_index() -> None:
    """A page that is added can be found."""
    listed = {name for block in re.findall(r"```{toctree}\n(.*?)```", INDEX, re.DOTALL) for name in block.split() if name[0] != ":"}
    assert set() == {path.stem for path in DOCS.glob("*.md")} - {"index"} - listed


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    """A link from a page to a file of the repository finds it, on a code host too. Pages of countries are made by the build."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    assert [] == [target for target in targets if not (page.parent / target).exists()]


def test_pages_of_files_beside_the_docs_are_there() -> None:
    """Each file that is a page of the documentation has the place where it is put."""
    assert [] == [page for page, file in PAGES.items() if not ((DOCS / f"{page}.md").exists() and (ROOT / file).exists())]


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda page: page.name)
def test_no_page_types_a_number_that_the_data_knows(page: Path) -> None:
    """How many countries, lines or rules there are is written by the role `figure` or by cog, and cannot go stale."""
    known = set(figures().values())
    typed = re.findall(rf"\b(\d+) (?:[a-z-]+ )?(?:{_COUNTED})\b", prose(page))
    assert [] == [number for number in typed if number in known]


def test_every_public_name_is_in_the_api() -> None:
    """What the package exports is documented, and every name that the page documents is exported."""
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    entries = " ".join(re.findall(r"^```{interface}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    documented = {*entries.split(), *re.findall(r"^\.\. automodule:: helpline_router\.(\w+)$", page, re.MULTILINE)}
    assert set(helpline_router.__all__) == documented


def test_every_command_and_option_is_explained() -> None:
    """The page on the command line has every command, and says of each what it does and what each option is."""
    text = commands("")
    for name, command in all_commands():
        assert f"## {name}\n" in text
        assert command.help
        context = command.make_context(name, [], resilient_parsing=True)
        assert [] == [parameter.name for parameter in command.get_params(context) if not (parameter.get_help_record(context) or "  ")[1]]


def test_every_block_of_python_or_shell_runs_or_says_why_not() -> None:
    """No example escapes by its language: blocks are of languages that run, or that are no programs."""
    known = {"python", "sh", "text", "yaml", "json", "sql", "css", "html", "csv", "toml", "diff"}
    found = {
        (page.name, language)
        for page in PAGE_FILES
        for language in re.findall(r"^ *```(\w[\w-]*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert set() == {(page, language) for page, language in found if language not in known}


def test_every_doctest_of_the_package_is_found() -> None:
    """Each `>>>` of a docstring is an example that Sybil collects; none hides in a docstring that it does not read."""
    from documents import docstrings

    for path in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef))
        written = sum((ast.get_docstring(node) or "").count(">>> ") for node in nodes)
        assert written == len(list(docstrings.parse(path).examples())), path
