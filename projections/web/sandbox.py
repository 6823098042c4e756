"""The sandbox: would the intake take this event? Nothing is kept of what is pasted."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sroki.projections.web.context import Context
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sending import ready

_MOST_BYTES: Final = 512_000
EXAMPLE: Final = """{
  "specversion": "1.0",
  "type": "ru.sroki.submitted.v1",
  "source": "urn:krsk:edms",
  "id": "80417-submitted",
  "time": "2025-04-10T10:14:30+07:00",
  "data": {
    "authority": "04701000",
    "service": "01/01/021",
    "unit": "sovetsky",
    "reference": {"kind": "portal", "number": "1203344551"},
    "channel": "site"
  }
}"""


class Pasted(NamedTuple):
    """What was pasted; None where it was larger than the sandbox takes."""

    text: str | None


def router(ports: Context) -> APIRouter:
    """`/sandbox`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/sandbox")
    def ask(request: Request) -> Response:
        return _page(Page.of(request, ports), Pasted(EXAMPLE), checked=False)

    @routes.post("/sandbox")
    async def answer(request: Request) -> Response:
        pasted = await _pasted(request)
        return await run_in_threadpool(_page, Page.of(request, ports), pasted, checked=True)

    return routes


async def _pasted(request: Request) -> Pasted:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > _MOST_BYTES:
            return Pasted(None)
    said = parse_qs(found.decode("utf-8", "replace"))
    return Pasted(said.get("event", [""])[0].replace("\r\n", "\n"))


def _page(page: Page, pasted: Pasted, *, checked: bool) -> Response:
    results = page.ports.check(pasted.text) if checked and pasted.text else []
    with page.reading() as reading:
        return page.render(
            "sandbox.html",
            reading,
            office_zone(reading),
            status=413 if pasted.text is None else 200,
            is_data=False,
            text=pasted.text or "",
            too_large=pasted.text is None,
            checked=checked,
            results=results,
            lines=ready(page.request),
        )
