"""The sources of the catalogues, and the tool that keeps them in step with the code: of the repository, not of the wheel."""

import re
from collections.abc import Callable
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

import translations
from helpline_router import phrases
from helpline_router.catalogues import catalogue_for, compile_catalogue, languages

TRANSLATED = sorted(set(languages()) - {"en"})


def test_each_language_has_a_source() -> None:
    """English is in the code; what is installed beyond it can be corrected in the repository."""
    assert TRANSLATED == [language for language, _ in translations.catalogue_paths()]


def test_template_catalogues_and_page_are_what_the_code_says() -> None:
    """The template is extracted anew; every catalogue has every text, with the same fields, and says who reviewed it."""
    assert [] == list(translations.problems())


def test_every_text_of_the_phrases_is_extracted() -> None:
    """A text that is shown without being marked stays English in every language."""
    texts: set[str] = set()
    for name, value in vars(phrases).items():
        if name.isupper() and not name.startswith("_"):
            texts |= set(_texts(value))
    marked = {str(message.id) for message in translations.extracted() if message.id}
    # Said only to those whose language has no catalogue.
    assert {phrases.NOT_IN_YOUR_LANGUAGE} == texts - marked
    assert marked <= texts


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in getattr(value, "values", list)() for text in _texts(item)]


@pytest.mark.parametrize(
    ("harm", "finding"),
    [
        (lambda text: text.replace('msgid "Open now"\n', 'msgid "Open today"\n'), "not translated: 'Open now'"),
        (lambda text: text.replace('msgid "Open now"\n', 'msgid "Open today"\n'), "no longer in the code: 'Open today'"),
        (lambda text: re.sub(r'(msgid "Open now"\nmsgstr) ".*"', r'\1 ""', text), "not translated: 'Open now'"),
        (lambda text: re.sub(r'(msgid "Open now"\nmsgstr) ".*"', r'\1 "  "', text), "not translated: 'Open now'"),
        (lambda text: text.replace('msgid "Open now"\n', '#, fuzzy\nmsgid "Open now"\n'), "not translated: 'Open now'"),
        (lambda text: re.sub(r'(msgid "Call \{number\}"\nmsgstr) ".*"', r'\1 "Anruf {nummer}"', text), "other fields"),
        (lambda text: re.sub(r'(msgid "Call \{number\}"\nmsgstr) ".*"', r'\1 "Anruf"', text), "other fields"),
        (lambda text: re.sub(r'"X-Reviewed-By.*"\n', "", text), "no X-Reviewed-By"),
        (lambda text: re.sub(r'"X-Reviewed-By.*"\n', r'"X-Reviewed-By: \\n"\n', text), "no X-Reviewed-By"),
    ],
)
def test_what_a_catalogue_lacks_is_found(harm: Callable[[str], str], finding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, obsolete, empty and uncertain texts, lost fields, and a header that does not say who reviewed it."""
    path = tmp_path / "de" / "LC_MESSAGES" / "helpline_router.po"
    path.parent.mkdir(parents=True)
    sound = (translations.LOCALE / "de" / "LC_MESSAGES" / "helpline_router.po").read_text(encoding="utf-8")
    harmed = harm(sound)
    assert harmed != sound
    path.write_text(harmed, encoding="utf-8")
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    assert any(finding in problem for problem in translations.problems())


def test_a_text_that_is_new_in_the_code_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The template and every catalogue are behind then."""
    source = tmp_path / "phrases.py"
    source.write_text(translations.SOURCE.read_text(encoding="utf-8") + '\nNEW = phrase("Brand new")\n', encoding="utf-8")
    monkeypatch.setattr(translations, "SOURCE", source)
    found = list(translations.problems())
    assert any("helpline_router.pot" in problem for problem in found)
    assert len(TRANSLATED) == sum("not translated: 'Brand new'" in problem for problem in found)


def test_a_catalogue_compiles_to_what_its_source_says(tmp_path: Path) -> None:
    """Nothing is lost between the file that translators write and the one that is read."""
    catalog = translations.extracted()
    for number, message in enumerate(catalog):
        message.string = f"text {number}" if message.id else message.string
    path = tmp_path / "xx.po"
    output = BytesIO()
    write_po(output, catalog)
    path.write_bytes(output.getvalue())
    compiled = tmp_path / "xx.mo"
    compiled.write_bytes(compile_catalogue(path))
    with compiled.open("rb") as file:
        read = GNUTranslations(file)
    assert all(message.string == read.gettext(str(message.id)) for message in catalog if message.id)


# Words


# For suicide, self-harm, bullying and hate, and for death; parts of words, so that every form of them is found.
UNSAID = {
    "en": "suicid self-harm self-injur harass bull(y|ied) hate|hatred kill death dead dying abuse victim",
    "bg": "самоуби самонаран тормоз омраз смърт",
    "cs": "sebevra sebepoškoz šikan nenávist smrt",
    "da": "selvmord selvskad mobning chikane hadforbryd død",
    "de": "suizid selbstmord selbstverletz mobbing belästig hass tod|töt",
    "el": "αυτοκτον αυτοτραυμ παρενόχλ εκφοβ μίσο θάνατ",
    "es": "suicid autolesi acoso odio muerte",
    "et": "enesetap enesevigast kiusami vihkami surm",
    "fi": "itsemurh viiltel kiusaami vihapu kuolem",
    "fr": "suicid automutil harcèl haine mort",
    "ga": "féinmhar féindhíobh bulaíoch fuath bás",
    "hr": "samoubo samoozl zlostav mržnj smrt",
    "hu": "öngyilk önsért zaklat gyűlöl halál",
    "is": "sjálfsvíg sjálfskað einelti hatur dauð",
    "it": "suicid autolesion molest bullis odio morte",
    "lb": "suizid selbstmord mobbing haass doud",
    "lt": "savižud savižal patyči neapykant mirt",
    "lv": "pašnāv paškaitē vajāšan naid nāv",
    "mt": "suwiċid awtolesjon fastidj bulliżm mibegħda mewt",
    "nb": "selvmord selvskad mobbing trakasser hat\\b død",
    "nl": "zelfmoord suïcid zelfbeschad pesten haat dood",
    "nn": "sjølvmord sjølvskad mobbing trakasser hat\\b død",
    "pl": "samobój samookale nękani nienawiś śmier",
    "pt": "suicíd automutil assédio ódio morte",
    "rm": "suicid mobing odi\\b mort\\b",
    "ro": "sinucid suicid autovătăm hărțuir ură\\b moart",
    "sk": "samovra sebapoškod šikan nenávis smrť",
    "sl": "samomor samopoškod nadlegov sovrašt smrt",
    "sv": "självmord självskad mobbning trakasser hat\\b död",
}


@pytest.mark.parametrize("language", sorted(languages()))
def test_wording_repeats_nothing_of_the_report(language: str) -> None:
    """No card names what was reported, a diagnosis or a method: names of lines apart, its words are the catalogue's."""
    catalogue = catalogue_for(language)
    assert catalogue is not None
    words = [*UNSAID[language].split(), *UNSAID["en"].split()[:2]]
    texts = [catalogue.say(str(message.id), **_FILLED) for message in translations.extracted() if message.id]
    found = [(text, word) for text in texts for word in words if re.search(rf"\b({word})", text, re.IGNORECASE)]
    assert [] == found


_FIELDS = "age minimum maximum regions languages number address word option person date time day hours reasons"
_FILLED = dict.fromkeys(_FIELDS.split(), "…")
