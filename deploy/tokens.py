"""Who may send, and who may look: tokens kept as hashes.

A token is 256 random bits, so its SHA-256 is all that need be kept; nothing can be guessed from
it. It is shown once, when it is made.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from sroki.events.base import Oktmo, Record, Source, UnitCode
from sroki.events.policy import SourcePolicy

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
PREFIX = "sroki_"


class Sender(Record):
    """A token of a source: what it may speak for. `units` empty: all units of the authority.

    `inbox` is the name of a topic of its own, `sroki.inbox.<name>`: what is written there is said
    under this policy.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    sources: Annotated[list[Source], Field(min_length=1)]
    authority: Oktmo
    units: list[UnitCode] = Field(default_factory=list)
    sha256: Hash
    inbox: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")] | None = None

    @property
    def policy(self) -> SourcePolicy:
        """What the intake allows it."""
        units = frozenset(self.units) if self.units else None
        return SourcePolicy(frozenset(self.sources), self.authority, units)


class Reader(Record):
    """Somebody who may look at the pages: of an authority, or of some of its units."""

    name: Annotated[str, StringConstraints(pattern=r"^[^:\s]{1,100}$")]
    authority: Oktmo
    units: list[UnitCode] = Field(default_factory=list)
    sha256: Hash


@dataclass(frozen=True, slots=True)
class Tokens:
    """Senders and readers by the hash of their token."""

    senders: Mapping[str, Sender]
    readers: Mapping[str, Reader]

    @classmethod
    def of(cls, senders: Iterable[Sender], readers: Iterable[Reader]) -> Tokens:
        return cls({one.sha256: one for one in senders}, {one.sha256: one for one in readers})

    def sender(self, token: str) -> Sender | None:
        """Whose token it is. Only hashes are compared, so the time it takes tells nothing."""
        return self.senders.get(hashed(token))

    def reader(self, token: str) -> Reader | None:
        """Whose password it is."""
        return self.readers.get(hashed(token))


def new_token() -> str:
    """A fresh token."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
