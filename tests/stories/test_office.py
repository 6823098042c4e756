"""Управление делами: a draft of a half-year's figures, the answers of two units, freezing, a late
correction, the snapshot outdated, and its restatement. In Debian's Chromium, as people do it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deploy.wires import item, wire
from tests.desk.conftest import PASSWORD, Town
from tests.desk.test_checking import template, town
from tests.support.browser import DESK, look, opened, serving, sign_in
from tests.support.told import local

__all__ = ["template", "town"]
pytestmark = pytest.mark.real


def leave(page: Page) -> None:
    page.get_by_role("button", name="Выйти").click()


def test_the_office_draws_up_freezes_and_restates_a_half_year(
    browser: Browser, town: Town, tmp_path: Path
) -> None:
    with serving(town.app) as address, opened(browser, viewport=DESK) as page:
        sign_in(page, address, "office", PASSWORD)
        draft = drawn_up(page)
        leave(page)
        sign_in(page, address, "oper", PASSWORD)
        page.goto(draft)
        answered_on_the_page(page)
        leave(page)
        sign_in(page, address, "other", PASSWORD)
        page.goto(f"{draft}/kirovsky")
        answered_in_a_spreadsheet(page, tmp_path / "check.xlsx")
        leave(page)
        sign_in(page, address, "office", PASSWORD)
        page.goto(draft)
        frozen(page, tmp_path / "figures.xlsx")
        # A late answer to a case of the period.
        town.clock.at = local("2025-07-10 12:00")
        late = wire("notice_sent", "2025-06-25 12:00", case_id="open", outcome="included")
        town.embedded.take([item(late)])
        town.clock.at = local("2025-07-11 09:00")
        # The session of yesterday is over.
        page.goto(f"{address}/snapshots/1")
        sign_in(page, address, "office", PASSWORD)
        page.goto(f"{address}/snapshots/1")
        restated(page)


def drawn_up(page: Page) -> str:
    """A draft, sent to be checked; its address."""
    page.get_by_role("link", name="Снимки", exact=True).click()
    page.get_by_role("link", name="Составить проект").click()
    page.get_by_role("link", name="это полугодие").click()
    page.get_by_label("Период", exact=True).fill("I полугодие 2025")
    page.get_by_label("Ответить до").fill("2025-07-15")
    page.get_by_role("button", name="Составить и отправить").click()
    expect(page.get_by_role("heading", name="Сверка за I полугодие 2025")).to_be_visible()
    return page.url


def answered_on_the_page(page: Page) -> None:
    """What is right is confirmed; one row is objected to, with a document."""
    page.get_by_role("row", name="Советск").get_by_role("link").click()
    page.get_by_role("row", name="late").get_by_role("link", name="возразить").first.click()
    page.get_by_label("ошибка данных").check()
    page.get_by_label("Документ: вид и номер").fill("Служебная записка № 14")
    page.get_by_label("Дата документа").fill("2025-07-11")
    page.get_by_label("Файл документа").set_input_files(
        {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"a note"}
    )
    page.get_by_label("Пояснение").fill("Ответ выдан вовремя")
    look(page, "check-row")
    page.get_by_role("button", name="Записать ответ").click()
    page.get_by_role("button", name="Все строки без ответа верны").click()
    expect(page.get_by_text("Таких строк нет.")).to_be_visible()
    page.get_by_role("link", name="С возражением: 1").click()
    expect(page.get_by_text("Служебная записка № 14")).to_be_visible()


def answered_in_a_spreadsheet(page: Page, file: Path) -> None:
    """The first try has a fault in a cell, and nothing of it is taken."""
    with page.expect_download() as told:
        page.get_by_role("link", name="Скачать для заполнения").click()
    told.value.save_as(file)
    for said in ("правда", "верно"):
        fill(file, said)
        page.get_by_label("Заполненный файл").set_input_files(file)
        page.get_by_role("button", name="Загрузить ответы").click()
        if said == "правда":
            expect(page.get_by_text("ответ «правда» не понят").first).to_be_visible()
            look(page, "check-faults")
    expect(page.get_by_text("Таких строк нет.")).to_be_visible()


def frozen(page: Page, file: Path) -> None:
    """The draft becomes snapshot No. 1; its workbook says what its page says."""
    expect(page.get_by_text("ответили", exact=True)).to_have_count(2)
    page.get_by_label("Акт, которым утверждён").fill("Распоряжение от 16.07.2025 № 12")
    page.get_by_label("Дата снимка").fill("2025-07-16")
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_role("heading", name="Снимок показателей № 1")).to_be_visible()
    with page.expect_download() as told:
        page.get_by_role("link", name="XLSX", exact=True).first.click()
    told.value.save_as(file)
    book = openpyxl.load_workbook(file)
    figures = {row[0]: row[4] for row in book["Показатели"].iter_rows(values_only=True)}
    shown = page.get_by_role("row", name="П2. ").get_by_role("cell").first.inner_text()
    assert str(figures["П2"]).split() == shown.split()


def restated(page: Page) -> None:
    """Outdated, and why; then the next number, and links both ways."""
    expect(page.get_by_text("Устарел.")).to_be_visible()
    look(page, "snapshot-outdated")
    page.get_by_label("Как было известно к концу дня").fill("2025-07-10")
    page.get_by_label("Акт, которым утверждён").fill("Распоряжение от 20.07.2025 № 15")
    page.get_by_label("Дата снимка").fill("2025-07-20")
    page.get_by_label("Основание").fill("Пришёл ответ по делу")
    page.get_by_role("button", name="Переиздать").click()
    expect(page.get_by_role("heading", name="Снимок показателей № 2")).to_be_visible()
    expect(page.get_by_role("heading", name="Чем отличается от № 1")).to_be_visible()
    expect(page.get_by_role("link", name="open", exact=True)).to_be_visible()
    look(page, "snapshot-restated")
    page.get_by_role("link", name="№ 1", exact=True).click()
    expect(page.get_by_role("link", name="№ 2", exact=True)).to_be_visible()
    page.get_by_role("link", name="Снимки", exact=True).click()


def fill(file: Path, said: str) -> None:
    """Answer every row so."""
    book = openpyxl.load_workbook(file)
    sheet = book["Сверка"]
    at = next(cell.column for cell in sheet[1] if cell.value == "Ответ")
    assert at is not None
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, at, said)
    book.save(file)
