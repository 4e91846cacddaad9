"""Cards over countries, roles, categories, languages and hours, as they were last read: tests/snapshots/cards.

UPDATE_SNAPSHOTS=1 writes the files anew; they are then read by somebody before they are committed.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from helpline_router import Category, Report, Role, default_router, present

CARDS = Path(__file__).parent / "snapshots" / "cards"
DAY, NIGHT, WEEKEND, HOLIDAY, SUMMER = "2026-11-20T12:00", "2026-11-20T23:30", "2026-11-21T04:00", "2026-12-25T12:00", "2026-07-15T18:00"


@dataclass(frozen=True)
class Shown:
    """A report, and how its card is asked for: by the clock of the capital, or of another zone."""

    country: str
    locale: str
    category: Category
    at: str
    age: int | str | None = 15
    role: Role = Role.AFFECTED
    region: str | None = None
    zone: str | None = None

    def text(self, suffix: str) -> str:
        router = default_router()
        code = router.registry.territories.get(self.country, self.country)
        known = router.registry.countries.get(code)
        zone = ZoneInfo(self.zone or (known.timezone if known else "UTC"))
        at = datetime.fromisoformat(self.at).replace(tzinfo=zone)
        report = Report(category=self.category, age=self.age, country=self.country, region=self.region, role=self.role)
        card = present(router.route(report, at), self.locale, at=at, role=self.role)
        return card.to_markdown() if suffix == "md" else card.to_text(width=100)


# Releases of CLDR differ in how they put the times of sv-FI, so that card is asked for in sv.
SHOWN = {
    "at-de-hate-witness-night": Shown("AT", "de-AT", Category.HATE, NIGHT, 16, Role.WITNESS),
    "be-nl-suicide-unknown-age": Shown("BE", "nl-BE", Category.SUICIDE, DAY, None),
    "be-fr-harassment-parent": Shown("BE", "fr-BE", Category.HARASSMENT, DAY, 40, Role.PARENT),
    "bg-bg-suicide-night": Shown("BG", "bg", Category.SUICIDE, NIGHT),
    "ch-de-self-harm-holiday": Shown("CH", "de-CH", Category.SELF_HARM, HOLIDAY, 17),
    "ch-it-harassment": Shown("CH", "it-CH", Category.HARASSMENT, DAY, 14),
    "cz-cs-self-harm-weekend": Shown("CZ", "cs", Category.SELF_HARM, WEEKEND, 30),
    "de-de-suicide-adult-night": Shown("DE", "de", Category.SUICIDE, NIGHT, 30),
    "de-en-harassment-professional": Shown("DE", "en", Category.HARASSMENT, DAY, 35, Role.PROFESSIONAL),
    "el-el-suicide-holiday": Shown("GR", "el", Category.SUICIDE, HOLIDAY),
    "es-es-harassment-canary": Shown("ES", "es", Category.HARASSMENT, SUMMER, 15, region="ES-CN", zone="Atlantic/Canary"),
    "fi-sv-suicide-band": Shown("FI", "sv", Category.SUICIDE, DAY, "16-19"),
    "fi-fi-hate-perpetrator": Shown("FI", "fi", Category.HATE, DAY, 20, Role.PERPETRATOR),
    "fr-fr-harassment-day": Shown("FR", "fr", Category.HARASSMENT, DAY),
    "fr-fr-suicide-night-reunion": Shown("RE", "fr", Category.SUICIDE, NIGHT, 30, zone="Indian/Reunion"),
    "gb-en-suicide-unknown-age-utc": Shown("GB", "en-GB", Category.SUICIDE, NIGHT, None, zone="UTC"),
    "gb-pl-self-harm-scotland": Shown("GB", "pl", Category.SELF_HARM, DAY, 15, region="GB-SCT"),
    "hu-hu-harassment-weekend": Shown("HU", "hu", Category.HARASSMENT, WEEKEND, 13),
    "ie-ga-suicide-witness": Shown("IE", "ga", Category.SUICIDE, DAY, 17, Role.WITNESS),
    "is-is-self-harm": Shown("IS", "is", Category.SELF_HARM, NIGHT, 16),
    "mt-mt-harassment-parent": Shown("MT", "mt", Category.HARASSMENT, DAY, 45, Role.PARENT),
    "no-no-hate-night": Shown("NO", "no", Category.HATE, NIGHT, 15),
    "pl-pl-suicide-child": Shown("PL", "pl", Category.SUICIDE, DAY, 12),
    "pt-pt-hate-adult-holiday": Shown("PT", "pt", Category.HATE, HOLIDAY, 30),
    "ro-ro-harassment-weekend": Shown("RO", "ro", Category.HARASSMENT, WEEKEND, 15),
    "us-en-suicide": Shown("US", "en-US", Category.SUICIDE, DAY, 15),
    "fr-xx-hate-unknown-locale": Shown("FR", "xx", Category.HATE, DAY, 30),
}
MARKDOWN = ("fr-fr-harassment-day", "el-el-suicide-holiday", "gb-en-suicide-unknown-age-utc")
FILES = {f"{name}.txt" for name in SHOWN} | {f"{name}.md" for name in MARKDOWN}


@pytest.mark.parametrize("name", sorted(FILES))
def test_cards_are_as_they_were(name: str) -> None:
    """No card changes without somebody having read it."""
    path = CARDS / name
    stem, suffix = name.rsplit(".", 1)
    text = SHOWN[stem].text(suffix)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_no_card_is_left_behind() -> None:
    """A file belongs to a card of the list."""
    assert sorted(FILES) == sorted(path.name for path in CARDS.iterdir())
