"""Mail: the `[mail]` table of the settings, and the one way a message leaves."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Annotated, Any, Final, Literal

from pydantic import Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Oktmo, Record, UnitCode
from sroki.events.i18n import mark

# One address, as the world writes it; what it is worth only its server knows.
Address = Annotated[str, StringConstraints(pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$", max_length=254)]
_SECONDS: Final = 30


class DigestTo(Record):
    """Where the digest of a unit goes."""

    authority: Oktmo
    unit: UnitCode
    to: Annotated[list[Address], Field(min_length=1)]


class MailSettings(Record):
    """Empty `host`: nothing is sent."""

    host: str = Field("", description=mark("Почтовый сервер; пусто — писем нет"))
    port: Annotated[int, Field(ge=1, le=65535)] = Field(25, description=mark("Порт сервера"))
    security: Literal["none", "starttls", "tls"] = Field(
        "starttls", description=mark("Защита соединения: starttls, tls или none")
    )
    user: str = Field("", description=mark("Имя на почтовом сервере; пусто — без входа"))
    password: SecretStr = Field(SecretStr(""), description=mark("Пароль на почтовом сервере"))
    sender: Address | None = Field(None, description=mark("От кого письма"))
    site: str = Field("", description=mark("Адрес этих страниц для ссылок: https://…"))
    hour: Annotated[int, Field(ge=0, le=23)] = Field(
        8, description=mark("С какого часа рабочего дня слать сводки, по времени подразделения")
    )
    digests: list[DigestTo] = Field([], description=mark("Кому сводки: подразделение и адреса"))

    @model_validator(mode="after")
    def _whole(self) -> MailSettings:
        """Refuse what is set by halves."""
        halves: list[tuple[bool, Any]] = [
            (bool(self.host) and self.sender is None, mark("нет sender: от кого письма")),
            (bool(self.digests) and not self.host, mark("есть digests, но нет host")),
            (
                bool(self.user) and self.security == "none",
                mark("пароль ушёл бы открыто: security = starttls или tls"),
            ),
        ]
        for wrong, why in halves:
            if wrong:
                raise PydanticCustomError("mail", why)
        return self


def send(settings: MailSettings, message: EmailMessage) -> None:
    """Hand a message to the server, which has taken it on return. Raises OSError, SMTPException."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.security == "tls":
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=_SECONDS, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_SECONDS)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password.get_secret_value())
        refused = server.send_message(message)
    if refused:
        # Somebody else has it by now: told, and not sent again to all.
        raise PartlyRefused(sorted(refused))


class PartlyRefused(Exception):
    """The server took the message, but not for these addresses."""

    def __init__(self, addresses: list[str]) -> None:
        super().__init__(", ".join(addresses))
        self.addresses = addresses
