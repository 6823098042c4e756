"""The figures of a page: live at once, recounted when somebody asks, and never waited for.

A recount reads everything that was observed of a period: seconds, over a million cases. So a page
shows what is at hand: the last recount while nothing has happened since, else the sums of live rows
and, of what these do not know, the last recount with its moment. A recount is made beside the
page, one at a time; where it takes no time it is there before the page is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from time import thread_time
from typing import Final, NamedTuple

from sroki.projections.figures import Asked, figures
from sroki.projections.queries.live_figures import LiveObservations, is_live
from sroki.projections.queries.reading import Reading
from sroki.projections.scope import Scope
from sroki.projections.web.indicator_periods import months
from sroki.workflows.figure import Figure
from sroki.workflows.figures import Value
from sroki.workflows.indicator import Indicator
from sroki.workflows.period_words import Span

_KEPT: Final = 64
# How long a page waits for a recount, and what a recount may cost to be made unasked, in seconds.
_PATIENCE: Final = 0.04
_CHEAP: Final = 0.5
# One that the page would not wait for goes on beside it, and slows it all the same: unasked, it is
# made again when so many times what it cost have gone by.
_REST: Final = 200
# Live sums older than this are summed anew beside the page, if something has happened since; of
# such as nobody has looked at for longer, the page waits for the sum.
_STALE: Final = timedelta(seconds=15)
_OLD: Final = timedelta(seconds=60)

Look = Callable[[], AbstractContextManager[Reading]]


class Month(NamedTuple):
    """A month of the period: summed from live rows, of which only shares and sums are made."""

    span: Span
    value: Value


class Live(NamedTuple):
    """Sums of the live rows: of the period, of the one before, and month by month."""

    figures: list[Figure]
    before: list[Figure]
    by_month: dict[str, list[Month]]


class Recounted(NamedTuple):
    """The figures of a period and of the one before, both recounted."""

    figures: list[Figure]
    before: list[Figure]
    at: datetime


class Counted(NamedTuple):
    """What a page shows. `live`: the values are sums of live rows, but for those of `recounted`.

    `recounted` are ids of the indicators that live rows do not know. `at` is the moment of the last
    recount, None where there was none; `running`: one is being made.
    """

    figures: list[Figure]
    before: list[Figure]
    by_month: dict[str, list[Month]]
    live: bool
    recounted: frozenset[str]
    at: datetime | None
    running: bool


class _Place(NamedTuple):
    """What is asked, and whose rows the reader may see."""

    asked: Asked
    before: Span
    scope: Scope


@dataclass(slots=True)
class _Known:
    """What is kept of a place: values, each with the state of the journals it was counted at."""

    live: tuple[object, datetime, Live] | None = None
    recount: tuple[object, Recounted] | None = None
    job: Future[None] | None = None
    sum: Future[None] | None = None

    @property
    def running(self) -> bool:
        return self.job is not None and not self.job.done()


class Counts:
    """Counts by what they are a function of, the latest kept."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Place, _Known] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, "recount")
        self._summer = ThreadPoolExecutor(1, "live")
        self._cost = 0.0

    def of(
        self, reading: Reading, asked: Asked, before: Span, look: Look, *, demanded: bool = False
    ) -> Counted:
        """What a page shows; `look` opens the store for a recount beside it. Raises `Invalid`."""
        place = _Place(asked, before, reading.scope)
        known, state = self._known(place), state_of(reading, asked)
        if known.recount is None or known.recount[0] != state:
            if not known.running and (demanded or self._is_due(known, reading.now)):
                known.job = self._worker.submit(self._recount, place, known, look)
            if known.job is not None and self._cost < _CHEAP:
                _wait(known.job)
        now = self._live(reading, place, known, look)
        of, then = known.recount or (None, None)
        if then is None or of != state:
            return _merged(now, then, running=known.running)
        return Counted(
            then.figures,
            then.before,
            now.by_month,
            live=False,
            recounted=frozenset(),
            at=then.at,
            running=False,
        )

    def _is_due(self, known: _Known, now: datetime) -> bool:
        """Whether a recount is made unasked."""
        if known.recount is None or self._cost < _PATIENCE:
            return self._cost < _CHEAP
        return now - known.recount[1].at >= timedelta(seconds=self._cost * _REST)

    def exact(self, reading: Reading, asked: Asked, before: Span) -> Recounted:
        """The figures recounted, however long it takes. Raises `Invalid`."""
        known = self._known(_Place(asked, before, reading.scope))
        state = state_of(reading, asked)
        if known.recount is None or known.recount[0] != state:
            known.recount = state, recounted(reading, asked, before)
        return known.recount[1]

    def finish(self) -> None:
        """Wait for what is being counted beside the pages, if something is."""
        for worker in (self._worker, self._summer):
            worker.submit(lambda: None).result()

    def _known(self, place: _Place) -> _Known:
        with self._lock:
            known = self._kept.setdefault(place, _Known())
            self._kept.move_to_end(place)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return known

    def _live(self, reading: Reading, place: _Place, known: _Known, look: Look) -> Live:
        """The sums at hand, where they are good enough; while they are summed anew, the old."""
        if known.live is not None:
            of, at, kept = known.live
            age = reading.now - at
            if of == state_of(reading, place.asked) or age < _STALE:
                return kept
            if age < _OLD:
                if known.sum is None or known.sum.done():
                    known.sum = self._summer.submit(self._resum, place, known, look)
                return kept
        return _summed(reading, place, known)

    def _resum(self, place: _Place, known: _Known, look: Look) -> None:
        with look() as reading:
            _summed(reading, place, known)

    def _recount(self, place: _Place, known: _Known, look: Look) -> None:
        began = thread_time()
        try:
            with look() as reading:
                state = state_of(reading, place.asked)
                known.recount = state, recounted(reading, place.asked, place.before)
        finally:
            self._cost = thread_time() - began


def _summed(reading: Reading, place: _Place, known: _Known) -> Live:
    made = live(reading, place.asked, place.before)
    known.live = state_of(reading, place.asked), reading.now, made
    return made


def state_of(reading: Reading, asked: Asked) -> object:
    """What figures are a function of, beside what is asked: journals, rulebooks, the civil day."""
    progress = tuple((one.partition, one.seq, one.rulebook) for one in reading.progress)
    return reading.generation, progress, reading.names.today(asked.authority, reading.now)


def recounted(reading: Reading, asked: Asked, before: Span) -> Recounted:
    """Figures counted from everything that was observed. Raises `Invalid`."""
    earlier = asked._replace(span=before)
    return Recounted(figures(reading, asked), figures(reading, earlier), reading.now)


def live(reading: Reading, asked: Asked, before: Span) -> Live:
    """Figures summed from live rows; those that they do not know are left out. Raises `Invalid`."""
    spans = months(asked.span)
    observations = LiveObservations(reading, [before, *(spans or [asked.span])])

    def of(span: Span, wanted: Callable[[Indicator], bool] = is_live) -> list[Figure]:
        return figures(reading, asked._replace(span=span), observations, wanted)

    by_month: dict[str, list[Month]] = {}
    for span in spans:
        for one in of(span, _is_charted):
            by_month.setdefault(one.indicator.id, []).append(Month(span, one.value))
    return Live(of(asked.span), of(before), by_month)


def _is_charted(indicator: Indicator) -> bool:
    return is_live(indicator) and indicator.unit == "percent" and indicator.formula.points is None


def _merged(now: Live, then: Recounted | None, *, running: bool) -> Counted:
    """Live figures, and between them, in their places, what only the last recount knows."""
    if then is None:
        ids: frozenset[str] = frozenset()
        return Counted(*now, live=True, recounted=ids, at=None, running=running)
    fresh = {one.indicator.id: one for one in now.figures}
    earlier = {one.indicator.id: one for one in now.before}
    return Counted(
        [fresh.get(one.indicator.id, one) for one in then.figures],
        [earlier.get(one.indicator.id, one) for one in then.before],
        now.by_month,
        live=True,
        recounted=frozenset(
            one.indicator.id for one in then.figures if one.indicator.id not in fresh
        ),
        at=then.at,
        running=running,
    )


def _wait(job: Future[None]) -> None:
    """A moment, in which a small city is counted whole."""
    try:
        job.result(_PATIENCE)
    except TimeoutError:
        return
