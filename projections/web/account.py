"""One's own account: what I may do, and my password."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.projections.web import cookies
from sroki.projections.web.context import Context
from sroki.projections.web.forms import SentForm, guard, person_of
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.people import Signed
from sroki.workflows.duties import TITLES
from sroki.workflows.phrases import t
from sroki.workflows.refusals import Refusal


def router(ports: Context) -> APIRouter:
    """`/account`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/account")
    def account(request: Request, changed: str = "") -> Response:
        page = Page.of(request, ports)
        person_of(page)
        return _account(page, done=changed == "1")

    @routes.post("/account", dependencies=ours)
    def choose(
        request: Request,
        form: SentForm,
        old: Annotated[str, Form(max_length=1000)] = "",
        new: Annotated[str, Form(max_length=1000)] = "",
        again: Annotated[str, Form(max_length=1000)] = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        if new != again:
            return _account(page, status=422, refused=page.t("Новый пароль введён по-разному."))
        found = ports.people.choose(person, form.once, old, new)
        if isinstance(found, Refusal):
            return _account(page, status=422, refused=found.words(page.lang))
        return _kept(request, page, found)

    return routes


def _kept(request: Request, page: Page, found: Signed) -> Response:
    answer = RedirectResponse(page.link("/account", changed=1), 303)
    cookies.give_session(request, answer, found.token)
    return answer


def _account(page: Page, *, status: int = 200, **said: Any) -> Response:
    with page.reading() as reading:
        values = {"refused": None, "done": False} | said
        return page.render(
            "account.html",
            reading,
            office_zone(reading),
            status=status,
            is_data=False,
            titles={role: t(says, page.lang) for role, says in TITLES.items()},
            **values,
        )
