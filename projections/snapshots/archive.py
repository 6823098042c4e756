"""All of a snapshot in one archive: its files, the mark of integrity, the signatures attached."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Final

from sqlalchemy import Connection

from sroki.events.i18n import DEFAULT, mark
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.kinds import ATTACHED, INTERNAL
from sroki.projections.words import t
from sroki.projections.zips import put

_NOTHING: Final[Mapping[str, bytes]] = {}
# The first day that an archive can tell of.
_ON: Final = date(1980, 1, 1)
_READ_ME: Final = mark(
    "Снимок показателей № {number}.\n\n"
    "Файлы snapshot-{number}.* сделаны при утверждении и не меняются. Контрольная сумма снимка: "
    "{hash}.\n"
    "snapshot-{number}.minisig — контрольная метка целостности этой суммы; подписью она не "
    "является.\n"
    "attached/ — отсоединённые электронные подписи должностных лиц, приложенные к снимку. Они "
    "сделаны их средствами; здесь они хранятся и не проверяются.\n"
)


def archive(
    connection: Connection, number: int, bundle: str, more: Mapping[str, bytes] = _NOTHING
) -> bytes | None:
    """The archive of one form, internal or public; None where there is no such snapshot.

    `more` are files by their format that the store has not kept.
    """
    found = shelf.marked(connection, number)
    if found is None:
        return None
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        read_me = t(_READ_ME, DEFAULT, number=number, hash=found.hash)
        put(made, "README.txt", read_me.encode(), _ON)
        put(made, f"snapshot-{number}.sha256", found.hash.encode(), _ON)
        put(made, f"snapshot-{number}.minisig", found.seal.encode(), _ON)
        for kind, content in more.items():
            put(made, _named(number, kind), content, _ON)
        for one in shelf.files(connection, number):
            content = shelf.file_of(connection, number, one.bundle, one.name) or b""
            if one.bundle == bundle:
                put(made, _named(number, one.name), content, _ON)
            elif one.bundle == ATTACHED and bundle == INTERNAL:
                put(made, f"attached/{one.name}", content, _ON)
    return out.getvalue()


def _named(number: int, kind: str) -> str:
    return f"snapshot-{number}.{'csv.zip' if kind == 'csv' else kind}"
