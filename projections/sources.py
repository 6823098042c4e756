"""When each source was last heard, and what it was answered. Nothing is judged by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from sroki.events.base import Event
from sroki.projections.intake_tables import IntakeTallyRow, SourceRow
from sroki.projections.statements import Statements


def hear(
    connection: Connection, statements: Statements, events: Iterable[Event], at: datetime
) -> None:
    """Note that the intake took these events at `at`."""
    heard: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        heard.setdefault((event.authority, event.source), []).append(event)
    instant = statements.instant
    before = statements.get(SourceRow, ("events", "told_at", "entered_at"), ("authority", "source"))
    rows = []
    for (authority, source), told in heard.items():
        known = before.fetch(connection, (authority, source))
        count, *moments = known[0] if known else (0, None, None)
        latest, entered = map(statements.moment, moments)
        told_at = max([one.occurred_at for one in told] + ([latest] if latest else []))
        entries = [one.recorded_at for one in told if one.recorded_at is not None]
        entered_at = max(entries + ([entered] if entered else []), default=None)
        total = count + len(told)
        rows.append((authority, source, total, instant(at), instant(told_at), instant(entered_at)))
    statements.upsert(SourceRow).run(connection, rows)


def answered(
    connection: Connection, statements: Statements, answers: Mapping[tuple[str, str], int]
) -> None:
    """Count answers of the intake: (source, outcome) to how many more; see `IntakeTallyRow`."""
    # In one order, so that no two processes wait for each other.
    rows = [(*key, more) for key, more in sorted(answers.items()) if more]
    statements.add(IntakeTallyRow, "events").run(connection, rows)
