"""`python -m sroki.projections.metrics [FILE]` writes the page of metrics."""

from __future__ import annotations

import sys
from pathlib import Path

from sroki.projections.metrics.page import page

if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/metrics.md").write_text(
        page(), encoding="utf-8"
    )
