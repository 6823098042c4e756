"""Writing a table down as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sroki.workflows.table import Table


def markdown(table: Table) -> Iterator[str]:
    """Lines of a Markdown page with a table a section."""
    yield f"# {table.title}"
    for section in table.sections:
        yield from ("", f"## {section.title}", "")
        yield _row(section.columns)
        yield _row(("---",) * len(section.columns))
        yield from (_row(row) for row in section.rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
