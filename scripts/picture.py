"""Take the picture of the board that README shows: `python scripts/picture.py`.

The demonstration is played to a day of its autumn in a folder of its own, and the board is looked
at in Debian's Chromium.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "board.png"
CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1280, 860


def main() -> None:
    """Play, look, stop."""
    with tempfile.TemporaryDirectory() as folder:
        command = [Path(sys.executable).with_name("sroki"), "demo", "--seconds", "0"]
        demo = subprocess.Popen(
            [*command, "--folder", folder, "--port", "8123"], stdout=subprocess.PIPE, text=True
        )
        try:
            _take(_address(demo))
        finally:
            demo.terminate()
            demo.communicate()


def _address(demo: subprocess.Popen[str]) -> str:
    """The board's address, once the year has been played."""
    for line in demo.stdout or ():
        if found := re.search(r"http://[0-9.:]+/$", line.strip()):
            return found.group()
    raise SystemExit("sroki demo did not start")


def _take(address: str) -> None:
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="ru-RU", color_scheme="light"
        )
        page.goto(address)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
