"""`python scripts/report_template.py`: the template of an annual report in Word, made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).resolve().parent.parent / "projections/cycle/templates/report.docx"
_FIELDS: Final = ("id", "title", "says", "basis")
_WIDTHS: Final = (2.6, 5.4, 5.4, 3.6)


def main() -> None:
    """The head, the conclusion, and for each part a heading and a table of its statements."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(12)
    for level, size in ((1, 16), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        # The theme's font would win over the name.
        fonts = style.element.rPr.rFonts
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:cs"), "Times New Roman")
    document.core_properties.language = "ru-RU"
    document.add_heading("{{ title }}", 1)
    for text in ("{{ authority }}", "{{ edition }}. {{ status }}"):
        document.add_paragraph(text)
    for text in ("{%p if reason %}", "{{ reason }}", "{%p endif %}", "{{ as_of }}"):
        document.add_paragraph(text)
    document.add_heading("{{ concluded }}", 2)
    document.add_paragraph("{{ words }}")
    document.add_paragraph("{%p for part in parts %}")
    document.add_heading("{{ part.name }}", 2)
    _table(document)
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ note }}")
    document.save(str(TARGET))


def _table(document: Document) -> None:
    table = document.add_table(rows=4, cols=len(_FIELDS), style="Table Grid")
    table.autofit = False
    # Repeated on every page, and read as headings by a screen reader.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no word for it
    for at, field in enumerate(_FIELDS):
        table.rows[0].cells[at].text = f"{{{{ headings[{at}] }}}}"
        table.rows[2].cells[at].text = f"{{{{ row.{field} }}}}"
    table.rows[1].cells[0].text = "{%tr for row in part.rows %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


if __name__ == "__main__":
    main()
