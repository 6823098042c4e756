"""A small city for the pages: the real engine and store, the edition of 97-р, a clock set by hand.

Cases are named by what befell them, so that a test can look for them on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from sqlalchemy import insert

from sroki.deploy.issuing import Issuing
from sroki.deploy.minisign import Key
from sroki.deploy.passwords import Passwords
from sroki.deploy.people import People
from sroki.deploy.settings import Settings
from sroki.deploy.snapshot_making import Workshop, file_of
from sroki.events.base import Event
from sroki.events.catalogue import AnyEvent, to_bytes
from sroki.events.i18n import Lang
from sroki.events.record import SourceWatermark
from sroki.monitors.engine import Engine
from sroki.monitors.event_words import say_event
from sroki.monitors.explain import explain
from sroki.monitors.plans import Plans
from sroki.monitors.record import resolve
from sroki.projections.desk import Desk
from sroki.projections.intake_tables import AliasRow, SealedRow, SourceRow
from sroki.projections.names import Names, names_of
from sroki.projections.opening import Target, open_database
from sroki.projections.scope import EVERYTHING, Scope
from sroki.projections.store import SqlStore
from sroki.projections.web.app import build_app
from sroki.projections.web.context import Check, Context, Replayed
from sroki.projections.web.people import Visitor
from sroki.workflows.explanation import Explanation
from sroki.workflows.load import bundled_directory
from tests.support.rulebooks import KRSK, SERVICE, krasnoyarsk_plans
from tests.support.told import Teller, local

# Hashes that cost nothing: what they are worth is argon2's affair.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
UNITS = ("sovetsky", "kirovsky", "tsentralny")


class World:
    """A store with an engine over it, and the pages' ports onto both."""

    def __init__(self, target: Target, *, partitions: int = 1) -> None:
        self.database = open_database(target)
        self.store = SqlStore.open(self.database, partitions=partitions)
        self.plans: Plans = krasnoyarsk_plans()
        self.engine = Engine(self.store, lambda _digest: self.plans)
        self.names: Names = names_of(self.plans.rulebook, bundled_directory())
        self.now = local("2025-03-01 09:00")
        self._to_tell: list[AnyEvent] = []
        self.scope: Scope = EVERYTHING
        self.visitor = Visitor()
        self.people = People(self.database, lambda: self.now, Settings(), Passwords(CHEAP))
        self.replayed: list[int] = []
        self.checks = [Check("store", well=True), Check("clock", well=True)]
        for partition in range(partitions):
            self.engine.activate(partition, self.plans.digest)
            self.engine.tick(partition, self.now, always=True)

    def close(self) -> None:
        self.database.close()

    def tell(self, *events: AnyEvent) -> None:
        """What the office will tell, each at its `received_at`, once time goes `on`."""
        self._to_tell += events

    def on(self, until: datetime) -> None:
        """Let time go on, taking what is told in the order it becomes known."""
        for event in sorted(self._to_tell, key=lambda one: (one.received_at or until, one.id)):
            self._tick(event.received_at or until)
            for partition in self._partitions(event):
                self.engine.advance(partition, [event])
        self._to_tell.clear()
        self._tick(until)
        self.now = until

    def _partitions(self, event: AnyEvent) -> Iterable[int]:
        if isinstance(event, SourceWatermark):
            return range(self.store.partitions)
        return (self.store.partition_of(event.subject),)

    def _tick(self, at: datetime) -> None:
        for partition in range(self.store.partitions):
            self.engine.tick(partition, at)
            self.engine.deliver(partition)

    def add(self, row: Any, **values: Any) -> None:
        """Write what the intake would."""
        with self.database.writing() as connection:
            connection.execute(insert(row), [values])

    def add_alias(self, number: str, year: int, case_id: str) -> None:
        """A registration number, as the source's event told it."""
        self.add(
            AliasRow,
            authority=KRSK,
            source="/edms/krsk",
            kind="registration",
            number=number,
            year=year,
            case_id=case_id,
        )

    def explain(self, case_id: str, lang: Lang) -> Explanation | None:
        events = self._events(case_id)
        return explain(case_id, events, self.plans, self.now, lang=lang) if events else None

    def _events(self, case_id: str) -> Sequence[Event]:
        with self.store.transaction(self.store.partition_of(case_id)) as transaction:
            found = transaction.load([case_id])
        return found[case_id].events if case_id in found else ()

    def say(self, event: Event, edition: str | None, lang: Lang) -> str:
        return say_event(event, self.names.editions.get(edition or ""), lang)

    def evidence(self, case_id: str, _scope: Scope, lang: Lang) -> Mapping[str, object] | None:
        """A pack in which nothing is judged: what it says is the affair of `tests/deploy`."""
        events = self._events(case_id)
        if not events:
            return None
        told = [
            {"stored": to_bytes(one).decode(), "content": "", "journal": None} for one in events
        ]
        return {
            "lang": lang,
            "case_id": case_id,
            "as_of": self.now.isoformat(),
            "events": told,
            "standing": {"summary": "", "deadlines": [], "counts": [], "chapters": []},
            "ledger": [],
            "rulebook": {"digest": self.plans.digest},
        }

    def replay(self, ids: list[int]) -> Replayed:
        self.replayed += ids
        return Replayed(len(ids), 0)

    def context(self, refresh_seconds: int = 20) -> Context:
        return Context(
            reading=self.database.reading,
            now=lambda: self.now,
            names=lambda: self.names,
            explain=self.explain,
            evidence=self.evidence,
            say=self.say,
            effective=lambda events: resolve(events).effective,
            check=lambda _text: [],
            replay=self.replay,
            ready=lambda: self.checks,
            scrape=lambda: b"",
            people=self.people,
            desk=Desk(self.database),
            issues=lambda person: Issuing(self.workshop(), person),
            snapshot_file=lambda number, *place: file_of(self.database, self.names, number, place),
            visitor=lambda _request: self.visitor,
            scope=lambda _request: self.scope,
            office="Администрация города Красноярска",
            refresh_seconds=refresh_seconds,
        )

    def workshop(self) -> Workshop:
        return Workshop(
            database=self.database,
            names=self.names,
            now=lambda: self.now,
            key=lambda: Key(bytes(8), Ed25519PrivateKey.from_private_bytes(bytes(32))),
        )

    def app(self, refresh_seconds: int = 20) -> FastAPI:
        return build_app(self.context(refresh_seconds))


def furnish(world: World) -> None:
    """Something of everything, as it stands on the morning of 24.04.2025."""
    for number in range(6):
        _orderly(world, f"in-time-{number}", UNITS[number % 3])
    for number in range(3):
        _unregistered(world, f"late-{number}", UNITS[number % 2])
    _file_late(world)
    _today(world)
    _impossible(world)
    _presumed(world)
    _listed_late(world)
    _corrected(world)
    _too_early(world)
    _watermark(world)
    world.on(local("2025-04-24 10:00"))
    _intake(world)


def _case(name: str, unit: str = UNITS[0]) -> Teller:
    return Teller(name, unit=unit)


def _told(teller: Teller, kind: str, at: str, **fields: Any) -> AnyEvent:
    known = fields.pop("known", None)
    event = teller(kind, at, **fields)
    stamp = local(known) if known else event.occurred_at
    return event.model_copy(update={"received_at": stamp})


def _orderly(world: World, name: str, unit: str) -> None:
    case = _case(name, unit)
    day = 1 + int(name[-1])
    at = f"2025-04-0{day}"
    world.tell(
        _told(case, "submitted", f"{at} 10:20", channel="in_person", notice_choice="post"),
        _told(case, "registered", f"{at} 10:40"),
        _told(case, "receipt_issued", f"{at} 10:45"),
        _told(case, "asp_checked", f"{at} 15:00", found=True),
        _told(case, "documents_checked", f"{at} 15:30"),
        _told(case, "file_formed", f"2025-04-0{min(day + 3, 9)} 11:00", part="paper"),
        _told(case, "file_formed", f"2025-04-0{min(day + 3, 9)} 16:00", part="asp_card"),
    )


def _unregistered(world: World, name: str, unit: str) -> None:
    case = _case(name, unit)
    world.tell(_told(case, "submitted", f"2025-04-1{name[-1]} 16:00", channel="site"))


def _file_late(world: World) -> None:
    case = _case("file-late", UNITS[1])
    world.tell(
        _told(case, "submitted", "2025-04-02 09:00", channel="in_person"),
        _told(case, "registered", "2025-04-03 09:00"),
        _told(case, "receipt_issued", "2025-04-03 09:05"),
        _told(case, "file_formed", "2025-04-08 11:00", part="paper"),
        _told(case, "file_formed", "2025-04-16 11:00", part="asp_card"),
    )


def _today(world: World) -> None:
    case = _case("due-today", UNITS[2])
    world.tell(
        _told(case, "submitted", "2025-04-17 15:00", channel="epgu"),
        _told(case, "registered", "2025-04-18 10:00"),
        _told(case, "cabinet_info_sent", "2025-04-18 10:01"),
    )


def _impossible(world: World) -> None:
    case = _case("too-tight", UNITS[0])
    world.tell(
        _told(case, "submitted", "2025-03-27 11:00", channel="in_person"),
        _told(case, "registered", "2025-03-27 11:30"),
        _told(case, "receipt_issued", "2025-03-27 11:31"),
        _told(case, "file_formed", "2025-04-01", part="paper", precision="day"),
        _told(case, "file_formed", "2025-04-02", part="asp_card", precision="day"),
    )


def _presumed(world: World) -> None:
    case = _case("silent", UNITS[1])
    world.tell(_told(case, "submitted", "2025-04-14 15:00", channel="in_person"))
    world.tell(
        _told(case, "registered", "2025-04-15 11:00"),
        _told(case, "receipt_issued", "2025-04-15 11:00"),
    )


def _listed_late(world: World) -> None:
    case = _case("listed-late", UNITS[2])
    world.tell(
        _told(case, "submitted", "2025-03-17 11:00", channel="in_person", notice_choice="post"),
        _told(case, "registered", "2025-03-17 11:30"),
        _told(case, "receipt_issued", "2025-03-17 11:31"),
        _told(case, "file_formed", "2025-03-20", part="paper", precision="day"),
        _told(case, "file_formed", "2025-03-20", part="asp_card", precision="day"),
        _told(
            case,
            "listed",
            "2025-04-22 12:00",
            period="2025-H2",
            number="7",
            outcome="included",
            position=1,
        ),
    )


def _corrected(world: World) -> None:
    case = _case("corrected", UNITS[0])
    wrong = _told(case, "registered", "2025-04-09 10:00", known="2025-04-09 18:00")
    world.tell(
        _told(case, "submitted", "2025-04-07 10:00", channel="in_person"),
        wrong,
        _told(case, "receipt_issued", "2025-04-07 10:10"),
    )
    right = wrong.model_copy(update={"occurred_at": local("2025-04-08 10:00"), "received_at": None})
    world.tell(
        _told(
            case,
            "corrected",
            "2025-04-09 10:00",
            target={"source": wrong.source, "id": wrong.id},
            replacement=right.model_dump(),
            recorded_at=local("2025-04-11 09:00"),
            reason="misprint",
            known="2025-04-11 18:00",
        )
    )
    world.tell(wrong.model_copy(update={"occurred_at": local("2025-04-10 08:00")}))


def _too_early(world: World) -> None:
    world.tell(
        _told(
            _case("old-edition"),
            "submitted",
            "2017-03-20 10:00",
            channel="in_person",
            known="2025-04-01 09:00",
        )
    )


def _watermark(world: World) -> None:
    mark = Teller("", id="w-1", unit="all")
    event = mark(
        "source_watermark",
        "2025-04-23 20:00",
        role="edms",
        complete_to=local("2025-04-18 23:00"),
    )
    world.tell(event.model_copy(update={"received_at": event.occurred_at}))


def _intake(world: World) -> None:
    for number, case_id in enumerate(("late-0", "corrected", "listed-late"), start=118):
        world.add_alias(f"СП-{number}", 2025, case_id)
    world.add(
        SourceRow,
        authority=KRSK,
        source="/edms/krsk",
        events=71,
        heard_at=local("2025-04-24 09:41"),
        told_at=local("2025-04-24 09:12"),
        entered_at=local("2025-04-24 09:15"),
    )
    for state, reason, params in (
        ("rejected", "wrong_moment", '{"where": "/time"}'),
        ("rejected", "unknown_field", '{"where": "/data/fio"}'),
        ("held", "newer_version", '{"kind": "submitted", "version": 2, "known": 1}'),
        ("unlinked", "no_case", "{}"),
    ):
        world.add(
            SealedRow,
            state=state,
            source="/edms/krsk",
            authority=KRSK,
            unit=UNITS[0],
            reason=reason,
            params=params,
            more="[]",
            raw=b'{"fio": "Secret Name"}',
            received_at=local("2025-04-23 17:05"),
            expires_at=local("2025-05-23 17:05"),
            replayed_at=None,
        )


@contextmanager
def city(target: Target, *, partitions: int = 1) -> Iterator[World]:
    """A furnished world, closed at the end."""
    world = World(target, partitions=partitions)
    try:
        furnish(world)
        yield world
    finally:
        world.close()


__all__ = ["KRSK", "SERVICE", "UNITS", "World", "city", "datetime", "furnish"]
