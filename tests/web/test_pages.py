"""What holds for every page: headers, languages, links that lead somewhere, nothing inline."""

from __future__ import annotations

import re
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from starlette.testclient import TestClient

from tests.web.world import World

PAGES = (
    "/",
    "/?what=open&page=2&size=10",
    "/cases/listed-late",
    "/cases/corrected",
    "/cases/old-edition",
    "/findings",
    "/sources",
    "/rejects",
    "/quarantine",
    "/quarantine?stage=no_edition",
)
HTMX = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"


class Reader(HTMLParser):
    """Gathers links, ids, and what a strict policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.files: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.lang = ""
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "html":
            self.lang = found["lang"]
        if tag == "a":
            self.links.append(found["href"])
        if tag in ("script", "img"):
            self.files.append(found["src"])
        if tag == "link":
            self.files.append(found["href"])
        if "id" in found:
            self.ids.append(found["id"])
        self.inline += [f"{tag} {name}" for name in found if name == "style" or name[:2] == "on"]
        if tag == "style":
            self.inline.append("style")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script" and data.strip():
            self.inline.append("script")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_a_browser_may_do(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    page = Reader(answer.text)
    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    for file in page.files:
        assert file.startswith("/static/")
        found = client.get(file)
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_also_english(client: TestClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    page = client.get(f"{path}{joint}lang=en").text
    assert Reader(page).lang == "en"
    main = page[page.index("<nav") : page.index("<main")]
    assert "Board" in main
    assert not re.search("[А-Яа-я]", main)


def test_english_stays_english_from_link_to_link(client: TestClient) -> None:
    page = client.get("/?lang=en").text
    links = [link for link in Reader(page).links if link.startswith("/")]
    assert sum("lang=en" not in link for link in links) == 1  # the one to Russian


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: TestClient, path: str) -> None:
    page = Reader(client.get(path).text)
    for link in page.links:
        address, fragment = urldefrag(urljoin(path, link))
        assert not address.startswith("http"), link
        found = client.get(address)
        assert found.status_code == 200, link
        if fragment:
            assert fragment in Reader(found.text).ids, link


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_also_data_under_the_same_address(client: TestClient, path: str) -> None:
    page, _, asked = path.partition("?")
    for suffix, kind in ((".json", "application/json"), (".csv", "text/csv")):
        answer = client.get(f"{page}{suffix}?{asked}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)


def test_the_vendored_script_is_the_released_one() -> None:
    static = files("sroki.projections.web") / "static"
    assert sha256((static / "htmx.min.js").read_bytes()).hexdigest() == HTMX
    assert "Zero-Clause BSD" in (static / "htmx.LICENSE.txt").read_text("utf-8")


def test_a_page_refreshes_itself_unless_asked_not_to(client: TestClient) -> None:
    live, still = client.get("/?what=open").text, client.get("/?what=open&live=0").text
    assert 'hx-get="/?what=open"' in live
    assert 'http-equiv="refresh"' in live
    assert "hx-get" not in still
    assert 'http-equiv="refresh"' not in still


def test_health_is_told(world: World) -> None:
    client = TestClient(world.app())
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").json()["ready"] is True
    was = world.checks
    try:
        world.checks = [was[0], was[1]._replace(well=False, detail="stands for 90 s")]
        answer = client.get("/readyz")
    finally:
        world.checks = was
    assert answer.status_code == 503
    told = answer.json()["checks"][1]
    assert told == {"name": "clock", "well": False, "detail": "stands for 90 s"}


def test_what_outsiders_said_is_escaped(world: World) -> None:
    client = TestClient(world.app())
    for path in ("/?unit=<script>x</script>", '/findings?rule="><b>', "/cases/<b>x</b>"):
        text = client.get(path).text
        assert "<script>x" not in text
        assert "<b>x" not in text


def test_what_answers_a_search_leads_back_to_the_board(client: TestClient) -> None:
    page = client.post("/find", data={"number": "нет такого"}).text
    assert 'hx-get="/"' in page
    for link in Reader(page).links:
        assert client.get(urldefrag(link).url).status_code == 200, link


def test_an_empty_store_has_all_pages(tmp_path: Path) -> None:
    world = World(tmp_path / "sroki.db")
    try:
        client = TestClient(world.app())
        for path in ("/", "/findings", "/sources", "/rejects", "/quarantine"):
            assert client.get(path).status_code == 200
            assert client.get(f"{path}.json").status_code == 200
            assert len(client.get(f"{path}.csv").text.splitlines()) == 1
        assert "Таких сроков нет." in client.get("/").text
    finally:
        world.close()


def test_a_store_that_nobody_has_begun_has_all_pages_too(tmp_path: Path) -> None:
    world = World(tmp_path / "sroki.db")
    try:
        with world.database.writing() as connection:
            for table in ("meta", "partition"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 # no outsider's
        client = TestClient(world.app())
        for path in ("/", "/findings", "/sources", "/rejects", "/quarantine", "/cases/x"):
            assert client.get(path).status_code in (200, 404)
    finally:
        world.close()


def test_russian_words_on_an_english_page_say_that_they_are_russian(client: TestClient) -> None:
    for path in ("/?lang=en", "/cases/listed-late?lang=en", "/findings?lang=en"):
        text = client.get(path).text
        assert re.search(r'<(th|td|span|dd)[^>]* lang="ru">[А-Я]', text)
        russian = client.get(path.replace("lang=en", "")).text
        assert russian.count(' lang="ru">') == 1  # the page's own
