"""What the pages need of whoever makes snapshots. `deploy` fills it: it has the key."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, Protocol

from sroki.projections.desk import Outcome
from sroki.projections.figures import Asked


class Sent(NamedTuple):
    """The id of the act that a form would be, and the version of the dossier it was made of."""

    once: str
    seen: int


class Approval(NamedTuple):
    """What a snapshot is frozen by: the day and the act; `moment` is as of when."""

    moment: datetime
    dated: date
    act: str


class Signature(NamedTuple):
    """A file of an official's own signature, of the file of a snapshot with the hash `signed`."""

    file: str
    content: bytes
    signed: str
    whose: str


class Issues(Protocol):
    """Snapshots made by one person. What cannot be made raises `SrokiError`."""

    def draft(
        self, form: Sent, asked: Asked, units: tuple[str, ...], answer_by: date | None
    ) -> Outcome:
        """Draw up the figures for the units to check."""
        ...

    def freeze(self, form: Sent, name: str, approval: Approval) -> Outcome:
        """Make a draft official, under the next number."""
        ...

    def restate(self, form: Sent, number: int, approval: Approval, reason: str) -> Outcome:
        """Issue the next snapshot of the same period in the place of this one."""
        ...

    def attach(self, form: Sent, number: int, signature: Signature) -> Outcome:
        """Keep the file of an official's signature beside a snapshot."""
        ...
