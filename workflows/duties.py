"""Who may do what: one person, one question, one function that answers it.

An act names the roles that may do it (in its dossier's type). What is no act, a page or a button,
has its name in `RIGHTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from sroki.events.acts.base import CONSOLE, PUBLIC
from sroki.events.acts.users import Role
from sroki.events.i18n import mark

SEE_USERS: Final = "see_users"
SEE_AUDIT: Final = "see_audit"
REPLAY_REJECTS: Final = "replay_rejects"

RIGHTS: Final[Mapping[str, frozenset[Role]]] = {
    SEE_USERS: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    SEE_AUDIT: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    REPLAY_REJECTS: frozenset({Role.OPERATOR, Role.OFFICE, Role.ADMINISTRATOR}),
}

TITLES: Final[Mapping[Role, str]] = {
    Role.OPERATOR: mark("оператор"),
    Role.OFFICE: mark("управление делами"),
    Role.LAWYER: mark("юрист"),
    Role.ADMINISTRATOR: mark("администратор"),
    Role.AUDITOR: mark("проверяющий"),
}


class Person(NamedTuple):
    """Who acts: his code, his authority, his units (none: all of them) and his roles."""

    user: str
    authority: str
    units: frozenset[str]
    roles: frozenset[Role]

    def reaches(self, authority: str, unit: str | None) -> bool:
        """Whether it is of his; what concerns a whole authority is nobody's of one unit alone."""
        return authority == self.authority and (not self.units or unit in self.units)


def console(authority: str) -> Person:
    """Whoever has the store itself in his hands, by the command line."""
    return Person(CONSOLE, authority, frozenset(), frozenset({Role.ADMINISTRATOR}))


def anybody(authority: str) -> Person:
    """Whoever answers a survey: no role, no unit, no name."""
    return Person(PUBLIC, authority, frozenset(), frozenset())


def may(person: Person, roles: frozenset[Role], authority: str, unit: str | None) -> bool:
    """Whether somebody of one of these roles may do it there."""
    return person.reaches(authority, unit) and not person.roles.isdisjoint(roles)


def has_right(person: Person, right: str) -> bool:
    """Whether a page or a button of `RIGHTS` is his."""
    return not person.roles.isdisjoint(RIGHTS[right])
