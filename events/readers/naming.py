"""Names that a reader gives: of events, rows and cases. The same file gives the same names.

A name is a keyed hash, so that who sees an event's id cannot find the registration number by trying
them all. The key is the installation's; another key makes other names, and so other events.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

_LONGEST_KEY: Final = 64
_PURPOSES: Final = ("record", "case", "event", "digest")


class Naming:
    """The names of one source under one key (at most 64 bytes; empty: no key)."""

    def __init__(self, source: str, authority: str, key: bytes = b"") -> None:
        self._source = source
        self._authority = authority
        self._hashes = {what: _hash(what, key[:_LONGEST_KEY]) for what in _PURPOSES}

    def record(self, parts: list[str]) -> str:
        """The name of a row, a trace or an event of a log within its source."""
        return self._name("record", "\x1f".join((self._source, *parts)))

    def case(self, value: str) -> str:
        """An opaque `case_id` of a value; the same for every source of the authority."""
        return "c" + self._name("case", f"{self._authority}\x1f{value}")

    def event(self, record: str, slot: str, which: str | int) -> str:
        """The id of an event: the record that tells it, its slot, and which one it is of those."""
        return self._name("event", f"{self._source}\x1f{record}\x1f{slot}\x1f{which}")

    def digest(self, said: str) -> str:
        """A digest of a content, equal where nothing changed."""
        return self._name("digest", said)

    def _name(self, what: str, said: str) -> str:
        named = self._hashes[what].copy()
        named.update(said.encode())
        return named.hexdigest()


def _hash(what: str, key: bytes) -> blake2b:
    return blake2b(digest_size=16, key=key, person=what.encode())
