"""What people and Prometheus are shown does not depend on the database it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sroki.projections.opening import target_of
from sroki.projections.web import counted
from tests.metrics.test_scrape import text_of
from tests.web.world import World, city

# Enough to come to every kind of page, from the board, link by link.
PAGES = 80
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
# Drawn anew for every answer.
_DRAWN = re.compile(r'(nonce|name="token" value|name="form" value)="[^"]*"|nonce-[^\']*')


@pytest.fixture
def same(postgres_url: str) -> Iterator[World]:
    """The furnished city, in PostgreSQL."""
    with city(target_of(postgres_url)) as found:
        yield found


def answer(client: TestClient, path: str) -> tuple[int, bytes]:
    found = client.get(path)
    if found.headers.get("content-type", "").startswith("text/"):
        return found.status_code, _DRAWN.sub("", found.text).encode()
    return found.status_code, found.content


@pytest.mark.real
def test_every_page_and_every_metric_is_the_same(
    world: World, same: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A page of figures has a recount made and waits for it here, whatever it costs on a busy
    # machine, so that both show it.
    monkeypatch.setattr(counted, "_PATIENCE", 60)
    monkeypatch.setattr(counted, "_CHEAP", 60)
    one, other = (TestClient(found.app(), follow_redirects=False) for found in (world, same))
    ahead, seen = ["/"], {"/"}
    for path in ahead:
        said = answer(one, path)
        assert answer(other, path) == said, path
        found = [
            link.replace("&amp;", "&") for link in _LINK.findall(said[1].decode(errors="replace"))
        ]
        fresh = [link for link in dict.fromkeys(found) if link not in seen]
        ahead += fresh[: PAGES - len(ahead)]
        seen.update(fresh)
    assert len(ahead) == PAGES
    assert sum(answer(one, path)[0] == 200 for path in ahead[:40]) > 30
    assert _plain(text_of(same)) == _plain(text_of(world))


def _plain(scraped: bytes) -> list[bytes]:
    """Without the moments at which this process began to count."""
    return [line for line in scraped.splitlines() if b"_created" not in line]
