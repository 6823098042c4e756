"""The store: partitions, their transactions, and how a program comes to own them.

with open_database(target) as database:
    store = SqlStore.open(database)
    with store.transaction(0) as transaction:
        ...
        transaction.write(changes)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Self, TypeAlias, TypeVar

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.partitions import CONTROL, partition_of
from sroki.projections.chain import journal
from sroki.projections.database import Database
from sroki.projections.known import Remembered
from sroki.projections.loading import Loader
from sroki.projections.partition_queries import SEEN, Partition, head_of
from sroki.projections.statements import Statements, chunks
from sroki.projections.tables import LEFT, Meta, PartitionRow, SubjectRow
from sroki.projections.transaction import Busy, SqlTransaction
from sroki.workflows.standing import Entry, Head, SubjectState

# Events of the subjects last used that are kept parsed: about a kilobyte each, with what is known
# of their subject. A list of a large city has some ten thousand, and is looked at with every batch.
REMEMBERED_EVENTS = 50_000

Done = TypeVar("Done")
# A transaction on a partition, under an epoch or, without one, only if nobody holds it.
Begin: TypeAlias = Callable[[int, int | None], AbstractContextManager[SqlTransaction]]


class SqlStore:
    """A store of partitions, of one generation, in one database.

    A partition is written by its owner: whoever raised its epoch last. `open` makes this process
    the owner of all, `join` of none until it `take_over`s one; who held it before is fenced.
    """

    def __init__(
        self, database: Database, generation: int, partitions: int, remembered: int
    ) -> None:
        self.database = database
        self.generation = generation
        self.partitions = partitions
        self._epochs: dict[int, int] = {}
        limit = remembered // partitions
        self._remembered = [Remembered(limit) for _ in range(partitions)]
        self._statements: Statements | None = None
        database.undone.append(self._forget)

    @classmethod
    def open(
        cls,
        database: Database,
        *,
        partitions: int | None = None,
        remembered: int = REMEMBERED_EVENTS,
    ) -> Self:
        """Own every partition of the store, making it if it is new.

        The number of `partitions` is fixed when it is made (1 unless said); raises Refused where
        the store has another. `remembered` bounds, in events, the subjects kept parsed.
        """
        store = cls.join(database, partitions=partitions, remembered=remembered)
        with database.together():
            for partition in range(store.partitions):
                store.take_over(partition)
        return store

    @classmethod
    def join(
        cls,
        database: Database,
        *,
        partitions: int | None = None,
        remembered: int = REMEMBERED_EVENTS,
    ) -> Self:
        """As `open`, but nobody is fenced, and nothing is ours yet."""
        with database.writing() as connection:
            database.alone(connection)
            generation, count = _settle(connection, partitions)
        return cls(database, generation, count, remembered)

    @classmethod
    def view(cls, database: Database) -> Self:
        """The store of a database opened to read: nobody is fenced, nothing can be written."""
        with database.reading() as connection:
            meta = _meta(connection)
        return cls(database, int(meta["generation"]), int(meta["partitions"]), 0)

    def take_over(self, partition: int) -> int:
        """Own a partition from here on: whoever held it before writes nothing more; its epoch."""
        mine = (
            col(PartitionRow.generation) == self.generation,
            col(PartitionRow.partition) == partition,
            col(PartitionRow.epoch) != LEFT,
        )
        raised = update(PartitionRow).where(*mine).values(epoch=PartitionRow.epoch + 1)
        with self.database.writing() as connection:
            epoch: int | None = connection.scalar(raised.returning(col(PartitionRow.epoch)))
        if epoch is None:
            raise Refused(
                say("Хранилище перешло к другому поколению"), accepted=say("запуск заново")
            )
        self._epochs[partition] = epoch
        return epoch

    def let_go(self, partition: int) -> None:
        """Own a partition no more; another one's epoch is not touched."""
        self._epochs.pop(partition, None)
        self._remembered[partition].clear()

    def shared(self) -> SharedStore:
        """The same store for work that needs no owner."""
        return SharedStore(self.partitions, self._transaction)

    def statements(self, connection: Connection) -> Statements:
        """The statements of the store's database, compiled once for all its transactions."""
        if self._statements is None:
            self._statements = Statements(connection.dialect)
        return self._statements

    def partition_of(self, key: str) -> int:
        """The partition of the subject `key`."""
        return partition_of(key, self.partitions)

    @contextmanager
    def by_hand(self, partition: int) -> Iterator[Connection]:
        """Hold a partition to change its rows past the engine; commits on leaving.

        Whatever anyone remembers of the partition is void from then on.
        """
        mine = (
            col(PartitionRow.generation) == self.generation,
            col(PartitionRow.partition) == partition,
        )
        raised = update(PartitionRow).where(*mine).values(writes=PartitionRow.writes + 1)
        with self.database.writing() as connection:
            connection.execute(raised)
            yield connection

    def journal(self, partition: int, after: int = 0) -> Iterator[Entry]:
        """The entries of a partition's journal after the one numbered `after`, in order."""
        with self.database.reading() as connection:
            for entry, _ in journal(connection, self.generation, partition, after):
                yield entry

    def heads(self) -> list[Head]:
        """How far each partition has come, as committed."""
        with self.database.reading() as connection:
            statements = Statements(connection.dialect)
            ask = statements.of(SEEN).ask
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

        Raises Refused where another owner has taken the partition over, or we never did.
        """
        epoch = self._epochs.get(partition)
        if epoch is None:
            raise Refused(
                say("Раздел {partition} не наш", partition=partition),
                why=say("его не принимали под запись"),
            )
        with self._transaction(partition, epoch) as transaction:
            yield transaction

    @contextmanager
    def _transaction(self, partition: int, epoch: int | None) -> Iterator[SqlTransaction]:
        with self.database.holding() as connection:
            statements, remembered = self.statements(connection), self._remembered[partition]
            yield SqlTransaction(connection, statements, remembered, self, partition, epoch)

    def _forget(self) -> None:
        for remembered in self._remembered:
            remembered.clear()


class SharedStore:
    """A store for what needs no owner: sweeps, letters, whatever is said again elsewhere.

    Its transactions check no epoch and leave the position where it is.
    """

    def __init__(self, partitions: int, begin: Begin) -> None:
        self.partitions = partitions
        self._begin = begin

    @contextmanager
    def transaction(self, partition: int) -> Iterator[SqlTransaction]:
        """Hold the partition's row, if nobody does; raises Busy otherwise."""
        with self._begin(partition, None) as transaction:
            yield transaction

    def unless_busy(self, work: Callable[[], Done]) -> Done | None:
        """Do some work on it; None where a partition that it needs is held by somebody."""
        try:
            return work()
        except Busy:
            return None


def _meta(connection: Connection) -> dict[str, str]:
    rows = connection.execute(select(col(Meta.key), col(Meta.value))).all()
    return {row.key: row.value for row in rows}


def _settle(connection: Connection, partitions: int | None) -> tuple[int, int]:
    """The store's generation and number of partitions; writes down what a new store is."""
    meta = _meta(connection)
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
            say("Число разделов хранилища нельзя изменить"),
            why=say(
                "хранилище создано с {made}, а открывается с {partitions}",
                made=meta["partitions"],
                partitions=partitions,
            ),
            accepted=f"partitions = {meta['partitions']}",
        )
    return int(meta["generation"]), int(meta["partitions"])
