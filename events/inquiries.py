"""Asking later what the journal made of an event that a log keeps."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Self

from sroki.events.base import Event
from sroki.events.catalogue import content_digest, identity

_FORM: Final = re.compile(r"([0-9a-f]{32})-([0-9a-f]{32})-([0-9]{1,16})")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


class Inquiry(NamedTuple):
    """Names an event of a log: its identity, its content, and when it was received.

    `str` writes it, `of` reads it. It holds digests: nobody can tell from it what the event said.
    """

    identity: bytes
    content: bytes
    received_at: datetime | None

    @classmethod
    def for_event(cls, event: Event) -> Self:
        """About an event just taken."""
        return cls(identity(event), content_digest(event), event.received_at)

    @classmethod
    def of(cls, text: str) -> Self | None:
        """What `str` wrote; None for anything else."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        name, content, micros = found.groups()
        return cls(bytes.fromhex(name), bytes.fromhex(content), _EPOCH + int(micros) * _MICRO)

    def __str__(self) -> str:
        micros = ((self.received_at or _EPOCH) - _EPOCH) // _MICRO
        return f"{self.identity.hex()}-{self.content.hex()}-{micros}"
