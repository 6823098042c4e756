"""What units said of single cases when they checked a draft of the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from sroki.events.acts.snapshots import RowAnswer
from sroki.projections.queries import checks
from sroki.projections.queries.checks import Draft
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots.check import FINDING, CheckRow

# A case, and a rule: of an observation, a time limit that is about it; "" where none is.
Which: TypeAlias = tuple[str, str]
_AT_ONCE: Final = 500


class Heard(NamedTuple):
    """An answer about a case of a draft of the figures of a period."""

    period: str
    said: RowAnswer
    at: datetime


def heard(
    reading: Reading, authority: str, first: date, last: date, cases: Collection[str]
) -> dict[Which, list[Heard]]:
    """The answers about these cases in drafts whose periods touch one, the earliest first."""
    found: dict[Which, list[Heard]] = {}
    for one in checks.drafts(reading):
        draft = one.notes.draft
        if one.authority != authority or draft.last_on < first or draft.first_on > last:
            continue
        for which, answer in _of_draft(reading, one, cases):
            found.setdefault(which, []).append(answer)
    for answers in found.values():
        answers.sort(key=lambda answer: answer.at)
    return found


def _of_draft(
    reading: Reading, one: Draft, cases: Collection[str]
) -> Iterator[tuple[Which, Heard]]:
    for unit in one.units:
        names = iter(
            [row for of, row in one.notes.answers if of == unit and _speaks_of(row, cases)]
        )
        while some := list(islice(names, _AT_ONCE)):
            for row in checks.rows(reading, one, unit, only=some):
                answer = one.notes.answers[unit, row.row]
                said = Heard(one.notes.draft.period, answer.said, answer.at)
                for rule in _rules_of(row):
                    yield (str(row.told["case_id"]), rule), said


def _speaks_of(row: str, cases: Collection[str]) -> bool:
    """`p2/c-7f3k2m9q` speaks of a case; `p2` of none."""
    return any(part in cases for part in row.split("/")[1:])


def _rules_of(row: CheckRow) -> list[str]:
    """The rules that a row speaks of; of an observation, the time limits that are about it."""
    rules: list[str] = [row.told["rule"]] if row.kind == FINDING else row.told["rules"]
    return rules or [""]
