"""The files of a snapshot, each opened again by another program: the same figures in all."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from docx import Document as Word
from pypdf import PdfReader

from sroki.deploy.minisign import key_at
from sroki.events.errors import Invalid
from sroki.projections.snapshots import shelf
from sroki.projections.snapshots.files import Document, whole_document
from sroki.projections.snapshots.public import THRESHOLD, public
from tests.projections.stores import opened
from tests.projections.test_figures import Office
from tests.snapshots.test_snapshots import frozen, issued, lived


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Document, shelf.Frozen]]:
    folder: Path = tmp_path_factory.mktemp("office")
    with opened(folder / "office.db") as store:
        office = lived(Office(store))
        issued(office, key_at(folder / "mark.key"))
        found = frozen(office)
        yield whole_document(found, office.names), found


def shown_in(found: shelf.Frozen, document: Document) -> dict[str, str]:
    """What each figure is, in words, by its number and name."""
    return told_in(document.tables[0].rows)


def told_in(rows: Iterable[Any]) -> dict[str, str]:
    """The same, of the rows of any program."""
    named = {" ".join(str(one or "") for one in row[:3]): str(row[4]) for row in rows}
    assert len(named) > 5
    return named


def test_the_workbook_has_all_rows_as_numbers_and_days(made: Any) -> None:
    document, found = made
    content = document.xlsx()
    assert content == document.xlsx()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[1:] == [one.name for one in document.tables]
    for table in document.tables:
        rows = list(book[table.name].iter_rows(min_row=2, values_only=True))
        assert len(rows) == len(table.rows), table.name
        for told, row in zip(table.rows, rows, strict=True):
            for one, cell in zip(told, row, strict=True):
                if isinstance(cell, datetime):
                    assert cell.date() == one
                else:
                    assert str(cell or "") == str(one or "") or float(str(cell)) == float(str(one))
    signs = list(book["Признаки нарушения"].iter_rows(min_row=2, values_only=True))
    assert len(signs) == sum(one["found"] for one in found.body.head["clauses"])
    assert {(row[0], row[11]) for row in signs} >= {
        ("c", "total_to_notice"),
        ("a", "notice_too_early"),
    }
    late = book["С опозданием"]
    assert {row[0] for row in late.iter_rows(min_row=2, values_only=True)} >= {"c", "d"}
    assert found.hash in {row[0].value for row in book.worksheets[0].rows}


def test_a_text_that_looks_like_a_formula_does_not_run(made: Any) -> None:
    document, found = made
    record = {**found.record, "act": "=HYPERLINK(1)"}
    tricky = Document(record, found.body.head, found.hash, document.names, "ru")
    sheet = openpyxl.load_workbook(io.BytesIO(tricky.xlsx())).worksheets[0]
    cells = [one for row in sheet.rows for one in row if one.value]
    assert all(one.data_type != "f" for one in cells)
    assert "'=HYPERLINK(1)" in {one.value for one in cells}


def test_csv_opens_in_excel_of_here_and_explains_itself(made: Any) -> None:
    document, found = made
    archive = zipfile.ZipFile(io.BytesIO(document.csv()))
    names = {f"{one.name}.csv" for one in document.tables} | {"Словарь.csv"}
    assert set(archive.namelist()) == names
    content = archive.read("Показатели.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert told_in(rows[1:]) == shown_in(found, document)
    dictionary = archive.read("Словарь.csv").decode("utf-8-sig")
    assert all(column.heading in dictionary for one in document.tables for column in one.columns)


def test_the_document_of_word_says_the_same(made: Any) -> None:
    document, found = made
    content = document.docx()
    assert content == document.docx()
    word = Word(io.BytesIO(content))
    table = word.tables[0]
    told = told_in([one.text for one in row.cells] for row in table.rows[1:])
    assert told == shown_in(found, document)
    paragraphs = [one.text for one in word.paragraphs]
    assert document.fields["title"] in paragraphs
    assert f"SHA-256: {found.hash}" in paragraphs


@pytest.mark.parametrize(
    ("text", "why"), [("{{ nobody }}", "nobody"), ("{{ title", "шаблон не заполняется")]
)
def test_a_template_with_a_fault_is_refused_in_russian(made: Any, text: str, why: str) -> None:
    word = Word()
    word.add_paragraph(text)
    content = io.BytesIO()
    word.save(content)
    with pytest.raises(Invalid, match=why):
        made[0].docx(content.getvalue())


def test_the_pdf_is_tagged_and_always_the_same(made: Any) -> None:
    document, found = made
    content = document.pdf()
    assert content == document.pdf()
    reader = PdfReader(io.BytesIO(content))
    assert "/StructTreeRoot" in cast("dict[str, Any]", reader.trailer["/Root"])
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for shown in shown_in(found, document).values():
        assert shown.replace("\N{NO-BREAK SPACE}", " ") in text
    assert found.hash in text.replace(" ", "")


def test_the_public_form_has_no_case_and_no_small_count(made: Any) -> None:
    document, found = made
    told = public(found.body.head)
    assert not {"rows", "audits", "kinds", "standing", "finding_kinds"} & told.keys()
    assert told["clauses"]
    assert all(one.get("withheld") or one["found"] >= THRESHOLD for one in told["clauses"])
    assert not {"unit", "presumed"} & set().union(*told["clauses"])
    files = Document(found.record, told, found.hash, document.names, "ru")
    assert len(files.tables) == 4
    for figure in told["figures"]:
        if next(iter(figure["indicator"]["formula"])) and "share" in figure["indicator"]["id"]:
            assert figure.get("withheld") or all(
                int(figure[name] or 0) == 0 or int(figure[name]) >= THRESHOLD
                for name in ("numerator", "denominator")
            )


@pytest.mark.parametrize("sizes", [(100, 50, 3), (100, 7, 3, 1), (10, 10, 10, 2), (6, 4, 4)])
def test_what_is_withheld_does_not_come_out_by_subtraction(
    made: Any, sizes: tuple[int, ...]
) -> None:
    _, found = made
    figure = next(one for one in found.body.head["figures"] if one["indicator"]["id"] == "p3")
    parts = [
        {"dimension": "unit", "code": f"u{n}", "value": "0", "numerator": "0", "verdict": "kept"}
        | {"denominator": str(size), "counted": {"spans": 0, "late": 0}}
        for n, size in enumerate(sizes)
    ]
    body = {**found.body.head, "figures": [{**figure, "numerator": "0", "by": parts}]}
    body["figures"][0]["denominator"] = str(sum(sizes))
    (told,) = public(body)["figures"]
    hidden = [size for size, one in zip(sizes, told["by"], strict=True) if one.get("withheld")]
    assert all(size in hidden for size in sizes if size < THRESHOLD)
    assert len(hidden) != 1
    assert sum(hidden) >= THRESHOLD
