"""Live figures held against a recount: a difference is a fault of ours, and an alarm.

A recount reads everything that was observed, so it is made now and then; what it found is kept for
every scrape to tell.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from sroki.projections import tallies
from sroki.projections.statements import Statements
from sroki.projections.tables import Meta

_KEY: Final = "figure_differences"


def differences(connection: Connection, generation: int) -> int:
    """How many observations the live figures lack, or have too many, by a recount made now."""
    missing, surplus = tallies.recount_figures(connection, generation)
    return missing + surplus


def keep(connection: Connection, found: int) -> None:
    """Keep what the last comparison found."""
    Statements(connection.dialect).upsert(Meta).run(connection, [(_KEY, str(found))])


def kept(connection: Connection) -> int:
    """What the last comparison found; 0 where there was none yet."""
    said = connection.scalar(select(col(Meta.value)).where(col(Meta.key) == _KEY))
    return int(said or 0)
