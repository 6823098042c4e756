"""Who asks for a page, and what the pages need of those who sign in. `deploy` fills it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sroki.events.acts.users import Role
from sroki.projections.desk import Outcome
from sroki.workflows.duties import Person, has_right
from sroki.workflows.refusals import Refusal


class Visitor(NamedTuple):
    """Who asks. A stranger has no `person`, and no `form`: the token his forms carry.

    `temporary`: his password was given to him, and nothing is open until he has changed it.
    """

    person: Person | None = None
    login: str = ""
    name: str = ""
    temporary: bool = False
    form: str = ""

    def has(self, right: str) -> bool:
        """Whether a page or a button of `duties.RIGHTS` is his."""
        return self.person is not None and has_right(self.person, right)


class Signed(NamedTuple):
    """Somebody is in: the token for his browser."""

    user: str
    token: str


class Wait(NamedTuple):
    """Too many failures: nobody may try until then."""

    until: datetime


class Given(NamedTuple):
    """What came of an act that gives a password, and the password, to be told once."""

    outcome: Outcome
    password: str = ""


class NewUser(NamedTuple):
    """What a form says of somebody to be let in."""

    login: str
    name: str
    roles: Sequence[Role]
    units: Sequence[str]


class People(Protocol):
    """Those who sign in."""

    def exist(self) -> bool:
        """Whether anybody can sign in at all."""
        ...

    def sign_in(self, login: str, password: str, address: str) -> Signed | Wait | None:
        """Let somebody in; None where login and password do not go together."""
        ...

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        ...

    def choose(self, person: Person, once: str, old: str, new: str) -> Signed | Refusal:
        """Change one's own password; all his sessions end, and a new one begins."""
        ...

    def create(self, by: Person, once: str, new: NewUser) -> Given:
        """Let somebody in under a temporary password."""
        ...

    def change(
        self, by: Person, once: str, seen: int, user: str, roles: Sequence[Role],
        units: Sequence[str], reason: str,
    ) -> Outcome:  # fmt: skip
        """Give a user other roles and units."""
        ...

    def switch(
        self, by: Person, once: str, seen: int, user: str, reason: str, *, enabled: bool
    ) -> Outcome:
        """Disable a user, or let him in again; disabling ends his sessions."""
        ...

    def reset(self, by: Person, once: str, seen: int, user: str, reason: str) -> Given:
        """Give a user a temporary password; his sessions end."""
        ...
