"""Names that a reader gives: of events, rows and cases. The same file gives the same names.

A name is a keyed hash, so that who sees an event's id cannot find the registration number by trying
them all. The key is the installation's; another key makes other names, and so other events.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

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

    def digest(self, said: str) -> str:
        """A digest of a content, equal where nothing changed."""
        return self._name("digest", said)

    def _name(self, what: str, *parts: str) -> str:
        said = "\x1f".join(parts).encode()
        person = what.encode()
        return blake2b(said, digest_size=16, key=self._key, person=person).hexdigest()
