"""How a figure is taken: rounds interleaved, the median and the range, and ratios within one run.

A figure of one machine says little elsewhere; a ratio to a yardstick measured in the same minute
says more. Every benchmark prints both.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

# Where what takes long to make is kept between runs.
CACHE = Path(".cache/benchmarks")
# The lines of the table that `python -m benchmarks` prints at the end.
_TABLE = CACHE / "table.jsonl"


class Line(NamedTuple):
    """A figure as the table shows it: medians of the processor's time and of the clock's.

    `ratio` is that of the processor's times to the yardstick, measured in the same minute.
    """

    what: str
    cpu: float
    clock: float
    unit: str
    ratio: float | None = None
    yardstick: str = ""


def keep(line: Line) -> None:
    """Keep a line for the table."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with _TABLE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def keep_anew() -> None:
    """Begin the table."""
    _TABLE.unlink(missing_ok=True)


def kept() -> list[Line]:
    """The lines kept so far."""
    if not _TABLE.exists():
        return []
    return [Line(*json.loads(line)) for line in _TABLE.read_text(encoding="utf-8").splitlines()]


class Stopwatch:
    """Measures what is done within it: `with watch: …`. All else of a work is left out."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter(), process_time()

    def __exit__(self, *_: object) -> None:
        wall, cpu = self._began
        self.wall += perf_counter() - wall
        self.cpu += process_time() - cpu


Work = Callable[[Stopwatch], int]


@dataclass(frozen=True)
class Figure:
    """Seconds per item of each round: by the clock, and of the processor.

    Where other work goes on, the clock says how busy the machine is; the processor's time says
    what the work itself costs, as long as it does not wait for a disk.
    """

    name: str
    rounds: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def typical(self) -> float:
        return median(self.rounds)

    def line(self, scale: float, unit: str) -> str:
        low, high = min(self.rounds) * scale, max(self.rounds) * scale
        return (
            f"{self.name:<36} {self.typical * scale:>10,.1f} {unit:<8} [{low:,.1f}–{high:,.1f}]"
            f"  cpu {median(self.cpu) * scale:,.1f} [{min(self.cpu) * scale:,.1f}]"
        )


@dataclass(slots=True)
class HandClock:
    """A clock that stands at `at` until it is turned."""

    at: datetime
    jumps: int = 0

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def trusted(self) -> bool:
        return True


def side_by_side(works: Mapping[str, Work], rounds: int = 7) -> dict[str, Figure]:
    """Run each work in turn, `rounds` times over; a work answers how many items it did."""
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            watch = Stopwatch()
            items = work(watch)
            wall[name].append(watch.wall / items)
            cpu[name].append(watch.cpu / items)
    return {name: Figure(name, tuple(wall[name]), tuple(cpu[name])) for name in works}


def report(
    title: str, figures: Mapping[str, Figure], yardstick: str, scale: float, unit: str
) -> None:
    """Print the figures, and each as a ratio to the yardstick, by the processor's time."""
    print(f"\n{title}")
    for figure in figures.values():
        cpu = median(figure.cpu)
        ratio = cpu / median(figures[yardstick].cpu)
        print(f"  {figure.line(scale, unit)}  ×{ratio:.2f} of the yardstick")
        named = "" if figure.name == yardstick else yardstick
        keep(Line(figure.name, cpu * scale, figure.typical * scale, unit, ratio, named))
    sys.stdout.flush()


def peak_mib() -> float:
    """The most memory this process has held."""
    return _status("VmHWM")


def resident_mib() -> float:
    """The memory this process holds now."""
    return _status("VmRSS")


def _status(name: str) -> float:
    # Not `getrusage`: a process begins with the peak of the one that started it.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
