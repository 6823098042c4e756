"""The inputs of figures, counted from what was observed: SQL over one narrow table.

As of a position of the journal, what an observation was by then is put together from its row and
from what the row was before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from sroki.events.filing import ELECTRONIC
from sroki.projections.figure_tables import FormerObservationRow, ObservationRow
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import grouped, table_of
from sroki.projections.tables import AUDIT
from sroki.workflows.figures import Length
from sroki.workflows.indicator import Chosen
from sroki.workflows.observation import Observed
from sroki.workflows.period_words import Span

# Journal lengths by partition: the state of what was known.
Positions = Mapping[int, int]

# The unit of what is looked at for the authority as a whole.
WHOLE: Final = "all"

_TABLE: Final = table_of(ObservationRow)
_FORMER: Final = table_of(FormerObservationRow)
_ENDS: Final = ("state", "ended_on", "days", "code")
DAY: Final = {
    "started": "started_on",
    "ended": "ended_on",
    "occurred": "ended_on",
    "application": "application_on",
}


class Whose(NamedTuple):
    """Whose cases count: of an authority and service, of one unit or all."""

    authority: str
    service: str
    unit: str | None = None


class Cell(NamedTuple):
    """Where cases were served, and how they were filed."""

    unit: str
    channel: str


class Member(NamedTuple):
    """An observation that counts in a figure."""

    case_id: str
    measure: str
    instance: str
    unit: str
    channel: str | None
    application_on: date | None
    state: str
    started_on: date | None
    ended_on: date | None
    days: int | None
    norm: int | None
    due_on: date | None
    code: str | None


class Observations:
    """What was observed, as a reader may see it; `at` None: as it stands."""

    def __init__(self, reading: Reading, at: Positions | None = None) -> None:
        self._reading = reading
        self._rows: FromClause = _TABLE if at is None else _as_of(at)

    def lengths(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[Length]]:
        """The spans of the cohort that have a length, by cell."""
        c = self._rows.c
        late = case((c.due_on.is_(None), "done"), (c.ended_on <= c.due_on, "timely"), else_="late")
        keys = (c.unit, func.coalesce(c.channel, ""), c.days, c.norm, late)
        cohort = and_(self._cohort(whose, chosen, span), c.days.is_not(None))
        rows = self._run(grouped(keys, cohort))
        found: dict[Cell, Counter[Length]] = {}
        for unit, channel, days, norm, outcome, number in rows:
            cell = found.setdefault(Cell(unit, channel), Counter())
            cell[Length(days, norm, outcome)] += number
        return found

    def without_length(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[str]]:
        """Spans of the cohort that ended without a length, by state: cancelled, reversed."""
        c = self._rows.c
        keys = (c.unit, func.coalesce(c.channel, ""), c.state)
        states = (Observed.CANCELLED.value, Observed.REVERSED.value)
        anything = chosen.model_copy(update={"code": "any"})
        rows = self._run(grouped(keys, self._cohort(whose, anything, span, states=states)))
        found: dict[Cell, Counter[str]] = {}
        for unit, channel, state, number in rows:
            found.setdefault(Cell(unit, channel), Counter())[state] += number
        return found

    def cases(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, int]:
        """Different cases of the cohort, by cell."""
        c = self._rows.c
        keys = (c.unit, func.coalesce(c.channel, ""))
        rows = self._run(grouped(keys, self._cohort(whose, chosen, span), distinct=c.subject))
        return {Cell(unit, channel): number for unit, channel, number in rows}

    def still_open(
        self, whose: Whose, measure: str, channel: str, span: Span, past: date
    ) -> dict[Cell, tuple[int, int]]:
        """Spans begun and not ended by the end of `span`, and those of them due before `past`."""
        c = self._rows.c
        keys = (c.unit, func.coalesce(c.channel, ""))
        overdue = case((c.due_on < past, True), else_=False)
        still = self._open(whose, measure, channel, span)
        found: dict[Cell, tuple[int, int]] = {}
        for unit, way, late, number in self._run(grouped((*keys, overdue), still)):
            opened, before = found.get(Cell(unit, way), (0, 0))
            found[Cell(unit, way)] = (opened + number, before + number * bool(late))
        return found

    def positions_of_audits(
        self, whose: Whose, measure: str, until: date
    ) -> list[tuple[str, str, date, str, str]]:
        """Positions of the audits up to a day: unit, audit, day, position, "met" or "unmet"."""
        c = self._rows.c
        statement = (
            select(c.unit, c.subject, c.ended_on, c.instance, c.code)
            .where(
                self._whose(whose._replace(unit=None)),
                # A range of keys in each partition, which the table is in the order of.
                c.partition.in_(self._reading.partitions),
                c.subject >= AUDIT,
                c.subject < AUDIT[:-1] + chr(ord(AUDIT[-1]) + 1),
                c.measure == measure,
                c.ended_on <= until,
                true() if whose.unit is None else c.unit.in_((whose.unit, WHOLE)),
            )
            .order_by(c.ended_on, c.subject, c.instance)
        )
        return [tuple(row) for row in self._run(statement)]

    def subjects(self, whose: Whose, chosen: Chosen, span: Span) -> list[tuple[str, Cell, Length]]:
        """The spans of the cohort one by one, for a sample to be taken of them."""
        c = self._rows.c
        late = case((c.due_on.is_(None), "done"), (c.ended_on <= c.due_on, "timely"), else_="late")
        rows = self._run(
            select(c.subject, c.unit, func.coalesce(c.channel, ""), c.days, c.norm, late).where(
                self._cohort(whose, chosen, span), c.days.is_not(None)
            )
        )
        return [(row[0], Cell(*row[1:3]), Length(*row[3:])) for row in rows]

    def members(
        self,
        whose: Whose,
        chosen: Chosen,
        span: Span,
        limit: int | None = None,
        offset: int = 0,
        *,
        measured: bool = False,
        longest: int | None = None,
    ) -> list[Member]:
        """What counts in a part of a figure, the longest first.

        `measured`: what has a length; of these, only what is as long as `longest`, where it is
        given.
        """
        counted = self._counted(whose, chosen, span, measured=measured)
        if longest is not None:
            counted = and_(counted, self._rows.c.days >= longest)
        return self._members(counted, limit, offset)

    def open_members(
        self,
        whose: Whose,
        measure: str,
        channel: str,
        span: Span,
        past: date | None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Member]:
        """Spans still open at the end of `span`; with `past`, those due before it."""
        return self._members(self._still(whose, measure, channel, span, past), limit, offset)

    def positions_of(self, whose: Whose, measure: str, audits: Sequence[str]) -> list[Member]:
        """What some audits, known by their keys, found."""
        c = self._rows.c
        anywhere = self._whose(whose._replace(unit=None))
        found = and_(anywhere, c.subject.in_(audits), c.measure == measure)
        return self._members(found, None, 0)

    def count_members(self, whose: Whose, chosen: Chosen, span: Span, *, measured: bool) -> int:
        """How many `members` there are; `measured`: of those that have a length."""
        return self._count(self._counted(whose, chosen, span, measured=measured))

    def count_open(
        self, whose: Whose, measure: str, channel: str, span: Span, past: date | None
    ) -> int:
        """How many `open_members` there are."""
        return self._count(self._still(whose, measure, channel, span, past))

    def _count(self, condition: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(self._rows).where(condition)
        return int(self._reading.connection.scalar(statement) or 0)

    def _counted(
        self, whose: Whose, chosen: Chosen, span: Span, *, measured: bool
    ) -> ColumnElement[bool]:
        cohort = self._cohort(whose, chosen, span)
        return and_(cohort, self._rows.c.days.is_not(None)) if measured else cohort

    def _still(
        self, whose: Whose, measure: str, channel: str, span: Span, past: date | None
    ) -> ColumnElement[bool]:
        overdue = true() if past is None else self._rows.c.due_on < past
        return and_(self._open(whose, measure, channel, span), overdue)

    def _plain(self, condition: ColumnElement[bool]) -> Iterator[Sequence[Any]]:
        """All rows under a condition, by subject, days as text where the database has them so."""
        c = self._rows.c
        columns = [c["subject" if name == "case_id" else name] for name in Member._fields]
        told = [type_coerce(one, String) if isinstance(one.type, Date) else one for one in columns]
        statement = select(*told).where(condition).order_by(c.subject, c.measure, c.instance)
        yield from self._reading.connection.execute(statement)

    def plain_members(self, whose: Whose, chosen: Chosen, span: Span) -> Iterator[Sequence[Any]]:
        """`members` without their order, nor any reading of their days."""
        return self._plain(self._cohort(whose, chosen, span))

    def plain_open(
        self, whose: Whose, measure: str, channel: str, span: Span
    ) -> Iterator[Sequence[Any]]:
        """`open_members` likewise."""
        return self._plain(self._open(whose, measure, channel, span))

    def _members(
        self, condition: ColumnElement[bool], limit: int | None, offset: int
    ) -> list[Member]:
        c = self._rows.c
        columns = [c["subject" if name == "case_id" else name] for name in Member._fields]
        statement = (
            select(*columns)
            .where(condition)
            .order_by(c.days.desc().nulls_last(), c.due_on, c.subject, c.instance)
        )
        if limit is not None:
            statement = statement.limit(limit).offset(offset)
        return [Member(*row) for row in self._run(statement)]

    def _cohort(
        self, whose: Whose, chosen: Chosen, span: Span, states: tuple[str, ...] = ()
    ) -> ColumnElement[bool]:
        c = self._rows.c
        on = c[DAY[chosen.by]]
        events = self._is_of_events(whose, chosen.measure)
        conditions = [
            self._whose(whose, by_key=not events),
            not_(c.subject.startswith(AUDIT)),
            c.measure == chosen.measure,
            on >= span.first_on,
            on <= span.last_on,
            _through(c.channel, chosen.channel),
        ]
        if events:
            # As the index over them has it, to a letter.
            conditions.append(c.instance != literal_column("''"))
        if states:
            conditions.append(c.state.in_(states))
        elif chosen.by == "ended":
            # The end of a span is no end where it was only given up.
            conditions.append(c.state != Observed.CANCELLED.value)
        if chosen.code != "any":
            conditions.append(c.code == chosen.code)
        return and_(*conditions)

    def _is_of_events(self, whose: Whose, measure: str) -> bool:
        """Whether every edition of the service observes events by this measure."""
        shapes = {
            one.shape
            for edition in self._reading.names.editions.values()
            if (edition.authority, edition.service) == (whose.authority, whose.service)
            for one in edition.measures
            if one.id == measure
        }
        return shapes == {"event"}

    def _open(self, whose: Whose, measure: str, channel: str, span: Span) -> ColumnElement[bool]:
        c = self._rows.c
        return and_(
            self._whose(whose),
            c.measure == measure,
            c.state != Observed.REVERSED.value,
            c.started_on <= span.last_on,
            or_(c.ended_on.is_(None), c.ended_on > span.last_on),
            _through(c.channel, channel),
        )

    def _whose(self, whose: Whose, *, by_key: bool = True) -> ColumnElement[bool]:
        """Rows of a service; not `by_key`: SQLite, which has no statistics, must not take their
        table's own order for as good as the index over few of them."""
        c, scope = self._rows.c, self._reading.scope
        conditions = [
            (c.generation if by_key else c.generation + 0) == self._reading.generation,
            c.authority == whose.authority,
            c.service == whose.service,
            scope.clause(c.authority, c.unit),
        ]
        if whose.unit is not None:
            conditions.append(c.unit == whose.unit)
        return and_(*conditions)

    def _run(self, statement: Select[Any]) -> list[Any]:
        return list(self._reading.connection.execute(statement))


def _through(channel: ColumnElement[Any], way: str) -> ColumnElement[bool]:
    if way == "any":
        return true()
    if way == "electronic":
        return channel.in_(sorted(one.value for one in ELECTRONIC))
    return channel == way


def _as_of(at: Positions) -> FromClause:
    """What the rows were when each journal was as long as `at` says."""
    former = select(*_as_then(_FORMER, at)).where(
        _within(_FORMER, at, "since", later=False), _within(_FORMER, at, "until", later=True)
    )
    now = select(*_as_then(_TABLE, at)).where(_within(_TABLE, at, "since", later=False))
    return union_all(now, former).subquery("observed")


def _as_then(table: Any, at: Positions) -> list[ColumnElement[Any]]:
    """The columns; of a span that came to its end since then, those of an open one."""
    ended_later = and_(
        table.c.ended_since.is_not(None), _within(table, at, "ended_since", later=True)
    )
    found: list[ColumnElement[Any]] = []
    for column in _TABLE.columns:
        own = table.c[column.name]
        if column.name in _ENDS:
            then = literal(Observed.OPEN.value) if column.name == "state" else null()
            own = case((ended_later, then), else_=own).label(column.name)
        found.append(own)
    return found


def _within(table: Any, at: Positions, name: str, *, later: bool) -> ColumnElement[bool]:
    """Whether a position lies within the journal as it was, or (`later`) beyond it."""
    position = table.c[name]
    return or_(
        *(
            and_(table.c.partition == number, position > seq if later else position <= seq)
            for number, seq in at.items()
        )
    )
