"""What an applicant is told of his own case: the step, the next due day, what to do when late.

Nothing here tells of a person, of how the matter was decided, or why: a registration number is no
secret, and whoever knows one may ask.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sroki.workflows.citation import Act, Cited


class Progress(StrEnum):
    """How the case goes.

    `unheard`: a due day has passed and the source has not told since, so nothing is known either
    way. `unknown`: no edition is known for the case, or it could not be assessed.
    """

    UNDER_WAY = "under_way"
    OVERDUE = "overdue"
    UNHEARD = "unheard"
    NOTIFIED = "notified"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Due(NamedTuple):
    """A time limit of the case: its last day, its clause and its words."""

    title: str
    due_on: date
    clause: str
    words: str
    preliminary: bool


class Status(NamedTuple):
    """What may be told. `known_on` is the day up to which the office has told everything.

    `step` is the title of the procedure in hand; `next_due` the nearest due day ahead; `missed`
    the due day that has passed (proven where `progress` is `overdue` or `notified`). `appeal` is
    how to complain and how long that takes, as the edition has it, `act` where to look it up.
    """

    progress: Progress
    known_on: date | None = None
    step: str = ""
    next_due: Due | None = None
    missed: Due | None = None
    notified_on: date | None = None
    appeal: tuple[Cited, ...] = ()
    act: Act | None = None
