"""The plan of a year: drawn up, approved, amended; out and back as a spreadsheet."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from sroki.events.acts.plans import PlanLine
from sroki.events.errors import Invalid
from sroki.projections.cycle import plan_file
from sroki.projections.cycle.form_sheet import from_form
from sroki.projections.names import Names
from sroki.projections.web import uploads
from tests.cycle.conftest import LINES, MAYOR, YEAR, book, columns, faults, saved, upload, with_plan
from tests.desk.conftest import Town
from tests.support.rulebooks import KRSK

PATH = f"/cycle/plan/{YEAR}"


def forms() -> dict[str, list[str]]:
    """Lines as columns under their headings."""
    return dict(zip(plan_file.HEADINGS, columns().values(), strict=True))


def test_a_plan_is_approved_amended_with_a_reason_and_the_approved_one_stays(office: Town) -> None:
    with office.browser("office") as one:
        with_plan(one)
        calendar = one.get("/cycle").text
        assert "версия № 1, Мэр города, Постановление от 20.01.2025 № 14-п" in calendar
        assert {row["line"]: row["stands"] for row in one.get("/cycle.json").json()["items"]} == {
            "1": "ahead",
            "2": "late",
            "3": "ahead",
            "4": "soon",
            "5": "ahead",
            "6": "ahead",
        }
        table = one.get("/cycle.csv").text.splitlines()
        assert {row.count(";") for row in table} == {8}
        sent = one.send(PATH, PATH, basis="Порядок", **columns(LINES[:2]))
        assert sent.status_code == 422
        assert "Основание — одной строкой" in faults(sent.text)[0]
        more = columns(LINES[:2])
        sent = one.send(PATH, PATH, basis="Порядок", reason="Осмотр перенесён", **more)
        assert sent.status_code == 303
        assert "Составлена новая версия: она ждёт утверждения" in one.get("/cycle").text
        assert len(one.get("/cycle.json").json()["items"]) == 6
        sent = one.send(f"{PATH}/approve", PATH, plan="1", **MAYOR)
        assert "Утверждается последняя версия плана: № 2" in faults(sent.text)[0]
        assert one.send(f"{PATH}/approve", PATH, plan="2", **MAYOR).status_code == 303
        assert len(one.get("/cycle.json").json()["items"]) == 2


def test_a_unit_sees_of_the_plan_what_it_is_asked(office: Town) -> None:
    with office.browser("office") as one:
        with_plan(one)
    with office.browser("oper") as one:
        found = one.get("/cycle.json").json()["items"]
        assert [row["line"] for row in found] == ["4", "3", "1", "6", "5"]
        # What needs the unit is in its mail of the morning, too.
        digest = one.get("/digest").text
        assert "По плану мониторинга: 1" in digest
        assert "Осмотр помещений</a>, 01/01/021" in digest
        sent = one.send(PATH, "/account", basis="Порядок", reason="Так надо", **columns())
        assert sent.status_code == 422
        assert "Ваша роль этого не позволяет" in faults(sent.text)[0]


def test_the_same_form_sent_twice_is_one_act(office: Town) -> None:
    with office.browser("office") as one:
        hidden = one.form(PATH)
        for _ in range(2):
            sent = one.client.post(PATH, data={**hidden, "basis": "Порядок", **columns()})
            assert sent.status_code == 303
        assert one.get(PATH).text.count("Составлен план на 2025 год") == 1


def test_a_plan_goes_out_and_comes_back_as_a_spreadsheet(office: Town) -> None:
    with office.browser("office") as one:
        with_plan(one)
        content = one.get(f"{PATH}.xlsx").content
        assert content == one.get(f"{PATH}.xlsx").content
        found = book(content)
        sheet = found["Форма"]
        sheet["B2"] = "Сведения за полугодие"
        # Columns may be moved, and a title written above: they are known by their headings.
        assert sheet["H7"].value == "I полугодие 2025"
        sheet.move_range("A1:A7", cols=8)
        sheet.insert_rows(1)
        sheet["B1"] = "План мониторинга"
        sent = upload(
            one, f"{PATH}/file", PATH, saved(found), basis="Порядок", reason="Уточнён первый пункт"
        )
        assert sent.status_code == 303, faults(sent.text)
        shown = one.get(PATH).text
        assert "Сведения за полугодие" in shown
        assert 'value="2025-H1"' in shown


HARMED = {
    "day": ("G2", "скоро"),
    "service": ("C2", "77"),
    "period": ("H2", "2025-H1"),
    "no period": ("E2", "снимок показателей"),
    "text": ("A2", ""),
    # A cell is blamed once: its number is not missing, it cannot be read.
    "formula": ("A2", "=B2"),
}


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("year", "форма.xlsx!О файле!B1: это другая форма — в ней Год плана: 2024"),
        ("column", "форма.xlsx!Форма!1: нет столбцов: Срок"),
        ("merged", "Форма!B2: ячейка не читается"),
        ("header", "форма.xlsx!Форма!1: нет столбцов: Что делается — в шапке объединены ячейки"),
        ("sheet", "форма.xlsx: это не форма: листа «О файле» нет"),
        ("formula", "Форма!A2: ячейка не читается"),
        ("day", "Форма!G2: это не дата: «скоро»"),
        ("service", "Форма!C2: услуги «77» нет"),
        ("period", "Форма!H2: период нужен только снимку показателей"),
        ("no period", "Форма!H2: период «» непонятен"),
        ("text", "форма.xlsx: "),
    ],
)
def test_a_bad_spreadsheet_is_told_cell_by_cell(names: Names, harm: str, says: str) -> None:
    read, _ = plan_file.lines_of(from_form(forms()), KRSK, YEAR, names)
    lines = [PlanLine.model_validate(one) for one in read]
    found = book(plan_file.sheet(KRSK, YEAR, lines, names))
    sheet = found["Форма"]
    if harm == "year":
        found["О файле"]["B1"] = "2024"
    elif harm == "column":
        sheet["G1"] = "Когда"
    elif harm in ("merged", "header"):
        sheet.merge_cells("A2:B2" if harm == "merged" else "A1:B1")
    elif harm == "sheet":
        del found["О файле"]
    else:
        cell, value = HARMED[harm]
        sheet[cell] = value
    content = b"no book" if harm == "text" else saved(found)
    try:
        _, faults = plan_file.read_sheet(content, "форма.xlsx", KRSK, YEAR, names)
    except Invalid as error:
        faults = [error]
    assert any(str(one).startswith(says) for one in faults), [str(one) for one in faults]
    assert len({str(one.place) for one in faults}) == len(faults)


def test_a_plan_is_a_document_with_its_approval(office: Town) -> None:
    with office.browser("office") as one:
        with_plan(one)
        found = Document(BytesIO(one.get(f"{PATH}.docx").content))
    said = [one.text for one in found.paragraphs]
    assert said[0] == "План мониторинга на 2025 год"
    assert "Утверждён: Мэр города, Постановление от 20.01.2025 № 14-п" in said
    assert [cell.text for cell in found.tables[0].rows[1].cells][:4] == [
        "1",
        "Сведения о соответствии регламенту",
        "01/01/021",
        "а, г",
    ]


def test_a_file_that_is_too_large_is_refused_whole(
    office: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 0)
    with office.browser("office") as one:
        sent = upload(one, f"{PATH}/file", PATH, b"x", basis="Порядок мониторинга, пункт 5")
        assert sent.status_code == 422
        assert "форма.xlsx: файл больше 0 МБ" in faults(sent.text)[1]
