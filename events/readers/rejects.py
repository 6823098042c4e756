"""Why a cell, a row or a record was not taken: a closed list of reasons, each with its words.

A rejection is a value. It names a reason and an address, never the content: a cell that is wrong
may well hold somebody's name.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Reason(NamedTuple):
    """What is wrong, and what is accepted instead."""

    what: str
    accepted: str


REASONS: Final[dict[str, Reason]] = {
    "cell_error": Reason("в ячейке значение-ошибка Excel (#Н/Д, #ЗНАЧ! …)", "значение или пусто"),
    "cell_not_counted": Reason(
        "формула не вычислена: в файле нет её значения",
        "откройте файл в Excel и сохраните, либо вставьте значения вместо формул",
    ),
    "cell_merged": Reason("ячейка объединена с другой строкой", "разъедините ячейки"),
    "cell_merged_across": Reason("ячейка объединена с соседним столбцом", "разъедините ячейки"),
    "number_too_long": Reason(
        "длинное число: Excel хранит только 15 цифр, остальные уже потеряны",
        "столбец в формате «Текстовый», номер введён заново",
    ),
    "number_scientific": Reason(
        "номер записан в виде 1,23E+16: цифры уже потеряны", "номер целиком, текстом"
    ),
    "number_fraction": Reason(
        "дробное число там, где ожидается текст или целое", "целое или текст"
    ),
    "text_is_date": Reason(
        "Excel превратил значение в дату", "столбец в формате «Текстовый», значение введено заново"
    ),
    "text_is_bool": Reason("ИСТИНА или ЛОЖЬ там, где ожидается текст", "текст"),
    "not_text": Reason("байты ячейки не читаются в кодировке файла", "текст в кодировке файла"),
    "control_character": Reason("в тексте управляющий символ", "печатные знаки"),
    "not_a_date": Reason("это не дата", "дата, или текст в одном из форматов разметки"),
    "date_is_number": Reason(
        "число вместо даты: у ячейки числовой формат", "столбец в формате «Дата»"
    ),
    "date_impossible": Reason("такой даты нет в календаре", "существующая дата"),
    "date_absurd": Reason("дата вне 1990–2099 годов: вероятно, описка", "год из четырёх цифр"),
    "time_impossible": Reason(
        "такого местного времени не было: часы переводили", "существующее местное время"
    ),
    "not_a_time": Reason("это не время", "время, или текст в одном из форматов разметки"),
    "not_a_number": Reason("это не число", "число"),
    "not_yes_or_no": Reason("это не «да» и не «нет»", "да, нет, или слово из таблицы значений"),
    "not_in_table": Reason("значения нет в таблице разметки", "слово из таблицы значений"),
    "not_matching": Reason("значение не подходит под образец разметки", "см. matches в разметке"),
    "not_allowed": Reason("значение не проходит проверку поля события", "см. каталог событий"),
    "missing": Reason("ячейка пуста, а значение обязательно", "заполненная ячейка"),
    "key_missing": Reason("у строки нет номера: не видно, о каком деле речь", "заполненный номер"),
    "key_repeated": Reason("строка с таким номером уже была в этом файле", "одна строка на номер"),
    "item_repeated": Reason("одно значение названо в ячейке дважды", "каждое значение один раз"),
    "row_quotes": Reason(
        "кавычки в строке не сходятся", "кавычки вокруг всей ячейки, внутри — удвоенные"
    ),
    "row_ragged": Reason("в строке не столько ячеек, сколько в заголовке", "кавычки вокруг текста"),
    "line_too_long": Reason("строка слишком длинная", "не более 1 МБ"),
    "line_not_text": Reason("строка не в UTF-8", "UTF-8"),
    "event_outside_trace": Reason("событие журнала XES стоит вне дела", "событие внутри <trace>"),
    "no_rule": Reason("ни одно правило разметки не подошло к событию журнала", "правило events"),
}


class RowRejected(NamedTuple):
    """Something was not taken. `slot` names the event it would have been, empty for a whole row."""

    reason: str
    address: str
    slot: str = ""

    @property
    def words(self) -> str:
        """The reason for people, with what is accepted."""
        reason = REASONS[self.reason]
        return f"{reason.what}. Принимается: {reason.accepted}"


class Fault(Exception):
    """Raised inside the readers by a cell that cannot be taken; it never leaves `apply`.

    `column` is the column (from 0) or attribute at fault, None where it is the row as a whole.
    """

    def __init__(self, reason: str, column: int | str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column
