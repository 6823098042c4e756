"""An office in its year of monitoring: управление делами, units, and browsers for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from sroki.events.acts.users import Role
from sroki.projections.names import Names, names_of
from sroki.workflows.load import bundled_directory, load_rulebook
from tests.deploy.conftest import shell
from tests.desk.conftest import Browser, Town, furnished

SERVICE = "01/01/021"
YEAR = 2025
MAYOR = {"by": "Мэр города", "act": "Постановление от 20.01.2025 № 14-п", "dated": "20.01.2025"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Town]:
    """The service on 2 June 2025 with an office worker, a lawyer and operators of two units."""
    with shell(tmp_path / "sroki.db", "2025-04-01 09:00") as embedded:
        town = furnished(embedded, "2025-06-02 09:00")
        town.let_in("office", Role.OFFICE)
        town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
        town.let_in("other", Role.OPERATOR, units=("kirovsky",))
        town.let_in("watch", Role.AUDITOR)
        yield town


@pytest.fixture(scope="session")
def names() -> Names:
    """What things are called in the bundled rulebook."""
    return names_of(load_rulebook(), bundled_directory())


def line(
    number: str, title: str, means: str, due_on: str, unit: str = "", period: str = ""
) -> dict[str, str]:
    """A line of a plan as the form holds it."""
    return {
        "line": number,
        "title": title,
        "services": SERVICE,
        "parameters": "а, г",
        "means": means,
        "unit": unit,
        "due_on": due_on,
        "period": period,
    }


LINES = (
    line("1", "Сведения о соответствии регламенту", "information", "2025-07-10", "sovetsky"),
    line("2", "Сведения о соответствии регламенту", "information", "2025-05-10", "kirovsky"),
    line("3", "Опрос в местах приёма", "survey", "2025-06-30"),
    line("4", "Осмотр помещений", "premises", "2025-06-10", "sovetsky"),
    line("5", "Проверка Сайта", "site", "2025-09-01"),
    line("6", "Показатели за полугодие", "figures", "2025-07-25", period="2025-H1"),
)


def columns(lines: Any = LINES) -> dict[str, list[str]]:
    """Lines as the fields of a form."""
    return {name: [one[name] for one in lines] for name in LINES[0]}


def with_plan(browser: Browser, lines: Any = LINES) -> None:
    """A plan drawn up and approved."""
    path = f"/cycle/plan/{YEAR}"
    sent = browser.send(path, path, basis="Порядок мониторинга, пункт 5", **columns(lines))
    assert sent.status_code == 303, faults(sent.text)
    sent = browser.send(f"{path}/approve", path, plan="1", **MAYOR)
    assert sent.status_code == 303, faults(sent.text)


def faults(html: str) -> list[str]:
    """What a page says is wrong."""
    found = re.findall(r'role="alert">(.*?)</div>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", one).strip() for one in found]


def book(content: bytes) -> Any:
    """A spreadsheet, to be changed."""
    return load_workbook(BytesIO(content))


def saved(found: Any) -> bytes:
    out = BytesIO()
    found.save(out)
    return out.getvalue()


def upload(browser: Browser, to: str, page: str, content: bytes, **fields: str) -> Any:
    """Send a spreadsheet through a page's form."""
    return browser.client.post(
        to, data={**browser.form(page), **fields}, files={"file": ("форма.xlsx", content)}
    )
