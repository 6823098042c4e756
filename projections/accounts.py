"""Accounts and sessions: who a user is, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, insert, or_, select, update
from sqlmodel import col

from sroki.projections.account_tables import AccountRow as A
from sroki.projections.account_tables import SessionRow as S


class Account(NamedTuple):
    """Who a user is, and of which authority; `password` is the hash of his."""

    user: str
    authority: str
    login: str
    name: str
    password: str


class Session(NamedTuple):
    """Since when somebody is signed in, and when he last did something."""

    user: str
    began_at: datetime
    seen_at: datetime


_ACCOUNT = tuple(col(getattr(A, name)) for name in Account._fields)


def any_account(connection: Connection) -> bool:
    """Whether anybody can sign in at all."""
    return bool(connection.scalar(select(exists().select_from(A))))


def by_login(connection: Connection, login: str) -> Account | None:
    """The account of a login, which is folded already."""
    row = connection.execute(select(*_ACCOUNT).where(col(A.login) == login)).one_or_none()
    return None if row is None else Account(*row)


def by_user(connection: Connection, user: str) -> Account | None:
    """The account of a user."""
    row = connection.execute(select(*_ACCOUNT).where(col(A.user) == user)).one_or_none()
    return None if row is None else Account(*row)


def names_of(connection: Connection, users: Iterable[str]) -> dict[str, str]:
    """What people are called, by their codes; a code without an account is left out."""
    rows = connection.execute(
        select(col(A.user), col(A.name)).where(col(A.user).in_(sorted(set(users))))
    )
    return {row.user: row.name for row in rows}


def logins(connection: Connection) -> dict[str, Account]:
    """All accounts by user."""
    return {row.user: Account(*row) for row in connection.execute(select(*_ACCOUNT))}


def add_account(connection: Connection, account: Account, at: datetime) -> None:
    """Keep an account. Its login must be free: ask `by_login` in the same transaction."""
    connection.execute(insert(A), [{**account._asdict(), "changed_at": at}])


def set_password(connection: Connection, user: str, password: str, at: datetime) -> None:
    """Another hash in the place of the one he had."""
    connection.execute(
        update(A).where(col(A.user) == user).values(password=password, changed_at=at)
    )


def begin_session(connection: Connection, digest: bytes, user: str, at: datetime) -> None:
    """Somebody signed in."""
    row = {"id": digest, "user": user, "began_at": at, "seen_at": at}
    connection.execute(insert(S), [row])


def session(connection: Connection, digest: bytes) -> Session | None:
    """The session of a token."""
    row = connection.execute(
        select(col(S.user), col(S.began_at), col(S.seen_at)).where(col(S.id) == digest)
    ).one_or_none()
    return None if row is None else Session(*row)


def touch(connection: Connection, digest: bytes, at: datetime) -> None:
    """He did something."""
    connection.execute(update(S).where(col(S.id) == digest).values(seen_at=at))


def end_session(connection: Connection, digest: bytes) -> None:
    """He signed out."""
    connection.execute(delete(S).where(col(S.id) == digest))


def end_sessions(connection: Connection, user: str) -> None:
    """He is signed out everywhere."""
    connection.execute(delete(S).where(col(S.user) == user))


def expire(connection: Connection, began_before: datetime, seen_before: datetime) -> None:
    """Forget the sessions that are over."""
    connection.execute(
        delete(S).where(or_(col(S.began_at) < began_before, col(S.seen_at) < seen_before))
    )
