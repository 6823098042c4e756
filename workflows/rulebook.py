"""The rulebook: editions, calendars, zones and the version of the semantics, hashed together.

It is part of the input. The edition that governs a case is the one in force on the civil day of
the milestone the edition names (by default the filing). None in force is an answer, never the
nearest edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from sroki.workflows.calendars import Calendar
from sroki.workflows.edition import Edition
from sroki.workflows.zones import Zone

# Raised by hand whenever `assess` may answer otherwise on the same input.
SEMANTICS = 1


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What is held against the events. Build it with `build`; compare by `digest`."""

    editions: tuple[Edition, ...]
    calendars: Mapping[str, Calendar]
    zones: Mapping[str, Zone]
    digest: str = field(default="")

    def editions_of(self, authority: str, service: str) -> tuple[Edition, ...]:
        """All editions of a service, oldest first."""
        return tuple(
            sorted(
                (e for e in self.editions if e.service == service and e.authority == authority),
                key=lambda edition: edition.in_force.since,
            )
        )

    def in_force(self, authority: str, service: str, on: date) -> Edition | None:
        """The edition in force on `on`, the latest where two overlap; None where none is."""
        found = [e for e in self.editions_of(authority, service) if e.in_force.covers(on)]
        return found[-1] if found else None


def build(
    editions: Sequence[Edition], calendars: Mapping[str, Calendar], zones: Mapping[str, Zone]
) -> Rulebook:
    """A rulebook with its digest: over editions, calendars, zone data and semantics."""
    parts = [f"semantics {SEMANTICS}"]
    parts += sorted(f"edition {e.id} {e.sha256}" for e in editions)
    parts += sorted(f"calendar {name} {calendars[name].digest}" for name in calendars)
    parts += sorted(f"zone {name} {zones[name].digest}" for name in zones)
    digest = sha256("\n".join(parts).encode()).hexdigest()
    return Rulebook(tuple(editions), dict(calendars), dict(zones), digest)
