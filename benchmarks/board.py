"""Pages and `/metrics` over a store of very many cases, asked as a browser asks.

Requests go through the whole application (access, routes, queries, templates) but no socket. Each
page is asked for as often as the others, in turns; the first round of all is left out, as it warms
what a running service has warm. The yardstick is `/healthz`, which asks the store for nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import NamedTuple

from starlette.testclient import TestClient

from benchmarks.harness import HandClock, Line, keep, resident_mib
from benchmarks.stocked import NOW, stocked
from sroki.deploy.collector import relax
from sroki.deploy.embedded import Embedded
from sroki.deploy.serve import build
from sroki.deploy.settings import Settings
from sroki.deploy.ticker import Ticker


class Took(NamedTuple):
    """Milliseconds of one request."""

    clock: float
    cpu: float


BOARD = (
    "/",
    "/?page=500",
    "/?what=overdue",
    "/?what=presumed",
    "/?what=today",
    "/?what=in_7&unit=sovetsky",
    "/?what=open&page=5000",
    "/?what=impossible",
    "/?rule=list&unit=kirovsky",
    "/?what=overdue&group=unit",
    "/.json",
)
OTHERS = (
    "/findings",
    "/findings?page=1000",
    "/findings?kind=breach&unit=sovetsky",
    "/sources",
    "/rejects",
    "/quarantine",
    "/metrics",
    "/healthz",
)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks.board", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="1,000,000 cases, not 10,000")
    arguments.add_argument("--cases", type=int)
    arguments.add_argument("--rounds", type=int, default=40)
    given = arguments.parse_args()
    relax()
    cases = given.cases or (1_000_000 if given.full else 10_000)
    clock = HandClock(NOW)
    with Embedded(Settings(store=stocked(cases)), clock) as city:
        city.begin()
        app = build(city, Ticker(clock, 1.0, city.tick))
        with TestClient(app, client=("127.0.0.1", 40000)) as client:
            measured = _ask(client, _cases(city), given.rounds)
    print(f"\nPages over {cases:,} cases, {given.rounds} times each, ms")
    for name, times in measured.items():
        print(f"  {name:<36} {_said(times)}")
    board = [one for name, times in measured.items() if name in BOARD for one in times]
    for name, times in (("the board", board), ("/metrics", measured["/metrics"])):
        cpu, took = _p95([one.cpu for one in times]), _p95([one.clock for one in times])
        keep(Line(f"{name} over {cases:,} cases, p95", cpu, took, "ms"))
    print(f"  {'the board, all of its pages':<36} {_said(board)}")
    print(f"  memory of the process {resident_mib():,.0f} MiB")


def _said(times: list[Took]) -> str:
    """Of the clock and of the processor: the median, the 95th of a hundred, the least and most."""
    return "  ".join(
        f"{name} {median(ms):>6.1f} p95 {_p95(ms):>6.1f} [{min(ms):.1f}–{max(ms):.1f}]"
        for name, ms in zip(Took._fields, zip(*times, strict=True), strict=True)
    )


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _cases(city: Embedded) -> list[str]:
    """Some cases, from all over."""
    with city.database.reading() as connection:
        query = "SELECT key FROM subject WHERE kind = 'case' ORDER BY key LIMIT 2000 OFFSET {}"
        total = connection.exec_driver_sql("SELECT count(*) FROM subject").scalar_one()
        rows = connection.exec_driver_sql(query.format(int(total) // 2))
        return list(rows.scalars())


def _ask(client: TestClient, cases: list[str], rounds: int) -> dict[str, list[Took]]:
    """What every request took, by what was asked."""
    dice = Random(1)
    measured: dict[str, list[Took]] = {}
    for number in range(rounds + 1):
        asked = {name: name for name in (*BOARD, *OTHERS)}
        asked["/cases/…"] = f"/cases/{dice.choice(cases)}"
        for name, address in asked.items():
            start, spent = perf_counter(), process_time()
            answer = client.get(address)
            took = Took((perf_counter() - start) * 1000, (process_time() - spent) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            if number:
                measured.setdefault(name, []).append(took)
    return measured


if __name__ == "__main__":
    main()
