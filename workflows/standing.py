"""What a partition keeps between inputs, as values: the contract between `monitors` and a store.

`monitors` states what it needs of a store as a Protocol over these; `projections` implements it
without importing `monitors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sroki.events.base import Event
from sroki.events.catalogue import to_bytes
from sroki.events.findings import Finding
from sroki.events.reasons import Reason
from sroki.workflows.assessment import Assessment, Lapse


class InputKind(StrEnum):
    """What a journal can hold."""

    EVENT = "event"
    FACTS = "facts"
    CONFLICT = "conflict"
    TICK = "tick"
    RULEBOOK = "rulebook"
    WATERMARK = "watermark"
    GO_LIVE = "go_live"
    # How the subjects of an earlier generation, cut into other partitions, came to be here.
    MOVED = "moved"
    ADOPTED = "adopted"
    RECONCILED = "reconciled"
    ACT = "act"


class Entry(NamedTuple):
    """One line of a partition's journal.

    `subject` is set for events, facts and acts (their dossier). `body` is the event's stored form;
    for facts a JSON array of them (what cases send to a group); for a tick the instant; for
    controls their JSON. `identity` and `content` are 16-byte digests, set for events, watermarks
    and acts.
    """

    seq: int
    kind: InputKind
    subject: str | None
    body: bytes
    identity: bytes | None
    content: bytes | None
    received_at: datetime | None


class Held(NamedTuple):
    """A claim the ledger says holds now, under which finding it was said, and whether silently.

    `case_id` is the case that a group's claim is about.
    """

    finding: str
    ordinal: int
    kind: str
    silent: bool = False
    case_id: str | None = None


@dataclass(slots=True)
class SubjectState:
    """A subject: its accepted set and what the ledger has said of it.

    `spoken_to` is the journal clock up to which time has spoken for it. `ordinals` counts, by
    claim key, how often each was said. `crashes` counts assessments that raised; from three on the
    subject is quarantined with `fault`: events are kept, it stands as *not assessed*. `conflicts`
    maps the digest of a content that came second under a taken identity to that event's id;
    `routes` are the groups that were told of this subject. `memory` belongs to whoever assesses:
    what it remembers of the events between two looks, no part of the state and never stored.
    """

    key: str
    events: list[Event] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    spoken_to: datetime | None = None
    rulebook: str = ""
    next_change_at: datetime | None = None
    fault: str | None = None
    crashes: int = 0
    conflicts: dict[str, str] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    memory: Any = field(default=None, compare=False, repr=False)


class OpenDeadline(NamedTuple):
    """A deadline that runs or is overdue, as its row tells it; the rest follows from its start.

    `state` and `proof` are those of the row: a store may leave to the clock what follows from it.
    """

    rule: str
    instance: str
    state: str
    proof: str
    started_on: date
    started_by: str
    necessary_on: date | None


class Outline(NamedTuple):
    """A subject as far as time alone can move it: what is held of it, and its open deadlines.

    `state` is whole but for its events, `spoken_to` what it says of that before it is moved.
    """

    state: SubjectState
    spoken_to: datetime | None
    authority: str
    service: str
    unit: str
    edition: str
    awaits: Mapping[str, datetime]
    deadlines: tuple[OpenDeadline, ...]

    @property
    def subject(self) -> str:
        """Its key."""
        return self.state.key

    def was_over(self, due_at: datetime | None) -> bool:
        """Whether time had spoken past a due moment before."""
        return due_at is not None and self.spoken_to is not None and due_at < self.spoken_to


class Letter(NamedTuple):
    """Facts a case sends to a group, which may live in another partition."""

    to: str
    events: tuple[Event, ...]


class Conflict(NamedTuple):
    """A second, different content under an identity already taken: kept, shown, not applied."""

    subject: str
    event: Event


class Taken(NamedTuple):
    """What an earlier generation of the store journalled, by name: an event, or a watermark."""

    identity: bytes
    content: bytes
    watermark: bool = False


class Unread(NamedTuple):
    """A record of the log that this program cannot read: kept sealed, and never stepped over.

    `source`, `authority` and `unit` are given as far as the record says them in due form.
    """

    raw: bytes
    reason: Reason
    read_at: datetime
    kept_until: datetime
    source: str | None = None
    authority: str | None = None
    unit: str | None = None


@dataclass(slots=True)
class Head:
    """The partition's row: how far it has come and under what it judges.

    `watermarks` maps "authority/role/unit" (unit `*` for all) to the instant up to which the
    source has told everything; `live_from` maps a source to the moment it went live. `pending`
    names what must be swept to the end before the next input: "tick", "rulebook", or a watermark.
    `said` counts the findings of the ledger before this transaction; of these the first `adopted`
    are in part of an earlier life of the store and not reconciled yet (0: none are).
    `position` is how far the log was read that the shell feeds it from, in the shell's own words.
    """

    partition: int
    seq: int = 0
    clock: datetime | None = None
    rulebook: str = ""
    epoch: int = 0
    position: str | None = None
    chain: bytes = b""
    watermarks: dict[str, datetime] = field(default_factory=dict)
    live_from: dict[str, datetime] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    said: int = 0
    adopted: int = 0


@dataclass(slots=True)
class Changes:
    """All that one transaction writes for a partition: everything, or nothing.

    `counts` are additions to named counters: (name, label) to how many. `lapses` are subjects that
    only time has moved: nothing of them differs but what a lapse says, and what `state` holds.
    """

    head: Head
    entries: list[Entry] = field(default_factory=list)
    subjects: dict[str, tuple[SubjectState, Assessment | None]] = field(default_factory=dict)
    lapses: dict[str, tuple[Outline, Lapse]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    delivered: list[int] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    # By the event itself, not its name: two partitions may send two events of one name.
    _bodies: dict[int, tuple[Event, bytes]] = field(default_factory=dict)

    def body(self, event: Event) -> bytes:
        """The stored form of an event, made once."""
        known = self._bodies.get(id(event))
        return self.keep(event, to_bytes(event)) if known is None else known[1]

    def keep(self, event: Event, body: bytes) -> bytes:
        """Keep the stored form of an event that was made already."""
        self._bodies[id(event)] = (event, body)
        return body
