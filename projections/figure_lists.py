"""The lists behind figures: which observations count in one, and how many there are.

A page asks for a part of a list that may be as long as a year. What is sorted by length is found
from the end that is asked for: live rows tell how long the longest are.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sroki.events.base import audit_key
from sroki.projections.figures import AUDITED, Asked, past_of, sample_of
from sroki.projections.queries.live_figures import LiveObservations
from sroki.projections.queries.observed import Member, Observations, Whose
from sroki.projections.queries.reading import Reading
from sroki.workflows.figure import Figure
from sroki.workflows.indicator import Chosen, Indicator


class Window(NamedTuple):
    """A part of a list: so many rows from the `offset`-th on; all of them without a limit."""

    limit: int | None = None
    offset: int = 0


_WHOLE_LIST: Final = Window()


def members(
    reading: Reading, asked: Asked, figure: Figure, window: Window = _WHOLE_LIST
) -> list[Member]:
    """The observations that count in a figure of one service: of a share, those of its part."""
    return _Lists(reading, asked).members(figure, window)


def count_members(reading: Reading, asked: Asked, figure: Figure) -> int:
    """How many of them there are."""
    return _Lists(reading, asked).count_members(figure)


class _Lists:
    """The lists of what is asked."""

    def __init__(self, reading: Reading, asked: Asked) -> None:
        self._reading, self._asked = reading, asked
        self._observations = Observations(reading, asked.at)
        self._past = past_of(reading, asked)

    def members(self, figure: Figure, window: Window) -> list[Member]:
        """A part of the list behind a figure."""
        whose, span = self._whose(figure), self._asked.span
        still = figure.indicator.formula.still_open
        if still is not None:
            past = self._past if still.overdue else None
            return self._observations.open_members(
                whose, still.measure, still.channel, span, past, *window
            )
        if not figure.indicator.chosen or _is_sampled(figure.indicator):
            found = self._few(figure)
            end = None if window.limit is None else window.offset + window.limit
            return found[window.offset : end]
        chosen, measured = figure.indicator.chosen[0], _is_measured(figure.indicator)
        longest = None
        if measured and window.limit is not None:
            longest = self._as_long(whose, chosen, window.offset + window.limit)
        return self._observations.members(
            whose, chosen, span, *window, measured=measured, longest=longest
        )

    def count_members(self, figure: Figure) -> int:
        """How long the list behind a figure is."""
        whose, span = self._whose(figure), self._asked.span
        still = figure.indicator.formula.still_open
        if still is not None:
            past = self._past if still.overdue else None
            return self._observations.count_open(whose, still.measure, still.channel, span, past)
        if not figure.indicator.chosen or _is_sampled(figure.indicator):
            return len(self._few(figure))
        chosen, measured = figure.indicator.chosen[0], _is_measured(figure.indicator)
        if measured and self._asked.at is None:
            return sum(number for _, number in self._by_length(whose, chosen))
        return self._observations.count_members(whose, chosen, span, measured=measured)

    def _by_length(self, whose: Whose, chosen: Chosen) -> list[tuple[int, int]]:
        """How many there are of each length now; live rows tell without a look at them all."""
        span = self._asked.span
        return LiveObservations(self._reading, [span]).by_length(whose, chosen, span)

    def _as_long(self, whose: Whose, chosen: Chosen, number: int) -> int | None:
        """The length that so many, of the longest, have at least: no others need be put in order.

        None where there are not so many, or where live rows cannot tell.
        """
        if self._asked.at is not None:
            return None
        for days, found in self._by_length(whose, chosen):
            number -= found
            if number <= 0:
                return days
        return None

    def _few(self, figure: Figure) -> list[Member]:
        """The list of an audit, or of a sample: short by its nature."""
        whose, indicator = self._whose(figure), figure.indicator
        audit = indicator.formula.points or indicator.formula.all_met
        if audit is not None:
            taken = [
                audit_key(whose.authority, whose.service, str(said["unit"]), str(said["audit"]))
                for code, said in figure.notes
                if code == AUDITED
            ]
            return self._observations.positions_of(whose, audit.audit, taken)
        found = self._observations.members(
            whose, indicator.chosen[0], self._asked.span, measured=True
        )
        kept = set(sample_of(indicator, [one.case_id for one in found]))
        return [one for one in found if one.case_id in kept]

    def _whose(self, figure: Figure) -> Whose:
        return Whose(figure.authority, figure.service or "", self._asked.unit)


def _is_sampled(indicator: Indicator) -> bool:
    return indicator.sample == "seeded_sample" and indicator.formula.ratio_of_sums is not None


def _is_measured(indicator: Indicator) -> bool:
    """Whether only observations with a length count in it."""
    return indicator.formula.share_of is None and indicator.formula.count is None
