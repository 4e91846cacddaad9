"""Keep the catalogues in step with the texts of the code: `python tools/translations.py` updates, `--check` only says what is wrong."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "helpline_router" / "phrases.py"
LOCALE: Final = ROOT / "src" / "helpline_router" / "locale"
TEMPLATE: Final = LOCALE / "helpline_router.pot"
REVIEWED_BY: Final = "X-Reviewed-By"
_HEADER: Final = "# Texts of helpline-router's cards. Each language's catalogue says in its header who reviewed it."
# A date of its own would change the file with every run.
_DATE: Final = datetime(2026, 11, 20, tzinfo=UTC)


def extracted() -> Catalog:
    """The texts of the code."""
    catalog = Catalog(
        project="helpline-router", version="1", header_comment=_HEADER, creation_date=_DATE, revision_date=_DATE, charset="utf-8"
    )
    found = extract_from_file("python", str(SOURCE), keywords={"phrase": None}, comment_tags=("Translators:",), strip_comment_tags=True)
    for _, message, comments, _ in found:
        catalog.add(message, auto_comments=comments)
    return catalog


def catalogue_paths() -> Iterator[tuple[str, Path]]:
    """The languages and the files of their catalogues."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/helpline_router.po")):
        yield path.parts[-3], path


def read(path: Path) -> Catalog:
    """A catalogue's source."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file: without places in the code and the release of Babel, which would change with every edit and every release."""
    output = BytesIO()
    write_po(output, catalog, width=120, no_location=True, omit_header=False, ignore_obsolete=True)
    return b"".join(line for line in output.getvalue().splitlines(keepends=True) if not line.startswith(b'"Generated-By:'))


def problems() -> Iterator[str]:
    """What is wrong with the template and the catalogues."""
    template = extracted()
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != written(template):
        yield f"{TEMPLATE.name}: is not what the code says: run python tools/translations.py"
    known = {str(message.id) for message in template if message.id}
    for language, path in catalogue_paths():
        catalog = read(path)
        if not reviewer(path):
            yield f"{language}: no {REVIEWED_BY} in the header: write 'nobody yet', or a name and a date"
        messages = {str(message.id): message for message in catalog if message.id}
        yield from (f"{language}: not translated: {text!r}" for text in known - messages.keys())
        yield from (f"{language}: no longer in the code: {text!r}" for text in messages.keys() - known)
        for text, message in messages.items():
            translation = str(message.string or "")
            if not translation.strip() or message.fuzzy:
                yield f"{language}: not translated: {text!r}"
            elif _fields(text) != _fields(translation):
                yield f"{language}: other fields in {translation!r} than in {text!r}"


def reviewer(path: Path) -> str:
    """Who reviewed a catalogue, as its header says: `nobody yet`, or a name and a date. Babel passes over headers it doesn't know."""
    lines = (line.strip('"').removesuffix("\\n") for line in path.read_text(encoding="utf-8").splitlines())
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{REVIEWED_BY}:")), "")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def status() -> str:
    """The table of the languages and who reviewed their catalogues, as Markdown."""
    english = Locale("en")
    rows = [f"| {english.languages[language]} (`{language}`) | {reviewer(path)} |" for language, path in catalogue_paths()]
    return "\n".join(
        ["| Language | Reviewed by |", "| --- | --- |", "| English (`en`) | the authors; the texts are written in it |", *rows]
    )


def main() -> int:
    """Update the files, or check them."""
    if sys.argv[1:] == ["--check"]:
        found = list(problems())
        sys.stdout.write("\n".join(found or ["all catalogues are complete"]) + "\n")
        return bool(found)
    TEMPLATE.write_bytes(written(extracted()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
