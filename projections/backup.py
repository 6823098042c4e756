"""Backup while the store works, and restore; both proven by reading what was written.

A backup is one file, a store like any other, taken page by page without stopping the writer. It is
trusted only after its chains were recomputed and its contents compared with what was copied.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections import chain
from sroki.projections.dump import METADATA
from sroki.projections.sqlite import SqliteDatabase, driver

# Pages copied between two looks at the progress: 4 MiB, some milliseconds of the disk.
PAGES = 1024

Progress = Callable[[int, int], None]


class Proof(NamedTuple):
    """What a store holds, by table: how many rows, and a digest of all of them in key order."""

    rows: dict[str, int]
    digests: dict[str, str]


def prove(connection: Connection) -> Proof:
    """Read the whole store. Raises Refused where a chain is broken."""
    broken = chain.verify(connection)
    if broken is not None:
        raise Refused(
            say("Цепочка журнала нарушена"),
            why=say(
                "раздел {partition}, запись {seq}: {why}",
                partition=broken.partition,
                seq=broken.seq,
                why=broken.why,
            ),
        )
    tables = METADATA.tables
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    for name in sorted(tables):
        table = tables[name]
        digest = blake2b(digest_size=16)
        count = 0
        query = select(table).order_by(*table.primary_key)
        for row in connection.execution_options(yield_per=1000).execute(query):
            digest.update(repr(tuple(row)).encode())
            count += 1
        rows[name], digests[name] = count, digest.hexdigest()
    return Proof(rows, digests)


def backup(source: Path, target: Path, progress: Progress | None = None) -> Proof:
    """Copy the store at `source`, open or not, to the new file `target`; what it holds.

    The copy is of one moment: a transaction committed meanwhile is not in it. `progress` is told
    pages done and pages in all. Raises Refused where `target` exists, its folder does
    not, or a chain is broken.
    """
    if target.exists():
        raise Refused(
            say("Файл {name} уже есть", name=target.name), accepted=say("имя нового файла")
        )
    if not target.parent.is_dir():
        raise Refused(
            say("Папки {parent} нет", parent=target.parent),
            accepted=say("имя файла в папке, которая есть"),
        )
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with SqliteDatabase.look(source) as copied, copied.reading() as connection:
        # The proof reads first and so fixes the moment; the copy is made of the same snapshot.
        expected = prove(connection)
        _copy(connection, part, progress)
    with SqliteDatabase.look(part) as made, made.reading() as connection:
        found = prove(connection)
    if found != expected:
        part.unlink()
        raise Refused(say("Копия не равна хранилищу"))
    part.rename(target)
    _sync(target.parent)
    return found


def restore(source: Path, target: Path, progress: Progress | None = None) -> Proof:
    """Make the store `target` from the backup `source`, equal to it and proven so.

    Raises Refused where `target` exists: what is there is for a person to move away.
    """
    return backup(source, target, progress)


def _copy(connection: Connection, target: Path, progress: Progress | None) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    raw: Any = connection.connection.driver_connection
    with closing(driver().connect(target)) as made:
        raw.backup(made, pages=PAGES, progress=told)
        # One plain file, which can be carried away and read where nothing can be written.
        made.execute("PRAGMA journal_mode = DELETE")


def _sync(folder: Path) -> None:
    """Make a rename durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
