"""The SQLite file of a store: opened so that what was committed stays committed.

One process holds the file (an exclusive lock beside it), one connection writes and checkpoints,
readers see a snapshot and can change nothing. WAL with `synchronous=FULL`: measured by cutting the
power, FULL kept every committed transaction and NORMAL none of the last.
"""

from __future__ import annotations

import fcntl
import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, Self, TextIO

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool, StaticPool

from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import Phrase, say
from sroki.projections import migrations
from sroki.projections.database import Database

# Below it a checkpoint racing a write can lose a committed transaction (fixed in March 2026).
SOUND = (3, 51, 3)
BUSY_MS = 10_000
# Pages of the log before a checkpoint: large enough to write a hot page once for many commits.
CHECKPOINT_PAGES = 8_000


def driver() -> ModuleType:
    """The DBAPI module: the one with its own new SQLite, else Python's, with a loud warning."""
    try:
        module = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:  # pragma: no cover - platforms without its wheel
        module = importlib.import_module("sqlite3")
    if module.sqlite_version_info < SOUND:  # pragma: no cover - as above
        wanted = ".".join(map(str, SOUND))
        warnings.warn(
            f"SQLite {module.sqlite_version} can lose committed data; {wanted} or newer is needed",
            RuntimeWarning,
            stacklevel=2,
        )
    # The driver searches for an adapter for every value that is no exact int, float or str, and
    # a search that fails costs more than the insert: 12 µs for a row of ten NULLs, 1 µs with these.
    module.register_adapter(type(None), {}.get)
    module.register_adapter(bool, int)
    module.register_adapter(bytes, bytes)
    return module


class SqliteDatabase(Database):
    """An open store file. `open` it to write, `look` at it to read."""

    def __init__(self, path: Path, writer: Engine | None, reader: Engine, lock: TextIO | None):
        super().__init__()
        self.path = path
        self._writer = writer
        self._reader = reader
        self._lock = lock
        self._turn = RLock()

    @classmethod
    def open(cls, path: Path, *, cache_mib: int = 32) -> Self:
        """Open to write, creating the file and bringing its schema to the newest version.

        `cache_mib` bounds the writer's page cache. Raises Refused where another process holds the
        store, or a later program made it.
        """
        path = path.absolute()
        if path.is_dir() or not path.parent.is_dir():
            raise Invalid(
                say("Хранилищу {name} негде быть", name=path),
                why=say("это папка")
                if path.is_dir()
                else say("папки {parent} нет", parent=path.parent),
                accepted=say("имя файла в папке, которая есть"),
            )
        lock = _lock(path)
        try:
            path.touch(mode=0o600)
            writer = _engine(f"sqlite:///{path}", StaticPool, "BEGIN IMMEDIATE")
            event.listen(writer, "connect", _settings(cache_mib))
            with _no_store(path), writer.connect() as connection:
                migrations.upgrade(connection)
                connection.commit()
        except BaseException:
            lock.close()
            raise
        return cls(path, writer, _reader(path), lock)

    @classmethod
    def look(cls, path: Path) -> Self:
        """Open to read only, beside the process that writes.

        Raises Invalid where there is no store, Refused where a later program made it.
        """
        path = path.absolute()
        if not path.is_file():
            raise Invalid(say("Нет хранилища {name}", name=path.name), why=say("файл не найден"))
        found = cls(path, None, _reader(path), None)
        try:
            with _no_store(path), found.reading() as connection:
                version = migrations.version(connection)
            _demand(path, made=version is not None)
        except BaseException:
            found.close()
            raise
        return found

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """The one connection that writes. Threads take turns."""
        if self._writer is None:
            raise Refused(say("Хранилище открыто только для чтения"))
        with self._turn, self._writer.connect() as connection:
            connection.begin()
            try:
                yield connection
            finally:
                # Closing alone leaves a transaction open whose commit failed.
                connection.rollback()

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def erasing(self) -> Iterator[Connection]:
        """Deleted rows are overwritten with zeros; closing the store empties its log of them."""
        with self.writing() as connection:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
            yield connection

    def alone(self, connection: Connection) -> None:
        """As every writer of a file is."""

    def close(self) -> None:
        """Close every connection (the last one checkpoints the log) and let go of the lock."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock is not None:
            self._lock.close()


@contextmanager
def _no_store(path: Path) -> Iterator[None]:
    """What SQLite says of a file that is none of its own, as an error of ours."""
    try:
        yield
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        raise _not_a_store(path, say("это не файл SQLite")) from error


def _demand(path: Path, *, made: bool) -> None:
    if not made:
        raise _not_a_store(path, say("в файле нет таблиц Сроков"))


def _not_a_store(path: Path, why: Phrase) -> Invalid:
    return Invalid(
        say("{name} — не хранилище", name=path.name),
        why=why,
        accepted=say("файл, который сделали sroki serve, backup или export"),
    )


def _lock(path: Path) -> TextIO:
    file = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise Refused(
            say("Хранилище {name} уже открыто другим процессом", name=path.name),
            why=say("одно хранилище ведёт один процесс"),
        ) from None
    return file


def _engine(url: str, pool: type[QueuePool | StaticPool], begin: str) -> Engine:
    """An engine whose transactions begin as `begin` says: the driver's own habits are put off."""
    engine = create_engine(
        url,
        module=driver(),
        poolclass=pool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _reader(path: Path) -> Engine:
    engine = _engine(f"sqlite:///file:{path}?mode=ro&uri=true", QueuePool, "BEGIN")

    @event.listens_for(engine, "connect")
    def _(dbapi: Any, _record: object) -> None:
        dbapi.execute("PRAGMA query_only = ON")
        dbapi.execute(f"PRAGMA busy_timeout = {BUSY_MS}")

    return engine


def _settings(cache_mib: int) -> Any:
    def settle(dbapi: Any, _record: object) -> None:
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"cache_size = -{cache_mib * 1024}",
            f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    return settle
