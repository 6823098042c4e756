"""The check of a draft by the units, through the forms: each its own rows, each its own answers."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sroki.deploy.clock import ToldClock
from sroki.deploy.embedded import Embedded
from sroki.events.acts.users import Role
from sroki.projections.snapshots import shelf
from tests.deploy.conftest import shell
from tests.deploy.wires import filed, item, wire
from tests.desk.conftest import Browser, Town
from tests.support.told import local

DRAFT = {"period": "2025-H1", "as_of": "2025-07-09", "answer_by": "2025-07-15"}
UNITS = ["sovetsky", "kirovsky"]
APPROVAL = {"act": "Распоряжение от 16.07.2025 № 12", "dated": "16.07.2025"}
OBJECTION = {
    "answer": "data_error",
    "document": "Служебная записка № 14",
    "document_on": "2025-07-11",
    "words": "Ответ выдан вовремя",
}


def life(case: str, unit: str, answered: str, on: str = "2025-04-01") -> list[Any]:
    """An application of a day, registered at once, and its answer if there is one."""
    events = [
        filed(case, f"{on} 10:00", unit=unit),
        wire("registered", f"{on} 11:00", case_id=case, unit=unit),
    ]
    if answered:
        events.append(
            wire("notice_sent", f"{answered} 12:00", case_id=case, unit=unit, outcome="included")
        )
    return [item(one) for one in events]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a service after half a year of two units, with its users."""
    path = tmp_path_factory.mktemp("half-year") / "sroki.db"
    with shell(path, "2025-04-01 12:00") as embedded:
        furnish(embedded)
    return path


@pytest.fixture
def town(template: Path, tmp_path: Path) -> Iterator[Town]:
    """It on the morning of 10 July 2025."""
    copy = tmp_path / "sroki.db"
    shutil.copy(template, copy)
    with shell(copy, "2025-07-10 09:00") as embedded:
        yield Town(embedded)


def furnish(embedded: Embedded) -> None:
    """Four lives, and somebody of each role."""
    assert isinstance(embedded.clock, ToldClock)
    embedded.clock.at = local("2025-06-20 18:00")
    for case, unit, answered in (
        ("in-time", "sovetsky", "2025-04-11"),
        ("late", "sovetsky", "2025-06-20"),
        ("open", "sovetsky", ""),
        ("other", "kirovsky", "2025-06-10"),
    ):
        embedded.take(life(case, unit, answered))
    for moment in ("2025-07-09 09:00", "2025-07-10 09:00"):
        embedded.clock.at = local(moment)
        embedded.tick()
    town = Town(embedded)
    town.let_in("office", Role.OFFICE)
    town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
    town.let_in("other", Role.OPERATOR, units=("kirovsky",))
    town.let_in("watch", Role.AUDITOR)


def drafted(town: Town) -> str:
    """A draft for both units; its address."""
    with town.browser("office") as office:
        answer = office.send("/snapshots/new", **DRAFT, unit=UNITS)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


def everything(browser: Browser, part: str) -> Any:
    """Confirm all that is left."""
    fields = browser.form(part) | {"answer": "confirmed", "everything": "1"}
    return browser.client.post(part, data=fields)


def test_a_unit_sees_and_answers_its_own_rows_alone(town: Town) -> None:
    draft = drafted(town)
    with town.browser("oper") as oper:
        page = oper.get(f"{draft}/sovetsky").text
        assert "признак нарушения (расчётный)" in page
        assert "/cases/late" in page
        assert "/cases/other" not in page
        assert oper.get(f"{draft}/kirovsky").status_code == 404
        assert oper.get(f"{draft}/kirovsky.xlsx").status_code == 404
        assert "kirovsky" not in oper.get(draft).text
        assert "Составить проект" not in oper.get("/snapshots").text
        assert oper.get("/snapshots/new").status_code == 403
        row = {"row": "p2/late", **OBJECTION}
        assert oper.send(f"{draft}/kirovsky", f"{draft}/sovetsky", **row).status_code == 404
        assert oper.send(f"{draft}/sovetsky", **row).status_code == 303
        assert everything(oper, f"{draft}/sovetsky").status_code == 303
        assert "Таких строк нет" in oper.get(f"{draft}/sovetsky").text
        assert "Служебная записка № 14" in oper.get(f"{draft}/sovetsky?show=objected").text
    with town.browser("office") as office:
        page = office.get(draft).text
        assert "p2/late" in page
        assert "ещё не отвечали" in page
    with town.browser("watch") as watch:
        assert watch.get(draft).status_code == 200
        fields = watch.form(f"{draft}/sovetsky") | row
        assert watch.client.post(f"{draft}/sovetsky", data=fields).status_code == 403


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"answer": "contested"}, "нужна ссылка на документ"),
        ({**OBJECTION, "document_on": "вчера"}, "дата документа"),
        ({**OBJECTION, "row": "p2/other"}, "Такой строки в проекте нет"),
        ({"answer": "maybe"}, "Выберите ответ"),
        ({**OBJECTION, "document_sha256": "12"}, "SHA-256"),
    ],
)
def test_what_cannot_be_taken_is_said(town: Town, said: dict[str, str], why: str) -> None:
    part = f"{drafted(town)}/sovetsky"
    with town.browser("oper") as oper:
        answer = oper.send(part, **{"row": "p2/late", **said})
        assert answer.status_code in (404, 422)
        assert why in answer.text


def test_two_units_do_not_stand_in_each_others_way(town: Town) -> None:
    draft = drafted(town)
    with town.browser("oper") as oper, town.browser("other") as other:
        form = oper.form(f"{draft}/sovetsky")
        assert everything(other, f"{draft}/kirovsky").status_code == 303
        said = {"row": "p2", "answer": "confirmed"}
        assert oper.client.post(f"{draft}/sovetsky", data=form | said).status_code == 303
        # Of the same unit somebody else was quicker: that is shown first.
        late = form | said | {"row": "p3", "once": "another-form-of-mine"}
        assert oper.client.post(f"{draft}/sovetsky", data=late).status_code == 409


def test_a_file_of_the_document_is_told_by_its_hash(town: Town) -> None:
    part = f"{drafted(town)}/sovetsky"
    with town.browser("oper") as oper:
        fields = oper.form(part) | {"row": "p2/late", **OBJECTION}
        files = {"file": ("note.pdf", b"a note", "application/pdf")}
        assert oper.client.post(part, data=fields, files=files).status_code == 303
        assert sha256(b"a note").hexdigest() in oper.get(f"{part}?row=p2/late").text


def sheet_of(town: Town, part: str) -> Workbook:
    with town.browser("oper") as oper:
        answer = oper.get(f"{part}.xlsx")
        assert answer.status_code == 200
        return openpyxl.load_workbook(io.BytesIO(answer.content))


def uploaded(town: Town, part: str, book: Workbook) -> Any:
    out = io.BytesIO()
    book.save(out)
    with town.browser("oper") as oper:
        files = {"file": ("filled.xlsx", out.getvalue(), "application/octet-stream")}
        return oper.client.post(f"{part}/sheet", data=oper.form(part), files=files)


def columns(sheet: Worksheet) -> dict[str, Any]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def fill(sheet: Worksheet, **said: str) -> None:
    """Answer the rows of these names; the others are right."""
    at = columns(sheet)
    for row in range(2, sheet.max_row + 1):
        name = str(sheet.cell(row, at["Строка"]).value)
        sheet.cell(row, at["Ответ"], said.get(name, "верно"))


def test_the_sheet_goes_out_and_comes_back_filled(town: Town) -> None:
    part = f"{drafted(town)}/sovetsky"
    book = sheet_of(town, part)
    sheet = book["Сверка"]
    fill(sheet, **{"p2/late": "Не согласны"})
    at = columns(sheet)
    row = next(n for n in range(2, 99) if sheet.cell(n, at["Строка"]).value == "p2/late")
    sheet.cell(row, at["Документ и номер"], "Записка № 3")
    sheet.cell(row, at["Дата документа"], "11.07.2025")
    # Somebody moved the columns about.
    sheet.move_range(f"A1:N{sheet.max_row}", cols=3)
    answer = uploaded(town, part, book)
    assert answer.status_code == 303, answer.text
    again = sheet_of(town, part)["Сверка"]
    at = columns(again)
    told = {again.cell(n, at["Строка"]).value: n for n in range(2, again.max_row + 1)}
    assert again.cell(told["p2/late"], at["Ответ"]).value == "не согласны"
    on: Any = again.cell(told["p2/late"], at["Дата документа"]).value
    assert on.date().isoformat() == "2025-07-11"
    assert again.cell(told["p2"], at["Ответ"]).value == "верно"
    # What says nothing new is no act.
    assert "Не выбрано ни одной строки" in uploaded(town, part, sheet_of(town, part)).text


def test_faults_of_a_sheet_are_told_by_cell_and_nothing_is_taken(town: Town) -> None:
    draft = drafted(town)
    part = f"{draft}/sovetsky"
    book = sheet_of(town, part)
    sheet = book["Сверка"]
    fill(sheet, **{"p2": "наверное", "p2/late": "ошибка данных"})
    at = columns(sheet)
    sheet.cell(4, at["Строка"], "p9")
    sheet.cell(5, at["Дата документа"], "завтра")
    text = uploaded(town, part, book).text
    row = next(n for n in range(2, 99) if sheet.cell(n, at["Строка"]).value == "p2/late")
    assert "ничего не записано" in text
    for place, why in (
        ("Сверка!A4", "строки «p9» в этом проекте нет"),
        ("ответ «наверное» не понят", "верно, ошибка данных, не согласны"),
        (f"Сверка!L{row}", "нужен документ"),
        ("Сверка!M5", "это не дата"),
    ):
        assert place in text
        assert why in text
    del book["О файле"]
    assert "листа «О файле» нет" in uploaded(town, part, book).text
    other = sheet_of(town, part)
    other["О файле"]["B1"] = "s-20241231-00000000"
    assert "это другая форма" in uploaded(town, part, other).text
    lost = sheet_of(town, part)
    lost["Сверка"]["K1"] = "Мнение"
    assert "нет столбцов: Ответ" in uploaded(town, part, lost).text
    with town.browser("office") as office:
        assert "ещё не отвечали" in office.get(draft).text


def test_who_is_late_is_shown(town: Town) -> None:
    draft = drafted(town)
    with town.browser("oper") as oper:
        everything(oper, f"{draft}/sovetsky")
    town.clock.at = local("2025-07-16 09:00")
    with town.browser("office") as office:
        page = office.get(draft).text
        assert page.count("опаздывают") == 1
        assert "ответили" in page
        assert "есть опоздавшие" in office.get("/snapshots").text


def frozen(town: Town, draft: str) -> str:
    with town.browser("office") as office:
        answer = office.send(f"{draft}/freeze", draft, **APPROVAL)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])


def test_a_snapshot_is_frozen_signed_outdated_and_restated(town: Town) -> None:
    draft = drafted(town)
    with town.browser("oper") as oper:
        assert oper.send(f"{draft}/freeze", f"{draft}/sovetsky", **APPROVAL).status_code == 403
    address = frozen(town, draft)
    assert address == "/snapshots/1"
    with town.browser("office") as office:
        page = office.get(address).text
        assert "Утверждён с неполной сверкой" in page
        for kind in ("json", "csv", "xlsx", "docx", "pdf", "zip"):
            assert f'href="{address}.{kind}"' in page
            assert office.get(f"{address}.{kind}").status_code == 200
        with_signature(office, address, town)
    # A late answer to a case of the period.
    town.clock.at = local("2025-07-20 09:00")
    late = wire("notice_sent", "2025-06-25 12:00", case_id="open", outcome="included", name="n1")
    town.embedded.take([item(late)])
    town.clock.at = local("2025-07-21 09:00")
    with town.browser("office") as office:
        page = office.get(address).text
        assert "Устарел." in page
        assert "/cases/open" in page
        said = {"as_of": "2025-07-20", "reason": "Пришёл ответ по делу", **APPROVAL}
        answer = office.send(f"{address}/restate", address, **said)
        assert answer.headers["location"] == "/snapshots/2#changes", answer.text
        page = office.get("/snapshots/2").text
        assert "Чем отличается от № 1" in page
        assert "notice_sent" in page
        assert 'href="/snapshots/1"' in page
        assert 'href="/snapshots/2"' in office.get(address).text
        assert "переиздан" in office.get("/snapshots").text
        assert "уже переиздан" in office.send(f"{address}/restate", "/snapshots/2", **said).text


def with_signature(office: Browser, address: str, town: Town) -> None:
    """Attach a signature; anything else is no signature."""
    with town.embedded.database.reading() as connection:
        pdf = next(one for one in shelf.files(connection, 1) if one.name == "pdf")
    fields = {"signed": pdf.sha256, "whose": "Управляющий делами"}
    cms = bytes.fromhex("3082010006092a864886f70d010702a0") + bytes(64)
    for content, status in ((b"hello", 422), (cms, 303)):
        files = {"file": ("snapshot-1.pdf.sig", content, "application/octet-stream")}
        data = office.form(address) | fields
        answer = office.client.post(f"{address}/attach", data=data, files=files)
        assert answer.status_code == status, answer.text
    assert "snapshot-1.pdf.sig" in office.get(address).text
    assert office.get(f"{address}/attached/snapshot-1.pdf.sig").content == cms
    whole = office.get(f"{address}.zip").content
    assert b"attached/snapshot-1.pdf.sig" in whole
    assert b"attached/" not in office.get(f"{address}.zip?public=1").content


def test_nothing_of_it_is_open_to_strangers(town: Town) -> None:
    draft = drafted(town)
    with town.browser() as one:
        for path in ("/snapshots", draft, f"{draft}/sovetsky", "/snapshots/1"):
            assert one.get(path).headers["location"].startswith("/login")
