"""A closed case at rest is packed by the service itself, and unpacked by a late event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sroki.deploy.embedded import Embedded
from sroki.deploy.settings import Settings
from sroki.projections.dump import standing_of
from tests.deploy.test_bound_tokens import KIROVSKY, answer, sent


@dataclass
class HandClock:
    """A clock turned by hand."""

    at: datetime
    jumps: int = 0

    def now(self) -> datetime:
        return self.at

    def trusted(self) -> bool:
        return True


def archived(shell: Embedded) -> int:
    with shell.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM archive").scalar_one())


def test_a_case_at_rest_is_packed_and_a_late_event_unpacks_it(tmp_path: Path) -> None:
    clock = HandClock(datetime(2025, 4, 10, 8, tzinfo=UTC))
    with Embedded(Settings(store=tmp_path / "sroki.db"), clock) as shell:
        shell.begin()
        for kind, more in (("submitted", {"channel": "in_person"}), ("withdrawn", {})):
            assert answer(shell, KIROVSKY, sent(kind, "urn:kirovsky", "kirovsky", **more)) == []
        clock.at += timedelta(days=100)
        shell.tick()
        assert archived(shell) == 0
        before = standing_of(shell.store)
        clock.at += timedelta(days=100)
        shell.tick()
        assert archived(shell) == 1
        assert standing_of(shell.store) == before
        assert answer(shell, KIROVSKY, sent("receipt_issued", "urn:kirovsky", "kirovsky")) == []
        assert archived(shell) == 0
