"""The annual report: from the year's entries to documents, and to what the city's site may show."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document as Word
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from sroki.events.acts.proposals import Origin
from sroki.events.acts.reports import Part, Reach, Statement
from sroki.events.errors import Invalid
from sroki.projections import printing
from sroki.projections.cycle.report_document import packaged
from sroki.projections.cycle.report_public import public
from sroki.projections.snapshots.canonical import digest
from tests.cycle.conftest import MAYOR, SERVICE, YEAR, faults, with_plan
from tests.cycle.test_year import proven
from tests.desk.conftest import Browser, Town

HERE = f"/cycle/report/{YEAR}"


def drawn_up(browser: Browser, words: str = "Заявления регистрируют поздно.", **more: str) -> None:
    sent = browser.send(HERE, HERE, words=words, **more)
    assert sent.status_code == 303, faults(sent.text)


def approved(browser: Browser, number: str = "1") -> None:
    sent = browser.send(f"{HERE}/approve", HERE, report=number, **MAYOR)
    assert sent.status_code == 303, faults(sent.text)


def found(browser: Browser) -> dict[str, Any]:
    """The statements of the last version, by part and title."""
    version = browser.get(f"{HERE}.json").json()["versions"][-1]
    return {f"{one['part']}: {one['title']}": one for one in version["statements"]}


def registration(told: dict[str, Any]) -> dict[str, Any]:
    """What is said of registrations that were late."""
    first: dict[str, Any] = next(
        one for one in told.values() if "case/c1/registration" in one["shown_by"]
    )
    return first


def evaluated(browser: Browser) -> None:
    here = f"/cycle/evaluation/{YEAR}/d/{SERVICE}"
    assert browser.send(here, here, conclusion="Сроки не соблюдены.").status_code == 303


def test_a_report_is_made_of_the_year_approved_and_published(office: Town) -> None:
    proven(office)
    with office.browser("office") as one:
        with_plan(one)
        evaluated(one)
        refused = one.get(f"{HERE}/public.zip")
        assert refused.status_code == 409
        assert "Отчёт не утверждён" in refused.text
        long = one.send(HERE, HERE, words="слово " * 700)
        assert "Текст — от 3 до 4000 знаков" in faults(long.text)[0]
        drawn_up(one)
        told = found(one)
        late = registration(told)
        assert (late["number"], late["whole"]) == (2, 2)
        assert late["shown_by"] == ["case/c1/registration", "case/c2/registration"]
        assert any(it["says"].startswith("не представлены") for it in told.values())
        assert any(it["says"] == "Сроки не соблюдены." for it in told.values())
        assert told["complaints: Жалобы по основанию 2 ст. 11.1 210-ФЗ"]["shown_by"] == ["case/c1"]

        draft = Word(BytesIO(one.get(f"{HERE}/1/draft.docx").content))
        texts = [it.text for it in draft.paragraphs]
        assert any("Проект: не утверждён" in it for it in texts)
        assert "Заявления регистрируют поздно." in texts
        assert late["id"] in {row.cells[0].text for table in draft.tables for row in table.rows}

        assert one.get(f"{HERE}/public.zip").status_code == 409
        approved(one)
        again = one.get(f"{HERE}/1/report.pdf")
        assert "Утверждён: Мэр города" in PdfReader(BytesIO(again.content)).pages[0].extract_text()
        page = one.get(HERE).text
        assert digest(again.content)[:16] in page

        # From a number of the report to the case, and from the case to the event.
        graph = one.get(f"/cycle/graph?of=report/{YEAR}/1/{late['id']}").text
        assert "дел с нарушением: 2 из 2" in graph
        below = one.get("/cycle/graph?of=case/c1/registration").text
        event = re.findall(r'mono"[^>]*>(event/c1/[^<]+)<', below)
        assert len(event) == 1
        last = one.client.get("/cycle/graph", params={"of": event[0]})
        assert last.status_code == 200
        assert 'href="/cases/c1#events"' in last.text
        assert one.client.get("/cycle/graph", params={"of": event[0] + "x"}).status_code == 404
        above = one.get(f"/cycle/graph?of=dossier/evaluation/{YEAR}/d/{SERVICE}").text
        assert f"dossier/report/{YEAR}" in above

        amended = one.send(HERE, HERE, words="Иначе.", reason="")
        assert "Основание" in faults(amended.text)[0]
        drawn_up(one, "Регистрируют всё ещё поздно.", reason="Уточнён вывод")
        assert "Действует версия № 1" in one.get(HERE).text
        sent = one.send(
            f"{HERE}/place",
            HERE,
            report="1",
            address="https://city.example",
            placed_on="02.06.2025",
        )
        assert sent.status_code == 303, faults(sent.text)
        assert one.get(f"{HERE}/public.zip").status_code == 200
    with office.browser("oper") as one:
        assert "Составить новую версию" not in one.get(HERE).text
        assert one.send(HERE, "/account", words="Иначе.", reason="Так").status_code == 422


def test_the_archive_for_the_site_tells_of_no_person(office: Town) -> None:
    proven(office)
    with office.browser("office") as one:
        with_plan(one)
        evaluated(one)
        drawn_up(one)
        approved(one)
        told = found(one)
        made = ZipFile(BytesIO(one.get(f"{HERE}/public.zip").content))
    names = set(made.namelist())
    assert {"index.html", "report.pdf", "data/statements.csv", "README.txt"} <= names
    for line in made.read("SHA256SUMS").decode().splitlines():
        sum_, name = line.split("  ")
        assert digest(made.read(name)) == sum_
    html = made.read("index.html").decode()
    assert "<script" not in html
    whole = "".join(made.read(it).decode() for it in names if not it.endswith(".pdf"))
    assert not re.search(r"\bc1\b|\bc2\b|case/|urn:", whole)
    rows = list(
        csv.DictReader(
            StringIO(made.read("data/statements.csv").decode("utf-8-sig")), delimiter=";"
        )
    )
    hidden = {row["Обозначение"] for row in rows if row["Скрыто"] == "1"}
    late = registration(told)
    assert f"report/{YEAR}/1/{late['id']}" in hidden
    assert all(not row["Число"] for row in rows if row["Скрыто"] == "1")
    data = json.loads(made.read("data/report.json"))
    assert {it["ref"] for it in data["statements"]} == {row["Обозначение"] for row in rows}
    inner = [it for it in told.values() if it["reach"] == "internal"]
    assert inner
    assert not {f"report/{YEAR}/1/{it['id']}" for it in inner} & {
        row["Обозначение"] for row in rows
    }


def counted(number: int, whole: int, at: int) -> Statement:
    return Statement(
        id=f"surveys.{at}",
        part=Part.SURVEYS,
        title="Ответ",
        says="сколько-то",
        number=number,
        whole=whole,
        origin=Origin.COMPUTED,
        reach=Reach.COUNTED,
        sums="q",
    )


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_what_is_withheld_does_not_come_out_by_subtraction(numbers: list[int]) -> None:
    total = sum(numbers)
    shown = public([counted(n, total, at) for at, n in enumerate(numbers)], 5)
    hidden = [one.one.number or 0 for one in shown if one.withheld]
    for one in shown:
        if not one.withheld:
            assert one.one.number == 0 or (one.one.number or 0) >= 5
    if hidden:
        assert len(hidden) == len(numbers) or (len(hidden) > 1 and sum(hidden) >= 5)


def test_a_template_of_ones_own_is_filled_or_told_what_is_wrong_with_it() -> None:
    with pytest.raises(Invalid, match="поля, которых нет"):
        printing.docx(packaged("report.docx"), {"title": "Отчёт"}, date(2026, 1, 20))
    with pytest.raises(Invalid, match="шаблон не заполняется"):
        printing.docx(b"no archive", {}, date(2026, 1, 20))
