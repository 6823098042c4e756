"""A case page: what stands, what happened, what was known when, what was said."""

from __future__ import annotations

import csv
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from sroki.events.base import visit_key
from sroki.events.i18n import LANGUAGES, Lang
from sroki.workflows.explanation import Explanation
from tests.support.rulebooks import KRSK
from tests.support.told import Teller, local
from tests.web.world import World


def case(client: TestClient, key: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/cases/{key}.json").json()
    return found


def told(client: TestClient, world: World, key: str, lang: Lang = "ru") -> tuple[str, Explanation]:
    """The page of a case, its entities resolved, and what it should tell."""
    found = world.explain(key, lang)
    assert found is not None
    return unescape(client.get(f"/cases/{key}?lang={lang}").text), found


def test_the_page_cites_and_counts(client: TestClient) -> None:
    page = client.get("/cases/listed-late").text
    assert "Максимальный срок административной процедуры составляет 23 дня." in page
    assert "п. 23 абз. 6" in page
    assert "с переносом с 12.04" in page
    assert "день события, в срок не входит (ГК РФ ст. 191)" in page
    assert "СП-120" in page
    assert "−8 дней" in page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["listed-late", "corrected", "silent", "old-edition"])
def test_the_page_tells_all_of_the_explanation(
    client: TestClient, world: World, key: str, lang: Lang
) -> None:
    page, found = told(client, world, key, lang)
    assert found.summary in page
    assert found.chapters
    for chapter in found.chapters:
        assert chapter.title in page
        assert all(line in page for line in chapter.says)
    for story in found.deadlines:
        if story.counting is not None:
            assert story.words in page
            assert all(day.reason in page for day in story.counting.days)


def test_deadlines_are_given_to_the_receipt(client: TestClient) -> None:
    found = client.get("/cases/listed-late/deadlines").json()
    by_rule = {one["rule"]: one for one in found["deadlines"]}
    assert by_rule["list"] == {
        "rule": "list",
        "instance": "",
        "title": "Формирование и утверждение списка",
        "clause": "п. 23 абз. 6",
        "state": "late",
        "proof": "proven",
        "started_on": "2025-03-20",
        "due_raw_on": "2025-04-12",
        "due_on": "2025-04-14",
        "preliminary": False,
        "ended_on": "2025-04-22",
        "days_left": -8,
    }
    assert by_rule["notice"]["days_left"] == 4
    assert client.get("/cases/nobody/deadlines").status_code == 404


def test_deadlines_as_a_table_say_the_same(client: TestClient) -> None:
    text = client.get("/cases/listed-late.csv").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    given = client.get("/cases/listed-late/deadlines").json()["deadlines"]
    assert [(row["rule"], row["due_on"], row["days_left"]) for row in rows] == [
        (one["rule"], one["due_on"], str(one["days_left"])) for one in given
    ]


def test_a_running_deadline_already_due_is_told_as_presumed(world: World) -> None:
    client = TestClient(world.app())
    now = world.now
    try:
        world.now = local("2025-04-25 00:00")
        found = {one["rule"]: one for one in case(client, "due-today")["deadlines"]}
    finally:
        world.now = now
    assert (found["file"]["state"], found["file"]["proof"]) == ("overdue", "presumed")
    assert found["file"]["days_left"] == -1


def test_what_was_corrected_is_struck_out_and_what_conflicts_is_shown(client: TestClient) -> None:
    page = client.get("/cases/corrected").text
    assert "<s>заявление зарегистрировано</s>" in page
    assert "Разночтения" in page
    found = case(client, "corrected")
    assert [one["event"]["id"] for one in found["conflicts"]] == ["corrected-1"]
    assert found["conflicts"][0]["event"]["occurred_at"] == "2025-04-10T01:00:00Z"


def test_events_can_be_read_in_the_order_they_became_known(client: TestClient) -> None:
    happened = client.get("/cases/corrected").text
    known = client.get("/cases/corrected?order=known").text
    first, later = "11.04.2025 18:00", "выдана расписка-уведомление"
    assert known.index(later, known.index('id="events"')) < known.index(
        first, known.index('id="events"')
    )
    assert "В порядке событий" in known
    assert "В порядке поступления" in happened


def test_a_retraction_says_what_caused_it(client: TestClient) -> None:
    found = case(client, "corrected")
    taken_back = [one for one in found["findings"] if one["kind"] == "retraction"]
    assert taken_back
    assert "пришла запись corrected-4" in client.get("/cases/corrected").text


def test_numbers_of_the_register_stay_out_of_files(client: TestClient) -> None:
    for suffix in (".json", ".csv", "/deadlines"):
        assert "СП-120" not in client.get(f"/cases/listed-late{suffix}").text
    for path in ("/", "/findings"):
        assert "СП-120" in client.get(path).text
        assert "СП-120" not in client.get(f"{path}.json").text
        assert "СП-120" not in client.get(f"{path}.csv").text


def test_no_edition_is_said_and_nothing_is_judged(client: TestClient) -> None:
    assert case(client, "old-edition")["deadlines"] == []
    assert "не известна" in client.get("/cases/old-edition").text


def test_an_unknown_case_is_a_page_too(client: TestClient) -> None:
    for path in ("/cases/nobody", "/cases/nobody.json", "/cases/nobody.csv", "/cases/a/b/c"):
        assert client.get(path).status_code == 404
    assert "К доске сроков" in client.get("/cases/nobody").text


def test_an_id_may_look_like_a_file(tmp_path: Path) -> None:
    world = World(tmp_path / "sroki.db")
    case = Teller("odd.csv")
    event = case("submitted", "2025-03-20", channel="site")
    world.tell(event.model_copy(update={"received_at": event.occurred_at}))
    for ticket in ("7", 'Ж 7?#%"'):
        visit = Teller("")("queue_joined", "2025-03-20 09:00", ticket=ticket)
        world.tell(visit.model_copy(update={"received_at": visit.occurred_at}))
    world.on(local("2025-03-21 10:00"))
    client = TestClient(world.app())
    try:
        answer = client.get("/cases/odd.csv")
        assert answer.headers["content-type"].startswith("text/html")
        assert 'href="/cases/odd.csv.json"' in answer.text
        assert client.get("/cases/odd.csv.json").json()["key"] == "odd.csv"
        assert client.get("/cases/odd").status_code == 404
        key = visit_key(KRSK, "zheleznodorozhny", "7")
        assert "Ожидание в очереди" in client.get(f"/cases/{key}").text
        assert client.get(f"/cases/{key}/deadlines").json()["deadlines"][0]["state"] == "overdue"
        strange = visit_key(KRSK, "zheleznodorozhny", 'Ж 7?#%"')
        name = client.get(f"/cases/{quote(strange)}.csv").headers["content-disposition"]
        assert name == 'attachment; filename="sroki-visit-04701000-zheleznodorozhny---7----.csv"'
        assert strange in unescape(client.get(f"/cases/{quote(strange)}").text)
    finally:
        world.close()


def test_the_picture_has_words_for_those_who_do_not_see_it(client: TestClient) -> None:
    page = client.get("/cases/listed-late").text
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert '<title id="tl-title">Ход дела listed-late</title>' in picture
    assert '<desc id="tl-desc">' in picture
    assert "Сегодня, 24.04.2025" in picture
    assert picture.count('class="tl-due"') == 7
