"""Statements as SQLite takes them: prepared once, run for each row within one call of the driver.

Instants and civil dates are text that sorts as time does. The same ones come again and again, so
the text is looked up more often than made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as insert_or

from sroki.projections.compiled import (
    Model,
    Row,
    Said,
    Statement,
    chunks,
    compiled,
    in_order,
    key_of,
    table_of,
)


@lru_cache(maxsize=8192)
def _instant_text(at: datetime | None) -> str | None:
    if at is None:
        return None
    if at.utcoffset() is None:
        raise ValueError("an instant without a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=8192)
def _day_text(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


@lru_cache(maxsize=8192)
def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


@lru_cache(maxsize=8192)
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


class SqliteWay:
    """See `compiled.Way`."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.instant: Callable[[datetime | None], Any] = _instant_text
        self.day: Callable[[date | None], Any] = _day_text
        self.moment: Callable[[Any], datetime | None] = _instant
        self.civil: Callable[[Any], date | None] = _day

    def compiled(self, said: Said) -> Statement:
        return Statement(*compiled(said, self._dialect))

    def insert(self, model: Model) -> Statement:
        return self.compiled(insert(table_of(model)))

    def upsert(self, model: Model) -> Statement:
        table = table_of(model)
        said = insert_or(table)
        rest = {c.name: said.excluded[c.name] for c in table.columns if not c.primary_key}
        return self.compiled(said.on_conflict_do_update(index_elements=key_of(table), set_=rest))

    def add(self, model: Model, column: str) -> Statement:
        table = table_of(model)
        said = insert_or(table)
        total = {column: table.columns[column] + said.excluded[column]}
        return self.compiled(said.on_conflict_do_update(index_elements=key_of(table), set_=total))

    def ignore(self, model: Model) -> Statement:
        return self.compiled(insert_or(table_of(model)).on_conflict_do_nothing())

    def update(self, model: Model, columns: tuple[str, ...]) -> Statement:
        table = table_of(model)
        values: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in columns}
        found = self.compiled(update(table).where(_keyed(table)).values(values))
        new = (f"new_{name}" for name in columns)
        in_order(found.names, (*new, *(f"of_{name}" for name in key_of(table))))
        return found

    def delete(self, model: Model, *also: str) -> Statement:
        table = table_of(model)
        conditions = [table.columns[name] == bindparam(f"is_{name}") for name in also]
        return self.compiled(delete(table).where(_keyed(table), *conditions))

    def pick(
        self, model: Model, column: str, columns: tuple[str, ...], of: tuple[str, ...]
    ) -> Callable[[Connection, Row, Iterable[Any]], list[Row]]:
        """A list of keys is a statement of its own length, so there are two lengths."""

        @cache
        def listing(size: int) -> Statement:
            table = table_of(model)
            keys: list[BindParameter[Any]] = [bindparam(f"key_{n}") for n in range(size)]
            return self.compiled(
                select(*(table.columns[name] for name in columns)).where(
                    *(table.columns[name] == bindparam(name) for name in of),
                    table.columns[column].in_(keys),
                )
            )

        def picked(connection: Connection, place: Row, keys: Iterable[Any]) -> list[Row]:
            rows: list[Row] = []
            for chunk in chunks(keys):
                rows += listing(len(chunk)).fetch(connection, (*place, *chunk))
            return rows

        return picked


def _keyed(table: Table) -> ColumnElement[bool]:
    return and_(*(column == bindparam(f"of_{column.name}") for column in table.primary_key))
