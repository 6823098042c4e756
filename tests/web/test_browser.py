"""The pages in Debian's Chromium: readable by everybody, on a desk and on a phone, with or without
JavaScript, by day and by night."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.told import local
from tests.web.world import World, city

pytestmark = pytest.mark.real

PAGES = {
    "board": "/",
    "board-en": "/?lang=en",
    "open": "/?what=open&size=10&page=2",
    "by-unit": "/?what=attention&group=unit",
    "changes": "/changes",
    "case": "/cases/listed-late",
    "conflict": "/cases/corrected",
    "unknown": "/cases/old-edition",
    "missing": "/cases/nobody",
    "ledger": "/findings",
    "indicators": "/indicators?period=2025-H1",
    "behind": "/indicators/registration_timely_share?period=2025-H1",
    "sources": "/sources",
    "source": "/sources//edms/krsk",
    "digest": "/digest?unit=04701000/sovetsky",
    "rejects": "/rejects",
    "quarantine": "/quarantine?stage=no_edition",
}
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.app()) as found:
        yield found


@contextmanager
def opened(browser: Browser, **how: Any) -> Iterator[Page]:
    """A page that must not complain: no error of a script, nothing refused by the policy."""
    context = browser.new_context(locale="ru-RU", **how)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # A page that says "no such case" is answered with 404, which the console tells of.
    assert [one for one in complaints if "404" not in one] == []


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        *((name, "light") for name in PAGES),
        ("board", "dark"),
        ("conflict", "dark"),
        ("indicators", "dark"),
    ],
)
def test_axe_finds_no_fault(browser: Browser, address: str, name: str, scheme: Any) -> None:
    # Axe is put into the page from outside, which the policy rightly forbids.
    with opened(browser, viewport=DESK, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(address + PAGES[name])
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_phone_shows_every_page_without_scrolling_sideways(
    browser: Browser, address: str
) -> None:
    with opened(browser, viewport=PHONE) as page:
        for name, path in PAGES.items():
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name


@pytest.mark.parametrize("name", ["board", "case", "indicators"])
def test_axe_finds_no_fault_on_a_phone(browser: Browser, address: str, name: str) -> None:
    with opened(browser, viewport=PHONE, bypass_csp=True) as page:
        page.goto(address + PAGES[name])
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_tile_leads_to_its_list_and_a_row_to_its_case(browser: Browser, address: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(address)
        page.get_by_role("link", name="Просрочено").first.click()
        expect(page.get_by_role("heading", name="Просрочено")).to_be_visible()
        page.get_by_role("link", name="СП-120").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Дело listed-late")
        count = page.locator("details", has_text="Формирование и утверждение списка")
        expect(count.get_by_role("table")).to_be_hidden()
        count.locator("summary").click()
        expect(count.get_by_text("день события, в срок не входит")).to_be_visible()


def test_a_number_is_found_by_keyboard_alone(browser: Browser, address: str) -> None:
    with opened(browser, viewport=DESK) as page:
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
        page.get_by_label("Регистрационный номер или номер дела").press_sequentially("СП-118")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/cases/late-0")


def test_without_javascript_everything_is_there(browser: Browser, address: str) -> None:
    with opened(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(address + "/?live=0")
        page.get_by_label("Подразделение").select_option("kirovsky")
        page.get_by_label("Что показать").select_option("overdue")
        page.get_by_role("button", name="Показать").click()
        expect(page.get_by_role("link", name="late-1").first).to_be_visible()
        expect(page.get_by_role("link", name="late-0")).to_have_count(0)
        page.goto(address + "/?what=open&size=10&live=0")
        page.get_by_role("link", name="Дальше").click()
        expect(page.get_by_text("Показаны 11–20 из")).to_be_visible()


def test_what_changed_is_seen_and_marked_without_javascript(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        city(tmp_path / "own.db") as world,
        serving(world.app()) as address,
        opened(browser, viewport=DESK, java_script_enabled=False) as page,
    ):
        page.goto(f"{address}/?live=0")
        expect(page.get_by_text("ничего не изменилось")).to_have_count(0)
        world.on(local("2025-04-28 09:00"))
        page.goto(f"{address}/?live=0")
        expect(page.get_by_text("2 новые просрочки")).to_be_visible()
        page.get_by_role("link", name="Что именно").click()
        expect(page.get_by_role("heading", name="Новые просрочки")).to_be_visible()
        expect(page.get_by_role("link", name="due-today")).to_be_visible()
        # By keyboard alone.
        button = page.get_by_role("button", name="Я посмотрел")
        button.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{address}/")
        expect(page.get_by_text("ничего не изменилось")).to_be_visible()


def test_the_board_renews_itself(browser: Browser, tmp_path: Path) -> None:
    with (
        city(tmp_path / "own.db") as world,
        serving(world.app(refresh_seconds=1)) as address,
        opened(browser, viewport=DESK) as page,
    ):
        page.goto(address)
        expect(page.locator("#tile-presumed b")).to_have_text("1")
        page.locator("#tile-presumed").focus()
        world.now = local("2025-04-25 00:00")
        expect(page.locator("#tile-presumed b")).to_have_text("2")
        expect(page.locator("#tile-presumed")).to_be_focused()
