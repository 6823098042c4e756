"""Which case of a unit a registration number names: for whoever knows the number and nothing else.

One statement answers, whether the number is unknown or only another unit's: the work is the same.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.projections.aliases import FORGOTTEN
from sroki.projections.intake_tables import AliasRow
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.spelling import closest, spellings
from sroki.projections.tables import SubjectRow


class Asked(NamedTuple):
    """What an applicant writes into the form; `year` where numbers begin anew every year.

    `filed_on` is the day the application was filed, where that has to be known beside the number.
    """

    number: str
    authority: str
    unit: str
    year: int | None = None
    filed_on: date | None = None

    def __repr__(self) -> str:
        # A repr ends up in logs, and numbers stay in the register.
        return f"Asked(…, {self.authority}, {self.unit}, {self.year})"


def case_of(reading: Reading, asked: Asked) -> str | None:
    """The one case that is meant; None where there is none, or more than one."""
    statement = (
        select(col(SubjectRow.key), col(AliasRow.number))
        .join(AliasRow, col(AliasRow.case_id) == col(SubjectRow.key))
        .where(
            reading.mine(SubjectRow),
            col(SubjectRow.partition).in_(reading.partitions),
            col(SubjectRow.authority) == asked.authority,
            col(SubjectRow.unit) == asked.unit,
            col(AliasRow.authority) == asked.authority,
            col(AliasRow.number).in_(spellings(asked.number)),
            col(AliasRow.kind) != FORGOTTEN,
        )
        .distinct()
    )
    if asked.year is not None:
        statement = statement.where(col(AliasRow.year).in_((0, asked.year)))
    if asked.filed_on is not None:
        statement = statement.where(col(SubjectRow.opened_on) == asked.filed_on)
    rows = closest(reading.connection.execute(statement), asked.number, lambda row: str(row.number))
    found = {row.key for row in rows}
    return found.pop() if len(found) == 1 else None
