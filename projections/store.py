"""The store: partitions, their transactions, and how a program comes to own them.

with Database.open(path) as database:
    store = SqlStore.open(database)
    with store.transaction(0) as transaction:
        ...
        transaction.write(changes)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from sqlalchemy import Connection, and_, insert, select, update
from sqlmodel import col

from sroki.events.errors import Refused
from sroki.events.partitions import CONTROL, partition_of
from sroki.projections.chain import journal
from sroki.projections.database import Database
from sroki.projections.known import Remembered
from sroki.projections.loading import Loader
from sroki.projections.partition_queries import PARTITION, Partition, head_of
from sroki.projections.statements import Statements, chunks
from sroki.projections.tables import Meta, PartitionRow, SubjectRow
from sroki.projections.transaction import SqlTransaction
from sroki.workflows.standing import Entry, Head, SubjectState

# Events of the subjects last used that are kept parsed: about a kilobyte each, with what is known
# of their subject. A list of a large city has some ten thousand, and is looked at with every batch.
REMEMBERED_EVENTS = 50_000


class SqlStore:
    """A store of partitions, of one generation, in one database.

    Opening it raises the epoch of every partition: whoever held them before is fenced.
    """

    def __init__(
        self, database: Database, generation: int, epochs: dict[int, int], remembered: int
    ) -> None:
        self.database = database
        self.generation = generation
        self.partitions = len(epochs)
        self._epochs = epochs
        self._remembered = Remembered(remembered)
        database.undone.append(self._remembered.clear)
        self._statements: Statements | None = None

    @classmethod
    def open(
        cls,
        database: Database,
        *,
        partitions: int | None = None,
        remembered: int = REMEMBERED_EVENTS,
    ) -> Self:
        """Take the store over, making it if it is new.

        The number of `partitions` is fixed when it is made (1 unless said); raises Refused where
        the store has another. `remembered` bounds, in events, the subjects kept parsed.
        """
        with database.writing() as connection:
            generation = _settle(connection, partitions)
            epochs = _take_over(connection, generation)
        return cls(database, generation, epochs, remembered)

    @classmethod
    def view(cls, database: Database) -> Self:
        """The store of a database opened to read: nobody is fenced, nothing can be written."""
        with database.reading() as connection:
            rows = connection.execute(select(col(Meta.key), col(Meta.value))).all()
        meta = {row.key: row.value for row in rows}
        epochs = dict.fromkeys(range(int(meta["partitions"])), 0)
        return cls(database, int(meta["generation"]), epochs, 0)

    def partition_of(self, key: str) -> int:
        """The partition of the subject `key`."""
        return partition_of(key, self.partitions)

    def forget(self, partition: int, key: str) -> None:
        """Do not rely on what is remembered of a subject: its rows were changed by another hand.

        To be called while holding the database.
        """
        self._remembered.take(partition, key)

    def journal(self, partition: int, after: int = 0) -> Iterator[Entry]:
        """The entries of a partition's journal after the one numbered `after`, in order."""
        with self.database.reading() as connection:
            for entry, _ in journal(connection, self.generation, partition, after):
                yield entry

    def heads(self) -> list[Head]:
        """How far each partition has come, as committed."""
        with self.database.reading() as connection:
            statements = Statements(connection.dialect)
            ask = statements.of(PARTITION).ask
            heads = []
            for number in range(self.partitions):
                place = {"generation": self.generation, "partition": number}
                (row,) = ask(connection, place)
                heads.append(head_of(statements, number, Partition(*row)))
            return heads

    def states(self, partition: int) -> Iterator[SubjectState]:
        """Every subject of a partition, by key, read in portions."""
        keys = (
            select(col(SubjectRow.key))
            .where(col(SubjectRow.generation) == self.generation)
            .where(col(SubjectRow.partition) == partition)
            .order_by(col(SubjectRow.key))
        )
        with self.database.reading() as connection:
            statements = Statements(connection.dialect)
            loader = Loader(connection, statements, self.generation, partition)
            for chunk in chunks(connection.scalars(keys).all()):
                for known in loader.subjects(chunk).values():
                    yield known.state

    @contextmanager
    def transaction(self, partition: int) -> Iterator[SqlTransaction]:
        """Hold the partition's row; leaving without `write` changes nothing.

        Raises Refused where another owner has taken the partition over.
        """
        with self.database.holding() as connection:
            if self._statements is None:
                self._statements = Statements(connection.dialect)
            transaction = SqlTransaction(
                connection,
                self._statements,
                self._remembered,
                self,
                partition,
                self._epochs[partition],
            )
            yield transaction


def _settle(connection: Connection, partitions: int | None) -> int:
    """The store's generation; writes down what a new store is."""
    rows = connection.execute(select(col(Meta.key), col(Meta.value))).all()
    meta = {row.key: row.value for row in rows}
    if not meta:
        count = partitions or 1
        meta = {"partitions": str(count), "generation": "1"}
        connection.execute(insert(Meta), [{"key": k, "value": v} for k, v in meta.items()])
        connection.execute(
            insert(PartitionRow),
            [{"generation": 1, "partition": number} for number in (CONTROL, *range(count))],
        )
    if partitions is not None and meta["partitions"] != str(partitions):
        raise Refused(
            "Число разделов хранилища нельзя изменить",
            why=f"хранилище создано с {meta['partitions']}, а открывается с {partitions}",
            accepted=f"partitions = {meta['partitions']}",
        )
    return int(meta["generation"])


def _take_over(connection: Connection, generation: int) -> dict[int, int]:
    """Raise the epoch of every partition of cases; they are ours by partition.

    The control partition has no owner: whoever writes to it locks its row (`desk`).
    """
    mine = and_(col(PartitionRow.generation) == generation, col(PartitionRow.partition) != CONTROL)
    connection.execute(update(PartitionRow).where(mine).values(epoch=PartitionRow.epoch + 1))
    rows = connection.execute(
        select(col(PartitionRow.partition), col(PartitionRow.epoch))
        .where(mine)
        .order_by(col(PartitionRow.partition))
    )
    return {row.partition: row.epoch for row in rows}
