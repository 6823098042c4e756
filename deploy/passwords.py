"""Passwords: hashed by Argon2id, weighed when chosen, made at random when given."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sroki.workflows.refusals import TOO_LONG, TOO_PLAIN, TOO_SHORT, Refusal

SHORTEST: Final = 12
LONGEST: Final = 128
# Of zxcvbn's 0 to 4: withstands guessing against a stolen hash, slowly hashed.
STRONG_ENOUGH: Final = 3
_WEIGHED: Final = 72
# 64 MiB each: not so many at once as there are strangers at the door.
_AT_ONCE: Final = 2
# No 0 and O, 1 and l: somebody reads it from a paper.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class Passwords:
    """Hashes and proves passwords; as many at once as memory bears."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(_AT_ONCE)

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        with self._turn:
            return self._hasher.hash(_plain(password))

    def prove(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; without a hash as slow as with one, and False."""
        with self._turn:
            try:
                self._hasher.verify(kept or self._nobodys, _plain(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made more cheaply than today's are."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def weigh(password: str, known: Sequence[str]) -> Refusal | None:
    """Why a password may not be chosen; `known` is what others know of its owner."""
    if len(password) < SHORTEST:
        return Refusal(TOO_SHORT, {"least": SHORTEST})
    if len(password) > LONGEST:
        return Refusal(TOO_LONG, {"most": LONGEST})
    from zxcvbn import zxcvbn  # noqa: PLC0415  # its dictionaries are slow to import

    about = [*known, "sroki", "сроки"]
    found = zxcvbn(_plain(password)[:_WEIGHED], user_inputs=about)
    return Refusal(TOO_PLAIN) if found["score"] < STRONG_ENOUGH else None


def random_password() -> str:
    """Four groups of five: some 98 bits, told once and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _plain(password: str) -> str:
    """One password, however a keyboard composes its letters."""
    return unicodedata.normalize("NFC", password)
