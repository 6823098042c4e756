"""SQL compiled from the models, once, and said to the driver without the library in between.

The hot path writes thousands of rows a transaction, so it hands plain tuples over. What a statement
looks like in one database or the other is in `sqlite_statements` and `postgres_statements`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol, TypeAlias

from sqlalchemy import ClauseElement, Connection, Dialect, Table
from sqlmodel import SQLModel

Row: TypeAlias = tuple[Any, ...]
Model: TypeAlias = type[SQLModel]
Said: TypeAlias = ClauseElement

# How many keys one list of them holds: it is filled up with its last key to one of these.
FEW: Final = 16
MANY: Final = 500

# The columns that say where rows of a partition are.
PLACE: Final = ("generation", "partition")


class Bulk(Protocol):
    """What is written of many rows at once."""

    @property
    def names(self) -> tuple[str, ...]:
        """The values of a row, in order."""
        ...

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Write all rows; no two of them have one key."""
        ...

    def put(self, connection: Connection, row: Row) -> None:
        """Write one."""
        ...


class Way(Protocol):
    """How the statements of one database are written. Bulks take rows as named beside each."""

    # An instant, a civil date, as the driver takes it; either as it gives it back.
    instant: Callable[[datetime | None], Any]
    day: Callable[[date | None], Any]
    moment: Callable[[Any], datetime | None]
    civil: Callable[[Any], date | None]

    def compiled(self, said: Said) -> Statement:
        """Any statement of bound parameters."""
        ...

    def insert(self, model: Model) -> Bulk:
        """Insert whole rows."""
        ...

    def upsert(self, model: Model) -> Bulk:
        """Insert whole rows, in the place of those with the same key."""
        ...

    def add(self, model: Model, column: str) -> Bulk:
        """Insert whole rows, adding `column` to that of the row with the same key."""
        ...

    def ignore(self, model: Model) -> Bulk:
        """Insert whole rows, but those whose key is there."""
        ...

    def update(self, model: Model, columns: tuple[str, ...]) -> Bulk:
        """Set `columns`; the values of a row are theirs, then the key's."""
        ...

    def delete(self, model: Model, *also: str) -> Bulk:
        """Delete by key; where `also` names columns, only while these have the values given."""
        ...

    def pick(
        self, model: Model, column: str, columns: tuple[str, ...], of: tuple[str, ...]
    ) -> Callable[[Connection, Row, Iterable[Any]], list[Row]]:
        """Select `columns` where `column` is one of some keys and those `of` have values given."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement, the order of its values, and those it brings with it."""

    sql: str
    names: tuple[str, ...]
    own: Mapping[str, Any]

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Once for each row, in one call of the driver."""
        if rows:
            connection.exec_driver_sql(self.sql, list(rows))

    def put(self, connection: Connection, row: Row) -> None:
        """Once, for one row."""
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(self.sql, row)

    def fetch(self, connection: Connection, values: Sequence[Any]) -> list[Row]:
        """The rows it selects, as the driver gives them."""
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(self.sql, values)
            return list(cursor.fetchall())

    def ask(self, connection: Connection, values: Mapping[str, Any]) -> list[Row]:
        """As `fetch`, the values given by name; others than its own are passed over."""
        given = {**self.own, **values}
        return self.fetch(connection, [given[name] for name in self.names])


def compiled(said: Said, dialect: Dialect) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    """The text of a statement, the order of its values, and those it brings with it."""
    found: Any = said.compile(dialect=dialect)
    return str(found), tuple(found.positiontup or ()), found.params


def table_of(model: Model) -> Table:
    """The table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined] # set by the metaclass, untyped
    return table


def columns_of(model: Model) -> tuple[str, ...]:
    """Names of the columns, in order: the order of the values of a written row."""
    return tuple(table_of(model).columns.keys())


def key_of(table: Table) -> list[str]:
    """Names of the columns of the primary key."""
    return [column.name for column in table.primary_key]


def in_order(found: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """SET is compiled in the table's order of columns; callers rely on theirs."""
    if found != expected:
        raise ValueError(f"name the columns in the table's order: {found}")


def chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of exactly MANY keys, the last one of FEW or MANY, filled up by repeating."""
    batch: list[Any] = []
    for key in keys:
        batch.append(key)
        if len(batch) == MANY:
            yield batch
            batch = []
    if batch:
        size = FEW if len(batch) <= FEW else MANY
        yield batch + batch[-1:] * (size - len(batch))
