"""Acts about a case, a list or a visit. None of them changes a finding or a figure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from sroki.events.acts.base import Amending, Grounds, HumanAct
from sroki.events.base import CLEAN, Code

# The key of a subject, and which of the deadlines of one rule it is.
SubjectKey = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=rf"^{CLEAN}+$")]
Instance = Annotated[str, StringConstraints(max_length=300, pattern=rf"^{CLEAN}*$")]


class AboutDeadline(HumanAct):
    """An act about one deadline of a case."""

    of: ClassVar[str] = "case"

    case: SubjectKey
    rule: Code
    instance: Instance = ""

    @property
    def dossier(self) -> str:
        return self.case


class DeadlineAcknowledged(AboutDeadline):
    """An operator knows of an overdue deadline and says what is done about it, and till when."""

    kind: Literal["deadline_acknowledged"] = "deadline_acknowledged"
    version: Literal[1] = 1
    until: date
    reason: Grounds


class AcknowledgementWithdrawn(AboutDeadline, Amending):
    """The acknowledgement of this deadline counts no more."""

    kind: Literal["acknowledgement_withdrawn"] = "acknowledgement_withdrawn"
    version: Literal[1] = 1
