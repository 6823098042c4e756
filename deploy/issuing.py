"""Drawing up, freezing and restating snapshots of the official figures in one store.

An act and what it freezes are written in one transaction: there is no number without its body.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from sroki.deploy.minisign import Key
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import SnapshotDrafted, SnapshotFrozen
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say
from sroki.projections.database import Database
from sroki.projections.desk import Desk, Outcome, Performed
from sroki.projections.figures import Asked
from sroki.projections.names import Names
from sroki.projections.queries import checks
from sroki.projections.queries.dossiers import dossier
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading, read
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.body import body_of, overtaken, provenance_of
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.causes import causes
from sroki.projections.snapshots.changes import changes
from sroki.projections.snapshots.check import check_rows
from sroki.projections.snapshots.cms import is_signature
from sroki.projections.snapshots.files import LONG, every_file, long_file
from sroki.projections.snapshots.kinds import ATTACHED
from sroki.projections.snapshots.public import THRESHOLD
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval, Sent, Signature
from sroki.workflows.dossiers import Dossier, Stale
from sroki.workflows.duties import Person
from sroki.workflows.period_words import Span
from sroki.workflows.refusals import Refusal
from sroki.workflows.snapshot_dossier import SNAPSHOT, SnapshotNotes

RECORD: Final = "sroki.record/1"


class Made(NamedTuple):
    """A body, where it was read from, and an indicator that has another value by now."""

    body: dict[str, Json]
    provenance: dict[str, Json]
    overtaken: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What snapshots are made with.

    `key` marks them; `threshold` is the count under which the public form withholds; `let_pass`
    lets time act up to a moment, where nothing was due since and the clocks of partitions stand.
    """

    database: Database
    names: Names
    now: Callable[[], datetime]
    key: Callable[[], Key]
    threshold: int = THRESHOLD
    let_pass: Callable[[datetime], None] = lambda _moment: None


class Issuing:
    """Snapshots made by one person; implements `projections.web.issues.Issues`."""

    def __init__(self, workshop: Workshop, person: Person) -> None:
        self._with, self._person = workshop, person
        self._desk = Desk(workshop.database)

    def draft(
        self,
        form: Sent,
        asked: Asked,
        units: tuple[str, ...] = (),
        answer_by: date | None = None,
        restates: int | None = None,
    ) -> Outcome:
        """Draw up the figures for the units to check."""
        made = self.made(asked)
        name = f"s-{asked.span.last_on:%Y%m%d}-{sha256(form.once.encode()).hexdigest()[:8]}"
        act = self._act(
            "snapshot_drafted",
            form.once,
            name,
            period=asked.span.name,
            first_on=asked.span.first_on,
            last_on=asked.span.last_on,
            services=asked.services,
            as_of=asked.moment,
            body=digest(canonical(made.body)),
            units=units,
            answer_by=answer_by,
            restates=restates,
        )
        rows = check_rows(made.body, units)

        def put(connection: Connection) -> None:
            checks.put(connection, self._person.authority, name, rows)

        return act if isinstance(act, Refusal) else self._desk.perform(act, self._person, 0, put)

    def freeze(
        self, form: Sent, name: str, approval: Approval, reason: str | None = None
    ) -> Outcome:
        """Make a draft official: the next number. Of a restatement `reason` says why."""
        found = self.dossier(name)
        before = next((one for one in found.acts if one.id == form.once), None)
        if before is not None:
            return self._desk.perform(before, self._person, form.seen)
        notes = found.state
        assert notes is not None  # noqa: S101 - `dossier` refuses otherwise
        whole, body, made = self._frozen(name, notes, approval, reason)
        act = self._act(
            "snapshot_frozen",
            form.once,
            name,
            number=whole.number,
            dated=approval.dated,
            act=approval.act,
            as_of=approval.moment,
            body=whole.record["body_sha256"],
            record=whole.hash,
        )
        if isinstance(act, Refusal):
            return act
        key = self._with.key().public
        files = list(every_file(whole, body, key, self._with.names, self._with.threshold))

        def put(connection: Connection) -> None:
            shelf.append(connection, whole.record, body, whole.seal, self._with.now())
            for bundle, kind, content in files:
                shelf.keep_file(connection, whole.number, bundle, kind, content)
            if made.overtaken is not None:
                shelf.mark_outdated(connection, whole.number, made.overtaken)

        return self._desk.perform(act, self._person, form.seen, put)

    def restate(self, form: Sent, number: int, approval: Approval, reason: str) -> Outcome:
        """Issue the next snapshot of the same period in the place of this one."""
        before = self._taken(number)
        name = str(before.record["dossier"])
        old = self.dossier(name)
        told = next((one for one in old.acts if one.id == form.once), None)
        if told is not None:
            return self._desk.perform(told, self._person, form.seen)
        if old.state is None or old.state.restated_by is not None:
            by = None if old.state is None else old.state.restated_by
            raise Refused(say("снимок № {number} уже переиздан: № {by}", number=number, by=by))
        # What would be refused of the last act is refused before the first.
        trial = self._act("snapshot_restated", form.once, name, by=number, reason=reason)
        if isinstance(trial, Refusal):
            return trial
        asked = self.asked(old.state.draft, approval.moment)
        fresh = self.draft(Sent(f"{form.once}-d", 0), asked, restates=number)
        if not isinstance(fresh, Performed):
            return fresh
        seen = self.dossier(fresh.act.dossier).version
        issued = self.freeze(Sent(f"{form.once}-f", seen), fresh.act.dossier, approval, reason)
        if not isinstance(issued, Performed):
            return issued
        assert isinstance(issued.act, SnapshotFrozen)  # noqa: S101 - it froze
        act = self._act("snapshot_restated", form.once, name, by=issued.act.number, reason=reason)
        return act if isinstance(act, Refusal) else self._desk.perform(act, self._person, form.seen)

    def attach(self, form: Sent, number: int, signature: Signature) -> Outcome:
        """Keep the file of an official's signature beside a snapshot."""
        name = str(self._taken(number).record["dossier"])
        if not is_signature(signature.content):
            raise Invalid(
                say("файл «{file}» — не подпись", file=signature.file),
                accepted=say("отсоединённая подпись CMS: .sig, .p7s, двоичная или в Base64"),
            )
        if not self._has(number, signature.signed):
            raise Invalid(say("у снимка № {number} нет файла с такой суммой", number=number))
        act = self._act(
            "snapshot_signature_attached",
            form.once,
            name,
            file=signature.file,
            sha256=digest(signature.content),
            signed=signature.signed,
            whose=signature.whose,
        )
        if isinstance(act, Refusal):
            return act

        def put(connection: Connection) -> None:
            shelf.keep_file(connection, number, ATTACHED, signature.file, signature.content)

        return self._desk.perform(act, self._person, form.seen, put)

    def _has(self, number: int, sum_: str) -> bool:
        """Whether a file of a snapshot has this hash; the long ones are made to be asked."""
        for make in (False, True):
            for place in LONG if make else ():
                file_of(self._with.database, self._with.names, number, place)
            with self._with.database.reading() as connection:
                known = shelf.files(connection, number)
            if sum_ in {one.sha256 for one in known if one.bundle != ATTACHED}:
                return True
        return False

    def asked(self, draft: SnapshotDrafted, moment: datetime) -> Asked:
        """What a draft asked for, as of another moment."""
        span = Span(draft.first_on, draft.last_on, draft.period)
        return Asked(span, draft.authority, draft.services, None, moment)

    def made(self, asked: Asked) -> Made:
        """The body of what is asked, as the journals were at its moment."""
        if asked.moment is None:
            raise Invalid(say("у снимка нет момента, к которому он составлен"))
        self._with.let_pass(asked.moment)
        with self._reading() as reading:
            whole = asked._replace(at=positions_at(reading, asked.moment))
            body = body_of(reading, whole)
            return Made(body, provenance_of(reading, whole), overtaken(reading, whole, body))

    def dossier(self, name: str) -> Dossier[SnapshotNotes]:
        """What was done about a snapshot. Raises `Invalid` where there is none."""
        with self._reading() as reading:
            found = dossier(reading, SNAPSHOT, self._person.authority, name)
        if found is None or found.state is None:
            raise Invalid(say("проекта «{name}» нет", name=name), accepted="sroki snapshot list")
        return found

    def _frozen(
        self, name: str, notes: SnapshotNotes, approval: Approval, reason: str | None
    ) -> tuple[shelf.Frozen, bytes, Made]:
        """The record and the body of the next number, sealed."""
        made = self.made(self.asked(notes.draft, approval.moment))
        body = canonical(made.body)
        restates = notes.draft.restates
        with self._reading() as reading:
            last = shelf.head(reading.connection)
            unanswered = _unanswered(reading, name, notes)
            changed = None if restates is None else self._changed(reading, restates, made.body)
        record = {
            "format": RECORD,
            "number": last.number + 1,
            "previous": last.hash,
            "authority": self._person.authority,
            "dossier": name,
            "period": made.body["period"],
            "as_of": made.body["as_of"],
            "dated": approval.dated.isoformat(),
            "act": approval.act,
            "by": self._person.user,
            "body_sha256": digest(body),
            "provenance": made.provenance,
            "check": _check(notes),
            "silent": list(notes.silent),
            "unanswered": unanswered,
            "restates": restates,
            "reason": reason,
            "changes": changed,
        }
        told = digest(canonical(record))
        comment = f"sroki snapshot {record['number']} {made.body['period']['name']}"
        seal = self._with.key().mark(told.encode(), comment)
        return shelf.Frozen(last.number + 1, record, made.body, told, seal), body, made

    def _changed(self, reading: Reading, number: int, body: Mapping[str, Json]) -> dict[str, Json]:
        """How a body differs from that of a snapshot, and the events because of which it does."""
        before = shelf.taken(reading.connection, number)
        assert before is not None  # noqa: S101 - its draft was made of it
        found = changes(before.body, body)
        now = positions_at(reading, datetime.fromisoformat(body["as_of"]))
        try:
            then = positions_at(reading, datetime.fromisoformat(before.body["as_of"]))
        except Refused:
            # The journals were begun anew since: all that is in them came later.
            then = {}
        return found | {"causes": causes(reading, found, then, now)}

    def _taken(self, number: int) -> shelf.Frozen:
        with self._with.database.reading() as connection:
            found = shelf.taken(connection, number)
        if found is None or found.record["authority"] != self._person.authority:
            raise Invalid(
                say("снимка № {number} нет", number=number), accepted="sroki snapshot list"
            )
        return found

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with self._with.database.reading() as connection:
            yield read(connection, self._with.now(), self._with.names)

    def _act(self, kind: str, once: str, name: str, **said: Any) -> HumanAct | Refusal:
        head = {"kind": kind, "recorded_at": self._with.now(), "snapshot": name}
        return filled(self._person, once, head | said)


def fresh() -> Sent:
    """What stands for a form where there is none: a command."""
    return Sent(secrets.token_hex(16), 0)


def done(outcome: Outcome) -> HumanAct:
    """The act that was done. Raises `Refused` where it was not."""
    if isinstance(outcome, Refusal):
        raise Refused(outcome.words())
    if isinstance(outcome, Stale):
        raise Refused(say("снимок утвердили одновременно с этим: повторите"))
    return outcome.act


def _check(notes: SnapshotNotes) -> list[dict[str, Json]]:
    """What the units answered, row by row."""
    return [
        {"unit": unit, "by": found.by, "at": found.at.isoformat()}
        | found.said.model_dump(mode="json")
        for (unit, _), found in sorted(notes.answers.items())
    ]


def _unanswered(reading: Reading, name: str, notes: SnapshotNotes) -> dict[str, Json]:
    """How many rows of each unit nobody answered."""
    draft = notes.draft
    heard = Counter(unit for unit, _ in notes.answers)
    return {
        unit: len(checks.names(reading.connection, draft.authority, name, unit)) - heard[unit]
        for unit in draft.units
    }


def file_of(database: Database, names: Names, number: int, place: tuple[str, str]) -> bytes | None:
    """A file of a snapshot, by bundle and format; one of the long ones is made now, and kept."""
    bundle, kind = place
    with database.reading() as connection:
        content = shelf.file_of(connection, number, bundle, kind)
        if content is not None or place not in LONG:
            return content
        frozen = shelf.taken(connection, number)
    if frozen is None:
        return None
    content = long_file(frozen, kind, names)
    with database.writing() as connection:
        shelf.keep_file(connection, number, bundle, kind, content)
        # Another may have been quicker: what is kept is what is given out.
        return shelf.file_of(connection, number, bundle, kind)
