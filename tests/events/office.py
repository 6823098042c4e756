"""An intake of a small town, and wire events for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sroki.events.base import Event
from sroki.events.catalogue import to_bytes
from sroki.events.declared import FieldSpec
from sroki.events.directory import Directory, read_directory
from sroki.events.i18n import LANGUAGES
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted, Outcome

NOW = datetime(2026, 3, 20, 5, 0, tzinfo=UTC)
SOURCE = "urn:edms:krsk"
PLACE = {"authority": "04701000", "service": "01/01/021", "unit": "sov"}
DIRECTORY: Directory = read_directory(
    """
format: 1
authorities:
  - oktmo: "04701000"
    title: Город Красноярск
    zone: Asia/Krasnoyarsk
    units:
      - code: sov
        title: Управление в Советском районе
      - code: len
        title: Управление в Ленинском районе
""".encode(),
    "units.yaml",
)
DECLARED = {
    "04701000.site_inspected": {
        "accessible": FieldSpec("boolean", required=True),
        "visited_on": FieldSpec("date"),
        "rooms": FieldSpec("integer"),
        "area": FieldSpec("number"),
        "remark": FieldSpec("text"),
    }
}


def intake(directory: Directory | None = DIRECTORY) -> Intake:
    """A fresh intake, with registers of its own."""
    numbers = count(1)
    return Intake(
        MemoryAliases(), MemoryLists(), lambda: f"new-{next(numbers)}", directory, DECLARED
    )


def wire(kind: str, id: str, *, time: str = "2026-03-20T11:00:00+07:00", **data: Any) -> Any:  # noqa: A002  # the attribute's name
    """A wire event of the town."""
    return {
        "specversion": "1.0",
        "type": f"ru.sroki.{kind}.v1",
        "source": SOURCE,
        "id": id,
        "time": time,
        "data": {**PLACE, **data},
    }


def number(said: str, year: int | None = 2026, **more: Any) -> dict[str, Any]:
    """A reference by registration number."""
    return {"kind": "registration", "number": said, "year": year, **more}


def accepted(outcome: Outcome) -> Accepted:
    """The outcome, if it is acceptance."""
    assert isinstance(outcome, Accepted), outcome
    return outcome


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    """(code, place) of every reason; each must have its words in every language."""
    assert not isinstance(outcome, Accepted)
    for reason in outcome.reasons:
        for lang in LANGUAGES:
            assert reason.line(lang)
    return [(reason.code, reason.where) for reason in outcome.reasons]


def stored(events: Sequence[Event]) -> list[str]:
    """Events as they are stored, without the stamp."""
    return [to_bytes(one.model_copy(update={"received_at": None})).decode() for one in events]
