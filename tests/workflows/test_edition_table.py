"""An edition laid out as a table: all of it, with clauses, in two languages."""

from __future__ import annotations

import re

import pytest

from sroki.events.i18n import LANGUAGES, Lang
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled, bundled_names
from sroki.workflows.table import Section, Table, edition_table
from sroki.workflows.table_text import markdown


@pytest.fixture(scope="module")
def krasnoyarsk() -> Edition:
    return bundled("krsk-010121-97r")


SIX_DAYS = (
    "6 календарных дней; считая со следующего дня; с нерабочего дня на следующий рабочий; "
    "предупреждения: за 3 дня, за 1 день"
)


def _section(table: Table, title: str) -> Section:
    return next(one for one in table.sections if one.title == title)


def test_a_time_limit_reads_as_a_sentence(krasnoyarsk: Edition) -> None:
    rows = {row[0]: row for row in _section(edition_table(krasnoyarsk), "Сроки").rows}
    assert rows["file"] == (
        "file",
        "Дело и карточка учёта в АСП либо уведомление об обращении вне периода",
        "регистрация заявления",
        "завершение процедуры 2",
        SIX_DAYS,
        "п. 22 абз. 5",
        next(one.words for one in krasnoyarsk.time_limits if one.id == "file"),
    )
    assert rows["queue_wait"][2:5] == ("queue_joined", "queue_served", "15 минут")
    assert "если не «подано вне периода приёма»" in rows["list"][4]
    assert "каждый раз свой (complaint)" in rows["complaint_decision"][4]
    assert rows["interagency_reply"][4].startswith("5 рабочих дней; ")
    assert "с 01.07.2011 до 01.01.2021 — предположение" in rows["interagency_reply"][4]


def test_the_other_units_and_rolls_read_too() -> None:
    rows = {
        row[0]: row[4]
        for row in _section(edition_table(bundled("example-omsk-archive")), "Сроки").rows
    }
    assert rows["assignment"].startswith("2 рабочих дня; считая с того же дня; ")
    assert "на предшествующий рабочий" in rows["forwarding"]
    assert "до 17:00" in rows["handing"]
    assert rows["keeping"].startswith("3 месяца; ")


def test_everything_is_there(krasnoyarsk: Edition) -> None:
    table = edition_table(krasnoyarsk)
    shown = {section.title: len(section.rows) for section in table.sections}
    assert shown["Сроки"] == len(krasnoyarsk.time_limits)
    assert shown["Основания отказа"] == len(krasnoyarsk.grounds) == 6
    assert shown["Документы"] == len(krasnoyarsk.documents)
    assert shown["Периоды приёма"] == 2
    assert shown["Проверки"] == len(krasnoyarsk.checks)
    assert shown["Вехи"] == len(krasnoyarsk.milestones)
    assert shown["Источники"] == len(krasnoyarsk.sources)
    assert shown["Толкования"] == len(krasnoyarsk.readings)
    identity = {row[0]: row[1] for row in _section(table, "Редакция").rows}
    assert identity["отпечаток"] == krasnoyarsk.sha256
    assert "предположение" in identity["действует"]


def test_what_is_not_certain_stands_apart(krasnoyarsk: Edition) -> None:
    rows = _section(edition_table(krasnoyarsk), "Подтвердить юристу").rows
    assert rows[0] == ("действует", krasnoyarsk.in_force.why)
    assert {row[0] for row in rows[1:]} == {
        one.clause for one in (*krasnoyarsk.time_limits, *krasnoyarsk.complaint) if one.to_confirm
    }


def test_a_reading_shows_what_was_chosen_and_what_not(krasnoyarsk: Edition) -> None:
    rows = {row[0]: row for row in _section(edition_table(krasnoyarsk), "Толкования").rows}
    assert rows["day_unit"][2] == "календарные дни"
    assert rows["day_unit"][4] == "рабочие дни"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", bundled_names())
def test_rows_have_as_many_cells_as_columns(name: str, lang: Lang) -> None:
    for section in edition_table(bundled(name), lang).sections:
        assert {len(row) for row in section.rows} == {len(section.columns)}


def test_titles_are_translated_and_the_act_is_not(krasnoyarsk: Edition) -> None:
    table = edition_table(krasnoyarsk, "en")
    section = _section(table, "Time limits")
    assert section.columns[0] == "name"
    assert "6 calendar days; counted from the next day" in section.rows[3][4]
    assert section.rows[3][-1].startswith("Максимальный срок")


def test_markdown_is_a_table_a_section(krasnoyarsk: Edition) -> None:
    table = edition_table(krasnoyarsk)
    lines = list(markdown(table))
    assert lines[0] == f"# {table.title}"
    assert sum(line.startswith("## ") for line in lines) == len(table.sections)
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in lines if line.startswith("| ")}
    assert min(widths) == 3
    assert sum(line.startswith("| ") for line in lines) == sum(
        len(section.rows) + 2 for section in table.sections
    )
