"""Making snapshots of the official figures in one store: a body, the record about it, its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sroki.deploy.minisign import Key
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import say
from sroki.projections.database import Database
from sroki.projections.figures import Asked
from sroki.projections.names import Names
from sroki.projections.queries import checks
from sroki.projections.queries.positions import positions_at
from sroki.projections.queries.reading import Reading, read
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.body import Body, Observation
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.causes import causes
from sroki.projections.snapshots.changes import changes
from sroki.projections.snapshots.drawing import drawn, provenance_of
from sroki.projections.snapshots.files import LONG, long_file
from sroki.projections.snapshots.overtaken import overtaken
from sroki.projections.snapshots.public import THRESHOLD
from sroki.projections.snapshots.shelf import Change, Frozen
from sroki.projections.web.issues import Approval
from sroki.workflows.duties import Person
from sroki.workflows.snapshot_dossier import SnapshotNotes

RECORD: Final = "sroki.record/1"


class Made(NamedTuple):
    """A body, what a check asks about of it, and where it was read from."""

    body: Body
    deviating: list[Observation]
    provenance: dict[str, Json]


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

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One look at the store."""
        with self.database.reading() as connection:
            yield read(connection, self.now(), self.names)

    def made(self, asked: Asked) -> Made:
        """The body of what is asked, as the journals were at its moment."""
        if asked.moment is None:
            raise Invalid(say("у снимка нет момента, к которому он составлен"))
        self.let_pass(asked.moment)
        with self.reading() as reading:
            whole = asked._replace(at=positions_at(reading, asked.moment))
            return Made(*drawn(reading, whole), provenance_of(reading, whole))

    def overtaken(self, asked: Asked) -> Change | None:
        """What of the period of `asked` is on record otherwise by now than at its moment."""
        assert asked.moment is not None  # noqa: S101 - a body was made of it
        with self.reading() as reading:
            at = positions_at(reading, asked.moment)
            return overtaken(reading, asked.authority, asked.span, at)

    def frozen(
        self,
        person: Person,
        name: str,
        notes: SnapshotNotes,
        made: Made,
        approval: Approval,
        reason: str | None,
    ) -> Frozen:
        """A body under the next number, sealed."""
        head = made.body.head
        restates = notes.draft.restates
        with self.reading() as reading:
            last = shelf.head(reading.connection)
            unanswered = _unanswered(reading, name, notes)
            changed = None if restates is None else _changed(reading, restates, made.body)
        record = {
            "format": RECORD,
            "number": last.number + 1,
            "previous": last.hash,
            "authority": person.authority,
            "dossier": name,
            "period": head["period"],
            "as_of": head["as_of"],
            "dated": approval.dated.isoformat(),
            "act": approval.act,
            "by": person.user,
            "body_sha256": made.body.digest(),
            "provenance": made.provenance,
            "check": _check(notes),
            "silent": list(notes.silent),
            "unanswered": unanswered,
            "restates": restates,
            "reason": reason,
            "changes": changed,
        }
        told = digest(canonical(record))
        comment = f"sroki snapshot {record['number']} {head['period']['name']}"
        seal = self.key().mark(told.encode(), comment)
        return Frozen(last.number + 1, record, made.body, told, seal)


def _changed(reading: Reading, number: int, body: Body) -> dict[str, Json]:
    """How a body differs from that of a snapshot, and the events because of which it does."""
    before = shelf.taken(reading.connection, number)
    assert before is not None  # noqa: S101 - its draft was made of it
    found = changes(before.body, body)
    now = positions_at(reading, datetime.fromisoformat(body.head["as_of"]))
    try:
        then = positions_at(reading, datetime.fromisoformat(before.body.head["as_of"]))
    except Refused:
        # The journals were begun anew since: all that is in them came later.
        then = {}
    return found | {"causes": causes(reading, found, then, now)}


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
