"""In Debian's Chromium: a survey on a phone without JavaScript, the page for the city's site."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from tests.cycle.conftest import YEAR, with_plan
from tests.cycle.test_report import approved, drawn_up
from tests.cycle.test_year import proven
from tests.desk.conftest import PASSWORD, Town
from tests.support.browser import DESK, PHONE, look, opened, serving

pytestmark = pytest.mark.real


def test_a_survey_is_opened_and_answered_without_javascript(
    browser: Browser,
    office: Town,
) -> None:
    with (
        serving(office.app) as address,
        opened(browser, viewport=PHONE, java_script_enabled=False) as page,
    ):
        page.goto(f"{address}/cycle/surveys")
        page.get_by_label("Имя для входа").fill("office")
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        page.get_by_label("Управление социальной защиты населения в Советском районе").check()
        page.get_by_label("Первый день").fill("2025-06-01")
        page.get_by_label("Последний день").fill("2025-06-30")
        page.get_by_role("button", name="Открыть опрос").click()
        page.get_by_text("Один лист с бумаги").click()
        page.get_by_label("не больше 15 минут").check()
        page.get_by_role("button", name="Внести лист").click()
        expect(page.get_by_role("heading", name="Ответы: листов 1")).to_be_visible()


def test_the_page_for_the_site_is_readable_by_everybody(
    browser: Browser, office: Town, tmp_path: Path
) -> None:
    proven(office)
    with office.browser("office") as one:
        with_plan(one)
        drawn_up(one)
        approved(one)
        content = one.get(f"/cycle/report/{YEAR}/public.zip").content
    ZipFile(BytesIO(content)).extractall(tmp_path)
    for size, scheme in ((DESK, "light"), (PHONE, "dark")):
        how: Any = {"viewport": size, "color_scheme": scheme}
        with opened(browser, **how) as page:
            page.goto((tmp_path / "index.html").as_uri())
            look(page, f"site-{scheme}")
