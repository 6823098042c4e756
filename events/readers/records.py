"""What a record of a file is, and what it tells: the values between reading and writing."""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from sroki.events.readers.moments import Moment
from sroki.events.readers.rejects import RowRejected

Fields: TypeAlias = "dict[str, Any]"

# Stands between the parts of a slot: its rule, the item of `each`, the subject of no case.
SEPARATOR: Final = "\x1f"


class Told(NamedTuple):
    """One event that a record tells. `slot` names it among all that the record may tell.

    `fields` stand in the order of their names.
    """

    slot: str
    kind: str
    moment: Moment
    unit: str
    performer: str | None
    fields: Fields
    key: str | None
    address: str

    def says(self) -> str:
        """All that it says, as one text: equal texts, equal facts of a slot."""
        at, precision = self.moment
        return f"{at} {precision} {self.unit} {self.performer} {self.fields!r}"


class Known(NamedTuple):
    """Which record it is: its name in the source, how its case is found, whose work it is.

    `rejected` where it is known, but tells nothing: nobody can say whose work it is.
    """

    key: str
    subject: Fields
    unit: str
    rejected: RowRejected | None = None


class Reading(NamedTuple):
    """What a record tells, and which of its events could not be read."""

    told: list[Told]
    rejected: list[RowRejected]
