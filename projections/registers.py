"""What was last imported of an office's registers, row by row, in SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic_core import from_json, to_json
from sqlalchemy import select
from sqlmodel import col

from sroki.events.readers.register import Export, RowMemory
from sroki.projections.database import Database
from sroki.projections.intake_tables import RegisterExportRow, RegisterRow
from sroki.projections.statements import Statements

_PORTION = 500


class SqlRegisterMemory:
    """Remembers registers by source; each `write` is durable on return."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, source: str) -> Export | None:
        """The last export written, None before the first."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(col(RegisterExportRow.as_at), col(RegisterExportRow.recorded_at)).where(
                    col(RegisterExportRow.source) == source
                )
            ).first()
        return None if row is None else Export(*row)

    def rows(self, source: str, keys: Sequence[str]) -> Mapping[str, RowMemory]:
        """What is known of these rows; rows never seen are left out."""
        found: dict[str, RowMemory] = {}
        with self._database.reading() as connection:
            for start in range(0, len(keys), _PORTION):
                rows = connection.execute(
                    select(col(RegisterRow.row), col(RegisterRow.memory)).where(
                        col(RegisterRow.source) == source,
                        col(RegisterRow.row).in_(keys[start : start + _PORTION]),
                    )
                )
                found.update((key, RowMemory.from_json(from_json(it))) for key, it in rows)
        return found

    def keys(self, source: str) -> Iterator[str]:
        """The keys of all rows known, in their order; a portion is read at a time."""
        after = ""
        while True:
            with self._database.reading() as connection:
                portion = list(
                    connection.execute(
                        select(col(RegisterRow.row))
                        .where(col(RegisterRow.source) == source, col(RegisterRow.row) > after)
                        .order_by(col(RegisterRow.row))
                        .limit(_PORTION)
                    ).scalars()
                )
            yield from portion
            if len(portion) < _PORTION:
                return
            after = portion[-1]

    def write(self, source: str, export: Export, rows: Mapping[str, RowMemory]) -> None:
        """Remember these rows as of this export; the others stay as they are."""
        with self._database.writing() as connection:
            statements = Statements(connection.dialect)
            values = [(source, key, to_json(row.as_json())) for key, row in rows.items()]
            statements.upsert(RegisterRow).run(connection, values)
            moments = (statements.instant(export.as_at), statements.instant(export.recorded_at))
            statements.upsert(RegisterExportRow).run(connection, [(source, *moments)])
