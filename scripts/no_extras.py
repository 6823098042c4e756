"""Prove that the embedded engine needs neither Kafka nor PostgreSQL.

Run by the Python of an environment that holds the runtime packages alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
import re
import subprocess
import sys
import tempfile
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import sroki

EXTRAS = ("aiokafka", "faust", "kafka", "psycopg")
# What only the distributed shell is made of.
DISTRIBUTED = (
    "sroki.deploy.kafka.",
    "sroki.deploy.cluster.",
    "sroki.deploy.demo_cluster",
    "sroki.deploy.postgres_server",
    "sroki.deploy.cli.topics",
    "sroki.deploy.cli.gate",
    "sroki.deploy.cli.worker",
    "sroki.deploy.cli.findings",
)
COMMANDS = (
    ["--help"],
    ["due", "--from", "2017-04-15T23:59:59", "--days", "30", "--zone", "Asia/Krasnoyarsk"],
)

EVENT = {
    "specversion": "1.0",
    "type": "ru.sroki.submitted.v1",
    "source": "urn:krsk:sed",
    "id": "1",
    "time": "2025-04-01T10:00:00+07:00",
    "data": {
        "authority": "04701000",
        "service": "01/01/021",
        "unit": "sovetsky",
        "case_id": "c1",
        "channel": "in_person",
    },
}


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
    with tempfile.TemporaryDirectory() as folder:
        return _serves(sroki, Path(folder))


def _serves(sroki: Path, folder: Path) -> int:
    """An event goes into a running service, and its due dates come back."""
    command = [sroki, "serve", "--port", "0", "--store", folder / "sroki.db"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as service:
        address = _address(service)
        try:
            answer = _ask(address, "/events?deadlines=1", EVENT)
            kept = _ask(address, "/cases/c1/deadlines")
        finally:
            service.terminate()
    due = {one["rule"]: one["due_on"] for one in answer["deadlines"]}
    print(f"sroki serve: {answer['outcome']}, registration due {due['registration']}")
    expected = {"registration": "2025-04-02", "total_to_notice": "2025-05-05"}
    found = {one["rule"]: one["due_on"] for one in kept["deadlines"]}
    good = (
        answer["outcome"] == "taken"
        and due.items() >= expected.items()
        and found.items() >= expected.items()
        and service.returncode == 0
    )
    return 0 if good else 1


def _address(service: subprocess.Popen[str]) -> str:
    for line in service.stderr or ():
        if found := re.search(r"http://[0-9.:]+", line):
            return found.group()
        print(line, end="")
    raise SystemExit("sroki serve did not start")


def _ask(address: str, path: str, event: dict[str, Any] | None = None) -> dict[str, Any]:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
    body = None if event is None else json.dumps(event)
    headers = {"Content-Type": "application/cloudevents+json"}
    connection.request("GET" if event is None else "POST", path, body, headers)
    found: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return found


def _modules() -> list[str]:
    found = pkgutil.walk_packages(sroki.__path__, "sroki.", onerror=_raise)
    # Programs, and what Alembic runs by itself.
    run = (".__main__", ".migrations.env")
    return [
        module.name
        for module in found
        if not module.name.endswith(run) and not module.name.startswith(DISTRIBUTED)
    ]


def _raise(name: str) -> None:
    raise ImportError(name)


if __name__ == "__main__":
    sys.exit(main())
