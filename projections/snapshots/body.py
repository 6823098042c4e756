"""The body of a snapshot: the figures, every observation that they follow from, every finding.

    {"as_of": …, "audits": {list: [observation, …]}, "authority": …, "clauses": [count, …],
     "columns": [of an observation], "figures": […], "finding_kinds": [kind, …], "format": …,
     "kinds": [kind, …], "lists": {list: how many}, "of_finding": […], "of_finding_kind": […],
     "of_kind": […], "of_row": […], "past": …, "period": …, "rows": [row, …],
     "standing": [finding, …]}

A year of a region has millions of observations, so each stands in it once, however many figures it
counts in. What many have in common (measure, unit, way of filing, state, norm, code, and the lists
they are in) is a *kind*, told once; a row is the case, the number of its kind, its days and its
length. Audits are few, and told whole.

`standing` are the findings of the period, each once likewise: every term that was broken, or is
presumed to be, and every deviation, whether or not a figure counts it. `clauses` says how many
there are of each rule, by clause and unit, and how many of them are presumed.

Rows and findings are the last of a body and the most of it: they are written and read a portion at
a time.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from sroki.projections.queries.observed import Member
from sroki.projections.queries.standing import Kind, Stood
from sroki.projections.snapshots.canonical import Json, canonical, digest_of

FORMAT: Final = "sroki.snapshot/3"
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
OF_FINDING_KIND: Final = Kind._fields
OF_FINDING: Final = Stood._fields
# The long sections of a body, in the order of their names, which are the last of all.
ROWS: Final = "rows"
STANDING: Final = "standing"
# Portions are long and alike within: more effort takes five times the time for a fifth of the room.
_QUICK: Final = 1


class Observation(NamedTuple):
    """An observation of a body, days as text, and the names of the lists that it is in."""

    lists: tuple[str, ...]
    row: Member


@dataclass(frozen=True, slots=True)
class Body:
    """A body: its head, its rows and its findings in portions, each compressed canonical JSON.

    A portion is the text of some rows between the brackets of their array.
    """

    head: Mapping[str, Json]
    portions: Sequence[bytes]
    standing: Sequence[bytes] = ()

    def text(self) -> Iterator[bytes]:
        """Its canonical JSON, piece by piece."""
        return joined(canonical(self.head), self.portions, self.standing)

    def digest(self) -> str:
        """SHA-256 of its canonical JSON."""
        return digest_of(self.text())

    def rows(self) -> Iterator[Json]:
        """Its rows, as they are told."""
        return _unpacked(self.portions)

    def findings(self) -> Iterator[Stood]:
        """Every finding, whole, in the order of subjects."""
        yield from findings(self.head, _unpacked(self.standing))

    def observations(self) -> Iterator[Observation]:
        """Every observation, whole, once: audits by list, then cases in their order."""
        yield from observations(self.head, self.rows())

    def listed(self, name: str) -> Iterator[Member]:
        """The observations of one list."""
        return (one.row for one in self.observations() if name in one.lists)


def joined(head: bytes, portions: Iterable[bytes], standing: Iterable[bytes]) -> Iterator[bytes]:
    """The canonical JSON of a body, piece by piece, from that of its head."""
    yield head[:-1]
    for name, section in ((ROWS, portions), (STANDING, standing)):
        yield b',"%b":[' % name.encode()
        for number, portion in enumerate(section):
            yield b"," * bool(number) + zlib.decompress(portion)
        yield b"]"
    yield b"}"


def _unpacked(portions: Iterable[bytes]) -> Iterator[Json]:
    for portion in portions:
        yield from json.loads(b"[%b]" % zlib.decompress(portion))


def packed(rows: Sequence[Sequence[Json]]) -> bytes:
    """A portion of a body: some of its rows, at least one, of texts and whole numbers.

    Of such this writes what `canonical` does, in a third of the time.
    """
    return zlib.compress(to_json(rows)[1:-1], _QUICK)


def whole(told: Mapping[str, Json]) -> Body:
    """A body from its JSON, parsed."""
    head = {name: one for name, one in told.items() if name not in (ROWS, STANDING)}
    rows, standing = ([packed(one)] if (one := told[name]) else [] for name in (ROWS, STANDING))
    return Body(head, rows, standing)


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


def findings(head: Mapping[str, Json], standing: Iterable[Any]) -> Iterator[Stood]:
    """The findings of a body, given apart from them."""
    kinds = [Kind(*one) for one in head["finding_kinds"]]
    for subject, instance, kind, *rest in standing:
        yield Stood(subject, instance, kinds[kind], *rest)


def is_late(row: Member, past: str) -> bool:
    """Whether an observation ended past its due day, or is open past it on the day `past`.

    Days as ISO 8601 writes them compare like days.
    """
    ended: Any = row.ended_on
    due: Any = row.due_on
    return due is not None and bool(ended > due if ended is not None else due < past)
