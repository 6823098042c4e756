"""Counts kept while rows move, so that a scrape adds up hundreds of rows and not millions.

They repeat what the rows say, and `recount` says it again from the rows themselves: a difference
between the two is a fault of ours, and an alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    Connection,
    and_,
    case,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlmodel import SQLModel, col

from sroki.projections.figure_tables import NONE, FigureTallyRow
from sroki.projections.figure_tables import ObservationRow as O
from sroki.projections.known import Board
from sroki.projections.statements import Row, Statements, columns_of, grouped, table_of
from sroki.projections.tables import (
    AUDIT,
    NO_NECESSITY,
    CounterRow,
    DeadlineRow,
    DueTallyRow,
    StageTallyRow,
    SubjectRow,
)
from sroki.workflows.assessment import State
from sroki.workflows.observation import Observed

OPEN: Final = frozenset({State.RUNNING.value, State.OVERDUE.value})

_AT: Final = {name: place for place, name in enumerate(columns_of(DeadlineRow))}
_STATE: Final = _AT["state"]
_scope: Final = itemgetter(
    *(_AT[name] for name in ("authority", "service", "unit", "rule", "state", "proof", "due_at"))
)
_NECESSARY: Final = _AT["necessary_on"]


class Tallies:
    """The additions of one transaction."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._stages: Counter[Row] = Counter()
        self._due: Counter[Row] = Counter()
        self._counters: Counter[Row] = Counter()
        self._figures: Counter[Row] = Counter()
        self._no_necessity = statements.day(NO_NECESSITY)

    def stage(self, board: Board, change: int) -> None:
        """One subject more (or fewer) stands where `board` says."""
        self._stages[
            board.authority, board.service, board.unit, board.kind, board.stage, board.closed
        ] += change

    def deadline(self, row: Row, change: int) -> None:
        """One deadline more (or fewer) stands as `row` says; only open ones are counted."""
        if row[_STATE] in OPEN:
            self.due(_scope(row), row[_NECESSARY], change)

    def due(self, scope: Row, necessary_on: Any, change: int) -> None:
        """One open deadline more (or fewer) in a scope: from the authority to `due_at`."""
        self._due[(*scope, necessary_on or self._no_necessity)] += change

    def figure(self, on: Row, change: int) -> None:
        """One observation more (or fewer) counts on a day; `on` is the key of a live figure."""
        self._figures[on] += change

    def count(
        self, name: str, scope: tuple[str, str, str], rule: str, detail: str, more: int = 1
    ) -> None:
        """Let a counter grow; `scope` is (authority, service, unit)."""
        self._counters[(name, *scope, rule, detail)] += more

    def write(self, connection: Connection, generation: int, partition: int) -> None:
        """Add all of it; what comes to nothing has no row."""
        place = (generation, partition)
        self._add(connection, StageTallyRow, "subjects", self._stages, place)
        self._add(connection, DueTallyRow, "deadlines", self._due, place)
        self._add(connection, FigureTallyRow, "observations", self._figures, place)
        self._add(connection, CounterRow, "value", self._counters, place)

    def _add(
        self,
        connection: Connection,
        model: type[SQLModel],
        column: str,
        changes: Counter[Row],
        place: Row,
    ) -> None:
        changed = {key: more for key, more in changes.items() if more}
        rows = [(*place, *key, more) for key, more in changed.items()]
        self._statements.add(model, column).run(connection, rows)
        emptied = [(*place, *key, 0) for key, more in changed.items() if more < 0]
        self._statements.delete(model, column).run(connection, emptied)


def recount(connection: Connection, generation: int) -> dict[str, tuple[int, int]]:
    """Tallies that differ from their rows: by name, how many are missing and how many too many."""
    found: dict[str, tuple[int, int]] = {}
    for model, kept, counted in (
        (StageTallyRow, _kept(connection, StageTallyRow, generation), _stages),
        (DueTallyRow, _kept(connection, DueTallyRow, generation), _due),
        (FigureTallyRow, _kept(connection, FigureTallyRow, generation), _figures),
    ):
        true = counted(connection, generation)
        if kept != true:
            name = table_of(model).name
            found[name] = ((true - kept).total(), (kept - true).total())
    return found


def recount_figures(connection: Connection, generation: int) -> tuple[int, int]:
    """How many live figures are missing, and how many too many, by what was observed."""
    kept, true = _kept(connection, FigureTallyRow, generation), _figures(connection, generation)
    return (true - kept).total(), (kept - true).total()


_Count = Callable[[Connection, int], Counter[Row]]


def _kept(connection: Connection, model: type[SQLModel], generation: int) -> Counter[Row]:
    table = table_of(model)
    rows = connection.execute(select(table).where(table.columns["generation"] == generation))
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def _stages(connection: Connection, generation: int) -> Counter[Row]:
    return _grouped(
        connection,
        SubjectRow,
        generation,
        ("generation", "partition", "authority", "service", "unit", "kind", "stage", "closed"),
    )


def _due(connection: Connection, generation: int) -> Counter[Row]:
    columns: list[Any] = [
        col(DeadlineRow.generation),
        col(DeadlineRow.partition),
        col(DeadlineRow.authority),
        col(DeadlineRow.service),
        col(DeadlineRow.unit),
        col(DeadlineRow.rule),
        col(DeadlineRow.state),
        col(DeadlineRow.proof),
        col(DeadlineRow.due_at),
        # Written out: two parameters would be two expressions to PostgreSQL.
        func.coalesce(col(DeadlineRow.necessary_on), literal(NO_NECESSITY, literal_execute=True)),
    ]
    rows = connection.execute(
        select(*columns, func.count())
        .where(col(DeadlineRow.generation) == generation, col(DeadlineRow.state).in_(OPEN))
        .group_by(*columns)
    )
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def _figures(connection: Connection, generation: int) -> Counter[Row]:
    """The live figures, counted from what was observed."""
    found: Counter[Row] = Counter()
    for edge, on in (
        ("started", col(O.started_on)),
        ("ended", col(O.ended_on)),
        ("application", col(O.application_on)),
    ):
        of_events = col(O.instance) != ""
        if edge == "started":
            counts = not_(of_events)
        elif edge == "application":
            counts = and_(of_events, col(O.gap).is_(None))
        else:
            counts = true()
        outcome = case(
            (or_(col(O.state) != Observed.DONE.value, col(O.due_on).is_(None)), col(O.state)),
            (col(O.ended_on) <= col(O.due_on), "timely"),
            else_="late",
        )
        # The gap says how an event counts in a period; the day of an application has none.
        length = case((of_events, NONE if edge == "application" else col(O.gap)), else_=O.days)
        columns: list[Any] = [
            col(O.generation),
            col(O.partition),
            col(O.authority),
            col(O.service),
            col(O.unit),
            col(O.measure),
            literal_column(f"'{edge}'"),
            on,
            func.coalesce(col(O.channel), ""),
            func.coalesce(col(O.code), ""),
            outcome,
            func.coalesce(length, NONE),
            func.coalesce(col(O.norm), NONE),
        ]
        condition = and_(
            col(O.generation) == generation,
            not_(col(O.subject).startswith(AUDIT)),
            on.is_not(None),
            counts,
        )
        rows = connection.execute(grouped(columns, condition))
        found.update({tuple(row[:-1]): row[-1] for row in rows})
    return found


def _grouped(
    connection: Connection, model: type[SQLModel], generation: int, names: tuple[str, ...]
) -> Counter[Row]:
    table = table_of(model)
    columns = [table.columns[name] for name in names]
    rows = connection.execute(
        select(*columns, func.count())
        .where(table.columns["generation"] == generation)
        .group_by(*columns)
    )
    return Counter({tuple(row[:-1]): row[-1] for row in rows})
