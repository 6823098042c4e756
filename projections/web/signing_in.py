"""Signing in and out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.web import cookies
from sroki.projections.web.came import came_from_us
from sroki.projections.web.context import Context
from sroki.projections.web.forms import Denied, guard
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.people import Wait


def router(ports: Context) -> APIRouter:
    """`/login`, `/logout`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/login")
    def ask(request: Request, next: str = "/") -> Response:  # noqa: A002 # the address's own name
        return _login(Page.of(request, ports), next)

    @routes.post("/login")
    def sign_in(
        request: Request,
        login: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        csrf: Annotated[str, Form(max_length=200)] = "",
        next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 # the form's own name
    ) -> Response:
        page = Page.of(request, ports)
        if not came_from_us(request) or not cookies.is_ours(request, csrf):
            raise Denied(page.t("Форма устарела: откройте страницу заново и отправьте ещё раз."))
        found = ports.people.sign_in(login, password, _address(request))
        if isinstance(found, Wait):
            # In whole minutes: the answer is one and the same for every login.
            minutes = -(-int((found.until - page.now).total_seconds() + 1) // 60)
            return _login(page, next, status=429, login=login, wait=minutes)
        if found is None:
            return _login(page, next, status=401, login=login, wrong=True)
        cookies.forget_session(request, ports.people.sign_out)
        request.scope[cookies.USER] = found.user
        answer = RedirectResponse(_own(next), 303)
        cookies.give_session(request, answer, found.token)
        return answer

    @routes.post("/logout", dependencies=ours)
    def sign_out(request: Request) -> Response:
        cookies.forget_session(request, ports.people.sign_out)
        answer = RedirectResponse("/", 303)
        cookies.take_session(request, answer)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    return routes


def _login(page: Page, to: str, *, status: int = 200, **said: Any) -> Response:
    with page.reading() as reading:
        values = {"login": "", "wrong": False, "wait": None} | said
        form, kept = cookies.form_of(page.request)
        answer = page.render(
            "login.html",
            reading,
            office_zone(reading),
            status=status,
            is_data=False,
            to=_own(to),
            csrf=form,
            **values,
        )
    cookies.give_form(page.request, answer, kept)
    return answer


def _own(to: str) -> str:
    """Where to go on: an address of ours, and of nobody else."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
