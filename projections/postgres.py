"""A store on PostgreSQL, which any number of processes may have open.

Writers read what is committed (READ COMMITTED) and lock their partition's row first: everything of
a partition is written under that lock, so whatever is read after it stands still, and who waited
for it sees what the one before left. A snapshot taken before the wait (REPEATABLE READ) would be
older than the lock, and end in an error where another wrote meanwhile. Readers have one snapshot,
and lock nothing.

A connection that is lost ends the process (`Lost`); a process that was paused inside a transaction
is cut off by the server, so that nobody waits for it for ever.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say
from sroki.projections import migrations
from sroki.projections.database import Database, Lost
from sroki.projections.postgres_url import PostgresUrl

# Connections one process keeps, and may have: each thread that writes or reads takes one.
KEPT: Final = 5
AT_MOST: Final = 20

# Of whoever knocks at the door of `alone`: any number that no other program here uses.
_MAKING: Final = 7_305_201
# A writer that stands still this long in the middle of a transaction is cut off, milliseconds.
_PAUSED_MS: Final = 15_000
# How long one waits for a lock before it is no queue any more, milliseconds.
_LOCKED_MS: Final = 60_000
_SESSION: Final = "-c timezone=UTC " + " ".join(
    f"-c tcp_keepalives_{name}" for name in ("idle=5", "interval=5", "count=3")
)
# What a writer asks is found in an index: a plan made of yesterday's statistics, or of none yet, is
# not to read a table instead.
_STEADY: Final = "".join(
    f" -c {name}=off" for name in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit")
)
# Packed events are written again with each of them: lz4 takes a tenth of the default's time.
_COMPRESSION: Final = (
    "SELECT set_config(name, 'lz4', false) FROM pg_settings "
    "WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)"
)
# How soon a peer that vanished without a word is noticed, seconds and milliseconds.
_NETWORK: Final[dict[str, Any]] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_CREATE: Final = (
    "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
)


class PostgresDatabase(Database):
    """An open database. `open` it to write, `look` at it to read."""

    def __init__(self, url: PostgresUrl, writer: Engine | None, reader: Engine) -> None:
        super().__init__()
        self.url = url
        self._writer = writer
        self._reader = reader

    @classmethod
    def open(cls, url: PostgresUrl) -> Self:
        """Open to write, bringing the schema to the newest version.

        Raises Refused where a later program made it, or the database would sort or commit
        otherwise than the store relies on; Lost where nothing answers.
        """
        found = cls(url, _engine(url, writes=True), _engine(url, writes=False))
        try:
            with found.writing() as connection:
                _check(connection)
                found.alone(connection)
                migrations.upgrade(connection)
        except BaseException:
            found.close()
            raise
        return found

    @classmethod
    def look(cls, url: PostgresUrl) -> Self:
        """Open to read only.

        Raises Invalid where there is no store, Refused of a later one, Lost where nothing answers.
        """
        found = cls(url, None, _engine(url, writes=False))
        with ExitStack() as refused:
            refused.callback(found.close)
            with found.reading() as connection:
                made = migrations.version(connection) is not None
            if not made:
                raise Invalid(say("Нет хранилища {url}", url=url), why=say("база данных пуста"))
            refused.pop_all()
        return found

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """A connection of this thread's own; whoever waits, waits for rows."""
        if self._writer is None:
            raise Refused(say("Хранилище открыто только для чтения"))
        with _kept(self._writer) as connection:
            yield connection

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with _kept(self._reader) as connection:
            yield connection

    @contextmanager
    def erasing(self) -> Iterator[Connection]:
        """Rows deleted are made room of; the server's log keeps them as long as it is kept."""
        with self.writing() as connection:
            yield connection
        with self._begun() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.rollback()
            raw.autocommit = True
            try:
                raw.execute("VACUUM (FULL) alias")
            finally:
                raw.autocommit = False

    def alone(self, connection: Connection) -> None:
        """Until this transaction ends no other process makes the store, or asks for this."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_MAKING,))

    def close(self) -> None:
        """Close every connection."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


@contextmanager
def _kept(engine: Engine) -> Iterator[Connection]:
    """A connection with its transaction begun, undone on leaving. Raises Lost."""
    psycopg = driver()
    try:
        with engine.connect() as connection:
            connection.begin()
            try:
                yield connection
            finally:
                if not connection.invalidated and not _cut(connection):
                    connection.rollback()
    except (DBAPIError, psycopg.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            raise Lost(say("Связь с PostgreSQL прервана"), why=str(cause).strip()) from error
        raise


def _cut(connection: Connection) -> bool:
    """Is nobody at the other end any more?"""
    driven: Any = connection.connection.dbapi_connection
    if not driven.closed:
        return False
    connection.invalidate()
    return True


def driver() -> ModuleType:
    """The DBAPI module. Raises Invalid where the extra is not installed."""
    if importlib.util.find_spec("psycopg") is None:
        raise Invalid(
            say("Для хранилища на PostgreSQL нужен пакет psycopg"),
            accepted="pip install 'sroki[postgres]'",
        )
    return importlib.import_module("psycopg")


def _engine(url: PostgresUrl, *, writes: bool) -> Engine:
    psycopg = driver()
    said = url.parameters().get("options", "")
    options = f"{_SESSION} -c lock_timeout={_LOCKED_MS}"
    if writes:
        options += f"{_STEADY} -c idle_in_transaction_session_timeout={_PAUSED_MS}"

    def connect() -> Any:
        connection = psycopg.connect(
            url.secret, application_name="sroki", options=f"{options} {said}", **_NETWORK
        )
        # Its own dumper of bytes, which the one for DBAPI's `Binary` hides, is the fast one.
        connection.adapters.register_dumper(bytes, psycopg.types.string.BytesBinaryDumper)
        if writes:
            connection.execute(_COMPRESSION)
            connection.commit()
        else:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        return connection

    return create_engine(
        "postgresql+psycopg://",
        creator=connect,
        paramstyle="format",
        use_native_hstore=False,
        # A pooled connection to a server that was restarted since is replaced, not used.
        pool_pre_ping=True,
        pool_size=KEPT,
        max_overflow=AT_MOST - KEPT,
    )


def _check(connection: Connection) -> None:
    """Is the database one that a store may rely on?"""
    encoding, collation, committed = connection.exec_driver_sql(
        "SELECT pg_encoding_to_char(encoding), datcollate, current_setting('synchronous_commit') "
        "FROM pg_database WHERE datname = current_database()"
    ).one()
    if encoding != "UTF8" or collation not in ("C", "POSIX"):
        raise Refused(
            say("База данных сортирует не так, как хранилище"),
            why=say(
                "её кодировка {encoding}, порядок {collation}",
                encoding=encoding,
                collation=collation,
            ),
            accepted=_CREATE,
        )
    if committed == "off":
        raise Refused(
            say("База данных подтверждает то, что ещё не записала"),
            why="synchronous_commit = off",
            accepted="synchronous_commit = on",
        )
