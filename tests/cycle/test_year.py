"""A year's end: deviations, complaints, evaluation, proposals, and the graph that joins them."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from tests.cycle.conftest import MAYOR, SERVICE, YEAR, faults, with_plan
from tests.deploy.wires import item, wire
from tests.desk.conftest import Browser, Town


def proven(town: Town) -> None:
    """The source speaks past every deadline: what is missed is missed."""
    told = wire("source_watermark", "2025-06-02 08:00", role="edms", complete_to=MOMENT)
    told["data"]["unit"] = "all"
    complaint = wire("complaint_filed", "2025-05-20 10:00", case_id="c1", complaint="ж-1", ground=2)
    complaint["data"]["performer"] = "sp-04"
    upheld = wire("complaint_decided", "2025-05-25 10:00", case_id="c1", complaint="ж-1")
    upheld["data"]["upheld"] = True
    answers = town.embedded.take([item(complaint), item(upheld), item(told)])
    assert all(one.kept for one in answers), answers
    town.embedded.tick()


def complaints_told(one: Browser) -> None:
    """By ground, by specialist, and with their own terms."""
    complaints = one.get(f"/cycle/complaints?year={YEAR}").text
    assert "2. нарушен срок предоставления услуги" in complaints
    assert "<dt>Найдено</dt><dd>1</dd>" in complaints
    told = one.get(f"/cycle/complaints.json?year={YEAR}").json()["complaints"]
    assert [(row["performer"], row["upheld"]) for row in told] == [("sp-04", True)]
    # Registered by nobody so far: by the next working day it had to be.
    assert told[0]["registration"] == {
        "due_on": "2025-05-21",
        "ended_on": None,
        "broken": True,
    }
    assert "срок 21.05.2025" in complaints


def begun_from_the_register(one: Browser) -> None:
    """A proposal rests on the deviations of a rule without anybody typing them."""
    of_rule = f"year={YEAR}&service={SERVICE}&rule=registration"
    register_of = one.get(f"/cycle/deviations?{of_rule}").text
    assert "Внести предложение по этим отклонениям" in register_of
    begun = one.get(f"/cycle/proposals?{of_rule}").text
    assert "case/c1/registration\ncase/c2/registration</textarea>" in begun
    assert 'value="п. 15"' in begun


MOMENT = "2025-06-01T23:00:00+07:00"


def test_what_was_found_is_evaluated_proposed_and_followed_back(office: Town) -> None:
    proven(office)
    with office.browser("office") as one:
        with_plan(one)
        register = one.get(f"/cycle/deviations.json?year={YEAR}").json()["deviations"]
        rules = {(row["subject"], row["rule"]) for row in register}
        assert {("c1", "registration"), ("c2", "registration")} <= rules
        sheet = load_workbook(BytesIO(one.get(f"/cycle/deviations.xlsx?year={YEAR}").content))
        assert sheet["Форма"].max_row == len(register) + 1
        assert "Доска" in one.get(f"/cycle/deviations?year={YEAR}").text
        complaints_told(one)
        begun_from_the_register(one)

        here = f"/cycle/evaluation/{YEAR}/d/{SERVICE}"
        assert "дел с нарушением: 2 из 2" in one.get(here).text
        said = {"conclusion": "Заявления не регистрируют вовремя.", "grade": "плохо"}
        sent = one.send(here, here, **said)
        assert "назовите документ" in faults(sent.text)[0]
        sent = one.send(here, here, **said | {"grade": ""})
        assert sent.status_code == 303, faults(sent.text)
        assert "Сведения о соответствии регламенту" in one.get(here).text

        said = {"service": SERVICE, "clause": "п. 15", "words": "Регистрировать в день подачи."}
        said |= {"unit": "sovetsky", "year": str(YEAR - 1)}
        said |= {"rests_on": f"case/c1/registration\ndossier/evaluation/{YEAR}/d/{SERVICE}"}
        wrong = one.send("/cycle/proposals", "/cycle/proposals", **said | {"rests_on": "c1"})
        assert "Ссылка не понята" in faults(wrong.text)[0]
        sent = one.send("/cycle/proposals", "/cycle/proposals", **said)
        assert sent.status_code == 303, faults(sent.text)
        proposal = sent.headers["location"]
        assert f"{SERVICE} · {YEAR - 1}" in one.get("/cycle/proposals").text
        sent = one.send(f"{proposal}/decide", proposal, decision="accepted", **MAYOR)
        assert sent.status_code == 303, faults(sent.text)
    with office.browser("oper") as one:
        done = {"done_on": "02.06.2025", "document": "Приказ № 5", "words": "Порядок изменён."}
        sent = one.send(f"{proposal}/fulfil", proposal, **done)
        assert sent.status_code == 303, faults(sent.text)
    with office.browser("office") as one:
        name = proposal.rpartition("/")[2]
        graph = one.get(f"/cycle/graph?of=dossier/proposal/{name}").text
        assert 'href="/cases/c1"' in graph
        assert f"dossier/evaluation/{YEAR}/d/{SERVICE}" in graph
        assert "Исполнено: Приказ № 5" in graph
        back = one.get(f"/cycle/graph?of=dossier/evaluation/{YEAR}/d/{SERVICE}").text
        assert f"dossier/proposal/{name}" in back
        missing = one.get("/cycle/graph?of=dossier/proposal/none")
        assert missing.status_code == 404
    with office.browser("other") as one:
        # Another unit's case is not his, and the graph says no more than that it is not there.
        graph = one.get(f"/cycle/graph?of=dossier/proposal/{name}").text
        assert "здесь этого нет или это не ваше" in graph
