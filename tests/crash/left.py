"""What is asked of a store whose process, disk or power went away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sroki.projections.dump import ledger_of, logical_dump, standing_of
from sroki.projections.store import SqlStore
from tests.crash.life import Dump, reference, steps
from tests.projections.stores import opened


class Left:
    """The stores of every shorter journal of one life, to hold what is left against."""

    def __init__(self, folder: Path) -> None:
        self.dumps, self.places = reference(folder / "whole.db")
        with opened(folder / "whole.db") as store:
            self.whole = _said(store)

    @property
    def count(self) -> int:
        """How many steps the life has."""
        return len(self.places) - 1

    def fault(self, path: Path, acknowledged: int, *, live_on: bool = False) -> str | None:
        """What is wrong with the store at `path`; `live_on` lives its life to the end too."""
        with opened(path) as store:
            with store.database.reading() as connection:
                sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
            if sound != "ok":
                return str(sound)
            place = self._place(logical_dump(store))
            if place is None:
                return "no store of a shorter journal"
            if place < self.places[acknowledged]:
                return f"{acknowledged} steps were acknowledged, and {place} transactions are there"
            if live_on:
                for _ in steps(store):
                    pass
                if _said(store) != self.whole:
                    return "it does not live on as if nothing had happened"
        return None

    def _place(self, dump: Dump) -> int | None:
        return self.dumps.index(dump) if dump in self.dumps else None


def _said(store: SqlStore) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    return standing_of(store), ledger_of(store)
