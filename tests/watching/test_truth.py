"""Alerts over whole seasons: what was planted is what is told; nothing is lost, nothing resolves
falsely, and history raises nobody.

The season is played by the real intake and engine, rendered as the series that they would have
exported, with silences of the scrape laid over it, and run through the rules that ship. The lean
form is one season; `make alert-truth` plays twenty, and takes in fifty thousand cases of history.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from sroki.deploy.simulate import Truth, season
from sroki.deploy.simulate.city import UNITS
from sroki.deploy.watching import held
from sroki.deploy.watching.alerts.alert import grown
from tests.support.rulebooks import krasnoyarsk
from tests.watching.promtool import RULES, Check, Gone, play
from tests.watching.seasons import (
    SLOT,
    Day,
    Season,
    heard,
    labels,
    places,
    rendered,
    silences,
)

pytestmark = pytest.mark.real
SEASONS: Final = int(os.environ.get("ALERT_SEASONS", "1"))
HISTORY: Final = int(os.environ.get("ALERT_HISTORY", "300"))
APPLICATIONS: Final = 60
_UNITS: Final = [unit.code for unit in UNITS]
_LIMITS: Final = [limit.id for limit in krasnoyarsk().time_limits]
# What fired in every minute of a slot: what has resolved for a minute of it, falsely, did not.
_FIRING: Final = (
    "count by (rule, unit) (count_over_time("
    f'ALERTS{{alertname="SrokiBreach",alertstate="firing",audience="unit"}}[{SLOT - 1:.0f}m]'
    f") >= {SLOT - 1:.0f})"
)


def _rules(folder: Path) -> Path:
    """The rules that ship, evaluated once a minute: all their windows are longer."""
    file = folder / "rules.yml"
    text = RULES.read_text(encoding="utf-8").replace("interval: 15s", "interval: 1m")
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("seed", range(100, 100 + SEASONS))
def test_a_season(seed: int, tmp_path: Path) -> None:
    truth: list[Truth] = []
    year = 2025 + seed % 2
    events = season(seed, APPLICATIONS, year, pathologies=0.7, truth=truth.append)
    days = list(Season().days(events, year))
    _ledger_is_the_truth(days[-1], truth)

    gone = silences(len(days) + 1, every=9 + seed % 5, length=1 + seed % 4)
    checks = []
    for number in range(1, len(days) + 1):
        checks += _of_a_day(days, number, gone)
    told = sum(sum(check.values.values()) for check in checks if "min_over_time" in check.expr)
    assert told == sum(days[-1].breaches.values()), "every breach is told, and once"
    assert len(gone) > 1
    play(
        tmp_path,
        rendered(days, _UNITS, _LIMITS),
        checks,
        gone,
        [_rules(tmp_path)],
        step="1m",
    )


def _ledger_is_the_truth(last: Day, truth: list[Truth]) -> None:
    """What was said and not taken back is what was planted; what is open is what never came."""
    planted = Counter((one.unit, one.rule) for one in truth if one.kind == "breach")
    assert places(last.breaches - last.taken_back) == places(planted)
    never = Counter(
        (one.unit, one.rule) for one in truth if one.kind == "breach" and one.delay_days is None
    )
    assert places(last.overdue) == places(never)
    assert planted.total() > 10


def _of_a_day(days: list[Day], number: int, gone: list[Gone]) -> list[Check]:
    """In the slot of a day: what fires from its beginning to its end, and what was told in it.

    While nothing is heard both are those of the last day that was; slot 0 is before the season.
    """
    known = heard(number, gone)
    open_now = places(days[known - 1].overdue) if known else {}
    fires = Check(
        SLOT * number + SLOT - 1,
        _FIRING,
        {labels(place): 1.0 for place in open_now},
    )
    if known != number:
        return [fires]
    earlier = heard(number - 1, gone)
    had_said = days[earlier - 1].breaches if earlier else Counter()
    return [fires, _told(number, days[number - 1].breaches - had_said)]


def _told(number: int, new: Counter[tuple[str, str]]) -> Check:
    record = f'{held.FINDINGS.record}{{kind="breach"}}'
    return Check(
        SLOT * number + 2,
        f"sum by (rule, unit) ({grown(record)} > 0)",
        {labels(place): float(many) for place, many in places(new).items()},
    )


def test_history_raises_nobody(tmp_path: Path) -> None:
    """Taken in as history, whatever of it is late, open or presumed, it is told to nobody."""
    events = season(7, HISTORY, 2025, pathologies=0.7)
    day = Season().imported(events, 2025)
    assert day.overdue.total() + day.presumed.total() > 0, "something stands open on the board"
    assert not places(day.breaches)
    assert not places(day.presumptions)
    everyone = 'count(ALERTS{audience!="nobody"}) or vector(0)'
    checks = [Check(minute, everyone, {"{}": 0.0}) for minute in (11, 13, 30, 60)]
    play(tmp_path, rendered([day], _UNITS, _LIMITS), checks, (), [_rules(tmp_path)], step="1m")
