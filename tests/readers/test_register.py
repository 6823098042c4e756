"""A register is a state: what is told when a cell is filled, changed, emptied, filled again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sroki.events.errors import Invalid, Refused
from sroki.events.readers.importing import Import
from sroki.events.readers.mapping import Mapping
from sroki.events.readers.plan import ImportPlan
from sroki.events.readers.register import Export
from tests.readers.keeping import LATER, Imported, KeptMemory, mapping_of, take
from tests.readers.sheets import write_csv

MAPPING = """
format: 1
title: Реестр
reads: table
keeps: state
source: test/register
authority: "04701000"
service: 01/01/021
unit: {{column: Отдел, table: units}}
zone: Asia/Krasnoyarsk
watermark: {{role: journal}}
case:
  reference: {{number: {{column: Номер}}, year: {{year_of: {{column: Подано}}}}}}
tables:
  units: {{Советский: sov, Кировский: kir}}
  channels: {{лично: in_person, сайт: site}}
events:
  - event: submitted
    at: {{column: Подано}}
    fields: {{channel: {{column: Способ, table: channels}}}}
  - event: registered
    at: {{column: Зарегистрировано}}
{more}
"""
DOCUMENTS = """
  - event: document_presented
    at: {column: Подано}
    each: {column: Документы, split: ;}
    fields: {document: {item: true}}
"""
TICKETS = """
  - event: queue_joined
    at: {column: Подано}
    fields: {ticket: {column: Документы}}
"""
HEADER = ["Номер", "Отдел", "Подано", "Способ", "Зарегистрировано", "Документы"]
FIRST = date(2017, 4, 20)


class Register:
    """A register that is exported day by day."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.folder = folder
        self.mapping: Mapping = mapping_of(MAPPING.format(more=more))
        self.memory = KeptMemory()
        self.day = FIRST

    def export(self, *rows: str, as_at: date | None = None) -> Imported:
        """Import the rows; cells are divided by bars. Each export is of the next day."""
        path = self.folder / "register.csv"
        write_csv(path, [HEADER, *(row.split("|") for row in rows)])
        imported = take(path, self.mapping, self.memory, as_at=as_at or self.day)
        self.day += timedelta(days=1)
        return imported


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def _kinds(imported: Imported) -> list[str]:
    kinds = [wire["type"].split(".")[2] for wire in imported.wires]
    return [kind for kind in kinds if kind != "source_watermark"]


def _day(wire: dict[str, Any]) -> str:
    return str(wire.get("time") or wire["occurred_at"])[:10]


def test_an_unchanged_row_tells_nothing(register: Register) -> None:
    row = "15|Советский|15.04.2017|лично|17.04.2017|"
    assert _kinds(register.export(row)) == ["submitted", "registered"]
    again = register.export(row)
    assert _kinds(again) == []
    assert again.report.unchanged == 1
    assert len(again.of("source_watermark")) == 1


def test_a_filled_cell_is_its_event(register: Register) -> None:
    register.export("15|Советский|15.04.2017|лично||")
    assert _kinds(register.export("15|Советский|15.04.2017|лично|17.04.2017|")) == ["registered"]


def test_a_changed_cell_is_a_correction_in_a_chain(register: Register) -> None:
    first = register.export("15|Советский|15.04.2017|лично|17.04.2017|").of("registered")[0]
    second = register.export("15|Советский|15.04.2017|лично|18.04.2017|").wires[0]
    third = register.export("15|Кировский|15.04.2017|лично|19.04.2017|").of("corrected")
    assert second["type"] == "ru.sroki.corrected.v1"
    assert second["data"]["target"] == {"source": "test/register", "id": first["id"]}
    assert second["data"]["reference"]["number"] == "15"
    # The unit stands in every event of the row; the case is the same.
    assert len(third) == 2
    last = third[1]["data"]
    assert last["target"]["id"] == second["id"]
    assert last["unit"] == last["replacement"]["unit"] == "kir"
    # The fact keeps the identity it began with, so that its deadlines stay what they were.
    assert last["replacement"]["id"] == first["id"]
    assert [_day(second["data"]["replacement"]), _day(last["replacement"])] == [
        "2017-04-18", "2017-04-19",
    ]  # fmt: skip
    assert first["data"]["recorded_at"] < second["data"]["recorded_at"] < last["recorded_at"]


def test_a_changed_field_is_a_correction_too(register: Register) -> None:
    register.export("15|Советский|15.04.2017|лично||")
    (wire,) = register.export("15|Советский|15.04.2017|сайт||").of("corrected")
    assert wire["data"]["replacement"]["channel"] == "site"


def test_an_emptied_cell_annuls_the_beginning_of_the_chain(register: Register) -> None:
    first = register.export("15|Советский|15.04.2017|лично|17.04.2017|").of("registered")[0]
    register.export("15|Советский|15.04.2017|лично|18.04.2017|")
    (wire,) = register.export("15|Советский|15.04.2017|лично||").of("annulled")
    # To annul the correction would bring back the 17th.
    assert wire["data"]["target"]["id"] == first["id"]
    assert wire["data"]["unit"] == "sov"


def test_a_cell_filled_again_is_a_new_event(register: Register) -> None:
    row = "15|Советский|15.04.2017|лично|{}|"
    first = register.export(row.format("17.04.2017")).of("registered")[0]
    register.export(row.format(""))
    second = register.export(row.format("17.04.2017")).of("registered")[0]
    assert second["id"] != first["id"]
    corrected = register.export(row.format("19.04.2017")).of("corrected")[0]
    assert corrected["data"]["target"]["id"] == second["id"]
    assert corrected["data"]["replacement"]["id"] == second["id"]


def test_emptied_and_still_empty_is_told_once(register: Register) -> None:
    register.export("15|Советский|15.04.2017|лично|17.04.2017|")
    assert _kinds(register.export("15|Советский|15.04.2017|лично||")) == ["annulled"]
    assert _kinds(register.export("15|Советский|15.04.2017|лично||")) == []


def test_a_vanished_row_is_reported_and_nothing_is_annulled(register: Register) -> None:
    rows = ["15|Советский|15.04.2017|лично||", "16|Советский|16.04.2017|лично||"]
    register.export(*rows)
    gone = register.export(rows[1])
    assert _kinds(gone) == []
    assert (gone.report.vanished.count, gone.report.vanished.first) == (1, ["register.csv:2"])
    assert register.export(rows[1]).report.vanished.count == 1
    back = register.export(*rows)
    assert _kinds(back) == []
    assert back.report.vanished.count == 0


def test_the_order_of_rows_is_nothing(register: Register) -> None:
    rows = [f"{number}|Советский|15.04.2017|лично||" for number in range(9)]
    register.export(*rows)
    assert _kinds(register.export(*reversed(rows))) == []


def test_what_cannot_be_read_is_left_as_it_was(register: Register) -> None:
    row = "15|Советский|15.04.2017|лично|{}|"
    register.export(row.format("17.04.2017"))
    bad = register.export(row.format("скоро"))
    assert _kinds(bad) == []
    assert bad.rejected == {"not_a_date": ["register.csv:2:5"]}
    assert bad.report.vanished.count == 0
    # Said again every time, until it is mended.
    assert register.export(row.format("скоро")).rejected == bad.rejected
    assert _kinds(register.export(row.format("17.04.2017"))) == []
    assert _kinds(register.export(row.format("18.04.2017"))) == ["corrected"]


def test_a_row_without_its_unit_is_there_all_the_same(register: Register) -> None:
    register.export("15|Советский|15.04.2017|лично||")
    bad = register.export("15|Марсианский|15.04.2017|лично||")
    assert bad.rejected == {"not_in_table": ["register.csv:2:2"]}
    assert (bad.report.vanished.count, _kinds(bad)) == (0, [])


def test_items_of_a_cell_come_and_go_one_by_one(tmp_path: Path) -> None:
    register = Register(tmp_path, DOCUMENTS)
    row = "15|Советский|15.04.2017|лично||{}"
    first = register.export(row.format("passport;birth")).of("document_presented")
    assert [wire["data"]["document"] for wire in first] == ["passport", "birth"]
    second = register.export(row.format("birth;inn"))
    assert _kinds(second) == ["document_presented", "annulled"]
    assert second.wires[1]["data"]["target"]["id"] == first[0]["id"]
    assert register.export(row.format("birth;birth")).rejected.keys() == {"item_repeated"}
    assert _kinds(register.export(row.format("inn;birth"))) == []


def test_an_event_of_no_case_moves_by_annulment(tmp_path: Path) -> None:
    register = Register(tmp_path, TICKETS)
    register.export("15|Советский|15.04.2017|лично||A1")
    moved = register.export("15|Советский|15.04.2017|лично||A2")
    assert _kinds(moved) == ["queue_joined", "annulled"]
    assert moved.wires[1]["data"]["ticket"] == "A1"
    changed = register.export("15|Советский|16.04.2017|лично||A2")
    assert _kinds(changed) == ["corrected", "annulled", "queue_joined"]
    # Of a visit and not of the case: an amendment names one subject.
    assert "reference" not in changed.wires[1]["data"]
    assert changed.wires[1]["data"]["target"]["id"] == moved.wires[0]["id"]
    assert changed.wires[2]["data"]["reference"]["number"] == "15"


def test_a_rule_taken_out_of_the_mapping_annuls_nothing(tmp_path: Path) -> None:
    register = Register(tmp_path, DOCUMENTS)
    row = "15|Советский|15.04.2017|лично||passport"
    register.export(row)
    register.mapping = mapping_of(MAPPING.format(more=""))
    imported = register.export(row)
    assert (_kinds(imported), imported.report.unruled) == ([], 1)


def test_an_older_export_is_refused(register: Register) -> None:
    row = "15|Советский|15.04.2017|лично||"
    register.export(row, as_at=date(2017, 5, 2))
    with pytest.raises(Refused, match="старше"):
        register.export(row, as_at=date(2017, 5, 1))


def test_a_register_must_say_of_what_day_it_is(register: Register) -> None:
    path = write_csv(register.folder / "a.csv", [HEADER])
    with pytest.raises(Invalid, match="на какую дату"):
        take(path, register.mapping, register.memory)


def test_an_import_cut_short_tells_the_same_again(register: Register, tmp_path: Path) -> None:
    """The events were durable, the memory was not: every name comes again, with the same words."""
    row = "15|Советский|15.04.2017|лично|{}|"
    register.export(row.format("17.04.2017"))
    before = register.memory
    path = write_csv(tmp_path / "a.csv", [HEADER, row.format("18.04.2017").split("|")])
    now = datetime(2017, 5, 3, 11, tzinfo=UTC)
    wires = []
    for hours in (0, 1):
        memory = KeptMemory()
        memory._rows = {source: dict(rows) for source, rows in before._rows.items()}
        # The first portion was written: it holds which export this is, before any event.
        memory.write("test/register", Export(*_export_of(register, path, now)), {})
        later = now + timedelta(hours=hours)
        wires.append(take(path, register.mapping, memory, as_at=date(2017, 5, 3), now=later).wires)
    assert wires[0][:-1] == wires[1][:-1]
    assert len(wires[0]) == 2


def _export_of(register: Register, path: Path, now: datetime) -> tuple[datetime, datetime]:
    memory = KeptMemory()
    take(path, register.mapping, memory, as_at=date(2017, 5, 3), now=now)
    export = memory.last("test/register")
    assert export is not None
    return export


def test_while_the_day_runs_a_register_of_days_promises_nothing_of_it(register: Register) -> None:
    path = write_csv(
        register.folder / "a.csv", [HEADER, ["15", "Советский", "15.04.2017", "", "", ""]]
    )
    now = datetime(2017, 5, 3, 11, tzinfo=UTC)
    imported = take(path, register.mapping, register.memory, as_at=date(2017, 5, 3), now=now)
    assert imported.wires[0]["data"]["recorded_at"] == "2017-05-03T11:00:00Z"
    watermark = imported.of("source_watermark")[0]["data"]
    # 3 May begins in Krasnoyarsk while it is 2 May, 17:00, in UTC.
    assert watermark["complete_to"] == "2017-05-02T17:00:00Z"
    # The same file in the morning: nothing new but the promise.
    morning = now + timedelta(hours=12)
    again = take(path, register.mapping, register.memory, as_at=date(2017, 5, 3), now=morning)
    assert [wire["data"]["complete_to"] for wire in again.wires] == ["2017-05-03T16:59:59.999999Z"]


def test_what_the_intake_rejected_is_told_again(tmp_path: Path) -> None:
    register = Register(tmp_path, TICKETS)
    row = "15|Советский|15.04.2017|лично|17.04.2017|{}"
    first = _take_but(register, row.format("A1"), "registered")
    assert _kinds(register.export(row.format("A1"))) == ["registered"]
    # Of an annulment and the event anew, the annulment was taken.
    register.export(row.format("A1").replace("15.04", "14.04"))
    moved = row.format("A1").replace("15.04", "13.04")
    said = _take_but(register, moved, "queue_joined")
    assert said[-2:] == ["annulled", "queue_joined"]
    assert _kinds(register.export(moved)) == ["queue_joined"]
    assert _kinds(register.export(moved)) == []
    assert first == ["submitted", "registered", "queue_joined"]


def _take_but(register: Register, row: str, refused: str) -> list[str]:
    """Import a row; the intake rejects one kind of event. The kinds that were told."""
    path = write_csv(register.folder / "register.csv", [HEADER, row.split("|")])
    importing = Import(
        ImportPlan(path, register.mapping, LATER, as_at=register.day), register.memory
    )
    kinds = []
    for portion in importing.portions():
        ids = {event.wire["id"] for event in portion.events if event.kind == refused}
        kinds += [event.kind for event in portion.events if event.kind != "source_watermark"]
        assert portion.export is not None
        register.memory.write("test/register", portion.export, portion.rows_without(ids))
    register.day += timedelta(days=1)
    return kinds
