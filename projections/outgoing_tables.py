"""What leaves the store by itself: digests to units, statuses to those who show them to applicants.

Nothing here is judged by; deleting it would only have things sent again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field

from sroki.projections.tables import KEYED, Table


class DigestRow(Table, table=True):
    """The digest of a unit for one civil day of its own: at most one is sent.

    `state` is trying, sent, or empty (there was nothing to tell). `look` is how far the store was
    when it was made: what is *new* in the next one came since.
    """

    __tablename__ = "digest"
    __table_args__ = KEYED

    authority: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    on: date = Field(primary_key=True)
    state: str
    attempts: int
    tried_at: datetime
    look: str = Field(sa_type=Text)


class HookRow(Table, table=True):
    """How far a subscriber's outbox has been filled: the store as it was then."""

    __tablename__ = "hook"
    __table_args__ = KEYED

    name: str = Field(primary_key=True)
    look: str = Field(sa_type=Text)


class HookToldRow(Table, table=True):
    """What was last put into a subscriber's outbox of a case: the same is not told again."""

    __tablename__ = "hook_told"
    __table_args__ = KEYED

    hook: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    ordinal: int
    digest: str


class HookLetterRow(Table, table=True):
    """One status of a case on its way to a subscriber. `no` is the order of telling.

    `state` is waiting, delivered or given_up. `body` (JSON) holds no registration number: those
    are added as it leaves. `answer` is what came of the last attempt.
    """

    __tablename__ = "hook_letter"
    __table_args__ = (
        Index("ix_hook_letter_state", "hook", "state", "no"),
        Index("ix_hook_letter_case_id", "hook", "case_id", "no"),
    )

    no: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    hook: str
    case_id: str
    body: str = Field(sa_type=Text)
    made_at: datetime
    state: str
    attempts: int = 0
    next_at: datetime
    answer: str = ""
