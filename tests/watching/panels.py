"""The dashboards as they ship, and their queries as Prometheus would be asked them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from tests.support.prometheus import ROOT

FOLDER: Final = ROOT / "deploy" / "grafana"
FILES: Final = sorted((FOLDER / "dashboards").glob("*.json"))


class Asked(NamedTuple):
    """One query of one panel, its variables put in."""

    dashboard: str
    panel: str
    kind: str
    expr: str
    legend: str
    instant: bool

    @property
    def where(self) -> str:
        return f"{self.dashboard}: {self.panel}"


def dashboards() -> dict[str, dict[str, Any]]:
    """By uid."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in FILES]
    return {one["uid"]: one for one in found}


def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """All but the headings."""
    return [one for one in dashboard["panels"] if one["type"] != "row"]


def filled(expr: str, span: str = "1h") -> str:
    """With what Grafana would put in for its variables when everything is chosen."""
    for name, value in (("$__rate_interval", "1m"), ("$__range", span), ("$__interval", "15s")):
        expr = expr.replace(name, value)
    return re.sub(r"\$[a-z]\w*", ".*", expr)


def asked(span: str = "1h") -> Iterator[Asked]:
    """Every query of every panel."""
    for uid, dashboard in dashboards().items():
        for panel in panels(dashboard):
            for target in panel["targets"]:
                yield Asked(
                    uid,
                    panel["title"],
                    panel["type"],
                    filled(target["expr"], span),
                    target["legendFormat"],
                    target["instant"],
                )
