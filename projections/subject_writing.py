"""Writing what one transaction changed of subjects, each row once and only where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final

from pydantic_core import to_json
from sqlalchemy import Connection

from sroki.events.base import Event
from sroki.projections.frozen_periods import Change
from sroki.projections.known import (
    Board,
    DeadlineKey,
    Known,
    pack_events,
    pack_memory,
)
from sroki.projections.observing import ObservationWriter
from sroki.projections.rows import board_of, deadline_row, started
from sroki.projections.standing import StandingWriter
from sroki.projections.statements import Row, Statements, columns_of
from sroki.projections.tables import ArchiveRow, AwaitedRow, DeadlineRow, SubjectPageRow, SubjectRow
from sroki.projections.tallies import Tallies
from sroki.workflows import dates
from sroki.workflows.assessment import Assessment, Deadline, State
from sroki.workflows.standing import SubjectState

_KEY: Final = ("generation", "partition", "key")
_ALL: Final = columns_of(SubjectRow)
_REST: Final = tuple(name for name in _ALL if name not in _KEY)
# Indexed, so written only when they change: SQLite rewrites an index whatever the new value is.
_QUIET: Final = tuple(name for name in _REST if name not in ("next_change_at", "rulebook"))
_rest = itemgetter(*(_ALL.index(name) for name in (*_REST, *_KEY)))
_quiet = itemgetter(*(_ALL.index(name) for name in (*_QUIET, *_KEY)))

# What ordinarily changes of a deadline; the rest is set when it starts.
_DEADLINE: Final = columns_of(DeadlineRow)
_NAME: Final = ("generation", "partition", "subject", "rule", "instance")
_FATE: Final = ("state", "proof", "ended_on", "ended_by", "delay_days", "necessary_on")
_TERMS: Final = tuple(name for name in _DEADLINE if name not in (*_NAME, *_FATE))
_WHOLE: Final = tuple(name for name in _DEADLINE if name not in _NAME)
_fate = itemgetter(*(_DEADLINE.index(name) for name in (*_FATE, *_NAME)))
_terms = itemgetter(*(_DEADLINE.index(name) for name in _TERMS))
_whole = itemgetter(*(_DEADLINE.index(name) for name in (*_WHOLE, *_NAME)))

_ENDED: Final = (State.MET.value, State.LATE.value)
_STATE: Final = columns_of(DeadlineRow).index("state")
# Of a board: what every deadline row repeats, and what an awaited row does.
_SCOPE: Final = slice(0, 5)
_WHERE: Final = slice(1, 4)


class SubjectWriter:
    """Notes what changed of the subjects of one partition, then writes it, a table at a time; but
    for findings.
    """

    def __init__(
        self,
        statements: Statements,
        tallies: Tallies,
        place: tuple[int, int],
        seq: int,
        standing: StandingWriter,
        body: Callable[[Event], bytes],
    ) -> None:
        self._observations = ObservationWriter(statements, tallies, place, seq)
        self._standing = standing
        self._body = body
        self._sql = statements
        self._tallies = tallies
        self._place = place
        self._new: list[Row] = []
        self._changed: list[Row] = []
        self._unmoved: list[Row] = []
        self._pages: list[Row] = []
        self._void: list[Row] = []
        self._reopened: list[Row] = []
        self._started: list[Row] = []
        self._moved: list[Row] = []
        self._remade: list[Row] = []
        self._gone: list[Row] = []
        self._awaited: list[Row] = []
        self._heard: list[Row] = []

    def note(self, state: SubjectState, after: Assessment | None, known: Known | None) -> Known:
        """Note what changed of a subject; what is to be remembered of it once committed."""
        board = board_of(state, after, self._sql)
        awaits = {} if after is None else dict(after.awaits)
        was = known or Known(state, board, deadlines={}, observations={}, standing={})
        if known is None or was.board != board:
            self._tallies.stage(board, +1)
            if known is not None:
                self._tallies.stage(was.board, -1)
        self._pack(was, state)
        row = self._subject_row(state, board, awaits, was)
        if known is None:
            self._new.append(row)
        elif state.next_change_at == was.next_change_at and state.rulebook == was.rulebook:
            self._unmoved.append(_quiet(row))
        else:
            self._changed.append(_rest(row))
        if was.archived:
            self._reopened.append((*self._place, state.key))
        self._await(state.key, board, awaits, was)
        self._judge(state, board, started(after), was)
        self._observations.note(state.key, board, () if after is None else after.observations, was)
        self._standing.note(state.key, board, after, was)
        was.state, was.board, was.awaits, was.archived = state, board, awaits, False
        was.next_change_at, was.rulebook = state.next_change_at, state.rulebook
        return was

    @property
    def observed(self) -> Sequence[Change]:
        """What changed of what is observed, for the periods that are frozen."""
        return self._observations.touched

    def write(self, run: Connection) -> None:
        """Write what was noted."""
        sql = self._sql
        sql.insert(SubjectRow).run(run, self._new)
        sql.update(SubjectRow, _REST).run(run, self._changed)
        sql.update(SubjectRow, _QUIET).run(run, self._unmoved)
        sql.delete(SubjectPageRow).run(run, self._void)
        sql.insert(SubjectPageRow).run(run, self._pages)
        sql.delete(ArchiveRow).run(run, self._reopened)
        sql.delete(DeadlineRow).run(run, self._gone)
        sql.insert(DeadlineRow).run(run, self._started)
        sql.update(DeadlineRow, _FATE).run(run, self._moved)
        sql.update(DeadlineRow, _WHOLE).run(run, self._remade)
        sql.delete(AwaitedRow).run(run, self._heard)
        sql.upsert(AwaitedRow).run(run, self._awaited)
        self._observations.write(run)

    def _pack(self, known: Known, state: SubjectState) -> None:
        """Pack the events that came, and note the pages to write."""
        packing = pack_events(known, state.events, self._body)
        if packing.rewritten:
            self._void += [(*self._place, state.key, page) for page in range(known.pages)]
            known.taken, known.pages = [], 0
        known.tail = packing.tail
        known.taken += state.events[len(known.taken) :]
        for events in packing.pages:
            self._pages.append((*self._place, state.key, known.pages, events))
            known.pages += 1

    def _subject_row(
        self, state: SubjectState, board: Board, awaits: Mapping[str, datetime], known: Known
    ) -> Row:
        instant = self._sql.instant
        return (
            *self._place,
            state.key,
            *board,
            instant(state.next_change_at),
            instant(state.spoken_to),
            state.rulebook,
            state.fault,
            state.crashes,
            to_json(awaits).decode() if awaits else "{}",
            len(state.events),
            known.pages,
            pack_memory(state),
            known.tail,
        )

    def _await(self, key: str, board: Board, awaits: Mapping[str, datetime], was: Known) -> None:
        if awaits == was.awaits and (not awaits or board[_WHERE] == was.board[_WHERE]):
            return
        old = was.board
        for role in was.awaits:
            if role not in awaits or old.authority != board.authority:
                self._heard.append((*self._place, old.authority, role, key))
        for role, due_at in awaits.items():
            self._awaited.append(
                (*self._place, board.authority, role, key, board.unit, self._sql.instant(due_at))
            )

    def _judge(
        self,
        state: SubjectState,
        board: Board,
        judged: dict[DeadlineKey, Deadline],
        known: Known,
    ) -> None:
        """Note the deadline rows that differ, and remember all there are now."""
        old = known.deadlines or {}
        said = known.judged if board[_SCOPE] == known.board[_SCOPE] else {}
        rows: dict[DeadlineKey, Row] = {}
        for name, deadline in judged.items():
            before = old.get(name)
            if before is not None and said.get(name) == deadline:
                rows[name] = before
                continue
            row = rows[name] = deadline_row(state.key, board, deadline, self._place, self._sql)
            if row != before:
                self._row(row, before)
                if _ended(row) and not _ended(before):
                    self._took(state, board, deadline)
        for name, row in old.items():
            if name not in rows:
                self._gone.append((*self._place, state.key, *name))
                self._tallies.deadline(row, -1)
        known.deadlines, known.judged = rows, judged

    def _row(self, row: Row, before: Row | None) -> None:
        if before is None:
            self._started.append(row)
        else:
            self._tallies.deadline(before, -1)
            if _terms(row) == _terms(before):
                self._moved.append(_fate(row))
            else:
                self._remade.append(_whole(row))
        self._tallies.deadline(row, +1)

    def _took(self, state: SubjectState, board: Board, deadline: Deadline) -> None:
        """Count how many days a step took, unless it is history."""
        if deadline.started_on is None or deadline.ended_on is None:
            return
        for event in state.events:
            if event.id == deadline.ended_by and event.historical:
                return
        days = dates.days_between(deadline.started_on, deadline.ended_on)
        scope = (board.authority, board.service, board.unit)
        self._tallies.count("step_days", scope, deadline.rule, str(days))


def _ended(row: Row | None) -> bool:
    return row is not None and row[_STATE] in _ENDED
