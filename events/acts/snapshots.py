"""Acts about a snapshot of the official figures: drafted, answered by units, frozen, restated.

A dossier is one draft and what came of it. Figures themselves are in none of these acts: an act
names the body it speaks of by its SHA-256, and whoever has the journal can make that body again.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sroki.events.acts.base import Amending, Grounds, HumanAct
from sroki.events.base import CLEAN, Moment, Record, UnitCode

SnapshotName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
# An indicator, or an indicator and a case in it: `p2`, `p2/c-7f3k2m9q`.
RowName = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=rf"^{CLEAN}+$")]
ServiceNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=rf"^{CLEAN}+$")
]
Number = Annotated[int, Field(ge=1)]
FileName = Annotated[str, StringConstraints(pattern=r"^[\w .()№-]{1,100}$")]


class Answer(StrEnum):
    """What a unit says of a row of a draft."""

    CONFIRMED = "confirmed"
    DATA_ERROR = "data_error"
    CONTESTED = "contested"


class AboutSnapshot(HumanAct):
    """An act about a draft of a snapshot, or about the snapshot that was made of it."""

    of: ClassVar[str] = "snapshot"

    snapshot: SnapshotName

    @property
    def dossier(self) -> str:
        return self.snapshot


class SnapshotDrafted(AboutSnapshot):
    """The figures of a period as they were known at `as_of`, for these units to check by a day."""

    kind: Literal["snapshot_drafted"] = "snapshot_drafted"
    version: Literal[1] = 1
    period: RowName
    first_on: date
    last_on: date
    services: tuple[ServiceNumber, ...] = ()
    as_of: Moment
    body: Sha256
    units: tuple[UnitCode, ...] = ()
    answer_by: date | None = None
    restates: Number | None = None


class RowAnswer(Record):
    """What is said of one row: on the grounds of which document, of which day, in which words.

    Of a file of the document only its SHA-256 is told; the file itself stays with the unit.
    """

    row: RowName
    answer: Answer
    document: Grounds | None = None
    document_on: date | None = None
    document_sha256: Sha256 | None = None
    words: Grounds | None = None


class SnapshotAnswered(AboutSnapshot):
    """A unit answers for rows of a draft. It deletes no finding and changes no figure."""

    kind: Literal["snapshot_answered"] = "snapshot_answered"
    version: Literal[1] = 1
    rows: Annotated[tuple[RowAnswer, ...], Field(min_length=1, max_length=100_000)]


class SnapshotFrozen(AboutSnapshot):
    """The figures are official: a number, a date, the act they were approved by.

    `body` and `record` are the SHA-256 of what was frozen and of its place in the chain.
    """

    kind: Literal["snapshot_frozen"] = "snapshot_frozen"
    version: Literal[1] = 1
    number: Number
    dated: date
    act: Grounds
    as_of: Moment
    body: Sha256
    record: Sha256


class SnapshotSignatureAttached(AboutSnapshot):
    """A file of an official's own electronic signature (УКЭП) is kept beside the snapshot.

    It was made with his means, of the file of the snapshot with the hash `signed`; nothing is said
    of whether it is valid.
    """

    kind: Literal["snapshot_signature_attached"] = "snapshot_signature_attached"
    version: Literal[1] = 1
    file: FileName
    sha256: Sha256
    signed: Sha256
    whose: Grounds


class SnapshotOutdatedNoticed(AboutSnapshot, Amending):
    """It is known that the record of a frozen period has changed since; what is done about it."""

    kind: Literal["snapshot_outdated_noticed"] = "snapshot_outdated_noticed"
    version: Literal[1] = 1


class SnapshotRestated(AboutSnapshot, Amending):
    """Another snapshot, `by` that number, is to be read in the place of this one."""

    kind: Literal["snapshot_restated"] = "snapshot_restated"
    version: Literal[1] = 1
    by: Number
