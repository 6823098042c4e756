"""How often one address may ask: a bucket of questions that fills again evenly.

Kept in the memory of the process: nothing of who asked is written anywhere. Every `serve` counts
for itself.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import Final

# So many questions at once, and then one in so long.
BURST: Final = 20
EVERY: Final = timedelta(seconds=30)
# Addresses remembered; the longest silent one is forgotten first.
_REMEMBERED: Final = 20_000


class Pacing:
    """Lets an address ask, or says when it may. Safe between threads."""

    def __init__(self) -> None:
        # By address: the moment at which its bucket will be full again.
        self._full_at: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, now: datetime) -> datetime | None:
        """None: ask, and it is counted. Else the moment from which one may ask again."""
        key = neighbourhood(address)
        with self._lock:
            full_at = max(self._full_at.pop(key, now), now)
            # Time that went back must not lock anybody out for longer than a whole bucket takes.
            full_at = min(full_at, now + EVERY * BURST)
            free_at = full_at - EVERY * (BURST - 1)
            allowed = free_at <= now
            self._full_at[key] = full_at + EVERY if allowed else full_at
            while len(self._full_at) > _REMEMBERED:
                self._full_at.popitem(last=False)
        return None if allowed else free_at


def neighbourhood(address: str) -> str:
    """What counts as one asker: an IPv4 address, or the /64 that a subscriber of IPv6 is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((found.packed, 64), strict=False))
    return str(found)
