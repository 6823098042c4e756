"""A document of Word made of parts: headings, paragraphs, tables that repeat their headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final, NamedTuple

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from sroki.events import amounts
from sroki.events.i18n import DEFAULT, Lang
from sroki.projections.zips import stamped

Cell = str | int | date | None
# Files within the archive bear one day, so that the same document is the same file.
_ON: Final = date(2000, 1, 1)


class Table(NamedTuple):
    """Rows under headings; widths in centimetres."""

    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Cell]]


class Part(NamedTuple):
    """A part of a document: what it is called, what is said, what is listed."""

    heading: str
    paragraphs: Sequence[str] = ()
    table: Table | None = None


def document(title: str, parts: Iterable[Part], lang: Lang, *, landscape: bool = False) -> bytes:
    """The document; its language is set, so that Word checks its spelling."""
    found = blank(lang, landscape=landscape)
    found.core_properties.title = title
    found.core_properties.created = found.core_properties.modified = datetime.combine(_ON, time())
    found.add_heading(title, 1)
    for part in parts:
        if part.heading:
            found.add_heading(part.heading, 2)
        for text in part.paragraphs:
            found.add_paragraph(text)
        if part.table is not None:
            _table(found, part.table, lang)
    out = BytesIO()
    found.save(out)
    return stamped(out.getvalue(), _ON)


def blank(lang: Lang = DEFAULT, *, landscape: bool = False) -> Any:
    """An empty document on A4, in one font, its headings black."""
    found = Document()
    section = found.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = found.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.paragraph_format.space_after = Pt(4)
    _plain_headings(found)
    found.core_properties.language = {"ru": "ru-RU", "en": "en-GB"}[lang]
    return found


def _plain_headings(found: Any) -> None:
    """Headings in the text's own font, black: the theme has others."""
    for level, size in ((1, 16), (2, 13)):
        style = found.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:cs"), "Times New Roman")


def _table(found: object, told: Table, lang: Lang) -> None:
    table = found.add_table(rows=1, cols=len(told.headings), style="Table Grid")  # type: ignore[attr-defined]
    table.autofit = False
    for column, width in zip(table.columns, told.widths, strict=True):
        column.width = Cm(width)
    head = table.rows[0]
    # Repeated on every page, and read as headings by a screen reader.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it
    for at, heading in enumerate(told.headings):
        head.cells[at].text = heading
        for run in head.cells[at].paragraphs[0].runs:
            run.bold = True
    for row in told.rows:
        cells = table.add_row().cells
        for at, value in enumerate(row):
            cells[at].text = _shown(value, lang)
    for row in table.rows:
        # A row is not torn between two pages.
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - as above
        for cell, width in zip(row.cells, told.widths, strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(10)


def _shown(value: Cell, lang: Lang) -> str:
    if value is None:
        return ""
    return amounts.on(value, lang) if isinstance(value, date) else str(value)
