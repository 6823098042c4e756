"""`python -m sroki.events.readers [FILE]` writes the JSON Schema of mapping files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sroki.events.readers.mapping_file import mapping_schema

_PATH = "docs/contracts/mapping.schema.json"

if __name__ == "__main__":
    text = json.dumps(mapping_schema(), ensure_ascii=False, indent=1) + "\n"
    Path(sys.argv[1] if len(sys.argv) > 1 else _PATH).write_text(text, encoding="utf-8")
