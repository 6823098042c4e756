"""The operator of a department: from the link of an alert to his case, why it is late, what he
answers to it, and the morning's letter. By keyboard alone, without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deploy.wires import item, wire
from tests.desk.conftest import PASSWORD, Town, staffed, town
from tests.support.browser import DESK, opened, press, serving, write, write_day
from tests.support.rulebooks import KRSK

__all__ = ["staffed", "town"]
pytestmark = pytest.mark.real

PLACE = f"authority={KRSK}&service=01%2F01%2F021&rule=registration&unit=sovetsky"


def test_an_operator_answers_an_alert(browser: Browser, staffed: Town) -> None:
    with (
        serving(staffed.app) as address,
        opened(browser, viewport=DESK, java_script_enabled=False) as page,
    ):
        page.goto(f"{address}/?what=presumed&{PLACE}")
        signed_in(page)
        # Whoever comes by a link is led back to it.
        expect(page).to_have_url(f"{address}/?what=presumed&{PLACE}")
        expect(page.get_by_role("link", name="c2")).to_have_count(0)
        press(page, page.get_by_role("link", name="c1", exact=True).first)
        explained(page)
        page.go_back()
        acknowledged(page)
        reported(staffed)
        page.goto(f"{address}/?what=overdue&{PLACE}")
        expect(page.get_by_text("Ждём ответа архива").first).to_be_visible()
        page.goto(f"{address}/digest?unit={KRSK}/sovetsky")
        expect(page.get_by_role("link", name="c1").first).to_be_visible()
        press(page, page.get_by_role("button", name="Выйти"))
        page.goto(f"{address}/cases/c1")
        expect(page.get_by_role("heading", name="Вход")).to_be_visible()


def signed_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="Вход")).to_be_visible()
    write(page, "Имя для входа", "oper")
    write(page, "Пароль", PASSWORD)
    page.keyboard.press("Enter")


def explained(page: Page) -> None:
    """The clause, and each day that was counted."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Дело c1")
    count = page.locator("details", has_text="Регистрация заявления").first
    expect(count.get_by_role("table").first).to_be_hidden()
    press(page, count.locator("summary"))
    expect(count.get_by_text("п. 15").first).to_be_visible()
    expect(count.get_by_text("день события, в срок не входит")).to_be_visible()


def acknowledged(page: Page) -> None:
    press(page, page.get_by_role("link", name="Принять к сведению: c1").first)
    write_day(page, "По какой день", date(2025, 6, 20))
    write(page, "Основание", "Ждём ответа архива")
    press(page, page.get_by_role("button", name="Принять к сведению"))
    expect(page.get_by_text("принято к сведению до 20.06.2025").first).to_be_visible()


def reported(town: Town) -> None:
    """The source tells that it has told everything: what was presumed is so."""
    told = wire("source_watermark", "2025-06-02 08:00", role="edms", complete_to=_COMPLETE)
    (answer,) = town.embedded.take([item(told | {"data": told["data"] | {"unit": "all"}})])
    assert answer.kept
    town.embedded.tick()


_COMPLETE = "2025-06-01T23:00:00+07:00"
