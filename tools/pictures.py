"""The picture of three cards on phones for pages that show no HTML: `python tools/pictures.py` takes it, with Chromium.

The documentation itself shows the cards as they are. A test compares what the picture was taken of with the cards of today.
"""

import hashlib
import shutil
import sys
from html import escape
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

from helpline_docs.phones import HEIGHT, PHONES, WIDTH, page_of  # noqa: E402 - it lies beside the documentation

PICTURE: Final = ROOT / "docs" / "_static" / "phones.png"
DIGEST: Final = PICTURE.with_suffix(".sha256")
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_PAGE: Final = (
    "<!doctype html><style>body {{ margin: 0; padding: 16px; display: flex; gap: 20px; background: #fff; }}"
    " iframe {{ box-sizing: border-box; width: {width}px; height: {height}px; border: 10px solid #2b313b; border-radius: 28px; }}"
    "</style>{frames}"
)


def taken_of() -> str:
    """The digest of the pages that the phones show."""
    return hashlib.sha256("\n".join(map(page_of, PHONES)).encode()).hexdigest()


def take() -> None:
    """Take the picture, in the colours of day."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise SystemExit("no Chromium on the path: install it, in Debian with apt-get install chromium fonts-dejavu-core")
    frames = "".join(f'<iframe srcdoc="{escape(page_of(phone))}"></iframe>' for phone in PHONES)
    size = {"width": len(PHONES) * (WIDTH + 20) + 12, "height": HEIGHT + 32}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": size["width"], "height": size["height"]}, color_scheme="light")
        page.set_content(_PAGE.format(width=WIDTH, height=HEIGHT, frames=frames))
        for frame in page.frames:
            frame.wait_for_load_state()
        page.screenshot(path=PICTURE)
        browser.close()
    DIGEST.write_text(f"{taken_of()}\n", encoding="utf-8")


if __name__ == "__main__":
    take()
