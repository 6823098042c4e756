"""The page of one source: its freshness, what of it waits, and lines that send in its name."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sroki.projections.web.sandbox import EXAMPLE
from tests.web.test_lists import OPERATOR, SECRET, own  # noqa: F401 - a fixture
from tests.web.world import World

PAGE = "/sources//edms/krsk"
SENDING = Path(__file__).parents[2] / "docs" / "sending.md"


def blocks(client: TestClient) -> list[str]:
    return [
        html.unescape(one)
        for one in re.findall(r"<pre[^>]*>(.*?)</pre>", client.get(PAGE).text, re.DOTALL)
    ]


def test_it_tells_how_fresh_a_source_is_and_what_waits(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert "24.04.2025 09:41" in page
    assert "/data/fio" in page
    assert "номер ещё ни к чему не относится" not in page
    assert SECRET not in page
    found = client.get(f"{PAGE}.json").json()
    assert found["heard"][0]["events"] == 71
    assert sum(one["count"] for one in found["waiting"]) == 4
    assert found["watermarks"][0]["complete_to"] == "2025-04-18T16:00:00Z"
    assert f'href="{PAGE}"' in client.get("/sources").text


def test_a_source_nobody_heard_of_is_no_page(client: TestClient) -> None:
    assert client.get("/sources/urn:nobody").status_code == 404
    assert client.get("/sources/urn:nobody.json").status_code == 404


def test_replay_is_for_those_who_may(own: World) -> None:  # noqa: F811 - the fixture
    client = TestClient(own.app(), follow_redirects=False)
    assert "Отправить отмеченные" not in client.get(PAGE).text
    own.visitor = OPERATOR
    page = client.get(PAGE).text
    assert "Отправить отмеченные" in page
    ids = re.findall(r'name="id" value="(\d+)"', page)
    sent = client.post("/rejects/replay", data={"id": ids, "csrf": "form"})
    assert sent.status_code == 303
    assert len(own.replayed) == 4


def test_the_lines_are_those_of_the_guide_under_this_address(client: TestClient) -> None:
    _, *lines = blocks(client)
    guide = re.findall(
        r"```(?:sh|python|java|bsl)\n(.*?)```", SENDING.read_text("utf-8"), re.DOTALL
    )
    assert len(lines) == len(guide) == 4
    for line, said in zip(lines, guide, strict=True):
        here = (
            said.replace("$SROKI", "http://testserver")
            .replace('os.environ["SROKI"] + "', '"http://testserver')
            .replace('System.getenv("SROKI") + "', '"http://testserver')
            .replace(
                '"sroki.example.ru", 443, , , , 30, Новый ЗащищенноеСоединениеOpenSSL',
                '"testserver", 80, , , , 30',
            )
        )
        assert line.strip() == here.strip()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_address_is_the_one_that_was_asked(world: World, scheme: str) -> None:
    client = TestClient(world.app(), base_url=f"{scheme}://sroki.krsk.example:8443")
    _, curl, *_, one_c = blocks(client)
    assert f'"{scheme}://sroki.krsk.example:8443/events?deadlines=1"' in curl
    assert '"sroki.krsk.example", 8443' in one_c
    assert ("OpenSSL" in one_c) == (scheme == "https")


def test_its_event_is_the_sandbox_s_in_its_own_name(client: TestClient) -> None:
    event, known = json.loads(blocks(client)[0]), json.loads(EXAMPLE)
    assert event["source"] == "/edms/krsk"
    for one in (event, known):
        one.pop("source")
        one["data"].pop("unit")
    assert event == known
