"""Users of the demonstration: one for each role, their passwords kept beside its store.

Somebody must be able to look through every role's eyes without reading a manual first. It is for
this machine alone: the passwords lie in a file and are shown on the terminal.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sroki.deploy.access import is_loopback
from sroki.deploy.clock import Clock
from sroki.deploy.demo import Home
from sroki.deploy.passwords import random_password
from sroki.deploy.people import People
from sroki.deploy.settings import Settings
from sroki.events.acts.users import Role
from sroki.events.errors import Refused
from sroki.events.i18n import mark, say
from sroki.projections import accounts
from sroki.projections.database import Database
from sroki.projections.desk import Performed
from sroki.projections.web.people import NewUser, Signed
from sroki.workflows.duties import console

_AUTHORITY: Final = "04701000"
_OF_ONE_UNIT: Final = ("sovetsky",)
NAMES: Final[dict[Role, str]] = {
    Role.OPERATOR: mark("Оператор Советского района"),
    Role.OFFICE: mark("Управление делами"),
    Role.LAWYER: mark("Юрист"),
    Role.ADMINISTRATOR: mark("Администратор"),
    Role.AUDITOR: mark("Проверяющий"),
}


class Shown(NamedTuple):
    """A user of the demonstration, as the terminal tells of him."""

    role: Role
    login: str
    password: str


def demo_users(home: Home, settings: Settings, database: Database, clock: Clock) -> list[Shown]:
    """Let them in, if they are not in yet. Raises `Refused` but on this machine alone."""
    if not is_loopback(settings.host):
        raise Refused(say("пользователей показа заводят только на этой машине"))
    people = People(database, clock.now, settings)
    kept: dict[str, str] = home.passwords()
    with database.reading() as connection:
        known = {one.login for one in accounts.logins(connection).values()}
    for role, name in NAMES.items():
        if role.value not in known:
            kept[role.value] = _let_in(people, role, name)
    home.keep_passwords(kept)
    return [Shown(role, role.value, kept.get(role.value, "")) for role in NAMES]


def _let_in(people: People, role: Role, name: str) -> str:
    """A user with a password of his own at once."""
    units = _OF_ONE_UNIT if role is Role.OPERATOR else ()
    new = NewUser(role.value, name, (role,), units)
    given = people.create(console(_AUTHORITY), f"demo-user-{role}", new)
    if not isinstance(given.outcome, Performed):
        raise Refused(say("пользователь «{login}» не завёлся", login=role.value))
    signed = people.sign_in(role.value, given.password, "")
    visitor = people.visitor(signed.token, acts=True) if isinstance(signed, Signed) else None
    password = random_password()
    if visitor is not None and visitor.person is not None:
        people.choose(visitor.person, f"demo-password-{role}", given.password, password)
    return password
