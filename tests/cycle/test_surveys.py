"""Surveys: answered on a phone by anybody, from paper and a file by users; counted, nameless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from sroki.deploy.settings import Settings
from sroki.events.acts.users import Role
from sroki.events.problems import InvalidFile
from sroki.workflows.survey_file import parse_survey
from tests.cycle.conftest import SERVICE, book, faults, saved, upload
from tests.deploy.conftest import shell
from tests.desk.conftest import Town, furnished
from tests.support.rulebooks import KRSK

LIST = "/cycle/surveys"


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Town]:
    """A service that asks anybody, with an office worker and an operator."""
    with shell(tmp_path / "sroki.db", "2025-04-01 09:00", survey_page=True) as embedded:
        town = furnished(embedded, "2025-06-02 09:00")
        town.let_in("office", Role.OFFICE)
        town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
        yield town


def printed(content: bytes) -> set[str]:
    """The paragraphs of a document of Word."""
    return {one.text for one in Document(BytesIO(content)).paragraphs}


def test_a_survey_is_answered_on_a_phone_on_paper_and_in_a_file(asking: Town) -> None:
    with asking.browser("office") as one:
        said = {"form": "places", "service": SERVICE, "unit": ["sovetsky", "kirovsky"]}
        said |= {"first_on": "01.06.2025", "last_on": "15.06.2025"}
        sent = one.send(LIST, LIST, **said)
        assert sent.status_code == 303, faults(sent.text)
        here = sent.headers["location"]
        assert one.get(f"{here}/sovetsky.svg").text.startswith("<svg")
        assert "☐ больше 15 минут" in printed(one.get(f"{here}/paper.docx").content)
    name = here.rpartition("/")[2]
    public = f"/survey/{KRSK}/{name}/sovetsky"
    with asking.browser(address="198.51.100.7") as anybody:
        shown = anybody.get(public)
        assert "<script" not in shown.text.replace('<script src="/static/htmx', "")
        answer = {"q.waiting": "under_15", "q.places": ["seats", "tables"]}
        sent = anybody.send(public, public, **answer)
        assert sent.status_code == 303, sent.text
        assert "Спасибо" in anybody.get(sent.headers["location"]).text
        assert anybody.send(public, public, **{"q.waiting": "never"}).status_code == 422
        assert anybody.send(public, public).status_code == 422
        assert anybody.get(f"/survey/{KRSK}/{name}/tsentralny").status_code == 404
        # Nothing else is open to whoever answers.
        assert anybody.get(here).status_code == 303
    with asking.browser("oper") as one:
        sent = one.send(f"{here}/sheet", here, unit="sovetsky", **{"q.waiting": "over_15"})
        assert sent.status_code == 303, faults(sent.text)
        sheet = (found := book(one.get(f"{here}/sheets.xlsx").content))["Форма"]
        sheet["A2"], sheet["B2"] = "sovetsky", "больше 15 минут"
        sheet["A3"], sheet["C3"] = "sovetsky", "мест, чтобы сесть; люстры"
        sent = upload(one, f"{here}/file", here, saved(found))
        assert any("Форма!C3: такого ответа нет" in line for line in faults(sent.text))
        sheet["C3"] = "мест, чтобы сесть; понятных указателей"
        # The file is sent twice; its two sheets are entered once.
        content = saved(found)
        assert [upload(one, f"{here}/file", here, content).status_code for _ in "12"] == [303, 303]
        told = one.get(f"{here}.json").json()["results"][0]
    counted = {row["question"]: row for row in told["counted"]}
    assert told["sheets"] == 4
    assert dict(counted["waiting"]["options"]) == {"under_15": 1, "over_15": 2, "online": 0}
    assert (counted["waiting"]["answered"], counted["waiting"]["missing"]) == (3, 1)
    assert dict(counted["places"]["options"])["seats"] == 2
    with asking.browser("office") as one:
        listed = f"{here}/sheets"
        sheet = re.findall(r'name="sheet" value="([^"]+)"', one.get(listed).text)[-1]
        left_out = {"sheet": sheet, "reason": "Лист внесён дважды"}
        assert one.send(listed, **left_out).status_code == 303
        assert "Лист внесён дважды" in one.get(listed).text
        assert (
            "Лист уже не учитывается"
            in one.client.post(listed, data=one.form(listed) | left_out | {"seen": "2"}).text
        )
        told = one.get(f"{here}.json").json()["results"][0]
        assert (told["sheets"], told["excluded"]) == (3, 1)
        assert one.send(f"{here}/close", here, reason="Ответов достаточно").status_code == 303
    with asking.browser() as anybody:
        assert anybody.get(public).status_code == 410


def test_who_answers_too_often_is_asked_to_wait(asking: Town) -> None:
    with asking.browser("office") as one:
        said = {"form": "places", "service": SERVICE, "unit": "sovetsky"}
        said |= {"first_on": "2025-06-01", "last_on": "2025-06-15"}
        name = one.send(LIST, LIST, **said).headers["location"].rpartition("/")[2]
    public = f"/survey/{KRSK}/{name}/sovetsky"
    with asking.browser(address="198.51.100.8") as anybody:
        codes = [anybody.send(public, **{"q.waiting": "online"}).status_code for _ in range(21)]
    assert codes == [303] * 20 + [429]


def test_surveys_are_closed_to_strangers_unless_switched_on(office: Town) -> None:
    assert not Settings.model_fields["survey_page"].default
    with office.browser(address="198.51.100.9") as anybody:
        assert anybody.get(f"/survey/{KRSK}/x/sovetsky").status_code in {303, 401}


@pytest.mark.parametrize(
    ("wrong", "places"),
    [
        (
            "parameter: z, text: Что?, options: [{code: x, text: Так}, {code: y, text: Нет}]",
            ["5:24"],
        ),
        ("parameter: a, text: Что?, free_text: true, options: []", ["5:39"]),
        ("parameter: a, text: Что?, options: [{code: x, text: Так}]", ["5:48"]),
        (
            "parameter: a, text: Что?, options: [{code: x, text: Так}, {code: x, text: Нет}]",
            ["5:56", "5:78"],
        ),
    ],
)
def test_a_bad_form_is_told_line_by_line(wrong: str, places: list[str]) -> None:
    content = f"""format: 1
id: own
title: Свой опрос
questions:
  - {{id: a, {wrong}}}
"""
    with pytest.raises(InvalidFile) as told:
        parse_survey(content.encode(), "own.yaml")
    found = [
        line.split(": ")[0].removeprefix("own.yaml:") for line in told.value.told().split("\n")
    ]
    assert found == places, told.value.told()
