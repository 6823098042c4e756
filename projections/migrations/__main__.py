"""Write the next migration from what changed in the models, for a developer to read and mend.

python -m sroki.projections.migrations "What it does"
"""

from __future__ import annotations

import sys

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from sroki.projections import migrations


def main(message: str) -> None:
    """Migrate an empty store to the newest version and write down what the models add to it."""
    with create_engine("sqlite://").connect() as connection:
        config = migrations.config(connection)
        count = len(list(ScriptDirectory.from_config(config).walk_revisions()))
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"v{count + 1:04}")


if __name__ == "__main__":
    main(sys.argv[1])
