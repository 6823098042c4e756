"""Acts about surveys at the places of service (the Order, item 4).

A sheet has no free text: whoever answers can write no name and no address. Each sheet is a dossier
of its own, so that a thousand people who answer at once wait for nobody.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from sroki.events.acts.evidence import (
    AmendingEntry,
    Entry,
    EntryName,
    Heading,
    Line,
    Parameter,
    ServiceNumber,
)
from sroki.events.base import Code, Flag, Record, UnitCode

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Option(Record):
    """An answer to choose."""

    code: Code
    text: Words


class Question(Record):
    """A question with its answers; `many`: several may be chosen."""

    id: Code
    parameter: Parameter
    text: Words
    many: Flag = False
    options: Annotated[tuple[Option, ...], Field(max_length=20)]


class SurveyForm(Record):
    """The questions, as people saw them."""

    id: Code
    title: Heading
    intro: Line = ""
    questions: Annotated[tuple[Question, ...], Field(max_length=40)]


class AboutSurvey(Entry):
    """An act about one survey."""

    of: ClassVar[str] = "survey"

    survey: EntryName

    @property
    def dossier(self) -> str:
        return self.survey


class SurveyOpened(AboutSurvey):
    """People are asked, by this form, at the places of these units, from a day to a day."""

    kind: Literal["survey_opened"] = "survey_opened"
    version: Literal[1] = 1
    form: SurveyForm
    service: ServiceNumber
    units: Annotated[tuple[UnitCode, ...], Field(min_length=1, max_length=200)]
    first_on: date
    last_on: date


class SurveyExtended(AboutSurvey, AmendingEntry):
    """It is asked to another last day."""

    kind: Literal["survey_extended"] = "survey_extended"
    version: Literal[1] = 1
    last_on: date


class SurveyClosed(AboutSurvey, AmendingEntry):
    """Nobody is asked any more, though the last day has not come."""

    kind: Literal["survey_closed"] = "survey_closed"
    version: Literal[1] = 1


class Chosen(Record):
    """What was chosen of one question's answers; a question left out is in no sheet."""

    question: Code
    options: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]


class From(StrEnum):
    """How a sheet that was entered by a user came to him."""

    PAPER = "paper"
    FILE = "file"


Answers = Annotated[tuple[Chosen, ...], Field(max_length=40)]


class AboutSheet(Entry):
    """An act about one sheet of a survey."""

    of: ClassVar[str] = "sheet"

    survey: EntryName
    sheet: EntryName

    @property
    def dossier(self) -> str:
        return f"{self.survey}/{self.sheet}"


class SheetAnswered(AboutSheet):
    """Somebody answered on his phone. Who it was is known to nobody."""

    kind: Literal["sheet_answered"] = "sheet_answered"
    version: Literal[1] = 1
    answers: Answers


class SheetEntered(AboutSheet):
    """A user entered a sheet of paper, or a row of a file."""

    kind: Literal["sheet_entered"] = "sheet_entered"
    version: Literal[1] = 1
    came: From
    answers: Answers


class SheetExcluded(AboutSheet, AmendingEntry):
    """The sheet is not counted."""

    kind: Literal["sheet_excluded"] = "sheet_excluded"
    version: Literal[1] = 1
