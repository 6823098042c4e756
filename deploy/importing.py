"""A file of an office taken in: its portions through the intake, then remembered, then reported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress

from sroki.deploy.shell import Shell
from sroki.deploy.taking import Answer
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.outcomes import Accepted, Rejected
from sroki.events.policy import SourcePolicy
from sroki.events.readers.importing import Import
from sroki.events.readers.plan import ImportPlan, Portion
from sroki.events.readers.report import ImportReport
from sroki.events.readers.wire import WireEvent
from sroki.events.strict import Item
from sroki.projections.database import Database
from sroki.projections.keys import NAMING, key_of, made
from sroki.projections.opening import Target, look_at, open_database
from sroki.projections.registers import SqlRegisterMemory
from sroki.projections.store import SqlStore


def import_file(shell: Shell, plan: ImportPlan, policy: SourcePolicy | None = None) -> ImportReport:
    """Take a file into the store; each portion is durable before the next is read.

    Cut short, it is simply begun again. Raises `Invalid` or `Refused` for the file as a whole.
    """
    refuse_unmapped(plan)
    memory = SqlRegisterMemory(shell.database)
    importing = Import(plan, memory)
    for portion in importing.portions():
        answers = shell.take(
            [item_of(one) for one in portion.events], policy, historical=plan.historical
        )
        settle(importing.report, portion, answers)
        if portion.export is not None and plan.mapping is not None:
            rows = portion.rows_without(_refused(portion, answers))
            memory.write(plan.mapping.source, portion.export, rows)
    return importing.report


def refuse_unmapped(plan: ImportPlan) -> None:
    """Only events in JSON can do without a mapping. Raises `Invalid` for anything else."""
    with plan.path.open("rb") as file:
        start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if plan.mapping is None and start and start[:1] not in (b"{", b"["):
        raise Invalid(
            say("без разметки загружают только события JSON Lines"),
            place=Place(plan.file),
            accepted=say("--mapping ФАЙЛ: какой столбец или атрибут — какое событие"),
        )


def settle(report: ImportReport, portion: Portion, answers: Sequence[Answer]) -> None:
    """Write into the report what became of each event of a portion."""
    for event, answer in zip(portion.events, answers, strict=True):
        outcome = answer.outcome
        reasons = () if isinstance(outcome, Accepted) else outcome.reasons
        report.settle(answer.name, event.address, tuple(one.code for one in reasons))


def _refused(portion: Portion, answers: Sequence[Answer]) -> set[str]:
    """The ids of the events that the intake rejected: they count as not told, and come again."""
    return {
        event.wire["id"]
        for event, answer in zip(portion.events, answers, strict=True)
        if isinstance(answer.outcome, Rejected)
    }


def item_of(event: WireEvent) -> Item:
    """An event of a reader as the intake takes it."""
    return Item(event.wire, None, line_of(event))


def line_of(event: WireEvent) -> str:
    """An event of a reader as a line of JSON."""
    return json.dumps(event.wire, ensure_ascii=False)


def naming_key(database: Database) -> bytes:
    """The secret for names of rows of a store that is open to write; see `projections.keys`."""
    with database.writing() as connection:
        return made(connection, NAMING)


def naming_key_at(target: Target, partitions: int | None) -> bytes:
    """The same of the store at `target`, which a service may be writing; without one, it is made.

    So a file that was turned into JSON Lines first, and one that was imported, name their rows
    alike, whichever is done first.
    """
    with suppress(Invalid), look_at(target) as database, database.reading() as connection:
        key = key_of(connection, NAMING)
        if key is not None:
            return key
    with open_database(target) as database:
        SqlStore.open(database, partitions=partitions)
        return naming_key(database)
