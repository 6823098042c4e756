"""What an audit that people recorded says as events, for the indicators to read.

The first act becomes the event of the audit, under its own id; what amends it becomes a correction
of that event. So they may be told again at any time: they are the same events.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sroki.events.acts.audits import AuditAmended, AuditRecorded
from sroki.events.acts.base import HumanAct
from sroki.workflows.requirements import Checklist, seen
from sroki.workflows.zones import Zone

# The unit of what is looked at for the authority as a whole.
_WHOLE = "all"


def audit_events(
    acts: Iterable[HumanAct], checklist: Checklist, zone: Zone
) -> list[dict[str, Any]]:
    """The wire events of an audit's acts, in their order; none of a checklist that tells nothing,
    or where nothing was looked at that the edition measures."""
    found: list[dict[str, Any]] = []
    first: AuditRecorded | None = None
    for act in acts:
        if checklist.tells is None or not isinstance(act, (AuditRecorded, AuditAmended)):
            continue
        met, unmet = seen(checklist, act.positions)
        if not met and not unmet:
            continue
        if isinstance(act, AuditRecorded):
            first = act
            found.append(_wire(act, first, checklist.tells, zone, {"met": met, "unmet": unmet}))
        elif first is not None:
            fact = {"kind": checklist.tells, "occurred_at": _at(first, zone), "met": met}
            fact |= {"precision": "day", "unmet": unmet}
            target = {"source": first.source, "id": first.id}
            said = {"target": target, "replacement": fact, "reason": "misprint"}
            found.append(_wire(act, first, "corrected", zone, said))
    return found


def _wire(
    act: HumanAct, first: AuditRecorded, kind: str, zone: Zone, said: dict[str, Any]
) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": f"ru.sroki.{kind}.v1",
        "source": act.source,
        "id": act.id,
        "time": _at(first, zone),
        "data": {
            "authority": first.authority,
            "service": first.service,
            "unit": first.unit or _WHOLE,
            "precision": "day",
            "recorded_at": act.recorded_at.isoformat(),
            "audit": first.audit,
            **said,
        },
    }


def _at(first: AuditRecorded, zone: Zone) -> str:
    """Noon of the day: what is precise to a day is compared by it alone."""
    return datetime.combine(first.looked_on, time(12), zone.info).isoformat()
