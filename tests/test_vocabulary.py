"""The closed word lists, and the codes of countries, regions and languages."""

import unicodedata

import pycountry
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpline_router.iso import TERRITORY_REGIONS, country_code, is_same_language, language_code, region_path
from helpline_router.vocabulary import WRITTEN_CHANNELS, Category, ChannelKind, Community, Condition, Confidence, Preference, Role

# pycountry builds its records from JSON, without types.
_ALPHA_2 = {str(item.alpha_2): str(item.alpha_3) for item in pycountry.countries}
_SUBDIVISIONS = {str(item.code): item for item in pycountry.subdivisions}
COVERED = "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905 - reads best


def _cases(code: str) -> set[str]:
    return {code, code.lower(), code.title(), f" {code} ", f"{code}\n"}


def test_each_iso_country_is_known_by_both_codes_in_any_case() -> None:
    """Alpha-2 and alpha-3 in any case, with space around, give the alpha-2 code."""
    for alpha_2, alpha_3 in _ALPHA_2.items():
        assert {alpha_2} == {country_code(text) for text in _cases(alpha_2) | _cases(alpha_3)}


def test_the_32_countries_are_known() -> None:
    """Each covered country is an ISO country under its own code."""
    assert 32 == len(COVERED)
    assert COVERED == [country_code(code) for code in COVERED]


@pytest.mark.parametrize(
    ("text", "code"), [("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("el", "GR"), ("RE", "RE"), ("reu", "RE"), ("JE", "JE")]
)
def test_special_country_codes(text: str, code: str) -> None:
    """The EU's own codes are read as ISO's; a territory keeps its own code."""
    assert code == country_code(text)


@pytest.mark.parametrize("text", ["", " ", "XX", "EU", "XK", "AC", "250", "F", "FRAN", "France", "FR-IDF", "F R", "FR\0", "*", "SU", "YU"])
def test_what_iso_does_not_know_is_no_country(text: str) -> None:
    """No name, number, reserved, withdrawn or malformed code is taken for a country."""
    assert country_code(text) is None


@pytest.mark.parametrize("text", ["\u00df", "\ufb01", "\u0131e", "\u017fe", "\ufb00r"])
def test_letters_that_only_look_alike_are_no_country_code(text: str) -> None:
    """Nothing is guessed: letters that become A to Z only in upper case (ß, ligatures, dotless i) name no country."""
    assert country_code(text) is None


@given(text=st.text(max_size=5))
@example(text="ß")
@example(text="\0")
def test_any_text_is_a_known_country_or_none(text: str) -> None:
    """`country_code` is total, and gives ISO alpha-2 codes only."""
    code = country_code(text)
    assert code is None or code in _ALPHA_2


def test_a_path_leads_from_a_region_to_the_outermost_around_it() -> None:
    """For each ISO region: itself first, then each one's parent, without end or circle."""
    for code, item in _SUBDIVISIONS.items():
        path = region_path(code)
        assert (code,) == path[:1]
        assert [item.parent_code, *(_SUBDIVISIONS[inner].parent_code for inner in path[1:])] == [*path[1:], None]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("gb-bfs", ("GB-BFS", "GB-NIR")),
        (" GB-LND ", ("GB-LND", "GB-ENG")),
        ("BE-VAN", ("BE-VAN", "BE-VLG")),
        ("FR-974", ("FR-974",)),
        ("FR", ()),
        ("", ()),
        ("XX-YY", ()),
        ("GB-", ()),
        ("974", ()),
    ],
)
def test_the_path_of_a_region(text: str, path: tuple[str, ...]) -> None:
    """A known code in any case has a path; anything else has an empty one."""
    assert path == region_path(text)


@given(text=st.text(max_size=8))
def test_any_text_has_a_path_or_none(text: str) -> None:
    """`region_path` is total."""
    assert set(region_path(text)) <= _SUBDIVISIONS.keys()


def test_each_territory_is_a_country_and_a_region() -> None:
    """Each key is an ISO 3166-1 code; each value is an ISO 3166-2 region of another, covered country."""
    for area, region in TERRITORY_REGIONS.items():
        assert area in _ALPHA_2
        assert region in _SUBDIVISIONS
        assert _SUBDIVISIONS[region].country_code in COVERED
        assert area != _SUBDIVISIONS[region].country_code
    assert len(set(TERRITORY_REGIONS.values())) == len(TERRITORY_REGIONS)


def _plain(name: str) -> str:
    """The name in ASCII, without what stands in brackets."""
    return unicodedata.normalize("NFKD", name.split(" (", maxsplit=1)[0]).encode("ascii", "ignore").decode().lower()


def test_no_territory_is_missing() -> None:
    """A region of a covered country whose code and name are those of an ISO 3166-1 area is a territory: Aruba is not the Netherlands."""
    names = {str(item.alpha_2): _plain(item.name) for item in pycountry.countries}
    expected = {
        code
        for code, item in _SUBDIVISIONS.items()
        if item.country_code in COVERED and code[3:] != item.country_code and names.get(code[3:]) == _plain(item.name)
    }
    assert {"NL-AW", "NL-CW", "NL-SX"} <= expected
    assert expected <= set(TERRITORY_REGIONS.values())


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("pt-BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("EN_us", "en"),
        (" de ", "de"),
        ("cmn", "cmn"),
        ("sl-rozaj-biske", "sl"),
    ],
)
def test_the_language_of_a_tag(tag: str, language: str) -> None:
    """A BCP 47 tag is kept as its language in lower case; script, country and variants go."""
    assert language == language_code(tag)


@pytest.mark.parametrize(
    "tag", ["", "f", "french", "x-private", "i-klingon", "fr-", "-fr", "fr FR", "fr--FR", "fr-abcdefghi", "fr\nde", "ﬁ", "日本"]
)
def test_a_malformed_tag_has_no_language(tag: str) -> None:
    """What is no BCP 47 tag is not guessed at."""
    assert language_code(tag) is None


@given(tag=st.text(max_size=12))
def test_any_text_has_a_language_or_none(tag: str) -> None:
    """`language_code` is total and gives two or three lower-case letters, which it reads as themselves."""
    language = language_code(tag)
    assert language is None or (
        language.isascii() and language.islower() and len(language) in (2, 3) and language == language_code(language)
    )


@pytest.mark.parametrize(
    ("one", "other"), [("no", "nb"), ("nb", "nn"), ("no", "nn"), ("zh", "cmn"), ("tl", "fil"), ("he", "iw"), ("fr", "fr")]
)
def test_names_of_one_language(one: str, other: str) -> None:
    """A macrolanguage and its parts, in either order, are one language."""
    assert is_same_language(one, other)
    assert is_same_language(other, one)


@pytest.mark.parametrize(("one", "other"), [("sv", "da"), ("no", "da"), ("de", "nl"), ("en", "es")])
def test_names_of_two_languages(one: str, other: str) -> None:
    """Other languages are not taken for one, close as they may be."""
    assert not is_same_language(one, other)


def test_written_channels_are_not_live() -> None:
    """Each channel is either live or written."""
    assert {"email", "web_form", "app"} == {kind.value for kind in ChannelKind if not kind.is_live}
    assert {kind for kind in ChannelKind if not kind.is_live} == WRITTEN_CHANNELS


def test_a_preference_is_for_live_channels() -> None:
    """Voice is the phone; text is what two people write at once; nothing is both."""
    assert {"phone"} == {kind.value for kind in Preference.VOICE.channel_kinds}
    assert {"sms", "chat", "whatsapp", "messenger"} == {kind.value for kind in Preference.TEXT.channel_kinds}
    assert all(kind.is_live for preference in Preference for kind in preference.channel_kinds)


def test_confidence_grows() -> None:
    """low < medium < high."""
    assert [0, 1, 2] == [Confidence(name).rank for name in ("low", "medium", "high")]


def test_the_words_of_the_contract() -> None:
    """Words that callers and data files use do not change by accident."""
    assert ["suicide", "self_harm", "harassment", "hate"] == [item.value for item in Category]
    assert ["affected", "witness", "perpetrator", "parent", "professional"] == [item.value for item in Role]
    assert sorted(item.value for item in Community) == [item.value for item in Community]
    assert ["confidence", "content_reporting", "region", "category", "role", "communities", "age", "remit", "limit"] == [
        item.value for item in Condition
    ]
