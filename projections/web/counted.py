"""Figures counted for a page, remembered while nothing that they rest on has changed.

A recount reads everything that was observed of a period; people open the same page again and again.
What is remembered is told apart by what it is a function of: the lengths of the journals, the
rulebooks, the civil day, what was asked, and whose rows the reader may see.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final, NamedTuple

from sroki.projections.figures import Asked, editions_of, figures
from sroki.projections.queries.live_figures import by_unit
from sroki.projections.queries.reading import Reading
from sroki.projections.web.indicator_periods import months
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Material, Value, value_of
from sroki.workflows.indicator import Indicator
from sroki.workflows.period_words import Span

_KEPT: Final = 64


class Month(NamedTuple):
    """A month of the period: summed from live rows, of which only shares and sums are made."""

    span: Span
    value: Value


class Counted(NamedTuple):
    """The figures of a period and of the one before, both recounted; by month, live."""

    figures: list[Figure]
    before: list[Figure]
    by_month: dict[str, list[Month]]


class Counts:
    """Counts by what they are a function of, the latest kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, Counted] = OrderedDict()
        self._lock = Lock()

    def of(self, reading: Reading, asked: Asked, before: Span) -> Counted:
        """The figures asked for, recounted unless nothing has changed since. Raises `Invalid`."""
        progress = tuple((one.partition, one.seq, one.rulebook) for one in reading.progress)
        today = reading.names.today(asked.authority, reading.now)
        key = (reading.generation, progress, today, asked, before, reading.scope)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = Counted(
            figures(reading, asked),
            figures(reading, asked._replace(span=before)),
            _by_month(reading, asked),
        )
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def _by_month(reading: Reading, asked: Asked) -> dict[str, list[Month]]:
    """By id of the indicator; of several services, of them all."""
    spans = months(asked.span)
    found: dict[str, tuple[Indicator, list[Material]]] = {}
    for edition in editions_of(reading, asked) if spans else ():
        for one in edition.indicators:
            if one.unit != "percent" or one.formula.points is not None or one.sample != "all":
                continue
            parts = [_live(reading, asked, edition.service, one, span) for span in spans]
            known = found[one.id][1] if one.id in found else [Material()] * len(spans)
            found[one.id] = (one, [x + y for x, y in zip(known, parts, strict=True)])
    return {
        name: _valued(indicator, spans, materials) for name, (indicator, materials) in found.items()
    }


def _live(
    reading: Reading, asked: Asked, service: str, indicator: Indicator, span: Span
) -> Material:
    found = by_unit(reading, asked.authority, service, indicator, span)
    if asked.unit is not None:
        return found.get(asked.unit, Material())
    return sum(found.values(), Material())


def _valued(
    indicator: Indicator, spans: Sequence[Span], materials: Sequence[Material]
) -> list[Month]:
    return [
        Month(span, value_of(indicator, material))
        for span, material in zip(spans, materials, strict=True)
    ]
