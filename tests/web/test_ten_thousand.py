"""A board of ten thousand overdue deadlines: counts that are true, pages that leave out nothing.

How long a page takes is measured by `python -m benchmarks board`; here it is how many rows and
statements it takes, which no machine changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from sroki.projections.tables import NO_NECESSITY, DeadlineRow, DueTallyRow, SubjectRow
from tests.support.rulebooks import KRSK, SERVICE
from tests.web.world import World

UNITS = tuple(f"unit-{number:02}" for number in range(25))
EACH = 400
PLACE: dict[str, Any] = {"generation": 0, "partition": 0, "authority": KRSK, "service": SERVICE}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    world = World(tmp_path_factory.mktemp("many") / "sroki.db")
    stock(world)
    yield TestClient(world.app(), follow_redirects=False)
    world.close()


def stock(world: World) -> None:
    """Each unit has as many overdue registrations, a quarter of them presumed."""
    with world.database.reading() as connection:
        generation = connection.exec_driver_sql("SELECT max(generation) FROM partition").scalar()
    place = PLACE | {"generation": generation}
    subjects, deadlines, tally = [], [], Counter[tuple[Any, ...]]()
    for unit, number in product(UNITS, range(EACH)):
        due_at = datetime(2025, 2, 1, 16, 59, tzinfo=UTC) - timedelta(days=number % 40)
        proof = "presumed" if number % 4 == 0 else "proven"
        key = f"{unit}-{number}"
        subjects.append(place | {"key": key, "kind": "case", "unit": unit, "stage": "registration"})
        deadlines.append(
            place
            | {"subject": key, "rule": "registration", "instance": "", "unit": unit}
            | {"clause": "3.1", "state": "overdue", "proof": proof, "due_at": due_at}
            | {"due_on": due_at.date(), "started_by": f"{key}-1"}
        )
        tally[unit, proof, due_at] += 1
    with world.database.writing() as connection:
        connection.execute(insert(SubjectRow), [_whole(SubjectRow, one) for one in subjects])
        connection.execute(insert(DeadlineRow), [_whole(DeadlineRow, one) for one in deadlines])
        connection.execute(
            insert(DueTallyRow),
            [
                place
                | {"unit": unit, "rule": "registration", "state": "overdue", "proof": proof}
                | {"due_at": due_at, "necessary_on": NO_NECESSITY, "deadlines": number}
                for (unit, proof, due_at), number in tally.items()
            ],
        )


def _whole(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    return model(**values).model_dump()  # type: ignore[no-any-return]


def test_counts_are_true_and_no_page_leaves_out_a_row(client: TestClient) -> None:
    first = client.get("/.json?what=attention").json()
    assert (first["counts"]["overdue"], first["counts"]["presumed"]) == (7500, 2500)
    assert (first["total"], first["pages"]) == (10_000, 200)
    seen, due, at = Counter[str](), [], "/.json?what=attention&size=1000"
    while at:
        page = client.get(at).json()
        seen.update(row["case_id"] for row in page["rows"])
        due += [row["due_at"] for row in page["rows"]]
        at = page["next"]
    assert len(seen) == 10_000 == sum(seen.values())
    assert due == sorted(due)
    lines = client.get("/.csv?what=attention").text.splitlines()
    assert len(lines) == 10_001


def test_the_last_page_is_said_to_be_the_last(client: TestClient) -> None:
    page = client.get("/?what=attention&page=200").text
    assert "Показаны 9951–10000 из 10000" in page
    assert 'rel="next"' not in page


def test_by_units_every_unit_is_there_with_its_number(client: TestClient) -> None:
    pages = [client.get(f"/?what=attention&group=unit&page={number}").text for number in (1, 2)]
    assert [page.count('<h3 id="list-') for page in pages] == [20, 5]
    assert all(page.count("все 400 сроков") == page.count('<h3 id="list-') for page in pages)


@pytest.mark.parametrize("path", ["/", "/?page=150", "/?what=presumed", "/changes"])
def test_a_page_reads_as_many_rows_as_it_shows(client: TestClient, path: str) -> None:
    """Whatever the store holds: the list's own rows, and tallies."""
    client.get("/")
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, sql: str, *_: Any) -> None:
        asked.append(sql)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert 0 < len(asked) <= 40
