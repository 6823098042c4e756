"""The ledger, the sources, what was not taken, what is not assessed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sroki.events.acts.users import Role
from sroki.projections.scope import Scope
from sroki.projections.web.people import Visitor
from sroki.workflows.duties import Person
from tests.support.rulebooks import KRSK
from tests.web.world import World, city

SECRET = "Secret Name"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    with city(tmp_path / "sroki.db") as found:
        yield found


def test_the_ledger_is_told_from_the_latest(client: TestClient) -> None:
    whole = client.get("/findings.json?size=1000").json()
    times = [row["as_of"] for row in whole["rows"]]
    assert times == sorted(times, reverse=True)
    assert whole["total"] == len(times) > 50
    kinds = Counter(row["kind"] for row in whole["rows"])
    for kind, number in kinds.items():
        assert client.get(f"/findings.json?kind={kind}").json()["total"] == number
    lines = client.get("/findings.csv").text.splitlines()
    assert len(lines) - 1 == len(times)


def test_the_ledger_of_four_partitions_is_one(tmp_path: Path, client: TestClient) -> None:
    with city(tmp_path / "four.db", partitions=4) as four:
        other = TestClient(four.app()).get("/findings.json?size=1000").json()
    one = client.get("/findings.json?size=1000").json()
    assert {row["id"] for row in one["rows"]} == {row["id"] for row in other["rows"]}
    times = [row["as_of"] for row in other["rows"]]
    assert times == sorted(times, reverse=True)


def test_sources_are_told_with_their_watermarks(client: TestClient) -> None:
    found = client.get("/sources.json").json()
    assert found["sources"][0]["source"] == "/edms/krsk"
    roles = {(one["role"], one["unit"]): one["complete_to"] for one in found["watermarks"]}
    assert roles["edms", "*"] == "2025-04-18T16:00:00Z"
    page = client.get("/sources").text
    assert "18.04.2025 23:00" in page
    assert "назад" in page


def test_what_was_not_taken_is_shown_without_what_it_held(client: TestClient) -> None:
    for path in ("/rejects", "/rejects.json", "/rejects.csv", "/rejects?lang=en"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert SECRET not in answer.text
    found = client.get("/rejects.json").json()
    assert found["total"] == 4
    assert Counter(row["state"] for row in found["rows"]) == {
        "rejected": 2,
        "held": 1,
        "unlinked": 1,
    }
    assert client.get("/rejects.json?state=held").json()["total"] == 1
    page = client.get("/rejects").text
    assert "Версия 2 события «submitted» новее известной (1)" in page
    assert "/data/fio" in page


OPERATOR = Visitor(
    Person("u-oper", KRSK, frozenset(), frozenset({Role.OPERATOR})), "oper", "Оператор", form="form"
)


def test_a_replay_sends_only_what_is_there_and_ones_own(own: World) -> None:
    client = TestClient(own.app(), follow_redirects=False)
    own.visitor = OPERATOR
    ids = [row["id"] for row in client.get("/rejects.json").json()["rows"]]
    answer = client.post(
        "/rejects/replay",
        data={"id": [*map(str, ids[:2]), "9999"], "csrf": "form"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 303
    assert sorted(own.replayed) == sorted(ids[:2])
    assert "Принято 2." in client.get(answer.headers["location"]).text

    own.replayed.clear()
    own.scope = Scope.of((KRSK, "kirovsky"))
    client.post("/rejects/replay", data={"id": [str(ids[0])], "csrf": "form"})
    assert own.replayed == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(own: World, headers: dict[str, str]) -> None:
    client = TestClient(own.app(), follow_redirects=False)
    own.visitor = OPERATOR
    data = {"id": ["1"], "csrf": "form"}
    answer = client.post("/rejects/replay", data=data, headers=headers)
    assert answer.status_code == 403
    assert own.replayed == []


def test_what_expired_or_was_replayed_waits_no_more(own: World) -> None:
    client = TestClient(own.app())
    with own.database.writing() as connection:
        connection.exec_driver_sql("UPDATE sealed SET replayed_at = received_at WHERE id = 1")
        connection.exec_driver_sql(
            "UPDATE sealed SET expires_at = '2025-04-24 02:59:00.000000' WHERE id = 2"
        )
    assert client.get("/rejects.json").json()["total"] == 2
    assert sum(client.get("/.json").json()["not_taken"].values()) == 2


def test_a_case_whose_assessment_raised_stands_apart(own: World) -> None:
    with own.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE subject SET stage = 'not_assessed', fault = 'KeyError: <b>x</b>', crashes = 3"
            " WHERE key = 'late-0'"
        )
        connection.exec_driver_sql(
            "UPDATE stage_tally SET stage = 'not_assessed', subjects = 1 WHERE stage = 'no_edition'"
        )
    client = TestClient(own.app())
    assert client.get("/.json").json()["not_assessed"] == 1
    page = client.get("/quarantine").text
    assert "KeyError: &lt;b&gt;x&lt;/b&gt;" in page
    assert "late-0" in page
    assert "Дело не оценено." in client.get("/cases/late-0").text


def test_cases_without_an_edition_are_listed_and_counted(client: TestClient) -> None:
    found = client.get("/quarantine.json?stage=no_edition").json()
    assert [row["key"] for row in found["rows"]] == ["old-edition"]
    assert found["total"] == client.get("/.json").json()["no_edition"] == 1
