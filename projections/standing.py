"""Writing which findings stand: rows that differ, and what they were.

As of a position of the journal, what stands is put together of both, so what a row was is kept
whenever it changes: few cases have a finding, and of these few change.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection

from sroki.events.findings import FindingKind
from sroki.projections.figure_tables import FormerFindingRow, StandingFindingRow
from sroki.projections.frozen_periods import Change
from sroki.projections.known import Board, FindingKey, Known
from sroki.projections.statements import Row, Statements, columns_of
from sroki.workflows.assessment import Assessment, Claim, Deadline, Lapse, Proof, State
from sroki.workflows.standing import Outline

_NAME: Final = ("generation", "partition", "subject", "rule", "instance")
_COLUMNS: Final = columns_of(StandingFindingRow)
_AT: Final = {name: place for place, name in enumerate(_COLUMNS)}
_in_order: Final = itemgetter(*_COLUMNS[2:])
# What names a finding within its partition.
_KEY: Final = slice(2, len(_NAME))
_WHOLE: Final = _COLUMNS[len(_NAME) :]
# What a finding says, but for the version.
_SAID: Final = slice(len(_NAME), len(_COLUMNS) - 1)
_BROKEN: Final = frozenset({State.LATE, State.OVERDUE})
_OF_TERMS: Final = frozenset({FindingKind.BREACH, FindingKind.PRESUMED})
_NOTHING: Final = {"ended_on": None, "days": None, "cause": ""}


class StandingWriter:
    """Notes what changed of the findings of one partition, then writes it.

    `touched` is what changed, for the periods that are frozen.
    """

    def __init__(self, statements: Statements, place: tuple[int, int], seq: int) -> None:
        self._sql = statements
        self._place = place
        self._seq = seq
        self._new: list[Row] = []
        self._remade: list[Row] = []
        self._gone: list[Row] = []
        self._former: list[Row] = []
        self._proven: dict[tuple[str, str, str], Row] = {}
        self.touched: list[Change] = []

    def note(self, key: str, board: Board, after: Assessment | None, known: Known) -> None:
        """Note the rows that differ from those of `known`, and remember all there are now."""
        old = known.standing or {}
        # Of every term that is broken something is claimed. Two cases of a group may be shown by
        # events of one name: the claims are one, as they are to the ledger.
        found = () if after is None or not after.claims else self._rows(key, board, after)
        named = {(row[_AT["rule"]], row[_AT["instance"]]): row for row in found}
        rows: dict[FindingKey, Row] = {}
        for name, row in named.items():
            before = old.get(name)
            if before is not None and row[_SAID] == before[_SAID]:
                rows[name] = before
                continue
            rows[name] = row
            if before is None:
                self._new.append(row)
                self.touched.append((None, row))
            else:
                self._change(before, row)
        for name, row in old.items():
            if name not in rows:
                self._gone.append(row[: len(_NAME)])
                self._former.append((*row, self._seq))
                self.touched.append((row, None))
        known.standing = rows

    def lapse(self, outline: Outline, found: Lapse) -> None:
        """Note what time alone broke, or made certain, of the open deadlines of a subject."""
        now = {one.rule: one for one in found.deadlines}
        for was in outline.deadlines:
            one = now[was.rule]
            was_broken, was_proven = outline.was_over(one.due_at), was.state == State.OVERDUE
            is_proven = one.proof is Proof.PROVEN
            if one.state not in _BROKEN or (was_broken and was_proven == is_proven):
                continue
            # Of what was waited for its row does not tell, and such a term is not told by it.
            row = self._row(outline.subject, outline, _breach(one, ""))
            if was_broken:
                self._proven[outline.subject, one.rule, one.instance] = row
            else:
                self._new.append(row)
                self.touched.append((None, row))

    def write(self, run: Connection) -> None:
        """Write what was noted."""
        sql = self._sql
        self._supersede(run)
        sql.insert(FormerFindingRow).run(run, self._former)
        sql.delete(StandingFindingRow).run(run, self._gone)
        sql.insert(StandingFindingRow).run(run, self._new)
        sql.update(StandingFindingRow, _WHOLE).run(run, self._remade)

    def _supersede(self, run: Connection) -> None:
        """Put what time made certain in the place of what was presumed."""
        subjects = {subject for subject, _, _ in self._proven}
        for before in self._sql.pick(
            run, StandingFindingRow, "subject", _COLUMNS, self._place, subjects
        ):
            row = self._proven.get(before[_KEY])
            if row is not None:
                self._change(before, row)

    def _change(self, before: Row, row: Row) -> None:
        self.touched.append((before, row))
        self._former.append((*before, self._seq))
        self._remade.append((*row[len(_NAME) :], *row[: len(_NAME)]))

    def _rows(self, key: str, board: Board, after: Assessment) -> Iterator[Row]:
        causes: dict[tuple[str, str | None], Claim] = {}
        for claim in after.claims:
            if claim.kind in _OF_TERMS:
                causes[claim.rule, claim.started_by] = claim
            elif claim.kind is FindingKind.DEVIATION:
                yield self._row(key, board, _deviation(claim))
        for one in after.deadlines:
            if one.state in _BROKEN:
                claim = causes[one.rule, one.started_by]
                yield self._row(key, board, _breach(one, str(dict(claim.params).get("cause", ""))))

    def _row(self, key: str, board: Board | Outline, said: dict[str, Any]) -> Row:
        day = self._sql.day
        found = {
            "subject": key,
            "authority": board.authority,
            "service": board.service,
            "unit": board.unit,
            "edition": board.edition,
            **said,
            "on": day(said["on"]),
            "ended_on": day(said["ended_on"]),
            "since": self._seq,
        }
        return (*self._place, *_in_order(found))


def _breach(one: Deadline, cause: str) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "instance": one.instance,
        "case_id": None,
        "kind": FindingKind.BREACH.value,
        "clause": one.clause,
        "proof": one.proof.value,
        "on": one.due_on,
        "ended_on": one.ended_on,
        # The delay of an open one grows by itself.
        "days": one.delay_days if one.state is State.LATE else None,
        "cause": cause,
    }


def _deviation(claim: Claim) -> dict[str, Any]:
    return _NOTHING | {
        "rule": claim.rule,
        "instance": f"{claim.started_by}/{claim.detail}" if claim.detail else claim.started_by,
        "case_id": claim.case_id,
        "kind": FindingKind.DEVIATION.value,
        "clause": claim.clause,
        "proof": Proof.PROVEN.value,
        "on": claim.on,
    }
