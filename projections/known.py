"""What the writer remembers of subjects between transactions, and how their state is packed.

A register sorted by case, or a case that several events of a batch concern, would otherwise be
parsed and packed again and again. Memory is bounded by a number of events, not of subjects: one
group can weigh as much as a thousand cases.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from sroki.events.base import Event
from sroki.events.catalogue import to_bytes
from sroki.projections.statements import Row
from sroki.workflows.assessment import Deadline
from sroki.workflows.observation import Observation
from sroki.workflows.standing import Held, SubjectState

# A tail of packed events longer than this becomes a page, which is never written again.
PAGE_BYTES = 64 * 1024

DeadlineKey = tuple[str, str]
# A measure and its instance.
ObservationKey = tuple[str, str]
# A rule and its instance.
FindingKey = tuple[str, str]


class Board(NamedTuple):
    """What the board shows of a subject, in the form the database keeps it."""

    kind: str
    authority: str
    service: str
    unit: str
    edition: str | None
    stage: str
    channel: str | None
    opened_on: Any
    closed: bool


@dataclass(slots=True)
class Known:
    """A subject as it was last read or written.

    `taken` are the events packed so far, `tail` their stored form but for those in full `pages`.
    `deadlines` are the rows as the database keeps them, None where they were not looked up;
    `judged` the values some of these were made of; `observations` and `observed` likewise, and
    `standing` the rows of findings.
    """

    state: SubjectState
    board: Board
    taken: list[Event] = field(default_factory=list)
    tail: bytes = b""
    pages: int = 0
    archived: bool = False
    next_change_at: datetime | None = None
    rulebook: str = ""
    awaits: Mapping[str, datetime] = field(default_factory=dict)
    deadlines: dict[DeadlineKey, Row] | None = None
    judged: dict[DeadlineKey, Deadline] = field(default_factory=dict)
    observations: dict[ObservationKey, Row] | None = None
    observed: tuple[Observation, ...] | None = None
    standing: dict[FindingKey, Row] | None = None

    @property
    def weight(self) -> int:
        """About how many events' worth of memory this takes."""
        return 2 + len(self.taken)


class Packing(NamedTuple):
    """What packing a subject's events asks to be written: new full pages, and the tail.

    `rewritten` tells that everything packed before is void.
    """

    pages: tuple[bytes, ...]
    tail: bytes
    rewritten: bool


def pack_events(
    known: Known, events: list[Event], body: Callable[[Event], bytes] = to_bytes
) -> Packing:
    """Pack what came after `known.taken`, or all of it where that is no longer the beginning."""
    count = len(known.taken)
    rewritten = events[:count] != known.taken
    fresh = events if rewritten else events[count:]
    page = [known.tail] if known.tail and not rewritten else []
    size = len(known.tail) if page else 0
    pages: list[bytes] = []
    for event in fresh:
        packed = body(event)
        size += len(packed) + len(b"," if page else b"")
        page.append(packed)
        if size > PAGE_BYTES:
            pages.append(b",".join(page))
            page, size = [], 0
    return Packing(tuple(pages), b",".join(page), rewritten)


def compress(events: bytes) -> bytes:
    """Packed events as the archive keeps them."""
    return zlib.compress(events, level=6)


def decompress(archived: bytes) -> bytes:
    """What `compress` was given."""
    return zlib.decompress(archived)


def pack_memory(state: SubjectState) -> str:
    """What the ledger said of the subject, as JSON; only what there is."""
    memory: dict[str, Any] = {}
    if state.held:
        memory["held"] = state.held
    if state.ordinals:
        memory["ordinals"] = state.ordinals
    if state.conflicts:
        memory["conflicts"] = state.conflicts
    if state.routes:
        memory["routes"] = state.routes
    return to_json(memory).decode() if memory else "{}"


def unpack_memory(state: SubjectState, memory: str) -> None:
    """Give `state` what `pack_memory` put away."""
    if memory == "{}":
        return
    found = from_json(memory)
    state.held = {key: Held(*held) for key, held in found.get("held", {}).items()}
    state.ordinals = found.get("ordinals", {})
    state.conflicts = found.get("conflicts", {})
    state.routes = tuple(found.get("routes", ()))


class Remembered:
    """The subjects of one partition most recently used, up to a weight, after `writes` of it.

    Whoever holds the partition's row may take; a transaction keeps what it wrote after the row was
    let go, so another may be at work by then: what comes too late is not remembered.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._weight = 0
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._writes: int | None = None
        self._turn = Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._known

    def settle(self, writes: int) -> None:
        """The partition was written this often; what is remembered of another count is void."""
        with self._turn:
            if self._writes != writes:
                self._forget()
                self._writes = writes

    def take(self, key: str) -> Known | None:
        """Hand out and forget: until it is kept again, only its transaction answers for it."""
        known = self._known.pop(key, None)
        if known is not None:
            self._weight -= known.weight
        return known

    def keep(self, writes: int, subjects: Mapping[str, Known | None]) -> None:
        """Remember what this count of writes left in the database."""
        with self._turn:
            if self._writes != writes - 1:
                return
            self._writes = writes
            for key, known in subjects.items():
                if known is not None:
                    self._put(key, known)

    def clear(self) -> None:
        """Forget everything."""
        with self._turn:
            self._forget()

    def _put(self, key: str, known: Known) -> None:
        """Remember, forgetting what was not used for longest."""
        self.take(key)
        self._known[key] = known
        self._weight += known.weight
        while self._weight > self._limit and self._known:
            _, oldest = self._known.popitem(last=False)
            self._weight -= oldest.weight

    def _forget(self) -> None:
        self._known.clear()
        self._weight = 0
        self._writes = None
