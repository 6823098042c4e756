"""What the intake has taken of lists, in SQL: so that a corrected list can be told anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from sroki.events.base import Event
from sroki.events.catalogue import identity, parse_many, to_bytes
from sroki.projections.intake_tables import ListEventRow, ListMemberRow
from sroki.projections.statements import Statements


class SqlLists:
    """The lists within one transaction of the intake."""

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements
        self._known = statements.get(ListEventRow, ("no", "event"), ("group_key",))
        # Asked for every event that opens or names a case.
        self._naming = statements.get(ListMemberRow, ("group_key",), ("member",))

    def known(self, group: str) -> Sequence[Event]:
        """Every `list_approved`, `corrected` and `annulled` remembered for this group."""
        return parse_many(
            [event for _, event in sorted(self._known.fetch(self._connection, (group,)))]
        )

    def remember(self, event: Event, members: Sequence[str]) -> None:
        """Keep an event of a group under its subject; `members` are the cases it names.

        An identity already kept stays as it is.
        """
        name = identity(event)
        kept = self._connection.scalar(
            select(col(ListEventRow.no)).where(col(ListEventRow.identity) == name)
        )
        if kept is None:
            row = {"identity": name, "group_key": event.subject, "event": to_bytes(event)}
            self._connection.execute(insert(ListEventRow), row)
        rows = [(member, event.subject) for member in members]
        self._statements.ignore(ListMemberRow).run(self._connection, rows)

    def naming(self, member: str) -> Sequence[str]:
        """The groups of the lists that name `member`."""
        return sorted(group for (group,) in self._naming.fetch(self._connection, (member,)))
