"""Moving house: a store copied whole into another database, and the rows of a new generation.

A generation is the same partitions of the same subjects for as long as it lasts. Another number of
partitions is another generation: its subjects and its ledger are laid from the one before, whose
journals stay, under their chains, as the proof of where they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from sroki.events.catalogue import from_bytes
from sroki.events.errors import Refused
from sroki.events.findings import Finding
from sroki.events.i18n import say
from sroki.events.partitions import CONTROL
from sroki.projections.backup import Proof, prove
from sroki.projections.database import Database
from sroki.projections.dump import METADATA
from sroki.projections.statements import table_of
from sroki.projections.tables import (
    EARLIER_WATERMARK,
    LEFT,
    ConflictRow,
    CounterRow,
    FindingRow,
    IdentityRow,
    JournalRow,
    LetterRow,
    Meta,
    PartitionRow,
    SubjectRow,
)
from sroki.workflows.standing import Conflict, InputKind, Taken

# Rows of one statement, and what is told of at once.
PORTION: Final = 1_000
# What no journal tells: of the counters of a partition, those that a replay does not make again.
_UNTOLD: Final = ("assessment_crashed", "unread")
# Who is at the moment let in, is let in anew.
_LEFT_BEHIND: Final = frozenset({"session"})

Told = Callable[[int, int], None]


def copy_whole(source: Database, target: Database, progress: Told) -> Proof:
    """Copy every row of a store, of one moment, into an empty one, and prove the two equal.

    `progress` is told rows done and rows in all. Raises Refused where `target` holds a store, a
    chain is broken, or what was written is not what was read.
    """
    with source.reading() as told:
        expected = prove(told)
        whole = sum(expected.rows.values())
        done = 0
        with target.writing() as made:
            target.alone(made)
            if made.scalar(select(func.count()).select_from(Meta)):
                raise Refused(
                    say("В этой базе уже есть хранилище"),
                    accepted=say("пустая база или новый файл"),
                )
            for table in METADATA.sorted_tables:
                if table.name in _LEFT_BEHIND:
                    continue
                for rows in _portions(told, table):
                    made.execute(insert(table), rows)
                    done += len(rows)
                    progress(done, whole)
                _number_on(made, table)
    with target.reading() as made:
        found = prove(made)
    for name in expected.rows.keys() - _LEFT_BEHIND:
        if expected.digests[name] != found.digests[name]:
            raise Refused(say("Копия не равна хранилищу"), why=say("таблица {name}", name=name))
    return found


def _portions(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key)
    found = connection.execution_options(yield_per=PORTION).execute(query)
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _number_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's numbering of rows go on after those that were copied."""
    key = table.autoincrement_column
    if connection.dialect.name != "postgresql" or key is None:
        return
    place = {"t": table.name, "c": key.name}
    if connection.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), place):
        last = connection.scalar(select(func.max(key))) or 1
        told = text("SELECT setval(pg_get_serial_sequence(:t, :c), :n, true)")
        connection.execute(told, {**place, "n": last})


def begin(connection: Connection, generation: int, partitions: int) -> None:
    """Make the rows of the partitions of a new generation; what an unfinished one left goes."""
    clear(connection, generation)
    connection.execute(
        insert(PartitionRow),
        [{"generation": generation, "partition": number} for number in range(partitions)],
    )


def clear(connection: Connection, generation: int, *, keep_journal: bool = False) -> None:
    """Delete the rows of a generation; `keep_journal`: but for its journals and their heads."""
    kept = {JournalRow.__tablename__, PartitionRow.__tablename__} if keep_journal else set()
    for table in METADATA.sorted_tables:
        if "generation" in table.columns and table.name not in kept:
            connection.execute(delete(table).where(table.columns["generation"] == generation))


def carry_control(connection: Connection, told: int, made: int) -> None:
    """Give what people did to the new generation, as it stands and under the same chain."""
    for table in METADATA.sorted_tables:
        if "generation" in table.columns:
            _carry(connection, table, told, made, table.columns["partition"] == CONTROL)
    _forget_control(connection, told)


def _forget_control(connection: Connection, generation: int) -> None:
    for model in (JournalRow, PartitionRow):
        connection.execute(
            delete(model).where(
                col(model.generation) == generation, col(model.partition) == CONTROL
            )
        )


def carry_untold(connection: Connection, told: int, made: int) -> None:
    """Give a generation replayed from the journals of another what these do not tell.

    Letters that a replay wrote were delivered long ago, but for those that wait there still.
    """
    letters, counters = table_of(LetterRow), table_of(CounterRow)
    untold = counters.columns["name"].in_(_UNTOLD)
    for table, which in ((letters, true()), (counters, untold)):
        connection.execute(delete(table).where(table.columns["generation"] == made, which))
        _carry(connection, table, told, made, which)


def _carry(
    connection: Connection, table: Table, told: int, made: int, which: ColumnElement[bool]
) -> None:
    columns = [column for column in table.columns if column.name != "generation"]
    rows = select(literal(made), *columns).where(table.columns["generation"] == told, which)
    names = ["generation", *(column.name for column in columns)]
    connection.execute(insert(table).from_select(names, rows))


def go_over(connection: Connection, told: int, made: int, partitions: int) -> None:
    """From here on the store is of generation `made`; whoever writes the other is refused."""
    for key, value in (("generation", made), ("partitions", partitions)):
        connection.execute(update(Meta).where(col(Meta.key) == key).values(value=str(value)))
    connection.execute(
        update(PartitionRow).where(col(PartitionRow.generation) == told).values(epoch=LEFT)
    )


def hold(connection: Connection, generation: int) -> None:
    """Lock every partition of a generation, what people do too, until the transaction ends."""
    mine = col(PartitionRow.generation) == generation
    order = col(PartitionRow.partition)
    connection.execute(select(order).where(mine).order_by(order).with_for_update()).all()


def same_journals(connection: Connection, told: int, made: int) -> None:
    """Give a generation replayed from another its positions. Raises Refused where, of the same
    partitions, the journals are not the same.
    """
    heads = (PartitionRow.partition, PartitionRow.seq, PartitionRow.chain)
    before, after = (
        connection.execute(
            select(*map(col, heads))
            .where(col(PartitionRow.generation) == one, col(PartitionRow.partition) != CONTROL)
            .order_by(col(PartitionRow.partition))
        ).all()
        for one in (told, made)
    )
    if before != after:
        raise Refused(say("Журнал, проигранный заново, вышел другим"), why=f"{before} ≠ {after}")
    old = aliased(PartitionRow)
    mine = select(col(old.position), col(old.posted)).where(
        col(old.generation) == told, col(old.partition) == col(PartitionRow.partition)
    )
    connection.execute(
        update(PartitionRow)
        .where(col(PartitionRow.generation) == made)
        .values(
            position=mine.with_only_columns(col(old.position)).scalar_subquery(),
            posted=mine.with_only_columns(col(old.posted)).scalar_subquery(),
        )
    )


def size(connection: Connection, generation: int) -> int:
    """How many subjects and findings there are."""
    return sum(
        connection.scalar(
            select(func.count()).select_from(table).where(table.columns["generation"] == generation)
        )
        or 0
        for table in (table_of(SubjectRow), table_of(FindingRow))
    )


def findings_of(
    connection: Connection, generation: int, partition: int
) -> Generator[Finding, None, None]:
    """The ledger of a partition, in the order of saying."""
    table = table_of(FindingRow)
    query = (
        select(*(table.columns[name] for name in Finding.model_fields))
        .where(table.columns["generation"] == generation, table.columns["partition"] == partition)
        .order_by(table.columns["no"])
    )
    with connection.execution_options(yield_per=PORTION).execute(query) as rows:
        for row in rows.mappings():
            yield Finding(**{**row, "params": from_json(row["params"])})


def conflicts_of(connection: Connection, generation: int, partition: int) -> Iterator[Conflict]:
    """What came second under a taken identity."""
    rows = connection.execute(
        select(col(ConflictRow.subject), col(ConflictRow.event)).where(
            col(ConflictRow.generation) == generation, col(ConflictRow.partition) == partition
        )
    )
    for subject, event in rows:
        yield Conflict(subject, from_bytes(event))


def watermarks_of(connection: Connection, generation: int, partition: int) -> list[Taken]:
    """The watermarks that a partition has taken, in this generation or before it."""
    rows = connection.execute(
        select(col(IdentityRow.identity), col(IdentityRow.content))
        .outerjoin(
            table_of(JournalRow),
            (col(JournalRow.generation) == col(IdentityRow.generation))
            & (col(JournalRow.partition) == col(IdentityRow.partition))
            & (col(JournalRow.seq) == col(IdentityRow.seq)),
        )
        .where(
            col(IdentityRow.generation) == generation,
            col(IdentityRow.partition) == partition,
            or_(
                col(IdentityRow.seq) == EARLIER_WATERMARK,
                col(JournalRow.kind) == str(InputKind.WATERMARK),
            ),
        )
    )
    return [Taken(name, content, watermark=True) for name, content in rows]
