"""What every act has in common.

An act is one thing that a person did, immutable, about one *dossier*: the subject whose set of acts
it joins. Who did it is an opaque code of his; names live apart, in the table of accounts, as
registration numbers live in the register of numbers. `recorded_at` is the moment it was done, by
the clock of the service; within a dossier it only grows.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from sroki.events.base import CLEAN, EventId, Moment, Oktmo, Record, Source, UnitCode

UserId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
# Why something is done otherwise than it was: one line that somebody else will read.
Grounds = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=rf"^{CLEAN}+$"),
]

# Who acts at the machine itself, by a command; he cannot sign in.
CONSOLE: Final = "console"
# Who answers a survey without signing in: anybody, and nobody knows who.
PUBLIC: Final = "public"


class HumanAct(Record):
    """One act. Subclasses fix `kind`, `version` and `of`, name their dossier, add their fields.

    `unit` is None where the act concerns the authority as a whole. `id` is made with the form, so
    that a form sent twice is one act.
    """

    of: ClassVar[str]

    kind: str
    version: int = 1
    id: EventId
    source: Source
    recorded_at: Moment
    actor: UserId
    authority: Oktmo
    unit: UnitCode | None = None

    @property
    def dossier(self) -> str:
        """The name of its dossier among those of its type."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """The key of its dossier."""
        return dossier_key(self.authority, self.of, self.dossier)


class Amending(HumanAct):
    """An act that makes otherwise what an earlier one made: never without a reason."""

    reason: Grounds


def dossier_key(authority: str, of: str, name: str) -> str:
    """The key of a dossier of type `of`: `office/04701000/user/u-5f0c…`."""
    return f"office/{authority}/{of}/{name}"
