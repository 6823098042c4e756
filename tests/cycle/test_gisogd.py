"""ГИСОГД as one more source: a register and its mapping, and parameter d of it, without code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sroki.deploy.importing import import_file, naming_key
from sroki.events.acts.evidence import Parameter
from sroki.events.readers.mapping_file import read_mapping
from sroki.events.readers.plan import ImportPlan
from sroki.monitors.record import resolve
from sroki.projections.queries.basis import Fact, basis
from sroki.projections.queries.kept import Where, register
from tests.deploy.conftest import set_clock, shell

EXAMPLE = Path(__file__).parents[2] / "examples/gisogd"
OMSK, SERVICE = "52701000", "example/land-plan"
FILE = EXAMPLE / "register-2025-07-01.csv"
SPAN = (date(2025, 1, 1), date(2025, 12, 31))


def test_a_register_of_gisogd_is_what_timeliness_rests_on(tmp_path: Path) -> None:
    own = {"editions": [EXAMPLE / "edition.yaml"], "directory": [EXAMPLE / "directory.yaml"]}
    with shell(tmp_path / "sroki.db", "2025-07-02 09:00", **own) as embedded:
        # Sent twice it says nothing more.
        for _ in range(2):
            plan = ImportPlan(
                path=FILE,
                mapping=read_mapping(EXAMPLE / "mapping.yaml"),
                now=embedded.clock.now(),
                key=naming_key(embedded.database),
            )
            assert import_file(embedded, plan).clean
        set_clock(embedded, "2025-07-02 10:00")
        with embedded.database.reading() as connection:
            reading = embedded.reading(connection)
            found = basis(
                reading,
                (OMSK, SERVICE),
                2025,
                Parameter.TIMELINESS,
                None,
                lambda events: resolve(events).effective,
            )
            late = register(reading, Where(OMSK, SERVICE), *SPAN)
    assert found.facts == (
        Fact("rule", "Выдача градостроительного плана", 2, 6, None),
        Fact("rule", "Направление плана в ГИСОГД", 1, 4, None),
        Fact("source", "ГИСОГД Омской области", 0, 0, None, date(2025, 7, 1)),
        Fact("silent", "Система электронного документооборота", 0, 0, None, None),
    )
    assert [(one.rule, one.due_on, one.ended_on, one.proven) for one in late] == [
        ("issue", date(2025, 4, 22), date(2025, 5, 5), True),
        ("placing", date(2025, 6, 3), None, True),
        ("issue", date(2025, 6, 9), None, True),
    ]
