"""Take the picture of the board that stands in the README: `python scripts/picture.py [FOLDER]`.

It is of the demonstration, whose folder is named; begin it anew before, and end it on its day:
`sroki demo --reset --exit-when-done`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from sroki.deploy.clock import ToldClock
from sroki.deploy.demo import Home, Story
from sroki.deploy.serve import serving

PICTURE: Final = Path(__file__).resolve().parent.parent / "docs" / "images" / "board.png"
_SIZE: Final = {"width": 1280, "height": 881}


def main(arguments: list[str]) -> None:
    """Serve the store at the moment where its story stands, and look at the board."""
    home = Home(Path(arguments[0] if arguments else ".sroki-demo"))
    told = home.told_until(Story())
    if told is None:
        raise SystemExit(f"{home.folder}: no demonstration; see --help of sroki demo")
    with serving(home.settings(0, "ru"), ToldClock(told)) as running, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport=_SIZE)
        page.goto(running.address)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
