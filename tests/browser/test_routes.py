"""No page is forgotten: what a browser looks at is every page that the service has."""

from __future__ import annotations

from pathlib import Path

from tests.browser.pages import ENDINGS, NO_PAGES, PAGES
from tests.deploy.conftest import shell
from tests.desk.conftest import Town
from tests.desk.test_pages import routes_of


def test_every_page_is_looked_at(tmp_path: Path) -> None:
    with shell(tmp_path / "sroki.db", status_page=True, survey_page=True) as embedded:
        routes = [*routes_of(Town(embedded).app)]
    found = {one.path for one in routes if "GET" in (one.methods or ())}
    pages = {path for path in found - NO_PAGES if not path.endswith(ENDINGS)}
    assert pages - PAGES.keys() == set(), "not looked at: tests/browser/pages.py"
    assert PAGES.keys() - pages == set(), "no such page"
    assert found >= NO_PAGES
