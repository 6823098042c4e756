"""Those who sign in: accounts, sessions, and the acts that let people in and out.

A session's token is 256 random bits in a cookie; its SHA-256 is what is kept. It ends by itself
when nobody has used it for a while, and in any case after a day's work. What a person may do is
looked up with every request, so that a role taken away is gone at once.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Any, Final

from sqlalchemy import Connection

from sroki.deploy.passwords import Passwords, random_password, weigh
from sroki.deploy.settings import Settings
from sroki.events.acts.base import HumanAct, dossier_key
from sroki.events.acts.users import Role
from sroki.projections import accounts, attempts
from sroki.projections.accounts import Account
from sroki.projections.database import Database
from sroki.projections.desk import Desk, Outcome, Performed
from sroki.projections.queries.dossiers import acts_of
from sroki.projections.queries.reading import generation_of
from sroki.projections.web.acting import filled
from sroki.projections.web.people import Given, NewUser, Signed, Visitor, Wait
from sroki.workflows.dossiers import Dossier, fold
from sroki.workflows.duties import Person
from sroki.workflows.refusals import (
    BAD_LOGIN,
    BAD_NAME,
    LOGIN_TAKEN,
    NOT_YOURS,
    SAME_PASSWORD,
    WRONG_PASSWORD,
    Refusal,
)
from sroki.workflows.user_dossier import USER, User

# A page that is only looked at is not written down at every look.
_TOUCHED: Final = timedelta(minutes=1)


class People:
    """Accounts and sessions in one database; implements `projections.web.people.People`."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        settings: Settings,
        passwords: Passwords | None = None,
    ) -> None:
        self._database = database
        self._now = now
        self._idle = timedelta(minutes=settings.session_idle_minutes)
        self._longest = timedelta(hours=settings.session_hours)
        self._passwords = passwords or Passwords()
        self._desk = Desk(database)
        self._some = False

    # -- at the door --------------------------------------------------------------------------

    def exist(self) -> bool:
        """Whether anybody can sign in at all. Once somebody could, somebody can."""
        if not self._some:
            with self._database.reading() as connection:
                self._some = accounts.any_account(connection)
        return self._some

    def sign_in(self, login: str, password: str, address: str) -> Signed | Wait | None:
        """Let somebody in; None where login and password do not go together.

        It takes as long, and is counted, whether or not somebody has that login.
        """
        login, now = folded(login), self._now()
        keys = attempts.keys_of(login, address)
        with self._database.reading() as connection:
            until = attempts.waits_until(connection, keys, now)
            account = accounts.by_login(connection, login)
            user = self._user(connection, account)
        if until is not None:
            return Wait(until)
        proven = self._passwords.prove(account.password if account else None, password)
        if not proven or account is None or user is None or not user.enabled:
            with self._database.writing() as connection:
                attempts.failed(connection, keys, now)
            return None
        again = self._passwords.outdated(account.password)
        kept = self._passwords.hashed(password) if again else ""
        with self._database.writing() as connection:
            attempts.succeeded(connection, keys[0])
            accounts.expire(connection, now - self._longest, now - self._idle)
            if again:
                accounts.set_password(connection, account.user, kept, now)
            return self._begin(connection, account.user)

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        with self._database.writing() as connection:
            accounts.end_session(connection, digest_of(token))

    def visitor(self, token: str, *, acts: bool) -> Visitor | None:
        """Whose session it is; `acts`: he did something himself, and is not idle."""
        now = self._now()
        with self._database.reading() as connection:
            found = accounts.session(connection, digest_of(token))
            if found is None or not self._alive(found, now):
                return None
            account = accounts.by_user(connection, found.user)
            user = self._user(connection, account)
        if account is None or user is None or not user.enabled:
            return None
        if acts and now - found.seen_at > _TOUCHED:
            with self._database.writing() as connection:
                accounts.touch(connection, digest_of(token), now)
        return Visitor(user.person, account.login, account.name, user.temporary, form_of(token))

    def _alive(self, found: accounts.Session, now: datetime) -> bool:
        return now - found.began_at < self._longest and now - found.seen_at < self._idle

    def _begin(self, connection: Connection, user: str) -> Signed:
        token = secrets.token_urlsafe(32)
        accounts.begin_session(connection, digest_of(token), user, self._now())
        return Signed(user, token)

    # -- passwords ----------------------------------------------------------------------------

    def choose(self, person: Person, once: str, old: str, new: str) -> Signed | Refusal:
        """Change one's own password; all his sessions end, and a new one begins."""
        with self._database.reading() as connection:
            account = accounts.by_user(connection, person.user)
            seen = self._dossier(connection, person.authority, person.user).version
        if account is None or not self._passwords.prove(account.password, old):
            return Refusal(WRONG_PASSWORD)
        if new == old:
            return Refusal(SAME_PASSWORD)
        plain = weigh(new, [account.login, *account.name.split()])
        if plain is not None:
            return plain
        kept, begun = self._passwords.hashed(new), list[Signed]()

        def also(connection: Connection) -> None:
            accounts.set_password(connection, person.user, kept, self._now())
            accounts.end_sessions(connection, person.user)
            begun.append(self._begin(connection, person.user))

        act = self._act("user_password_changed", person, once, person.user)
        outcome = act if isinstance(act, Refusal) else self._desk.perform(act, person, seen, also)
        if begun:
            return begun[0]
        return outcome if isinstance(outcome, Refusal) else Refusal(NOT_YOURS)

    def reset(self, by: Person, once: str, seen: int, user: str, reason: str) -> Given:
        """Give a user a temporary password; his sessions end."""
        password = random_password()
        kept = self._passwords.hashed(password)

        def also(connection: Connection) -> None:
            accounts.set_password(connection, user, kept, self._now())
            accounts.end_sessions(connection, user)

        return self._given(
            self._act("user_password_reset", by, once, user, reason=reason),
            by, seen, password, also,
        )  # fmt: skip

    # -- who is let in ------------------------------------------------------------------------

    def create(self, by: Person, once: str, new: NewUser) -> Given:
        """Let somebody in under a temporary password."""
        login, name = folded(new.login), " ".join(new.name.split())
        if not _fits(login):
            return Given(Refusal(BAD_LOGIN))
        if not 2 <= len(name) <= 100 or not name.isprintable():
            return Given(Refusal(BAD_NAME))
        # Of the form, so that one sent twice lets in one person.
        user, password = f"u-{sha256(once.encode()).hexdigest()[:12]}", random_password()
        account = Account(user, by.authority, login, name, self._passwords.hashed(password))

        def also(connection: Connection) -> None:
            if accounts.by_login(connection, login) is not None:
                raise _Taken
            accounts.add_account(connection, account, self._now())

        said = {"roles": list(new.roles), "units": list(new.units)}
        try:
            return self._given(
                self._act("user_created", by, once, user, **said), by, 0, password, also
            )
        except _Taken:
            return Given(Refusal(LOGIN_TAKEN))

    def change(
        self,
        by: Person,
        once: str,
        seen: int,
        user: str,
        roles: Sequence[Role],
        units: Sequence[str],
        reason: str,
    ) -> Outcome:
        """Give a user other roles and units."""
        said = {"roles": list(roles), "units": list(units), "reason": reason}
        act = self._act("user_roles_changed", by, once, user, **said)
        return act if isinstance(act, Refusal) else self._desk.perform(act, by, seen)

    def switch(
        self, by: Person, once: str, seen: int, user: str, reason: str, *, enabled: bool
    ) -> Outcome:
        """Disable a user, or let him in again; disabling ends his sessions."""
        kind = "user_enabled" if enabled else "user_disabled"
        act = self._act(kind, by, once, user, reason=reason)
        if isinstance(act, Refusal):
            return act
        return self._desk.perform(
            act, by, seen, lambda connection: accounts.end_sessions(connection, user)
        )

    # -- within -------------------------------------------------------------------------------

    def _act(self, kind: str, by: Person, once: str, user: str, **said: Any) -> HumanAct | Refusal:
        fields = {"kind": kind, "user": user, "recorded_at": self._now(), **said}
        return filled(by, once, fields)

    def _given(
        self,
        act: HumanAct | Refusal,
        by: Person,
        seen: int,
        password: str,
        also: Callable[[Connection], None],
    ) -> Given:
        if isinstance(act, Refusal):
            return Given(act)
        outcome = self._desk.perform(act, by, seen, also)
        # A form sent twice gave its password the first time.
        told = isinstance(outcome, Performed) and not outcome.repeated
        return Given(outcome, password if told else "")

    def _user(self, connection: Connection, account: Account | None) -> User | None:
        if account is None:
            return None
        return self._dossier(connection, account.authority, account.user).state

    def _dossier(self, connection: Connection, authority: str, user: str) -> Dossier[User]:
        key = dossier_key(authority, USER.name, user)
        return fold(USER, acts_of(connection, generation_of(connection), [key])[key])


class _Taken(Exception):
    """Undoes the act whose login is another's."""


def digest_of(token: str) -> bytes:
    """What is kept of a session's token."""
    return sha256(token.encode()).digest()


def form_of(token: str) -> str:
    """What the forms of a session carry: known only to who can read its pages."""
    return hmac(token.encode(), b"sroki form", sha256).hexdigest()


def folded(login: str) -> str:
    """A login as it is compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def _fits(login: str) -> bool:
    return 2 <= len(login) <= 60 and all(one.isalnum() or one in "._@-" for one in login)
