"""`/runbooks/…`: what an alert means and what to do, from the service that raised it.

The pages are those of `docs/runbooks`; a link in a message must lead somewhere in a closed network
too. They tell of nobody's cases.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from fastapi import APIRouter
from markdown_it import MarkdownIt
from starlette.responses import HTMLResponse

_PAGES: Final = files("sroki.deploy").joinpath("runbook_pages")
_INDEX: Final = "README"
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_PAGE: Final = """\
<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Сроки</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/static/sroki.css">
<link rel="icon" href="/static/sroki.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">К содержанию</a>
<header class="head">
<div class="wrap">
<a class="mark" href="/">
<img src="/static/sroki.svg" alt="" width="40" height="40">
<span><b>Сроки</b><span>Что делать по сигналу</span></span>
</a>
<nav class="nav" aria-label="Разделы">
<a href="/">Доска</a>
<a href="/runbooks/">Все сигналы</a>
</nav>
</div>
</header>
<main class="wrap" id="main">
<div class="story">
{body}
</div>
</main>
</body>
</html>
"""


def names() -> list[str]:
    """The pages there are, without the list of them."""
    found = {one.name.removesuffix(".md") for one in _PAGES.iterdir() if one.name.endswith(".md")}
    return sorted(found - {_INDEX})


def router() -> APIRouter:
    """The addresses of the pages."""
    routes = APIRouter()

    @routes.get("/runbooks/", include_in_schema=False)
    def index() -> HTMLResponse:
        return _shown(_INDEX)

    @routes.get("/runbooks/{name}", include_in_schema=False)
    def page(name: str) -> HTMLResponse:
        # The pages link to each other as files.
        wanted = name.removesuffix(".md")
        if wanted not in names():
            return HTMLResponse(_PAGE.format(title="Нет страницы", body=_LOST), 404)
        return _shown(wanted)

    return routes


_LOST: Final = '<h1>Такой страницы нет</h1>\n<p><a href="/runbooks/">Все сигналы</a></p>'


def _shown(name: str) -> HTMLResponse:
    said = _PAGES.joinpath(f"{name}.md").read_text(encoding="utf-8")
    title = said.partition("\n")[0].removeprefix("# ")
    return HTMLResponse(_PAGE.format(title=title, body=_MARKDOWN.render(said)))
