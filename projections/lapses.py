"""Subjects as far as time alone can move them: read without their events, written without the rest.

A subject is left out where its rows do not tell all of it: a group, one that is packed away or has
pages of events, one in quarantine, one that was told of history, one that awaits the proof of a
term that is over, one of which it was said that a term can be kept no more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from pydantic_core import from_json, to_json
from sqlalchemy import Connection

from sroki.projections.known import pack_memory, unpack_memory
from sroki.projections.rows import stored
from sroki.projections.standing import StandingWriter
from sroki.projections.statements import Row, Statements
from sroki.projections.tables import IMPOSSIBLE_ALREADY, AwaitedRow, DeadlineRow, SubjectRow
from sroki.projections.tallies import OPEN, Tallies
from sroki.workflows.assessment import Deadline, Lapse, Proof
from sroki.workflows.standing import OpenDeadline, Outline, SubjectState

_SUBJECT: Final = (
    "key",
    "authority",
    "service",
    "unit",
    "edition",
    "spoken_to",
    "rulebook",
    "awaits",
    "memory",
    "events",
    "kind",
    "fault",
    "crashes",
    "pages",
)
_DEADLINE: Final = (
    "subject",
    "rule",
    "instance",
    "state",
    "proof",
    "started_on",
    "started_by",
    "necessary_on",
)
_MOVED: Final = ("next_change_at", "spoken_to", "awaits", "memory")
_FATE: Final = ("state", "proof", "necessary_on")
_GROUP: Final = "group"
_PRESUMED: Final = Proof.PRESUMED.value
# What the intake stamps on an event that was told as history.
_HISTORY: Final = b'"historical":true'


def outlines(
    sql: Statements, connection: Connection, place: tuple[int, int], keys: Collection[str]
) -> dict[str, Outline]:
    """The outlines of subjects of a partition, but of those whose rows do not tell all."""
    rows = sql.pick(connection, SubjectRow, "key", _SUBJECT, place, keys)
    told = {row[0]: row for row in rows if _tells_all(row)}
    deadlines: dict[str, list[OpenDeadline]] = {key: [] for key in told}
    for row in sql.pick(connection, DeadlineRow, "subject", _DEADLINE, place, told):
        key, _, _, state, proof, *_ = row
        if state not in OPEN:
            if proof == _PRESUMED:
                told.pop(key, None)
            continue
        one = _open(row, sql)
        if one is None:
            told.pop(key, None)
        else:
            deadlines[key].append(one)
    return {key: _outline(row, deadlines[key], sql) for key, row in told.items()}


def _tells_all(row: Row) -> bool:
    edition, events, kind, fault, crashes, pages = row[4], *row[9:]
    return bool(
        edition is not None
        and kind != _GROUP
        and fault is None
        and not crashes
        and not pages
        and events
        and _HISTORY not in events
    )


def _open(row: Row, sql: Statements) -> OpenDeadline | None:
    _, rule, instance, state, proof, started_on, started_by, necessary_on = row
    began_on, needed_on = sql.civil(started_on), sql.civil(necessary_on)
    if began_on is None or needed_on == IMPOSSIBLE_ALREADY:
        return None
    return OpenDeadline(rule, instance, state, proof, began_on, started_by, needed_on)


def _outline(row: Row, deadlines: list[OpenDeadline], sql: Statements) -> Outline:
    key, authority, service, unit, edition, spoken_to, rulebook, awaits, memory, *_ = row
    state = SubjectState(key, spoken_to=sql.moment(spoken_to), rulebook=rulebook)
    unpack_memory(state, memory)
    awaited = {} if awaits == "{}" else from_json(awaits)
    return Outline(
        state,
        state.spoken_to,
        authority,
        service,
        unit,
        edition,
        {role: datetime.fromisoformat(at) for role, at in awaited.items()},
        tuple(deadlines),
    )


class LapseWriter:
    """Notes what time moved of the subjects of one partition, then writes it; but for findings."""

    def __init__(
        self, sql: Statements, tallies: Tallies, place: tuple[int, int], standing: StandingWriter
    ) -> None:
        self._standing = standing
        self._sql = sql
        self._tallies = tallies
        self._place = place
        self._subjects: list[Row] = []
        self._fates: list[Row] = []
        self._heard: list[Row] = []
        self._awaited: list[Row] = []
        self._moved: list[Row] = []

    def note(self, outline: Outline, found: Lapse) -> None:
        """Note the rows that differ."""
        self._standing.lapse(outline, found)
        state, place, instant = outline.state, self._place, self._sql.instant
        self._subjects.append(
            (
                instant(state.next_change_at),
                instant(state.spoken_to),
                to_json(found.awaits).decode() if found.awaits else "{}",
                pack_memory(state),
                *place,
                state.key,
            )
        )
        now = {one.rule: one for one in found.deadlines}
        for was in outline.deadlines:
            self._fate(outline, was, now[was.rule])
        if found.awaits != outline.awaits:
            self._await(outline, found)

    def write(self, run: Connection) -> None:
        """Write what was noted."""
        sql = self._sql
        sql.update(SubjectRow, _MOVED).run(run, self._subjects)
        sql.update(DeadlineRow, _FATE).run(run, self._fates)
        sql.delete(AwaitedRow).run(run, self._heard)
        sql.insert(AwaitedRow).run(run, self._awaited)
        sql.upsert(AwaitedRow).run(run, self._moved)

    def _fate(self, outline: Outline, was: OpenDeadline, one: Deadline) -> None:
        before = (was.state, was.proof, was.necessary_on)
        after = (*stored(one), one.necessary_on)
        if before == after:
            return
        day, due_at = self._sql.day, self._sql.instant(one.due_at)
        scope = (outline.authority, outline.service, outline.unit, one.rule)
        for (state, proof, necessary_on), change in ((before, -1), (after, +1)):
            self._tallies.due((*scope, state, proof, due_at), day(necessary_on), change)
        state, proof, necessary_on = after
        self._fates.append(
            (
                state,
                proof,
                day(necessary_on),
                *self._place,
                outline.subject,
                one.rule,
                one.instance,
            )
        )

    def _await(self, outline: Outline, found: Lapse) -> None:
        at, key = (*self._place, outline.authority), outline.subject
        self._heard += [(*at, role, key) for role in outline.awaits if role not in found.awaits]
        for role, due_at in found.awaits.items():
            row = (*at, role, key, outline.unit, self._sql.instant(due_at))
            (self._moved if role in outline.awaits else self._awaited).append(row)
