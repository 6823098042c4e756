"""The life of one application as the simulator means it: what truly happened, and when.

A `Life` is a plan. A recipe (`late`, `order`, …) bends it; `telling` turns it into the events that
sources tell, and `judging` into the findings that must follow. Moments are aware, local, in whole
seconds; None means that it never happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sroki.deploy.simulate.city import Category, Unit, Window
from sroki.deploy.simulate.dice import Dice

Value = str | int | bool | list[str]


@dataclass(slots=True)
class Notice:
    """A notice of the outcome. `included` is what it says."""

    at: datetime
    included: bool
    channel: str
    reason: bool | None = None
    appeal_order: bool | None = None
    signed: bool = True
    dated: bool = True


@dataclass(slots=True)
class Request:
    """An interagency request and its reply."""

    sent: datetime
    document: str
    replied: datetime | None


@dataclass(slots=True)
class Complaint:
    """A complaint by its ground of 210-ФЗ ст. 11.1."""

    ground: int
    filed: datetime
    registered: datetime | None
    decided: datetime | None
    upheld: bool = False


@dataclass(slots=True)
class Visit:
    """A visit to the filing queue."""

    joined: datetime
    served: datetime
    linked: bool


class Extra(NamedTuple):
    """Something that happened beside the ordinary course, told by the СЭД."""

    key: str
    kind: str
    at: datetime
    fields: dict[str, Value] = {}


class Planted(NamedTuple):
    """A finding that a recipe plants on the case itself, beside what the terms give."""

    rule: str
    kind: str = "deviation"


@dataclass(slots=True)
class Life:
    """One application."""

    n: int
    case_id: str
    number: str
    unit: Unit
    window: Window
    dice: Dice
    filed: datetime
    channel: str
    category: Category
    choice: str | None
    representative: bool
    asp_found: bool
    performer: str
    # Filed outside the windows; told of by its number, where intake knows it already.
    outside: bool = False
    by_number: bool = False
    visit: Visit | None = None
    missing: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    registered: datetime | None = None
    told: datetime | None = None
    asp_checked: datetime | None = None
    requests: list[Request] = field(default_factory=list)
    paper: datetime | None = None
    card: datetime | None = None
    # Wanted outcome: None is "include me if places last"; else the ground of non-inclusion.
    ground: str | None = None
    included: bool = False
    refused: datetime | None = None
    listed_on: date | None = None
    on_list: bool = True
    # Working days from the list (or, out of window, from registration) to the notice; None: never.
    notice_after: int | None = 1
    notices: list[Notice] = field(default_factory=list)
    withdrawn: datetime | None = None
    complaints: list[Complaint] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    pathology: str = ""
    # What the recipe still does once the outcome is decided.
    finish: Callable[[Life], None] | None = None

    @property
    def electronic(self) -> bool:
        """Whether it was filed electronically."""
        return self.channel != "in_person"

    @property
    def file(self) -> datetime | None:
        """Both halves of the file are ready."""
        if self.paper is None or self.card is None:
            return None
        return max(self.paper, self.card)
