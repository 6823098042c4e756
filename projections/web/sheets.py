"""A table as data: the same rows as a page, for a spreadsheet or a program.

CSV is as Excel in Russia opens it: UTF-8 with a mark, semicolons. A text cell that a spreadsheet
would take for a formula gets an apostrophe before it: what an outsider sent never runs.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Final, TypeAlias

from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse

Cell: TypeAlias = str | int | float | bool | date | datetime | None

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What begins a formula, in the forms a spreadsheet folds into one another.
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")
_UNSEEN: Final = frozenset({"Zs", "Zl", "Zp", "Cf"})
_PORTION: Final = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under named columns; `name` is what the file is called."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_csv(sheet: Sheet) -> Response:
    """All of it, sent as it is read."""
    return StreamingResponse(
        lines(sheet),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{sheet.name}.csv"'},
    )


def as_file(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def as_json(body: Mapping[str, object], *, status: int = 200) -> Response:
    """JSON with dates as ISO 8601, readable Cyrillic."""
    return Response(to_json(body, indent=1), status, media_type="application/json")


def lines(sheet: Sheet) -> Iterator[str]:
    """The file in pieces of some lines, the first with the byte order mark."""
    out = StringIO("\ufeff")
    out.seek(0, 2)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.columns)
    for number, row in enumerate(sheet.rows, start=1):
        writer.writerow([cell(value) for value in row])
        if number % _PORTION == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def cell(value: Cell) -> str | int | float:
    """A value as a spreadsheet should see it: numbers as they are, no text that runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if _runs(value) else value


def _runs(text: str) -> bool:
    """Whether the first character that is seen begins a formula."""
    for sign in text:
        if sign in _FORMULA:
            return True
        if unicodedata.category(sign) not in _UNSEEN:
            return False
    return False
