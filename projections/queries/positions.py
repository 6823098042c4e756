"""How long the journals were at a moment: what was known by then.

A tick ends what came before it, on every shell: whatever the batches were, all that stands before
the first tick past a moment was known at that moment, and nothing that stands after it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlmodel import col

from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import JournalRow
from sroki.workflows.standing import InputKind

# Ticks looked at in one query, from the end of the journal.
_PORTION: Final = 500


def positions_at(reading: Reading, at: datetime) -> dict[int, int]:
    """The length of each partition's journal before its clock passed `at`.

    Raises `Refused` where a partition's clock has not passed it yet: more may still come; and where
    it was before this generation of the store began.
    """
    found: dict[int, int] = {}
    for one in reading.progress:
        if one.clock is None or one.clock <= at:
            stands = (
                say("у него ещё нет часов")
                if one.clock is None
                else f"{one.clock:%d.%m.%Y %H:%M} UTC"
            )
            raise Refused(
                say("раздел {partition} ещё не прошёл этот момент", partition=one.partition),
                why=say("его часы: {stands}", stands=stands),
                accepted=say("более ранний момент"),
            )
        found[one.partition] = _before(reading, one.partition, at)
    return found


def _before(reading: Reading, partition: int, at: datetime) -> int:
    """The entry before the first tick later than `at`."""
    first: int | None = None
    while True:
        statement = (
            select(col(JournalRow.seq), col(JournalRow.body))
            .where(
                reading.mine(JournalRow),
                col(JournalRow.partition) == partition,
                col(JournalRow.kind) == InputKind.TICK.value,
            )
            .order_by(col(JournalRow.seq).desc())
            .limit(_PORTION)
        )
        if first is not None:
            statement = statement.where(col(JournalRow.seq) < first)
        ticks = reading.connection.execute(statement).all()
        for seq, body in ticks:
            if datetime.fromisoformat(bytes(body).decode()) <= at:
                return _length(first)
            first = seq
        if len(ticks) < _PORTION:
            if reading.generation > 1:
                # What was known then, the generation before knew: its rows are no more.
                raise Refused(
                    say("этот момент был до того, как хранилище разложили по разделам заново"),
                    accepted=say("более поздний момент"),
                )
            return _length(first)


def _length(first: int | None) -> int:
    return 0 if first is None else first - 1
