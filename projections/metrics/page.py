"""The page of metrics, made of their declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sroki.projections.metrics.declared import METRICS, PROCESS, SHELL
from sroki.projections.metrics.declared.metric import Metric
from sroki.projections.metrics.declared.process import SECONDS
from sroki.projections.metrics.declared.work import DAYS

_HEAD: Final = """\
<!-- Made by `python -m sroki.projections.metrics`; change projections/metrics/declared/. -->

# Metrics

`GET /metrics` answers in the text format of Prometheus. Every scrape reads the store: a value is
true at the moment of the scrape, whether the sweep has come by or not, and a restarted process
goes on where the one before it stopped.

- Labels are codes of the directory (`authority`, `unit`) and of the rulebook (`service`, `rule`,
  `stage`, `role`). The number of series follows from these: 100,000 applications give no more of
  them than 100.
- Counters and gauges are *born* at 0 for everything that is known, so that `increase()` sees the
  first breach.
- Terms of the law are counted in civil days, so some metrics are in days and not in seconds.
- Legal figures are recounted from the store's rows and frozen; these metrics are for watching now.
- Overdue and presumed are apart. What is past due in all is their sum.
- Quiet hours: join with `sroki_calendar_working_day`, which knows the moved days off.
- Words for the codes stand in `sroki_*_info` alone: renaming a unit ends no series.
- Whatever serves a store exports the same numbers of it, so rules take `max without (instance)`.

```promql
# what is past due in each unit, proven or not
sum by (authority, unit) (sroki_deadlines_overdue + sroki_deadlines_presumed)
# breaches said in the last day
sum by (service, rule) (increase(sroki_findings_total{kind="breach"}[1d]))
# the sweep stands still
min_over_time(sroki_missed_breach[10m]) > 0
```
"""


_SHELL: Final = """\
# Of the process that serves

Beside what the store says, `/metrics` tells what only its process knows; these begin anew with it.
A worker tells of its own clock, too.
"""

_PROCESS: Final = """\
# Of one process of a cluster

A worker and a gate tell of themselves where `metrics_listen` says, or `--metrics`: with
`metrics_token` where that is not this machine alone. These are of the process and begin anew with
it; whatever is of the store is told by `serve`. They go into a job of their own.

```promql
# how far the log is ahead of the store
sum(sroki_worker_unread_records)
# seconds of a batch, the slowest in a hundred
histogram_quantile(0.99, sum by (le) (rate(sroki_worker_batch_seconds_bucket[5m])))
```
"""


def page() -> str:
    """Markdown: a table of all, then each with its labels and meaning."""
    of_store = [_HEAD, _table(METRICS), "", *(_section(one, DAYS) for one in METRICS)]
    of_shell = [_SHELL, _table(SHELL), "", *(_section(one, ()) for one in SHELL)]
    of_process = [_PROCESS, _table(PROCESS), "", *(_section(one, SECONDS) for one in PROCESS)]
    return "\n".join(of_store + of_shell + of_process)


def _table(metrics: Sequence[Metric]) -> str:
    rows = [
        f"| [`{one.name}`](#{one.name}) | {one.kind} | {_codes(one.labels)} |" for one in metrics
    ]
    return "\n".join(["| metric | kind | labels |", "|---|---|---|", *rows])


def _section(one: Metric, edges: Sequence[float]) -> str:
    lines = [f"## {one.name}", "", f"*{one.kind}*, labels: {_codes(one.labels)}.", "", one.help]
    if one.kind == "histogram":
        lines += ["", f"Upper edges: {', '.join(map(str, edges))}, +Inf."]
    if one.born:
        lines += ["", f"Born at 0 for {one.born}." if one.born != "at once" else "Always there."]
    return "\n".join([*lines, ""])


def _codes(labels: tuple[str, ...]) -> str:
    return ", ".join(f"`{label}`" for label in labels) or "none"
