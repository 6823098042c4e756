"""`python scripts/snapshot_template.py`: the template of a snapshot in Word, made anew."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT

TARGET = Path(__file__).resolve().parent.parent / "projections/snapshots/templates/snapshot.docx"


def main() -> None:
    """Headings, and a table of figures, of parts, of readings: a row for each by `{%tr for %}`."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading("{{ title }}", 1)
    for field in ("authority", "period", "act"):
        document.add_paragraph(f"{{{{ {field} }}}}")
    for name, columns in (("figures", 10), ("parts", 8), ("readings", 4)):
        document.add_heading(f"{{{{ {name}.name }}}}", 2)
        table = document.add_table(rows=4, cols=columns, style="Table Grid")
        for at in range(columns):
            table.rows[0].cells[at].text = f"{{{{ {name}.columns[{at}] }}}}"
            table.rows[2].cells[at].text = f"{{{{ row[{at}] }}}}"
        table.rows[1].cells[0].text = f"{{%tr for row in {name}.rows %}}"
        table.rows[3].cells[0].text = "{%tr endfor %}"
    document.add_paragraph("SHA-256: {{ hash }}")
    document.save(str(TARGET))


if __name__ == "__main__":
    main()
