"""`python -m sroki.events.contracts [FOLDER]` writes the documents of the contract."""

from __future__ import annotations

import sys
from pathlib import Path

from sroki.events.contracts import write

if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/contracts"))
