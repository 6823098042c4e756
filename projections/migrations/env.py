"""Run by Alembic: on the connection it is handed, and on no other."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from sroki.projections import (
    account_tables,
    figure_tables,
    intake_tables,
    log_tables,
    outgoing_tables,
    report_tables,
    snapshot_tables,
    tables,
)

MODULES = (
    tables,
    figure_tables,
    intake_tables,
    log_tables,
    account_tables,
    report_tables,
    snapshot_tables,
    outgoing_tables,
)  # importing them fills their one metadata


def _plain(kind: str, item: object, _: AutogenContext) -> str | Literal[False]:
    """Write the database's own types, so that a migration outlives a library's."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.Table.metadata,
    # SQLite alters a table by copying it.
    render_as_batch=True,
    render_item=_plain,
)
context.run_migrations()
