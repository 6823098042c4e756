"""Dossiers: one by its name, those of a type, the acts of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, and_, select, text, true
from sqlmodel import col

from sroki.events.acts.base import HumanAct, dossier_key
from sroki.events.acts.catalogue import from_bytes
from sroki.events.partitions import CONTROL
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import chunks
from sroki.projections.tables import DossierRow as D
from sroki.projections.tables import JournalRow as J
from sroki.workflows.dossiers import Dossier, DossierType, fold

S = TypeVar("S")
# Literal, so that the partial index is taken.
_IS_ACT: Final = text("journal.kind = 'act'")


class Listed(NamedTuple):
    """A dossier in a list. `unit` is "" where it is the whole authority's."""

    key: str
    authority: str
    unit: str
    name: str
    stage: str
    version: int
    began_at: datetime
    changed_at: datetime


def acts_of(
    connection: Connection, generation: int, keys: Iterable[str]
) -> dict[str, list[HumanAct]]:
    """The acts of dossiers by their keys, in the order of the journal; [] of one without any."""
    found: dict[str, list[HumanAct]] = {key: [] for key in keys}
    for chunk in chunks(found):
        # Neither partition nor order is asked for: SQLite would go through the whole journal by its
        # key, where the index of acts has those few.
        rows = connection.execute(
            select(col(J.generation), col(J.seq), col(J.body)).where(
                _IS_ACT, col(J.subject).in_(chunk)
            )
        )
        for _, body in sorted((seq, body) for where, seq, body in rows if where == generation):
            act = from_bytes(body)
            found[act.subject].append(act)
    return found


def dossier(reading: Reading, of: DossierType[S], authority: str, name: str) -> Dossier[S] | None:
    """A dossier that the reader may see, or that nobody began; None where it is not his to see."""
    key = dossier_key(authority, of.name, name)
    place = reading.connection.execute(
        select(col(D.authority), col(D.unit)).where(_mine(reading), col(D.key) == key)
    ).one_or_none()
    if place is not None and not _seen(reading, of, place.authority, place.unit):
        return None
    return fold(of, acts_of(reading.connection, reading.generation, [key])[key])


def dossiers(
    reading: Reading, of: DossierType[S], authority: str, names: Collection[str]
) -> dict[str, Dossier[S]]:
    """Those of several dossiers that were begun, by name. The names are of what may be seen."""
    keys = {dossier_key(authority, of.name, name): name for name in names}
    acts = acts_of(reading.connection, reading.generation, keys)
    return {keys[key]: fold(of, done) for key, done in acts.items() if done}


def listed(reading: Reading, of: DossierType[Any], stage: str | None = None) -> list[Listed]:
    """The dossiers of a type that the reader may see, by key."""
    query = (
        select(*(col(getattr(D, name)) for name in Listed._fields))
        .where(
            _mine(reading),
            col(D.type) == of.name,
            true() if of.shared else reading.scope.clause(col(D.authority), col(D.unit)),
        )
        .order_by(col(D.key))
    )
    if stage is not None:
        query = query.where(col(D.stage) == stage)
    found = (Listed(*row) for row in reading.connection.execute(query))
    return [one for one in found if _seen(reading, of, one.authority, one.unit)]


def folded(reading: Reading, of: DossierType[S]) -> list[tuple[Listed, Dossier[S]]]:
    """Those of `listed`, whole."""
    rows = listed(reading, of)
    acts = acts_of(reading.connection, reading.generation, [one.key for one in rows])
    return [(one, fold(of, acts[one.key])) for one in rows]


def _seen(reading: Reading, of: DossierType[Any], authority: str, unit: str) -> bool:
    if of.shared:
        return reading.scope.allows_authority(authority)
    return reading.scope.allows(authority, unit)


def _mine(reading: Reading) -> Any:
    return and_(reading.mine(D), col(D.partition) == CONTROL)
