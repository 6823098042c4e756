"""The integrity mark of a snapshot: Ed25519, in the format of minisign (prehashed).

It tells that a file is what this store wrote. It is no signature in the sense of the law (63-ФЗ):
that one an official makes with his own means, and its file is kept beside. Anybody may check a mark
with the `minisign` program and the public key.
"""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sroki.events.errors import Invalid
from sroki.events.i18n import say

_KEY: Final = b"Ed"
_PREHASHED: Final = b"ED"
_CHECK: Final = b"B2"
_NO_KDF: Final = b"\0\0"
_ID, _SEED = 8, 32
_UNUSED: Final = bytes(32 + 8 + 8)
_COMMENT: Final = "untrusted comment: sroki integrity key; keep it secret"
_TRUSTED: Final = "trusted comment: "


class Key(NamedTuple):
    """A key to mark with; `id` is eight bytes that tell keys apart."""

    id: bytes
    secret: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key as minisign takes it by `-P`."""
        raw = self.secret.public_key().public_bytes_raw()
        return b64encode(_KEY + self.id + raw).decode()

    def mark(self, content: bytes, trusted: str) -> str:
        """The mark of some content: the text of a `.minisig` file. `trusted` is one line."""
        mark = self.secret.sign(_hashed(content))
        whole = self.secret.sign(mark + trusted.encode())
        return _written(_PREHASHED + self.id + mark, trusted, whole)


def checked(content: bytes, mark: str, public: str) -> bool:
    """Whether a mark is of this content and by this key, and is as `Key.mark` writes it."""
    try:
        _, first, comment, second = mark.splitlines()
        key, made = b64decode(public, validate=True), b64decode(first, validate=True)
        whole = b64decode(second, validate=True)
        trusted = comment.removeprefix(_TRUSTED)
        by, made_by = key[: 2 + _ID], made[: 2 + _ID]
        if by != _KEY + made_by[2:] or made_by[:2] != _PREHASHED:
            return False
        if mark != _written(made, trusted, whole):
            return False
        verifier = Ed25519PublicKey.from_public_bytes(key[2 + _ID :])
        verifier.verify(made[2 + _ID :], _hashed(content))
        verifier.verify(whole, made[2 + _ID :] + trusted.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def _written(made: bytes, trusted: str, whole: bytes) -> str:
    return (
        "untrusted comment: sroki integrity mark\n"
        f"{b64encode(made).decode()}\n"
        f"{_TRUSTED}{trusted}\n"
        f"{b64encode(whole).decode()}\n"
    )


def key_at(path: Path) -> Key:
    """The key of a file; where there is none it is made, readable by its owner alone."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return _made(path)
    try:
        raw = b64decode(text.splitlines()[1], validate=True)
        key_id = raw[6 + len(_UNUSED) :][:_ID]
        seed = raw[6 + len(_UNUSED) + _ID :][:_SEED]
        found = Key(key_id, Ed25519PrivateKey.from_private_bytes(seed))
    except (ValueError, IndexError):
        raise _no_key(path) from None
    if raw != _packed(found):
        raise _no_key(path)
    return found


def _no_key(path: Path) -> Invalid:
    return Invalid(say("{path} — не ключ контрольной метки", path=path))


def _made(path: Path) -> Key:
    made = Key(secrets.token_bytes(_ID), Ed25519PrivateKey.generate())
    text = f"{_COMMENT}\n{b64encode(_packed(made)).decode()}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".pub").write_text(f"untrusted comment: sroki integrity key\n{made.public}\n")
    return made


def _packed(key: Key) -> bytes:
    seed = key.secret.private_bytes_raw()
    secret = seed + key.secret.public_key().public_bytes_raw()
    check = blake2b(_KEY + key.id + secret, digest_size=32).digest()
    return _KEY + _NO_KDF + _CHECK + _UNUSED + key.id + secret + check


def _hashed(content: bytes) -> bytes:
    return blake2b(content, digest_size=64).digest()
