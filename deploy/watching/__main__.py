"""`python -m sroki.deploy.watching [FOLDER]` writes the files into `FOLDER`, else into `deploy`."""

from __future__ import annotations

import sys
from pathlib import Path

from sroki.deploy.watching.files import files

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "deploy")
    for name, text in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
