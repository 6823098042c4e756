"""What became of a file, as data: how much was read, what was taken, what was not and where.

The reader counts what it reads and tells; whoever hands the events to the intake says what became
of each (`settle`). Addresses are kept for the first few of every reason; content never is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sroki.events.log import Kept
from sroki.events.readers.rejects import RowRejected

# What became of an event at the intake.
Settled: TypeAlias = Kept | Literal["rejected", "held", "unlinked"]
_SHOWN: Final = 5
_VANISHED_SHOWN: Final = 100


@dataclass(slots=True)
class Tally:
    """How often, and the first places."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, address: str, shown: int = _SHOWN) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < shown:
            self.first.append(address)


@dataclass(slots=True)
class ImportReport:
    """The counts of one import.

    Records (rows of a table; events and traces of a log; lines) are `records`; of them `blank`,
    `titles` and `skipped` (by the mapping) tell nothing by right, `unchanged` rows of a register
    had told all before, and `untold` matched no rule. `told` counts events by kind. `rejected` is
    by reason: cells and rows that could not be read, and what the intake refused. `vanished` rows
    of a register are no longer there. `unmapped` are columns or attributes that no rule reads,
    with how often they were filled; `left` those that the mapping leaves on purpose.
    `default_dates` are dates of a log that only repeat the default of its `<global>`.
    """

    file: str
    about: str = ""
    records: int = 0
    traces: int = 0
    blank: int = 0
    titles: int = 0
    skipped: int = 0
    unchanged: int = 0
    untold: Tally = field(default_factory=Tally)
    told: Counter[str] = field(default_factory=Counter)
    rejected: dict[str, Tally] = field(default_factory=dict)
    settled: Counter[Settled] = field(default_factory=Counter)
    vanished: Tally = field(default_factory=Tally)
    unruled: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    default_dates: int = 0
    as_at: datetime | None = None
    watermark: datetime | None = None
    watermark_withheld: bool = False

    @property
    def events(self) -> int:
        """Events told by the file, its watermark among them."""
        return self.told.total()

    @property
    def clean(self) -> bool:
        """Whether everything could be read."""
        return not self.rejected

    def reject(self, rejected: RowRejected) -> None:
        """Count what could not be read."""
        self.rejected.setdefault(rejected.reason, Tally()).add(rejected.address)

    def settle(self, outcome: Settled, address: str = "", reasons: tuple[str, ...] = ()) -> None:
        """Count what became of an event; `reasons` are the intake's codes for what it refused."""
        self.settled[outcome] += 1
        for reason in reasons:
            self.rejected.setdefault(reason, Tally()).add(address)

    def vanish(self, address: str) -> None:
        """Count a row that is no longer in the register; `address` is where it stood."""
        self.vanished.add(address, _VANISHED_SHOWN)

    def as_json(self) -> dict[str, Any]:
        """Plain data, for `--json` and for logs."""

        def tally(one: Tally) -> dict[str, Any]:
            return {"count": one.count, "first": one.first}

        return {
            "file": self.file,
            "about": self.about,
            "records": self.records,
            "traces": self.traces,
            "blank": self.blank,
            "titles": self.titles,
            "skipped": self.skipped,
            "unchanged": self.unchanged,
            "untold": tally(self.untold),
            "told": dict(self.told),
            "settled": dict(self.settled),
            "rejected": {reason: tally(one) for reason, one in self.rejected.items()},
            "vanished": tally(self.vanished),
            "unruled": self.unruled,
            "unmapped": dict(self.unmapped),
            "left": dict(self.left),
            "default_dates": self.default_dates,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "watermark": self.watermark.isoformat() if self.watermark else None,
            "watermark_withheld": self.watermark_withheld,
        }
