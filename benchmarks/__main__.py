"""All benchmarks, one after the other, each in a process of its own; at the end, one table.

    python -m benchmarks [--full]

Small sizes take some minutes; `--full` takes the sizes that the project promises figures for, the
better part of an hour the first time, when stores of a million cases are made.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from benchmarks.harness import keep_anew, kept

ALL = ("assess_case", "ingest", "register", "board", "memory")
# A benchmark of small sizes that takes longer hangs.
SECONDS = 600


def main() -> None:
    arguments = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="the sizes figures are asked of")
    given = arguments.parse_args()
    keep_anew()
    failed = []
    for name in ALL:
        command = [sys.executable, "-m", f"benchmarks.{name}", *(["--full"] if given.full else [])]
        print(f"\n== {name}", flush=True)
        timeout = None if given.full else SECONDS
        if subprocess.run(command, check=False, timeout=timeout).returncode:
            failed.append(name)
    print(f"\n{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| what | processor | clock | unit | × of the yardstick | yardstick |")
    print("|---|---:|---:|---|---:|---|")
    for line in kept():
        ratio = "" if line.ratio is None else f"{line.ratio:,.2f}"
        print(
            f"| {line.what} | {line.cpu:,.1f} | {line.clock:,.1f} | {line.unit} "
            f"| {ratio} | {line.yardstick} |"
        )
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
