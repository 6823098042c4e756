"""One subject as its page tells it: how it stands, what happened, what was said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.events.base import Event
from sroki.events.catalogue import from_bytes
from sroki.projections.aliases import FORGOTTEN
from sroki.projections.intake_tables import AliasRow
from sroki.projections.loading import Loader
from sroki.projections.queries.ledger import Said, of_subject
from sroki.projections.queries.reading import Reading
from sroki.projections.queries.spelling import closest, spellings
from sroki.projections.statements import Statements, table_of
from sroki.projections.tables import ConflictRow, DeadlineRow, SubjectRow
from sroki.workflows.assessment import Proof, State

_S, _D = SubjectRow, DeadlineRow


class Alias(NamedTuple):
    """A registration number that names a case."""

    authority: str
    source: str
    kind: str
    number: str
    year: int
    case_id: str


class Standing(NamedTuple):
    """A deadline of the subject, as the store last judged it, and whether that is still so.

    `late` holds at the moment of reading; a running deadline already due is late and presumed.
    """

    rule: str
    instance: str
    clause: str
    state: State
    proof: Proof
    started_on: date | None
    due_raw_on: date | None
    due_on: date | None
    due_at: datetime | None
    preliminary: bool
    ended_on: date | None
    necessary_on: date | None
    late: bool


class Disputed(NamedTuple):
    """What came second, with other content, under an identity already taken."""

    event: Event
    received_at: datetime | None


class Subject(NamedTuple):
    """A case, group or visit, whole."""

    key: str
    kind: str
    authority: str
    service: str
    unit: str
    edition: str | None
    stage: str
    channel: str | None
    opened_on: date | None
    closed: bool
    fault: str | None
    spoken_to: datetime | None
    rulebook: str
    deadlines: tuple[Standing, ...]
    events: tuple[Event, ...]
    findings: tuple[Said, ...]
    conflicts: tuple[Disputed, ...]
    aliases: tuple[Alias, ...]


_ALIAS: Final = tuple(col(getattr(AliasRow, name)) for name in Alias._fields)
_OPEN: Final = frozenset({State.RUNNING, State.OVERDUE})


def subject(reading: Reading, key: str) -> Subject | None:
    """The subject `key`; None where there is none, or where the reader may not see it."""
    row = reading.connection.execute(
        select(table_of(_S)).where(
            reading.seen(_S, col(_S.authority), col(_S.unit)),
            col(_S.partition) == reading.home(key),
            col(_S.key) == key,
        )
    ).first()
    if row is None:
        return None
    return Subject(
        key=row.key,
        kind=row.kind,
        authority=row.authority,
        service=row.service,
        unit=row.unit,
        edition=row.edition,
        stage=row.stage,
        channel=row.channel,
        opened_on=row.opened_on,
        closed=row.closed,
        fault=row.fault,
        spoken_to=row.spoken_to,
        rulebook=row.rulebook,
        deadlines=deadlines(reading, key),
        events=events(reading, key),
        findings=of_subject(reading, key),
        conflicts=_conflicts(reading, key),
        aliases=aliases(reading, key),
    )


def deadlines(reading: Reading, key: str) -> tuple[Standing, ...]:
    """Every deadline of a subject that ever started, the earliest due first."""
    rows = reading.connection.execute(
        select(table_of(_D))
        .where(
            reading.seen(_D, col(_D.authority), col(_D.unit)),
            col(_D.partition) == reading.home(key),
            col(_D.subject) == key,
        )
        .order_by(col(_D.due_at), col(_D.rule), col(_D.instance))
    )
    return tuple(_standing(row, reading.now) for row in rows)


def _standing(row: Any, now: datetime) -> Standing:
    """Time does not wait for the sweep: what was due before now is late."""
    state, proof = State(row.state), Proof(row.proof)
    late = state is State.LATE or (state in _OPEN and row.due_at is not None and row.due_at < now)
    if late and state is State.RUNNING:
        state, proof = State.OVERDUE, Proof.PRESUMED
    return Standing(
        rule=row.rule,
        instance=row.instance,
        clause=row.clause,
        state=state,
        proof=proof,
        started_on=row.started_on,
        due_raw_on=row.due_raw_on,
        due_on=row.due_on,
        due_at=row.due_at,
        preliminary=row.preliminary,
        ended_on=row.ended_on,
        necessary_on=row.necessary_on,
        late=late,
    )


def events(reading: Reading, key: str) -> tuple[Event, ...]:
    """What was accepted, in the order it happened."""
    statements = Statements(reading.connection.dialect)
    loader = Loader(reading.connection, statements, reading.generation, reading.home(key))
    events: Sequence[Event] = loader.subjects([key])[key].state.events
    return tuple(sorted(events, key=lambda one: (one.occurred_at, one.source, one.id)))


def _conflicts(reading: Reading, key: str) -> tuple[Disputed, ...]:
    rows = reading.connection.execute(
        select(col(ConflictRow.event), col(ConflictRow.received_at)).where(
            reading.mine(ConflictRow),
            col(ConflictRow.partition) == reading.home(key),
            col(ConflictRow.subject) == key,
        )
    )
    return tuple(Disputed(from_bytes(row.event), row.received_at) for row in rows)


def aliases(reading: Reading, case_id: str) -> tuple[Alias, ...]:
    """The registration numbers of a case."""
    rows = reading.connection.execute(
        select(*_ALIAS).where(col(AliasRow.case_id) == case_id, col(AliasRow.kind) != FORGOTTEN)
    )
    return tuple(sorted(Alias(*row) for row in rows))


def numbers(reading: Reading, case_ids: Iterable[str]) -> dict[str, str]:
    """One registration number of each of some cases that has any, for a person to know it by."""
    rows = reading.connection.execute(
        select(*_ALIAS)
        .where(col(AliasRow.case_id).in_(set(case_ids)))
        .order_by(*(column.desc() for column in _ALIAS))
    )
    # The least of several, so that a page shows the same one each time.
    return {one.case_id: one.number for one in map(Alias._make, rows)}


def named(reading: Reading, number: str, year: int | None) -> tuple[Alias, ...]:
    """The cases that a registration number names, among those the reader may see."""
    statement = select(*_ALIAS).where(
        col(AliasRow.number).in_(spellings(number)),
        col(AliasRow.case_id).is_not(None),
        col(AliasRow.kind) != FORGOTTEN,
    )
    if year is not None:
        statement = statement.where(col(AliasRow.year).in_((0, year)))
    found = [Alias(*row) for row in reading.connection.execute(statement)]
    seen = [one for one in found if _visible(reading, one.case_id)]
    return tuple(sorted(closest(seen, number, lambda one: str(one.number))))


def _visible(reading: Reading, key: str) -> bool:
    statement = select(col(_S.key)).where(
        reading.seen(_S, col(_S.authority), col(_S.unit)),
        col(_S.partition) == reading.home(key),
        col(_S.key) == key,
    )
    return reading.connection.scalar(statement) is not None


def exists(reading: Reading, key: str) -> bool:
    """Whether there is such a subject that the reader may see."""
    return _visible(reading, key)
