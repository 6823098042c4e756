"""`sroki config`: every setting, what it is and where it came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, SecretStr

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.settings import variable_of
from sroki.deploy.settings_loading import DEFAULT, load
from sroki.events.i18n import mark
from sroki.projections.postgres_url import PostgresUrl

app = tool()


@command(
    app,
    mark(
        "Показывает каждую настройку, её значение и откуда оно: умолчание, файл TOML или "
        "переменная окружения. Секреты скрыты."
    ),
    mark(
        "$ sroki config\n"
        "# с другим файлом настроек\n"
        "$ SROKI_CONFIG=/etc/sroki/sroki.toml sroki config\n"
        "$ SROKI_PORT=9000 sroki config --json"
    ),
)
def config(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=mark("Ответ в JSON"))] = False,
) -> None:
    """Show the settings in force."""
    ui = terminal(ctx)
    rows = load().rows()
    if as_json:
        said = {one.name: {"value": _plain(one.value), "origin": one.origin} for one in rows}
        ui.line(json.dumps(said, ensure_ascii=False))
        return
    default = ui.t("умолчание")
    ui.table(
        (ui.t("Настройка"), ui.t("Значение"), ui.t("Откуда"), ui.t("Что это")),
        (
            (
                f"{one.name}\n{variable_of(one.name)}",
                json.dumps(_plain(one.value), ensure_ascii=False),
                default if one.origin == DEFAULT else one.origin,
                ui.t(one.says),
            )
            for one in rows
        ),
        ruled=True,
    )


def _plain(value: object) -> object:
    """A value as JSON has it; a secret is stars, a hash is shortened."""
    if isinstance(value, SecretStr | Path | PostgresUrl):
        return str(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, BaseModel):
        return {
            key: f"{one[:8]}…" if key == "sha256" else one
            for key, one in value.model_dump(mode="json").items()
        }
    return value
