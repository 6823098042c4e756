"""What changed since somebody looked: every kind of it, and a mark that moves only when told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sroki.events.acts.users import Role
from sroki.projections.scope import Scope
from sroki.projections.web import changed
from sroki.projections.web.people import Visitor
from sroki.workflows.duties import Person
from tests.support.rulebooks import KRSK
from tests.support.told import Teller, local
from tests.web.world import UNITS, World, city

OPERATOR = Visitor(
    Person("u-oper", KRSK, frozenset(), frozenset({Role.OPERATOR})), "oper", "Оператор", form="form"
)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[World]:
    """A city of four partitions: of one it is the same, and less."""
    with city(tmp_path / "sroki.db", partitions=4) as found:
        yield found


@pytest.fixture
def reader(own: World) -> TestClient:
    """Somebody who has looked at the board as the city was furnished."""
    client = TestClient(own.app(), follow_redirects=False)
    assert client.get("/").status_code == 200
    return client


def told(client: TestClient, **asked: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/changes.json", params=asked).json()
    return found


def names(rows: list[dict[str, Any]]) -> set[str]:
    return {f"{one['subject']}/{one['rule']}" for one in rows}


def late_now(client: TestClient) -> set[str]:
    found = set()
    for what in ("overdue", "presumed"):
        rows = client.get("/.json", params={"what": what, "size": 1000}).json()["rows"]
        found |= {f"{row['case_id']}/{row['rule']}" for row in rows}
    return found


def registered(world: World, name: str, unit: str, at: str) -> None:
    event = Teller(name, unit=unit)("registered", at)
    world.tell(event.model_copy(update={"id": f"{name}-9", "received_at": event.occurred_at}))


def test_nothing_changed_while_nothing_happened(own: World, reader: TestClient) -> None:
    found = told(reader)
    assert found["since"] == "2025-04-24T03:00:00Z"
    assert not any(found[kind] for kind in (*changed.KINDS, "acknowledged"))
    assert "ничего не изменилось" in reader.get("/").text


def test_what_was_late_and_is_late_make_the_difference(own: World, reader: TestClient) -> None:
    before = late_now(reader)
    registered(own, "late-0", UNITS[0], "2025-04-24 15:00")
    own.on(local("2025-04-28 09:00"))
    found, after = told(reader), late_now(reader)
    assert names(found["appeared"]) == after - before
    assert names(found["gone"]) == before - after
    assert "late-0/registration" in names(found["gone"])
    assert len(after - before) == 2
    assert "2 новые просрочки" in reader.get("/").text
    lines = reader.get("/changes.csv").text.splitlines()
    assert len(lines) == 1 + sum(len(found[kind]) for kind in changed.KINDS)
    page = reader.get("/changes").text
    assert "Новые просрочки" in page
    assert "исполнен с опозданием" in page


def test_what_was_presumed_and_is_proven_is_no_new_one(own: World, reader: TestClient) -> None:
    (before,) = reader.get("/.json", params={"what": "presumed"}).json()["rows"]
    mark = Teller("", id="w-2", unit="all")
    event = mark(
        "source_watermark",
        "2025-04-24 11:00",
        role="edms",
        complete_to=local("2025-04-24 10:30"),
    )
    own.tell(event.model_copy(update={"id": "w-2", "received_at": event.occurred_at}))
    own.on(local("2025-04-24 12:00"))
    found = told(reader)
    assert names(found["confirmed"]) == {f"{before['case_id']}/{before['rule']}"}
    assert not found["appeared"]


def test_the_mark_moves_by_its_button_to_what_was_shown(own: World, reader: TestClient) -> None:
    own.on(local("2025-04-28 09:00"))
    assert told(reader)["appeared"]
    shown = reader.get("/").text.split('name="seen" value="')[1].split('"')[0]
    own.on(local("2025-05-12 09:00"))
    answer = reader.post("/changes/look", data={"seen": shown})
    assert answer.status_code == 303
    # What fell due between the page and the button is still new.
    assert told(reader)["since"] == "2025-04-28T02:00:00Z"
    assert told(reader)["appeared"]
    reader.post("/changes/look", data={"seen": "rubbish"})
    assert not told(reader)["appeared"]
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert reader.post("/changes/look", data={"seen": shown}, headers=elsewhere).status_code == 403


def test_who_took_note_meanwhile_is_told(own: World, reader: TestClient) -> None:
    own.visitor = OPERATOR
    client = TestClient(own.app(), follow_redirects=False)
    client.get("/")
    sent = client.post(
        "/cases/late-0/acknowledge",
        data={
            "csrf": "form", "once": "act-00000001", "rule": "registration",
            "until": "2025-05-05", "reason": "Запрошены документы",
        },
    )  # fmt: skip
    assert sent.status_code == 303
    (one,) = told(client)["acknowledged"]
    assert (one["subject"], one["reason"]) == ("late-0", "Запрошены документы")
    assert "Запрошены документы" in client.get("/changes").text
    assert "1 принята к сведению" in client.get("/").text


def test_a_reader_sees_his_own_and_a_filter_narrows(own: World, reader: TestClient) -> None:
    own.on(local("2025-04-28 09:00"))
    whole = told(reader)["appeared"]
    some = told(reader, unit=UNITS[0])["appeared"]
    assert {one["unit"] for one in some} == {UNITS[0]} != {one["unit"] for one in whole}
    own.scope = Scope.of((KRSK, UNITS[1]))
    assert {one["unit"] for one in told(reader)["appeared"]} <= {UNITS[1]}


def test_each_who_signs_in_has_a_mark_of_his_own(own: World, reader: TestClient) -> None:
    own.on(local("2025-04-28 09:00"))
    own.visitor = OPERATOR
    assert told(reader) == {"as_of": "2025-04-28T02:00:00Z", "since": None}
    assert "Вы ещё не отмечали" in reader.get("/changes").text


def test_very_many_changes_are_not_gathered(
    own: World, reader: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed, "_PAGE", 3)
    own.on(local("2025-05-12 09:00"))
    assert told(reader)["too_much"]
    assert "слишком много" in reader.get("/changes").text


@pytest.mark.parametrize("kept", ["", "x", "1_2_3_4", "1_1_1_1-1.2", "9" * 4000, "9_0_0_0-0"])
def test_a_mark_of_another_store_is_none(world: World, kept: str) -> None:
    client = TestClient(world.app(), cookies={"sroki_look_1271cf25": kept})
    assert told(client)["since"] is None
    assert client.get("/").status_code == 200


def test_a_list_by_units_shows_each_with_its_whole_number(client: TestClient) -> None:
    page = client.get("/?what=open&group=unit").text
    counts = client.get("/.json").json()["by_unit"]
    assert page.count('<h3 id="list-') == len(counts) == 3
    for line in counts:
        whole = line["overdue"] + line["presumed"] + line["running"]
        assert f"все {whole} " in page or f"{whole} срок" in page
    one = client.get(f"/?what=overdue&group=unit&unit={UNITS[2]}").text
    assert one.count('<h3 id="list-') == 1
