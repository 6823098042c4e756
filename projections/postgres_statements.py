"""Statements as PostgreSQL takes them: whole columns of values, one round trip for all rows.

New rows are COPYed, in binary. Whatever has to look at the rows that are there (an update, a
delete, an insert that may find its key taken) joins them with `unnest` of one array for each
column, in binary too: quoting the elements of an array of texts takes a hundred times as long as
sending them. Five thousand rows cost as many round trips as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Table,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.sql.selectable import TableValuedAlias

from sroki.projections.compiled import (
    Model,
    Row,
    Said,
    Statement,
    columns_of,
    compiled,
    in_order,
    key_of,
    table_of,
)

# Fewer rows than this are not worth the two more messages that a COPY takes.
_WORTH: Final = 4


def _instant(at: datetime | None) -> datetime | None:
    if at is not None and at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return at


def _day(on: date | None) -> date | None:
    return on


class BinaryStatement(Statement):
    """Results come in binary: the packed events of a subject twice as short."""

    __slots__ = ()

    def fetch(self, connection: Connection, values: Sequence[Any]) -> list[Row]:
        cursor: Any = connection.connection.cursor()
        with closing(cursor):
            cursor.execute(self.sql, values, binary=True)
            return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement over rows that are given column by column."""

    statement: Statement

    @property
    def names(self) -> tuple[str, ...]:
        return self.statement.names

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(self.statement.sql, columns)

    def put(self, connection: Connection, row: Row) -> None:
        self.run(connection, [row])


@dataclass(frozen=True)
class Copied:
    """New rows, streamed to the server; a few of them as a statement."""

    few: Joined
    model: Model
    dialect: Dialect

    @property
    def names(self) -> tuple[str, ...]:
        return self.few.names

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        if len(rows) < _WORTH:
            self.few.run(connection, rows)
            return
        cursor: Any = connection.connection.cursor()
        with closing(cursor), cursor.copy(self._copy) as copy:
            copy.set_types(self._types)
            write = copy.write_row
            for row in rows:
                write(row)

    def put(self, connection: Connection, row: Row) -> None:
        self.few.run(connection, [row])

    @cached_property
    def _copy(self) -> str:
        quoted = self.dialect.identifier_preparer
        columns = ", ".join(map(quoted.quote, columns_of(self.model)))
        table = quoted.format_table(table_of(self.model))
        return f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"

    @cached_property
    def _types(self) -> tuple[str, ...]:
        columns = table_of(self.model).columns
        return tuple(column.type.compile(self.dialect).lower() for column in columns)


class PostgresWay:
    """See `compiled.Way`."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.instant: Callable[[datetime | None], Any] = _instant
        self.day: Callable[[date | None], Any] = _day
        self.moment: Callable[[Any], datetime | None] = _instant
        self.civil: Callable[[Any], date | None] = _day

    def compiled(self, said: Said) -> Statement:
        return BinaryStatement(*compiled(said, self._dialect))

    def insert(self, model: Model) -> Copied:
        _, said = _inserted(model)
        return Copied(self._joined(said), model, self._dialect)

    def upsert(self, model: Model) -> Joined:
        table, said = _inserted(model)
        rest = {c.name: said.excluded[c.name] for c in table.columns if not c.primary_key}
        return self._joined(said.on_conflict_do_update(index_elements=key_of(table), set_=rest))

    def add(self, model: Model, column: str) -> Joined:
        table, said = _inserted(model)
        total = {column: table.columns[column] + said.excluded[column]}
        return self._joined(said.on_conflict_do_update(index_elements=key_of(table), set_=total))

    def ignore(self, model: Model) -> Joined:
        _, said = _inserted(model)
        return self._joined(said.on_conflict_do_nothing())

    def update(self, model: Model, columns: tuple[str, ...]) -> Joined:
        table = table_of(model)
        in_order(columns, tuple(name for name in columns_of(model) if name in columns))
        named = [table.columns[name] for name in columns]
        given = _given([*named, *table.primary_key])
        return self._joined(
            update(table)
            .where(*_same(table, given))
            .values({name: given.columns[name] for name in columns})
        )

    def delete(self, model: Model, *also: str) -> Joined:
        table = table_of(model)
        named = [table.columns[name] for name in also]
        given = _given([*table.primary_key, *named])
        conditions = [column == given.columns[column.name] for column in named]
        return self._joined(delete(table).where(*_same(table, given), *conditions))

    def pick(
        self, model: Model, column: str, columns: tuple[str, ...], of: tuple[str, ...]
    ) -> Callable[[Connection, Row, Iterable[Any]], list[Row]]:
        """However many keys: one array."""
        table = table_of(model)
        sought = table.columns[column]
        statement = self.compiled(
            select(*(table.columns[name] for name in columns)).where(
                *(table.columns[name] == bindparam(name) for name in of),
                sought == any_(bindparam("keys", type_=ARRAY(sought.type))),
            )
        )

        def picked(connection: Connection, place: Row, keys: Iterable[Any]) -> list[Row]:
            wanted = list(keys)
            return statement.fetch(connection, (*place, wanted)) if wanted else []

        return picked

    def _joined(self, said: Said) -> Joined:
        """Of a statement whose every value is an array; `%b` is a value in binary."""
        sql, names, own = compiled(said, self._dialect)
        return Joined(BinaryStatement(sql.replace("%s", "%b"), names, own))


def _inserted(model: Model) -> tuple[Table, Insert]:
    """A table, and the insert of whole rows of it."""
    table = table_of(model)
    rows = select(*_given(table.columns).columns)
    return table, insert(table).from_select(columns_of(model), rows)


def _given(columns: Iterable[Column[Any]]) -> TableValuedAlias:
    """Rows that come as one array for each of these columns, in their order."""
    named = list(columns)
    arrays = [bindparam(column.name, type_=ARRAY(column.type)) for column in named]
    values = func.unnest(*arrays).table_valued(*(column.name for column in named))
    return values.render_derived(name="given")


def _same(table: Table, given: TableValuedAlias) -> list[Any]:
    return [column == given.columns[column.name] for column in table.primary_key]
