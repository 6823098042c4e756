"""Checking a file of wire events offline: what would the intake say of each?

A file is JSON Lines, or one JSON document (an event or an array of them). Lines are read one by
one, so that a file may be of any size; a document is held whole and must fit `Limits.body`. What
only a running Sroki knows is not checked: tokens, and whether numbers are known. Numbers told of in
the file itself are, in its order: an event about a number that only a later line tells of waits, as
it would in a running intake, and is counted as waiting no more once that line has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import BinaryIO, Final, NamedTuple

from sroki.events.aliases import Alias
from sroki.events.declared import DeclaredTypes
from sroki.events.directory import Directory
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted, Held, Outcome, Rejected, Unlinked
from sroki.events.reasons import Reason
from sroki.events.strict import Item, Limits, read

_DOCUMENT: Final = 64_000_000
_CHUNK: Final = 1_000_000
_BLANK: Final = b" \t\r\n\xef\xbb\xbf"


class Line(NamedTuple):
    """What became of an event: the line it stands in (of a document, its place there), from 1."""

    number: int
    outcome: Outcome


@dataclass(slots=True)
class Summary:
    """The counts of a file. `dropped` counts fields nobody knows, by pointer."""

    events: int = 0
    accepted: int = 0
    rejected: int = 0
    held: int = 0
    waiting: dict[Alias, int] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def unlinked(self) -> int:
        """Events whose number nothing in the file tells of."""
        return sum(self.waiting.values())

    @property
    def good(self) -> bool:
        """Whether all of it would be taken."""
        return self.rejected + self.held + self.unlinked == 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.events += 1
        if isinstance(outcome, Accepted):
            self.accepted += 1
            self.dropped.update(outcome.dropped)
            for alias in outcome.bound:
                self.accepted += self.waiting.pop(alias, 0)
            return
        if isinstance(outcome, Unlinked):
            self.waiting[outcome.alias] = self.waiting.get(outcome.alias, 0) + 1
            return
        self.rejected += isinstance(outcome, Rejected)
        self.held += isinstance(outcome, Held)
        self.reasons.update({reason.code for reason in outcome.reasons})


class Validation:
    """The check of one file. Iterate over `lines`, then look at `summary`."""

    def __init__(
        self,
        now: datetime,
        directory: Directory | None = None,
        declared: DeclaredTypes | None = None,
        limits: Limits | None = None,
    ) -> None:
        numbers = count(1)
        self._intake = Intake(
            MemoryAliases(),
            MemoryLists(),
            lambda: f"new-{next(numbers)}",
            directory=directory,
            declared=declared,
        )
        self._now = now
        self._limits = limits or Limits()
        self.summary = Summary()

    def lines(self, file: BinaryIO) -> Iterator[Line]:
        """Every event of the file with its outcome; blank lines are passed over."""
        for number, found in _items(file, self._limits):
            if isinstance(found, Reason):
                outcome: Outcome = Rejected((found,))
            elif found.reason is not None:
                outcome = Rejected((found.reason,))
            else:
                outcome = self._intake.take(found.fields, self._now)
            self.summary.add(outcome)
            yield Line(number, outcome)


def _items(file: BinaryIO, limits: Limits) -> Iterator[tuple[int, Item | Reason]]:
    """Items by line, or by their place in a document, whichever the file is."""
    opening = bytearray()
    while line := file.readline(limits.event):
        opening += line
        if line.strip(_BLANK):
            break
    head = bytes(opening)
    if _begins_document(head, limits):
        head += file.read(_DOCUMENT)
        document = read(head, replace(limits, body=_DOCUMENT, batch=_DOCUMENT))
        if isinstance(document, list):
            yield from enumerate(document, start=1)
            return
    for number, line in enumerate(_lines((BytesIO(head), file), limits.event), start=1):
        if len(line) > limits.event:
            yield number, Reason("event_too_large", params={"limit": limits.event})
        elif line.strip(_BLANK):
            found = read(line, limits)
            yield from ((number, one) for one in ([found] if isinstance(found, Reason) else found))


def _begins_document(head: bytes, limits: Limits) -> bool:
    """Whether the first line with something in it is the beginning of something longer."""
    alone = read(head, replace(limits, body=len(head)))
    return isinstance(alone, Reason) or head.lstrip(_BLANK).startswith(b"[")


def _lines(files: Iterable[BinaryIO], most: int) -> Iterator[bytes]:
    """The lines of the files, one after another; of a line too long, enough to see that it is."""
    part = b""
    for file in files:
        while piece := file.readline(_CHUNK):
            part = part[: most + 1] + piece[: most + 1]
            if piece.endswith(b"\n"):
                yield part
                part = b""
    if part:
        yield part
