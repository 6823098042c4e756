"""The address of a PostgreSQL database, and whether one may go there.

Everything after the `?` is libpq's: several hosts, `target_session_attrs`, certificates. Nothing
here needs its driver.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from sroki.events.errors import Invalid
from sroki.events.i18n import say

SCHEMES: Final = ("postgresql://", "postgres://")

_ACCEPTED: Final = "sslmode=verify-full&sslrootcert=…"


@dataclass(frozen=True, slots=True)
class PostgresUrl:
    """The address of a database as libpq takes it; `str` shows it without its secrets."""

    secret: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Read an address. Raises Invalid where it would travel the network unprotected.

        Over a network the server is known by its certificate (`sslmode=verify-full`), or the
        network is declared to be closed (`sslmode=disable`); anything between only looks safe.
        """
        found = cls(text)
        said = found.parameters()
        mode = said.get("sslmode")
        if mode not in (None, "disable", "verify-full"):
            raise found._half(say("sslmode={mode} не проверяет, с кем говорит", mode=mode))
        if mode == "verify-full" and "sslrootcert" not in said:
            raise found._half(say("не сказано, чьим подписям верить: нет sslrootcert"))
        if ("sslcert" in said) != ("sslkey" in said):
            raise found._half(say("sslcert и sslkey бывают только вместе"))
        if mode != "verify-full" and said.keys() & {"sslrootcert", "sslcert"}:
            raise found._half(say("сертификаты названы, а sslmode=verify-full нет"))
        if mode is None and not all(map(_near, found._hosts())):
            raise Invalid(
                say("Соединение с PostgreSQL по сети не защищено"),
                why=say("{found} не на этой машине, а sslmode не назван", found=found),
                accepted=say("{accepted} (в закрытой сети sslmode=disable)", accepted=_ACCEPTED),
            )
        return found

    def __str__(self) -> str:
        shown = re.sub(r"(//[^:/@]*):[^@/]*@", r"\1:***@", self.secret)
        return re.sub(r"((?:ssl)?password=)[^&]*", r"\1***", shown)

    def parameters(self) -> dict[str, str]:
        """What is asked of libpq after the `?`."""
        return {name: said[-1] for name, said in parse_qs(urlsplit(self.secret).query).items()}

    def _hosts(self) -> list[str]:
        named = urlsplit(self.secret).netloc.rpartition("@")[2]
        said = self.parameters()
        given = [said[name] for name in ("host", "hostaddr") if name in said]
        return [one for hosts in (named, *given) for one in hosts.split(",") if one]

    def _half(self, why: str) -> Invalid:
        return Invalid(say("TLS для PostgreSQL настроен наполовину"), why=why, accepted=_ACCEPTED)


def _near(host: str) -> bool:
    """Is it a socket, or this machine?"""
    name = re.sub(r":\d*$", "", host).strip("[]")
    return name.startswith(("/", "%2F", "127.")) or name in ("localhost", "::1")
