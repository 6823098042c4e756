"""Why a cell, a row or a record was not taken: a closed list of reasons, each with its words.

A rejection is a value. It names a reason and an address, never the content: a cell that is wrong
may well hold somebody's name.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sroki.events.i18n import DEFAULT, WORDS, Lang, Phrase, mark, say
from sroki.events.reasons import SAYS

# code -> (what is wrong, what is accepted). Records that are events already, in JSON Lines, are
# rejected for the reasons of the intake, `SAYS`.
REASONS: Final[dict[str, tuple[str, str]]] = {
    "cell_error": (
        mark("в ячейке значение-ошибка Excel (#Н/Д, #ЗНАЧ! …)"),
        mark("значение или пусто"),
    ),
    "cell_not_counted": (
        mark("формула не вычислена: в файле нет её значения"),
        mark("откройте файл в Excel и сохраните, либо вставьте значения вместо формул"),
    ),
    "cell_merged": (mark("ячейка объединена с другой строкой"), mark("разъедините ячейки")),
    "cell_merged_across": (
        mark("ячейка объединена с соседним столбцом"),
        mark("разъедините ячейки"),
    ),
    "number_too_long": (
        mark("длинное число: Excel хранит только 15 цифр, остальные уже потеряны"),
        mark("столбец в формате «Текстовый», номер введён заново"),
    ),
    "number_scientific": (
        mark("номер записан в виде 1,23E+16: цифры уже потеряны"),
        mark("номер целиком, текстом"),
    ),
    "number_fraction": (
        mark("дробное число там, где ожидается текст или целое"),
        mark("целое или текст"),
    ),
    "text_is_date": (
        mark("Excel превратил значение в дату"),
        mark("столбец в формате «Текстовый», значение введено заново"),
    ),
    "text_is_bool": (mark("ИСТИНА или ЛОЖЬ там, где ожидается текст"), mark("текст")),
    "not_text": (
        mark("байты ячейки не читаются в кодировке файла"),
        mark("текст в кодировке файла"),
    ),
    "cell_unclean": (mark("в тексте управляющий символ"), mark("печатные знаки")),
    "not_a_date": (mark("это не дата"), mark("дата, или текст в одном из форматов разметки")),
    "date_is_number": (
        mark("число вместо даты: у ячейки числовой формат"),
        mark("столбец в формате «Дата»"),
    ),
    "date_impossible": (mark("такой даты нет в календаре"), mark("существующая дата")),
    "date_absurd": (
        mark("дата вне 1990–2099 годов: вероятно, описка"),
        mark("год из четырёх цифр"),
    ),
    "time_impossible": (
        mark("такого местного времени не было: часы переводили"),
        mark("существующее местное время"),
    ),
    "not_a_time": (mark("это не время"), mark("время, или текст в одном из форматов разметки")),
    "not_number": (mark("это не число"), mark("число")),
    "not_yes_or_no": (
        mark("это не «да» и не «нет»"),
        mark("да, нет, или слово из таблицы значений"),
    ),
    "not_in_table": (mark("значения нет в таблице разметки"), mark("слово из таблицы значений")),
    "not_matching": (
        mark("значение не подходит под образец разметки"),
        mark("см. matches в разметке"),
    ),
    "not_allowed": (
        mark("значение не проходит проверку поля события"),
        mark("см. каталог событий"),
    ),
    "missing": (mark("ячейка пуста, а значение обязательно"), mark("заполненная ячейка")),
    "key_missing": (
        mark("у строки нет номера: не видно, о каком деле речь"),
        mark("заполненный номер"),
    ),
    "key_repeated": (
        mark("строка с таким номером уже была в этом файле"),
        mark("одна строка на номер"),
    ),
    "item_repeated": (
        mark("одно значение названо в ячейке дважды"),
        mark("каждое значение один раз"),
    ),
    "row_quotes": (
        mark("кавычки в строке не сходятся"),
        mark("кавычки вокруг всей ячейки, внутри — удвоенные"),
    ),
    "row_ragged": (
        mark("в строке не столько ячеек, сколько в заголовке"),
        mark("кавычки вокруг текста"),
    ),
    "line_too_long": (mark("строка слишком длинная"), mark("не более 1 МБ")),
    "event_outside_trace": (
        mark("событие журнала XES стоит вне дела"),
        mark("событие внутри <trace>"),
    ),
}


_PARTICULAR: Final = re.compile(r"\{([a-z_]+)\}")


class RowRejected(NamedTuple):
    """Something was not taken. `slot` names the event it would have been, empty for a whole row."""

    reason: str
    address: str
    slot: str = ""

    def words(self, lang: Lang = DEFAULT) -> str:
        """The reason for people, with what is accepted."""
        return reason_words(self.reason, lang)


def reason_words(reason: str, lang: Lang = DEFAULT) -> str:
    """A reason by its code: what is wrong, and what is accepted; its particulars are left open."""
    return WORDS.said(reason_phrase(reason), lang)


def reason_phrase(reason: str) -> Phrase:
    """The same, to be said in the reader's language."""
    what, accepted = REASONS.get(reason) or SAYS[reason]
    if reason in REASONS:
        return say("{what}. Нужно: {accepted}", what=_open(what), accepted=_open(accepted))
    return (
        say("{what}. {accepted}", what=_open(what), accepted=_open(accepted))
        if accepted
        else _open(what)
    )


def _open(text: str) -> Phrase:
    return say(text, **dict.fromkeys(_PARTICULAR.findall(text), "…"))


class Fault(Exception):
    """Raised inside the readers by a cell that cannot be taken; it never leaves `apply`.

    `column` is the column (from 0) or attribute at fault, None where it is the row as a whole.
    """

    def __init__(self, reason: str, column: int | str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
