"""What is built: one name at the top, and every file of every room inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("events", "workflows", "monitors", "projections", "deploy")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build("wheel", of=ROOT, into=tmp_path_factory.mktemp("wheel"))


def _build(target: str, *, of: Path, into: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "-d", str(into)]
    subprocess.run(command, cwd=of, check=True, capture_output=True)
    (archive,) = into.iterdir()
    return archive


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _files_of_the_rooms() -> set[str]:
    """Also what a room has by a link: the pages of alerts."""
    return {
        f"sroki/{Path(folder).relative_to(ROOT).as_posix()}/{name}"
        for room in ROOMS
        for folder, _, names in os.walk(ROOT / room, followlinks=True)
        for name in names
        if not folder.endswith("__pycache__")
    }


def test_the_top_level_is_sroki_alone(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in _names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"sroki"}


def test_every_file_of_every_room_is_in_the_wheel_once(wheel: Path) -> None:
    packed = {name for name in _names(wheel) if name.split("/")[1] in ROOMS}
    assert packed == _files_of_the_rooms()
    assert {f"sroki/{room}/__init__.py" for room in ROOMS} <= packed
    assert "sroki/py.typed" in _names(wheel)


def test_the_wheel_of_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    sdist = _build("sdist", of=ROOT, into=tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    assert _names(_build("wheel", of=unpacked, into=tmp_path / "wheel")) == _names(wheel)


def test_an_installed_wheel_runs_and_brings_no_bare_names(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", target, wheel], check=True, capture_output=True)

    probe = (
        "import importlib.util as u, sroki\n"
        "print(sroki.__file__)\n"
        f"print([r for r in {ROOMS} if u.find_spec(r)])\n"
        f"print([r for r in {ROOMS} if not u.find_spec('sroki.' + r)])\n"
    )
    where, bare, missing = _run([sys.executable, "-c", probe], target).splitlines()
    assert Path(where).is_relative_to(target)
    assert (bare, missing) == ("[]", "[]")
    assert "sroki" in _run([target / "bin" / "sroki", "--help"], target)


def _run(command: list[str | Path], site: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        command, cwd=site.parent, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout
