"""`python scripts/snapshot_template.py`: the template of a snapshot in Word, made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from word_templates import table

from sroki.projections.cycle.document import blank

TARGET = Path(__file__).resolve().parent.parent / "projections/snapshots/templates/snapshot.docx"
_WIDTHS: Final = {
    "figures": (2.5, 4.2, 3.9, 2.1, 2.4, 2.1, 2.6, 2.2, 2.2, 2.0),
    "parts": (3.2, 5.0, 3.0, 5.6, 2.2, 2.2, 2.6, 2.4),
    "clauses": (4.0, 5.2, 3.0, 2.2, 5.2, 2.6, 4.0),
    "readings": (4.2, 7.0, 7.5, 7.5),
}


def main() -> None:
    """Headings; tables of figures, parts, clauses, readings: a row for each by `{%tr for %}`."""
    document = blank(landscape=True)
    document.add_heading("{{ title }}", 1)
    for field in ("authority", "period", "act"):
        document.add_paragraph(f"{{{{ {field} }}}}")
    for name, widths in _WIDTHS.items():
        document.add_heading(f"{{{{ {name}.name }}}}", 2)
        headings = [f"{name}.columns[{at}]" for at in range(len(widths))]
        cells = [f"row[{at}]" for at in range(len(widths))]
        table(document, f"{name}.rows", headings, cells, widths)
    document.add_paragraph("SHA-256: {{ hash }}")
    document.save(str(TARGET))


if __name__ == "__main__":
    main()
