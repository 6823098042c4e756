"""From wire events to the log: the intake in one transaction, then what it accepted is appended.

What is taken is durable on return. Cut short anywhere, the sender has no answer and sends again:
the intake tells the same, and the journal knows it for repetition.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, select
from sqlmodel import col

from sroki.deploy.sealing import seal, shown_source, state_of, still_waits
from sroki.events.aliases import Alias
from sroki.events.declared import DeclaredTypes
from sroki.events.directory import Directory
from sroki.events.intake import Intake
from sroki.events.log import Kept, Log
from sroki.events.outcomes import Accepted, Outcome, Rejected
from sroki.events.policy import SourcePolicy
from sroki.events.readers.report import Settled
from sroki.events.reasons import Reason
from sroki.events.strict import Item, read
from sroki.projections import sealed, sources
from sroki.projections.aliases import register
from sroki.projections.lists import SqlLists
from sroki.projections.sealed import NOBODY
from sroki.projections.statements import Statements, chunks
from sroki.projections.store import SqlStore
from sroki.projections.tables import SubjectRow

# What may be said under each source; empty where tokens are not in use.
Policies: TypeAlias = Mapping[str, Sequence[SourcePolicy]]

_FOREIGN: Final = Reason("source_not_allowed", "/source")

# Authority and unit.
Place: TypeAlias = tuple[str, str]


class Answer(NamedTuple):
    """What became of one event sent. `kept` is the log's word on it, None if not accepted."""

    outcome: Outcome
    kept: Kept | None = None

    @property
    def name(self) -> Settled:
        """What the log says, or rejected, held, unlinked."""
        return state_of(self.outcome) if self.kept is None else self.kept


@dataclass(frozen=True, slots=True)
class Taking:
    """The way in. Its calls are made one at a time."""

    store: SqlStore
    log: Log
    statements: Statements
    directory: Directory | None
    declared: DeclaredTypes
    seal_days: int
    uncounted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(
        self,
        items: Sequence[Item],
        now: datetime,
        policy: SourcePolicy | None = None,
        *,
        historical: bool = False,
        origins: Sequence[str] = (),
    ) -> list[Answer]:
        """Take a batch; one answer each, in order. What waits for a number bound now is retaken.

        `origins` tell of each where in a log it was read: told again, it is not sealed again.
        """
        read_at: Sequence[str | None] = origins or [None] * len(items)
        with self._alone() as connection:
            with self._intake(connection) as intake:
                found = intake.take_all(items, now, policy=policy, historical=historical)
            places = self._places(connection, found) if policy is not None else {}
            outcomes = [
                _within(policy, item, outcome, places)
                for item, outcome in zip(items, found, strict=True)
            ]
            not_taken = [
                one
                for one in zip(items, outcomes, read_at, strict=True)
                if not isinstance(one[1], Accepted)
            ]
            seal(connection, not_taken, now, self.seal_days, historical=historical)
            self._hear(connection, outcomes, now)
        answers = self._keep(outcomes)
        self.uncounted.update(
            (_heard_as(item, answer, policy), answer.name)
            for item, answer in zip(items, answers, strict=True)
        )
        return answers

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction of the intake. One at a time, of all processes: two that hear of one number
        at once must not open two cases for it."""
        database = self.store.database
        with database.writing() as connection:
            database.alone(connection)
            yield connection

    def _places(self, connection: Connection, outcomes: Sequence[Outcome]) -> dict[str, Place]:
        """Whose the subjects are that these events speak of, as far as they are known."""
        subjects = {
            event.subject
            for outcome in outcomes
            if isinstance(outcome, Accepted)
            for event in outcome.events
        }
        found: dict[str, Place] = {}
        for chunk in chunks(sorted(subjects)):
            rows = connection.execute(
                select(col(SubjectRow.key), col(SubjectRow.authority), col(SubjectRow.unit)).where(
                    col(SubjectRow.generation) == self.store.generation,
                    col(SubjectRow.key).in_(chunk),
                )
            )
            found |= {key: (authority, unit) for key, authority, unit in rows}
        return found

    def count(self) -> None:
        """Write down what the intake answered since last time, for the metrics.

        Together with what is committed anyway: a commit is dear, and nothing is judged by it.
        """
        if self.uncounted:
            with self.store.database.writing() as connection:
                sources.answered(connection, self.statements, self.uncounted)
            self.uncounted.clear()

    def replay(self, ids: Iterable[int], policies: Policies) -> tuple[int, int]:
        """Send sealed things through the intake again: how many were taken, how many wait still."""
        taken = waiting = 0
        ahead = sorted(set(ids))
        while ahead:
            opened, outcomes = self._retake(ahead, policies)
            self._keep(outcomes)
            done = [
                one.id
                for one, outcome in zip(opened, outcomes, strict=True)
                if isinstance(outcome, Accepted)
            ]
            with self.store.database.writing() as connection:
                for one in opened:
                    sealed.replayed(connection, {one.id}.intersection(done), one.received_at)
            taken, waiting = taken + len(done), waiting + len(opened) - len(done)
            ahead = self.waiting_for(bound_by(outcomes))
        return taken, waiting

    def waiting_for(self, aliases: Iterable[Alias]) -> list[int]:
        """The ids of sealed things that wait for any of these numbers."""
        wanted = list(aliases)
        if not wanted:
            return []
        with self.store.database.reading() as connection:
            return sealed.waiting_for(connection, wanted)

    def _retake(
        self, ids: Sequence[int], policies: Policies
    ) -> tuple[list[sealed.Opened], list[Outcome]]:
        with self._alone() as connection:
            opened = list(sealed.unseal(connection, ids))
            with self._intake(connection) as intake:
                retaken = [_retaken(intake, one, policies) for one in opened]
            places = self._places(connection, [outcome for _, _, outcome in retaken])
            outcomes = [_within(policy, item, outcome, places) for policy, item, outcome in retaken]
            for one, outcome in zip(opened, outcomes, strict=True):
                if not isinstance(outcome, Accepted):
                    still_waits(connection, one, outcome)
        return opened, outcomes

    @contextmanager
    def _intake(self, connection: Connection) -> Iterator[Intake]:
        """The intake, within a transaction."""
        with register(connection, self.statements) as aliases:
            yield Intake(
                aliases,
                SqlLists(connection, self.statements),
                lambda: secrets.token_hex(12),
                directory=self.directory,
                declared=self.declared,
            )

    def _hear(self, connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
        told = [outcome.events[0] for outcome in outcomes if isinstance(outcome, Accepted)]
        sources.hear(connection, self.statements, told, now)

    def _keep(self, outcomes: Sequence[Outcome]) -> list[Answer]:
        """Put into the log what was accepted; the log's word on each outcome's own event."""
        kept = iter(
            self.log.append(
                [
                    event
                    for outcome in outcomes
                    if isinstance(outcome, Accepted)
                    for event in outcome.events
                ]
            )
        )
        answers = []
        for outcome in outcomes:
            if isinstance(outcome, Accepted):
                own, *_ = [next(kept) for _ in outcome.events]
                answers.append(Answer(outcome, own))
            else:
                answers.append(Answer(outcome))
        return answers


def bound_by(outcomes: Iterable[Outcome]) -> list[Alias]:
    """The numbers that name a case since these outcomes."""
    return [
        alias for outcome in outcomes if isinstance(outcome, Accepted) for alias in outcome.bound
    ]


def _heard_as(item: Item, answer: Answer, policy: SourcePolicy | None) -> str:
    """Under which source an answer is counted: what is not taken may name any."""
    if isinstance(answer.outcome, Accepted):
        return answer.outcome.events[0].source
    source = shown_source(item)
    return source if policy is None or source in policy.sources else NOBODY


def _within(
    policy: SourcePolicy | None, item: Item, outcome: Outcome, places: Mapping[str, Place]
) -> Outcome:
    """What the intake cannot see: a case already known may be another office's, whatever the
    event says; and what is kept for a replay, which has no token, must be of the sender's source.
    """
    if policy is None:
        return outcome
    if isinstance(outcome, Accepted):
        known = {places.get(event.subject) for event in outcome.events} - {None}
        reasons = tuple(reason for place in known if place for reason in policy.reaches(*place))
        return Rejected(reasons[:1]) if reasons else outcome
    source = item.fields.get("source")
    others = outcome.reasons if isinstance(outcome, Rejected) else ()
    if source in policy.sources or (others and not isinstance(source, str)):
        return outcome
    return Rejected((_FOREIGN, *(one for one in others if one != _FOREIGN)))


def _retaken(
    intake: Intake, one: sealed.Opened, policies: Policies
) -> tuple[SourcePolicy | None, Item, Outcome]:
    """The outcome today, and the token of the source that it is taken, or refused, under."""
    items = read(one.raw)
    item = Item({}, items, "") if isinstance(items, Reason) else items[0]
    if item.reason is not None:
        return None, item, Rejected((item.reason,))
    if not policies:
        return None, item, intake.take(item.fields, one.received_at, historical=one.historical)
    # Under the token of its source it would pass; but another sent it.
    refused: Outcome = Rejected((_FOREIGN,))
    allowed = None
    if one.reason != _FOREIGN.code:
        for allowed in policies.get(str(item.fields.get("source")), ()):
            refused = intake.take(
                item.fields, one.received_at, policy=allowed, historical=one.historical
            )
            if isinstance(refused, Accepted):
                break
    return allowed, item, refused
