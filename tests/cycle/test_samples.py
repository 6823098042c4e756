"""The check of cases: a sample that anybody can draw again, and the papers of each case of it."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from sroki.workflows.audit_dossier import draw
from tests.cycle.conftest import SERVICE, YEAR, faults, line, with_plan
from tests.desk.conftest import Town

LIST = "/cycle/samples"
ASKED = {"service": SERVICE, "first_on": "01.01.2025", "last_on": "30.06.2025", "key": "rasp-14"}
_CHECK = re.compile(r'href="(/cycle/audits/new\?[^"]+)"')
_HIDDEN = re.compile(r'name="(case|rests_on|checklist)" value="([^"]+)"')
LINES = (line("1", "Проверка дел", "case_files", "2025-07-10"),)


def stands(town: Town) -> str:
    """How the line of the plan stands."""
    with town.browser("office") as one:
        return str(one.get("/cycle.json").json()["items"][0]["stands"])


def test_a_greater_sample_holds_the_smaller_and_order_is_nothing() -> None:
    cases = [f"c-{n}" for n in range(200)]
    drawn = [set(draw(cases, "key", size)) for size in (0, 1, 10, 50, 300)]
    assert all(less < more for less, more in pairwise(drawn))
    assert draw(reversed(cases), "key", 10) == draw(cases, "key", 10) != draw(cases, "other", 10)


def test_a_sample_is_drawn_looked_through_and_told_of(office: Town) -> None:
    with office.browser("office") as one:
        with_plan(one, LINES)
        assert stands(office) == "ahead"
        wrong = one.send(LIST, LIST, **ASKED | {"size": "0", "last_on": "1.1.2024"})
        assert len(faults(wrong.text)) == 2
        empty = one.send(LIST, LIST, **ASKED | {"size": "5", "first_on": "2025-06-01"})
        assert "не подано ни одного заявления" in faults(empty.text)[1]
        sent = one.send(LIST, LIST, **ASKED | {"size": "5"})
        assert sent.status_code == 303, faults(sent.text)
        here = sent.headers["location"]
        shown = one.get(here).text
        assert "Выборка дел: 2 из 2" in shown
        assert "Повторный отбор сейчас даёт те же дела" in shown
        assert (stands(office), "c2") == ("under_way", one.get(f"{here}.csv").text.split(";")[-4])
        checks = [unescape(path) for path in _CHECK.findall(shown)]
        for number, check in enumerate(checks):
            form = dict(_HIDDEN.findall(one.get(check).text))
            said = form | {"service": SERVICE, "looked_on": "2025-06-02", "met.certified": "yes"}
            said["met.journal"] = "no" if number else "yes"
            sent = one.send("/cycle/audits/new", check, **said)
            assert sent.status_code == 303, faults(sent.text)
        shown = one.get(here).text
        assert (len(checks), "записать проверку" in shown, stands(office)) == (2, False, "done")
        told = one.get(f"/cycle/evaluation/{YEAR}/f/{SERVICE}").text
        assert "проверенных дел без замечаний: 1 из 2" in told
        graph = one.get(f"/cycle/graph?of=dossier/sample/{here.rpartition('/')[2]}").text
        assert "dossier/audit/case-files-" in graph
    with office.browser("oper") as one:
        # A sample of all units is not one unit's.
        assert one.get(here).status_code == 404
        check = f"/cycle/audits/new?service={SERVICE}&checklist=case_files"
        said = {"service": SERVICE, "checklist": "case_files", "unit": "sovetsky", "case": "c2"}
        sent = one.send("/cycle/audits/new", check, **said, looked_on="2025-06-02")
        assert "Дела «c2» у этой услуги нет или оно не ваше" in faults(sent.text)[1]
