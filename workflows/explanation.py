"""The life of a case told for people: what `monitors` explains and the pages show.

Words are already made, in the language asked for; nothing here judges or counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sroki.workflows.counting import Counting


class DeadlineStory(NamedTuple):
    """One time limit of the case: the clause, its words, what happened, and the count by days."""

    rule: str
    instance: str
    title: str
    clause: str
    words: str
    says: tuple[str, ...]
    counting: Counting | None = None


class Chapter(NamedTuple):
    """A titled run of sentences: the events, what would cure it, why there is no alert."""

    title: str
    says: tuple[str, ...]


class Explanation(NamedTuple):
    """A case as it stands at `as_of`. `summary` is the one sentence to read if only one is read."""

    case_id: str
    as_of: datetime
    summary: str
    chapters: tuple[Chapter, ...]
    deadlines: tuple[DeadlineStory, ...]
