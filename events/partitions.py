"""Which partition a subject lives in: one function for every shell, for ever.

It is our own and not the broker's default, because a change of it would move every subject.
"""

from __future__ import annotations

from hashlib import blake2b


def partition_of(subject: str, partitions: int) -> int:
    """The partition of a subject's key, out of `partitions`."""
    if partitions == 1:
        return 0
    return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest()) % partitions
