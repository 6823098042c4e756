"""Users: who may sign in, as what; every change of it with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from sroki.events.acts.base import CONSOLE
from sroki.events.acts.users import Role
from sroki.projections import accounts
from sroki.projections.accounts import Account
from sroki.projections.desk import Outcome, Performed
from sroki.projections.queries.dossiers import dossier, listed
from sroki.projections.queries.reading import Reading
from sroki.projections.web.context import Context
from sroki.projections.web.forms import (
    Denied,
    SentForm,
    demand,
    guard,
    noted,
    person_of,
    status_of,
    why_not,
)
from sroki.projections.web.page import Page, office_zone
from sroki.projections.web.people import Given, NewUser
from sroki.workflows.dossiers import Dossier
from sroki.workflows.duties import SEE_USERS, TITLES, Person
from sroki.workflows.phrases import t
from sroki.workflows.refusals import BAD_FIELDS, Refusal
from sroki.workflows.user_dossier import USER, User

Texts = Annotated[list[str] | None, Form()]
Line = Annotated[str, Form(max_length=600)]


class Row(NamedTuple):
    """A user on the list."""

    account: Account | None
    user: User


def router(ports: Context) -> APIRouter:
    """`/users`."""
    routes = APIRouter(include_in_schema=False)
    ours = [Depends(guard(ports))]

    @routes.get("/users")
    def every(request: Request) -> Response:
        page = Page.of(request, ports)
        demand(page, SEE_USERS)
        return _list(page)

    @routes.post("/users", dependencies=ours)
    def create(
        request: Request,
        form: SentForm,
        login: Line = "",
        name: Line = "",
        role: Texts = None,
        unit: Texts = None,
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        new = NewUser(login, name, _roles(role), unit or [])
        strange = _strange(page, person, new.units)
        given = Given(strange) if strange else ports.people.create(person, form.once, new)
        if not isinstance(given.outcome, Performed):
            noted(request, given.outcome, "office/user")
            return _list(
                page, status=status_of(given.outcome), new=new, **why_not(page, given.outcome)
            )
        return _given(page, given, person)

    @routes.get("/users/{user}")
    def one(request: Request, user: str) -> Response:
        page = Page.of(request, ports)
        return _user(page, demand(page, SEE_USERS), user)

    @routes.post("/users/{user}/roles", dependencies=ours)
    def change(
        request: Request,
        user: str,
        form: SentForm,
        role: Texts = None,
        unit: Texts = None,
        reason: Line = "",
    ) -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        units = unit or []
        outcome = _strange(page, person, units) or ports.people.change(
            person, form.once, form.seen, user, _roles(role), units, reason
        )
        return _done(page, person, user, outcome, reason)

    @routes.post("/users/{user}/disable", dependencies=ours)
    def disable(request: Request, user: str, form: SentForm, reason: Line = "") -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        outcome = ports.people.switch(person, form.once, form.seen, user, reason, enabled=False)
        return _done(page, person, user, outcome, reason)

    @routes.post("/users/{user}/enable", dependencies=ours)
    def enable(request: Request, user: str, form: SentForm, reason: Line = "") -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        outcome = ports.people.switch(person, form.once, form.seen, user, reason, enabled=True)
        return _done(page, person, user, outcome, reason)

    @routes.post("/users/{user}/password", dependencies=ours)
    def reset(request: Request, user: str, form: SentForm, reason: Line = "") -> Response:
        page = Page.of(request, ports)
        person = person_of(page)
        given = ports.people.reset(person, form.once, form.seen, user, reason)
        if not isinstance(given.outcome, Performed):
            return _done(page, person, user, given.outcome, reason)
        return _given(page, given, person)

    return routes


def _roles(said: list[str] | None) -> list[Role]:
    return [Role(one) for one in said or () if one in list(Role)]


def _done(page: Page, person: Person, user: str, outcome: Outcome, reason: str) -> Response:
    noted(page.request, outcome, f"office/{person.authority}/user/{user}")
    if isinstance(outcome, Performed):
        return RedirectResponse(page.link(f"/users/{user}"), 303)
    why = why_not(page, outcome)
    return _user(page, person, user, status=status_of(outcome), reason=reason, **why)


def _strange(page: Page, person: Person, units: Sequence[str]) -> Refusal | None:
    """A unit that nobody knows is no unit left out: without any, one would see them all."""
    known = page.ports.names().units
    if all((person.authority, unit) in known for unit in units):
        return None
    return Refusal(BAD_FIELDS["units"])


def _given(page: Page, given: Given, person: Person) -> Response:
    """A password is told once, on the page that answers the form."""
    assert isinstance(given.outcome, Performed)  # noqa: S101 - the caller has looked
    user = given.outcome.act.dossier
    noted(page.request, given.outcome, given.outcome.act.subject)
    return _user(page.at(f"/users/{user}"), person, user, password=given.password)


def _list(page: Page, *, status: int = 200, **said: Any) -> Response:
    person = person_of(page)
    with page.reading() as reading:
        known = accounts.logins(reading.connection)
        rows = [
            Row(known.get(one.name), state)
            for one in listed(reading, USER)
            if (found := dossier(reading, USER, one.authority, one.name)) and (state := found.state)
        ]
        rows.sort(key=lambda row: (not row.user.enabled, row.account.name if row.account else ""))
        values = {"refused": None, "changed": (), "new": NewUser("", "", (), ())} | said
        return page.render(
            "users.html",
            reading,
            office_zone(reading),
            status=status,
            is_data=False,
            rows=rows,
            units=_units(reading, person.authority),
            may=_administers(person),
            **_roles_of(page),
            **values,
        )


def _user(page: Page, person: Person, user: str, *, status: int = 200, **said: Any) -> Response:
    with page.reading() as reading:
        found = dossier(reading, USER, person.authority, user)
        if found is None or found.state is None:
            raise Denied(page.t("Такого пользователя нет."), 404)
        values = {"refused": None, "changed": (), "password": "", "reason": ""} | said
        return page.render(
            "user.html",
            reading,
            office_zone(reading),
            status=status,
            is_data=False,
            account=accounts.by_user(reading.connection, user),
            user=found.state,
            dossier=found,
            acts=_told(page, reading, found),
            units=_units(reading, person.authority),
            may=_administers(person),
            oneself=person.user == user,
            **_roles_of(page),
            **values,
        )


def _told(page: Page, reading: Reading, found: Dossier[User]) -> list[tuple[Any, str, str]]:
    """Every act, newest first: itself, in a sentence, and by whom."""
    names = actors(page, reading, {act.actor for act in found.acts})
    return [(act, USER.say(act, page.lang), names[act.actor]) for act in reversed(found.acts)]


def actors(page: Page, reading: Reading, users: set[str]) -> Mapping[str, str]:
    """What those who acted are called; who has no account any more by his code."""
    known = accounts.names_of(reading.connection, users)
    known[CONSOLE] = page.t("командой на сервере")
    return {user: known.get(user, user) for user in users}


def _units(reading: Reading, authority: str) -> list[tuple[str, str]]:
    return sorted(
        ((code, words) for (of, code), words in reading.names.units.items() if of == authority),
        key=lambda one: one[1],
    )


def _administers(person: Person) -> bool:
    return Role.ADMINISTRATOR in person.roles


def _roles_of(page: Page) -> dict[str, Any]:
    return {"titles": {role: t(says, page.lang) for role, says in TITLES.items()}}
