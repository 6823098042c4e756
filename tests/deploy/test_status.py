"""The page of applicants: what it says in each state, how often, and what it never says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.deploy.embedded import Embedded
from sroki.deploy.pacing import BURST, EVERY, Pacing
from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from sroki.projections import audit
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import filed, item, number, wire
from tests.support.rulebooks import KRSK
from tests.support.told import local

FAR = ("203.0.113.5", 40000)
UNIT = f"{KRSK}/sovetsky"


@contextmanager
def asked_from(embedded: Embedded, client: tuple[str, int] = FAR) -> Iterator[TestClient]:
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=client, follow_redirects=False) as found:
        yield found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Embedded]:
    with shell(tmp_path / "s.db", "2025-04-01 09:00", status_page=True) as found:
        yield found


@pytest.fixture
def http(office: Embedded) -> Iterator[TestClient]:
    with asked_from(office) as found:
        yield found


def told(office: Embedded, *events: Any) -> None:
    answers = office.take([item(one) for one in events])
    assert {one.name for one in answers} == {"taken"}, answers


def opened(office: Embedded) -> None:
    """Filed and registered as № СП-15 on 1 April 2025."""
    told(
        office,
        filed("c1", "2025-04-01 08:00", **number("СП-15")),
        wire("registered", "2025-04-01 08:30", case_id="c1", number="СП-15", year=2025),
        wire("receipt_issued", "2025-04-01 08:40", case_id="c1"),
    )


def watermark(to: str, at: str) -> Any:
    until = f"{to.replace(' ', 'T')}:00+07:00"
    event = wire("source_watermark", at, role="edms", complete_to=until)
    event["data"] |= {"unit": "sovetsky"}
    return event


def ask(http: TestClient, said: str = "СП-15", unit: str = UNIT, year: str = "2025") -> Any:
    return http.post("/status.json", data={"number": said, "unit": unit, "year": year})


def test_the_step_and_the_next_due_day(office: Embedded, http: TestClient) -> None:
    opened(office)
    answer = ask(http)
    assert answer.status_code == 200
    said = answer.json()
    assert said["progress"] == "under_way"
    assert said["step"].startswith("Формирование комплекта документов")
    assert said["next_due"]["due_on"] == "2025-04-07"
    assert said["says"][0].startswith("Сейчас идёт: «Формирование комплекта")
    assert "07.04.2025 включительно" in said["says"][1]
    page = http.post("/status", data={"number": "сп-15", "unit": UNIT})
    assert page.status_code == 200
    assert said["says"][1].split(":")[0] in page.text
    assert "Данные на 01.04.2025" in page.text


def test_late_only_when_the_source_has_told(office: Embedded, http: TestClient) -> None:
    told(office, filed("c1", "2025-04-01 08:00", **number("СП-15")))
    set_clock(office, "2025-04-04 09:00")
    unheard = ask(http).json()
    assert unheard["progress"] == "unheard"
    assert "данные на 01.04.2025" in " ".join(unheard["says"])
    assert unheard["appeal"] == []
    assert "истёк" not in " ".join(unheard["says"])
    told(office, watermark("2025-04-03 23:00", "2025-04-04 08:00"))
    set_clock(office, "2025-04-04 09:01")
    late = ask(http).json()
    assert late["progress"] == "overdue"
    assert "Срок истёк 02.04.2025" in " ".join(late["says"])
    assert late["known_on"] == "2025-04-03"
    words = " ".join(one["words"] for one in late["appeal"])
    assert "в течение пятнадцати рабочих дней" in words
    page = http.post("/status", data={"number": "СП-15", "unit": UNIT, "year": "2025"}).text
    assert "Что делать, если срок нарушен" in page
    assert words.split("Жалоба, ")[-1][:40] in page


@pytest.mark.parametrize("outcome", ["included", "not_included"])
def test_after_the_notice_neither_outcome_nor_ground(
    office: Embedded, http: TestClient, outcome: str
) -> None:
    opened(office)
    notice = wire("notice_sent", "2025-04-10 12:00", case_id="c1", outcome=outcome, channel="post")
    refusal = wire("refused", "2025-04-09 12:00", case_id="c1", ground="no_right")
    set_clock(office, "2025-04-11 09:00")
    told(office, *([refusal] if outcome == "not_included" else []), notice)
    answer = ask(http)
    assert answer.json()["says"] == ["Решение принято, уведомление направлено 10.04.2025."]
    page = http.post("/status", data={"number": "СП-15", "unit": UNIT}).text
    for forbidden in ("included", "включ", "отказ", "no_right", "основан", "c1<"):
        assert forbidden not in page + answer.text, forbidden


def test_a_complaint_is_nobody_elses_business(office: Embedded, http: TestClient) -> None:
    opened(office)
    before = ask(http).json()
    told(office, wire("complaint_filed", "2025-04-01 08:50", case_id="c1", complaint="k", ground=2))
    after = ask(http).json()
    assert (before["next_due"], before["says"]) == (after["next_due"], after["says"])


def test_wrong_and_absent_are_answered_alike(office: Embedded, http: TestClient) -> None:
    opened(office)
    other = f"{KRSK}/kirovsky"
    asked = [
        ("СП-15", other, "2025"),
        ("СП-15", UNIT, "2024"),
        ("СП-99", UNIT, "2025"),
        ("СП-15", "99999999/sovetsky", "2025"),
        ("СП-15", "sovetsky", "2025"),
        ("СП-15", UNIT, "год"),
    ]
    answers = [ask(http, *one) for one in asked]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
    pages = [
        http.post("/status", data={"number": "X", "unit": unit, "year": "2025"})
        for unit in (UNIT, other)
    ]
    assert {one.status_code for one in pages} == {404}
    assert len({one.text.replace(" selected", "") for one in pages}) == 1


def test_beside_the_number_the_day_of_filing_may_have_to_be_known(tmp_path: Path) -> None:
    with (
        shell(tmp_path / "f.db", status_page=True, status_factor="filing_day") as office,
        asked_from(office) as http,
    ):
        opened(office)
        asked = {"number": "СП-15", "unit": UNIT, "year": "2025"}
        answers = [
            http.post("/status.json", data=asked | {"filed_on": day})
            for day in ("2025-04-02", "", "вчера", "2025-02-30")
        ]
        answers.append(http.post("/status.json", data=asked | {"number": "СП-99"}))
        assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}
        for day in ("2025-04-01", "01.04.2025"):
            assert http.post("/status.json", data=asked | {"filed_on": day}).status_code == 200
        assert 'type="date"' in http.get("/status").text


def test_how_to_complain_is_said_in_the_words_of_the_acts(
    office: Embedded, http: TestClient
) -> None:
    told(office, filed("c1", "2025-04-01 08:00", **number("СП-15")))
    set_clock(office, "2025-04-04 09:00")
    told(office, watermark("2025-04-03 23:00", "2025-04-04 08:00"))
    set_clock(office, "2025-04-04 09:01")
    clauses = [one["clause"] for one in ask(http).json()["appeal"]]
    assert clauses[0] == "п. 2 ч. 1 ст. 11.1 Федерального закона № 210-ФЗ"
    page = http.post("/status", data={"number": "СП-15", "unit": UNIT, "year": "2025"}).text
    assert "Жалоба подается в письменной форме" in page
    assert all(one in page for one in clauses)


def test_a_number_borne_by_two_cases_is_answered_for_neither(
    office: Embedded, http: TestClient
) -> None:
    for case, year in (("c1", 2024), ("c2", 2025)):
        told(office, filed(case, f"{year}-04-01 08:00", **number("15", year)))
    assert ask(http, "15", year="").status_code == 404
    assert ask(http, "15", year="2025").status_code == 200


def test_an_address_that_asks_too_often_is_told_when_to_come_back(
    office: Embedded, http: TestClient
) -> None:
    assert {ask(http).status_code for _ in range(BURST)} == {404}
    answer = ask(http)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == EVERY.total_seconds() + 1
    page = http.post("/status", data={"number": "СП-15", "unit": UNIT})
    assert page.status_code == 429
    assert "Попробуйте через 1 минуту" in page.text
    with asked_from(office, ("203.0.113.6", 1)) as neighbour:
        assert ask(neighbour).status_code == 404


def test_a_bucket_fills_again_evenly() -> None:
    pacing, now = Pacing(), local("2025-04-01 09:00")
    assert [pacing.wait("a", now) for _ in range(BURST)] == [None] * BURST
    assert pacing.wait("a", now) == now + EVERY
    assert pacing.wait("a", now + EVERY - timedelta(seconds=1)) == now + EVERY
    assert pacing.wait("a", now + EVERY) is None
    assert pacing.wait("a", now + EVERY) == now + 2 * EVERY
    assert pacing.wait("a", now - timedelta(days=1)) is not None
    assert pacing.wait("a", now - timedelta(days=1) + EVERY) is None


def test_a_subscriber_of_ipv6_is_one_asker() -> None:
    pacing, now = Pacing(), local("2025-04-01 09:00")
    waits = [pacing.wait(f"2001:db8:1:2::{one:x}", now) for one in range(BURST + 1)]
    assert waits[-1] is not None
    assert pacing.wait("2001:db8:1:3::1", now) is None


def test_open_to_everybody_and_nothing_else_is(http: TestClient) -> None:
    assert http.get("/status").status_code == 200
    assert http.get("/").status_code == 401
    assert http.get("/cases/c1").status_code == 401
    assert http.get("/status.csv").status_code == 401


def test_off_unless_switched_on(embedded: Embedded) -> None:
    with asked_from(embedded) as http:
        assert http.get("/status").status_code == 401
    with asked_from(embedded, ("127.0.0.1", 1)) as http:
        assert http.get("/status").status_code == 404


def test_a_number_leaves_no_trace(
    office: Embedded, http: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    opened(office)
    caplog.set_level(logging.DEBUG)
    ask(http)
    ask(http, "СП-77")
    assert "СП-" not in caplog.text
    with asked_from(office, ("127.0.0.1", 1)) as neighbour:
        assert "СП-15" not in neighbour.get("/metrics").text
    with office.database.reading() as connection:
        assert audit.count(connection) == 0


def test_a_huge_form_is_no_question(http: TestClient) -> None:
    assert ask(http, "9" * 100_000).status_code == 404


def test_a_case_that_no_edition_governs(office: Embedded, http: TestClient) -> None:
    told(office, filed("old", "2016-04-01 08:00", **number("3", 2016)))
    assert ask(http, "3", year="2016").json()["progress"] == "unknown"
