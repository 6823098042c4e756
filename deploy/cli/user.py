"""`sroki user`: who may sign in. The first administrator is let in by it; he lets in the rest."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NamedTuple

import typer

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import Terminal, terminal
from sroki.deploy.clock import RealClock
from sroki.deploy.library import directory_of
from sroki.deploy.people import People, folded
from sroki.deploy.settings_loading import load
from sroki.events.acts.base import CONSOLE, dossier_key
from sroki.events.acts.users import Role
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import mark, say
from sroki.projections import accounts, audit
from sroki.projections.accounts import Account
from sroki.projections.database import Database
from sroki.projections.desk import Outcome, Performed
from sroki.projections.opening import look_at, open_database
from sroki.projections.queries.dossiers import acts_of
from sroki.projections.queries.reading import generation_of
from sroki.projections.store import SqlStore
from sroki.projections.web.people import Given, NewUser
from sroki.workflows.dossiers import Dossier, fold
from sroki.workflows.duties import TITLES, console
from sroki.workflows.phrases import t
from sroki.workflows.refusals import Refusal
from sroki.workflows.user_dossier import USER, User

app = tool(mark("Пользователи: завести, показать, сменить роль, выдать пароль, отключить."))

_Store = Annotated[
    str | None,
    typer.Option(metavar=mark("ХРАНИЛИЩЕ"), help=mark("Файл или postgresql://… [из настроек]")),
]
_Login = Annotated[str, typer.Argument(metavar=mark("ИМЯ"), help=mark("Имя для входа"))]
_Role = Annotated[
    list[Role],
    typer.Option(metavar=mark("РОЛЬ"), help="operator, office, lawyer, administrator, auditor"),
]
_Unit = Annotated[
    list[str] | None,
    typer.Option(metavar=mark("КОД"), help=mark("Подразделение; без него — весь орган")),
]
_Reason = Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Основание"))]


class _Desk(NamedTuple):
    """A store open to let people in and out."""

    ui: Terminal
    database: Database
    people: People
    known: frozenset[tuple[str, str]]


@command(
    app,
    mark(
        "Заводит пользователя и показывает временный пароль: один раз, сменить его попросят при "
        "первом входе. Так заводят первого администратора; остальных он заводит на страницах. "
        "Хранилище в файле на это время не должна держать служба."
    ),
    mark(
        "$ sroki user add ivanova --name 'Иванова А. П.' --role administrator "
        "--authority 04701000\n"
        "# оператор двух подразделений\n"
        "$ sroki user add petrov --name 'Петров' --role operator --authority 04701000 "
        "--unit sovetsky --unit kirovsky"
    ),
)
def add(
    ctx: typer.Context,
    login: _Login,
    name: Annotated[str, typer.Option(metavar=mark("ТЕКСТ"), help=mark("Фамилия, должность"))],
    role: _Role,
    authority: Annotated[str, typer.Option(metavar=mark("ОКТМО"), help=mark("Орган"))],
    unit: _Unit = None,
    store: _Store = None,
) -> None:
    """Let somebody in."""
    with _opened(ctx, store) as desk:
        if not any(one == authority for one, _ in desk.known):
            raise Invalid(say("органа {authority} нет в справочнике", authority=authority))
        units = _units(desk, authority, unit)
        given = desk.people.create(console(authority), _once(), NewUser(login, name, role, units))
        _told(desk, "add", given.outcome)
        _password(desk, given)


@command(
    app,
    mark("Показать пользователей: роли, подразделения, кто отключён."),
    mark("$ sroki user list"),
    name="list",
)
def every(ctx: typer.Context, store: _Store = None) -> None:
    """Who may sign in."""
    ui = terminal(ctx)
    with look_at(load(store=store).settings.store) as database:
        with database.reading() as connection:
            known = sorted(accounts.logins(connection).values(), key=lambda one: one.login)
        rows = [(one, _dossier(database, one).state) for one in known]
    ui.table(
        [ui.t(one) for one in _COLUMNS],
        ((one.login, one.name, *_shown(ui, user)) for one, user in rows if user is not None),
    )


_COLUMNS = (
    mark("Имя для входа"),
    mark("Кто"),
    mark("Орган"),
    mark("Роли"),
    mark("Подразделения"),
    mark("Состояние"),
    mark("Код"),
)


def _shown(ui: Terminal, user: User) -> tuple[str, ...]:
    return (
        user.authority,
        ", ".join(t(TITLES[role], ui.lang) for role in sorted(user.roles)),
        ", ".join(sorted(user.units)) or ui.t("весь орган"),
        ui.t("работает") if user.enabled else ui.t("отключён"),
        user.user,
    )


@command(
    app,
    mark("Выдать временный пароль: показывается один раз, прежние входы кончаются."),
    mark("$ sroki user password ivanova --reason 'Забыла пароль'"),
)
def password(ctx: typer.Context, login: _Login, reason: _Reason, store: _Store = None) -> None:
    """Give a temporary password."""
    with _opened(ctx, store) as desk:
        account, found = _find(desk, login)
        given = desk.people.reset(
            console(account.authority), _once(), found.version, account.user, reason
        )
        _told(desk, "password", given.outcome)
        _password(desk, given)


@command(
    app,
    mark("Отключить пользователя: войти он больше не может, сделанное им остаётся."),
    mark("$ sroki user disable petrov --reason 'Уволен'"),
)
def disable(ctx: typer.Context, login: _Login, reason: _Reason, store: _Store = None) -> None:
    """Let somebody in no more."""
    _switch(ctx, login, reason, store, enabled=False)


@command(
    app,
    mark("Снова включить отключённого."),
    mark("$ sroki user enable petrov --reason 'Вернулся'"),
)
def enable(ctx: typer.Context, login: _Login, reason: _Reason, store: _Store = None) -> None:
    """Let somebody in again."""
    _switch(ctx, login, reason, store, enabled=True)


def _switch(
    ctx: typer.Context, login: str, reason: str, store: str | None, *, enabled: bool
) -> None:
    with _opened(ctx, store) as desk:
        account, found = _find(desk, login)
        by = console(account.authority)
        outcome = desk.people.switch(
            by, _once(), found.version, account.user, reason, enabled=enabled
        )
        _told(desk, "enable" if enabled else "disable", outcome)


@command(
    app,
    mark("Сменить роли и подразделения: названные встают вместо прежних."),
    mark("$ sroki user role petrov --role operator --unit sovetsky --reason 'Перевод'"),
)
def role(
    ctx: typer.Context,
    login: _Login,
    role: _Role,
    reason: _Reason,
    unit: _Unit = None,
    store: _Store = None,
) -> None:
    """Give other roles."""
    with _opened(ctx, store) as desk:
        account, found = _find(desk, login)
        units = _units(desk, account.authority, unit)
        outcome = desk.people.change(
            console(account.authority), _once(), found.version, account.user, role, units, reason
        )
        _told(desk, "role", outcome)


@contextmanager
def _opened(ctx: typer.Context, store: str | None) -> Iterator[_Desk]:
    chosen, clock = load(store=store).settings, RealClock()
    directory = directory_of(chosen).known
    known = frozenset(
        (oktmo, unit.code) for oktmo, one in directory.authorities.items() for unit in one.units
    )
    with open_database(chosen.store) as database:
        # Makes a store that is new, and takes nothing from who keeps one that is not.
        SqlStore.join(database, partitions=chosen.partitions)
        yield _Desk(terminal(ctx), database, People(database, clock.now, chosen), known)


def _units(desk: _Desk, authority: str, units: list[str] | None) -> list[str]:
    for unit in units or ():
        if (authority, unit) not in desk.known:
            accepted = ", ".join(sorted(code for of, code in desk.known if of == authority))
            raise Invalid(say("подразделения «{unit}» нет", unit=unit), accepted=accepted)
    return units or []


def _find(desk: _Desk, login: str) -> tuple[Account, Dossier[User]]:
    with desk.database.reading() as connection:
        account = accounts.by_login(connection, folded(login))
    if account is None:
        raise Invalid(say("пользователя «{login}» нет", login=login), accepted="sroki user list")
    return account, _dossier(desk.database, account)


def _dossier(database: Database, account: Account) -> Dossier[User]:
    key = dossier_key(account.authority, USER.name, account.user)
    with database.reading() as connection:
        return fold(USER, acts_of(connection, generation_of(connection), [key])[key])


def _once() -> str:
    return secrets.token_hex(16)


def _told(desk: _Desk, name: str, outcome: Outcome) -> None:
    """Write the line of the audit, and say what came of it. Raises `Refused` where nothing did."""
    done = isinstance(outcome, Performed)
    deed = audit.Deed(
        at=RealClock().now(),
        user=CONSOLE,
        address="",
        what=f"sroki user {name}",
        about=outcome.act.subject if isinstance(outcome, Performed) else "office/user",
        outcome="done" if done else "refused",
        status=0,
        seq=outcome.seq if isinstance(outcome, Performed) else None,
    )
    with desk.database.writing() as connection:
        audit.write(connection, deed)
    if isinstance(outcome, Refusal):
        raise Refused(outcome.words(desk.ui.lang))
    if isinstance(outcome, Performed):
        desk.ui.note(USER.say(outcome.act, desk.ui.lang))


def _password(desk: _Desk, given: Given) -> None:
    desk.ui.note(desk.ui.t("Временный пароль (второй раз не покажем):"))
    desk.ui.line(given.password)
