"""The desk: where acts are done. They are journalled in the control partition, one at a time.

The control partition is a journal like the others, in the same tables and under the same chain, but
nobody owns it: a process that writes to it holds its row for one act. An act is durable, and every
form shows it, when `perform` returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, and_, insert, select, update
from sqlmodel import col

from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import content_digest, from_bytes, to_bytes
from sroki.events.catalogue import identity
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.partitions import CONTROL
from sroki.projections import chain
from sroki.projections.database import Database
from sroki.projections.queries.dossiers import acts_of
from sroki.projections.queries.reading import generation_of
from sroki.projections.tables import DossierRow, IdentityRow, JournalRow, PartitionRow
from sroki.workflows.dossier_types import type_of
from sroki.workflows.dossiers import Dossier, Stale, decide, fold
from sroki.workflows.duties import Person
from sroki.workflows.refusals import SENT_OTHERWISE, Refusal
from sroki.workflows.standing import Entry, InputKind

_A_MOMENT: Final = timedelta(microseconds=1)


class Performed(NamedTuple):
    """An act as it was journalled, at `seq`; `repeated` where its form had been sent before."""

    act: HumanAct
    seq: int
    version: int
    repeated: bool = False


class _Known(NamedTuple):
    content: bytes
    seq: int


Outcome: TypeAlias = Performed | Refusal | Stale


class Desk:
    """Does acts in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def perform(
        self,
        act: HumanAct,
        person: Person,
        seen: int,
        also: Callable[[Connection], None] | None = None,
    ) -> Outcome:
        """Do an act, if the person may and nobody was quicker; else nothing is changed.

        `seen` is the version of the dossier that the form was made of. `also` writes what belongs
        to the act and is no part of it, in the same transaction; what it raises undoes both.
        """
        with self._database.writing() as connection:
            control = _Control(connection)
            acts = acts_of(connection, control.generation, [act.subject])[act.subject]
            known = control.known(act)
            if known is not None:
                if known.content != content_digest(act):
                    return Refusal(SENT_OTHERWISE)
                return Performed(act, known.seq, len(acts), repeated=True)
            found = fold(type_of(act), acts)
            act = _later(act, found)
            after = decide(found, act, person, seen)
            if not isinstance(after, Dossier):
                return after
            if also is not None:
                also(connection)
            return Performed(act, control.append(act, after), after.version)

    def replay(self, entries: Iterable[Entry]) -> None:
        """Journal acts that were done already, as another control partition holds them."""
        for entry in entries:
            if entry.kind is not InputKind.ACT:
                raise Refused(f"entry {entry.seq} of the control partition is no act")
            act = from_bytes(entry.body)
            with self._database.writing() as connection:
                control = _Control(connection)
                acts = acts_of(connection, control.generation, [act.subject])[act.subject]
                control.append(act, fold(type_of(act), (*acts, act)))


class _Control:
    """The control partition within one transaction, its row held."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.generation, self._seq, self._chain = hold_control(connection)

    def known(self, act: HumanAct) -> _Known | None:
        """What is journalled under the act's identity."""
        row = self._connection.execute(
            select(col(IdentityRow.content), col(IdentityRow.seq)).where(
                self._mine(IdentityRow), col(IdentityRow.identity) == identity(act)
            )
        ).one_or_none()
        return None if row is None else _Known(*row)

    def append(self, act: HumanAct, after: Dossier[Any]) -> int:
        """Journal an act and write what its dossier came to; its number in the journal."""
        name, content = identity(act), content_digest(act)
        entry = Entry(
            self._seq + 1,
            InputKind.ACT,
            act.subject,
            to_bytes(act),
            name,
            content,
            act.recorded_at,
        )
        place = {"generation": self.generation, "partition": CONTROL}
        link = chain.link(self._chain, entry)
        self._connection.execute(insert(JournalRow), [{**place, **entry._asdict(), "hash": link}])
        self._connection.execute(
            insert(IdentityRow),
            [{**place, "identity": name, "content": content, "seq": entry.seq}],
        )
        self._connection.execute(
            update(PartitionRow).where(self._mine(PartitionRow)).values(seq=entry.seq, chain=link)
        )
        self._keep(act, after)
        return entry.seq

    def _keep(self, act: HumanAct, after: Dossier[Any]) -> None:
        """The dossier's row: made with its first act, and moved on with every other."""
        moved = {
            "stage": after.stage,
            "version": after.version,
            "changed_at": after.acts[-1].recorded_at,
        }
        if after.version > 1:
            self._connection.execute(
                update(DossierRow)
                .where(self._mine(DossierRow), col(DossierRow.key) == act.subject)
                .values(**moved)
            )
            return
        self._connection.execute(
            insert(DossierRow),
            [
                {
                    "generation": self.generation,
                    "partition": CONTROL,
                    "key": act.subject,
                    "type": act.of,
                    "authority": act.authority,
                    "unit": act.unit or "",
                    "name": act.dossier,
                    "began_at": act.recorded_at,
                    **moved,
                }
            ],
        )

    def _mine(self, model: Any) -> Any:
        return and_(col(model.generation) == self.generation, col(model.partition) == CONTROL)


def hold_control(connection: Connection) -> tuple[int, int, bytes]:
    """Hold the control partition's row: the generation in use, its length, its hash."""
    while True:
        generation = generation_of(connection)
        row = connection.execute(
            select(col(PartitionRow.seq), col(PartitionRow.chain))
            .where(
                col(PartitionRow.generation) == generation, col(PartitionRow.partition) == CONTROL
            )
            .with_for_update()
        ).one_or_none()
        if row is not None:
            return generation, row.seq, row.chain
        # Waiting for the row, the store has moved to another generation.
        if generation_of(connection) == generation:
            raise Refused(say("В хранилище нет управляющего раздела"))


def _later(act: HumanAct, found: Dossier[Any]) -> HumanAct:
    """The act, put after all of its dossier: a clock that was set back does not reorder them."""
    if not found.acts or act.recorded_at > found.acts[-1].recorded_at:
        return act
    return act.model_copy(update={"recorded_at": found.acts[-1].recorded_at + _A_MOMENT})
