"""`sroki import` of a whole store: what `sroki export` wrote, into an empty place."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sroki.deploy import house
from sroki.deploy.cli.copying import copied, tell_proof
from sroki.deploy.cli.terminal import Terminal
from sroki.deploy.settings_loading import load
from sroki.projections.moving import copy_whole
from sroki.projections.opening import look_at, open_database
from sroki.projections.store import SqlStore

_MAGIC: Final = b"SQLite format 3\x00"


def is_store(file: Path) -> bool:
    """Whether a file is a store, and no table of an office."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(len(_MAGIC)) == _MAGIC


def move_in(ui: Terminal, file: Path, store: str | None, partitions: int | None) -> None:
    """Copy the store whole into the empty one of the settings; cut it into other partitions."""
    chosen = load(store=store).settings
    with look_at(file) as source, open_database(chosen.store) as database:
        proof = copied(ui, ui.t("Ввоз"), lambda progress: copy_whole(source, database, progress))
        tell_proof(ui, ui.t("Хранилище {file} равно ввезённому.", file=chosen.store), proof)
        wanted = partitions or chosen.partitions
        if wanted in (None, SqlStore.view(database).partitions):
            return
        made = copied(
            ui, ui.t("Деление"), lambda progress: house.repartition(database, wanted, progress)
        )
        ui.print(ui.t("Разделов теперь {count}.", count=made.partitions))
