"""Public logs that nobody here wrote; see docs/real-logs.md. They are no part of the project.

`SROKI_LOGS` names the folder they were downloaded to. What is expected was counted from the log by
other code; here it is counted a third time, and asked of the whole tool.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from defusedxml.ElementTree import iterparse

from sroki.events.readers.mapping_file import read_mapping
from tests.readers.keeping import take

FOLDER = Path(os.environ.get("SROKI_LOGS", ""))
EXAMPLES = Path(__file__).parents[2] / "examples"
DECLARATIONS = "BPI_2020_DomesticDeclarations.xes.gz"
PERMITS = "BPIC15_1.xes.gz"
LAST_DAY = date(2019, 6, 17)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

SUBMITTED = "Declaration SUBMITTED by EMPLOYEE"
PAID = "Payment Handled"
APPROVED = "Declaration FINAL_APPROVED by SUPERVISOR"


def _calendar(start: date, days: int) -> date:
    return start + timedelta(days=days)


def _working(start: date, days: int) -> date:
    while days:
        start += timedelta(days=1)
        days -= start.weekday() < 5
    return start


# rule of the edition: (what ends it, how it is counted, days), (met, late, overdue, running)
Counted = tuple[str, Callable[[date, int], date], int]
TRUTH: dict[str, tuple[Counted, tuple[int, int, int, int]]] = {
    "payment_14_calendar": ((PAID, _calendar, 14), (8319, 1724, 322, 0)),
    "payment_14_working": ((PAID, _working, 14), (9090, 953, 322, 0)),
    "payment_30_calendar": ((PAID, _calendar, 30), (9579, 464, 322, 0)),
    "approval_5_calendar": ((APPROVED, _calendar, 5), (7759, 2311, 295, 0)),
    "approval_5_working": ((APPROVED, _working, 5), (8682, 1388, 295, 0)),
}
STATES = ("met", "late", "overdue", "running")


def log(name: str) -> Path:
    """The log, or a skip: who has not downloaded it misses nothing of the project."""
    path = FOLDER / name
    if not os.environ.get("SROKI_LOGS") or not path.is_file():
        pytest.skip(f"SROKI_LOGS does not lead to {name}")
    return path


def _first_days(path: Path) -> list[dict[str, date]]:
    """Of every case, the civil day of the first occurrence of each activity."""
    cases: list[dict[str, date]] = []
    with gzip.open(path) as file:
        for _, element in iterparse(file):
            if not element.tag.endswith("trace"):
                continue
            first: dict[str, datetime] = {}
            for event in element.iter():
                if event.tag.endswith("event"):
                    said = {one.get("key"): one.get("value") for one in event}
                    name, at = said["concept:name"], datetime.fromisoformat(said["time:timestamp"])
                    first[name] = min(at, first.get(name, at))
            cases.append({name: at.astimezone(AMSTERDAM).date() for name, at in first.items()})
            element.clear()
    return cases


def _states(cases: list[dict[str, date]], limit: Counted) -> tuple[int, ...]:
    end, counted, days = limit
    found: Counter[str] = Counter()
    for case in cases:
        if SUBMITTED in case:
            due, ended = counted(case[SUBMITTED], days), case.get(end)
            if ended is not None:
                found["met" if ended <= due else "late"] += 1
            else:
                found["overdue" if due < LAST_DAY else "running"] += 1
    return tuple(found[state] for state in STATES)


def test_the_log_itself_says_what_is_expected() -> None:
    cases = _first_days(log(DECLARATIONS))
    assert sum(SUBMITTED in case for case in cases) == 10_365
    assert {rule: _states(cases, limit) for rule, (limit, _) in TRUTH.items()} == {
        rule: expected for rule, (_, expected) in TRUTH.items()
    }


def test_declarations_are_read_whole() -> None:
    imported = take(log(DECLARATIONS), read_mapping(EXAMPLES / "declarations/mapping.yaml"))
    report = imported.report
    assert (report.traces, report.records, report.events) == (10_500, 56_437, 56_437)
    assert len({wire["data"]["case_id"] for wire in imported.wires}) == 10_500
    assert len({wire["id"] for wire in imported.wires}) == 56_437
    assert len({wire["data"]["name"] for wire in imported.wires}) == 17
    assert (report.rejected, report.unmapped, report.untold.count) == ({}, {}, 0)


def test_declarations_give_the_true_counts_without_a_line_of_code(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    folder = EXAMPLES / "declarations"
    _sroki("import", str(log(DECLARATIONS)), f"--mapping={folder}/mapping.yaml", f"--to={events}")
    said = _sroki(
        *("assess", f"--edition={folder}/edition.yaml", f"--events={events}"),
        *(f"--as-of={LAST_DAY}", "--json"),
    )
    found: dict[str, Counter[str]] = {rule: Counter() for rule in TRUTH}
    for line in said.splitlines():
        deadline = json.loads(line)
        found[deadline["rule"]][deadline["state"]] += 1
    for rule, (_, expected) in TRUTH.items():
        assert tuple(found[rule][state] for state in STATES) == expected
        assert found[rule].total() - found[rule]["not_started"] == 10_365


def test_permits_are_read_whole_and_nothing_is_dropped_in_silence() -> None:
    imported = take(log(PERMITS), read_mapping(EXAMPLES / "permits/mapping.yaml"))
    report = imported.report
    assert (report.traces, report.records) == (1_199, 52_217)
    names = Counter(wire["data"]["name"].partition(".")[2] for wire in imported.wires)
    # Every event, and what the attributes of the cases themselves tell.
    assert names == {"step_done": 52_217, "permit_requested": 1_199, "permit_closed": 956}
    assert len({wire["id"] for wire in imported.wires}) == 54_372
    activities = {wire["data"]["fields"].get("activity") for wire in imported.wires}
    assert len(activities - {None}) == 398
    assert (report.rejected, report.untold.count, report.default_dates) == ({}, 0, 0)
    # What no rule reads is named and counted, down to the two odd ones.
    assert len(report.unmapped) == 21
    assert report.unmapped["event dateStop"] == 2
    assert report.unmapped["event action_code"] == 52_216


def _sroki(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sroki", *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout
