"""Which partition a subject lives in: one function for every shell, for ever.

Cases, groups and visits live in partitions 0, 1, …; dossiers, all of them, in `CONTROL`.

It is our own and not the broker's default, because a change of it would move every subject.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

# The partition of what people do. No subject's key leads to it and none but it has its number,
# however many partitions there are for cases.
CONTROL: Final = -1


def partition_of(subject: str, partitions: int) -> int:
    """The partition of a subject's key, out of `partitions`."""
    if partitions == 1:
        return 0
    return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest()) % partitions
