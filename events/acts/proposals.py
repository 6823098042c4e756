"""Acts about what comes of the monitoring: the evaluation of a parameter, and proposals
(the Order, items 6 to 8)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sroki.events.acts.base import Grounds
from sroki.events.acts.evidence import (
    AmendingEntry,
    Approval,
    Entry,
    EntryName,
    Heading,
    Line,
    Parameter,
    Prose,
    Ref,
    ServiceNumber,
    Year,
)
from sroki.events.base import Record


class Origin(StrEnum):
    """Whether a value was counted by us or written by a person."""

    COMPUTED = "computed"
    TYPED = "typed"


class Value(Record):
    """One value that an evaluation speaks of, and what shows it."""

    title: Heading
    value: Grounds | None = None
    origin: Origin
    shown_by: Ref | None = None


class AboutEvaluation(Entry):
    """An act about one parameter of one service in a year."""

    of: ClassVar[str] = "evaluation"

    year: Year
    parameter: Parameter
    service: ServiceNumber

    @property
    def dossier(self) -> str:
        return f"{self.year}/{self.parameter.value}/{self.service}"


class _Conclusion(AboutEvaluation):
    """What was found. `missing` is what would be needed and is not there; `grade` is by `scale`, a
    document of the city's: the Order gives none."""

    values: Annotated[tuple[Value, ...], Field(max_length=200)] = ()
    missing: Annotated[tuple[Heading, ...], Field(max_length=50)] = ()
    conclusion: Prose
    grade: Line = ""
    scale: Line = ""


class ParameterEvaluated(_Conclusion):
    """A parameter is evaluated."""

    kind: Literal["parameter_evaluated"] = "parameter_evaluated"
    version: Literal[1] = 1


class ParameterReevaluated(_Conclusion, AmendingEntry):
    """It is evaluated otherwise."""

    kind: Literal["parameter_reevaluated"] = "parameter_reevaluated"
    version: Literal[1] = 1


class Decision(StrEnum):
    """What was decided on a proposal."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


class AboutProposal(Entry):
    """An act about a proposal to change a regulation or how it is kept; `unit` is None where it is
    made to the head of the authority."""

    of: ClassVar[str] = "proposal"

    proposal: EntryName

    @property
    def dossier(self) -> str:
        return self.proposal


class ProposalMade(AboutProposal):
    """What is proposed; it rests on the deviations that it would remove."""

    kind: Literal["proposal_made"] = "proposal_made"
    version: Literal[1] = 1
    year: Year
    service: ServiceNumber
    clause: Heading
    words: Prose


class ProposalAmended(AboutProposal, AmendingEntry):
    """It is proposed in other words."""

    kind: Literal["proposal_amended"] = "proposal_amended"
    version: Literal[1] = 1
    clause: Heading
    words: Prose


class _Decided(AboutProposal):
    decision: Decision
    approval: Approval
    words: Prose | None = None


class ProposalDecided(_Decided):
    """What was decided, by whom and by which act."""

    kind: Literal["proposal_decided"] = "proposal_decided"
    version: Literal[1] = 1


class ProposalRedecided(_Decided, AmendingEntry):
    """It is decided otherwise, or the decision was recorded otherwise than it was."""

    kind: Literal["proposal_redecided"] = "proposal_redecided"
    version: Literal[1] = 1


class ProposalFulfilled(AboutProposal):
    """What the unit did of it (item 8), and which document shows it."""

    kind: Literal["proposal_fulfilled"] = "proposal_fulfilled"
    version: Literal[1] = 1
    done_on: date
    document: Heading
    words: Prose
