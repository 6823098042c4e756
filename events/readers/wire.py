"""What a file tells, as CloudEvents: the wire events that go through the one intake.

The number of a case travels as `reference`; the intake takes it out. `recorded_at` is the moment
for which a register speaks, so that corrections of several exports stand in order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from sroki.events.base import GroupEvent
from sroki.events.catalogue import KINDS, NEWEST, TYPE_PREFIX
from sroki.events.readers.mapping import Mapping, Watermark
from sroki.events.readers.moments import rfc3339
from sroki.events.readers.records import Known, Told
from sroki.events.readers.remembered import Step

Wire: TypeAlias = "dict[str, Any]"

_OF_A_GROUP: Final = {kind for kind, model in KINDS.items() if issubclass(model, GroupEvent)}
_TYPES: Final = {kind: f"{TYPE_PREFIX}{kind}.v{version}" for kind, version in NEWEST.items()}


class WireEvent(NamedTuple):
    """An event ready for the intake, its kind, and the address of the cell that told it.

    `step` is where it stands in the memory of a register, None for files that are none.
    """

    wire: Wire
    kind: str
    address: str
    step: Step | None = None


class Writer:
    """Writes the events of one source."""

    def __init__(self, mapping: Mapping, recorded_at: datetime | None) -> None:
        self._source = mapping.source
        self._place = {"authority": mapping.authority, "service": mapping.service}
        self._recorded = {} if recorded_at is None else {"recorded_at": rfc3339(recorded_at)}
        self._base = self._place | self._recorded

    def fact(self, event_id: str, told: Told, known: Known) -> Wire:
        """An event that stands for itself."""
        at, precision = told.moment
        subject = {} if told.kind in _OF_A_GROUP else known.subject
        about = {"precision": precision, "unit": told.unit, **told.fields, **subject}
        if told.performer is not None:
            about["performer"] = told.performer
        return self._cloud_event(event_id, told.kind, at, about)

    def corrected(self, event_id: str, target: str, root: str, told: Told, known: Known) -> Wire:
        """What `told` says now of its case, in the place of what the event `target` said.

        The fact keeps the identity it began with, `root`: what hangs on it does not come loose.
        """
        replacement: Wire = {
            "kind": told.kind,
            "version": NEWEST[told.kind],
            "id": root,
            "source": self._source,
            "occurred_at": told.moment.at,
            "precision": told.moment.precision,
            "unit": told.unit,
            **self._recorded,
            **told.fields,
        }
        if told.performer is not None:
            replacement["performer"] = told.performer
        about = {"unit": told.unit, **known.subject, "replacement": replacement}
        return self._amendment(event_id, "corrected", target, about)

    def annulled(self, event_id: str, target: str, unit: str, subject: Wire) -> Wire:
        """What the event `target` said is no longer there."""
        return self._amendment(event_id, "annulled", target, {"unit": unit, **subject})

    def watermark(
        self, event_id: str, said: Watermark, units: tuple[str, ...], complete_to: datetime
    ) -> Wire:
        """The source's word that all of it up to `complete_to` is here."""
        about: Wire = {
            "unit": units[0] if len(units) == 1 else "all",
            "role": said.role,
            "complete_to": rfc3339(complete_to),
        }
        if units:
            about["units"] = list(units)
        return self._cloud_event(event_id, "source_watermark", about["complete_to"], about)

    def _amendment(self, event_id: str, kind: str, target: str, about: Wire) -> Wire:
        named = {"target": {"source": self._source, "id": target}}
        return self._cloud_event(event_id, kind, self._recorded["recorded_at"], named | about)

    def _cloud_event(self, event_id: str, kind: str, time: str, about: Wire) -> Wire:
        return {
            "specversion": "1.0",
            "type": _TYPES[kind],
            "source": self._source,
            "id": event_id,
            "time": time,
            "datacontenttype": "application/json",
            "data": {**self._base, **about},
        }
