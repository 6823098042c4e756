"""Loading settings: what each stands at, where that was said, and what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource, SettingsError

from sroki.deploy.cluster.settings import WorkerSettings
from sroki.deploy.kafka.settings import KafkaSettings
from sroki.deploy.mail import MailSettings
from sroki.deploy.settings import PREFIX, TOKEN_VARIABLE, Settings, variable_of
from sroki.deploy.settings_file import VARIABLE, File, config_file, unknown
from sroki.events.errors import Invalid, Place
from sroki.events.i18n import mark, say
from sroki.events.problems import InvalidFile

DEFAULT = "default"

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
    origins = dict.fromkeys(_names(File(Settings)()), str(config_file()))
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


def _refuse_unknown_variables() -> None:
    known = [variable_of(name) for name, _, _ in described()] + [VARIABLE, TOKEN_VARIABLE]
    for name in os.environ:
        if name.startswith(PREFIX) and name not in known:
            raise unknown(name, Place(name), known)


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
