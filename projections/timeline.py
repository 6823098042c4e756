"""A case as a picture: where each deadline's bars and signs stand on the sheet.

Only geometry is here; `web/templates/timeline.html` draws it. No meaning rests on colour alone:
presumed bars are hatched, ends have shapes, and the same facts stand in the table beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from textwrap import wrap
from typing import Final, NamedTuple

from sroki.projections.spans import month_starts
from sroki.workflows.assessment import Proof, State
from sroki.workflows.dates import add_days, days_between

WIDTH: Final = 960
GUTTER: Final = 236
TOP: Final = 62
LANE: Final = 42
BAR: Final = 16
_PLOT: Final = WIDTH - GUTTER - 24
_FEW_DAYS: Final = 75
_LINE: Final = 34
_OPEN: Final = frozenset({State.RUNNING, State.OVERDUE})
_ENDED: Final = frozenset({State.MET, State.LATE})


class Span(NamedTuple):
    """A deadline to draw; `started_on` is known, else it has no place in the picture."""

    label: str
    state: State
    proof: Proof
    started_on: date
    due_raw_on: date | None
    due_on: date | None
    ended_on: date | None


class Mark(NamedTuple):
    """A day on which something happened."""

    on: date
    label: str


class Piece(NamedTuple):
    """A rectangle of a lane; `style` is the class that colours it."""

    style: str
    x: float
    width: float


class Lane(NamedTuple):
    """A deadline's lane: bars, the line of the due day, the sign of its end."""

    label: str
    lines: tuple[str, ...]
    y: int
    pieces: tuple[Piece, ...]
    due_on: date | None
    due_x: float | None
    end: State | None
    end_x: float | None


class Dot(NamedTuple):
    """An event, or several of one day."""

    x: float
    on: date
    labels: tuple[str, ...]


class Grid(NamedTuple):
    """A dated line of the axis."""

    x: float
    on: date


class Picture(NamedTuple):
    """All that the template needs; x and widths in units of a sheet `WIDTH` wide."""

    height: int
    lanes: tuple[Lane, ...]
    dots: tuple[Dot, ...]
    grid: tuple[Grid, ...]
    off: tuple[Piece, ...]
    today: date
    now_x: float | None


def picture(
    spans: Sequence[Span],
    marks: Sequence[Mark],
    today: date,
    works: Callable[[date], bool] = lambda _on: True,
) -> Picture:
    """Lay it out. `works` says which days work; the others are shaded where the span is short."""
    scale = _Scale.over(spans, marks, today)
    return Picture(
        height=TOP + LANE * (len(spans) + 1) + 12,
        lanes=tuple(
            _lane(scale, TOP + LANE * number, span, today)
            for number, span in enumerate(spans, start=1)
        ),
        dots=_dots(scale, marks),
        grid=_grid(scale),
        off=_days_off(scale, works),
        today=today,
        now_x=scale.right(today) if scale.first <= today <= scale.last else None,
    )


class _Scale(NamedTuple):
    first: date
    days: int

    @classmethod
    def over(cls, spans: Iterable[Span], marks: Iterable[Mark], today: date) -> _Scale:
        """From the first day of anything to the last, a day of air before and two after."""
        days = [mark.on for mark in marks]
        running = False
        for span in spans:
            running = running or span.state in _OPEN
            days += [on for on in span[3:] if on is not None]
        # A case long closed is not squeezed to a dot to make room for today.
        if running or not days:
            days.append(today)
        first = min(days)
        return cls(add_days(first, -1), max(days_between(first, max(days)), 7) + 4)

    @property
    def last(self) -> date:
        return add_days(self.first, self.days - 1)

    def left(self, on: date) -> float:
        """Where the day begins."""
        return self._x(days_between(self.first, on))

    def right(self, on: date) -> float:
        """Where it ends."""
        return self._x(days_between(self.first, on) + 1)

    def _x(self, days: int) -> float:
        return round(GUTTER + _PLOT * days / self.days, 1)

    def piece(self, style: str, left: float, right: float) -> Piece:
        return Piece(style, left, round(max(right - left, 1.5), 1))


def _lane(scale: _Scale, y: int, span: Span, today: date) -> Lane:
    ended = span.ended_on if span.state in _ENDED else None
    return Lane(
        label=span.label,
        lines=tuple(wrap(span.label, _LINE, max_lines=2, placeholder="…")),
        y=y,
        pieces=tuple(_pieces(scale, span, today)),
        due_on=span.due_on,
        due_x=scale.right(span.due_on) if span.due_on else None,
        end=span.state if ended else None,
        end_x=scale.right(ended) if ended else None,
    )


def _pieces(scale: _Scale, span: Span, today: date) -> list[Piece]:
    """The term as the law gives it, then what was used of it, then what went over it."""
    start, end = scale.left(span.started_on), span.ended_on or today
    if span.due_on is None:
        return [scale.piece(span.state.value, start, scale.right(end))]
    raw, due = scale.right(span.due_raw_on or span.due_on), scale.right(span.due_on)
    pieces = [scale.piece("term", start, raw)]
    if raw != due:
        pieces.append(scale.piece("roll", min(raw, due), max(raw, due)))
    if span.state in _OPEN | _ENDED:
        used = min(end, span.due_on)
        if span.started_on <= used:
            style = "met" if span.ended_on else "running"
            pieces.append(scale.piece(style, start, scale.right(used)))
        if end > span.due_on:
            style = "presumed" if span.proof is Proof.PRESUMED else "overdue"
            pieces.append(scale.piece(style, due, scale.right(end)))
    return pieces


def _dots(scale: _Scale, marks: Sequence[Mark]) -> tuple[Dot, ...]:
    by_day: dict[date, list[str]] = {}
    for mark in marks:
        by_day.setdefault(mark.on, []).append(mark.label)
    return tuple(
        Dot(round((scale.left(on) + scale.right(on)) / 2, 1), on, tuple(labels))
        for on, labels in sorted(by_day.items())
    )


def _grid(scale: _Scale) -> tuple[Grid, ...]:
    """Every so many days, or first days of months where the span is long."""
    if scale.days <= _FEW_DAYS:
        step = max(1, round(scale.days / 7))
        days = [add_days(scale.first, number) for number in range(1, scale.days - 1, step)]
    else:
        days = month_starts(scale.first, scale.last, at_most=8)
    return tuple(Grid(scale.left(on), on) for on in days)


def _days_off(scale: _Scale, works: Callable[[date], bool]) -> tuple[Piece, ...]:
    if scale.days > _FEW_DAYS:
        return ()
    every = (add_days(scale.first, number) for number in range(scale.days))
    return tuple(
        scale.piece("off", scale.left(on), scale.right(on)) for on in every if not works(on)
    )
