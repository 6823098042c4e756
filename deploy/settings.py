"""Settings: from the environment (SROKI_…), else from a TOML file, else the default.

    SROKI_CONFIG=/etc/sroki/sroki.toml sroki serve

Without SROKI_CONFIG the file is ./sroki.toml, else /etc/sroki/sroki.toml, if there is one. What
the command line says stands above all. `sroki config` prints every setting with where it came from.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import reduce
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    InstanceOf,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from sroki.deploy import logs
from sroki.deploy.cabinets import Cabinet
from sroki.deploy.cluster.settings import WorkerSettings
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.mail import MailSettings
from sroki.deploy.tokens import Reader, Sender
from sroki.events.base import Record
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import Lang, mark, say
from sroki.events.problems import InvalidFile
from sroki.projections.opening import target_of
from sroki.projections.postgres_url import SCHEMES, PostgresUrl

PREFIX = "SROKI_"
DEFAULT = "default"
VARIABLE = "SROKI_CONFIG"
# The token with which a file is handed to a running service: no setting, but ours.
TOKEN_VARIABLE = "SROKI_TOKEN"  # noqa: S105 - the name of a variable
PLACES = (Path("sroki.toml"), Path("/etc/sroki/sroki.toml"))


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
        return init_settings, env_settings, _File(settings_cls)


# Settings that are a table of settings.
_TABLES: Final[Mapping[str, type[BaseModel]]] = {
    "kafka": KafkaSettings,
    "worker": WorkerSettings,
    "mail": MailSettings,
}


class Setting(NamedTuple):
    """A setting as it stands; `origin` is `DEFAULT`, a file, a variable, or the command line."""

    name: str
    value: object
    origin: str
    says: str


class Loaded(NamedTuple):
    """Settings, and where each one that is not a default came from."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> list[Setting]:
        """Every setting; secrets are masked by their type."""
        return [
            Setting(name, _at(self.settings, name), self.origins.get(name, DEFAULT), says)
            for name, _, says in described()
        ]


def described() -> Iterator[tuple[str, object, str]]:
    """Every setting: its name (those of a table with a dot), its default, what it is."""
    for name, field in Settings.model_fields.items():
        if name in _TABLES:
            for inner, one in _TABLES[name].model_fields.items():
                yield f"{name}.{inner}", one.default, one.description or ""
        else:
            default = field.get_default(call_default_factory=True, validated_data={})
            yield name, default, field.description or ""


def _at(settings: BaseModel, name: str) -> object:
    return reduce(getattr, name.split("."), settings)


def load(**overrides: Any) -> Loaded:
    """The settings of this process; `overrides` (None: not given) is what the command line says.

    Raises `Invalid` with the setting, where it was set and what is accepted.
    """
    _refuse_unknown_variables()
    given = {name: value for name, value in overrides.items() if value is not None}
    origins = dict.fromkeys(_names(_File(Settings)()), str(config_file()))
    origins |= {name: variable_of(name) for name in _names(_environment())}
    origins |= {name: f"--{name.replace('_', '-')}" for name in given}
    try:
        return Loaded(Settings(**given), origins)
    except ValidationError as error:
        raise _invalid(error, origins) from None


def _names(said: Mapping[str, Any]) -> Iterator[str]:
    """The settings that are set, those of a table one by one."""
    for name, value in said.items():
        if name in _TABLES and isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in value)
        else:
            yield name


def _environment() -> dict[str, Any]:
    """What the environment sets. Lists and tables are JSON there. Raises `Invalid`."""
    try:
        return EnvSettingsSource(Settings)()
    except SettingsError as error:
        found = re.search(r'field "(\w+)"', str(error))
        name = variable_of(found[1]) if found else PREFIX
        raise Invalid(
            say("{name} не читается", name=name),
            place=Place(name),
            why=str(error.__cause__),
            accepted="JSON",
        ) from None


def config_file() -> Path | None:
    """The TOML file in use. Raises `Invalid` where SROKI_CONFIG names none."""
    named = os.environ.get(VARIABLE)
    if named and not Path(named).is_file():
        raise Invalid(say("файла настроек {named} нет", named=named), place=Place(VARIABLE))
    if named:
        return Path(named)
    return next((path for path in PLACES if path.is_file()), None)


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.replace('.', '_').upper()}"


class _File(InitSettingsSource):
    """The TOML file; paths in it are relative to the folder it lies in."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        file = config_file()
        super().__init__(settings_cls, {} if file is None else _read(file))


def _read(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            say("файл настроек не читается как TOML"), place=Place(str(file)), why=str(error)
        ) from None
    for name in data:
        if name not in Settings.model_fields:
            raise _unknown(name, Place(str(file)), list(Settings.model_fields))
    kafka = data.get("kafka", {})
    for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        if name in kafka:
            kafka[name] = _beside(kafka[name], file.parent)
    for name in ("store", "editions", "directory", "mark_key"):
        if name in data:
            data[name] = _beside(data[name], file.parent)
    for calendar in data.get("calendars", {}).values():
        if "overlays" in calendar:
            calendar["overlays"] = _beside(calendar["overlays"], file.parent)
    return data


def _beside(paths: Any, folder: Path) -> Any:
    if isinstance(paths, list):
        return [_beside(one, folder) for one in paths]
    if isinstance(paths, str) and paths.startswith(SCHEMES):
        return paths
    return folder / paths if isinstance(paths, str) else paths


def _refuse_unknown_variables() -> None:
    known = [variable_of(name) for name, _, _ in described()] + [VARIABLE, TOKEN_VARIABLE]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known:
            raise _unknown(name, Place(name), known)


def _unknown(name: str, place: Place, known: list[str]) -> Invalid:
    similar = ", ".join(get_close_matches(name, known)) or ", ".join(known)
    return Invalid(say("настройки «{name}» нет", name=name), place=place, accepted=similar)


# What pydantic says of a value, by the code of its error; the rest is said in its own words.
_WHY: Final[Mapping[str, str]] = {
    "int_type": mark("не целое число"),
    "int_parsing": mark("не целое число"),
    "float_parsing": mark("не число"),
    "bool_parsing": mark("не true и не false"),
    "string_type": mark("не текст"),
    "list_type": mark("не список"),
    "missing": mark("этого нет, а нужно"),
    "extra_forbidden": mark("такого поля нет"),
    "greater_than_equal": mark("меньше {ge}"),
    "less_than_equal": mark("больше {le}"),
    "greater_than": mark("не больше {gt}"),
    "literal_error": mark("принимается {expected}"),
    "string_pattern_mismatch": mark("не по форме {pattern}"),
    "too_short": mark("пусто"),
}


def _origin(whole: str, origins: Mapping[str, str]) -> str:
    """Where a setting was set, or something inside it."""
    found = [at for name, at in origins.items() if f"{whole}.".startswith(f"{name}.")]
    found += [at for name, at in origins.items() if name.startswith(f"{whole}.")]
    return ", ".join(dict.fromkeys(found)) or whole


def _invalid(error: ValidationError, origins: Mapping[str, str]) -> InvalidFile:
    says = {name: said for name, _, said in described()} | dict.fromkeys(_TABLES)
    problems = []
    for one in error.errors():
        name = str(one["loc"][0])
        whole = ".".join(map(str, one["loc"]))
        description = says.get(whole, says.get(name))
        problems.append(
            Invalid(
                say("настройка {setting} не годится", setting=whole),
                place=Place(_origin(whole, origins)),
                why=_why(one),
                accepted=None if description is None else say(description),
            )
        )
    return InvalidFile(problems)


def _why(error: ErrorDetails) -> str:
    words, theirs = _WHY.get(error["type"]), error["msg"]
    # What a model of ours refuses is a marked text; what pydantic says by itself stays as it is.
    return say(theirs) if words is None else say(words, **error.get("ctx", {}))
