"""The body of a snapshot: what the figures were, and every observation that they follow from.

    {"as_of": …, "audits": {list: [observation, …]}, "authority": …, "columns": [of an observation],
     "figures": […], "format": …, "kinds": [kind, …], "lists": {list: how many}, "of_kind": […],
     "of_row": […], "past": …, "period": …, "rows": [row, …]}

A year of a region has millions of observations, so each stands in it once, however many figures it
counts in. What many have in common (measure, unit, way of filing, state, norm, code, and the lists
they are in) is a *kind*, told once; a row is the case, the number of its kind, its days and its
length. Audits are few, and told whole.

Rows are the last of a body and the most of it: it is written and read a portion at a time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sroki.projections.queries.observed import Member
from sroki.projections.snapshots.canonical import Json, canonical, digest_of

FORMAT: Final = "sroki.snapshot/2"
# What an observation says, in this order: in `audits`, and wherever rows are given whole.
COLUMNS: Final = Member._fields
OF_KIND: Final = ("measure", "unit", "channel", "state", "norm", "code", "lists")
OF_ROW: Final = (
    "case_id",
    "instance",
    "kind",
    "application_on",
    "started_on",
    "ended_on",
    "due_on",
    "days",
)
# Portions are long and alike within: more effort takes five times the time for a fifth of the room.
_QUICK: Final = 1


class Observation(NamedTuple):
    """An observation of a body, days as text, and the names of the lists that it is in."""

    lists: tuple[str, ...]
    row: Member


@dataclass(frozen=True, slots=True)
class Body:
    """A body: all but its rows, and the rows in portions, each compressed canonical JSON.

    A portion is the text of some rows between the brackets of their array.
    """

    head: Mapping[str, Json]
    portions: Sequence[bytes]

    def text(self) -> Iterator[bytes]:
        """Its canonical JSON, piece by piece."""
        return joined(canonical(self.head), self.portions)

    def digest(self) -> str:
        """SHA-256 of its canonical JSON."""
        return digest_of(self.text())

    def rows(self) -> Iterator[Json]:
        """Its rows, as they are told."""
        for portion in self.portions:
            yield from json.loads(b"[%b]" % zlib.decompress(portion))

    def observations(self) -> Iterator[Observation]:
        """Every observation, whole, once: audits by list, then cases in their order."""
        yield from observations(self.head, self.rows())

    def listed(self, name: str) -> Iterator[Member]:
        """The observations of one list."""
        return (one.row for one in self.observations() if name in one.lists)


def joined(head: bytes, portions: Iterable[bytes]) -> Iterator[bytes]:
    """The canonical JSON of a body, piece by piece, from that of its head."""
    yield head[:-1] + b',"rows":['
    for number, portion in enumerate(portions):
        yield b"," * bool(number) + zlib.decompress(portion)
    yield b"]}"


def packed(rows: Sequence[Sequence[Json]]) -> bytes:
    """A portion of a body: some of its rows, at least one."""
    return zlib.compress(canonical(rows)[1:-1], _QUICK)


def whole(told: Mapping[str, Json]) -> Body:
    """A body from its JSON, parsed."""
    rows = told["rows"]
    head = {name: one for name, one in told.items() if name != "rows"}
    return Body(head, [packed(rows)] if rows else [])


def observations(head: Mapping[str, Json], rows: Iterable[Any]) -> Iterator[Observation]:
    """The observations of a body, given apart from its rows."""
    for name, found in sorted(head["audits"].items()):
        for row in found:
            yield Observation((name,), Member(*row))
    kinds = [(tuple(one[-1]), one[:-1]) for one in head["kinds"]]
    for case_id, instance, kind, applied, started, ended, due, days in rows:
        lists, (measure, unit, channel, state, norm, code) = kinds[kind]
        yield Observation(
            lists,
            Member(
                case_id,
                measure,
                instance,
                unit,
                channel,
                applied,
                state,
                started,
                ended,
                days,
                norm,
                due,
                code,
            ),
        )


def is_late(row: Member, past: str) -> bool:
    """Whether an observation ended past its due day, or is open past it on the day `past`.

    Days as ISO 8601 writes them compare like days.
    """
    ended: Any = row.ended_on
    due: Any = row.due_on
    return due is not None and bool(ended > due if ended is not None else due < past)
