"""The check of drafts by the units: which drafts a reader sees, what they ask, what was answered.

A draft is of an authority as a whole; a unit sees of it its own rows and its own answers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple

from pydantic_core import to_json
from sqlalchemy import Connection, func, select
from sqlmodel import col

from sroki.events.acts.base import dossier_key
from sroki.events.partitions import CONTROL
from sroki.projections.queries.dossiers import acts_of
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshot_tables import SnapshotCheckRow as C
from sroki.projections.snapshots.check import CheckRow
from sroki.projections.statements import Row, Statements
from sroki.projections.tables import DossierRow as D
from sroki.workflows.dossiers import Dossier, fold
from sroki.workflows.snapshot_dossier import SNAPSHOT, SnapshotNotes

# Rows kept at once.
_AT_ONCE: Final = 5_000


class Draft(NamedTuple):
    """A draft as a reader sees it: `units` are those of it that are his to see.

    Of `notes` only what those units answered is kept; `whole`: he sees the authority as a whole.
    """

    name: str
    authority: str
    notes: SnapshotNotes
    version: int
    units: tuple[str, ...]
    whole: bool


def put(connection: Connection, authority: str, snapshot: str, rows: Iterable[CheckRow]) -> None:
    """Keep what a draft asks."""
    numbers: Counter[str] = Counter()

    def written(one: CheckRow) -> Row:
        unit, row, kind, told = one
        numbers[unit] += 1
        return authority, snapshot, unit, numbers[unit], row, kind, to_json(told)

    put_in = Statements(connection.dialect).insert(C)
    asked = iter(rows)
    while portion := list(islice(asked, _AT_ONCE)):
        put_in.run(connection, [written(one) for one in portion])


def drafts(reading: Reading, name: str | None = None) -> list[Draft]:
    """The drafts and snapshots in which the reader has a part, the latest begun first; those of a
    name, where one is given."""
    query = (
        select(col(D.authority), col(D.name))
        .where(reading.mine(D), col(D.partition) == CONTROL, col(D.type) == SNAPSHOT.name)
        .order_by(col(D.began_at).desc(), col(D.key))
    )
    if name is not None:
        query = query.where(col(D.name) == name)
    found = (draft(reading, *row) for row in reading.connection.execute(query).all())
    return [one for one in found if one is not None]


def draft(reading: Reading, authority: str, name: str) -> Draft | None:
    """One of them; None where there is none, or nothing of it is the reader's to see."""
    if not reading.scope.allows_authority(authority):
        return None
    key = dossier_key(authority, SNAPSHOT.name, name)
    acts = acts_of(reading.connection, reading.generation, [key])[key]
    return _seen(reading, authority, name, fold(SNAPSHOT, acts))


def _seen(
    reading: Reading, authority: str, name: str, found: Dossier[SnapshotNotes]
) -> Draft | None:
    if found.state is None:
        return None
    scope = reading.scope
    units = tuple(one for one in found.state.draft.units if scope.allows(authority, one))
    whole = scope.allows(authority, "")
    if not units and not whole:
        return None
    answers = {key: said for key, said in found.state.answers.items() if key[0] in units}
    notes = replace(found.state, answers=answers)
    return Draft(name, authority, notes, found.version, units, whole)


def counts(reading: Reading, one: Draft) -> dict[str, int]:
    """How many rows each of the reader's units is asked about."""
    query = (
        select(col(C.unit), func.count())
        .where(_of(one), col(C.unit).in_(one.units))
        .group_by(col(C.unit))
    )
    return dict.fromkeys(one.units, 0) | {
        row[0]: row[1] for row in reading.connection.execute(query)
    }


def names(connection: Connection, authority: str, snapshot: str, unit: str) -> list[str]:
    """The names of all rows of a unit, in their order."""
    query = (
        select(col(C.row))
        .where(col(C.authority) == authority, col(C.snapshot) == snapshot, col(C.unit) == unit)
        .order_by(col(C.number))
    )
    return list(connection.execute(query).scalars())


def rows(
    reading: Reading,
    one: Draft,
    unit: str,
    only: Collection[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[CheckRow]:
    """Rows of a unit, in their order; `only` those of these names."""
    if unit not in one.units:
        return []
    query = (
        select(col(C.unit), col(C.row), col(C.kind), col(C.told))
        .where(_of(one), col(C.unit) == unit)
        .order_by(col(C.number))
        .limit(limit)
        .offset(offset)
    )
    if only is not None:
        query = query.where(col(C.row).in_(only))
    return [
        CheckRow(of, row, kind, json.loads(told))
        for of, row, kind, told in reading.connection.execute(query)
    ]


def _of(one: Draft) -> Any:
    return (col(C.authority) == one.authority) & (col(C.snapshot) == one.name)
