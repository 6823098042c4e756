"""Closed cases, put away: the packed events of one in one compressed row.

What the board and the figures read (the subject's row, its deadlines, the ledger) stays where it
is; only what a new event would need is compressed. A late event finds the case as it was.
"""

from __future__ import annotations

import zlib

# Cases put away in one transaction.
PORTION = 500


def pack(events: bytes) -> bytes:
    """Compress a subject's packed events."""
    return zlib.compress(events, level=6)


def unpack(packed: bytes) -> bytes:
    """What `pack` was given."""
    return zlib.decompress(packed)
