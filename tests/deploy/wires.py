"""CloudEvents for tests of the shell, told briefly."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from sroki.events.strict import Item
from tests.support.rulebooks import KRSK, SERVICE

Wire = dict[str, Any]
_IDS = count(1)


def wire(
    kind: str, time: str, *, source: str = "urn:krsk:edms", name: str = "", **data: Any
) -> Wire:
    """An event of the unit `sovetsky`; "2025-04-10 14:30" is Krasnoyarsk's wall clock."""
    moment = time if "T" in time else f"{time.replace(' ', 'T')}:00+07:00"
    return {
        "specversion": "1.0",
        "type": f"ru.sroki.{kind}.v1",
        "source": source,
        "id": name or f"e-{next(_IDS)}",
        "time": moment,
        "data": {"authority": KRSK, "service": SERVICE, "unit": "sovetsky", **data},
    }


def filed(case: str, time: str, **data: Any) -> Wire:
    """An application filed at the counter."""
    return wire("submitted", time, case_id=case, channel="in_person", **data)


def item(said: Wire) -> Item:
    """As the intake takes it."""
    return Item(said, None, json.dumps(said, ensure_ascii=False))


def number(value: str, year: int = 2025) -> dict[str, Any]:
    """A reference to a case by its registration number."""
    return {"reference": {"kind": "registration", "number": value, "year": year}}
