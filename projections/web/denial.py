"""The page that says no: to what may not be, to no address, to a form that cannot be read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, cast

from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sroki.events.i18n import mark
from sroki.projections.web.context import Context
from sroki.projections.web.forms import Denied
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.sheets import as_json

_NO_PAGE: Final = mark("Такой страницы нет.")
_BAD_FORM: Final = mark("Форма пришла не полностью: откройте страницу заново и отправьте ещё раз.")
Answer: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]


def denied(ports: Context) -> Callable[[Request, Exception], Response]:
    """A handler of `Denied`: data is told so in JSON, people on a page."""

    def answer(request: Request, error: Exception) -> Response:
        said = cast("Denied", error)
        if _is_data(request):
            return as_json({"error": said.says}, status=said.status)
        return _page(ports, request, said.status, said.says)

    return answer


def no_page(ports: Context) -> Answer:
    """A handler of addresses that are none: a person is told so in words."""

    async def answer(request: Request, error: Exception) -> Response:
        said = cast("HTTPException", error)
        if said.status_code != 404 or not _is_for_people(request):
            return await http_exception_handler(request, said)
        return await run_in_threadpool(_page, ports, request, 404, _NO_PAGE)

    return answer


def unreadable(ports: Context) -> Answer:
    """Likewise of what an address or a form says otherwise than it can be taken."""

    async def answer(request: Request, error: Exception) -> Response:
        said = cast("RequestValidationError", error)
        if not _is_for_people(request):
            return await request_validation_exception_handler(request, said)
        if any(one["loc"][:1] == ("path",) for one in said.errors()):
            return await run_in_threadpool(_page, ports, request, 404, _NO_PAGE)
        return await run_in_threadpool(_page, ports, request, 422, _BAD_FORM)

    return answer


def _is_data(request: Request) -> bool:
    return request.url.path.endswith((".json", ".csv"))


def _is_for_people(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "") and not _is_data(request)


def _page(ports: Context, request: Request, status: int, says: str) -> Response:
    page = Page.of(request, ports)
    with page.reading() as reading:
        return page.render(
            "denied.html",
            reading,
            office_zone(reading),
            status=status,
            is_data=False,
            title=page.t("Не найдено") if status == 404 else page.t("Нельзя"),
            says=page.t(says),
        )
