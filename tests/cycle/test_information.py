"""What units tell by the form of the edition: a page and a spreadsheet, typed and computed."""

from __future__ import annotations

from tests.cycle.conftest import SERVICE, YEAR, book, faults, saved, upload, with_plan
from tests.desk.conftest import Town

HERE = f"/cycle/information/{YEAR}/1/sovetsky/{SERVICE}"
LATE = f"/cycle/information/{YEAR}/2/kirovsky/{SERVICE}"


def test_a_unit_tells_the_office_sends_back_the_unit_amends_the_office_accepts(
    office: Town,
) -> None:
    with office.browser("office") as one:
        with_plan(one)
        assert "Сведения не представлены, срок прошёл" in one.get(LATE).text
        assert one.get(f"/cycle/information/{YEAR}/5/all/{SERVICE}").status_code == 404
    with office.browser("other") as one:
        assert one.get(HERE).status_code == 404
    with office.browser("oper") as one:
        sent = one.send(f"{HERE}/submit", HERE, **{"conforms.registration": "no"})
        assert "Регистрация заявления: скажите, чем подтверждается" in faults(sent.text)[1]
        sent = one.send(
            f"{HERE}/submit",
            HERE,
            **{
                "conforms.registration": "no",
                "evidence.registration": "Журнал, одно дело",
                "conforms.premises.parking": "not_applicable",
            },
        )
        assert sent.status_code == 303, faults(sent.text)
    with office.browser("office") as one:
        assert one.send(f"{HERE}/return", HERE, reason="Не сказано о стендах").status_code == 303
        assert {row["line"]: row["stands"] for row in one.get("/cycle.json").json()["items"]}[
            "1"
        ] == "returned"
    with office.browser("oper") as one:
        found = book(one.get(f"{HERE}/form.xlsx").content)
        sheet = found["Форма"]
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        # The source that could tell of the registration is silent: nothing is judged yet.
        assert [sheet.cell(rows["registration"], at).value for at in (5, 6)] == [0, 0]
        assert sheet.cell(rows["registration"], 7).value == "не соблюдается"
        sheet.cell(rows["premises.stands"], 7).value = "может быть"
        sent = upload(one, f"{HERE}/file", HERE, saved(found), reason="Сказано о стендах")
        stands = f"Форма!G{rows['premises.stands']}: не понято: «может быть»"
        assert any(stands in line for line in faults(sent.text)), faults(sent.text)
        sheet.cell(rows["premises.stands"], 7).value = "Соблюдается"
        sent = upload(one, f"{HERE}/file", HERE, saved(found), reason="Сказано о стендах")
        assert sent.status_code == 303, faults(sent.text)
        # Last year's form, or another unit's, is none of this.
        found["О файле"]["B1"] = YEAR - 1
        sent = upload(one, f"{HERE}/file", HERE, saved(found), reason="Ещё раз")
        assert "это другая форма" in faults(sent.text)[1]
    with office.browser("office") as one:
        assert one.send(f"{HERE}/accept", HERE).status_code == 303
        shown = one.get(HERE).text
        assert "Сведения приняты." in shown
        assert "Сведения возвращены: Не сказано о стендах" in shown
