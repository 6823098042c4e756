"""A census: every observation that counts in the figures of a period, gone through once.

A figure asks for few numbers, and asked one by one each is a scan of all that was observed. A
census is one scan: it hands out rows in the order of cases, portion by portion, and counts them as
they pass; then it answers like `Observations`, for the period it was made of. What it keeps are
counts by kind of row, however many rows there were.

The rows of a partition come in the order of its key, and those that corrections left likewise, so
that portions are merged and nothing is sorted whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    literal,
    not_,
    null,
    or_,
    select,
    tuple_,
)

from sroki.events.filing import ELECTRONIC
from sroki.projections.figure_tables import FormerObservationRow, ObservationRow
from sroki.projections.queries.census_rows import PORTION, Layout, Source, merged
from sroki.projections.queries.observed import DAY, Cell, Observations, Positions, Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.statements import Row, table_of
from sroki.projections.tables import AUDIT
from sroki.workflows.figures import Length
from sroki.workflows.indicator import Chosen, StillOpen
from sroki.workflows.observation import Observed
from sroki.workflows.period_words import Span

# What of a row's days matters to figures; which of its days lie in the period, and how it ended.
_DAYS: Final = {"started_on": 1, "ended_on": 2, "application_on": 4}
_OPEN, _LATE, _OVERDUE, _DATED, _EVENT = 8, 16, 32, 64, 128
# Where the parts of a row stand.
_KIND: Final = slice(2, 10)
_LENGTH: Final = 14
_LAYOUT: Final = Layout(("subject", "measure", "instance"), (0, 2, 1), slice(10, 14))


class Cohort(NamedTuple):
    """Observations of a service that count together."""

    service: str
    of: Chosen | StillOpen

    @property
    def name(self) -> str:
        """What the list of them is called."""
        by = "open" if isinstance(self.of, StillOpen) else f"{self.of.by}/{self.of.code}"
        return f"{self.service}/{self.of.measure}/{by}/{self.of.channel}"


class Kind(NamedTuple):
    """What rows have in common; `when` says of their days all that figures ask."""

    measure: str
    service: str
    unit: str
    channel: str | None
    state: str
    norm: int | None
    code: str | None
    when: int

    @property
    def cell(self) -> Cell:
        """Where it is counted."""
        return Cell(self.unit, self.channel or "")

    @property
    def is_late(self) -> bool:
        """Whether it ended past its due day, or is open past it at the end of the period."""
        return bool(self.when & (_LATE | _OVERDUE))

    def counts(self, cohort: Cohort) -> bool:
        """Whether such a row counts in a cohort."""
        of = cohort.of
        if (self.service, self.measure) != (cohort.service, of.measure):
            return False
        if not _through(self.channel, of.channel):
            return False
        if isinstance(of, StillOpen):
            return bool(self.when & _OPEN) and self.state != Observed.REVERSED
        if not self.when & _DAYS[DAY[of.by]] or of.code not in ("any", self.code):
            return False
        # The end of a span is no end where it was only given up.
        return of.by != "ended" or self.state != Observed.CANCELLED


class Passed(NamedTuple):
    """Rows that passed, whole cases of them, and the number of the kind of each."""

    rows: list[Row]
    kinds: list[int]


class Census(Observations):
    """All that counts in some cohorts within a span, as the journals were at `at`."""

    def __init__(
        self,
        reading: Reading,
        whose: Whose,
        cohorts: Collection[Cohort],
        span: Span,
        past: date,
        at: Positions,
    ) -> None:
        super().__init__(reading, at)
        self._whose_rows, self._span, self._past = whose, span, past
        self._cohorts = list(cohorts)
        self._sources = [
            Source(reading, self._select(table, partition, seq), _LAYOUT)
            for partition, seq in sorted(at.items())
            for table in (table_of(ObservationRow), table_of(FormerObservationRow))
        ]
        self._kinds = _Kinds()
        # By kind and length; and how many cases have events of just these kinds.
        self._rows_by_kind: Counter[tuple[int, int | None]] = Counter()
        self._cases: Counter[frozenset[int]] = Counter()

    def kind(self, number: int) -> Kind:
        """A kind by its number; they are numbered as they are met."""
        return self._kinds.found[number]

    def portions(self) -> Iterator[Passed]:
        """Go through everything, once: rows in the order of case, measure, instance.

        A row is case, instance, the parts of its `Kind`, the days of its application, start, end
        and due day as text, and its length.
        """
        for rows in merged(self._sources, _LAYOUT):
            kinds = [self._kinds[row[_KIND]] for row in rows]
            self._rows_by_kind.update(zip(kinds, [row[_LENGTH] for row in rows], strict=True))
            self._count_cases(rows, kinds)
            yield Passed(rows, kinds)

    def size(self, cohort: Cohort) -> int:
        """How many rows of a cohort have passed."""
        within = self._within(Whose("", cohort.service), cohort.of, self._span)
        return sum(number for _, _, number in within)

    def lengths(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[Length]]:
        """The spans of the cohort that have a length, by cell."""
        found: dict[Cell, Counter[Length]] = {}
        for kind, days, number in self._within(whose, chosen, span):
            if days is not None:
                late = "late" if kind.when & _LATE else "timely"
                outcome = late if kind.when & _DATED else "done"
                found.setdefault(kind.cell, Counter())[Length(days, kind.norm, outcome)] += number
        return found

    def without_length(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, Counter[str]]:
        """Spans of the cohort that ended without a length, by state: cancelled, reversed."""
        # By "occurred", which is the day of the end too, what was given up is not left out.
        by = "occurred" if chosen.by == "ended" else chosen.by
        anything = chosen.model_copy(update={"code": "any", "by": by})
        found: dict[Cell, Counter[str]] = {}
        for kind, _, number in self._within(whose, anything, span):
            if kind.state in (Observed.CANCELLED, Observed.REVERSED):
                found.setdefault(kind.cell, Counter())[kind.state] += number
        return found

    def cases(self, whose: Whose, chosen: Chosen, span: Span) -> dict[Cell, int]:
        """Different cases of the cohort, by cell."""
        found: Counter[Cell] = Counter()
        for kind, _, number in self._within(whose, chosen, span):
            if not kind.when & _EVENT:
                found[kind.cell] += number
        cohort = Cohort(whose.service, chosen)
        for kinds, number in self._cases.items():
            every = (self._kinds.found[one] for one in kinds)
            for cell in {kind.cell for kind in every if kind.counts(cohort)}:
                found[cell] += number
        return dict(found)

    def still_open(
        self, whose: Whose, measure: str, channel: str, span: Span, past: date
    ) -> dict[Cell, tuple[int, int]]:
        """Spans begun and not ended by the end of `span`, and those of them due before `past`."""
        assert past == self._past  # noqa: S101 - one census is of one day
        still = StillOpen.model_validate({"measure": measure, "channel": channel})
        found: dict[Cell, tuple[int, int]] = {}
        for kind, _, number in self._within(whose, still, span):
            opened, before = found.get(kind.cell, (0, 0))
            overdue = number if kind.when & _OVERDUE else 0
            found[kind.cell] = (opened + number, before + overdue)
        return found

    def _within(
        self, whose: Whose, of: Chosen | StillOpen, span: Span
    ) -> Iterator[tuple[Kind, int | None, int]]:
        """Counts of the rows of a cohort, by kind and length."""
        assert span == self._span  # noqa: S101 - and of one period
        cohort = Cohort(whose.service, of)
        wanted = {n for n, kind in enumerate(self._kinds.found) if kind.counts(cohort)}
        for (number, days), rows in self._rows_by_kind.items():
            if number in wanted:
                yield self._kinds.found[number], days, rows

    def _count_cases(self, rows: Sequence[Row], kinds: Sequence[int]) -> None:
        """Count each case that has events once, by the kinds of its events."""
        found: dict[str, set[int]] = {}
        for row, kind in zip(rows, kinds, strict=True):
            # A span is one to a case; only of events there may be several.
            if row[1]:
                found.setdefault(row[0], set()).add(kind)
        self._cases.update(map(frozenset, found.values()))

    def _select(self, table: Any, partition: int, seq: int) -> Select[Any]:
        """The rows of one table in one partition, as they were when its journal had this length."""
        c = _then(table, seq)
        span, whose = self._span, self._whose_rows
        days = {DAY[one.of.by] for one in self._cohorts if isinstance(one.of, Chosen)}
        within: dict[str, ColumnElement[bool]] = {
            name: c[name].between(span.first_on, span.last_on) for name in sorted(days)
        }
        still: ColumnElement[bool] = and_(
            c["started_on"] <= span.last_on,
            or_(c["ended_on"].is_(None), c["ended_on"] > span.last_on),
        )
        touched = [*within.values()]
        if any(isinstance(one.of, StillOpen) for one in self._cohorts):
            touched.append(still)
        conditions = [
            table.c.generation == self._reading.generation,
            table.c.partition == partition,
            tuple_(*_key(table)) > tuple_(*(bindparam(name, type_=String) for name in _LAYOUT.key)),
            table.c.measure.in_(sorted({one.of.measure for one in self._cohorts})),
            or_(*touched),
            table.c.authority == whose.authority,
            table.c.service.in_(sorted({one.service for one in self._cohorts})),
            self._reading.scope.clause(table.c.authority, table.c.unit),
            not_(table.c.subject.startswith(AUDIT)),
            table.c.since <= seq,
        ]
        if whose.unit is not None:
            conditions.append(table.c.unit == whose.unit)
        if "until" in table.c:
            conditions.append(table.c.until > seq)
        flags = [(one, _DAYS[name]) for name, one in within.items()]
        flags += [
            (still, _OPEN),
            (c["ended_on"] > table.c.due_on, _LATE),
            (and_(still, table.c.due_on < self._past), _OVERDUE),
            (table.c.due_on.is_not(None), _DATED),
            (table.c.instance != "", _EVENT),
        ]
        when: Any = sum((case((one, flag), else_=0) for one, flag in flags), start=literal(0))
        columns = ("measure", "service", "unit", "channel", "state", "norm", "code")
        listed = ("application_on", "started_on", "ended_on", "due_on", "days")
        return (
            select(
                table.c.subject,
                table.c.instance,
                *(c[name] for name in columns),
                when.label("told"),
                *(c[name] for name in listed),
            )
            .where(*conditions)
            .order_by(*_key(table))
            .limit(PORTION)
        )


def _key(table: Any) -> list[Any]:
    return [table.c[name] for name in _LAYOUT.key]


_ENDS: Final = {"state": literal(Observed.OPEN.value), "ended_on": null(), "days": null()}


def _then(table: Any, seq: int) -> dict[str, ColumnElement[Any]]:
    """Columns by name; of a span that came to its end since then, those of an open one."""
    later = and_(table.c.ended_since.is_not(None), table.c.ended_since > seq)
    ends = {**_ENDS, "code": null()}
    return {
        one.name: case((later, ends[one.name]), else_=one) if one.name in ends else one
        for one in table.columns
    }


def _through(channel: str | None, way: str) -> bool:
    return way == "any" or (channel in ELECTRONIC if way == "electronic" else channel == way)


class _Kinds(dict[Row, int]):
    """Numbers of kinds, given as they are met."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Kind] = []

    def __missing__(self, key: Row) -> int:
        number = self[key] = len(self.found)
        self.found.append(Kind(*key))
        return number
