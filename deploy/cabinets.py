"""Those who show applicants how their cases go, in a system of their own: a personal cabinet.

A cabinet asks with a token that opens nothing else, and may be told of each change at an address of
its own, signed with a secret it shares with us (Standard Webhooks, `whsec_…`).
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from secrets import token_bytes
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sroki.deploy.tokens import Hash, hashed
from sroki.events.base import Oktmo, Record, UnitCode
from sroki.events.i18n import mark
from sroki.projections.scope import Scope

_SECRET = "whsec_"  # noqa: S105 - how the secrets of the standard begin
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Cabinet(Record):
    """A cabinet: whose cases it may ask after, and where it wants to be told of them."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    authority: Oktmo
    units: list[UnitCode] = Field(default_factory=list)
    sha256: Hash
    hook: str | None = None
    secret: SecretStr | None = None

    @model_validator(mode="after")
    def _whole(self) -> Cabinet:
        """Refuse an address without a secret, and one that a network could read along."""
        halves: list[tuple[bool, Any]] = [
            ((self.hook is None) != (self.secret is None), mark("hook и secret нужны оба")),
            (not self._safe(), mark("hook: нужен https://…")),
            (not self._keyed(), mark("secret: whsec_ и от 24 до 64 байт в base64")),
        ]
        for wrong, why in halves:
            if wrong:
                raise PydanticCustomError("cabinet", why)
        return self

    @property
    def scope(self) -> Scope:
        """Whose cases it may know of."""
        if not self.units:
            return Scope.of((self.authority, None))
        return Scope.of(*((self.authority, unit) for unit in self.units))

    @property
    def key(self) -> bytes:
        """The secret's bytes. Raises ValueError where they are none."""
        said = self.secret.get_secret_value() if self.secret else ""
        try:
            found = b64decode(said.removeprefix(_SECRET), validate=True)
        except binascii.Error:
            raise ValueError from None
        if not said.startswith(_SECRET) or not 24 <= len(found) <= 64:
            raise ValueError
        return found

    def _safe(self) -> bool:
        if self.hook is None:
            return True
        parts = urlsplit(self.hook)
        here = parts.scheme == "http" and parts.hostname in _LOOPBACK
        return bool(parts.hostname) and (parts.scheme == "https" or here)

    def _keyed(self) -> bool:
        if self.secret is None:
            return True
        try:
            return bool(self.key)
        except ValueError:
            return False


def new_secret() -> str:
    """What messages to a hook are signed with, as Standard Webhooks writes it."""
    return f"{_SECRET}{b64encode(token_bytes(32)).decode()}"


def cabinet_of(authorization: str, cabinets: Iterable[Cabinet]) -> Cabinet | None:
    """Whose bearer token it is; only hashes are compared."""
    scheme, _, token = authorization.partition(" ")
    digest = hashed(token.strip()) if scheme.lower() == "bearer" else ""
    return next((one for one in cabinets if one.sha256 == digest), None)
