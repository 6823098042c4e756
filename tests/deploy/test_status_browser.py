"""The page of applicants in a browser: a phone, large print, no script, by keyboard, by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from tests.deploy.conftest import set_clock, shell
from tests.deploy.test_status import opened, told, watermark
from tests.deploy.wires import filed, number
from tests.web.test_browser import PHONE, browser, serving
from tests.web.test_browser import opened as page_of

pytestmark = pytest.mark.real

__all__ = ["browser"]
NUMBERS = {"under_way": "СП-15", "overdue": "СП-16", "missing": "СП-17"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One case under way, one late for certain."""
    path: Path = tmp_path_factory.mktemp("status") / "s.db"
    with shell(path, "2025-04-01 09:00", status_page=True) as office:
        opened(office)
        told(office, filed("c2", "2025-04-01 08:00", **number("СП-16")))
        set_clock(office, "2025-04-04 09:00")
        told(office, watermark("2025-04-03 23:00", "2025-04-04 08:00"))
        set_clock(office, "2025-04-04 09:01")
        with serving(build(office, Ticker(office.clock, 1, office.tick))) as found:
            yield found


def ask(page: Page, address: str, said: str) -> None:
    page.goto(f"{address}/status")
    page.get_by_label("Регистрационный номер из расписки").fill(said)
    page.get_by_label("Подразделение, куда подано заявление").select_option("04701000/sovetsky")
    page.get_by_role("button", name="Узнать").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", NUMBERS)
def test_axe_finds_no_fault_on_a_phone(
    browser: Browser, address: str, state: str, scheme: Any
) -> None:
    with page_of(browser, viewport=PHONE, color_scheme=scheme, bypass_csp=True) as page:
        ask(page, address, NUMBERS[state])
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("state", NUMBERS)
def test_large_print_fits_a_phone(browser: Browser, address: str, state: str) -> None:
    with page_of(browser, viewport=PHONE) as page:
        ask(page, address, NUMBERS[state])
        # WCAG 1.4.4: twice the size; 1.4.10: in a column of 320 pixels, without a second scroll.
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_and_by_keyboard(browser: Browser, address: str) -> None:
    with page_of(browser, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{address}/status")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
        page.get_by_label("Регистрационный номер из расписки").press_sequentially("СП-16")
        page.keyboard.press("Tab")
        unit = page.get_by_label("Подразделение, куда подано заявление")
        expect(unit).to_be_focused()
        codes = unit.locator("option").evaluate_all("all => all.map(one => one.value)")
        for _ in range(codes.index("04701000/sovetsky")):
            page.keyboard.press("ArrowDown")
        expect(unit).to_have_value("04701000/sovetsky")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Ответ")).to_be_visible()
        expect(page.get_by_text("Срок истёк 02.04.2025")).to_be_visible()
        assert "СП" not in page.url
        assert page.locator("script").count() == 0
