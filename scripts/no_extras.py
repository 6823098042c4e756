"""Prove that the embedded engine needs neither Kafka nor PostgreSQL.

Run by the Python of an environment that holds the runtime packages alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path

import sroki

EXTRAS = ("aiokafka", "faust", "kafka", "psycopg")
COMMANDS = (
    ["--help"],
    ["due", "--from", "2017-04-15T23:59:59", "--days", "30", "--zone", "Asia/Krasnoyarsk"],
)


def main() -> int:
    present = [name for name in EXTRAS if importlib.util.find_spec(name)]
    if present:
        print(f"no proof: {', '.join(present)} installed beside {sys.executable}")
        return 1

    modules = _modules()
    for name in modules:
        importlib.import_module(name)
    print(f"{len(modules)} modules of sroki import without {', '.join(EXTRAS)}")

    sroki = Path(sys.executable).with_name("sroki")
    for arguments in COMMANDS:
        subprocess.run([sroki, *arguments], check=True, stdout=subprocess.DEVNULL)
        print(f"sroki {' '.join(arguments)}")
    return 0


def _modules() -> list[str]:
    found = pkgutil.walk_packages(sroki.__path__, "sroki.", onerror=_raise)
    return [module.name for module in found if module.name != "sroki.__main__"]


def _raise(name: str) -> None:
    raise ImportError(name)


if __name__ == "__main__":
    sys.exit(main())
