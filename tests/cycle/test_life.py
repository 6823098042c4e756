"""A year in the life of an office, through the forms of its pages, on a file and on a server.

The plan in January, the spring window, an audit of the site, an inspection, a survey, complaints
and a court, the papers of cases, what a unit tells, the half-year's figures checked and frozen, the
autumn, the evaluation, proposals and what came of them, the report and its publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest

from sroki.events.acts.evidence import Parameter
from sroki.events.acts.users import Role
from tests.cycle.conftest import MAYOR, SERVICE, YEAR, faults, line, with_plan
from tests.cycle.test_audits import SITE
from tests.deploy.commands import sroki
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import item, wire
from tests.desk.conftest import Browser, Town
from tests.desk.test_checking import OBJECTION, UNITS, everything, life
from tests.support.databases import ON_POSTGRES
from tests.support.rulebooks import KRSK

LINES = (
    line("1", "Проверка Сайта", "site", "2025-04-20"),
    line("2", "Осмотр помещений", "premises", "2025-06-10", "sovetsky"),
    line("3", "Опрос в местах приёма", "survey", "2025-06-30"),
    line("4", "Проверка дел", "case_files", "2025-07-05", "sovetsky"),
    line("5", "Сведения подразделения", "information", "2025-07-10", "sovetsky"),
    line("6", "Показатели за полугодие", "figures", "2025-07-20", period="I полугодие 2025"),
    line("7", "Показатели за год", "figures", "2026-01-20", period="2025 год"),
    line("8", "Жалобы и суд", "complaints", "2026-01-20"),
)
REPORT = f"/cycle/report/{YEAR}"
SAMPLED = {"service": SERVICE, "unit": "sovetsky", "size": "2", "key": "rasp-14"}
SPRING = {"first_on": "01.01.2025", "last_on": "30.06.2025"}
_CHECK = re.compile(r'href="(/cycle/audits/new\?[^"]+)"')
_HIDDEN = re.compile(r'name="(case|rests_on|checklist)" value="([^"]+)"')


@pytest.fixture(params=["sqlite", ON_POSTGRES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the year is kept."""
    if request.param == "sqlite":
        return tmp_path / "sroki.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def town(store: Path | str, tmp_path: Path) -> Iterator[Town]:
    """An office on 15 January 2025."""
    own = {"survey_page": True, "mark_key": tmp_path / "mark.key"}
    with shell(store, f"{YEAR}-01-15 09:00", **own) as embedded:
        yield let_in(Town(embedded))


def let_in(town: Town) -> Town:
    """Whoever has a part in the year."""
    town.let_in("office", Role.OFFICE)
    town.let_in("oper", Role.OPERATOR, units=("sovetsky",))
    town.let_in("other", Role.OPERATOR, units=("kirovsky",))
    return town


def test_a_year_in_the_life(town: Town, store: Path | str) -> None:
    the_year(town)
    town.embedded.close()
    verified = sroki("verify", "--replay", "--store", str(store))
    assert verified.code == 0, verified.err


def the_year(town: Town) -> None:
    """From the plan to what became of it, in whatever shell."""
    with at(town, "2025-01-20", "office") as office:
        with_plan(office, LINES)
        assert stands(office) == dict.fromkeys("1234567", "ahead") | {"8": "under_way"}
    take(
        town, "2025-04-01 12:00", [*life("in-time", "sovetsky", ""), *life("late", "sovetsky", "")]
    )
    take(town, "2025-04-01 13:00", [*life("open", "sovetsky", ""), *life("c-k", "kirovsky", "")])
    take(town, "2025-04-11 13:00", [answered("in-time", "2025-04-11")])
    with at(town, "2025-04-20", "office") as office:
        looked_at_the_site(office)
    with at(town, "2025-05-20", "oper") as oper:
        inspected(oper)
    with at(town, "2025-06-02", "office") as office:
        survey = opened_survey(office)
    people_answer(town, survey)
    take(town, "2025-06-20 12:30", [answered("late", "2025-06-20"), *appeals()])
    with at(town, "2025-07-02", "office") as office:
        assert stands(office)["3"] == "done"
        sample = post(office, "/cycle/samples", **SAMPLED, **SPRING)
    with at(town, "2025-07-03", "oper") as oper:
        papers_looked_through(oper, sample)
        told_by_the_unit(oper)
    with at(town, "2025-07-04", "office") as office:
        asked = f"/cycle/information/{YEAR}/5/sovetsky/{SERVICE}"
        post(office, f"{asked}/accept", asked)
    take(town, "2025-07-09 08:00", [said_everything("2025-07-08")])
    half_year(town)
    take(town, "2025-10-20 12:00", life("autumn", "sovetsky", "", on="2025-10-20"))
    take(
        town, "2025-11-10 13:00", [answered("autumn", "2025-11-10"), said_everything("2025-11-09")]
    )
    with at(town, "2026-01-12", "office") as office:
        frozen(office, drafted(office, "2025 год", "2026-01-11"), "2026-01-12")
        for parameter in Parameter:
            here = f"/cycle/evaluation/{YEAR}/{parameter.value}/{SERVICE}"
            post(office, here, conclusion="Порядок нужен другой.")
    proposal = proposed_and_done(town)
    with at(town, "2026-01-19", "office") as office:
        the_year_is_told(office)
        reported(office)
        nothing_can_be_deleted(office, survey, sample, proposal, REPORT)


def at(town: Town, day: str, login: str) -> Any:
    """Somebody's browser on the morning of a day; yesterday's sessions are over."""
    set_clock(town.embedded, f"{day} 09:00")
    return town.browser(login)


def take(town: Town, at: str, events: list[Any]) -> None:
    """What a source tells by a moment."""
    set_clock(town.embedded, at)
    answers = town.embedded.take(events)
    assert all(one.kept for one in answers), answers


def post(browser: Browser, to: str, page: str = "", **fields: Any) -> str:
    """Send a form that is to be taken; where it leads."""
    sent = browser.send(to, page or to, **fields)
    assert sent.status_code == 303, faults(sent.text)
    return str(sent.headers["location"])


def answered(case: str, on: str) -> Any:
    return item(wire("notice_sent", f"{on} 12:00", case_id=case, outcome="included"))


def said_everything(on: str) -> Any:
    """The source's word that all of a day and before it was told."""
    told = wire("source_watermark", f"{on} 23:59", role="edms", complete_to=f"{on}T23:59:00+07:00")
    told["data"]["unit"] = "all"
    return item(told)


def appeals() -> list[Any]:
    """A complaint about a specialist that is upheld a day late, and a court."""
    about = {"case_id": "late", "complaint": "ж-1"}
    return [
        item(wire("complaint_filed", "2025-05-20 10:00", ground=2, performer="sp-04", **about)),
        item(wire("complaint_registered", "2025-05-21 10:00", **about)),
        item(wire("complaint_decided", "2025-06-16 10:00", upheld=True, **about)),
        item(wire("court_decided", "2025-06-19 10:00", case_id="open", unlawful=True)),
    ]


def stands(browser: Browser) -> dict[str, str]:
    """How each line of the plan stands."""
    found = browser.get(f"/cycle.json?year={YEAR}").json()["items"]
    return {row["line"]: row["stands"] for row in found}


def looked_at_the_site(office: Browser) -> None:
    marks = {f"met.{code}": "yes" for code in SITE}
    page = f"/cycle/audits/new?service={SERVICE}&checklist=site"
    said = {"service": SERVICE, "checklist": "site", "looked_on": "2025-04-18", **marks}
    post(office, "/cycle/audits/new", page, **said)
    assert stands(office)["1"] == "done"


def inspected(oper: Browser) -> None:
    page = f"/cycle/audits/new?service={SERVICE}&checklist=premises"
    said = {"service": SERVICE, "checklist": "premises", "unit": "sovetsky"}
    said |= {"looked_on": "2025-05-20", "of.parking": "25", "part.parking": "2"}
    post(oper, "/cycle/audits/new", page, **said)
    assert stands(oper)["2"] == "done"


def opened_survey(office: Browser) -> str:
    said = {"form": "places", "service": SERVICE, "first_on": "02.06.2025", "last_on": "15.06.2025"}
    return post(office, "/cycle/surveys", **said, unit=UNITS)


def people_answer(town: Town, survey: str) -> None:
    """On a phone, on paper; a sheet entered twice is left out."""
    public = f"/survey/{KRSK}/{survey.rpartition('/')[2]}/sovetsky"
    with town.browser(address="198.51.100.7") as anybody:
        post(anybody, public, **{"q.waiting": "over_15"})
    with town.browser("oper") as oper:
        for _ in range(2):
            post(oper, f"{survey}/sheet", survey, unit="sovetsky", **{"q.waiting": "under_15"})
    with town.browser("office") as office:
        left_out(office, survey)
        told = office.get(f"{survey}.json").json()["results"][0]
        assert (told["sheets"], told["excluded"]) == (2, 1)


def left_out(office: Browser, survey: str) -> None:
    """The latest sheet."""
    sheet = re.findall(r'name="sheet" value="([^"]+)"', office.get(f"{survey}/sheets").text)[0]
    post(office, f"{survey}/sheets", sheet=sheet, reason="Внесён дважды")


def checks_of(browser: Browser, sample: str) -> list[str]:
    """Where the papers of each case of a sample that nobody looked at yet are looked at."""
    return [unescape(path) for path in _CHECK.findall(browser.get(sample).text)]


def look_at(browser: Browser, check: str, met: str) -> None:
    """Record what was seen in the papers of a case."""
    form = dict(_HIDDEN.findall(browser.get(check).text)) | {"service": SERVICE}
    said = {"looked_on": "2025-06-02", "met.certified": met}
    post(browser, "/cycle/audits/new", check, **form, **said)


def papers_looked_through(oper: Browser, sample: str) -> None:
    for check, met in zip(checks_of(oper, sample), ("yes", "no"), strict=True):
        look_at(oper, check, met)
    assert stands(oper)["4"] == "done"


def told_by_the_unit(oper: Browser) -> None:
    here = f"/cycle/information/{YEAR}/5/sovetsky/{SERVICE}"
    said = {"conforms.registration": "yes", "evidence.registration": "Журнал"}
    post(oper, f"{here}/submit", here, **said)


def drafted(office: Browser, period: str, as_of: str) -> str:
    said = {"period": period, "as_of": as_of, "answer_by": "2026-01-31"}
    return post(office, "/snapshots/new", **said, unit=UNITS)


def frozen(office: Browser, draft: str, on: str) -> None:
    post(office, f"{draft}/freeze", draft, act="Распоряжение № 12", dated=on)


def half_year(town: Town) -> None:
    """Drafted, answered by both units, one of which objects, and frozen."""
    with at(town, "2025-07-10", "office") as office:
        draft = drafted(office, "I полугодие 2025", "2025-07-09")
        assert stands(office)["6"] == "under_way"
    with town.browser("oper") as oper:
        post(oper, f"{draft}/sovetsky", row="p2/late", **OBJECTION)
        assert everything(oper, f"{draft}/sovetsky").status_code == 303
    with town.browser("other") as other:
        assert everything(other, f"{draft}/kirovsky").status_code == 303
    with town.browser("office") as office:
        frozen(office, draft, "2025-07-16")
        assert stands(office)["6"] == "done"


def proposed_and_done(town: Town) -> str:
    with at(town, "2026-01-14", "office") as office:
        said = {"service": SERVICE, "clause": "п. 23", "words": "Утверждать списки чаще."}
        rests_on = f"case/late/total_to_result\ndossier/evaluation/{YEAR}/d/{SERVICE}"
        proposal = post(office, "/cycle/proposals", **said, unit="sovetsky", rests_on=rests_on)
        post(office, f"{proposal}/decide", proposal, decision="accepted", **MAYOR)
    with at(town, "2026-01-15", "oper") as oper:
        done = {"done_on": "2026-01-15", "document": "Приказ № 5", "words": "Порядок изменён."}
        post(oper, f"{proposal}/fulfil", proposal, **done)
    return proposal


def the_year_is_told(office: Browser) -> None:
    """Everything is done; what people said stands beside what was found."""
    assert stands(office) == dict.fromkeys("1234567", "done") | {"8": "under_way"}
    complaint = office.get(f"/cycle/complaints.json?year={YEAR}").json()["complaints"][0]
    assert (complaint["ground"], complaint["performer"], complaint["upheld"]) == (2, "sp-04", True)
    assert complaint["decision"] == {
        "due_on": "2025-06-11",
        "ended_on": "2025-06-16",
        "broken": True,
    }
    shown = office.get(f"/cycle/complaints?year={YEAR}").text
    assert "<dt>Найдено</dt><dd>2</dd>" in shown
    found = office.get(f"/cycle/deviations.json?year={YEAR}").json()["deviations"]
    broken = {(one["subject"], one["rule"]) for one in found}
    assert {("late", "complaint_decision"), ("open", "total_to_result")} <= broken
    assert not broken & {("in-time", "total_to_notice"), ("late", "registration")}
    register = office.get(f"/cycle/deviations?year={YEAR}&size=200").text
    assert "Сверка за I полугодие 2025: ошибка данных (Служебная записка № 14)" in register
    told = office.get(f"/cycle/evaluation/{YEAR}/d/{SERVICE}").text
    assert "Чего не хватает по плану" not in told
    papers = office.get(f"/cycle/evaluation/{YEAR}/f/{SERVICE}").text
    assert "проверенных дел без замечаний: 1 из 2" in papers


def reported(office: Browser) -> None:
    """Drawn up, approved, published; a number of it is followed down to the event."""
    post(office, REPORT, words="Заявления рассматривают с опозданием.")
    assert office.get(f"{REPORT}/public.zip").status_code == 409
    post(office, f"{REPORT}/approve", REPORT, report="1", **MAYOR)
    with ZipFile(BytesIO(office.get(f"{REPORT}/public.zip").content)) as made:
        assert {"index.html", "report.pdf", "data/statements.csv"} <= set(made.namelist())
    placed = {"report": "1", "address": "https://city.example", "placed_on": "2026-01-19"}
    post(office, f"{REPORT}/place", REPORT, **placed)
    told = office.get(f"{REPORT}.json").json()["versions"][-1]["statements"]
    late = next(one for one in told if "case/late/total_to_notice" in one["shown_by"])
    graph = office.get(f"/cycle/graph?of=report/{YEAR}/1/{late['id']}").text
    assert "case/late/total_to_notice" in graph
    below = office.get("/cycle/graph?of=case/late/total_to_notice").text
    event = re.findall(r'mono"[^>]*>(event/late/[^<]+)<', below)[0]
    assert 'href="/cases/late#events"' in office.client.get("/cycle/graph?of=" + quote(event)).text


def nothing_can_be_deleted(office: Browser, *paths: str) -> None:
    """What is of the cycle is looked at or added to: no address takes anything away."""
    for path in (f"/cycle/plan/{YEAR}", f"/cycle/evaluation/{YEAR}/d/{SERVICE}", *paths):
        assert office.get(path).status_code == 200
        for way in ("DELETE", "PUT", "PATCH"):
            assert office.client.request(way, path).status_code == 405
