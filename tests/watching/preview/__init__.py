"""A page that draws the dashboards' own JSON from a live Prometheus, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import ViewportSize, sync_playwright

_PAGE: Final = Path(__file__).parent / "index.html"
WALL: Final = ViewportSize(width=1600, height=900)


class Drawn:
    """What came of a dashboard: lines by panel, and what the browser complained of."""

    def __init__(self, panels: dict[str, int], complaints: list[str]) -> None:
        self.panels = panels
        self.complaints = complaints


def drawn(
    dashboard: dict[str, Any], prometheus: str, world: Mapping[str, float], picture: Path
) -> Drawn:
    """Draw it and take its picture.

    `world` says as of which instant (`end`), over how many `seconds` before it, and how many
    seconds lie between two scrapes (`scrape`).
    """
    complaints: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--no-proxy-server"]
        )
        page = browser.new_page(viewport=WALL)
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(_PAGE.as_uri())
        told = page.evaluate(
            "([one, world]) => draw(one, world)", [dashboard, {"address": prometheus, **world}]
        )
        page.screenshot(path=picture, full_page=True)
        browser.close()
    panels: dict[str, int] = json.loads(json.dumps(told))
    return Drawn(panels, complaints)
