"""The file of rules, as Prometheus reads it."""

from __future__ import annotations

from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from sroki.deploy.watching import alerts, held, words
from sroki.deploy.watching.alerts.alert import Alert

INTERVAL: Final = "15s"
_HEAD: Final = "# Made by `python -m sroki.deploy.watching`; change deploy/watching/.\n"


def rules() -> str:
    """YAML. What is held stands before what reads it, in one group: no evaluation lies between."""
    groups = [
        _group(
            "sroki_places",
            [*map(_held, held.OF_PLACES), *map(_alert, alerts.OF_PLACES)],
        ),
        _group(
            "sroki_machine",
            [
                {"record": held.SEEN, "expr": held.SEEN_EXPR},
                *map(_held, held.OF_THE_MACHINE),
                *map(_alert, alerts.OF_THE_MACHINE),
            ],
        ),
    ]
    out = StringIO()
    yaml = YAML()
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump({"groups": groups}, out)
    return _HEAD + out.getvalue()


def _group(name: str, its: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "interval": INTERVAL, "rules": its}


def _held(one: held.Held) -> dict[str, Any]:
    return {"record": one.record, "expr": LiteralScalarString(one.expr + "\n")}


def _alert(one: Alert) -> dict[str, Any]:
    labels: dict[str, str] = {"severity": one.severity, "audience": one.audience}
    if one.quiet:
        labels["quiet"] = "yes"
    if one.happening:
        labels["happening"] = "yes"
    annotations = {
        "summary": one.summary,
        "description": one.description,
        "link": one.link,
        "runbook_url": f"{words.SITE}/runbooks/{one.name}",
    }
    if one.audience == "unit":
        annotations |= {"unit": words.UNIT, "service": words.SERVICE, "rule": words.RULE}
    if one.over:
        annotations["over"] = one.over
    told: dict[str, Any] = {"alert": one.name, "expr": LiteralScalarString(one.expr + "\n")}
    told |= {"for": one.lasting} if one.lasting else {}
    told |= {"keep_firing_for": one.keep} if one.keep else {}
    return told | {"labels": labels, "annotations": annotations}
