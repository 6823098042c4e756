"""Write the pages and contracts that are made of the editions: `python scripts/law_docs.py`.

With `--check` nothing is written; the names of files that would change are printed, and the exit
status says whether there are any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sroki.workflows.coverage_page import coverage_page
from sroki.workflows.load import bundled, bundled_coverage, bundled_names
from sroki.workflows.schema import edition_schema_text
from sroki.workflows.table import edition_table
from sroki.workflows.table_text import markdown

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and what it must hold."""
    yield DOCS / "contracts" / "edition.schema.json", edition_schema_text()
    yield DOCS / "coverage.md", coverage_page(bundled_coverage())
    for name in bundled_names():
        lines = markdown(edition_table(bundled(name)))
        yield DOCS / "editions" / f"{name}.md", "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write what differs, or with `--check` only tell."""
    stale = [
        (path, text)
        for path, text in pages()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(path.relative_to(DOCS.parent))
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
