"""People at work in Debian's Chromium: without JavaScript from sign-in to sign-out, readable by
everybody, on a phone too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.desk.conftest import PASSWORD, Town
from tests.web.test_browser import DESK, PHONE, opened, serving

pytestmark = pytest.mark.real
# Where to leave pictures of the pages, for somebody to look at.
PICTURES = os.environ.get("TEST_PICTURES")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/login")
    page.get_by_label("Имя для входа").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def look(page: Page, name: str) -> None:
    """Faultless by axe, and no wider than the screen; a picture where one is asked for."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_is_readable(browser: Browser, staffed: Town, size: dict[str, int]) -> None:
    with (
        serving(staffed.app) as address,
        opened(browser, viewport=size, bypass_csp=True) as page,
    ):
        page.goto(f"{address}/login")
        look(page, "login")
        sign_in(page, address, "chief")
        page.goto(f"{address}/users")
        look(page, "users")
        page.get_by_role("link", name="Имя oper").click()
        look(page, "user")
        page.goto(f"{address}/account")
        look(page, "account")
        page.goto(f"{address}/audit")
        look(page, "audit")
        page.get_by_role("button", name="Выйти").click()
        sign_in(page, address, "oper")
        page.goto(f"{address}/?what=presumed&lang=en")
        look(page, "board-en")
        page.goto(f"{address}/cases/c1/acknowledge?rule=registration")
        look(page, "acknowledge")
        page.goto(f"{address}/rejects")
        look(page, "rejects")


def test_an_operators_morning_without_javascript(browser: Browser, staffed: Town) -> None:
    with (
        serving(staffed.app) as address,
        opened(browser, viewport=DESK, java_script_enabled=False) as page,
    ):
        page.goto(f"{address}/?what=presumed")
        # Whoever comes by a link is led back to it.
        expect(page.get_by_role("heading", name="Вход")).to_be_visible()
        page.get_by_label("Имя для входа").fill("oper")
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        expect(page).to_have_url(f"{address}/?what=presumed")
        page.get_by_role("link", name="Принять к сведению: c1").first.click()
        page.get_by_label("По какой день").fill("2025-06-20")
        page.get_by_label("Основание").fill("Ждём ответа архива")
        page.get_by_role("button", name="Принять к сведению").click()
        expect(page.get_by_text("принято к сведению до 20.06.2025").first).to_be_visible()
        page.get_by_role("link", name="Доска", exact=True).first.click()
        expect(page.get_by_text("Ждём ответа архива").first).to_be_visible()
        page.get_by_role("button", name="Выйти").click()
        page.goto(f"{address}/cases/c1")
        expect(page.get_by_role("heading", name="Вход")).to_be_visible()
