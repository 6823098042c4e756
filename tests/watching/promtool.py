"""Unit tests of promtool, made of timelines: a value for so many minutes, then another.

A series is scraped every 15 s. While nothing answers (`gone`) every series of the scrape ends with
the marker by which Prometheus says so, and nothing follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import isinf, isnan
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from tests.support.prometheus import ROOT, run

RULES: Final = ROOT / "deploy" / "prometheus" / "rules" / "sroki.yml"
URL: Final = "https://sroki.example.org"
A_MINUTE: Final = 4  # scrapes

Timeline = Sequence[tuple[float, float]]
"""(minutes, value); the last value stands to the end; a series ends with nan."""


class Gone(NamedTuple):
    """From which minute on nothing answers, and for how many."""

    since: float
    minutes: float


class Check(NamedTuple):
    """At a minute an expression has these values, by their labels."""

    minute: float
    expr: str
    values: Mapping[str, float]


class Said(NamedTuple):
    """At a minute an alert fires once, with these labels and this text."""

    minute: float
    alert: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


def firing(alert: str, minute: float, times: int) -> Check:
    """So many of an alert fire."""
    expr = f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)'
    return Check(minute, expr, {"{}": times})


def play(
    folder: Path,
    series: Mapping[str, Timeline],
    checks: Iterable[Check | Said],
    gone: Sequence[Gone] = (),
    rules: Sequence[Path] = (RULES,),
    step: Literal["15s", "1m"] = "15s",
) -> None:
    """Let promtool play the timelines through the rules, and hold it to the checks.

    `step` is between two scrapes, and between two evaluations.
    """
    a_minute = 1 if step == "1m" else A_MINUTE
    asked = list(checks)
    last = max(one.minute for one in asked)
    wanted = {
        "rule_files": [str(rule) for rule in rules],
        "evaluation_interval": step,
        "tests": [
            {
                "interval": step,
                "external_labels": {"sroki_url": URL},
                "input_series": [
                    {"series": name, "values": encode(timeline, last, gone, a_minute)}
                    for name, timeline in series.items()
                ],
                "promql_expr_test": [_expr(one) for one in asked if isinstance(one, Check)],
                "alert_rule_test": [_alert(one) for one in asked if isinstance(one, Said)],
            }
        ],
    }
    file = folder / "test.yml"
    file.write_text(json.dumps(wanted, ensure_ascii=False), encoding="utf-8")
    answer = run("promtool", "test", "rules", file)
    assert answer.returncode == 0, answer.stdout.decode()


def encode(timeline: Timeline, last: float, gone: Sequence[Gone], a_minute: int) -> str:
    """The values as promtool writes them, up to the scrape after the minute `last`."""
    scrapes = int(last * a_minute) + 2
    values: list[float | None] = []
    for minutes, value in timeline:
        values += [value] * int(minutes * a_minute)
    values += [timeline[-1][1]] * (scrapes - len(values))
    values = [None if value is not None and isnan(value) else value for value in values]
    for since, minutes in gone:
        begins = int(since * a_minute)
        for place in range(begins, min(begins + int(minutes * a_minute), scrapes)):
            values[place] = None
    return " ".join(_run(value, len(list(run))) for value, run in groupby(values[:scrapes]))


def _run(value: float | None, times: int) -> str:
    if value is None:
        return f"stale _x{times - 1}" if times > 1 else "stale"
    if isinf(value):  # which promtool can read, but not repeat
        return " ".join(["+Inf"] * times)
    said = f"{value:.17g}"
    return f"{said}x{times - 1}" if times > 1 else said


def _minutes(minute: float) -> str:
    return f"{round(minute * 60)}s"


def _expr(one: Check) -> dict[str, Any]:
    samples = [{"labels": labels, "value": value} for labels, value in one.values.items()]
    return {"expr": one.expr, "eval_time": _minutes(one.minute), "exp_samples": samples}


def _alert(one: Said) -> dict[str, Any]:
    said = {"exp_labels": dict(one.labels), "exp_annotations": dict(one.annotations)}
    return {"eval_time": _minutes(one.minute), "alertname": one.alert, "exp_alerts": [said]}
