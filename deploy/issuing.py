"""Drawing up, freezing and restating snapshots of the official figures in one store.

An act and what it freezes are written in one transaction: there is no number without its body.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from sroki.deploy.snapshot_making import Workshop, file_of
from sroki.events.acts.base import HumanAct
from sroki.events.acts.snapshots import SnapshotDrafted, SnapshotFrozen
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say
from sroki.projections.desk import Desk, Outcome, Performed
from sroki.projections.figures import Asked
from sroki.projections.names import terms_of
from sroki.projections.queries import checks
from sroki.projections.queries.dossiers import dossier
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.canonical import digest
from sroki.projections.snapshots.check import Deviating, check_rows
from sroki.projections.snapshots.cms import is_signature
from sroki.projections.snapshots.files import LONG, every_file
from sroki.projections.snapshots.kinds import ATTACHED
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval, Sent, Signature
from sroki.workflows.dossiers import Dossier, Stale
from sroki.workflows.duties import Person
from sroki.workflows.period_words import Span
from sroki.workflows.refusals import Refusal
from sroki.workflows.snapshot_dossier import SNAPSHOT, SnapshotNotes


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
        made = self._with.made(asked)
        name = draft_name(form.once, asked.span.last_on)
        act = self._act(
            "snapshot_drafted",
            form.once,
            name,
            period=asked.span.name,
            first_on=asked.span.first_on,
            last_on=asked.span.last_on,
            services=asked.services,
            as_of=asked.moment,
            body=made.body.digest(),
            units=units,
            answer_by=answer_by,
            restates=restates,
        )
        terms = terms_of(self._with.names, self._person.authority)
        deviating = Deviating(made.deviating, made.body.findings(), terms)
        rows = check_rows(made.body.head, deviating, units)

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
        asked = self.asked(notes.draft, approval.moment)
        made = self._with.made(asked)
        whole = self._with.frozen(self._person, name, notes, made, approval, reason)
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
        files = list(every_file(whole, self._with.names, self._with.threshold))
        change = self._with.overtaken(asked)

        def put(connection: Connection) -> None:
            shelf.append(connection, whole, self._with.now())
            shelf.keep_bundle(connection, whole, self._with.key().public)
            for bundle, kind, content in files:
                shelf.keep_file(connection, whole.number, bundle, kind, content)
            if change is not None:
                shelf.mark_outdated(connection, whole.number, change)

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

    def dossier(self, name: str) -> Dossier[SnapshotNotes]:
        """What was done about a snapshot. Raises `Invalid` where there is none."""
        with self._with.reading() as reading:
            found = dossier(reading, SNAPSHOT, self._person.authority, name)
        if found is None or found.state is None:
            raise Invalid(say("проекта «{name}» нет", name=name), accepted="sroki snapshot list")
        return found

    def _taken(self, number: int) -> shelf.Frozen:
        with self._with.database.reading() as connection:
            found = shelf.taken(connection, number)
        if found is None or found.record["authority"] != self._person.authority:
            raise Invalid(
                say("снимка № {number} нет", number=number), accepted="sroki snapshot list"
            )
        return found

    def _act(self, kind: str, once: str, name: str, **said: Any) -> HumanAct | Refusal:
        head = {"kind": kind, "recorded_at": self._with.now(), "snapshot": name}
        return filled(self._person, once, head | said)


def draft_name(once: str, last_on: date) -> str:
    """What the draft of a period is called that is drawn up under this form."""
    return f"s-{last_on:%Y%m%d}-{sha256(once.encode()).hexdigest()[:8]}"


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
