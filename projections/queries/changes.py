"""What changed between an earlier look at the board and now.

A look is a *mark*: how long journals and ledgers were then, and when. What changed is the
difference of what was late at the mark and what is late now, told by rows: deadlines whose moment
has passed since, lines the ledger has gained, events that ended something. Nothing in between is
missed, however long nobody looked; only when very much happened is it not gathered (`too_much`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import col

from sroki.events.acts.cases import DeadlineAcknowledged
from sroki.events.acts.catalogue import from_bytes
from sroki.events.findings import FindingKind
from sroki.events.partitions import CONTROL
from sroki.projections.queries.deadlines import IS_OPEN, Filter
from sroki.projections.queries.due import Place
from sroki.projections.queries.looks import Mark
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import chunks
from sroki.projections.tables import DeadlineRow as D
from sroki.projections.tables import FindingRow as F
from sroki.projections.tables import JournalRow as J
from sroki.projections.tables import SubjectRow as S
from sroki.workflows.assessment import Proof, State
from sroki.workflows.standing import InputKind

_SAYS_LATE: Final = (FindingKind.BREACH.value, FindingKind.PRESUMED.value)
_SAID: Final = (*_SAYS_LATE, FindingKind.RETRACTION.value)
_OPEN: Final = frozenset({State.RUNNING.value, State.OVERDUE.value})


class Changed(NamedTuple):
    """A deadline that changed, as it stands now."""

    subject: str
    authority: str
    service: str
    unit: str
    rule: str
    instance: str
    clause: str
    due_at: datetime
    due_on: date
    state: str
    proven: bool
    ended_on: date | None


_COLUMNS: Final = tuple(
    name for name in Changed._fields if name not in ("state", "proven", "ended_on")
)


class Noted(NamedTuple):
    """An acknowledgement that somebody gave meanwhile."""

    subject: str
    authority: str
    unit: str
    rule: str
    instance: str
    until: date
    reason: str
    by: str
    at: datetime


class Changes(NamedTuple):
    """What changed since a mark.

    `appeared` is late now and was not; `confirmed` was presumed and is proven; `gone` was late and
    is no more. `too_much`: more was said or journalled than is gathered, and only `noted` is told.
    """

    since: Mark
    appeared: tuple[Changed, ...] = ()
    confirmed: tuple[Changed, ...] = ()
    gone: tuple[Changed, ...] = ()
    noted: tuple[Noted, ...] = ()
    too_much: bool = False

    @property
    def any(self) -> bool:
        return bool(self.too_much or self.appeared or self.confirmed or self.gone or self.noted)


class _Which(NamedTuple):
    """A term: of what, by which rule, from which event on."""

    subject: str
    rule: str
    started_by: str | None


def changes(reading: Reading, since: Mark, wanted: Filter, most: int) -> Changes:
    """What changed within a filter's place; not gathered past `most` inputs or lines of the ledger.

    The mark has to be known.
    """
    noted = tuple(_noted(reading, since, wanted))
    if _grown(reading, since) > most:
        return Changes(since, noted=noted, too_much=True)
    lines = _lines(reading, since)
    ended = _ended(reading, since)
    passed = _passed(reading, since, most)
    if len(passed) > most:
        return Changes(since, noted=noted, too_much=True)
    whiches = {_Which(*line[:3]) for line in lines} | set(ended) | set(passed)
    rows = _rows(reading, whiches)
    before = _late_before(reading, since, whiches)
    found: dict[str, list[Changed]] = {"appeared": [], "confirmed": [], "gone": []}
    for which, row in rows.items():
        kind = _kind(reading, row, before.get(which), ended=which in ended)
        place = Place(row.authority, row.service, row.unit, row.rule)
        if kind and wanted.matches(place) and reading.scope.allows(row.authority, row.unit):
            found[kind].append(_changed(row))
    appeared, confirmed, gone = (tuple(sorted(some, key=_order)) for some in found.values())
    return Changes(since, appeared, confirmed, gone, noted)


def _grown(reading: Reading, since: Mark) -> int:
    return sum(
        max(one.seq - seq, one.said - said)
        for one, (seq, said) in zip(reading.progress, since.lengths, strict=True)
    )


def _kind(reading: Reading, row: Any, before: str | None, *, ended: bool) -> str | None:
    """What happened to a deadline; `before` is what the ledger held of it at the mark."""
    late = row.state in _OPEN and row.due_at < reading.now
    if not late:
        # What had ended late by then was gone already.
        return "gone" if before and (ended or row.state != State.LATE) else None
    if before is None:
        return "appeared"
    return "confirmed" if before == FindingKind.PRESUMED and _is_proven(row) else None


def _lines(reading: Reading, since: Mark) -> list[Any]:
    """What the ledger has said since of terms that are late."""
    later = or_(
        false(),
        *(
            and_(col(F.partition) == one.partition, col(F.no) > said)
            for one, (_, said) in zip(reading.progress, since.lengths, strict=True)
            if one.said > said
        ),
    )
    columns = (F.subject, F.rule, F.started_by)
    return list(
        reading.connection.execute(
            select(*(col(one) for one in columns)).where(
                reading.seen(F, col(F.authority), col(F.unit)), later, col(F.kind).in_(_SAID)
            )
        )
    )


def _ended(reading: Reading, since: Mark) -> dict[_Which, str]:
    """Terms that an event taken since has ended after their day."""
    told: dict[str, set[str]] = {}
    for one, (seq, _) in zip(reading.progress, since.lengths, strict=True):
        if one.seq == seq:
            continue
        entries = reading.connection.execute(
            select(col(J.subject), col(J.body)).where(
                reading.mine(J),
                col(J.partition) == one.partition,
                col(J.seq) > seq,
                col(J.kind) == InputKind.EVENT.value,
            )
        )
        for subject, body in entries:
            if subject is not None:
                told.setdefault(subject, set()).add(from_json(body)["id"])
    found = {}
    over = (State.LATE.value, State.CANCELLED.value)
    for row in _of_subjects(reading, told, col(D.state).in_(over)):
        if row.ended_by in told[row.subject]:
            found[_which(row)] = row.ended_by
    return found


def _passed(reading: Reading, since: Mark, most: int) -> list[_Which]:
    """Open terms whose moment lies between the mark and now."""
    found: list[_Which] = []
    for partition in reading.partitions:
        rows = reading.connection.execute(
            select(col(D.subject), col(D.rule), col(D.started_by))
            .where(
                reading.seen(D, col(D.authority), col(D.unit)),
                col(D.partition) == partition,
                IS_OPEN,
                col(D.due_at) >= since.at,
                col(D.due_at) < reading.now,
            )
            .limit(most + 1)
        )
        found += [_Which(*row) for row in rows]
    return found


def _rows(reading: Reading, whiches: Iterable[_Which]) -> dict[_Which, Any]:
    """The deadlines of these terms, as they stand."""
    wanted = set(whiches)
    rows = _of_subjects(reading, {one.subject for one in wanted})
    return {_which(row): row for row in rows if _which(row) in wanted and row.due_at is not None}


def _of_subjects(
    reading: Reading, subjects: Iterable[str], *conditions: ColumnElement[bool]
) -> list[Any]:
    found: list[Any] = []
    columns = [col(getattr(D, name)) for name in _COLUMNS]
    more = (D.state, D.proof, D.ended_on, D.ended_by, D.started_by)
    for partition, keys in _homes(reading, subjects).items():
        for chunk in chunks(keys):
            found += reading.connection.execute(
                select(*columns, *(col(one) for one in more)).where(
                    reading.mine(D),
                    col(D.partition) == partition,
                    col(D.subject).in_(chunk),
                    *conditions,
                )
            )
    return found


def _late_before(reading: Reading, since: Mark, whiches: Iterable[_Which]) -> dict[_Which, str]:
    """Of these terms, those the ledger held late at the mark: as a breach, or as presumed."""
    held: dict[str, tuple[_Which, str]] = {}
    said_then = {
        one.partition: said for one, (_, said) in zip(reading.progress, since.lengths, strict=True)
    }
    columns = (F.id, F.subject, F.rule, F.started_by, F.kind, F.retracts)
    for partition, keys in _homes(reading, {one.subject for one in whiches}).items():
        for chunk in chunks(keys):
            lines = reading.connection.execute(
                select(col(F.no), *(col(one) for one in columns)).where(
                    reading.mine(F),
                    col(F.partition) == partition,
                    col(F.subject).in_(chunk),
                    col(F.kind).in_(_SAID),
                )
            )
            for line in sorted(lines, key=_no):
                if line.no > said_then[partition]:
                    break
                if line.retracts:
                    held.pop(line.retracts, None)
                else:
                    which = _Which(line.subject, line.rule, line.started_by)
                    held[line.id] = (which, line.kind)
    found: dict[_Which, str] = {}
    for which, kind in held.values():
        if found.get(which) != FindingKind.BREACH:
            found[which] = kind
    return found


def _no(line: Any) -> int:
    return int(line.no)


def _homes(reading: Reading, subjects: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key in sorted(subjects):
        found.setdefault(reading.home(key), []).append(key)
    return found


def _which(row: Any) -> _Which:
    return _Which(row.subject, row.rule, row.started_by)


def _is_proven(row: Any) -> bool:
    return bool(row.state == State.OVERDUE and row.proof == Proof.PROVEN)


def _changed(row: Any) -> Changed:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Changed(**values, state=row.state, proven=_is_proven(row), ended_on=row.ended_on)


def _order(one: Changed) -> tuple[object, ...]:
    return (one.due_at, one.subject, one.rule, one.instance)


def _noted(reading: Reading, since: Mark, wanted: Filter) -> Iterable[Noted]:
    bodies = reading.connection.scalars(
        select(col(J.body))
        .where(
            reading.mine(J),
            col(J.partition) == CONTROL,
            col(J.seq) > since.acts,
            col(J.kind) == InputKind.ACT.value,
        )
        .order_by(col(J.seq))
    )
    acts = [act for body in bodies if isinstance(act := from_bytes(body), DeadlineAcknowledged)]
    services = _services(reading, {act.case for act in acts})
    for act in acts:
        unit = act.unit or ""
        place = Place(act.authority, services.get(act.case, ""), unit, act.rule)
        if wanted.matches(place) and reading.scope.allows(act.authority, unit):
            yield Noted(
                act.case, act.authority, unit, act.rule, act.instance,
                act.until, act.reason, act.actor, act.recorded_at,
            )  # fmt: skip


def _services(reading: Reading, subjects: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for partition, keys in _homes(reading, subjects).items():
        for chunk in chunks(keys):
            rows = reading.connection.execute(
                select(col(S.key), col(S.service)).where(
                    reading.mine(S), col(S.partition) == partition, col(S.key).in_(chunk)
                )
            )
            found |= {row.key: row.service for row in rows}
    return found
