"""Random histories: events of several cases of one unit, whatever an office may do to its record.

Seeded, so that a failing history is named by its number. Nothing here knows the law.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sroki.events.catalogue import AnyEvent, parse
from sroki.events.record import SourceWatermark
from tests.support.rulebooks import KRSK, SERVICE
from tests.support.told import local

UNITS = ("zheleznodorozhny", "kirovsky")
START = local("2025-03-10 00:00")
LATEST_END = local("2025-09-01 00:00")
STEPS: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("registered", 1, {}),
    ("receipt_issued", 1, {}),
    ("asp_checked", 2, {"found": False}),
    ("documents_checked", 2, {"missing": ("income_certificates",)}),
    ("interagency_request_sent", 3, {"request": "r1"}),
    ("interagency_reply_received", 8, {"request": "r1"}),
    ("file_formed", 6, {"part": "paper"}),
    ("file_formed", 6, {"part": "asp_card"}),
    ("listed", 28, {"period": "2025-H2", "number": "1"}),
    ("notice_sent", 33, {"channel": "post", "signed": True}),
    ("complaint_filed", 36, {"complaint": "k1", "ground": 2}),
    ("complaint_registered", 37, {"complaint": "k1"}),
    ("complaint_decided", 60, {"complaint": "k1", "upheld": True}),
)


class History:
    """`events` in order of occurrence; at `end` the standing is taken, after the `watermark`."""

    def __init__(self, seed: int, prefix: str = "") -> None:
        self.dice = Random(seed)
        # A case moves from unit to unit, or a clerk mistakes his own: apart from all other chances.
        self.strays = Random(-seed - 1)
        self.count = 0
        self.prefix = prefix
        self.events: list[AnyEvent] = []
        for case in range(self.dice.randint(1, 5)):
            self._case(f"case-{seed}-{case}")
        if self.dice.random() < 0.7:
            places = self.dice.randint(0, 3)
            self._tell("quota_set", START, "", period="2025-H2", places=places)
        self.events.sort(key=lambda one: (one.occurred_at, one.id))
        # Often in the middle of things: a wake-up forgotten shows only while terms still run.
        self.end = START + self.dice.random() * (LATEST_END - START)
        self.watermark = self._watermark()

    def _tell(self, kind: str, at: datetime, case: str, **fields: Any) -> AnyEvent:
        self.count += 1
        common = {
            "kind": kind,
            "id": f"e{self.count:03}",
            "source": self.dice.choice(("/edms", "/site")) + self.prefix,
            "occurred_at": at,
            "authority": KRSK,
            "service": SERVICE,
            "unit": fields.pop("unit", UNITS[0]),
            "precision": self.dice.choice(("instant", "instant", "day")),
        }
        if case:
            common["case_id"] = case
        event = parse({**common, **fields})
        self.events.append(event)
        return event

    def _case(self, case: str) -> None:
        dice = self.dice
        unit = dice.choice(UNITS)
        filed = START + timedelta(hours=dice.randint(0, 24 * 45))
        channel = dice.choice(("in_person", "site"))
        told = [self._tell("submitted", filed, case, unit=unit, channel=channel)]
        pace = dice.choice((0.5, 0.9, 1.0, 1.4))
        for kind, days, fields in STEPS:
            if dice.random() < 0.15:
                continue
            at = filed + timedelta(days=days * pace, hours=dice.randint(-30, 30))
            outcome = dice.choice(("included", "included", "not_included"))
            more: dict[str, Any] = {}
            if kind in {"listed", "notice_sent"}:
                more["outcome"] = outcome
            if kind == "listed" and outcome == "not_included":
                more["ground"] = dice.choice(("budget_exhausted", "docs_missing", "no_such"))
            elif kind == "listed":
                more["position"] = dice.randint(1, 5)
            for _ in range(dice.choice((1, 1, 1, 1, 2))):
                told.append(
                    self._tell(kind, max(at, START), case, unit=self._near(unit), **fields, **more)
                )
                at += timedelta(hours=dice.randint(-60, 60))
        if dice.random() < 0.1:
            told.append(self._tell("withdrawn", filed + timedelta(days=3), case, unit=unit))
        for _ in range(dice.choice((0, 0, 1, 2, 3))):
            self._amend(told, case, unit)

    def _near(self, unit: str) -> str:
        """The unit, or now and then another."""
        return self.strays.choice(UNITS) if self.strays.random() < 0.1 else unit

    def _amend(self, told: list[AnyEvent], case: str, unit: str) -> None:
        """Correct or annul something already told, an amendment too; now and then a ghost."""
        dice = self.dice
        target = dice.choice(told)
        ref = {"source": target.source, "id": target.id if dice.random() < 0.9 else "ghost"}
        recorded = target.occurred_at + timedelta(days=dice.randint(0, 20))
        common: dict[str, Any] = {"target": ref, "recorded_at": recorded, "unit": unit}
        if dice.random() < 0.3:
            told.append(self._tell("annulled", target.occurred_at, case, **common))
            return
        fact = getattr(target, "replacement", target)
        if fact.kind == "annulled":
            return
        moved = fact.occurred_at + timedelta(hours=dice.randint(-60, 60))
        replacement = fact.model_copy(update={"occurred_at": max(moved, START)})
        common["replacement"] = replacement.model_dump()
        told.append(self._tell("corrected", target.occurred_at, case, **common))

    def _watermark(self) -> SourceWatermark:
        event = parse(
            {
                "kind": "source_watermark",
                "id": "w1",
                "source": "/edms" + self.prefix,
                "occurred_at": self.end,
                "authority": KRSK,
                "service": SERVICE,
                "unit": UNITS[0],
                "complete_to": self.end - timedelta(days=self.dice.randint(0, 120)),
                "role": "edms",
                "units": self.dice.choice(((), (UNITS[0],))),
            }
        )
        assert isinstance(event, SourceWatermark)
        return event
