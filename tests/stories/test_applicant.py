"""The applicant: a number from the receipt in, the step and the day out, and when it is late, what
to do. On a phone, by keyboard alone, without JavaScript, without signing in; nothing personal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from tests.deploy.conftest import set_clock, shell
from tests.deploy.test_status import opened as registered
from tests.deploy.test_status import told, watermark
from tests.deploy.wires import filed, number
from tests.support.browser import PHONE, opened, press, serving, tab_to
from tests.support.rulebooks import KRSK

pytestmark = pytest.mark.real
UNIT = f"{KRSK}/sovetsky"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """One case under way, one late for certain."""
    with shell(tmp_path / "s.db", "2025-04-01 09:00", status_page=True) as office:
        registered(office)
        told(office, filed("c2", "2025-04-01 08:00", **number("СП-16")))
        set_clock(office, "2025-04-04 09:00")
        told(office, watermark("2025-04-03 23:00", "2025-04-04 08:00"))
        set_clock(office, "2025-04-04 09:01")
        with serving(build(office, Ticker(office.clock, 1, office.tick))) as found:
            yield found


def test_an_applicant_asks_after_his_case(browser: Browser, address: str) -> None:
    with opened(browser, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(f"{address}/status")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
        ask(page, "СП-15")
        expect(page.get_by_text("Сейчас идёт: «Формирование комплекта")).to_be_visible()
        expect(page.get_by_text("07.04.2025 включительно")).to_be_visible()
        ask(page, "СП-16")
        expect(page.get_by_text("Срок истёк 02.04.2025")).to_be_visible()
        expect(page.get_by_role("heading", name="Что делать, если срок нарушен")).to_be_visible()
        expect(page.get_by_text("в течение пятнадцати рабочих дней").first).to_be_visible()
        ask(page, "СП-17")
        expect(page.get_by_text("Под этим номером ничего не найдено.")).to_be_visible()
        # The number is in no address, so in no history either.
        assert "СП" not in page.url
        assert page.locator("script").count() == 0


def ask(page: Page, said: str) -> None:
    field = page.get_by_label("Регистрационный номер из расписки")
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(said)
    page.keyboard.press("Tab")
    unit = page.get_by_label("Подразделение, куда подано заявление")
    expect(unit).to_be_focused()
    codes = unit.locator("option").evaluate_all("all => all.map(one => one.value)")
    there = codes.index(unit.input_value())
    for _ in range(codes.index(UNIT) - there):
        page.keyboard.press("ArrowDown")
    expect(unit).to_have_value(UNIT)
    press(page, page.get_by_role("button", name="Узнать"))
