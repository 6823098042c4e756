"""What was not taken is kept sealed for its days, and then it is gone by itself."""

from __future__ import annotations

from pathlib import Path

from sroki.deploy.embedded import Embedded
from tests.deploy.conftest import set_clock, shell
from tests.deploy.wires import item, number, wire


def sealed(embedded: Embedded) -> int:
    with embedded.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM sealed").scalar()
    assert found is not None
    return int(found)


def unlinked(embedded: Embedded) -> None:
    answers = embedded.take([item(wire("receipt_issued", "2025-04-01 08:00", **number("6-1")))])
    assert [one.name for one in answers] == ["unlinked"]


def test_it_goes_while_the_service_runs(tmp_path: Path) -> None:
    with shell(tmp_path / "sroki.db", seal_days=2) as embedded:
        unlinked(embedded)
        set_clock(embedded, "2025-04-03 08:59")
        assert sealed(embedded) == 1
        set_clock(embedded, "2025-04-03 10:00")
        assert sealed(embedded) == 0


def test_it_goes_at_a_start(tmp_path: Path) -> None:
    with shell(tmp_path / "sroki.db", seal_days=2) as embedded:
        unlinked(embedded)
    with shell(tmp_path / "sroki.db", "2025-04-03 09:00") as embedded:
        assert sealed(embedded) == 0
