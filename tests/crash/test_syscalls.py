"""A process killed at any write or sync of its own, and a disk that refuses one.

`strace` stands between the process and the kernel: it kills at the N-th call, or answers it with
an error, once or from then on.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Final, Never

import pytest
from sqlalchemy.exc import OperationalError

from tests.crash.conftest import ALL
from tests.crash.left import Left
from tests.crash.life import FEW_PAGES, main
from tests.projections.stores import opened

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not here"),
]
# SQLite says fsync or fdatasync as it was built.
SYNCS: Final = ("fsync", "fdatasync")
WRITES: Final = ("pwrite64", *SYNCS)
_SET_PTRACER, _ANYBODY = 0x59616D61, -1
LEAN: Final = 4
PORTIONS: Final = 16 if ALL else 1


def live(folder: Path, *injected: str, log: str = "/dev/null") -> int:
    """Live in a process of its own under strace; how it ended, negative for a signal."""
    child = os.fork()
    if child == 0:
        _live_stopped(folder)
    os.waitpid(child, os.WUNTRACED)
    traced = ["strace", "-f", "-p", str(child), "-o", log, "-e", f"trace={','.join(WRITES)}"]
    for one in injected:
        traced += ["-e", f"inject={one}"]
    with subprocess.Popen(traced, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        told = strace.stderr.readline()
        os.kill(child, SIGCONT)
        _, status = os.waitpid(child, 0)
        assert "attached" in told, told
    return os.waitstatus_to_exitcode(status)


def _live_stopped(folder: Path) -> Never:
    """In the child: wait to be traced, live, and end; 1 where the disk refused."""
    ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
    os.kill(os.getpid(), SIGSTOP)
    try:
        main(folder / "store.db", folder / "acks", [FEW_PAGES])
    except OperationalError:
        os._exit(1)
    except BaseException:
        os._exit(2)
    os._exit(0)


def acknowledged(folder: Path) -> int:
    acks = folder / "acks"
    return acks.stat().st_size if acks.exists() else 0


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nothing happened in."""
    path = tmp_path_factory.mktemp("blank") / "store.db"
    with opened(path):
        pass
    return path


@pytest.fixture(scope="session")
def calls(tmp_path_factory: pytest.TempPathFactory, blank: Path) -> dict[str, int]:
    """How often a life makes each call."""
    folder = tmp_path_factory.mktemp("calls")
    shutil.copy(blank, folder)
    assert live(folder, log=str(folder / "log")) == 0
    lines = (folder / "log").read_text().splitlines()
    found = {call: sum(f" {call}(" in line for line in lines) for call in WRITES}
    sync = max(SYNCS, key=found.__getitem__)
    assert min(found["pwrite64"], found[sync]) > 20, found
    return {"pwrite64": found["pwrite64"], sync: found[sync]}


@pytest.fixture(params=["write", "sync"])
def call(request: pytest.FixtureRequest, calls: dict[str, int]) -> str:
    """The call to strike."""
    write, sync = calls
    return write if request.param == "write" else sync


def places(count: int, lean: int = LEAN) -> list[int]:
    """Which of `count` calls to strike: all of them, or a few from the first to the last."""
    if ALL:
        return list(range(1, count + 1))
    return sorted({1 + at * (count - 1) // (lean - 1) for at in range(lean)})


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_a_process_killed_at_any_call_leaves_what_it_acknowledged(
    left: Left, blank: Path, calls: dict[str, int], tmp_path: Path, call: str, portion: int
) -> None:
    for at in places(calls[call])[portion::PORTIONS]:
        folder = tmp_path / str(at)
        folder.mkdir()
        shutil.copy(blank, folder)
        assert live(folder, f"{call}:signal=SIGKILL:when={at}") == -SIGKILL, at
        fault = left.fault(folder / "store.db", acknowledged(folder), live_on=True)
        assert fault is None, (call, at, fault)


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("lasting", ["", "+"], ids=["once", "from then on"])
def test_a_disk_that_refuses_ends_the_process_and_loses_nothing(
    left: Left,
    blank: Path,
    calls: dict[str, int],
    tmp_path: Path,
    call: str,
    error: str,
    lasting: str,
) -> None:
    """Whoever could not commit says so by ending; started again, it goes on, with no repair."""
    ended = 0
    for at in places(calls[call], 3):
        folder = tmp_path / str(at)
        folder.mkdir()
        shutil.copy(blank, folder)
        code = live(folder, f"{call}:error={error}:when={at}{lasting}")
        assert code in (0, 1), (at, code)
        ended += code
        if code == 0:
            # Only what SQLite may do again later was refused: a checkpoint.
            assert acknowledged(folder) == left.count, at
        fault = left.fault(folder / "store.db", acknowledged(folder), live_on=True)
        assert fault is None, (call, at, fault)
    assert ended
