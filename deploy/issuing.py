"""Drawing up, freezing and restating snapshots of the official figures in one store.

An act and what it freezes are written in one transaction: there is no number without its body.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from sroki.deploy.minisign import Key
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import (
    Answer,
    SnapshotAnswered,
    SnapshotDrafted,
    SnapshotFrozen,
    SnapshotRestated,
)
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say
from sroki.projections.database import Database
from sroki.projections.desk import Desk, Performed
from sroki.projections.figures import Asked
from sroki.projections.names import Names
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading, read
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.body import body_of, overtaken, provenance_of
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.changes import changes
from sroki.projections.snapshots.files import every_file
from sroki.projections.snapshots.public import THRESHOLD
from sroki.workflows.dossiers import Dossier, Stale
from sroki.workflows.duties import Person
from sroki.workflows.period_words import Span
from sroki.workflows.refusals import Refusal
from sroki.workflows.snapshot_dossier import SNAPSHOT, SnapshotNotes

SOURCE: Final = "urn:sroki:office"
RECORD: Final = "sroki.record/1"


class Made(NamedTuple):
    """A body, where it was read from, and an indicator that has another value by now."""

    body: dict[str, Json]
    provenance: dict[str, Json]
    overtaken: str | None


class Approval(NamedTuple):
    """What a snapshot is frozen by: the day and the act; `moment` is as of when.

    `threshold` is the count under which the public form withholds.
    """

    moment: datetime
    dated: date
    act: str
    threshold: int = THRESHOLD


class Issuing:
    """Snapshots of one store, made by one person."""

    def __init__(
        self, database: Database, names: Names, now: Callable[[], datetime], person: Person
    ) -> None:
        self._database, self._names, self._now = database, names, now
        self.person = person
        self._desk = Desk(database)

    def draft(
        self,
        asked: Asked,
        units: tuple[str, ...] = (),
        answer_by: date | None = None,
        restates: int | None = None,
    ) -> SnapshotDrafted:
        """Draw up the figures for the units to check; the act that says so."""
        if asked.moment is None:
            raise Invalid(say("у снимка нет момента, к которому он составлен"))
        made = self.made(asked)
        body = digest(canonical(made.body))
        name = f"s-{asked.span.last_on:%Y%m%d}-{secrets.token_hex(4)}"
        act = SnapshotDrafted(
            **self._head(name),
            period=asked.span.name,
            first_on=asked.span.first_on,
            last_on=asked.span.last_on,
            services=asked.services,
            as_of=asked.moment,
            body=body,
            units=units,
            answer_by=answer_by,
            restates=restates,
        )
        self._done(self._desk.perform(act, self.person, 0))
        return act

    def answer(self, name: str, unit: str, row: str, answer: Answer, document: str | None) -> None:
        """Write down what a unit says of a row of a draft."""
        found = self.dossier(name)
        act = SnapshotAnswered(
            **self._head(name), unit=unit, row=row, answer=answer, document=document
        )
        self._done(self._desk.perform(act, self.person, found.version))

    def freeze(self, name: str, approval: Approval, key: Key, reason: str | None = None) -> int:
        """Make a draft official: the next number. Of a restatement `reason` says why."""
        found = self.dossier(name)
        if found.state is None:
            raise Invalid(say("проекта «{name}» нет", name=name), accepted="sroki snapshot list")
        asked = self.asked(found.state.draft, approval.moment)
        made = self.made(asked)
        body = canonical(made.body)
        with self._database.reading() as connection:
            last = shelf.head(connection)
            before = self._restated(connection, found.state)
        record = {
            "format": RECORD,
            "number": last.number + 1,
            "previous": last.hash,
            "authority": self.person.authority,
            "dossier": name,
            "period": made.body["period"],
            "as_of": made.body["as_of"],
            "dated": approval.dated.isoformat(),
            "act": approval.act,
            "by": self.person.user,
            "body_sha256": digest(body),
            "provenance": made.provenance,
            "check": _check(found.state),
            "silent": list(found.state.silent),
            "restates": found.state.draft.restates,
            "reason": reason,
            "changes": None if before is None else changes(before.body, made.body),
        }
        told = canonical(record)
        comment = f"sroki snapshot {record['number']} {made.body['period']['name']}"
        seal = key.mark(digest(told).encode(), comment)
        act = SnapshotFrozen(
            **self._head(name),
            number=last.number + 1,
            dated=approval.dated,
            act=approval.act,
            as_of=approval.moment,
            body=digest(body),
            record=digest(told),
        )

        whole = shelf.Frozen(last.number + 1, record, made.body, digest(told), seal)
        made_files = list(every_file(whole, key.public, self._names, approval.threshold))

        def put(connection: Connection) -> None:
            shelf.append(connection, record, body, seal, self._now())
            for bundle, kind, content in made_files:
                shelf.keep_file(connection, whole.number, bundle, kind, content)
            if made.overtaken is not None:
                shelf.mark_outdated(connection, whole.number, made.overtaken)

        self._done(self._desk.perform(act, self.person, found.version, put))
        return last.number + 1

    def restate(self, number: int, approval: Approval, key: Key, reason: str) -> int:
        """Issue the next snapshot of the same period in the place of this one."""
        with self._database.reading() as connection:
            before = shelf.taken(connection, number)
        if before is None:
            raise Invalid(
                say("снимка № {number} нет", number=number), accepted="sroki snapshot list"
            )
        old = self.dossier(str(before.record["dossier"]))
        if old.state is None or old.state.restated_by is not None:
            by = None if old.state is None else old.state.restated_by
            raise Refused(say("снимок № {number} уже переиздан: № {by}", number=number, by=by))
        asked = self.asked(old.state.draft, approval.moment)
        fresh = self.draft(asked, restates=number)
        issued = self.freeze(fresh.snapshot, approval, key, reason)
        act = SnapshotRestated(
            **self._head(str(before.record["dossier"])), by=issued, reason=reason
        )
        self._done(self._desk.perform(act, self.person, old.version))
        return issued

    def asked(self, draft: SnapshotDrafted, moment: datetime) -> Asked:
        """What a draft asked for, as of another moment."""
        span = Span(draft.first_on, draft.last_on, draft.period)
        return Asked(span, draft.authority, draft.services, None, moment)

    def made(self, asked: Asked) -> Made:
        """The body of what is asked, as the journals were at its moment."""
        with self._reading() as reading:
            if asked.moment is None:
                raise Invalid(say("у снимка нет момента, к которому он составлен"))
            whole = asked._replace(at=positions_at(reading, asked.moment))
            body = body_of(reading, whole)
            return Made(body, provenance_of(reading, whole), overtaken(reading, whole, body))

    def dossier(self, name: str) -> Dossier[SnapshotNotes]:
        """What was done about a snapshot."""
        with self._reading() as reading:
            found = dossier(reading, SNAPSHOT, self.person.authority, name)
        if found is None or found.state is None:
            raise Invalid(say("проекта «{name}» нет", name=name), accepted="sroki snapshot list")
        return found

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with self._database.reading() as connection:
            yield read(connection, self._now(), self._names)

    def _restated(self, connection: Connection, notes: SnapshotNotes) -> shelf.Frozen | None:
        number = notes.draft.restates
        return None if number is None else shelf.taken(connection, number)

    def _head(self, name: str) -> dict[str, Any]:
        return {
            "snapshot": name,
            "id": secrets.token_hex(16),
            "source": SOURCE,
            "recorded_at": self._now(),
            "actor": self.person.user,
            "authority": self.person.authority,
        }

    def _done(self, outcome: object) -> HumanAct:
        if isinstance(outcome, Refusal):
            raise Refused(outcome.words())
        if isinstance(outcome, Stale):
            raise Refused(say("снимок утвердили одновременно с этим: повторите"))
        assert isinstance(outcome, Performed)  # noqa: S101 - the third of three
        return outcome.act


def _check(notes: SnapshotNotes) -> list[dict[str, Json]]:
    """What the units answered, row by row."""
    return [
        {"unit": unit, "row": row, "answer": said.answer.value}
        | {"document": said.document, "by": said.by, "at": said.at.isoformat()}
        for (unit, row), said in sorted(notes.answers.items())
    ]
