"""What the law is cited by: the act, the clause and its words, the time of force."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from sroki.events.base import Record

Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


class Cited(Record):
    """Something the act says: the clause and its words.

    `to_confirm` says what of it a lawyer has yet to confirm; empty means the words are the act's.
    """

    clause: Words
    words: Words
    to_confirm: str = ""


class Act(Record):
    """The act that made the edition."""

    kind: Words
    number: str
    dated: date | None = None
    issuer: Words
    title: Words


class InForce(Record):
    """From when till when. A date the act does not state stands as a marked assumption."""

    since: date
    until: date | None = None
    assumed: bool = False
    why: str = ""

    def covers(self, on: date) -> bool:
        """Whether `on` lies in the time of force; `until` is the first day no more in force."""
        return self.since <= on and (self.until is None or on < self.until)
