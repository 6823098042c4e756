"""Live figures: summed from additive rows, true at the moment of reading.

They show what the figures of a period would be; the figures themselves are recounted from what was
observed, and a difference between the two is a fault. `LiveObservations` answers like
`Observations`, for the pieces of time it was made for: one scan of the rows for each cohort,
however many pieces there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, case, func, literal, select
from sqlmodel import col

from sroki.events.filing import ELECTRONIC
from sroki.projections.figure_tables import NONE
from sroki.projections.figure_tables import FigureTallyRow as T
from sroki.projections.queries.observed import Cell, Observations, Whose
from sroki.projections.queries.reading import Reading
from sroki.workflows.dates import add_days
from sroki.workflows.figures import Length, Material
from sroki.workflows.indicator import Chosen, Indicator
from sroki.workflows.observation import Observed
from sroki.workflows.period_words import Span

_EDGE: Final = {
    "started": "started",
    "ended": "ended",
    "occurred": "ended",
    "application": "application",
}
_WITH_LENGTH: Final = frozenset({"timely", "late", "done"})


def is_live(indicator: Indicator) -> bool:
    """Whether live rows tell it: samples are not drawn of them, nor do they know what is open."""
    return indicator.formula.still_open is None and indicator.sample == "all"


def by_unit(
    reading: Reading, authority: str, service: str, indicator: Indicator, span: Span
) -> dict[str, Material]:
    """What an indicator is made of in a period, by unit; only of shares and of sums."""
    live, whose = LiveObservations(reading, [span]), Whose(authority, service)
    formula = indicator.formula
    found: dict[str, Material] = defaultdict(Material)
    if formula.share_of is not None:
        for cell, n in live.cases(whose, formula.share_of.part, span).items():
            found[cell.unit] += Material(part=n)
        for cell, n in live.cases(whose, formula.share_of.whole, span).items():
            found[cell.unit] += Material(whole=n)
    elif indicator.chosen and formula.count is None:
        for cell, lengths in live.lengths(whose, indicator.chosen[0], span).items():
            found[cell.unit] += Material(lengths)
    return dict(found)


class _Summed(NamedTuple):
    """Rows of one piece of time that differ in nothing else."""

    piece: int
    unit: str
    channel: str
    outcome: str
    days: int
    norm: int
    on: date | None
    observations: int


class LiveObservations(Observations):
    """What was observed, from the live rows, within some pieces of time that do not overlap."""

    def __init__(self, reading: Reading, pieces: Sequence[Span]) -> None:
        super().__init__(reading)
        self._pieces = list(pieces)
        self._summed: dict[tuple[Whose, Chosen], list[_Summed]] = {}

    def lengths(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[Length]]:
        """The spans of the cohort that have a length, by cell."""
        found: dict[Cell, Counter[Length]] = {}
        for one in self._within(whose, chosen, span):
            if one.outcome in _WITH_LENGTH and one.days != NONE:
                norm = None if one.norm == NONE else one.norm
                cell = found.setdefault(Cell(one.unit, one.channel), Counter())
                cell[Length(one.days, norm, one.outcome)] += one.observations
        return found

    def without_length(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[str]]:
        """Spans of the cohort that ended without a length, by state: cancelled, reversed."""
        states = (Observed.CANCELLED.value, Observed.REVERSED.value)
        anything = chosen.model_copy(update={"code": "any"})
        found: dict[Cell, Counter[str]] = {}
        for one in self._within(whose, anything, span):
            if one.outcome in states:
                cell = found.setdefault(Cell(one.unit, one.channel), Counter())
                cell[one.outcome] += one.observations
        return found

    def cases(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, int]:
        """Different cases of the cohort, by cell.

        Of several events of one case in a period only the first is not preceded by another within
        it: the gap to the one before tells.
        """
        found: Counter[Cell] = Counter()
        for one in self._within(whose, chosen, span):
            repeated = (
                one.on is not None
                and one.days != NONE
                and add_days(one.on, -one.days) >= span.first_on
            )
            given_up = chosen.by == "ended" and one.outcome == Observed.CANCELLED.value
            if not repeated and not given_up:
                found[Cell(one.unit, one.channel)] += one.observations
        return dict(found)

    def by_length(self, whose: Whose, chosen: Chosen, span: Span) -> list[tuple[int, int]]:
        """How many spans of the cohort there are of each length, the longest first."""
        found: Counter[int] = Counter()
        for lengths in self.lengths(whose, chosen, span).values():
            for one, number in lengths.items():
                found[one.days] += number
        return sorted(found.items(), reverse=True)

    def still_open(
        self,
        whose: Whose,  # noqa: ARG002 - live rows do not know
        measure: str,  # noqa: ARG002
        channel: str,  # noqa: ARG002
        span: Span,  # noqa: ARG002
        past: date,  # noqa: ARG002
    ) -> dict[Cell, tuple[int, int]]:
        """Nothing: what is open has no day of its end to be summed under."""
        return {}

    def _within(self, whose: Whose, chosen: Chosen, span: Span) -> Iterator[_Summed]:
        key = (whose, chosen)
        if key not in self._summed:
            self._summed[key] = list(self._sum(whose, chosen))
        wanted = {
            number
            for number, piece in enumerate(self._pieces)
            if span.first_on <= piece.first_on and piece.last_on <= span.last_on
        }
        return (one for one in self._summed[key] if one.piece in wanted)

    def _sum(self, whose: Whose, chosen: Chosen) -> Iterator[_Summed]:
        rows = self._rows_of(whose, chosen).subquery("piece_of")
        c = rows.c
        # Only of events the day itself is asked for: of them there are few.
        dated = (c.on,) if chosen.by == "occurred" else ()
        keys = (c.piece, c.unit, c.channel, c.outcome, c.days, c.norm, *dated)
        statement = (
            select(*keys, func.sum(c.observations)).where(c.piece.is_not(None)).group_by(*keys)
        )
        for row in self._reading.connection.execute(statement):
            on = row[6] if dated else None
            yield _Summed(*row[:6], on, row[-1])

    def _rows_of(self, whose: Whose, chosen: Chosen) -> Select[Any]:
        """The rows of a cohort, each with the number of the piece of time it lies in."""
        reading = self._reading
        pieces = [
            (col(T.on).between(one.first_on, one.last_on), literal(number))
            for number, one in enumerate(self._pieces)
        ]
        columns = (T.unit, T.channel, T.outcome, T.days, T.norm, T.on, T.observations)
        statement = select(case(*pieces).label("piece"), *(col(one) for one in columns)).where(
            reading.seen(T, col(T.authority), col(T.unit)),
            col(T.partition).in_(reading.partitions),
            col(T.authority) == whose.authority,
            col(T.service) == whose.service,
            col(T.measure) == chosen.measure,
            col(T.edge) == _EDGE[chosen.by],
            col(T.on) >= min(one.first_on for one in self._pieces),
            col(T.on) <= max(one.last_on for one in self._pieces),
        )
        if whose.unit is not None:
            statement = statement.where(col(T.unit) == whose.unit)
        if chosen.code != "any":
            statement = statement.where(col(T.code) == chosen.code)
        if chosen.channel == "electronic":
            return statement.where(col(T.channel).in_(sorted(one.value for one in ELECTRONIC)))
        if chosen.channel != "any":
            return statement.where(col(T.channel) == chosen.channel)
        return statement
