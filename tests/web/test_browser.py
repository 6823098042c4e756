"""The board in Debian's Chromium: where a tile leads, what a keyboard finds, what stays without
JavaScript, what renews itself. How every page looks is seen in `tests/browser`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import DESK, opened, serving
from tests.support.told import local
from tests.web.world import World, city

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    with serving(world.app()) as found:
        yield found


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
