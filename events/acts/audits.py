"""Acts about what people looked at: premises, the site, the papers of a case.

The positions are those of a checklist beside the edition. An audit of premises or of the site
becomes an event of the service too, under the act's id, so that the indicators read it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sroki.events.acts.evidence import AmendingEntry, Entry, EntryName, Heading, Line, ServiceNumber
from sroki.events.acts.snapshots import Sha256
from sroki.events.base import CaseId, Code, Record


class Met(StrEnum):
    """What was seen of a position. What nobody looked at is not in the audit."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Count(Record):
    """How many of something there are."""

    name: Code
    number: Annotated[int, Field(ge=0, le=100_000)]


Counts = Annotated[tuple[Count, ...], Field(max_length=5)]


class Position(Record):
    """A position of the checklist; `counts` are what was counted there: places to park."""

    code: Code
    met: Met
    note: Line = ""
    counts: Counts = ()


class Paper(Record):
    """A photograph or a paper that shows it: what it is, and its SHA-256. It is kept elsewhere."""

    title: Heading
    sha256: Sha256


class AboutAudit(Entry):
    """An act about one audit; `unit` is None where the authority's site was looked at."""

    of: ClassVar[str] = "audit"

    audit: EntryName

    @property
    def dossier(self) -> str:
        return self.audit


Positions = Annotated[tuple[Position, ...], Field(min_length=1, max_length=200)]
Papers = Annotated[tuple[Paper, ...], Field(max_length=50)]


class AuditRecorded(AboutAudit):
    """What was seen. `case` is whose papers were looked at."""

    kind: Literal["audit_recorded"] = "audit_recorded"
    version: Literal[1] = 1
    checklist: Code
    service: ServiceNumber
    looked_on: date
    case: CaseId | None = None
    positions: Positions
    papers: Papers = ()


class AuditAmended(AboutAudit, AmendingEntry):
    """What was seen is told otherwise."""

    kind: Literal["audit_amended"] = "audit_amended"
    version: Literal[1] = 1
    positions: Positions
    papers: Papers = ()


class SampleDrawn(Entry):
    """Which cases' papers are looked at: the `size` least by a keyed hash, of `frame` that there
    were. The key is told, so that anybody can draw it again."""

    of: ClassVar[str] = "sample"

    kind: Literal["sample_drawn"] = "sample_drawn"
    version: Literal[1] = 1
    sample: EntryName
    service: ServiceNumber
    first_on: date
    last_on: date
    key: EntryName
    frame: Annotated[int, Field(ge=0)]
    cases: Annotated[tuple[CaseId, ...], Field(max_length=1000)]

    @property
    def dossier(self) -> str:
        return self.sample
