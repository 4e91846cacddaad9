"""The languages of cards: which one to take for a reader, its catalogue of texts, and what CLDR knows of it.

A catalogue is a gettext file of the package, named by its language. Texts are written in English in the code.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.lists import format_list

from helpline_router.iso import language_code

DOMAIN: Final = "helpline_router"
SOURCE_LANGUAGE: Final = "en"
_DIRECTORY: Final = Path(__file__).parent / "locale"
# What CLDR writes for these without a territory is American and Brazilian; the lines are European.
_EUROPEAN: Final = {"en": "en_150", "pt": "pt_PT"}
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_RANGE: Final = re.compile(r"\s*(?P<tag>[A-Za-z0-9_*-]{1,100})\s*(?:;\s*[qQ]\s*=\s*(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?")
# Norwegian without more is written as Bokmål; the other is how Java long called Romanian's neighbour.
_ALIASES: Final = {"no": "nb", "mo": "ro"}
# An Accept-Language header names a few languages; more than this is none that a browser sends.
_MAXIMUM_HEADER: Final = 1000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language as cards are written in it."""

    language: str
    """The catalogue's language."""
    locale: Locale
    """What CLDR knows of it, with the reader's territory if CLDR knows that."""
    translations: NullTranslations
    """Its texts."""

    @property
    def tag(self) -> str:
        """The BCP 47 tag of what is written with it."""
        return self.language

    def join(self, words: Iterable[str]) -> str:
        """Words as a list in a sentence."""
        # CLDR leaves it to the writer whether Luxembourgish "and" is "a" or "an": it depends on the next word.
        return ", ".join(words) if self.language == "lb" else format_list(list(words), style="standard", locale=self.locale)

    def say(self, english: str, **values: str) -> str:
        """A text in this language. Values are put in as they are."""
        return self.translations.gettext(english).format(**values)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, by their codes; English is among them."""
    found = {path.name for path in _DIRECTORY.iterdir() if (path / "LC_MESSAGES").is_dir()}
    return tuple(sorted(found | {SOURCE_LANGUAGE}))


def preferred_tags(text: str | Iterable[str]) -> tuple[str, ...]:
    """The tags of an `Accept-Language` header (RFC 9110, section 12.5.4), of one tag or of a list of either, the best first.

    What is malformed, refused (`q=0`) or means any language is left out.

    >>> preferred_tags("de;q=0.5, fr-CH, *;q=0.1")
    ('fr-CH', 'de')
    """
    parts = [text] if isinstance(text, str) else list(text)
    found: list[str] = []
    for part in parts:
        # POSIX writes fr_FR.UTF-8@euro.
        plain = re.sub(r"(?<=[A-Za-z])[.@][^,;\s]*", "", part[:_MAXIMUM_HEADER])
        ranges = [match for item in plain.split(",") if (match := _RANGE.fullmatch(item))]
        weighted = [(float(match["weight"] or 1), match["tag"]) for match in ranges if _TAG.fullmatch(match["tag"])]
        found += [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]
    return tuple(dict.fromkeys(found))


def catalogue_for(preferred: str | Iterable[str]) -> Catalogue | None:
    """The catalogue of the first of these languages that has one; None if none has.

    >>> catalogue_for("tr, pt-BR;q=0.8").language
    'pt'
    """
    for tag in preferred_tags(preferred):
        language, *subtags = re.split("[-_]", tag)
        language = language_code(language) or language.lower()
        language = _ALIASES.get(language, language)
        if language in languages():
            return _catalogue(language, _known_locale(language, subtags))
    return None


def names_a_language(preferred: str | Iterable[str]) -> bool:
    """Whether one of the tags is of a language that CLDR knows, be there a catalogue or not.

    >>> names_a_language("tr"), names_a_language("xx, not a tag")
    (True, False)
    """
    known = source_catalogue().locale.languages
    return any((language_code(re.split("[-_]", tag)[0]) or "") in known for tag in preferred_tags(preferred))


def source_catalogue() -> Catalogue:
    """The catalogue of English, in which the texts are written."""
    return _catalogue(SOURCE_LANGUAGE, _EUROPEAN[SOURCE_LANGUAGE])


def _known_locale(language: str, subtags: Sequence[str]) -> str:
    """The language with the reader's territory, if CLDR knows them together. Readers choose from a closed list this way."""
    # A single letter starts an extension: Android writes "de-DE-u-fw-mon", of which "fw" is no territory.
    own = takewhile(lambda part: len(part) > 1, subtags)
    territory = next((part.upper() for part in own if re.fullmatch("[A-Za-z]{2}|[0-9]{3}", part)), None)
    if territory is not None:
        try:
            return str(Locale(language, territory))
        except (UnknownLocaleError, ValueError):
            pass
    return _EUROPEAN.get(language, language)


@cache
def _catalogue(language: str, locale: str) -> Catalogue:
    return Catalogue(language, Locale.parse(locale), _translations(language))


@cache
def _translations(language: str) -> NullTranslations:
    """The compiled catalogue, as wheels carry it; in a checkout, compiled from its source."""
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    folder = _DIRECTORY / language / "LC_MESSAGES"
    compiled = folder / f"{DOMAIN}.mo"
    if compiled.exists():
        with compiled.open("rb") as file:
            return GNUTranslations(file)
    return GNUTranslations(BytesIO(compile_catalogue(folder / f"{DOMAIN}.po")))


def compile_catalogue(path: Path) -> bytes:
    """A catalogue's source (gettext PO) in gettext's binary form (MO)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, abort_invalid=True))
    return compiled.getvalue()
