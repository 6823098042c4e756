"""What is told during a siege: histories of many cases, with all that a log may hold besides.

A tenth is told twice, a tenth late, and a hundredth cannot be read. Seeded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Final, TypeAlias

from sroki.events.base import Event
from sroki.events.catalogue import to_bytes
from tests.support.histories import START, History

AGAIN, LATE, MALFORMED = 0.10, 0.10, 0.01
# Histories of one siege are not those of another.
_APART: Final = 10_000


@dataclass(frozen=True)
class Poison:
    """A record that no program can take; `number` is written in it."""

    number: int
    value: bytes


Told: TypeAlias = Event | Poison


class Story:
    """At least `many` events, in the order `told`; the standing is taken at `end`."""

    def __init__(self, seed: int, many: int) -> None:
        self._dice = Random(seed)
        self.histories: list[History] = []
        count = 0
        while count < many:
            number = seed * _APART + len(self.histories)
            self.histories.append(History(number, f"/{number}"))
            count += len(self.histories[-1].events)

    @property
    def begin(self) -> datetime:
        """Before the first event."""
        return START

    @cached_property
    def end(self) -> datetime:
        """Of the last history."""
        return max(history.end for history in self.histories)

    @cached_property
    def events(self) -> list[Event]:
        """What is to be taken, each once, as a careful office would tell it."""
        found: list[Event] = [one for history in self.histories for one in history.events]
        return sorted(found, key=lambda one: one.occurred_at)

    @cached_property
    def told(self) -> Sequence[Told]:
        """What is told, in its order."""
        dice = self._dice
        placed: list[tuple[float, int, Told]] = []
        for at, event in enumerate(self.events):
            shift = dice.random() * len(self.events) if dice.random() < LATE else dice.random() * 9
            placed.append((at + shift, len(placed), event))
            if dice.random() < AGAIN:
                again = at + dice.random() * len(self.events) / 2
                placed.append((again, len(placed), event))
            if dice.random() < MALFORMED:
                placed.append((at, len(placed), self._poison(event, len(placed))))
        for history in self.histories:
            after = len(self.events) * (1 + dice.random())
            placed.append((after, len(placed), history.watermark))
        return [one for *_, one in sorted(placed, key=lambda found: found[:2])]

    def _poison(self, event: Event, number: int) -> Poison:
        mark = f"poison-{number}"
        fields = json.loads(to_bytes(event))
        wrong = (
            f"{{{mark}".encode(),
            f"\xff{mark}".encode("latin-1"),
            json.dumps([mark]).encode(),
            json.dumps({**fields, "version": 99, "id": mark}).encode(),
            json.dumps({"kind": "submitted", "version": 1, "id": mark}).encode(),
        )
        return Poison(number, self._dice.choice(wrong))
