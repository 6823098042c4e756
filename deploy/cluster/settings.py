"""How a worker works: the `[worker]` table of the settings. Importable without the extras."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from sroki.events.base import Record
from sroki.events.i18n import mark

Instance = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,100}$")]


class WorkerSettings(Record):
    """Of one process. Workers of one group differ by `instance` alone."""

    instance: Instance = Field(
        "",
        description=mark("Имя воркера, у каждого своё: перезапущенный получает свои разделы сразу"),
    )
    threads: Annotated[int, Field(ge=1, le=16)] = Field(
        2, description=mark("Сколько разделов воркер ведёт одновременно")
    )
    session_seconds: Annotated[int, Field(ge=6, le=30)] = Field(
        10, description=mark("Через сколько секунд молчания разделы передаются другому")
    )
    stuck_seconds: Annotated[int, Field(ge=10, le=3600)] = Field(
        60, description=mark("Сколько секунд раздел может стоять при непрочитанном, потом выход")
    )
