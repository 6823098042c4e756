"""Writing a table down: as lines for a terminal, or as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sroki.workflows.table import Table


def plain(table: Table) -> Iterator[str]:
    """Lines for a terminal: each row a small paragraph, so that no width is needed."""
    yield table.title
    for section in table.sections:
        yield ""
        yield section.title.upper()
        for row in section.rows:
            yield f"  {row[0]}"
            for column, cell in zip(section.columns[1:], row[1:], strict=True):
                if cell:
                    yield f"      {column}: {cell}"


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
