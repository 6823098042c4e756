"""A cluster that changes under load: brokers come and go, a new version, a restored copy.

What `make chaos` runs beside the long siege; nothing else collects it.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from sroki.deploy.kafka.broker import NoBroker
from sroki.deploy.postgres_server import binaries
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore
from tests.chaos import checker
from tests.chaos.siege import Siege, besieged, verdict
from tests.chaos.story import Story

# The driver's own client leaves sockets behind that were on their way to a broker that died.
pytestmark = [
    pytest.mark.real,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).parents[2]
ROOMS = ("events", "workflows", "monitors", "projections", "deploy")
MANY, PARTITIONS = 5_000, 4

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"


def upgrade():
    op.add_column("subject", sa.Column("later", sa.String(), nullable=True))
    op.create_index("ix_subject_later", "subject", ["later"])
"""


@pytest.fixture(autouse=True)
def _all_there() -> None:
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")


def test_three_brokers_of_which_one_is_away_and_comes_back(tmp_path: Path) -> None:
    story = Story(101, MANY)
    try:
        with besieged(tmp_path, story, 101, PARTITIONS, workers=2, nodes=3) as siege:
            siege.run(["lose_a_broker", "kill_one", "lose_a_broker", "lose_a_broker"])
            found = verdict(siege, 101, MANY)
    except NoBroker as missing:
        pytest.skip(str(missing))
    assert checker.wrong(found) == 0, found


def test_old_and_new_workers_together_over_a_migration(tmp_path: Path) -> None:
    story = Story(102, MANY)
    newer = _newer(tmp_path / "newer")
    try:
        with besieged(tmp_path, story, 102, PARTITIONS, workers=2) as siege:
            siege.run_on(lambda: _roll(siege, newer))
            found = verdict(siege, 102, MANY, packages=str(newer))
    except NoBroker as missing:
        pytest.skip(str(missing))
    assert checker.wrong(found) == 0, found


def _newer(folder: Path) -> Path:
    """The next version: this one, and a migration more; where its packages are."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, symlinks=True)
    shutil.copytree(ROOT / "src", folder / "src", symlinks=True)
    versions = folder / "projections/migrations/versions"
    (versions / "v0002_something_more.py").write_text(MIGRATION, encoding="utf-8")
    return folder / "src"


def _roll(siege: Siege, newer: Path) -> None:
    """One worker after another is replaced, and events come all the while."""
    for number, old in enumerate(list(siege.workers)):
        siege.send(siege.left // 6)
        old.child.stop()
        siege.workers.remove(old)
        siege.begin(number, old.database, PYTHONPATH=str(newer))
        siege.send(siege.left // 6)
        siege.moves()
    with siege.rig.store.database.reading() as connection:
        query = "SELECT version_num FROM alembic_version"
        assert connection.exec_driver_sql(query).scalar_one() == "v0002"


def test_a_copy_restored_while_the_topic_of_findings_is_ahead_of_it(tmp_path: Path) -> None:
    story = Story(103, MANY)
    try:
        with (
            besieged(tmp_path, story, 103, PARTITIONS, workers=2) as siege,
            ExitStack() as opened,
        ):
            siege.run_on(lambda: _restore(siege, opened))
            lives = {one.tail.incarnation for one in siege.rig.told()}
            found = verdict(siege, 103, MANY, restored=True)
    except NoBroker as missing:
        pytest.skip(str(missing))
    assert checker.wrong(found) == 0, found
    assert lives == {1, 2}


def _restore(siege: Siege, opened: ExitStack) -> None:
    """Copy, go on and say more, lose the database, and go on from the copy under faults."""
    rig = siege.rig
    doors = [one.database for one in siege.workers]
    siege.send(siege.left // 3)
    siege.moves()
    siege.rest()
    rig.let_go()
    copy = siege.server.create(rig.url.rpartition("/")[2])
    for number, door in enumerate(doors):
        siege.begin(number, door)
    siege.send(siege.left // 3)
    siege.until(rig.read_to_the_end)
    siege.until(rig.all_told)
    siege.rest()
    rig.let_go()
    rig.url = copy
    database = opened.enter_context(open_database(target_of(copy)))
    rig.store = SqlStore.join(database, partitions=rig.partitions)
    for number, door in enumerate(doors):
        siege.begin(number, door)
    siege.suffer("kill_one", siege.left // 4)
    siege.suffer("kill_all", siege.left // 4)
