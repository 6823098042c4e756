"""`sroki import`: into the store, into a running service, into a file; and its closing table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.serve import serving
from sroki.deploy.settings import Settings
from sroki.projections.opening import look_at
from sroki.projections.store import SqlStore
from tests.deploy.commands import sroki
from tests.support.told import local

MAPPING = """\
format: 1
title: Журнал
reads: table
keeps: state
source: urn:krsk:journal
authority: "04701000"
service: 01/01/021
unit: sovetsky
zone: Asia/Krasnoyarsk
precision: day
dates: [дд.мм.гггг]
watermark: {role: edms}
case:
  reference:
    number: {column: Номер}
    year: {year_of: {column: Подано}}
events:
  - event: submitted
    at: {column: Подано}
    fields: {channel: in_person}
  - event: registered
    at: {column: Зарегистрировано}
"""
HEADER = "Номер;Подано;Зарегистрировано\n"
FIRST = HEADER + "1;01.04.2025;02.04.2025\n2;02.04.2025;\n"
SECOND = HEADER + "1;01.04.2025;03.04.2025\n2;02.04.2025;03.04.2025\n3;32.04.2025;\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "journal.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_export_then_the_next_one(tmp_path: Path, mapping: Path) -> None:
    store = tmp_path / "s.db"
    more = ("--mapping", mapping, "--store", store, "--json")
    first = sroki("import", csv(tmp_path, FIRST), "--as-at", "2025-04-02", *more)
    assert first.code == 0, first.err
    report = json.loads(first.out)
    assert report["told"] == {"submitted": 2, "registered": 1, "source_watermark": 1}
    assert report["settled"] == {"taken": 4}
    again = sroki("import", csv(tmp_path, FIRST), "--as-at", "2025-04-02", *more)
    assert json.loads(again.out)["unchanged"] == 2
    second = sroki("import", csv(tmp_path, SECOND), "--as-at", "2025-04-03", *more)
    assert second.code == 1
    report = json.loads(second.out)
    assert report["told"]["corrected"] == 1
    assert report["told"]["registered"] == 1
    (reason,) = report["rejected"]
    assert report["rejected"][reason]["first"] == ["journal.csv:4:2"]
    with look_at(store) as database:
        assert len(list(SqlStore.view(database).states(0))) > 2


def test_people_see_the_first_cells_at_fault(tmp_path: Path, mapping: Path) -> None:
    said = sroki(
        *("import", csv(tmp_path, SECOND), "--mapping", mapping),
        *("--as-at", "03.04.2025", "--store", tmp_path / "s.db"),
    )
    assert said.code == 1
    assert "journal.csv:4:2" in said.out
    assert "Прочитано строк" in said.out


def test_a_dry_run_leaves_no_store_and_a_file_holds_events(tmp_path: Path, mapping: Path) -> None:
    file, to = csv(tmp_path, FIRST), tmp_path / "events.jsonl"
    more = ("--mapping", mapping, "--as-at", "2025-04-02", "--store", tmp_path / "s.db")
    assert sroki("import", file, *more, "--dry-run").code == 0
    assert not (tmp_path / "s.db").exists()
    assert sroki("import", file, *more, "--to", to).code == 0
    assert len(to.read_text().splitlines()) == 4
    assert sroki("validate", to).code == 0
    assert sroki("import", file, *more, "--to", to, "--dry-run").code == 2


@pytest.mark.parametrize("keeps", ["state", "log"])
@pytest.mark.parametrize("file_first", [True, False])
def test_a_row_is_the_same_event_by_way_of_a_file_and_straight(
    tmp_path: Path, *, keeps: str, file_first: bool
) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING.replace("keeps: state", f"keeps: {keeps}"), encoding="utf-8")
    file, to = csv(tmp_path, FIRST), tmp_path / "events.jsonl"
    store = ("--store", tmp_path / "s.db")
    straight = ("import", file, "--mapping", mapping, "--as-at", "2025-04-02", *store)
    by_file = [(*straight, "--to", to), ("import", to, *store)]
    ways = [*by_file, straight] if file_first else [straight, *by_file]
    settled = [json.loads(sroki(*way, "--json").out)["settled"] for way in ways]
    assert [one for one in settled if one] == [{"taken": 4}, {"duplicate": 4}]


def test_a_file_beside_a_running_service_names_as_the_service_does(
    tmp_path: Path, mapping: Path
) -> None:
    settings = Settings.model_validate({"store": tmp_path / "s.db", "port": 0})
    file, to = csv(tmp_path, FIRST), tmp_path / "events.jsonl"
    more = ("--mapping", mapping, "--as-at", "2025-04-02")
    with serving(settings, ToldClock(local("2025-04-03 09:00"))) as running:
        assert sroki("import", file, *more, "--to", to, "--store", settings.store).code == 0
        url = ("--url", running.address, "--json")
        assert json.loads(sroki("import", file, *more, *url).out)["settled"] == {"taken": 4}
        assert json.loads(sroki("import", to, *url).out)["settled"] == {"duplicate": 4}


def test_the_running_service_imports_what_it_is_handed(tmp_path: Path, mapping: Path) -> None:
    settings = Settings.model_validate({"store": tmp_path / "s.db", "port": 0})
    file = csv(tmp_path, FIRST)
    more = ("--mapping", mapping, "--as-at", "2025-04-02")
    with serving(settings, ToldClock(local("2025-04-03 09:00"))) as running:
        locked = sroki("import", file, *more, "--store", tmp_path / "s.db")
        assert locked.code == 3
        assert "--url" in locked.err
        for settled in ({"taken": 4}, {"duplicate": 1}):
            said = sroki("import", file, *more, "--url", running.address, "--json")
            assert said.code == 0, said.err
            assert json.loads(said.out)["settled"] in (settled, {"taken": 1})
        older = sroki(
            "import", file, "--mapping", mapping, "--as-at", "2025-04-01", "--url", running.address
        )
        assert older.code == 2
        assert "старше уже загруженной" in older.err
    gone = sroki("import", file, *more, "--url", running.address)
    assert gone.code == 2
    assert "не отвечает" in gone.err


def test_only_events_need_no_mapping(tmp_path: Path) -> None:
    said = sroki("import", csv(tmp_path, FIRST), "--dry-run")
    assert said.code == 2
    assert "--mapping" in said.err
