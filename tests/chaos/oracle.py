"""What should have come of it: the embedded engine, alone, in a process and databases of its own.

    python -m tests.chaos.oracle SEED MANY PARTITIONS BESIEGED STANDING LEDGER

Into the database STANDING: the story's events, one after another. Into LEDGER: the journal that the
siege left in BESIEGED, replayed; an empty one is left out.
"""

from __future__ import annotations

import sys

from sroki.deploy.library import rulebook_of
from sroki.deploy.settings import Settings
from sroki.monitors.engine import Engine
from sroki.monitors.plans import Plans
from sroki.monitors.replay import replay
from sroki.projections.opening import open_database, target_of
from sroki.projections.store import SqlStore
from tests.chaos.story import Story
from tests.monitors.runs import Run

_PORTION = 200


def stand(story: Story, plans: Plans, url: str, partitions: int) -> None:
    """Take the story as it should have been told, then its watermarks, then the time."""
    with open_database(target_of(url)) as database:
        run = Run(plans, partitions, store=SqlStore.open(database, partitions=partitions))
        for number in range(partitions):
            run.engine.activate(number, plans.digest)
        for at in range(0, len(story.events), _PORTION):
            run.take(story.events[at : at + _PORTION])
        for history in story.histories:
            run.watermark(history.watermark)
        run.deliver()
        run.tick(story.end, always=True)


def say_again(besieged: str, plans: Plans, url: str, partitions: int) -> None:
    """Replay a journal."""
    with open_database(target_of(url)) as database, open_database(target_of(besieged)) as left:
        engine = Engine(SqlStore.open(database, partitions=partitions), lambda _: plans)
        journal = SqlStore.join(left, partitions=partitions)
        for number in range(partitions):
            replay(engine, number, journal.journal(number))


def main() -> None:
    """As said above."""
    seed, many, partitions = map(int, sys.argv[1:4])
    besieged, standing, ledger = sys.argv[4:]
    plans = Plans(rulebook_of(Settings()))
    stand(Story(seed, many), plans, standing, partitions)
    if ledger:
        say_again(besieged, plans, ledger, partitions)


if __name__ == "__main__":
    main()
