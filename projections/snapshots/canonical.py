"""Canonical JSON: one text for one value, whichever machine wrote it.

Keys in order, no spaces, no escapes beyond what JSON demands, no floating point: numbers that are
not whole are text ("250/3").
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeAlias

Json: TypeAlias = Any


def canonical(value: Json) -> bytes:
    """The bytes that are hashed and stored."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()


def digest_of(pieces: Iterable[bytes]) -> str:
    """SHA-256 of a text that comes in pieces."""
    found = sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()
