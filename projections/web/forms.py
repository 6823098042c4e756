"""Forms that change something: sent by a session, from our page, with its token; else refused.

    @routes.post("/users/{user}/disable", dependencies=[Depends(guard(ports))])

A form carries `csrf` (the session's token of forms), `once` (the id of the act it would be) and
`seen` (the version of the dossier it was made of).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hmac import compare_digest
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Form, Request

from sroki.projections.desk import Outcome, Performed
from sroki.projections.web.came import came_from_us
from sroki.projections.web.context import Context
from sroki.projections.web.issues import Sent
from sroki.projections.web.page import Page
from sroki.workflows.dossier_types import type_of
from sroki.workflows.dossiers import Stale
from sroki.workflows.duties import Person
from sroki.workflows.refusals import Refusal

# What becomes of a form is told to the audit by the connection's scope.
ABOUT = "sroki.about"
SEQ = "sroki.seq"


class Denied(Exception):
    """Somebody may not; `says` is a marked text. Told with status 401, 403 or 404."""

    def __init__(self, says: str, status: int = 403) -> None:
        super().__init__(says)
        self.says = says
        self.status = status


def sent(
    once: Annotated[str, Form(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$")],
    seen: Annotated[int, Form(ge=0, le=1_000_000)] = 0,
) -> Sent:
    """The hidden fields of a form."""
    return Sent(once, seen)


SentForm: TypeAlias = Annotated[Sent, Depends(sent)]


def guard(ports: Context) -> Callable[..., None]:
    """A dependency that lets only genuine forms of somebody signed in through."""

    def check(request: Request, csrf: Annotated[str, Form(max_length=200)] = "") -> None:
        page = Page.of(request, ports)
        visitor = ports.visitor(request)
        if not came_from_us(request):
            raise Denied(page.t("Форма прислана с чужой страницы."))
        if visitor.person is None:
            raise Denied(page.t("Сначала нужно войти."), 401)
        if not compare_digest(csrf.encode(), visitor.form.encode()):
            raise Denied(page.t("Форма устарела: откройте страницу заново и отправьте ещё раз."))

    return check


def person_of(page: Page) -> Person:
    """Who asks. Raises `Denied` for a stranger."""
    person = page.visitor.person
    if person is None:
        raise Denied(page.t("Сначала нужно войти."), 401)
    return person


def demand(page: Page, right: str) -> Person:
    """Who asks, if the right is his. Raises `Denied`."""
    person = person_of(page)
    if not page.visitor.has(right):
        raise Denied(page.t("Ваша роль этого не позволяет."))
    return person


def noted(request: Request, outcome: Outcome, about: str) -> None:
    """Tell the audit what became of an act."""
    request.scope[ABOUT] = about
    if isinstance(outcome, Performed):
        request.scope[SEQ] = outcome.seq


def why_not(page: Page, outcome: Outcome) -> dict[str, Any]:
    """What a form that was not taken says above itself, when it is shown again."""
    if isinstance(outcome, Stale):
        return {"refused": None, "changed": sentences(page, outcome)}
    return {"refused": outcome.words(page.lang) if isinstance(outcome, Refusal) else None} | {
        "changed": ()
    }


def status_of(outcome: Outcome) -> int:
    """How HTTP calls an act that was not done."""
    return 409 if isinstance(outcome, Stale) else 422


def sentences(page: Page, stale: Stale) -> Iterable[str]:
    """What was done meanwhile."""
    return [type_of(act).say(act, page.lang) for act in stale.since]
