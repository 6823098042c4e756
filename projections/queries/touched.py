"""Which cases may have changed since a look, a portion at a time."""

from __future__ import annotations

from typing import NamedTuple

from pydantic_core import from_json
from sqlalchemy import select
from sqlmodel import col

from sroki.projections.queries.looks import Mark, is_known, mark
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import FindingRow as F
from sroki.projections.tables import JournalRow as J
from sroki.workflows.standing import InputKind

_PORTION = 200


class Touched(NamedTuple):
    """Cases that news came of, and the look up to which they are all; `more` lies behind it."""

    cases: tuple[str, ...]
    look: Mark
    more: bool


def touched(reading: Reading, since: Mark | None) -> Touched:
    """Cases of which an event was taken, or something was said. History is no news.

    Of a look that is none of this store, as after a move, everything before now is passed over.
    """
    now = mark(reading)
    if since is None or not is_known(reading, since):
        return Touched((), now, more=False)
    found: dict[str, None] = {}
    lengths, more = [], False
    for one, (seq, said) in zip(reading.progress, since.lengths, strict=True):
        until = (min(one.seq, seq + _PORTION), min(one.said, said + _PORTION))
        more |= until != (one.seq, one.said)
        if one.seq > seq:
            found |= dict.fromkeys(_told(reading, one.partition, seq, until[0]))
        if one.said > said:
            found |= dict.fromkeys(_judged(reading, one.partition, said, until[1]))
        lengths.append(until)
    return Touched(tuple(found), now._replace(lengths=tuple(lengths)), more)


def _told(reading: Reading, partition: int, after: int, until: int) -> list[str]:
    rows = reading.connection.execute(
        select(col(J.subject), col(J.body)).where(
            reading.mine(J),
            col(J.partition) == partition,
            col(J.seq) > after,
            col(J.seq) <= until,
            col(J.kind) == InputKind.EVENT.value,
        )
    )
    return [
        subject
        for subject, body in rows
        if subject is not None and not from_json(body).get("historical")
    ]


def _judged(reading: Reading, partition: int, after: int, until: int) -> list[str]:
    return list(
        reading.connection.scalars(
            select(col(F.subject)).where(
                reading.mine(F),
                col(F.partition) == partition,
                col(F.no) > after,
                col(F.no) <= until,
                col(F.silent).is_(False),
            )
        )
    )
