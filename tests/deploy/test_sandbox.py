"""The sandbox says of a pasted event what the intake would, and keeps nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.ticker import Ticker
from sroki.projections.web.sandbox import EXAMPLE
from tests.deploy.wires import filed, item, number, wire


@pytest.fixture
def http(embedded: Embedded) -> Iterator[TestClient]:
    app = build(embedded, Ticker(embedded.clock, 1, embedded.tick))
    with TestClient(app, client=("127.0.0.1", 1), follow_redirects=False) as found:
        yield found


def paste(http: TestClient, said: Any) -> str:
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    answer = http.post("/sandbox", data={"event": text})
    assert answer.status_code == 200
    return answer.text


def test_the_example_is_well(http: TestClient) -> None:
    assert "ru.sroki.submitted.v1" in http.get("/sandbox").text
    assert "Событие 1: принято" in paste(http, EXAMPLE)


def test_every_outcome_with_its_reason_and_place(http: TestClient) -> None:
    wrong = {**filed("c2", "2025-04-01 08:00"), "time": "yesterday"}
    newer = {**filed("c3", "2025-04-01 08:00"), "type": "ru.sroki.submitted.v9"}
    strange = filed("c4", "2025-04-01 08:00", colour="red")
    page = paste(http, [filed("c1", "2025-04-01 08:00"), wrong, newer, strange])
    for said in ("Событие 1: принято", "Событие 2: отклонено", "Событие 3: отложено"):
        assert said in page
    assert "/time" in page
    assert "/data/colour" in page
    waits = paste(http, wire("receipt_issued", "2025-04-01 08:30", **number("7")))
    assert "не связано с делом" in waits


def test_lines_are_taken_as_validate_takes_them(http: TestClient) -> None:
    lines = "\n".join(json.dumps(filed(f"c{n}", "2025-04-01 08:00")) for n in range(3))
    assert "Событие 3: принято" in paste(http, lines)
    assert "Проверять нечего" in paste(http, " ")
    assert "отклонено" in paste(http, "<script>")
    assert "Событие 1: отклонено" in paste(http, "[1]")


def test_nothing_is_kept(http: TestClient, embedded: Embedded) -> None:
    paste(http, filed("c1", "2025-04-01 08:00", **number("77")))
    paste(http, {"a": 1})
    with embedded.database.reading() as connection:
        for table in ("subject", "alias", "sealed", "audit"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table  # noqa: S608


def test_too_much_is_sent_to_the_command(http: TestClient) -> None:
    answer = http.post("/sandbox", data={"event": "x" * 600_000})
    assert answer.status_code == 413
    assert "sroki validate" in answer.text


def test_a_source_shows_what_of_it_waits(http: TestClient, embedded: Embedded) -> None:
    embedded.take([item(filed("c1", "2025-04-01 08:00"))])
    embedded.take([item(wire("receipt_issued", "2025-04-01 08:30", **number("7")))])
    page = http.get("/sources").text
    assert "не связано с делом: 1" in page
    assert http.get("/sources.json").json()["waiting"] == {"urn:krsk:edms": {"unlinked": 1}}
