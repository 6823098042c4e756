"""The versions of the store's schema and the way from each to the next.

Configured in code: nothing but the installed package and an open connection is needed.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from sroki.events.errors import Refused
from sroki.events.i18n import say


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; `connection` is the one that its commands work through."""
    config = Config()
    config.set_main_option("script_location", "sroki.projections:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest version that this program knows."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def current(connection: Connection) -> str | None:
    """The version of the store behind `connection`; None of an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def version(connection: Connection) -> str | None:
    """As `current`. Raises Refused where a later program made it."""
    found = current(connection)
    if found is None or found == head():
        return found
    scripts = ScriptDirectory.from_config(config()).walk_revisions()
    if found not in {script.revision for script in scripts}:
        raise Refused(
            say("Хранилище создано более новой версией программы"),
            why=say("версия схемы {found} этой программе неизвестна", found=found),
            accepted=say("версия схемы не новее {newest}", newest=head()),
        )
    return found


def upgrade(connection: Connection) -> None:
    """Bring the store to the newest version. Raises Refused where it is from a later program."""
    if version(connection) != head():
        command.upgrade(config(connection), "head")
