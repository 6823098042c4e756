"""The statements of one database, made from the models, each once.

    statements = Statements(connection.dialect)
    statements.insert(JournalRow).run(connection, rows)

What differs between databases is in `sqlite_statements` and `postgres_statements`: how many rows go
at once, how an upsert is written, what a driver takes for an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Select, bindparam, func, select

from sroki.projections.compiled import (
    FEW,
    MANY,
    PLACE,
    Bulk,
    Model,
    Row,
    Said,
    Statement,
    Way,
    chunks,
    columns_of,
    table_of,
)
from sroki.projections.postgres_statements import PostgresWay
from sroki.projections.sqlite_statements import SqliteWay

__all__ = [
    "FEW",
    "MANY",
    "Bulk",
    "Row",
    "Statement",
    "Statements",
    "chunks",
    "columns_of",
    "grouped",
    "table_of",
]


class Statements:
    """The statements of one database; compiled once each. See `compiled.Way`."""

    instant: Callable[[datetime | None], Any]
    day: Callable[[date | None], Any]
    moment: Callable[[Any], datetime | None]
    civil: Callable[[Any], date | None]

    def __init__(self, dialect: Dialect) -> None:
        way: Way = PostgresWay(dialect) if dialect.name == "postgresql" else SqliteWay(dialect)
        self._way = way
        self.instant, self.day = way.instant, way.day
        self.moment, self.civil = way.moment, way.civil
        self.insert: Callable[[Model], Bulk] = cache(way.insert)
        self.upsert: Callable[[Model], Bulk] = cache(way.upsert)
        self.add: Callable[[Model, str], Bulk] = cache(way.add)
        self.ignore: Callable[[Model], Bulk] = cache(way.ignore)
        self.update: Callable[[Model, tuple[str, ...]], Bulk] = cache(way.update)
        self.delete: Callable[..., Bulk] = cache(way.delete)
        # Any other statement, of bound parameters: compiled when first asked for.
        self.of: Callable[[Said], Statement] = cache(way.compiled)
        self.get = cache(self._make_get)
        self._picks = cache(way.pick)

    def pick(
        self,
        connection: Connection,
        model: Model,
        column: str,
        columns: tuple[str, ...],
        place: Row,
        keys: Iterable[Any],
        of: tuple[str, ...] = PLACE,
    ) -> list[Row]:
        """`columns` of the rows whose `column` is one of `keys`, in one place.

        A place is the values of `of`: generation and partition, unless others are named.
        """
        return self._picks(model, column, columns, of)(connection, place, keys)

    def _make_get(
        self, model: Model, columns: tuple[str, ...], where: tuple[str, ...]
    ) -> Statement:
        """Select `columns` where each of `where` equals the value given."""
        table = table_of(model)
        conditions = [table.columns[name] == bindparam(f"is_{name}") for name in where]
        return self._way.compiled(
            select(*(table.columns[name] for name in columns)).where(*conditions)
        )


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
