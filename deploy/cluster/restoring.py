"""After a restore from a copy: the ledger learns what it had said, before it says anything.

The topic of findings is ahead of the ledger then. What it has more is adopted, the incarnation
rises, and the partitions read their log again from the older position. Once all of them have come
as far as the log went, and letters between them are delivered, each is reconciled (see
`monitors.adoption`). Stop every process before restoring, and start them again after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Final

from sroki.deploy.clock import Clock
from sroki.deploy.cluster.ledger import StoreLedger
from sroki.deploy.cluster.position import Headed, Position
from sroki.deploy.cluster.relay import Tail, tail_of
from sroki.deploy.cluster.seating import Alarm, Stopped
from sroki.deploy.cluster.topic_reader import TopicReader
from sroki.deploy.logs import log
from sroki.deploy.rules import Rules
from sroki.events.findings import Finding
from sroki.monitors.engine import Engine
from sroki.projections import restored
from sroki.projections.store import SqlStore
from sroki.projections.transaction import Busy

_log = log(__name__)

_PORTION: Final = 500
# How soon a partition that somebody holds is tried again, seconds.
_AGAIN: Final = 0.1


class Restoring:
    """What is to be done where the topic knows more than the ledger."""

    def __init__(
        self,
        store: SqlStore,
        rules: Rules,
        events: TopicReader,
        findings: TopicReader,
        clock: Clock,
    ) -> None:
        self._store = store
        self._rules = rules
        self._events = events
        self._findings = findings
        self._clock = clock
        self._ledger = StoreLedger(store, clock)
        self._engine = Engine(store.shared(), rules.of)

    def adopt(self) -> None:
        """Adopt, in every partition, what was told and is not in the ledger."""
        for number in range(self._store.partitions):
            try:
                self._adopt(number)
            except Stopped as stopped:
                # The relay will find the same, and stop the partition.
                _log.critical("not_adopted", partition=number, at=stopped.detail)

    def reconcile(self) -> None:
        """Reconcile, once all have caught up; asked with every sweep. Raises Busy."""
        with self._store.database.reading() as connection:
            behind = restored.catching_up(connection, self._store.generation)
            if not behind or restored.letters_wait(connection, self._store.generation):
                return
        heads = {head.partition: head for head in self._store.heads()}
        if any(_next(heads[number].position) < offset for number, offset in behind.items()):
            return
        for number in behind:
            self._engine.tick(number, self._clock.now())
            self._engine.reconcile(number)
            with self._store.database.writing() as connection:
                restored.done(connection, self._place(number))
            _log.warning("reconciled", partition=number)

    def _adopt(self, number: int) -> None:
        tail = tail_of(self._findings.last(number))
        said = self._ledger.said(number)
        if tail is None or tail.seq <= said:
            return
        records = self._findings.tail(number, lambda record: _seq(record) > said)
        if [_seq(record) for record in records] != list(range(said + 1, tail.seq + 1)):
            raise Stopped(Alarm.TOLD_AHEAD, f"told={tail.seq} said={said}")
        with self._store.database.writing() as connection:
            restored.begin(connection, self._place(number), self._events.bounds(number).end)
        self._begin(number)
        for start in range(0, len(records), _PORTION):
            self._put(number, said + 1 + start, records[start : start + _PORTION])
        self._ledger.note(number, Tail(tail.seq, tail.id, tail.incarnation + 1))
        _log.warning("adopted", partition=number, findings=len(records), life=tail.incarnation + 1)

    def _begin(self, number: int) -> None:
        """A store that was made anew has no rulebook yet; no subject stands under any."""
        if not self._store.heads()[number].rulebook:
            self._patiently(lambda: self._engine.activate(number, self._rules.current.digest))

    def _put(self, number: int, first: int, records: Sequence[Headed]) -> None:
        findings = [Finding.model_validate_json(record.value or b"") for record in records]
        self._patiently(lambda: self._engine.adopt(number, first, findings))

    def _place(self, number: int) -> tuple[int, int]:
        return self._store.generation, number

    def _patiently(self, work: Callable[[], object]) -> None:
        """Another process may be adopting the same."""
        while True:
            try:
                work()
            except Busy:
                Event().wait(_AGAIN)
            else:
                return


def _seq(record: Headed) -> int:
    tail = tail_of(record)
    assert tail is not None  # noqa: S101 - of a record
    return tail.seq


def _next(position: str | None) -> int:
    return 0 if position is None else Position.of(position).next
