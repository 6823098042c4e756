"""Take the pictures of the dashboards that stand in the docs: `python -m tests.watching.pictures`.

A season is played, told to Prometheus as its last day, twelve minutes a day, and drawn from there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from math import cos, exp, pi, sin
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sroki.deploy.clock import wall
from sroki.deploy.simulate import season
from sroki.deploy.simulate.city import UNITS
from sroki.deploy.watching import held
from sroki.workflows.load import bundled_directory
from tests.support.prometheus import ROOT, tool
from tests.support.rulebooks import KRSK, krasnoyarsk
from tests.watching.chain import free, process
from tests.watching.panels import dashboards
from tests.watching.preview import drawn
from tests.watching.promtool import Timeline
from tests.watching.seasons import SLOT, Season, rendered
from tests.watching.series import name

_IMAGES: Final = ROOT / "docs" / "images"
_MINUTES: Final = 24 * 60


_OF_RULE: Final = ("authority", "service")


def _world() -> dict[str, Timeline]:
    """The days of a season, and a machine that is well."""
    played = Season().days(season(11, 400, 2025, pathologies=0.5), 2025)
    days = list(played)[: _MINUTES // int(SLOT) - 1]
    rules = [limit.id for limit in krasnoyarsk().time_limits]
    series = rendered(days, [unit.code for unit in UNITS], rules)
    for place, unit in enumerate(UNITS):
        for rule in rules:
            where = {"unit": unit.code, "rule": rule}
            open_now = series[name("sroki_deadlines_overdue", *_OF_RULE, **where)][-1][1]
            series |= _of_place(where, place, late=open_now > 0)
    for kind, by in (("deviation", 0.4), ("approaching", 3)):
        where = {"rule": "list", "unit": "sovetsky"}
        series[name("sroki_findings_total", *_OF_RULE, kind=kind, **where)] = _growing(by)
    return series | _words() | _durations() | _indicators() | _machine()


def _of_place(where: dict[str, str], place: int, *, late: bool) -> dict[str, Timeline]:
    """What a place has beside what the season told of it."""
    soon = float(place % 3) if where["rule"] in {"file", "registration"} else 0.0
    tight = float(where["rule"] == "list" and place == 2)
    return {
        name("sroki_oldest_overdue_days", *_OF_RULE, **where): [(1, (place + 1) * 3.0 * late)],
        name("sroki_deadlines_impossible", *_OF_RULE, **where): [(1, tight)],
        **{
            name("sroki_deadlines_approaching", *_OF_RULE, within=within, **where): [
                (1, many * soon)
            ]
            for within, many in (("0d", 1), ("3d", 4), ("7d", 9))
        },
    }


def _words() -> dict[str, Timeline]:
    units = bundled_directory().authorities[KRSK].units
    found: dict[str, Timeline] = {
        name("sroki_unit_info", "authority", unit=unit.code, title=unit.title): [(1, 1)]
        for unit in units
    }
    for limit in krasnoyarsk().time_limits:
        words = {"title": limit.title, "clause": limit.clause, "check": ""}
        found[name("sroki_rule_info", *_OF_RULE, rule=limit.id, **words)] = [(1, 1)]
    return found


def _durations() -> dict[str, Timeline]:
    found: dict[str, Timeline] = {}
    of = "sroki_step_duration_days"
    for number, limit in enumerate(krasnoyarsk().time_limits):
        for le, share in (("1", 0.2), ("6", 0.7), ("23", 0.95), ("+Inf", 1.0)):
            many = share ** (1 + number % 4) * (9 + number)
            found[name(f"{of}_bucket", *_OF_RULE, rule=limit.id, le=le)] = _growing(many)
        found[name(f"{of}_count", *_OF_RULE, rule=limit.id)] = _growing(9 + number)
        days = (9 + number) * (2.5 + number)
        found[name(f"{of}_sum", *_OF_RULE, rule=limit.id)] = _growing(days)
    return found


def _indicators() -> dict[str, Timeline]:
    found: dict[str, Timeline] = {}
    shares = [one.id for one in krasnoyarsk().indicators if one.unit == "percent"]
    for number, indicator in enumerate(shares):
        ratio = 0.97 - 0.06 * number
        found[name("sroki_indicator_ratio", *_OF_RULE, indicator=indicator)] = [(1, ratio)]
        for place, unit in enumerate(UNITS):
            where = {"unit": unit.code, "indicator": indicator}
            part = 40 * ratio + place - 3
            found[name("sroki_indicator_numerator", *_OF_RULE, **where)] = [(1, min(40, part))]
            found[name("sroki_indicator_denominator", *_OF_RULE, **where)] = [(1, 40)]
    return found


def _growing(by: float) -> Timeline:
    return [(SLOT, by * step) for step in range(120)]


def _machine() -> dict[str, Timeline]:
    sources = ("/edms/krsk", "/register/kirovsky", "/cabinet")
    return {
        name("up", instance="sroki:8080"): [(1, 1)],
        name("scrape_duration_seconds", instance="sroki:8080"): [(SLOT, 0.021), (1, 0.024)],
        name("sroki_build_info", version="0.1.0", semantics="1", rulebook="9f3a1c0b7d2e"): [(1, 1)],
        name("sroki_missed_breach"): [(1, 0)],
        name("sroki_clock_held"): [(1, 0)],
        name("sroki_quarantined_subjects", "authority"): [(1, 0)],
        name("sroki_assessment_crashes_total"): [(1, 0)],
        name("sroki_journal_entries_total", partition="0"): _growing(900),
        name("sroki_journal_clock_age_seconds", partition="0"): [(SLOT, 40), (SLOT, 12), (1, 25)],
        **{
            name("sroki_intake_events_total", source=source, outcome=outcome): _growing(by)
            for source in sources
            for outcome, by in (("taken", 240), ("duplicate", 30), ("rejected", 2), ("held", 0))
        },
        **{
            name("sroki_intake_waiting_events", state=state): [(1, many)]
            for state, many in (("rejected", 14), ("held", 0), ("unlinked", 3))
        },
        **{
            name("sroki_source_lag_seconds", "authority", source=source): [
                (SLOT, lag),
                (1, lag / 3),
            ]
            for source, lag in zip(sources, (90, 3600, 600), strict=True)
        },
        name("sroki_source_watermark_working_days", "authority", role="edms", unit="*"): [(1, 0)],
        name("sroki_source_watermark_working_days", "authority", role="asp", unit="*"): [(1, 1)],
        **_processes(),
    }


def _processes() -> dict[str, Timeline]:
    """Two workers and a gate; the partitions were dealt anew at noon, and read on from there."""
    found: dict[str, Timeline] = {}
    for number, instance in enumerate(("worker-one:9464", "worker-two:9464")):
        of = {"instance": instance}
        found |= {
            name("sroki_worker_partitions", **of): [(1, 8)],
            name("sroki_worker_seated", **of): [(1, 1)],
            name("sroki_worker_rebalances_total", **of): [(SLOT * 60, 1), (1, 3)],
            name("sroki_worker_still_seconds", **of): [(1, 5.0 * number)],
            name("sroki_worker_records_total", **of): _flowing(58 + 12 * number),
            **_seconds("worker_batch", instance, 12, slow=number),
            **_seconds("worker_sweep", instance, 90, slow=1 - number),
            **_seconds("worker_relay", instance, 10, slow=number),
        }
        for partition in range(number, 6, 2):
            where = {"instance": instance, "partition": str(partition)}
            found[name("sroki_worker_unread_records", **where)] = _behind(40 + 9 * partition)
            found[name("sroki_worker_relay_gap_findings", **where)] = _behind(3 + partition)
    gate = "gate:9464"
    where = {"topic": "sroki.inbox", "partition": "0"}
    found[name("sroki_gate_unread_records", instance=gate, **where)] = _behind(30)
    return found | _seconds("gate_batch", gate, 20, slow=0)


def _flowing(by: float) -> Timeline:
    """So many a minute, by day more than by night."""
    total, found = 0.0, []
    for minute in range(_MINUTES):
        total += by * (1.2 - cos(2 * pi * minute / _MINUTES))
        found.append((1.0, total))
    return found


def _behind(most: float) -> Timeline:
    """Little, but for the half-hour after noon."""
    return [
        (
            1,
            round(
                most * (0.1 + 0.05 * sin(minute / 7)) + most * exp(-(((minute - 735) / 15) ** 2))
            ),
        )
        for minute in range(_MINUTES)
    ]


def _seconds(of: str, instance: str, many: float, *, slow: int) -> dict[str, Timeline]:
    """How long something takes: most of it a twentieth of a second, some of it half of one."""
    shares = (("0.01", 0.2), ("0.05", 0.9 - 0.3 * slow), ("0.1", 0.95), ("0.5", 1.0), ("+Inf", 1.0))
    metric = f"sroki_{of}_seconds"
    found = {
        name(f"{metric}_bucket", instance=instance, le=le): _flowing(many * share)
        for le, share in shares
    }
    return found | {name(f"{metric}_count", instance=instance): _flowing(many)}


def _openmetrics(series: dict[str, Timeline], end: int) -> Iterator[str]:
    """Every minute of the last day, by the names of the scrape and by those of the rules."""
    names = {one.metric: one.record for one in (*held.OF_PLACES, *held.OF_THE_MACHINE)}
    for key, timeline in series.items():
        metric, _, labels = key.partition("{")
        values = [value for minutes, value in timeline for _ in range(int(minutes))]
        values += [timeline[-1][1]] * (_MINUTES - len(values))
        keys = [key]
        if metric in names:
            keys.append(f"{names[metric]}{{{labels}")
        for one in keys:
            for minute, value in enumerate(values[:_MINUTES]):
                yield f"{one} {value} {end - 60 * (_MINUTES - 1 - minute)}\n"


def main() -> None:
    """Write docs/images/*.png."""
    end = int(wall().timestamp())
    with TemporaryDirectory() as name_:
        folder = Path(name_)
        with (folder / "told.txt").open("w", encoding="utf-8") as file:
            file.writelines(_openmetrics(_world(), end))
            file.write("# EOF\n")
        blocks = ["tsdb", "create-blocks-from", "openmetrics", "told.txt", "data"]
        subprocess.run([tool("promtool"), *blocks], cwd=folder, check=True, capture_output=True)
        (folder / "prometheus.yml").write_text("{}\n", encoding="utf-8")
        port = free()
        world = {"end": end, "seconds": 24 * 3600, "scrape": 60}
        arguments = ("--config.file=prometheus.yml", "--storage.tsdb.path=data")
        with process(folder, "prometheus", port, *arguments):
            for uid, dashboard in dashboards().items():
                picture = _IMAGES / f"{uid}.png"
                found = drawn(dashboard, f"http://127.0.0.1:{port}", world, picture)
                empty = [title for title, lines in found.panels.items() if not lines]
                print(picture.name, "empty:", empty, *found.complaints)  # noqa: T201


if __name__ == "__main__":
    main()
