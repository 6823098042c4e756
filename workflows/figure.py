"""A figure of a period: the value with everything that it rests on."""

from __future__ import annotations

from typing import NamedTuple

from sroki.workflows.edition import Option, Reading
from sroki.workflows.figures import Material, Value
from sroki.workflows.hidden import Note, Slice
from sroki.workflows.indicator import Indicator
from sroki.workflows.period_words import Span


class Choice(NamedTuple):
    """A reading that shapes a figure: what was asked, what was chosen and what that means."""

    reading: Reading
    chosen: Option


class Figure(NamedTuple):
    """One indicator of one period, of a service or of a set of them, of one unit or all.

    `editions` are the ids of those that define it. `slices` are the same figure by unit and by way
    of filing, `services` by service where it is of several. The members are asked for by the same
    indicator, period and place.
    """

    authority: str
    service: str | None
    unit: str | None
    span: Span
    indicator: Indicator
    editions: tuple[str, ...]
    material: Material
    value: Value
    notes: tuple[Note, ...]
    readings: tuple[Choice, ...]
    slices: tuple[Slice, ...]
    services: tuple[Figure, ...] = ()

    @property
    def name(self) -> str:
        """What people call the indicator: its number in the act, else its id."""
        return self.indicator.number or self.indicator.id
