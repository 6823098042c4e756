"""The pins: hashed, solved together, in step with pyproject.toml, and telling nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+)(?: ; .+?)? \\$", re.MULTILINE)


def _pins(file: str | Path) -> dict[str, str]:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    return {match["name"]: match["version"] for match in PIN.finditer(text)}


def _declared(*tables: list[str | dict[str, str]]) -> list[Requirement]:
    return [Requirement(item) for table in tables for item in table if isinstance(item, str)]


RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]


@pytest.mark.parametrize(
    ("file", "declared"),
    [
        ("runtime.txt", _declared(RUNTIME)),
        ("kafka.txt", _declared(RUNTIME, EXTRAS["kafka"])),
        ("postgres.txt", _declared(RUNTIME, EXTRAS["postgres"])),
        ("dev.txt", _declared(RUNTIME, *EXTRAS.values(), *GROUPS.values())),
        ("build.txt", _declared(GROUPS["build"])),
    ],
)
def test_every_declared_package_is_pinned_within_its_bounds(
    file: str, declared: list[Requirement]
) -> None:
    pins = _pins(file)
    for requirement in declared:
        version = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement}: pinned {version}"


def test_any_two_files_agree() -> None:
    whole = _pins("dev.txt")
    for file in FILES:
        assert _pins(file).items() <= whole.items(), file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_has_pins_and_hashes_and_no_address(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith(("#", "    --hash=sha256:"))]
    assert pins
    assert all(PIN.match(line) for line in pins)
    assert not [line for line in lines if "://" in line or "/" in line.split("--hash")[0]]


def test_what_runs_has_no_broker_client_and_no_second_database() -> None:
    assert (
        not {"faust-streaming", "aiokafka", "kafka-python", "psycopg"} & _pins("runtime.txt").keys()
    )
