"""Debian's Chromium for tests: one for a module, contexts that must not complain, the keyboard.

The fixture is of a module and not of the session: while Playwright is open, nothing else in its
thread may run an event loop.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

DESK: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 360, "height": 740}
WALL: Final = {"width": 1920, "height": 1080}
# Where to leave pictures of the pages, for somebody to look at.
PICTURES: Final = os.environ.get("TEST_PICTURES")
# More than any page has between two things that are looked for.
_MOST: Final = 300


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Tests that take it are marked `real`."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: scripts/ensure_chromium.sh")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--no-proxy-server"]
        )
        yield found
        found.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The app on a free port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def opened(browser: Browser, **how: Any) -> Iterator[Page]:
    """A page that must not complain: no error of a script, nothing refused by the policy."""
    context = browser.new_context(locale="ru-RU", **how)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield page
    finally:
        context.close()
    # The console tells of answers that are as they should be: no such case, a fault in a form.
    assert [one for one in complaints if not re.search(r"status of 4(04|22)", one)] == []


def sign_in(page: Page, address: str, login: str, password: str) -> None:
    """By the form."""
    page.goto(f"{address}/login")
    page.get_by_label("Имя для входа").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def axe(page: Page, **options: Any) -> list[str]:
    """What axe finds, were it ever so small. It stays in the page until that is left."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "options => axe.run(options).then(told => told.violations)",
        {"resultTypes": ["violations"], **options},
    )
    return [
        f"{one['id']} ({one['impact']}): "
        + "; ".join(node["html"][:160] for node in one["nodes"][:3])
        for one in found
    ]


def too_wide(page: Page) -> list[str]:
    """Whether one would have to scroll sideways."""
    wanted = page.viewport_size["width"] if page.viewport_size else 0
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} wide on {wanted}"] if width > wanted else []


def look(page: Page, name: str) -> None:
    """Without a fault by axe, and no wider than the screen."""
    assert not axe(page) + too_wide(page), name
    picture(page, name)


def picture(page: Page, name: str) -> None:
    """Take one where it is asked for."""
    if PICTURES:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def tab_to(page: Page, wanted: Locator) -> None:
    """Go there as people without a mouse do."""
    expect(wanted).to_be_visible()
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if _stands_on(wanted):
            return
    raise AssertionError(f"not reached by keyboard: {wanted}")


def _stands_on(one: Locator) -> bool:
    return bool(one.evaluate("one => one === document.activeElement"))


def press(page: Page, wanted: Locator) -> None:
    """Follow a link or press a button by keyboard."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, label: str, said: str) -> None:
    """Write into a field by keyboard, over what stands there."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(said)


def write_day(page: Page, label: str, day: date) -> None:
    """A day, in the order in which this browser's field asks for its parts."""
    field = page.get_by_label(label, exact=True)
    for order in ("%d%m%Y", "%m%d%Y"):
        tab_to(page, field)
        page.keyboard.type(f"{day:{order}}")
        if field.input_value() == day.isoformat():
            return
        # Out of the field, past the rest of its parts, to come to the first of them again.
        while _stands_on(field):
            page.keyboard.press("Tab")
    raise AssertionError(field.input_value())
