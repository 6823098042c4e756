"""The sample files in `examples/registers`: `python -m tests.readers.samples` makes them anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sroki.deploy.simulate import registers
from tests.readers.sheets import Row, write_csv, write_journal

FOLDER = Path(__file__).parents[2] / "examples/registers"
JOURNAL = FOLDER / "journal-2017-05-12.xlsx"
REGISTER = FOLDER / "register-2025-05-01.csv"
GISOGD = FOLDER.parent / "gisogd/register-2025-07-01.csv"

_ROW: Row = {
    "Дата подачи": date(2017, 4, 15),
    "Управление": "Советский район",
    "Способ подачи": "лично",
    "Категория": "пенсионер",
    "ФИО заявителя": "(имя)",
    "Адрес": "(адрес)",
    "Документы": "паспорт; пенсионное удостоверение",
    "Дата регистрации": date(2017, 4, 17),
    "Расписка выдана": date(2017, 4, 15),
}
_DECIDED: Row = {
    "Дело сформировано": date(2017, 4, 21),
    "Дата списка": date(2017, 5, 10),
    "№ списка": 3,
    "Полугодие": "2 полугодие 2017",
    "Итог": "включён",
    "Уведомление / дата": date(2017, 5, 11),
    "Уведомление / способ": "почта",
}
_REFUSED: Row = {"Итог": "не включён", "Основание отказа": "нет права"}

# What a real journal is like: whole rows, rows in progress, dates as text, and what Excel spoilt.
JOURNAL_ROWS: tuple[Row, ...] = (
    {**_ROW, **_DECIDED, "Рег. номер": "15-ОД"},
    {**_ROW, **_DECIDED, **_REFUSED, "Рег. номер": "16-ОД", "Способ подачи": "сайт"},
    {**_ROW, "Рег. номер": "17-ОД", "Дата регистрации": "18.04.2017"},
    {**_ROW, "Рег. номер": 18, "Управление": "Октябрьский  район", "Документы": "паспорт"},
    {**_ROW, "Рег. номер": 12345678901234567},
    {**_ROW, "Рег. номер": "20-ОД", "Дата регистрации": "31.04.2017"},
    {**_ROW, "Рег. номер": "21-ОД", "Способ подачи": "голубиная почта"},
    {**_ROW, "Рег. номер": "15-ОД"},
)

# Plans of plots as a state system exports them. Issued in time; on the last day; late; refused;
# issued and not placed; not answered though due; still running.
GISOGD_COLUMNS = (
    "№ заявления в ГИСОГД;Заявитель;Адрес участка;Кадастровый номер;Поступило;Как подано;"
    "План зарегистрирован;№ плана;План выдан;Отказано;Размещено в ГИСОГД"
)
GISOGD_ROWS = (
    "0001;(имя);(адрес);(номер);10.03.2025;ЕПГУ;20.03.2025;(план);21.03.2025;;24.03.2025",
    "0002;(имя);(адрес);(номер);11.03.2025;лично;31.03.2025;(план);31.03.2025;;07.04.2025",
    "0003;(имя);(адрес);(номер);02.04.2025;ЕПГУ;30.04.2025;(план);05.05.2025;;06.05.2025",
    "0004;(имя);(адрес);(номер);14.04.2025;почта;;;;22.04.2025;",
    "0005;(имя);(адрес);(номер);12.05.2025;рег. портал;26.05.2025;(план);27.05.2025;;",
    "0006;(имя);(адрес);(номер);20.05.2025;ЕПГУ;;;;;",
    "0007;(имя);(адрес);(номер);26.06.2025;ЕПГУ;;;;;",
)


def make() -> None:
    """Write the samples."""
    rows = [{**row, "№ п/п": number} for number, row in enumerate(JOURNAL_ROWS, start=1)]
    write_journal(JOURNAL, rows, date(2017, 5, 12), total=True)
    export = registers(5, 60, 2025, unit="sovetsky", as_at=(date(2025, 5, 1),)).exports[0]
    said = [
        [f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell or "" for cell in row]
        for row in export.rows
    ]
    write_csv(REGISTER, [list(export.columns), *said])
    GISOGD.write_text("\n".join((GISOGD_COLUMNS, *GISOGD_ROWS, "")), encoding="utf-8-sig")


if __name__ == "__main__":
    make()
