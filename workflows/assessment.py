"""What holding a subject against the rulebook answers: deadlines, claims, and when to look again.

These are values. `monitors` makes them, `projections` stores and shows them.

A *deadline* is one time limit running for one subject. A *claim* is something that can be said of
the subject as long as it holds (a breach, a deviation, an approaching due day); the ledger's
findings are the differences between the claims of two assessments.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sroki.events.findings import FindingKind
from sroki.workflows.observation import Observation


class State(StrEnum):
    """Where a deadline stands."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"
    NOT_ASSESSABLE = "not_assessable"


class Proof(StrEnum):
    """Whether the answer rests on a source's word, or only on its silence."""

    PROVEN = "proven"
    PRESUMED = "presumed"


class Deadline(NamedTuple):
    """One time limit of one subject.

    `instance` tells apart deadlines of one rule (a complaint's id, a request's id), else "".
    `due_raw_on` is the count before rolling (ст. 191), `due_on` after it (ст. 193); `due_at` is
    the last instant of `due_on`, UTC. `started_by` and `ended_by` are event ids. `delay_days` is
    how many civil days after `due_on` it ended, or `as_of` stands; 0 where not late.
    """

    rule: str
    instance: str
    clause: str
    state: State
    proof: Proof = Proof.PROVEN
    started_on: date | None = None
    started_by: str | None = None
    due_raw_on: date | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    preliminary: bool = False
    ended_on: date | None = None
    ended_by: str | None = None
    delay_days: int = 0
    # The next day on which a later step must be done for this one still to fit, if any.
    necessary_on: date | None = None


# No identifier of the contract may hold a control character, so this one can part them.
SEPARATOR = "\x1f"

Param = str | int | bool | None


class Claim(NamedTuple):
    """Something that holds of a subject. Its identity is `key`; the rest may change unsaid.

    `on` is the civil day of the event that shows it, given of a deviation.
    """

    rule: str
    kind: FindingKind
    started_by: str
    detail: str = ""
    clause: str = ""
    due_on: date | None = None
    due_at: datetime | None = None
    case_id: str | None = None
    params: tuple[tuple[str, Param], ...] = ()
    on: date | None = None

    @property
    def key(self) -> str:
        """Names the claim within its subject."""
        return SEPARATOR.join((self.kind, self.rule, self.started_by, self.detail))


class Lapse(NamedTuple):
    """What time alone can have moved of a standing: its open deadlines, and what is said of them.

    The rest of the assessment is what it was.
    """

    deadlines: tuple[Deadline, ...]
    claims: tuple[Claim, ...]
    next_change_at: datetime | None
    awaits: Mapping[str, datetime]


class Assessment(NamedTuple):
    """The standing of one subject at `as_of`.

    `next_change_at` is the first instant at which time alone may change it. `awaits` maps each
    role of a source to the earliest due instant whose breach is presumed until that source's
    watermark passes it. `routes` are the groups that must hear of this subject. `observations` are
    what its edition measures of it.
    """

    subject: str
    authority: str
    service: str
    unit: str
    edition: str | None
    stage: str
    opened_on: date | None
    closed: bool
    deadlines: tuple[Deadline, ...]
    claims: tuple[Claim, ...]
    next_change_at: datetime | None
    awaits: Mapping[str, datetime]
    routes: tuple[str, ...] = ()
    channel: str | None = None
    observations: tuple[Observation, ...] = ()
