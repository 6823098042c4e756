"""What acts of the monitoring cycle have in common: each says what it rests on.

The cycle (plan, evidence, evaluation, proposals, publication) is one graph. An act is a node of it,
its `rests_on` are the edges: to other acts and dossiers, snapshots and rows of them, cases and
their deadlines, findings, events. Nothing of it is deleted; what is made otherwise is an
`AmendingEntry`, with the reason.

    act/5f0c9b1e                 one act, by its id
    dossier/plan/2026            all that was done about a plan
    snapshot/3, snapshot/3/p2    a frozen snapshot, a figure of it
    report/2025/1/6.3            a statement of a version of an annual report
    case/c-7f3k2m9q              a case; case/c-7f3k2m9q/registration is a deadline of it
    finding/9a1c…                a finding, by its id
    event/c-7f3k2m9q/urn:krsk:edms#evt-118   an event of a case, by its source and id
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from sroki.events.acts.base import Amending, HumanAct
from sroki.events.base import CLEAN, Record

KINDS_OF_REF: Final = (
    "act",
    "dossier",
    "snapshot",
    "report",
    "case",
    "finding",
    "event",
)
Ref = Annotated[
    str,
    StringConstraints(max_length=400, pattern=rf"^({'|'.join(KINDS_OF_REF)})/{CLEAN}+$"),
]
Refs = Annotated[tuple[Ref, ...], Field(max_length=1000)]

# What people write at length: several lines, without names or addresses of applicants.
Prose = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=3,
        max_length=4000,
        pattern=r"^[^\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]+$",
    ),
]
# A line that may be empty.
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=rf"^{CLEAN}*$")
]
Heading = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=200, pattern=rf"^{CLEAN}+$"),
]
Year = Annotated[int, Field(ge=2000, le=2099)]
EntryName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
# The number of a service in the register: `01/01/021`.
ServiceNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9./_-]*$")
]


class Parameter(StrEnum):
    """What is identified, analysed and evaluated (the Order, item 6, subparagraph 2), in order."""

    PREMISES = "a"
    ELECTRONIC_FORMS = "b"
    ELECTRONIC_FILING = "c"
    TIMELINESS = "d"
    INFORMING = "e"
    ADDITIONAL = "f"


class Approval(Record):
    """By which office something was approved, with which act of which day."""

    by: Heading
    act: Heading
    dated: date


class Entry(HumanAct):
    """An act of the cycle."""

    rests_on: Refs = ()

    def leads_to(self) -> Iterable[str]:
        """What of the graph it rests on."""
        return self.rests_on


class AmendingEntry(Entry, Amending):
    """An act of the cycle that makes otherwise what an earlier one made."""
