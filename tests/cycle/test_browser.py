"""The pages of the cycle in Debian's Chromium: readable by everybody, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.cycle.conftest import SERVICE, YEAR, with_plan
from tests.desk.conftest import Town
from tests.desk.test_browser import browser, look, sign_in
from tests.web.test_browser import DESK, PHONE, opened, serving

pytestmark = pytest.mark.real

PAGES = {
    "calendar": "/cycle",
    "calendar-en": "/cycle?lang=en",
    "plan": f"/cycle/plan/{YEAR}",
    "information": f"/cycle/information/{YEAR}/1/sovetsky/{SERVICE}",
    "surveys": "/cycle/surveys",
    "audits": "/cycle/audits",
    "audit-new": f"/cycle/audits/new?service={SERVICE}&checklist=premises",
    "deviations": f"/cycle/deviations?year={YEAR}",
    "complaints": "/cycle/complaints",
    "evaluations": "/cycle/evaluation",
    "evaluation": f"/cycle/evaluation/{YEAR}/d/{SERVICE}",
    "proposals": "/cycle/proposals",
    "graph": f"/cycle/graph?of=dossier/plan/{YEAR}",
}

# Of those made alike one is enough on a phone.
ON_A_PHONE = ("calendar", "plan", "information", "audit-new", "evaluation")

__all__ = ["browser"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_cycle_is_readable(
    browser: Browser,
    office: Town,
    size: dict[str, int],
) -> None:
    with office.browser("office") as one:
        with_plan(one)
    with serving(office.app) as address, opened(browser, viewport=size, bypass_csp=True) as page:
        sign_in(page, address, "office")
        for name in ON_A_PHONE if size is PHONE else PAGES:
            page.goto(f"{address}{PAGES[name]}")
            look(page, f"cycle-{name}")


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
        page.get_by_label("Пароль").fill("пятеро ходят лугом 7")
        page.get_by_role("button", name="Войти").click()
        page.get_by_label("Управление социальной защиты населения в Советском районе").check()
        page.get_by_label("Первый день").fill("2025-06-01")
        page.get_by_label("Последний день").fill("2025-06-30")
        page.get_by_role("button", name="Открыть опрос").click()
        page.get_by_text("Один лист с бумаги").click()
        page.get_by_label("не больше 15 минут").check()
        page.get_by_role("button", name="Внести лист").click()
        expect(page.get_by_role("heading", name="Ответы: листов 1")).to_be_visible()
