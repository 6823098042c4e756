"""The figures of a period, and from a number to the cases behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.projections.figures import Asked
from sroki.projections.queries.reading import Reading, read
from sroki.projections.scope import Scope
from sroki.projections.web import counted as counted_of_pages
from sroki.projections.web.counted import Counts, live, recounted
from sroki.projections.web.indicator_periods import before
from sroki.workflows.period_words import parse_span
from tests.support.rulebooks import KRSK
from tests.web.world import World, city

HALF = "period=2025-H1"
SPAN = parse_span("2025-H1", date(2025, 7, 1))
TIMELY = "registration_timely_share"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    with city(tmp_path / "sroki.db") as found:
        yield found


def figure(client: TestClient, name: str, more: str = "") -> dict[str, Any]:
    found = client.get(f"/indicators.json?{HALF}{more}").json()["figures"]
    return next(dict(one) for one in found if one["indicator"] == name)


def test_figures_are_told_with_norm_verdict_and_what_they_hide(client: TestClient) -> None:
    # Once they are recounted, the page shows the recount.
    p5 = figure(client, "p5")
    page = client.get(f"/indicators?{HALF}")
    assert page.status_code == 200
    assert p5["shown"] in page.text
    assert "не больше 100 %" in page.text
    assert "Что скрывает формула" in page.text
    assert '<svg class="months"' in page.text
    assert "приёмная кампания весна 2025" in page.text


def test_the_page_is_had_in_english(client: TestClient) -> None:
    assert "What the formula hides" in client.get(f"/indicators?{HALF}&lang=en").text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("январь–сентябрь 2025", "01.01.2025 – 30.09.2025"),
        ("spring 2025", "15.03.2025 – 15.04.2025"),
        ("01.04.2025–10.04.2025", "01.04.2025 – 10.04.2025"),
        ("", "01.01.2025 – 30.06.2025"),
    ],
)
def test_periods_are_said_as_people_say_them(client: TestClient, said: str, shown: str) -> None:
    answer = client.get("/indicators", params={"period": said})
    assert answer.status_code == 200
    assert shown in answer.text


def test_a_period_that_is_not_understood_says_what_is(client: TestClient) -> None:
    answer = client.get("/indicators?period=вчера")
    assert answer.status_code == 422
    assert "период «вчера» непонятен" in answer.text
    assert "январь–сентябрь 2026" in answer.text
    assert client.get("/indicators.json?period=вчера").status_code == 422


def test_a_number_opens_its_cases(client: TestClient) -> None:
    found = client.get(f"/indicators/{TIMELY}.json?{HALF}&size=2").json()
    assert found["total"] == figure(client, TIMELY)["counted"]["spans"]
    assert len(found["rows"]) == 2
    page = client.get(f"/indicators/{TIMELY}?{HALF}").text
    assert f"/cases/{found['rows'][0]['case_id']}" in page
    table = client.get(f"/indicators/{TIMELY}.csv?{HALF}").text
    assert table.startswith("\ufeffindicator;service;case_id")
    assert len(table.splitlines()) == found["total"] + 1
    assert client.get(f"/indicators/nothing?{HALF}").status_code == 404


def test_the_cases_of_another_unit_are_not_seen(own: World) -> None:
    client = TestClient(own.app())
    all_of_them = client.get(f"/indicators/{TIMELY}.json?{HALF}&size=1000").json()
    own.scope = Scope.of((KRSK, "kirovsky"))
    seen = client.get(f"/indicators/{TIMELY}.json?{HALF}&size=1000").json()
    assert 0 < seen["total"] < all_of_them["total"]
    assert {row["unit"] for row in seen["rows"]} == {"kirovsky"}
    # The same page was counted for somebody else: what was remembered of it is not his.
    assert figure(client, TIMELY)["counted"]["spans"] == seen["total"]
    assert "sovetsky" not in client.get(f"/indicators.csv?{HALF}&unit=sovetsky").text
    units = {part["code"] for part in figure(client, TIMELY)["by"]}
    assert "sovetsky" not in units
    own.scope = Scope.of(("00000000", None))
    assert client.get(f"/indicators?{HALF}").status_code == 404


def test_live_figures_are_those_of_a_recount(world: World) -> None:
    for unit in (None, "kirovsky"):
        asked, earlier = Asked(SPAN, KRSK, unit=unit), before(SPAN, [])
        with world.database.reading() as connection:
            reading = read(connection, world.now, world.names)
            now, then = live(reading, asked, earlier), recounted(reading, asked, earlier)
        assert len(now.figures) > 8
        for shown, counted in ((now.figures, then.figures), (now.before, then.before)):
            known = {one.indicator.id: one for one in counted}
            for one in shown:
                exact = known[one.indicator.id]
                assert one.value == exact.value, one.name
                parts = {(part.dimension, part.code): part.value for part in exact.slices}
                for part in one.slices:
                    assert part.value == parts[part.dimension, part.code], one.name


def test_a_page_waits_for_no_recount(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if a recount took long.
    monkeypatch.setattr(counted_of_pages, "_CHEAP", -1)
    counts, asked, earlier = Counts(), Asked(SPAN, KRSK), before(SPAN, [])

    @contextmanager
    def look() -> Iterator[Reading]:
        with world.database.reading() as connection:
            yield read(connection, world.now, world.names)

    with look() as reading:
        first = counts.of(reading, asked, earlier, look)
        assert (first.live, first.at, first.running) == (True, None, False)
        assert "open_overdue" not in {one.indicator.id for one in first.figures}
        counts.of(reading, asked, earlier, look, demanded=True)
        counts.finish()
        second = counts.of(reading, asked, earlier, look)
        assert (second.live, second.at, second.running) == (False, world.now, False)
        assert len(second.figures) > len(first.figures)


def test_data_that_a_program_has_already_is_not_sent_again(client: TestClient) -> None:
    tag = client.get(f"/indicators.json?{HALF}").headers["ETag"]
    again = client.get(f"/indicators.json?{HALF}", headers={"If-None-Match": tag})
    assert again.status_code == 304
