"""A store laid anew over another number of partitions, or made anew from its own journals.

Both make a new generation beside the one in use, and go over to it in one transaction under the
locks of all partitions. Until then nothing in use has changed, and an attempt cut short is made
again. Afterwards whoever still holds the generation before is refused, and starts anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar

from pydantic_core import from_json, to_json

from sroki.deploy.rules import kept
from sroki.events.errors import Refused
from sroki.events.i18n import say
from sroki.events.partitions import CONTROL
from sroki.monitors.advance import Advance
from sroki.monitors.engine import Engine, PlansOf
from sroki.monitors.replay import replay
from sroki.projections import chain, moving
from sroki.projections.database import Database
from sroki.projections.desk import Desk
from sroki.projections.dump import control_of, ledger_of, sayings_of, standing_of
from sroki.projections.opening import Target, look_at, open_database
from sroki.projections.store import SqlStore
from sroki.workflows.standing import Conflict, Entry, Head, InputKind

# Subjects or findings of one transaction.
_PORTION: Final = 500
# With no more entries than this to go, everybody can wait until they are replayed.
_FEW: Final = 2_000
# Events that a store in the making keeps parsed.
_REMEMBERED: Final = 50_000
# What must be equal of two heads before their partitions can be cut otherwise.
_COMMON: Final = ("clock", "rulebook", "watermarks", "live_from")

Told = Callable[[int, int], None]
One = TypeVar("One")


def _quietly(_done: int, _whole: int) -> None:
    """Nobody is to be told."""


# -- another number of partitions -----------------------------------------------------------------


def repartition(database: Database, partitions: int, progress: Told) -> SqlStore:
    """Lay the store anew over another number of partitions; the store of the new generation.

    Its standing and its ledger are those of before. The journals of before stay, under their
    chains; the new ones begin with an entry that names them. Nothing else may write meanwhile:
    whoever does is fenced.
    """
    told, plans_of = SqlStore.open(database), kept(database)
    head = _level(told, plans_of)
    made = _beside(told, partitions)
    lay(told, made, plans_of, head, _base(told), progress)
    with database.writing() as connection:
        moving.carry_control(connection, told.generation, made.generation)
        moving.go_over(connection, told.generation, made.generation, partitions)
    with database.writing() as connection:
        moving.clear(connection, told.generation, keep_journal=True)
    return SqlStore.open(database)


def lay(
    told: SqlStore, made: SqlStore, plans_of: PlansOf, head: Head, base: bytes, progress: Told
) -> None:
    """Write the subjects and the ledger of a levelled store into the empty partitions of another.

    `head` is what the partitions have in common; `base` names the journals it all comes from.
    """
    plans = plans_of(head.rulebook)
    with told.database.reading() as connection:
        whole = moving.size(connection, told.generation)
        marks = moving.watermarks_of(connection, told.generation, 0)
    for number in range(made.partitions):
        with made.transaction(number) as tx:
            work = Advance(tx, plans)
            work.take_moved(base, head)
            work.changes.taken += marks
            work.write()
    done = 0
    for partition in range(told.partitions):
        conflicts = _conflicts(told, partition)
        for number, states in _sorted_out(made, told.states(partition), lambda one: one.key):
            with made.transaction(number) as tx:
                work = Advance(tx, plans)
                work.lay(states)
                for state in states:
                    work.changes.conflicts += conflicts.get(state.key, ())
                work.write()
            done += len(states)
            progress(done, whole)
        with told.database.reading() as connection:
            ledger = moving.findings_of(connection, told.generation, partition)
            for number, said in _sorted_out(made, ledger, lambda one: one.subject):
                with made.transaction(number) as tx:
                    work = Advance(tx, plans)
                    work.changes.findings += said
                    work.write()
                done += len(said)
                progress(done, whole)


def _level(store: SqlStore, plans_of: PlansOf) -> Head:
    """Bring every partition to one clock with nothing on its way; what they have in common.

    Raises Refused where partitions know different things: some have not read what others have.
    """
    engine = Engine(store, plans_of)
    clocks = [head.clock for head in store.heads() if head.clock is not None]
    for partition in range(store.partitions):
        engine.settle(partition)
        if clocks:
            engine.tick(partition, max(clocks), always=True)
    while sum(engine.deliver(partition) for partition in range(store.partitions)):
        pass
    first, *rest = store.heads()
    for head in rest:
        for name in _COMMON:
            if getattr(head, name) != getattr(first, name):
                raise Refused(
                    say("Разделы хранилища знают разное, делить их заново нельзя"),
                    why=say(
                        "{name}: разделы {one} и {other} расходятся",
                        name=name,
                        one=first.partition,
                        other=head.partition,
                    ),
                    accepted=say("остановить приём и дать обработчикам дочитать журнал"),
                )
    return first


def _base(told: SqlStore) -> bytes:
    """Names the journals of a generation: how long each is, and under which hash."""
    heads = [[one.seq, one.chain.hex()] for one in told.heads()]
    return to_json({"generation": told.generation, "heads": heads})


def _conflicts(told: SqlStore, partition: int) -> dict[str, list[Conflict]]:
    found: dict[str, list[Conflict]] = {}
    with told.database.reading() as connection:
        for one in moving.conflicts_of(connection, told.generation, partition):
            found.setdefault(one.subject, []).append(one)
    return found


def _sorted_out(
    made: SqlStore, things: Iterable[One], key: Callable[[One], str]
) -> Iterator[tuple[int, list[One]]]:
    """Things by the partition they come to, in their order, a portion at a time."""
    waiting: dict[int, list[One]] = {}
    for one in things:
        number = made.partition_of(key(one))
        some = waiting.setdefault(number, [])
        some.append(one)
        if len(some) == _PORTION:
            yield number, waiting.pop(number)
    yield from waiting.items()


# -- the same journals, played again --------------------------------------------------------------


class Playing:
    """The journals of a generation, played into the fresh partitions of a store as far as they go.

    Where they begin with subjects of a generation before, that one is played first, aside.
    """

    def __init__(self, told: Database, generation: int, made: SqlStore, plans_of: PlansOf) -> None:
        self._told = told
        self._generation = generation
        self._made = made
        self._plans_of = plans_of
        self._engine = Engine(made, plans_of)
        self._read = dict.fromkeys(range(made.partitions), 0)
        base = self._base()
        if base is not None:
            self._lay(base)

    def on(self, progress: Told = _quietly) -> int:
        """Play what was not played yet; how many entries that were."""
        played = 0
        for partition, read in self._read.items():
            entries = self._entries(partition, read)
            while some := list(islice(entries, _PORTION)):
                with self._made.database.together():
                    replay(self._engine, partition, some)
                self._read[partition] = some[-1].seq
                played += len(some)
                progress(sum(self._read.values()), 0)
        return played

    def _entries(self, partition: int, after: int) -> Iterator[Entry]:
        with self._told.reading() as connection:
            for entry, _ in chain.journal(connection, self._generation, partition, after):
                yield entry

    def _base(self) -> bytes | None:
        first = next(self._entries(0, 0), None)
        return first.body if first is not None and first.kind is InputKind.MOVED else None

    def _lay(self, base: bytes) -> None:
        named = from_json(base)
        with _scratch(len(named["heads"])) as aside:
            Playing(self._told, named["generation"], aside, self._plans_of).on()
            lay(aside, self._made, self._plans_of, aside.heads()[0], base, _quietly)
        self._read = dict.fromkeys(self._read, 1)


def rebuild(database: Database, progress: Told, *, differing: bool = False) -> str | None:
    """Make the store anew from its journals, beside the living one, and go over to it.

    Where the ledger says otherwise than before, the first such line is returned, and the store
    stays as it was unless `differing` is allowed.
    """
    told = SqlStore.join(database)
    made = _beside(told, told.partitions)
    playing = Playing(database, told.generation, made, kept(database))
    while playing.on(progress) > _FEW:
        pass
    found = _said_otherwise(told, made)
    if found is not None and not differing:
        with database.writing() as connection:
            moving.clear(connection, made.generation)
        return found
    with database.together():
        with database.writing() as connection:
            moving.hold(connection, told.generation)
        playing.on()
        with database.writing() as connection:
            moving.same_journals(connection, told.generation, made.generation)
            moving.carry_untold(connection, told.generation, made.generation)
            moving.carry_control(connection, told.generation, made.generation)
            moving.go_over(connection, told.generation, made.generation, told.partitions)
    with database.writing() as connection:
        moving.clear(connection, told.generation)
    return found


def first_difference(target: Target) -> str | None:
    """Play the journals of a store aside; the first line that differs from it, or None."""
    with look_at(target) as original:
        told = SqlStore.view(original)
        with _scratch(told.partitions) as made:
            Playing(original, told.generation, made, kept(original)).on()
            Desk(made.database).replay(told.journal(CONTROL))
            return difference(told, made)


def difference(one: SqlStore, other: SqlStore) -> str | None:
    """Where two stores first differ in standing, in ledger, or in what people did."""
    said = ledger_of if one.partitions == other.partitions else sayings_of
    for of, lines in (("standing", standing_of), ("ledger", said), ("control", control_of)):
        for before, after in zip_longest(lines(one), lines(other)):
            if before != after:
                return f"{of}: {before} ≠ {after}"
    return None


def _said_otherwise(told: SqlStore, made: SqlStore) -> str | None:
    """The first finding of `made` that `told` has not at its place; it may have said more since."""
    for partition in range(made.partitions):
        with (
            made.database.reading() as connection,
            closing(moving.findings_of(connection, told.generation, partition)) as before,
            closing(moving.findings_of(connection, made.generation, partition)) as after,
        ):
            for one, other in zip_longest(before, after):
                if other is None:
                    break
                if one is None or one.id != other.id or one.as_of != other.as_of:
                    return f"ledger: {one} ≠ {other}"
    return None


def _beside(told: SqlStore, partitions: int) -> SqlStore:
    """The empty partitions of the next generation, all of them ours."""
    made = SqlStore(told.database, told.generation + 1, partitions, _REMEMBERED)
    with told.database.writing() as connection:
        moving.begin(connection, made.generation, partitions)
    for number in range(partitions):
        made.take_over(number)
    return made


@contextmanager
def _scratch(partitions: int) -> Iterator[SqlStore]:
    """A store in a folder that goes away."""
    with (
        TemporaryDirectory(prefix="sroki-replay-") as folder,
        open_database(Path(folder) / "replay.db") as database,
    ):
        yield SqlStore.open(database, partitions=partitions)
