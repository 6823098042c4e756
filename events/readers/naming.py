"""Names that a reader gives: of events, rows and cases. The same file gives the same names.

A name is a keyed hash, so that who sees an event's id cannot find the registration number by trying
them all. The key is the installation's; another key makes other names, and so other events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

_LONGEST_KEY: Final = 64


class Naming:
    """The names of one source under one key (at most 64 bytes; empty: no key)."""

    def __init__(self, source: str, authority: str, key: bytes = b"") -> None:
        self.source = source
        self._authority = authority
        self._key = key[:_LONGEST_KEY]

    def record(self, parts: list[str]) -> str:
        """The name of a row, a trace or an event of a log within its source."""
        return self._name("record", self.source, *parts)

    def case(self, value: str) -> str:
        """An opaque `case_id` of a value; the same for every source of the authority."""
        return "c" + self._name("case", self._authority, value)

    def event(self, *parts: str | int) -> str:
        """The id of an event."""
        return self._name("event", self.source, *map(str, parts))

    def _name(self, what: str, *parts: str) -> str:
        said = "\x1f".join(parts).encode()
        person = what.encode()
        return blake2b(said, digest_size=16, key=self._key, person=person).hexdigest()


def digest(content: Mapping[str, Any]) -> str:
    """What a fact says, in 16 hex digits: equal where nothing changed."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(said.encode(), digest_size=8).hexdigest()
