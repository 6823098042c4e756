"""Every file that is made here, by its place."""

from __future__ import annotations

import json
from typing import Any

from sroki.deploy.watching.dashboards import DASHBOARDS
from sroki.deploy.watching.dashboards.parts import as_json
from sroki.deploy.watching.rules import rules


def files() -> dict[str, str]:
    """Text by path."""
    dashboards = {
        f"grafana/dashboards/{name}.json": _written(as_json(one))
        for name, one in DASHBOARDS.items()
    }
    return {"prometheus/rules/sroki.yml": rules()} | dashboards


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
