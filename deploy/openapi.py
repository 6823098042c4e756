"""The OpenAPI document of the service, made from its routes: `python -m sroki.deploy.openapi`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sroki.deploy.clock import RealClock
from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.ticker import Ticker


def openapi() -> str:
    """The document as JSON, the same for the same code."""
    with TemporaryDirectory(prefix="sroki-openapi-") as folder:
        # What a setting switches on is described, too.
        said = {"store": Path(folder) / "sroki.db", "status_page": True}
        settings = Settings.model_validate(said)
        with Embedded(settings, RealClock()) as embedded:
            document = build(embedded, Ticker(embedded.clock, 1, embedded.tick)).openapi()
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    path = sys.argv[1] if len(sys.argv) > 1 else "docs/contracts/openapi.json"
    Path(path).write_text(openapi(), encoding="utf-8")
