"""The board: counts that are true now, a list that matches them, a search that tells no number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.projections.queries.deadlines import What
from sroki.projections.scope import Scope
from sroki.projections.web.board import split_year
from tests.support.rulebooks import KRSK
from tests.support.told import local
from tests.web.world import UNITS, World, city


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[World]:
    """A city of the test's own."""
    with city(tmp_path / "sroki.db") as found:
        yield found


def board(client: TestClient, **asked: str | int) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/.json", params=asked).json()
    return found


def cases(client: TestClient, **asked: str | int) -> set[str]:
    return {row["case_id"] for row in board(client, **asked)["rows"]}


def test_each_tile_lists_what_it_counts(client: TestClient) -> None:
    counts = board(client)["counts"]
    late = {"late-0", "late-1", "late-2", "corrected", "listed-late"}
    assert cases(client, what="overdue") == late
    assert cases(client, what="presumed") == {"silent"}
    assert cases(client, what="today") == {"due-today"}
    assert cases(client, what="impossible") == {"too-tight"}
    assert cases(client, what="in_3") == {"due-today", "too-tight"}
    for what in ("overdue", "presumed", "today", "in_3", "in_7", "impossible"):
        assert counts[what] == board(client, what=what)["total"] > 0


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("unit", [None, *UNITS])
def test_the_list_has_as_many_rows_as_it_says(
    client: TestClient, what: What, unit: str | None
) -> None:
    asked = {"what": what.value} | ({"unit": unit} if unit else {})
    found = board(client, **asked)
    rows = found["rows"]
    while found["next"]:
        found = client.get(found["next"]).json()
        rows += found["rows"]
    table = list(csv.reader(StringIO(client.get("/.csv", params=asked).text), delimiter=";"))[1:]
    assert len(rows) == len(table) == found["total"]
    assert all(row["unit"] == unit for row in rows if unit)


def test_pages_are_cut_without_loss(client: TestClient) -> None:
    whole = board(client, what="open", size=1000)
    pages = board(client, what="open", size=7)["pages"]
    cut = [
        row
        for page in range(1, pages + 1)
        for row in board(client, what="open", size=7, page=page)["rows"]
    ]
    assert cut == whole["rows"]
    assert len(cut) > 14


@pytest.mark.parametrize("page", ["0", "-3", "999999", "x", "9" * 30, "²"])
def test_a_page_that_is_not_there_is_the_nearest(client: TestClient, page: str) -> None:
    found = board(client, page=page, what="open", size=10)
    assert 1 <= found["page"] <= found["pages"]
    assert found["rows"]


def test_breakdowns_add_up_to_the_whole(client: TestClient) -> None:
    found = board(client)
    for what in ("overdue", "presumed", "today", "in_3", "in_7", "impossible"):
        for lines in ("by_step", "by_unit"):
            assert sum(line[what] for line in found[lines]) == found["counts"][what]


def test_a_filter_narrows_tiles_and_list_alike(client: TestClient) -> None:
    found = board(client, unit="kirovsky", rule="registration", what="overdue")
    assert found["counts"]["overdue"] == found["total"] == 1
    assert [row["case_id"] for row in found["rows"]] == ["late-1"]
    assert {line["unit"] for line in found["by_unit"]} == set(UNITS[:2])  # others stay to choose


def test_what_is_overdue_does_not_wait_for_the_sweep(changing: World) -> None:
    client = TestClient(changing.app())
    before = board(client)["counts"]
    assert (before["today"], before["presumed"]) == (1, 1)

    changing.now = local("2025-04-25 00:00")  # midnight has passed, the sweep has not come by
    after = board(client)["counts"]
    assert after["presumed"] == before["presumed"] + before["today"]
    assert "due-today" in cases(client, what="presumed")

    changing.on(changing.now)
    assert board(client)["counts"] == after


def test_an_impossible_deadline_is_counted_from_the_day_after(changing: World) -> None:
    """A list not approved by 30.04 leaves no five days for the notice due on 05.05."""
    client = TestClient(changing.app())
    changing.now = local("2025-04-30 23:59")
    before = cases(client, what="impossible")
    assert "in-time-1" not in before
    changing.now = local("2025-05-01 00:00")
    unswept = board(client, what="impossible")
    assert {row["case_id"] for row in unswept["rows"]} >= before | {"in-time-1"}
    assert unswept["total"] == len(unswept["rows"])
    assert all(row["already_impossible"] for row in unswept["rows"])

    changing.on(changing.now)
    assert board(client, what="impossible")["rows"] == unswept["rows"]
    assert board(client)["counts"]["impossible"] == unswept["total"]


def test_a_scope_hides_what_is_not_ones_own(changing: World) -> None:
    client = TestClient(changing.app())
    whole = board(client)
    changing.scope = Scope.of((KRSK, "kirovsky"))
    own = board(client, size=1000, what="open")
    assert {row["unit"] for row in own["rows"]} == {"kirovsky"}
    assert own["counts"]["overdue"] < whole["counts"]["overdue"]
    assert [line["unit"] for line in own["by_unit"]] == ["kirovsky"]
    assert client.get("/cases/late-0").status_code == 404
    assert client.get("/cases/late-1").status_code == 200
    assert client.post("/find", data={"number": "СП-118"}).status_code == 404
    changing.scope = Scope.of(("52701000", None))
    assert board(client)["counts"]["running"] == 0


def test_four_partitions_show_the_same_board(tmp_path: Path, client: TestClient) -> None:
    with city(tmp_path / "four.db", partitions=4) as four:
        other = TestClient(four.app())
        for what in What:
            one, many = board(client, what=what.value), board(other, what=what.value)
            assert one["counts"] == many["counts"]
            assert sorted(map(str, one["rows"])) == sorted(map(str, many["rows"]))
            due = [row["due_at"] for row in many["rows"]]
            assert what is What.IMPOSSIBLE or due == sorted(due)


def test_a_number_leads_to_its_case_and_gets_into_no_address(client: TestClient) -> None:
    for typed in ("СП-118", " сп-118 ", "СП-118/2025", "СП-118 от 2025"):
        answer = client.post("/find", data={"number": typed})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/cases/late-0"
    assert client.post("/find", data={"number": "late-0"}).headers["location"] == "/cases/late-0"
    assert "get" not in client.get("/openapi.json").json()["paths"].get("/find", {})


def test_a_number_nobody_has_is_answered_kindly(client: TestClient) -> None:
    for typed in ("СП-999", "", "%", "'; DROP TABLE alias; --", "С" * 200):
        answer = client.post("/find", data={"number": typed})
        assert answer.status_code == 404
        assert "Дела с таким номером здесь нет" in answer.text


def test_a_number_of_two_cases_offers_both(changing: World) -> None:
    changing.add_alias("СП-118", 2024, "late-1")
    client = TestClient(changing.app(), follow_redirects=False)
    answer = client.post("/find", data={"number": "СП-118"})
    assert answer.status_code == 200
    assert "/cases/late-0" in answer.text
    assert "/cases/late-1" in answer.text
    dated = client.post("/find", data={"number": "СП-118/2024"})
    assert dated.headers["location"] == "/cases/late-1"


@pytest.mark.parametrize(
    ("typed", "number", "year"),
    [
        ("15/2017", "15", 2017),
        ("15 от 2017", "15", 2017),
        ("15-2017", "15", 2017),
        ("СП-118", "СП-118", None),
        ("15/20177", "15/20177", None),
        ("2017", "2017", None),
        ("15/0207", "15/0207", None),
    ],
)
def test_a_year_at_the_end_is_a_year(typed: str, number: str, year: int | None) -> None:
    assert split_year(typed) == (number, year)
