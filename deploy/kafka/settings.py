"""How Kafka is reached, and what its topics are called: the `[kafka]` table of the settings.

Importable without the `kafka` extra. Security set by halves is refused with the reason, for what
only looks protected is worse than what plainly is not.
"""

from __future__ import annotations

import re
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Record
from sroki.events.i18n import mark

Security = Literal["plaintext", "ssl", "sasl_ssl", "sasl_plaintext"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,100}$")]
Days = Annotated[int, Field(ge=1, le=36_500)]

_ADDRESS: Final = re.compile(r"(\[[0-9a-fA-F:]+\]|[^\s:,]+):[0-9]{1,5}")


class KafkaSettings(Record):
    """Empty `bootstrap`: no Kafka, the engine is embedded."""

    bootstrap: str = Field(
        "", description=mark("Брокеры через запятую: узел:порт; пусто — без Kafka")
    )
    prefix: Prefix = Field("sroki.", description=mark("Начало имён топиков"))
    replication: Annotated[int, Field(ge=1, le=9)] = Field(
        3, description=mark("Копий каждого топика; 1 — опытный запуск с одним брокером")
    )
    inbox_partitions: Annotated[int, Field(ge=1, le=256)] = Field(
        4, description=mark("Разделов топика inbox: столько приёмов (gate) могут работать разом")
    )
    open_inbox: bool = Field(
        False,
        description=mark(
            "Принимать из общего inbox от кого угодно: писать в него дано только своим"
        ),
    )
    inbox_days: Days = Field(14, description=mark("Сколько дней хранить присланное в inbox"))
    events_days: Days = Field(400, description=mark("Сколько дней хранить events и findings"))
    rejected_days: Days = Field(30, description=mark("Сколько дней хранить rejected"))
    security: Security = Field("plaintext", description=mark("Защита соединения с брокерами"))
    allow_plaintext: bool = Field(
        False, description=mark("Разрешить незащищённое соединение по сети: она закрыта иначе")
    )
    sasl_mechanism: Mechanism = Field(
        "SCRAM-SHA-512", description=mark("Как называть себя брокерам")
    )
    sasl_username: str = Field("", description=mark("Имя у брокеров"))
    sasl_password: SecretStr = Field(SecretStr(""), description=mark("Пароль у брокеров"))
    ssl_cafile: Path | None = Field(
        None, description=mark("Кому верить в TLS; иначе — как система")
    )
    ssl_certfile: Path | None = Field(None, description=mark("Свой сертификат TLS"))
    ssl_keyfile: Path | None = Field(None, description=mark("Ключ своего сертификата"))
    ssl_password: SecretStr = Field(SecretStr(""), description=mark("Пароль этого ключа"))

    @model_validator(mode="after")
    def _whole(self) -> KafkaSettings:
        """Refuse what is set by halves."""
        for wrong, why in self._halves():
            if wrong:
                raise PydanticCustomError("kafka", why)
        return self

    def _halves(self) -> list[tuple[bool, Any]]:
        named = bool(self.sasl_username), bool(self.sasl_password.get_secret_value())
        files = self.ssl_cafile, self.ssl_certfile, self.ssl_keyfile
        return [
            (
                not all(map(_ADDRESS.fullmatch, self.addresses)),
                mark("bootstrap — это узел:порт через запятую"),
            ),
            (self._sasl and not all(named), mark("для sasl_… нужны sasl_username и sasl_password")),
            (not self._sasl and any(named), mark("имя или пароль заданы, а security не sasl_…")),
            (
                not self._tls and any(files),
                mark("файлы TLS заданы, а security не ssl и не sasl_ssl"),
            ),
            (
                (self.ssl_certfile is None) != (self.ssl_keyfile is None),
                mark("ssl_certfile и ssl_keyfile бывают только вместе"),
            ),
            (
                not self._tls and not self.allow_plaintext and not self.near,
                mark(
                    "без TLS слышит вся сеть: security = ssl, sasl_ssl или allow_plaintext = true"
                ),
            ),
        ]

    @property
    def on(self) -> bool:
        """Whether there is a Kafka to speak to."""
        return bool(self.bootstrap)

    @property
    def addresses(self) -> list[str]:
        """The brokers to begin with."""
        return [one.strip() for one in self.bootstrap.split(",") if one.strip()]

    @property
    def inbox(self) -> str:
        """Outsiders write here; a sender's own topic is `inbox` + `.` + its name."""
        return f"{self.prefix}inbox"

    def inbox_of(self, name: str) -> str:
        """The topic of a sender that has one of its own."""
        return f"{self.inbox}.{name}"

    @property
    def near(self) -> bool:
        """Whether every broker is on this machine."""
        return all(map(near, self.addresses))

    @property
    def events(self) -> str:
        """Canonical events; the gate alone writes."""
        return f"{self.prefix}events"

    @property
    def findings(self) -> str:
        """What the engine says; the relay alone writes."""
        return f"{self.prefix}findings"

    @property
    def rejected(self) -> str:
        """What of the inbox was not taken, and why."""
        return f"{self.prefix}rejected"

    @property
    def gate_group(self) -> str:
        """The consumer group of all gates."""
        return f"{self.prefix}gate"

    @property
    def worker_group(self) -> str:
        """The consumer group of all workers."""
        return f"{self.prefix}worker"

    @property
    def _tls(self) -> bool:
        return self.security in ("ssl", "sasl_ssl")

    @property
    def _sasl(self) -> bool:
        return self.security.startswith("sasl_")

    def client(self) -> dict[str, Any]:
        """The arguments of every client of kafka-python and aiokafka, which call them alike."""
        said: dict[str, Any] = {
            "bootstrap_servers": self.addresses,
            "security_protocol": self.security.upper(),
        }
        if self._tls:
            said["ssl_context"] = self.tls()
        if self._sasl:
            said |= {
                "sasl_mechanism": self.sasl_mechanism,
                "sasl_plain_username": self.sasl_username,
                "sasl_plain_password": self.sasl_password.get_secret_value(),
            }
        return said

    def tls(self) -> ssl.SSLContext:
        """TLS that knows whom it speaks to, by name. Raises OSError for a file it cannot read."""
        context = ssl.create_default_context(cafile=self.ssl_cafile)
        if self.ssl_certfile is not None:
            password = self.ssl_password.get_secret_value() or None
            context.load_cert_chain(self.ssl_certfile, self.ssl_keyfile, password)
        return context


def near(address: str) -> bool:
    """Whether a `node:port` is of this machine alone."""
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
