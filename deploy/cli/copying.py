"""What backup, restore and verify share: the bar while pages go by, and the proof afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from sroki.deploy.cli.terminal import Terminal
from sroki.events.errors import Refused
from sroki.events.i18n import mark, say
from sroki.projections.backup import Progress as Told
from sroki.projections.backup import Proof
from sroki.projections.opening import Target

# What people ask about, in their words; the rest is counted but not listed.
_ROWS = (
    ("journal", mark("Записей журнала")),
    ("subject", mark("Дел, групп и визитов")),
    ("deadline", mark("Сроков")),
    ("finding", mark("Сказано (находок)")),
    ("alias", mark("Регистрационных номеров")),
)

Done = TypeVar("Done")


def file_of(target: Target) -> Path:
    """The file of a store. Raises Refused of one that is none."""
    if isinstance(target, Path):
        return target
    raise Refused(
        say("Копию базы PostgreSQL делают её средствами"),
        accepted=say("pg_dump, pg_basebackup; одним файлом — sroki export"),
    )


def copied(ui: Terminal, title: str, work: Callable[[Told], Done]) -> Done:
    """Run what tells how much is done, of how much in all (0: nobody knows), under a bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=ui.err, transient=True) as progress:
        task = progress.add_task(title, total=None)
        return work(lambda done, whole: progress.update(task, completed=done, total=whole or None))


def tell_proof(ui: Terminal, says: str, proof: Proof) -> None:
    """What the store holds, and that it was proven."""
    ui.print(says)
    for table, title in _ROWS:
        if table in proof.rows:
            ui.print(f"  {ui.t(title)}: {proof.rows[table]}")
    ui.print(f"  {ui.t('Всего строк')}: {sum(proof.rows.values())}")
