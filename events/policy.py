"""What a model of an event cannot know: its places, its time against ours, the sender's rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from sroki.events.base import Event, Precision
from sroki.events.directory import Directory
from sroki.events.reasons import Reason
from sroki.events.record import Amendment, Corrected, SourceWatermark

ALL: Final = "all"
# Clocks of two machines differ; a fact or a promise further ahead is a mistake.
TOLERANCE: Final = timedelta(minutes=5)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """What a token allows: its sources, one authority, and its units (None: all of them)."""

    sources: frozenset[str]
    authority: str
    units: frozenset[str] | None = None

    def faults(self, event: Event) -> tuple[Reason, ...]:
        """Why the token does not allow this event; nothing where it does."""
        if (
            event.source in self.sources
            and event.authority == self.authority
            and (not isinstance(event, Amendment) or event.target.source in self.sources)
            and (self.units is None or (event.unit in self.units and _plain(event)))
        ):
            return ()
        found = []
        if event.source not in self.sources:
            found.append(Reason("source_not_allowed", "/source"))
        if isinstance(event, Amendment) and event.target.source not in self.sources:
            found.append(Reason("target_not_allowed", "/data/target/source"))
        if event.authority != self.authority:
            found.append(_of_authority("authority_not_allowed", event))
        if self.units is not None:
            found += [
                Reason("unit_not_allowed", where, {"unit": unit})
                for where, unit in named_units(event)
                if unit not in self.units
            ]
            if isinstance(event, SourceWatermark) and not event.units:
                found.append(Reason("units_needed", "/data/units"))
        return tuple(found)

    def reaches(self, authority: str, unit: str) -> tuple[Reason, ...]:
        """Why the token does not allow speaking of a case of that place; nothing where it does.

        An event states a place of its own; a case already known may be another office's.
        """
        if authority == self.authority and (self.units is None or unit in self.units):
            return ()
        return (Reason("case_not_allowed", "/data"),)


def place_faults(event: Event, directory: Directory) -> tuple[Reason, ...]:
    """Why the directory does not know the place the event speaks of."""
    authority = directory.authority(event.authority)
    if authority is None:
        return (_of_authority("unknown_authority", event),)
    if event.unit in authority.codes and _plain(event):
        return ()
    return tuple(
        Reason(
            "unknown_unit",
            where,
            {"unit": unit, "authority": event.authority, "wanted": ", ".join(authority.codes)},
        )
        for where, unit in named_units(event)
        if unit not in authority.codes and not (unit == ALL and _may_be_all(event))
    )


def named_units(event: Event) -> list[tuple[str, str]]:
    """Every unit the event names, with its place."""
    found = [("/data/unit", event.unit)]
    if isinstance(event, SourceWatermark) and event.unit == ALL and event.units:
        found.clear()
    if isinstance(event, Corrected) and event.replacement.unit != event.unit:
        found.append(("/data/replacement/unit", event.replacement.unit))
    if isinstance(event, SourceWatermark):
        found += [(f"/data/units/{at}", unit) for at, unit in enumerate(event.units)]
    return found


def _plain(event: Event) -> bool:
    """Whether it names no other unit and no other moment than every event does."""
    return type(event) is not Corrected and type(event) is not SourceWatermark


def _may_be_all(event: Event) -> bool:
    """Quotas, lists and audits may be the authority's as a whole; a watermark is of no one unit."""
    whole = (getattr(event, name, None) for name in ("period", "audit"))
    return any(one is not None for one in whole) or isinstance(event, SourceWatermark)


def _of_authority(code: str, event: Event) -> Reason:
    return Reason(code, "/data/authority", {"authority": event.authority})


def future_faults(event: Event, now: datetime, zone: tzinfo | None) -> tuple[Reason, ...]:
    """What has not happened yet. A day-precise fact may be of today; `zone` says which it is."""
    recorded_at = event.recorded_at or now
    if event.occurred_at <= now and recorded_at <= now and _plain(event):
        return ()
    fact = event.replacement if isinstance(event, Corrected) else event
    said = [("/time", event.occurred_at, event.precision)]
    if fact is not event:
        where = "/data/replacement/occurred_at"
        said.append((where, fact.occurred_at, fact.precision))
    said.append(("/data/recorded_at", recorded_at, Precision.INSTANT))
    if isinstance(event, SourceWatermark):
        said.append(("/data/complete_to", event.complete_to, Precision.INSTANT))
    return tuple(
        Reason("in_the_future", where, {"minutes": int(TOLERANCE.total_seconds()) // 60})
        for where, at, precision in said
        if at > now and _ahead(at, now, zone, by_day=precision is Precision.DAY)
    )


def _ahead(at: datetime, now: datetime, zone: tzinfo | None, *, by_day: bool) -> bool:
    if not by_day:
        return at - now > TOLERANCE
    if zone is None:
        return at - now > _DAY
    return at.astimezone(zone).date() > now.astimezone(zone).date()
