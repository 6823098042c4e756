"""The journal of a district office, from XLSX to canonical events: right, or with its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sroki.events.base import Event, Precision
from sroki.events.intake import Intake
from sroki.events.memory import MemoryAliases, MemoryLists
from sroki.events.outcomes import Accepted
from sroki.events.readers.mapping_file import read_mapping
from sroki.events.strict import Item
from tests.readers.keeping import LATER, Imported, KeptMemory, mapping_of, take
from tests.readers.sheets import Row, write_csv, write_journal

MAPPING = read_mapping(Path(__file__).parents[2] / "examples/mappings/journal.yaml")
AS_AT = date(2017, 5, 12)

FULL: Row = {
    "№ п/п": 1,
    "Рег. номер": "15-ОД",
    "Дата подачи": date(2017, 4, 15),
    "Управление": "Советский район",
    "Способ подачи": "лично",
    "Категория": "пенсионер",
    "ФИО заявителя": "Иванова Мария",
    "Адрес": "ул. Ленина, 1",
    "Документы": "паспорт; Справка  о составе семьи",
    "Дата регистрации": date(2017, 4, 17),
    "Расписка выдана": date(2017, 4, 15),
    "Дело сформировано": date(2017, 4, 21),
    "Дата списка": date(2017, 5, 10),
    "№ списка": 3,
    "Полугодие": "2 полугодие 2017",
    "Итог": "не включён",
    "Основание отказа": "нет права",
    "Уведомление / дата": date(2017, 5, 11),
    "Уведомление / способ": "почта",
}


def _import(tmp_path: Path, *rows: Row, total: bool = False) -> Imported:
    path = write_journal(tmp_path / "журнал.xlsx", rows, AS_AT, total=total)
    return take(path, MAPPING, KeptMemory())


def _accepted(wires: Sequence[dict[str, Any]]) -> list[Event]:
    """What the one intake makes of them; it must take them all, and know every field."""
    ids = count(1)
    intake = Intake(MemoryAliases(), MemoryLists(), lambda: f"case-{next(ids)}")
    outcomes = intake.take_all([Item(wire, None, "") for wire in wires], LATER)
    events = []
    for outcome in outcomes:
        assert isinstance(outcome, Accepted), outcome
        assert outcome.dropped == ()
        events.append(outcome.events[0])
    return events


def test_a_full_row_tells_its_whole_life(tmp_path: Path) -> None:
    imported = _import(tmp_path, FULL, total=True)
    events = _accepted(imported.wires)
    assert [event.kind for event in events] == [
        *("submitted", "registered", "receipt_issued", "document_presented"),
        *("document_presented", "file_formed", "listed", "notice_sent", "source_watermark"),
    ]
    facts = events[:-1]
    assert {event.subject for event in facts} == {"case-1"}
    assert {event.unit for event in facts} == {"sovetsky"}
    assert {event.precision for event in facts} == {Precision.DAY}
    # A day is written as noon of Krasnoyarsk.
    assert facts[0].occurred_at == datetime(2017, 4, 15, 5, tzinfo=UTC)
    own = [
        event.model_dump(
            mode="json", exclude=set(Event.model_fields) | {"case_id"}, exclude_none=True
        )
        for event in facts
    ]
    assert own == [
        {"channel": "in_person", "category": "old_age_pensioner"},
        {},
        {},
        {"document": "identity"},
        {"document": "family_composition"},
        {"part": "paper"},
        {"period": "2017-H2", "number": "3", "outcome": "not_included", "ground": "no_right"},
        {"outcome": "not_included", "channel": "post"},
    ]
    assert imported.addresses[:2] == ["Журнал!C6", "Журнал!J6"]
    assert imported.report.skipped == 1
    assert imported.report.clean


def test_what_is_personal_is_not_read(tmp_path: Path) -> None:
    imported = _import(tmp_path, FULL)
    assert "Иванов" not in str(imported)
    assert "Ленина" not in str(imported)
    assert imported.report.left == {"ФИО заявителя": 1, "Адрес": 1}
    assert imported.report.unmapped == {}


def test_the_number_is_in_the_reference_and_nowhere_else(tmp_path: Path) -> None:
    for wire in _import(tmp_path, FULL).wires[:-1]:
        reference = wire["data"].pop("reference")
        assert reference == {"kind": "registration.sovetsky", "number": "15-ОД", "year": 2017}
        assert "15-ОД" not in str(wire)


def test_a_row_in_progress_tells_what_it_has(tmp_path: Path) -> None:
    row = dict.fromkeys(FULL) | {name: FULL[name] for name in list(FULL)[:6]}
    imported = _import(tmp_path, row)
    assert Counter(imported.report.told) == {"submitted": 1, "source_watermark": 1}


@pytest.mark.parametrize(
    ("changed", "lost", "reason", "address"),
    [
        ({"Рег. номер": 12345678901234567}, 8, "number_too_long", "Журнал!B6"),
        ({"Рег. номер": date(2017, 12, 5)}, 8, "text_is_date", "Журнал!B6"),
        ({"Рег. номер": None}, 8, "key_missing", "Журнал!B6"),
        ({"Управление": "Кировский район"}, 8, "not_in_table", "Журнал!D6"),
        ({"Управление": None}, 8, "key_missing", "Журнал!D6"),
        ({"Дата регистрации": "17.04.17"}, 1, "not_a_date", "Журнал!J6"),
        ({"Дата регистрации": "31.04.2017"}, 1, "date_impossible", "Журнал!J6"),
        ({"Дата регистрации": 42842}, 1, "date_is_number", "Журнал!J6"),
        ({"Дата регистрации": "17.04.0217"}, 1, "date_absurd", "Журнал!J6"),
        ({"Дата регистрации": "=1+1"}, 1, "cell_not_counted", "Журнал!J6"),
        ({"Способ подачи": "голубем"}, 1, "not_in_table", "Журнал!E6"),
        ({"Способ подачи": None}, 1, "missing", "Журнал!E6"),
        ({"Документы": "паспорт; паспорт"}, 2, "item_repeated", "Журнал!I6"),
        ({"Документы": "паспорт; виза"}, 2, "not_in_table", "Журнал!I6"),
        ({"№ списка": "1,2E+10"}, 1, "number_scientific", "Журнал!N6"),
        ({"№ списка": "a\x7fb"}, 1, "cell_unclean", "Журнал!N6"),
    ],
)
def test_a_bad_cell_costs_its_event_and_is_told_by_its_address(
    tmp_path: Path, changed: Row, lost: int, reason: str, address: str
) -> None:
    path = write_journal(tmp_path / "a.xlsx", [{**FULL, **changed}], AS_AT)
    if reason == "cell_not_counted":
        _lose_values(path)
    imported = take(path, MAPPING, KeptMemory())
    assert imported.rejected == {reason: [address]}
    assert imported.report.events == 9 - lost


def _lose_values(path: Path) -> None:
    """Save the book as a program that computes nothing does."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path)
    book["Журнал"]["J6"] = "=1+1"
    book.save(path)


def test_dates_may_be_text_among_real_ones(tmp_path: Path) -> None:
    row = {**FULL, "Дата регистрации": " 17.04.2017", "Расписка выдана": "2017-04-15"}
    events = {event.kind: event for event in _accepted(_import(tmp_path, row).wires)}
    assert events["registered"].occurred_at == datetime(2017, 4, 17, 5, tzinfo=UTC)
    assert events["receipt_issued"].occurred_at == datetime(2017, 4, 15, 5, tzinfo=UTC)


def test_a_dash_is_an_empty_cell(tmp_path: Path) -> None:
    row = {**FULL, "Дата регистрации": "—", "Основание отказа": "-", "Категория": "не указана"}
    imported = _import(tmp_path, row)
    assert imported.report.clean
    assert imported.of("registered") == []
    assert "ground" not in imported.of("listed")[0]["data"]
    assert "category" not in imported.of("submitted")[0]["data"]


def test_two_rows_of_one_number_are_refused_by_address(tmp_path: Path) -> None:
    imported = _import(tmp_path, FULL, {**FULL, "Дата регистрации": None})
    assert imported.rejected == {"key_repeated": ["Журнал!7"]}
    # Another unit has its own № 15.
    assert _import(tmp_path, FULL, {**FULL, "Управление": "Октябрьский район"}).report.clean


def test_the_file_speaks_for_its_day_and_says_so_last(tmp_path: Path) -> None:
    wires = _import(tmp_path, FULL).wires
    end = "2017-05-12T16:59:59.999999Z"
    assert {wire["data"]["recorded_at"] for wire in wires} == {end}
    assert wires[-1]["type"] == "ru.sroki.source_watermark.v1"
    assert wires[-1]["data"] == {
        "authority": "04701000",
        "service": "01/01/021",
        "recorded_at": end,
        "unit": "all",
        "role": "edms",
        "complete_to": end,
    }


def test_the_watermark_may_wait_for_a_clean_file(tmp_path: Path) -> None:
    assert MAPPING.watermark is not None
    watermark = MAPPING.watermark.model_copy(update={"given": "when_clean"})
    mapping = MAPPING.model_copy(update={"watermark": watermark})
    path = write_journal(tmp_path / "a.xlsx", [FULL, {**FULL, "Рег. номер": None}], AS_AT)
    imported = take(path, mapping, KeptMemory())
    assert imported.of("source_watermark") == []
    assert imported.report.watermark_withheld
    path = write_journal(tmp_path / "b.xlsx", [FULL], AS_AT)
    assert len(take(path, mapping, KeptMemory()).of("source_watermark")) == 1


def test_the_same_file_tells_the_same_names(tmp_path: Path) -> None:
    again = [_import(tmp_path, FULL).wires for _ in range(2)]
    assert again[0] == again[1]
    assert len({wire["id"] for wire in again[0]}) == len(again[0])


def test_names_hang_on_the_key_of_the_installation(tmp_path: Path) -> None:
    path = write_journal(tmp_path / "a.xlsx", [FULL], AS_AT)
    ids = [
        {wire["id"] for wire in take(path, MAPPING, KeptMemory(), key=key).wires}
        for key in (b"one", b"two")
    ]
    assert ids[0].isdisjoint(ids[1])


def test_portions_and_progress(tmp_path: Path) -> None:
    rows = [{**FULL, "Рег. номер": str(number)} for number in range(1200)]
    path = write_journal(tmp_path / "a.xlsx", rows, AS_AT)
    seen: list[tuple[int, int]] = []
    imported = take(path, MAPPING, KeptMemory(), portion=100, progress=lambda *at: seen.append(at))
    assert len(imported.wires) == 1200 * 8 + 1
    size = path.stat().st_size
    assert seen[-1] == (size, size)
    assert [at for at, _ in seen] == sorted(at for at, _ in seen)
    assert len(seen) >= 3


QUEUE = """
format: 1
title: Электронная очередь
reads: table
keeps: log
source: test/queue
authority: "04701000"
service: 01/01/021
unit: sov
zone: Asia/Krasnoyarsk
precision: instant
row_key: [{column: Талон}]
events:
  - event: queue_joined
    at: {column: Дата, time: {column: Взят}}
    fields: {ticket: {column: Талон}}
  - event: queue_served
    at: {column: Дата, time: {column: Вызван}, untimed: nothing}
    fields: {ticket: {column: Талон}}
"""


def test_a_time_of_day_beside_the_date(tmp_path: Path) -> None:
    mapping = mapping_of(QUEUE)
    rows = [
        ["Талон", "Дата", "Взят", "Вызван"],
        ["А12", "17.04.2017", "09:30", "09:44:59"],
        ["А13", "17.04.2017", "09:31", ""],
        ["А14", "17.04.2017", "9 утра", ""],
    ]
    imported = take(write_csv(tmp_path / "a.csv", rows), mapping)
    said = [(wire["time"], wire["data"]["precision"]) for wire in imported.wires]
    assert said == [
        ("2017-04-17T02:30:00Z", "instant"),
        ("2017-04-17T02:44:59Z", "instant"),
        ("2017-04-17T02:31:00Z", "instant"),
    ]
    assert imported.rejected == {"not_a_time": ["a.csv:4:3"]}
    subjects = [event.subject for event in _accepted(imported.wires)]
    assert subjects == ["visit/04701000/sov/А12"] * 2 + ["visit/04701000/sov/А13"]


@pytest.mark.parametrize(
    ("untimed", "told", "rejected"),
    [
        ("nothing", [], {}),
        # Nobody knows the hour: midnight would be a lie.
        ("day", [("2017-04-17T05:00:00Z", "day")], {}),
        ("reject", [], {"missing": ["a.csv:2:4"]}),
    ],
)
def test_a_date_without_its_time_is_what_the_mapping_says(
    tmp_path: Path, untimed: str, told: list[tuple[str, str]], rejected: dict[str, list[str]]
) -> None:
    text = QUEUE.replace("untimed: nothing", f"untimed: {untimed}")
    rows = [["Талон", "Дата", "Взят", "Вызван"], ["А13", "17.04.2017", "09:31", ""]]
    imported = take(write_csv(tmp_path / "a.csv", rows), mapping_of(text))
    said = [(wire["time"], wire["data"]["precision"]) for wire in imported.of("queue_served")]
    assert (said, imported.rejected) == (told, rejected)
