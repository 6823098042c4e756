"""Files that commands read: text lines, from a path or from standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lines_of(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for `-`. A byte that is no UTF-8 stays visible."""
    if path == "-":
        yield sys.stdin
    else:
        with Path(path).open(encoding="utf-8", errors="surrogateescape") as file:
            yield file
