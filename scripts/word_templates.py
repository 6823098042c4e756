"""What the templates of Word have in common: tables of a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Cm, Pt


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
