"""Live figures: summed from additive rows, true at the moment of reading, in milliseconds.

They show what the figures of the current period would be; the figures themselves are recounted
from what was observed, and a difference between the two is a fault.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import col

from sroki.events.filing import ELECTRONIC
from sroki.projections.queries.reading import Reading
from sroki.projections.tables import NONE
from sroki.projections.tables import FigureTallyRow as T
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


class _Summed(NamedTuple):
    """Rows of one unit that differ in nothing else."""

    unit: str
    on: date
    channel: str
    code: str
    outcome: str
    days: int
    norm: int
    observations: int


def by_unit(
    reading: Reading, authority: str, service: str, indicator: Indicator, span: Span
) -> dict[str, Material]:
    """What an indicator is made of in a period, by unit; only of shares and of sums.

    Samples are not drawn of live figures, and what is still open has no place in them.
    """
    formula = indicator.formula
    found: dict[str, Material] = defaultdict(Material)
    if formula.share_of is not None:
        for unit, n in _cases(reading, authority, service, formula.share_of.part, span).items():
            found[unit] += Material(part=n)
        for unit, n in _cases(reading, authority, service, formula.share_of.whole, span).items():
            found[unit] += Material(whole=n)
    elif indicator.chosen and formula.count is None:
        for one in _rows(reading, authority, service, indicator.chosen[0], span):
            if one.outcome in _WITH_LENGTH and one.days != NONE:
                norm = None if one.norm == NONE else one.norm
                length = Length(one.days, norm, one.outcome)
                found[one.unit] += Material(Counter({length: one.observations}))
    return dict(found)


def _cases(
    reading: Reading, authority: str, service: str, chosen: Chosen, span: Span
) -> Counter[str]:
    """Different cases by unit.

    Of several events of one case in a period only the first is not preceded by another within it:
    the gap to the one before tells.
    """
    found: Counter[str] = Counter()
    for one in _rows(reading, authority, service, chosen, span):
        repeated = (
            chosen.by == "occurred"
            and one.days != NONE
            and add_days(one.on, -one.days) >= span.first_on
        )
        given_up = chosen.by == "ended" and one.outcome == Observed.CANCELLED.value
        if not repeated and not given_up:
            found[one.unit] += one.observations
    return found


def _rows(
    reading: Reading, authority: str, service: str, chosen: Chosen, span: Span
) -> Iterator[_Summed]:
    keys: tuple[Any, ...] = (
        col(T.unit),
        col(T.on),
        col(T.channel),
        col(T.code),
        col(T.outcome),
        col(T.days),
        col(T.norm),
    )
    statement = (
        select(*keys, func.sum(col(T.observations)))
        .where(
            reading.seen(T, col(T.authority), col(T.unit)),
            col(T.partition).in_(reading.partitions),
            col(T.authority) == authority,
            col(T.service) == service,
            col(T.measure) == chosen.measure,
            col(T.edge) == _EDGE[chosen.by],
            col(T.on) >= span.first_on,
            col(T.on) <= span.last_on,
        )
        .group_by(*keys)
    )
    if chosen.code != "any":
        statement = statement.where(col(T.code) == chosen.code)
    if chosen.channel == "electronic":
        statement = statement.where(col(T.channel).in_(sorted(one.value for one in ELECTRONIC)))
    elif chosen.channel != "any":
        statement = statement.where(col(T.channel) == chosen.channel)
    for row in reading.connection.execute(statement):
        yield _Summed._make(row)
