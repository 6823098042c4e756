"""A survey in Debian's Chromium: opened and answered on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.desk.conftest import PASSWORD, Town
from tests.support.browser import PHONE, opened, serving

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
