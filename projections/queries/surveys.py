"""Surveys and their sheets: which there are, and what the sheets of one say."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from sroki.projections.queries.dossiers import acts_of, dossier, folded
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import DossierRow as D
from sroki.workflows.dossiers import Dossier, fold
from sroki.workflows.survey_dossier import SHEET, SURVEY, Counted, Sheet, Survey, count


class Result(NamedTuple):
    """What the sheets of a survey say, in one unit or (None) in all that may be seen."""

    unit: str | None
    sheets: int
    excluded: int
    counted: list[Counted]


def survey_of(reading: Reading, authority: str, name: str) -> Dossier[Survey] | None:
    """A survey that was opened; None where there is none to be seen."""
    found = dossier(reading, SURVEY, authority, name)
    return found if found is not None and found.state is not None else None


def surveys(reading: Reading, authority: str) -> list[tuple[str, Survey]]:
    """The surveys of an authority, the latest first."""
    found = [
        (one.name, of.state)
        for one, of in folded(reading, SURVEY)
        if one.authority == authority and of.state is not None
    ]
    return sorted(found, key=lambda one: (one[1].opened.first_on, one[0]), reverse=True)


def sheets(reading: Reading, authority: str, survey: str) -> list[tuple[str, Sheet]]:
    """The sheets of a survey in the reader's units, by name."""
    rows = reading.connection.execute(
        select(col(D.key), col(D.name))
        .where(
            reading.mine(D),
            col(D.type) == SHEET.name,
            col(D.authority) == authority,
            col(D.name).startswith(f"{survey}/", autoescape=True),
            reading.scope.clause(col(D.authority), col(D.unit)),
        )
        .order_by(col(D.key))
    ).all()
    acts = acts_of(reading.connection, reading.generation, [key for key, _ in rows])
    found = ((name, fold(SHEET, acts[key]).state) for key, name in rows)
    return [(name, state) for name, state in found if state is not None]


def results(reading: Reading, authority: str, name: str, survey: Survey) -> list[Result]:
    """What all sheets say, then those of each unit."""
    every = [sheet for _, sheet in sheets(reading, authority, name)]
    seen = [one for one in survey.opened.units if reading.scope.allows(authority, one)]
    found = []
    for unit in (None, *seen):
        some = [one for one in every if unit in (None, one.unit)]
        number, counted = count(survey.form, some)
        found.append(Result(unit, number, len(some) - number, counted))
    return found
