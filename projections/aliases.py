"""The alias register in SQL, and how an applicant is forgotten.

Numbers stand here and nowhere else, so taking one out of here is all of forgetting: no journal, no
ledger and no figure ever held one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, update
from sqlmodel import col

from sroki.events.aliases import Alias, Link
from sroki.projections.intake_tables import AliasRow
from sroki.projections.statements import Statements

# The kind of a row whose number is forgotten; no number that is told has a kind without a name.
FORGOTTEN: Final = ""


class _Row(NamedTuple):
    case_id: str | None
    member: str | None


_UNKNOWN: Final = _Row(None, None)
_COLUMNS: Final = (*Alias._fields, *_Row._fields)
# Whose a number is: with these, numbers are asked for by the register's own order.
_WHOSE: Final = ("authority", "source", "kind")


class SqlAliases:
    """The register within one transaction of the intake: `connection` is its own.

    What was found or told is remembered until the transaction ends; what was told is written all
    at once, by `register`.
    """

    def __init__(self, connection: Connection, statements: Statements) -> None:
        self._connection = connection
        self._statements = statements
        self._get = statements.get(AliasRow, _Row._fields, Alias._fields)
        self._reserved = statements.get(AliasRow, ("case_id",), ("member",))
        self._known: dict[Alias, _Row] = {}
        self._told: dict[Alias, _Row] = {}

    def expect(self, aliases: Iterable[Alias]) -> None:
        """Look these up, those of one kind of one source at once."""
        wanted: dict[tuple[str, str, str], set[Alias]] = {}
        for alias in aliases:
            if alias not in self._known:
                wanted.setdefault(alias[:3], set()).add(alias)
        for whose, asked in wanted.items():
            numbers = {alias.number for alias in asked}
            rows = self._statements.pick(
                self._connection, AliasRow, "number", _COLUMNS, whose, numbers, _WHOSE
            )
            self._known |= dict.fromkeys(asked, _UNKNOWN)
            self._known |= {Alias(*row[:5]): _Row(*row[5:]) for row in rows}

    def find(self, alias: Alias) -> Link | None:
        """What is known of `alias`."""
        case_id, reserved = self._row(alias)
        member = reserved or case_id
        return None if member is None else Link(case_id, member)

    def bind(self, alias: Alias, case_id: str) -> None:
        """`alias` names this case from now on; a reserved `member` stays what it was."""
        self._write(alias, _Row(case_id, self._row(alias).member))

    def reserve(self, alias: Alias, member: str) -> None:
        """Lists name `alias`, which is not known yet, by this id."""
        self._write(alias, _Row(self._row(alias).case_id, member))

    def case_of(self, member: str) -> str | None:
        """The case that lists name by `member`: itself, unless reserved; None while unknown."""
        self.write()
        found = self._reserved.fetch(self._connection, (member,))
        case: str | None = found[0][0] if found else member
        return case

    def write(self) -> None:
        """Write what was told."""
        rows = [(*alias, *row) for alias, row in self._told.items()]
        self._statements.upsert(AliasRow).run(self._connection, rows)
        self._told.clear()

    def _row(self, alias: Alias) -> _Row:
        row = self._known.get(alias)
        if row is None:
            found = self._get.fetch(self._connection, alias)
            row = self._known[alias] = _Row(*found[0]) if found else _UNKNOWN
        return row

    def _write(self, alias: Alias, row: _Row) -> None:
        self._known[alias] = self._told[alias] = row


@contextmanager
def register(connection: Connection, statements: Statements) -> Iterator[SqlAliases]:
    """The register within a transaction of the intake; what it was told is written on leaving."""
    aliases = SqlAliases(connection, statements)
    yield aliases
    aliases.write()


def forget(connection: Connection, case_id: str) -> int:
    """Delete every number that names a case; how many there were. Nothing else knew them.

    Where lists know the case by a reserved id, the row stays as the way from that id to the case,
    with the id in the place of the number: a list told again or corrected must still find it. Both
    ids are opaque. A source that tells of a forgotten number again tells of an unknown one.
    """
    numbered = (col(AliasRow.case_id) == case_id, col(AliasRow.kind) != FORGOTTEN)
    reserved = col(AliasRow.member).is_not(None) & (col(AliasRow.member) != case_id)
    kept = connection.execute(
        update(AliasRow)
        .where(*numbered, reserved)
        .values(kind=FORGOTTEN, number=col(AliasRow.member), year=0)
    )
    deleted = connection.execute(delete(AliasRow).where(*numbered))
    return kept.rowcount + deleted.rowcount
