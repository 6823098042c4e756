"""Settings: from the environment (SROKI_…), else from a TOML file, else the default.

    SROKI_CONFIG=/etc/sroki/sroki.toml sroki serve

Without SROKI_CONFIG the file is ./sroki.toml, else /etc/sroki/sroki.toml, if there is one. What
the command line says stands above all. `sroki config` prints every setting with where it came from.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    InstanceOf,
    SecretStr,
    StringConstraints,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from sroki.deploy import logs
from sroki.deploy.cabinets import Cabinet
from sroki.deploy.cluster.settings import WorkerSettings
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.mail import MailSettings
from sroki.deploy.settings_file import File
from sroki.deploy.tokens import Reader, Sender
from sroki.events.base import Record
from sroki.events.i18n import Lang, mark
from sroki.projections.opening import target_of
from sroki.projections.postgres_url import PostgresUrl

PREFIX = "SROKI_"
# The token with which a file is handed to a running service: no setting, but ours.
TOKEN_VARIABLE = "SROKI_TOKEN"  # noqa: S105 - the name of a variable


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.replace('.', '_').upper()}"


def _paths(said: object) -> object:
    """Paths in a variable are separated as in PATH."""
    return [one for one in said.split(os.pathsep) if one] if isinstance(said, str) else said


def _store(said: object) -> object:
    """An address of PostgreSQL is none of a file."""
    return target_of(said) if isinstance(said, str) else said


Paths = Annotated[list[Path], NoDecode, BeforeValidator(_paths)]
Store = Annotated[Path | InstanceOf[PostgresUrl], BeforeValidator(_store)]
Port = Annotated[int, Field(ge=0, le=65535)]


class CalendarSetting(Record):
    """A calendar of the office's own: a base with local days laid over it, region then city."""

    base: str = "ru"
    overlays: list[Path] = Field(default_factory=list)


class Settings(BaseSettings):
    """All settings; each has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    store: Store = Field(
        Path("sroki.db"), description=mark("Хранилище: файл или адрес postgresql://…")
    )
    partitions: Annotated[int, Field(ge=1, le=64)] | None = Field(
        None, description=mark("Разделов в новом хранилище (1); потом их число не меняется")
    )
    cache_mib: Annotated[int, Field(ge=4, le=4096)] = Field(
        32, description=mark("Память под страницы базы, МиБ")
    )
    host: str = Field("127.0.0.1", description=mark("Адрес, на котором слушать"))
    port: Port = Field(8080, description=mark("Порт; 0 — любой свободный"))
    lang: Lang = Field("ru", description=mark("Язык страниц и сообщений"))
    office: str = Field("", description=mark("Чьи это страницы: строка над каждой из них"))
    bundled: bool = Field(True, description=mark("Брать редакции, поставляемые со Сроками"))
    editions: Paths = Field([], description=mark("Файлы редакций ведомства или папки с ними"))
    directory: Paths = Field([], description=mark("Справочники органов и подразделений"))
    calendars: dict[str, CalendarSetting] = Field(
        {}, description=mark("Календари с местными днями")
    )
    senders: list[Sender] = Field([], description=mark("Ключи источников (хеши)"))
    readers: list[Reader] = Field([], description=mark("Кому видны страницы (хеши паролей)"))
    cabinets: list[Cabinet] = Field(
        [], description=mark("Личные кабинеты: ключ (хеш) к ходу дел и адрес, куда о нём сообщать")
    )
    open_pages: bool = Field(False, description=mark("Показывать страницы всем, кто достучится"))
    status_page: bool = Field(
        False,
        description=mark("Показывать заявителям ход дела по номеру: /status, всем без входа"),
    )
    status_factor: Literal["none", "filing_day"] = Field(
        "none",
        description=mark(
            "Что на /status нужно знать кроме номера: none или filing_day, день подачи"
        ),
    )
    survey_page: bool = Field(
        False,
        description=mark("Показывать листы открытых опросов: /survey/…, всем без входа"),
    )
    require_login: bool | None = Field(
        None,
        description=mark("Входить и с этой машины; не задано — с первого пользователя"),
    )
    session_idle_minutes: Annotated[int, Field(ge=1, le=720)] = Field(
        30, description=mark("Через сколько минут без дела вход кончается")
    )
    session_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        12, description=mark("Через сколько часов вход кончается в любом случае")
    )
    metrics_token: SecretStr | None = Field(
        None, description=mark("Ключ к /metrics не с этой машины")
    )
    metrics_listen: Annotated[str, StringConstraints(pattern=r"^(\S+:\d{1,5})?$")] = Field(
        "", description=mark("Где /metrics воркера и приёма, узел:порт; пусто — нигде")
    )
    seal_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        30, description=mark("Сколько дней хранить непринятое")
    )
    archive_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        180, description=mark("Через сколько дней покоя упаковать закрытое дело")
    )
    mark_key: Path | None = Field(
        None,
        description=mark("Ключ контрольной метки снимков; не задан — рядом с файлом хранилища"),
    )
    public_threshold: Annotated[int, Field(ge=1, le=1_000)] = Field(
        5, description=mark("Числа меньше этого в открытом виде снимка скрыты")
    )
    body_bytes: Annotated[int, Field(ge=1_000, le=256_000_000)] = Field(
        16_000_000, description=mark("Самое большое тело запроса, байт")
    )
    import_bytes: Annotated[int, Field(ge=1_000)] = Field(
        2_000_000_000, description=mark("Самый большой файл для загрузки, байт")
    )
    batch_events: Annotated[int, Field(ge=1, le=10_000)] = Field(
        1_000, description=mark("Событий в одном запросе, не больше")
    )
    tick_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        1.0, description=mark("Как часто смотреть, не истёк ли срок, секунд")
    )
    kafka: KafkaSettings = Field(
        KafkaSettings(), description=mark("Kafka: журнал распределённой службы")
    )
    worker: WorkerSettings = Field(
        WorkerSettings(), description=mark("Воркер: ведёт разделы журнала Kafka")
    )
    mail: MailSettings = Field(
        MailSettings(), description=mark("Почта: утренние сводки подразделениям")
    )
    log_format: logs.Format = Field(
        "json", description=mark("Вид журнала работы: json или console")
    )
    log_level: logs.Level = Field("info", description=mark("Подробность журнала работы"))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - there is no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - nor a folder of secrets
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the file."""
        return init_settings, env_settings, File(settings_cls)
