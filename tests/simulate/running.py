"""A simulated season through the real intake and the real engine, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any, NamedTuple

from sroki.deploy.simulate import SimEvent, Truth, over
from sroki.events.base import Event
from sroki.events.findings import Finding, FindingKind
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted, Held, Outcome, Rejected, Unlinked
from sroki.events.strict import Item, read
from sroki.monitors.engine import Engine
from sroki.monitors.ports import Store
from sroki.workflows.assessment import Assessment, Proof, State
from sroki.workflows.load import bundled_directory
from tests.simulate.quick_store import QuickStore
from tests.support.rulebooks import krasnoyarsk_plans


class Row(NamedTuple):
    """What truth and findings are compared by."""

    subject: str
    case_id: str | None
    rule: str
    kind: str
    instance: str = ""
    due_on: date | None = None
    delay_days: int | None = None


class Run:
    """One journal: events in, standing and ledger out."""

    def __init__(self, store: Store) -> None:
        names = count(1)
        self.store = store
        self.engine = Engine(store, lambda _digest: krasnoyarsk_plans())
        self.intake = Intake(
            MemoryAliases(),
            MemoryLists(),
            lambda: f"opened-{next(names)}",
            directory=bundled_directory(),
        )
        self.surprises: list[tuple[str, str, bytes]] = []

    def play(self, events: Iterable[SimEvent], year: int) -> None:
        """Take every event at its `received_at`, then let time act to the end of the season."""
        started = False
        for told in events:
            if not started:
                self.engine.tick(0, told.received_at, always=True)
                self.engine.activate(0, krasnoyarsk_plans().digest)
                started = True
            self.engine.tick(0, told.received_at)
            answer = self._answer(told)
            if answer != told.expect:
                self.surprises.append((told.expect, answer, told.body))
        self.engine.deliver(0)
        self.engine.tick(0, over(year), always=True)
        self.engine.deliver(0)

    def _answer(self, told: SimEvent) -> str:
        items = read(told.body)
        if not isinstance(items, list):
            return f"unreadable: {items.code}"
        return self._taken(items[0], told.received_at)

    def _taken(self, item: Item, now: datetime) -> str:
        (outcome,) = self.intake.take_all([item], now)
        if isinstance(outcome, Accepted):
            return self._advanced(outcome.events)
        return _named(outcome)

    def _advanced(self, events: tuple[Event, ...]) -> str:
        outcomes = self.engine.advance(0, list(events))
        found = {outcome.value for outcome in outcomes}
        return found.pop() if len(found) == 1 else ", ".join(sorted(found))


def _named(outcome: Outcome) -> str:
    if isinstance(outcome, Rejected):
        return "rejected"
    if isinstance(outcome, Held):
        return "held"
    return "unlinked" if isinstance(outcome, Unlinked) else "?"


def standing(assessments: dict[str, Assessment | None]) -> set[Row]:
    """Breaches by deadline, deviations by claim; what is only presumed shows as such."""
    rows: set[Row] = set()
    for subject, standing in assessments.items():
        assert standing is not None, subject
        case = None if "/" in subject else subject
        for one in standing.deadlines:
            if one.state in (State.LATE, State.OVERDUE):
                kind = "breach" if one.proof is Proof.PROVEN else "presumed"
                delay = one.delay_days if one.state is State.LATE else None
                rows.add(Row(subject, case, one.rule, kind, one.instance, one.due_on, delay))
        for claim in standing.claims:
            if claim.kind is FindingKind.DEVIATION:
                rows.add(Row(subject, claim.case_id or case, claim.rule, "deviation"))
    return rows


def taken_back(store: QuickStore) -> Counter[tuple[str, str]]:
    """How many terms of a subject and rule were called broken, and are not so at the end."""
    holds = {
        (subject, one.rule, one.started_by)
        for subject, standing in store.assessments.items()
        for one in (standing.deadlines if standing is not None else ())
        if one.state in (State.LATE, State.OVERDUE)
    }
    said = {
        (one.subject, one.rule, one.started_by)
        for one in store.findings
        if one.kind is FindingKind.RETRACTION and one.params["retracted"] in {"presumed", "breach"}
    }
    return Counter((subject, rule) for subject, rule, _ in said - holds)


def to_take_back(truth: Iterable[Truth]) -> Counter[tuple[str, str]]:
    """The same, as planted."""
    return Counter(
        (one.subject, one.rule) for one in truth if one.kind == "retracted" and one.due_on
    )


def deviations_taken_back(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """Deviations that were said of a subject and taken back."""
    return {
        (one.subject, one.rule)
        for one in findings
        if one.kind is FindingKind.RETRACTION and one.params["retracted"] == "deviation"
    }


def expected(truth: Iterable[Truth]) -> set[Row]:
    """What must hold at the end."""
    return {
        Row(one.subject, one.case_id, one.rule, one.kind, one.instance, one.due_on, one.delay_days)
        for one in truth
        if one.kind != "retracted"
    }


def played(events: Iterable[SimEvent], year: int) -> tuple[Run, QuickStore]:
    """A season played on a store in memory."""
    store = QuickStore()
    run = Run(store)
    run.play(events, year)
    return run, store


def reasons(run: Run, body: bytes) -> Any:
    """Why an event was not taken, for the message of a failing test."""
    items = read(body)
    return items if not isinstance(items, list) else run.intake.take(items[0].fields, over(2030))
