"""Tables as files: what Excel opens without harm."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from starlette.testclient import TestClient

from sroki.projections.web.sheets import Cell, Sheet, cell, lines

FORMULAS = [
    "=1+1",
    "+7 391 000",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0\u2003=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹣1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_would_run_is_made_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("дело 1=2", "дело 1=2"),
        ("п. 15", "п. 15"),
        ("", ""),
        (None, ""),
        (-3, -3),
        (True, 1),
        (1.5, 1.5),
        (date(2017, 4, 17), "2017-04-17"),
        (datetime(2017, 4, 17, 1, 2, 3, 4, tzinfo=UTC), "2017-04-17 01:02:03+00:00"),
    ],
)
def test_what_is_harmless_stays(value: Cell, shown: str | float) -> None:
    assert cell(value) == shown


def test_a_file_has_a_mark_semicolons_and_every_row() -> None:
    rows = [(number, "а;б", 'ка"вычки\nи строка') for number in range(1001)]
    text = "".join(lines(Sheet("x", ("n", "т", "к"), rows)))
    assert text.startswith("\ufeffn;т;к\r\n")
    read = list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))
    assert read[1:] == [[str(number), *rest] for number, *rest in rows]


def test_every_table_is_such_a_file(client: TestClient) -> None:
    for path in ("/.csv", "/findings.csv", "/sources.csv", "/rejects.csv", "/quarantine.csv"):
        answer = client.get(path)
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer.headers["content-disposition"].endswith('.csv"')
        assert ";" in answer.text.splitlines()[0]
