"""SQL statements made from the tables, and values in the form the database keeps them.

The hot path writes thousands of rows a transaction, so it hands plain tuples to the driver. The
text of each statement still comes from the models, and what differs between databases is here and
nowhere else: how an upsert is written and what a driver takes for an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

Row = tuple[Any, ...]

# How many keys one SELECT … IN asks for: a list is filled up with its last key to one of these.
FEW: Final = 16
MANY: Final = 500


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    table: Table = model.__table__  # type: ignore[attr-defined] # set by the metaclass, untyped
    return table


def columns_of(model: type[SQLModel]) -> tuple[str, ...]:
    """Names of the columns, in order: the order of the values of a written row."""
    return tuple(table_of(model).columns.keys())


def grouped(
    keys: Sequence[ColumnElement[Any]],
    condition: ColumnElement[bool],
    distinct: ColumnElement[Any] | None = None,
) -> Select[Any]:
    """How many rows there are of each key; with `distinct`, how many different ones of it.

    Keys are made within, so that each is one expression to a database that knows parameters apart.
    """
    named = [key.label(f"key_{number}") for number, key in enumerate(keys)]
    of = [] if distinct is None else [distinct.label("of")]
    rows = select(*named, *of).where(condition).subquery("rows")
    columns = [rows.c[f"key_{number}"] for number in range(len(keys))]
    counted = func.count() if distinct is None else func.count(rows.c.of.distinct())
    return select(*columns, counted).group_by(*columns)


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


class Statements:
    """The statements of one database; compiled once each."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._insert: Callable[[Table], Any] = (
            postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        )
        # An instant, a civil date, as the driver takes it; an instant as it gives it back.
        self.instant: Callable[[datetime | None], Any]
        self.day: Callable[[date | None], Any]
        self.moment: Callable[[Any], datetime | None]
        if dialect.name == "postgresql":
            self.instant = self.day = self.moment = _itself
        else:
            self.instant, self.day, self.moment = _instant_text, _day_text, _instant
        self.insert = cache(self._make_insert)
        self.upsert = cache(self._make_upsert)
        self.add = cache(self._make_add)
        self.ignore = cache(self._make_ignore)
        self.update = cache(self._make_update)
        self.delete = cache(self._make_delete)
        self.get = cache(self._make_get)
        self.pick = cache(self._make_pick)
        # Any other statement, of bound parameters: compiled when first asked for.
        self.of = cache(self._compile)

    def _compile(self, statement: Insert | Update | Delete | Select[Any]) -> Statement:
        compiled = statement.compile(dialect=self._dialect)
        return Statement(str(compiled), tuple(compiled.positiontup or ()), compiled.params)

    def _make_insert(self, model: type[SQLModel]) -> Statement:
        """Insert whole rows."""
        return self._compile(insert(table_of(model)))

    def _make_upsert(self, model: type[SQLModel]) -> Statement:
        """Insert whole rows, in the place of those with the same key."""
        table = table_of(model)
        statement = self._insert(table)
        rest = {c.name: statement.excluded[c.name] for c in table.columns if not c.primary_key}
        return self._compile(
            statement.on_conflict_do_update(index_elements=_names(table), set_=rest)
        )

    def _make_add(self, model: type[SQLModel], column: str) -> Statement:
        """Insert whole rows, adding `column` to that of the row with the same key."""
        table = table_of(model)
        statement = self._insert(table)
        total = {column: table.columns[column] + statement.excluded[column]}
        return self._compile(
            statement.on_conflict_do_update(index_elements=_names(table), set_=total)
        )

    def _make_ignore(self, model: type[SQLModel]) -> Statement:
        """Insert whole rows, but those whose key is there."""
        return self._compile(self._insert(table_of(model)).on_conflict_do_nothing())

    def _make_update(self, model: type[SQLModel], columns: tuple[str, ...]) -> Statement:
        """Set `columns`; the values of a row are theirs, then the key's."""
        table = table_of(model)
        values: dict[str, BindParameter[Any]] = {name: bindparam(f"new_{name}") for name in columns}
        statement = update(table).where(_key(table)).values(values)
        found = self._compile(statement)
        expected = (*(f"new_{name}" for name in columns), *(f"of_{name}" for name in _names(table)))
        return _ordered(found, expected)

    def _make_delete(self, model: type[SQLModel], *also: str) -> Statement:
        """Delete by key; where `also` names columns, only while these have the values given."""
        table = table_of(model)
        conditions = [table.columns[name] == bindparam(f"is_{name}") for name in also]
        return self._compile(delete(table).where(_key(table), *conditions))

    def _make_get(
        self, model: type[SQLModel], columns: tuple[str, ...], where: tuple[str, ...]
    ) -> Statement:
        """Select `columns` where each of `where` equals the value given."""
        table = table_of(model)
        conditions = [table.columns[name] == bindparam(f"is_{name}") for name in where]
        return self._compile(select(*(table.columns[name] for name in columns)).where(*conditions))

    def _make_pick(
        self, model: type[SQLModel], column: str, columns: tuple[str, ...], size: int
    ) -> Statement:
        """Select `columns` where `column` is one of `size` values in one partition."""
        table = table_of(model)
        keys: list[BindParameter[Any]] = [bindparam(f"key_{n}") for n in range(size)]
        statement = select(*(table.columns[name] for name in columns)).where(
            table.columns["generation"] == bindparam("generation"),
            table.columns["partition"] == bindparam("partition"),
            table.columns[column].in_(keys),
        )
        return self._compile(statement)


def _itself(value: Any) -> Any:
    return value


# SQLite keeps both as text that sorts as time does. The same instants and days come again and
# again, so the text is looked up more often than made.
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


def _names(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _key(table: Table) -> ColumnElement[bool]:
    return and_(*(column == bindparam(f"of_{column.name}") for column in table.primary_key))


def _ordered(found: Statement, expected: tuple[str, ...]) -> Statement:
    """SET is compiled in the table's order of columns; callers rely on theirs."""
    if found.names != expected:
        raise ValueError(f"name the columns in the table's order: {found.names}")
    return found


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
