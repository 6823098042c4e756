"""A disk that keeps only what was synced to it: a file system whose power can be cut.

`python -m tests.crash.disk MOUNT OUT SEED ODDS` serves an empty folder at MOUNT until it is
unmounted. Beside what programs see, it knows what of each file has reached the platter: all that
was written before the last sync of that file, and of the writes since, nobody can tell which. At
one of ODDS writes and syncs, by SEED, it writes to a new folder of OUT what a power cut at that
moment might have left: of the unsynced writes none, a beginning, or any of them, the last perhaps
torn at a sector. So one life of a program shows hundreds of power cuts.

Names of files are kept as if synced at once.
"""

from __future__ import annotations

import stat
import sys
from dataclasses import dataclass, field
from errno import ENOENT
from pathlib import Path
from random import Random
from typing import Any

import fuse

_SECTOR = 512


@dataclass
class File:
    """What programs see, what is on the platter, and the writes (offset, bytes) between the two.

    A write of None bytes is a truncation to the offset.
    """

    seen: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    mode: int = 0o600

    def write(self, offset: int, data: bytes | None) -> None:
        """Change what programs see; it is not synced."""
        _apply(self.seen, offset, data)
        self.pending.append((offset, data))

    def sync(self) -> None:
        """What programs see is on the platter."""
        self.synced, self.pending = bytes(self.seen), []

    def after_cut(self, dice: Random) -> bytes:
        """What may be found after a power cut now."""
        found = bytearray(self.synced)
        kept = self.pending
        match dice.randrange(3):
            case 0:
                kept = []
            case 1:
                kept = kept[: dice.randint(0, len(kept))]
            case _:
                kept = [one for one in kept if dice.random() < 0.5]
        for number, (offset, data) in enumerate(kept):
            torn = data is not None and number == len(kept) - 1 and dice.random() < 0.5
            if torn and data is not None:
                whole = dice.randrange(len(data) + 1) // _SECTOR * _SECTOR
                _apply(found, offset, data[:whole])
            else:
                _apply(found, offset, data)
        return bytes(found)


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    elif data:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


class Disk(fuse.Operations):  # type: ignore[misc] # fusepy says nothing of its types
    """One flat folder of files."""

    use_ns = True

    def __init__(self, out: Path, seed: int, odds: int) -> None:
        self._out, self._dice, self._odds = out, Random(seed), odds
        self._files: dict[str, File] = {}
        self._cuts = 0

    def __call__(self, op: str, *args: Any) -> Any:
        """Every call of the kernel."""
        if op in {"write", "fsync", "truncate"} and self._dice.randrange(self._odds) == 0:
            self._cut()
        return super().__call__(op, *args)

    def _cut(self) -> None:
        folder = self._out / f"{self._cuts:04}"
        self._cuts += 1
        folder.mkdir()
        for name, file in self._files.items():
            # What was acknowledged is known to whoever heard it, synced or not.
            heard = name == "/acks"
            left = bytes(file.seen) if heard else file.after_cut(self._dice)
            (folder / name.lstrip("/")).write_bytes(left)

    def _file(self, path: str) -> File:
        if path not in self._files:
            raise fuse.FuseOSError(ENOENT)
        return self._files[path]

    def getattr(self, path: str, _handle: int | None = None) -> dict[str, int]:
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        file = self._file(path)
        return {"st_mode": stat.S_IFREG | file.mode, "st_nlink": 1, "st_size": len(file.seen)}

    def readdir(self, _path: str, _handle: int) -> list[str]:
        return [".", "..", *(name.lstrip("/") for name in self._files)]

    def create(self, path: str, mode: int, _info: object = None) -> int:
        self._files[path] = File(mode=stat.S_IMODE(mode))
        return 0

    def unlink(self, path: str) -> None:
        self._file(path)
        del self._files[path]

    def read(self, path: str, size: int, offset: int, _handle: int) -> bytes:
        return bytes(self._file(path).seen[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, _handle: int) -> int:
        self._file(path).write(offset, data)
        return len(data)

    def truncate(self, path: str, length: int, _handle: int | None = None) -> None:
        self._file(path).write(length, None)

    def fsync(self, path: str, _datasync: int, _handle: int) -> int:
        self._file(path).sync()
        return 0

    def chmod(self, path: str, mode: int) -> int:
        self._file(path).mode = stat.S_IMODE(mode)
        return 0

    def utimens(self, _path: str, _times: object = None) -> int:
        return 0


def main(mount: str, out: str, seed: str, odds: str) -> None:
    """Serve until unmounted."""
    disk = Disk(Path(out), int(seed), int(odds))
    fuse.FUSE(disk, mount, foreground=True, nothreads=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
