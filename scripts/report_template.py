"""`python scripts/report_template.py`: the template of an annual report in Word, made anew."""

from __future__ import annotations

from pathlib import Path

from word_templates import table

from sroki.projections.cycle.document import blank

TARGET = Path(__file__).resolve().parent.parent / "projections/cycle/templates/report.docx"


def main() -> None:
    """The head, the conclusion, and for each part a heading and a table of its statements."""
    document = blank()
    document.add_heading("{{ title }}", 1)
    for text in ("{{ authority }}", "{{ edition }}. {{ status }}"):
        document.add_paragraph(text)
    for text in ("{%p if reason %}", "{{ reason }}", "{%p endif %}", "{{ as_of }}"):
        document.add_paragraph(text)
    document.add_heading("{{ concluded }}", 2)
    document.add_paragraph("{{ words }}")
    document.add_paragraph("{%p for part in parts %}")
    document.add_heading("{{ part.name }}", 2)
    cells = [f"row.{name}" for name in ("id", "title", "says", "basis")]
    headings = [f"headings[{at}]" for at in range(len(cells))]
    table(document, "part.rows", headings, cells, (1.4, 6.4, 5.8, 3.8))
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{{ note }}")
    document.save(str(TARGET))


if __name__ == "__main__":
    main()
