"""The ledger: what was said, in the order of saying, with what was taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col

from sroki.events.findings import FindingKind
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import table_of
from sroki.projections.tables import FindingRow as F


class Said(NamedTuple):
    """A line of the ledger. `taken_back` is the id of the finding that retracts it, if any."""

    partition: int
    no: int
    id: str
    subject: str
    case_id: str | None
    authority: str
    service: str
    unit: str
    rule: str
    kind: FindingKind
    ordinal: int
    edition: str
    clause: str
    due_on: date | None
    due_at: datetime | None
    params: dict[str, Any]
    retracts: str | None
    reason: str | None
    silent: bool
    as_of: datetime
    detected_at: datetime | None
    taken_back: str | None = None


class LedgerFilter(NamedTuple):
    """Which lines: None is any."""

    kind: FindingKind | None = None
    authority: str | None = None
    service: str | None = None
    unit: str | None = None
    rule: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        columns = (col(F.kind), col(F.authority), col(F.service), col(F.unit), col(F.rule))
        return [
            column == value
            for column, value in zip(columns, self, strict=True)
            if value is not None
        ]


_CHUNK: Final = 500
_PLAIN: Final = tuple(name for name in Said._fields if name not in ("kind", "params", "taken_back"))


def of_subject(reading: Reading, key: str) -> tuple[Said, ...]:
    """The subject's own ledger, and what groups' ledgers say of the case, in order of saying.

    A line comes with its retraction if it is here too.
    """
    lines = _numbered(reading, reading.home(key), col(F.subject) == key)
    for partition in reading.partitions:
        # A group may live in any partition.
        of_group = and_(col(F.case_id) == key, col(F.case_id) != col(F.subject))
        lines += _numbered(reading, partition, of_group)
    lines.sort(key=lambda one: (one.as_of, one.partition, one.no))
    back = {one.retracts: one.id for one in lines if one.retracts}
    return tuple(one._replace(taken_back=back.get(one.id)) for one in lines)


def _numbered(reading: Reading, partition: int, condition: ColumnElement[bool]) -> list[Said]:
    """Lines of a partition: their numbers from an index alone, then the lines by their key.

    Asked for both at once, a database that knows nothing of the rows walks the whole partition.
    """
    numbers = reading.connection.scalars(
        select(col(F.no)).where(reading.mine(F), col(F.partition) == partition, condition)
    ).all()
    found: list[Said] = []
    for start in range(0, len(numbers), _CHUNK):
        some = numbers[start : start + _CHUNK]
        lines = _lines(reading).where(col(F.partition) == partition, col(F.no).in_(some))
        found += map(_line, reading.connection.execute(lines))
    return found


def recent(
    reading: Reading, wanted: LedgerFilter, limit: int | None = None, offset: int = 0
) -> list[Said]:
    """The latest lines first."""
    statement = _lines(reading).where(*wanted.conditions())
    if len(reading.partitions) > 1:
        statement = statement.order_by(col(F.as_of).desc())
    # In one partition the order of saying is the key itself.
    statement = statement.order_by(col(F.partition).desc(), col(F.no).desc())
    if limit is not None:
        statement = statement.limit(limit).offset(offset)
    return [_line(row) for row in reading.connection.execute(statement)]


def count(reading: Reading, wanted: LedgerFilter) -> int:
    """How many lines there are of this kind. Where all are asked for, their numbers say it."""
    if reading.scope.grants is None and wanted == LedgerFilter():
        return sum(one.said for one in reading.progress)
    statement = (
        select(func.count())
        .select_from(F)
        .where(reading.seen(F, col(F.authority), col(F.unit)), *wanted.conditions())
    )
    return reading.connection.scalar(statement) or 0


def _lines(reading: Reading) -> Select[Any]:
    return select(table_of(F)).where(reading.seen(F, col(F.authority), col(F.unit)))


def _line(row: Any) -> Said:
    values = {name: getattr(row, name) for name in _PLAIN}
    return Said(**values, kind=FindingKind(row.kind), params=from_json(row.params))
