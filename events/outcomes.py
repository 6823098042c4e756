"""What became of something sent: accepted, rejected, held, or waiting for its case to be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sroki.events.aliases import Alias
from sroki.events.base import Event
from sroki.events.reasons import Reason


@dataclass(frozen=True, slots=True)
class Accepted:
    """Taken into the record, if the journal does not have it already.

    `events`: the event itself first, then what follows from it for cases (lists).
    `dropped`: pointers to fields of a known version that nobody here knows.
    `bound`: numbers that name a case since this event; what waits for them can be replayed.
    `opened`: the id of the case that this event opened under a number nobody had told of before.
    `unknown`: numbers by which a list names cases not known yet; their places are kept.
    """

    events: tuple[Event, ...]
    dropped: tuple[str, ...] = ()
    bound: tuple[Alias, ...] = ()
    opened: str | None = None
    unknown: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Cannot be taken as it is, whenever it is sent. All that is wrong with it, at least one."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Cannot be read yet: a newer version, a type that no edition here declares. Replay later."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """Names its case by a number not known yet. Replay when `alias` is bound."""

    alias: Alias
    reasons: tuple[Reason, ...] = (Reason("unlinked", "/data/reference"),)


Outcome: TypeAlias = Accepted | Rejected | Held | Unlinked
