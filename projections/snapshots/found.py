"""The findings of a body: written as they pass, and counted by clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sroki.projections.queries.standing import KIND, Kind
from sroki.projections.snapshots.body import packed
from sroki.projections.snapshots.canonical import Json
from sroki.projections.statements import Row
from sroki.workflows.assessment import Proof

# What findings are counted by.
BY: Final = ("service", "rule", "clause", "kind", "unit")


class Found:
    """Findings as a body tells them: kinds are numbered as they are met."""

    def __init__(self) -> None:
        self.portions: list[bytes] = []
        self.kinds: list[list[Json]] = []
        self._numbers: dict[Row, int] = {}
        self._counts: Counter[int] = Counter()

    def write(self, rows: Sequence[Row]) -> None:
        """Write some findings, as `queries.standing` reads them."""
        numbers = [self._number(row[KIND]) for row in rows]
        self._counts.update(numbers)
        head, rest = slice(KIND.start), slice(KIND.stop, None)
        told = [(*row[head], kind, *row[rest]) for row, kind in zip(rows, numbers, strict=True)]
        if told:
            self.portions.append(packed(told))

    def clauses(self) -> list[dict[str, Json]]:
        """How many findings there are of each rule, by clause and unit."""
        counts = self._counts
        return clauses((Kind(*kind), counts[number]) for kind, number in self._numbers.items())

    def _number(self, kind: Row) -> int:
        number = self._numbers.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(list(kind))
        return number


def clauses(counted: Iterable[tuple[Kind, int]]) -> list[dict[str, Json]]:
    """Counts of findings by rule, clause and unit; `presumed` are those of them not proven."""
    found: Counter[tuple[str, ...]] = Counter()
    presumed: Counter[tuple[str, ...]] = Counter()
    for kind, number in counted:
        name = tuple(getattr(kind, one) for one in BY)
        found[name] += number
        presumed[name] += number * (kind.proof == Proof.PRESUMED)
    return [
        {**dict(zip(BY, name, strict=True)), "found": number, "presumed": presumed[name]}
        for name, number in sorted(found.items())
    ]


def named(count: Mapping[str, Json]) -> tuple[str, ...]:
    """What a count is of."""
    return tuple(str(count[one]) for one in BY)
