"""The tables of what figures and snapshots are counted from: what was observed, what was found.

Beside what stands is what stood before, until which length of the journal, so that any moment of
the past can be counted again. See `tables` for the keys that all of them begin with.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger
from sqlmodel import Field

from sroki.projections.tables import KEYED, Partitioned, only

# What a live figure has for no number.
NONE = -1


class Observed(Partitioned):
    """What an observation is told by, now or formerly: see `workflows.observation.Observation`.

    The place, the way of filing and the day of the application ride along, so that a figure is one
    scan of one narrow table. `since` is the journal's length when this version was written; an open
    span that came to its end since then keeps its version, and `ended_since` says when it did.
    """

    subject: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    authority: str
    service: str
    unit: str
    edition: str | None = None
    channel: str | None = None
    application_on: date | None = None
    state: str
    started_on: date | None = None
    ended_on: date | None = None
    days: int | None = None
    norm: int | None = None
    due_on: date | None = None
    gap: int | None = None
    code: str | None = None
    since: int = Field(sa_type=BigInteger)
    ended_since: int | None = Field(default=None, sa_type=BigInteger)


class ObservationRow(Observed, table=True):
    """An observation as it stands: the figures of a period are counted from these rows."""

    __tablename__ = "observation"
    __table_args__ = (
        # What is observed of few cases, a complaint or a court's act, is found without all others.
        only(
            "instance <> ''",
            "ix_observation_event",
            "measure",
            "generation",
            "partition",
            "subject",
        ),
        KEYED,
    )


class FormerObservationRow(Observed, table=True):
    """An observation as it stood while the journal was shorter than `until`.

    Only what a correction, an annulment or other rules changed is here; a span that simply came to
    its end is not.
    """

    __tablename__ = "former_observation"
    __table_args__ = KEYED

    until: int = Field(primary_key=True, sa_type=BigInteger)


class Standing(Partitioned):
    """A finding that holds, now or formerly: a term broken or presumed to be, or a deviation.

    The ledger tells what was said and when; this is what is so, a function of the set of events,
    by which a period is told. `instance` is the deadline's, or of a deviation the event that shows
    it (with what tells several of one apart). `on` decides the period it belongs to: the due day of
    a term, the day of the event that shows a deviation; None where the record has no such event.
    `kind` is breach or deviation; `case_id` the case that a group's finding is about; `days` the
    delay, once it ended; `cause` the milestone that was waited for, or "". `since` is the journal's
    length when this version was written.
    """

    subject: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    instance: str = Field(primary_key=True)
    authority: str
    service: str
    unit: str
    edition: str | None = None
    case_id: str | None = None
    kind: str
    clause: str
    proof: str
    on: date | None = None
    ended_on: date | None = None
    days: int | None = None
    cause: str = ""
    since: int = Field(sa_type=BigInteger)


class StandingFindingRow(Standing, table=True):
    """A finding as it stands."""

    __tablename__ = "standing_finding"
    __table_args__ = KEYED


class FormerFindingRow(Standing, table=True):
    """A finding as it stood while the journal was shorter than `until`; it may stand no more."""

    __tablename__ = "former_finding"
    __table_args__ = KEYED

    until: int = Field(primary_key=True, sa_type=BigInteger)


class FigureTallyRow(Partitioned, table=True):
    """How many observations of a measure lie on one civil day, by how long they took.

    `edge` says whose day `on` is: "started", "ended" (of an event: its own), "application". Summed
    over days they make the live figures; `days` is the length, of an event the gap to the one
    before it, -1 where there is none. `outcome` is open, timely, late, done (no due day),
    cancelled or reversed. Empty text stands for what is not known.
    """

    __tablename__ = "figure_tally"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    edge: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    outcome: str = Field(primary_key=True)
    days: int = Field(primary_key=True)
    norm: int = Field(primary_key=True)
    observations: int
