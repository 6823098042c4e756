"""What the templates of Word have in common: the paper, the font, tables of a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Times New Roman"


def blank(*, landscape: bool = False) -> Any:
    """An empty document on A4, in one font, its headings black."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    document.core_properties.language = "ru-RU"
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = FONT, Pt(12)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 16), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        # The theme's font would win over the name.
        fonts = style.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:cs"), FONT)
    return document


def table(
    document: Any, rows: str, headings: Sequence[str], cells: Sequence[str], widths: Sequence[float]
) -> None:
    """A table whose headings are repeated on every page; a row for each of `rows`, none torn."""
    made = document.add_table(rows=4, cols=len(cells), style="Table Grid")
    made.autofit = False
    for row, name in ((0, "w:tblHeader"), (2, "w:cantSplit")):
        made.rows[row]._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - no word for it
    for at, (heading, cell, width) in enumerate(zip(headings, cells, widths, strict=True)):
        made.columns[at].width = Cm(width)
        made.rows[0].cells[at].text = f"{{{{ {heading} }}}}"
        made.rows[2].cells[at].text = f"{{{{ {cell} }}}}"
    made.rows[1].cells[0].text = f"{{%tr for row in {rows} %}}"
    made.rows[3].cells[0].text = "{%tr endfor %}"
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    for cell in made.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
