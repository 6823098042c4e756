"""Writing what was observed of subjects: rows that differ, what they were, and the live figures.

A figure is asked for as it was known at a position of the journal, so what a row was is kept when
it becomes something else. A span that comes to its end is the ordinary life of a row; for it one
number in the row itself will do.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter, itemgetter
from typing import Final

from sqlalchemy import Connection

from sroki.projections.figure_tables import NONE, FormerObservationRow, ObservationRow
from sroki.projections.frozen_periods import Change
from sroki.projections.known import Board, Known, ObservationKey
from sroki.projections.statements import Row, Statements, columns_of
from sroki.projections.tables import AUDIT
from sroki.projections.tallies import Tallies
from sroki.workflows.observation import Observation, Observed

_COLUMNS: Final = columns_of(ObservationRow)
_NAME: Final = ("generation", "partition", "subject", "measure", "instance")
_VERSION: Final = ("since", "ended_since")
# What an observation says, and, of an open span, what stays when it ends.
_SAID: Final = slice(len(_NAME), len(_COLUMNS) - len(_VERSION))
_END: Final = ("state", "ended_on", "days", "code", "ended_since")
_WHOLE: Final = tuple(name for name in _COLUMNS if name not in _NAME)
_AT: Final = {name: place for place, name in enumerate(_COLUMNS)}
_end: Final = itemgetter(*(_AT[name] for name in (*_END, *_NAME)))
_whole: Final = itemgetter(*(_AT[name] for name in (*_WHOLE, *_NAME)))
_lasting: Final = itemgetter(
    *(_AT[name] for name in _COLUMNS[_SAID] if name not in ("state", "ended_on", "days", "code"))
)
_scope: Final = itemgetter(*(_AT[name] for name in ("authority", "service", "unit", "measure")))
_STATE, _STARTED, _ENDED, _APPLIED = (
    _AT[name] for name in ("state", "started_on", "ended_on", "application_on")
)
_CHANNEL, _CODE, _DAYS, _NORM, _DUE, _GAP, _INSTANCE, _SUBJECT = (
    _AT[name]
    for name in ("channel", "code", "days", "norm", "due_on", "gap", "instance", "subject")
)
_SINCE: Final = _AT["since"]
_OPEN: Final = Observed.OPEN.value
_DONE: Final = Observed.DONE.value
# What every row of a subject repeats of its board.
_place: Final = attrgetter("authority", "service", "unit", "edition", "channel", "opened_on")


class ObservationWriter:
    """Notes what changed of the observations of one partition, then writes it.

    `touched` is what changed, for the periods that are frozen.
    """

    def __init__(
        self, statements: Statements, tallies: Tallies, place: tuple[int, int], seq: int
    ) -> None:
        self._sql = statements
        self._tallies = tallies
        self._place = place
        self._seq = seq
        self._new: list[Row] = []
        self._ended: list[Row] = []
        self._remade: list[Row] = []
        self._gone: list[Row] = []
        self._former: list[Row] = []
        self.touched: list[Change] = []

    def note(
        self,
        key: str,
        board: Board,
        observed: tuple[Observation, ...],
        known: Known,
    ) -> None:
        """Note the rows that differ from those of `known`, and remember all there are now."""
        if observed == known.observed and _place(board) == _place(known.board):
            return
        old = known.observations or {}
        rows: dict[ObservationKey, Row] = {}
        for one in observed:
            name = (one.measure, one.instance)
            rows[name] = self._row(key, board, one, old.get(name))
        for name, row in old.items():
            if name not in rows:
                self._gone.append(row[: len(_NAME)])
                self._former.append((*row, self._seq))
                self.touched.append((row, None))
                self._count(row, -1)
        known.observations, known.observed = rows, observed

    def write(self, run: Connection) -> None:
        """Write what was noted."""
        sql = self._sql
        sql.insert(FormerObservationRow).run(run, self._former)
        sql.delete(ObservationRow).run(run, self._gone)
        sql.insert(ObservationRow).run(run, self._new)
        sql.update(ObservationRow, _END).run(run, self._ended)
        sql.update(ObservationRow, _WHOLE).run(run, self._remade)

    def _row(self, key: str, board: Board, one: Observation, before: Row | None) -> Row:
        day = self._sql.day
        row = (
            *self._place,
            key,
            one.measure,
            one.instance,
            *_place(board),
            one.state.value,
            day(one.started_on),
            day(one.ended_on),
            one.days,
            one.norm,
            day(one.due_on),
            one.gap,
            one.code,
            self._seq,
            None,
        )
        if before is None:
            self._new.append(row)
        elif row[_SAID] == before[_SAID]:
            return before
        else:
            if before[_STATE] == _OPEN and _lasting(row) == _lasting(before):
                row = (*row[:_SINCE], before[_SINCE], self._seq)
                self._ended.append(_end(row))
            else:
                self._former.append((*before, self._seq))
                self._remade.append(_whole(row))
            self._count(before, -1)
        self.touched.append((before, row))
        self._count(row, +1)
        return row

    def _count(self, row: Row, change: int) -> None:
        for on in edges(row):
            self._tallies.figure(on, change)


def edges(row: Row) -> Iterator[Row]:
    """The days on which an observation counts, each as the key of a live figure.

    `row` is in the order of the columns; positions of audits are few, and are not counted.
    """
    if row[_SUBJECT].startswith(AUDIT):
        return
    scope, channel, code = _scope(row), row[_CHANNEL] or "", row[_CODE] or ""
    norm = _or_none(row[_NORM])
    if row[_INSTANCE]:
        yield (*scope, "ended", row[_ENDED], channel, code, _DONE, _or_none(row[_GAP]), norm)
        if row[_GAP] is None and row[_APPLIED] is not None:
            yield (*scope, "application", row[_APPLIED], channel, code, _DONE, NONE, norm)
        return
    outcome = row[_STATE]
    if outcome == _DONE and row[_DUE] is not None:
        outcome = "timely" if row[_ENDED] <= row[_DUE] else "late"
    told = (channel, code, outcome, _or_none(row[_DAYS]), norm)
    if row[_STARTED] is not None:
        yield (*scope, "started", row[_STARTED], *told)
    if row[_ENDED] is not None:
        yield (*scope, "ended", row[_ENDED], *told)


def _or_none(number: int | None) -> int:
    return NONE if number is None else number
