"""The findings of a period, as they stood when the journals were so long: each once, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, String, bindparam, select, tuple_

from sroki.projections.figure_tables import FormerFindingRow, StandingFindingRow
from sroki.projections.queries.census_rows import PORTION, Layout, Source, merged
from sroki.projections.queries.observed import Positions, Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import Row, table_of
from sroki.workflows.period_words import Span

_REST: Final = ("case_id", "on", "ended_on", "days")
# Where the parts of a `Kind` stand in a row.
KIND: Final = slice(2, 10)
_LAYOUT: Final = Layout(("subject", "rule", "instance"), (0, 5, 1), slice(11, 13))


class Kind(NamedTuple):
    """What findings have in common: whose, of which rule of which edition, how sure.

    `kind` is breach or deviation, `proof` proven or presumed; `cause` the milestone that was waited
    for, or "".
    """

    service: str
    unit: str
    edition: str | None
    rule: str
    clause: str
    kind: str
    proof: str
    cause: str


class Stood(NamedTuple):
    """A finding as it stood, its days as text; `case_id` only where the subject is a group."""

    subject: str
    instance: str
    kind: Kind
    case_id: str | None
    on: str
    ended_on: str | None
    days: int | None


def stood(
    reading: Reading, whose: Whose, services: Collection[str], span: Span, at: Positions
) -> Iterator[list[Row]]:
    """The findings of `span`, of these services, by subject, rule, instance; in portions.

    A term belongs to the period in which it fell due, a deviation to that of its event. A row is
    what a `Stood` says, the parts of its `Kind` in the place of the kind.
    """
    sources = [
        Source(reading, _select(reading, table, whose, services, span, place), _LAYOUT)
        for place in sorted(at.items())
        for table in (table_of(StandingFindingRow), table_of(FormerFindingRow))
    ]
    yield from merged(sources, _LAYOUT)


def _select(
    reading: Reading,
    table: Any,
    whose: Whose,
    services: Collection[str],
    span: Span,
    place: tuple[int, int],
) -> Select[Any]:
    """The rows of one table in one partition, as they were when its journal had this length."""
    c, (partition, seq) = table.c, place
    key = [c[name] for name in _LAYOUT.key]
    conditions = [
        c.generation == reading.generation,
        c.partition == partition,
        tuple_(*key) > tuple_(*(bindparam(name, type_=String) for name in _LAYOUT.key)),
        c.on.between(span.first_on, span.last_on),
        c.authority == whose.authority,
        c.service.in_(sorted(services)),
        reading.scope.clause(c.authority, c.unit),
        c.since <= seq,
    ]
    if whose.unit is not None:
        conditions.append(c.unit == whose.unit)
    if "until" in c:
        conditions.append(c.until > seq)
    told = (c[name] for name in ("subject", "instance", *Kind._fields, *_REST))
    return select(*told).where(*conditions).order_by(*key).limit(PORTION)
