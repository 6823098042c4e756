"""A season of any size streams: what has not arrived yet is packed, what has is forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from itertools import islice

from sroki.deploy.simulate import season
from sroki.deploy.simulate.city import UNITS, windows
from sroki.deploy.simulate.lists import PART, approve
from sroki.deploy.simulate.moments import at
from sroki.deploy.simulate.office import Entry, Misrule, Office
from sroki.deploy.simulate.spool import Line, Spool

ON = date(2025, 4, 2)


def _line(second: int) -> Line:
    return Line(
        at(ON, second % 86_000), "taken", b'{"id":"%d","data":{"unit":"kirovsky"}}' % second
    )


def test_the_spool_gives_out_in_order_and_forgets() -> None:
    spool = Spool()
    lines = [_line(second * 7919 % 90_000) for second in range(30_000)]
    for line in lines:
        spool.add(line)
    spool.add(Line(at(ON + timedelta(days=1), 0), "taken", b"tomorrow"))
    given = list(spool.until(ON))
    assert sorted(given) == sorted(lines)
    assert [line.arrives for line in given] == sorted(line.arrives for line in lines)
    assert [line.body for line in spool.until(date.max)] == [b"tomorrow"]
    assert list(spool.until(date.max)) == []


def test_lines_of_one_moment_keep_the_order_in_which_they_were_added() -> None:
    spool = Spool()
    for body in (b"c", b"a", b"b"):
        spool.add(Line(at(ON, 5), "taken", body))
    assert [line.body for line in spool.until(ON)] == [b"c", b"a", b"b"]


def test_the_first_events_come_before_the_last_are_made() -> None:
    first = list(islice(season(1, 50_000), 200))
    assert len(first) == 200
    assert first[-1].received_at < at(date(2025, 3, 20), 0)


def _peak_mib(applications: int) -> float:
    program = (
        "import resource\n"
        "from sroki.deploy.simulate import season\n"
        f"for _ in season(1, {applications}): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def test_memory_hardly_grows_with_the_season() -> None:
    """Ten times the applications: nine times 50 MB of events, kept in a tenth of that at most."""
    assert _peak_mib(10_000) - _peak_mib(1_000) < 20


def test_a_long_list_comes_in_numbered_parts() -> None:
    window = windows(2025)[0]
    office = Office(UNITS[5], window, 10**6, 10**6, Misrule())
    filed = datetime(2025, 3, 20, 9, tzinfo=at(ON, 0).tzinfo)
    many = 2 * PART + 10
    office.lists[ON] = [
        Entry(
            filed + timedelta(seconds=n), f"c{n:05}", None if n % 5 else "no_right", window, False
        )
        for n in reversed(range(many))
    ]
    parts = [
        json.loads(told.body)["data"] for told in approve(office, ON) if isinstance(told, Line)
    ]
    assert [(part["part"], part["parts"], part["first"]) for part in parts] == [
        (1, 2, 1),
        (2, 2, PART + 1),
    ]
    included = [case for part in parts for case in part["included"]]
    considered = [entry["case_id"] for part in parts for entry in part["considered"]]
    assert included == [f"c{n:05}" for n in range(many) if n % 5]
    assert considered == [f"c{n:05}" for n in range(many) if not n % 5]
    assert office.lists == {}
