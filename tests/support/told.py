"""Events told briefly: `Teller` fills in what every event of a test has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sroki.events.catalogue import AnyEvent, parse
from tests.support.rulebooks import KRSK, SERVICE

KRASNOYARSK = ZoneInfo("Asia/Krasnoyarsk")


def local(text: str, zone: ZoneInfo = KRASNOYARSK) -> datetime:
    """Of "2025-04-10" or "2025-04-10 14:30" on the wall of Krasnoyarsk, as UTC."""
    at = datetime.fromisoformat(text)
    if len(text) == len("2025-04-10"):
        at = at.replace(hour=12)
    return at.replace(tzinfo=zone).astimezone(UTC)


class Teller:
    """Tells events of one case; ids count up, fields may be overridden."""

    def __init__(self, case_id: str = "case-1", **common: Any) -> None:
        self._ids = count(1)
        self.common: dict[str, Any] = {
            "source": "/edms/krsk",
            "authority": KRSK,
            "service": SERVICE,
            "unit": "zheleznodorozhny",
            "case_id": case_id,
        } | common

    def __call__(self, kind: str, at: str, **fields: Any) -> AnyEvent:
        case = self.common.get("case_id") or fields.get("ticket") or fields.get("period")
        common = {"id": f"{case}-{next(self._ids)}", "kind": kind, "occurred_at": local(at)}
        given = {**self.common, **common, **fields}
        return parse({name: value for name, value in given.items() if value not in (None, "")})
