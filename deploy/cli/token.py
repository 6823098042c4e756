"""`sroki token`: a new token for a source, or for somebody who looks at the pages."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import ValidationError

from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import invalid_value
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.tokens import Reader, Sender, hashed, new_token
from sroki.events.i18n import mark

app = tool()


@command(
    app,
    mark(
        "Делает новый ключ: источнику, чтобы слать события (--source), или человеку, чтобы "
        "смотреть страницы. Ключ показывается один раз; в файл настроек идёт только его хеш."
    ),
    mark(
        "# ключ СЭД на весь орган\n"
        "$ sroki token edms --authority 04701000 --source urn:krsk:edms\n"
        "# ключ источника на два подразделения\n"
        "$ sroki token sov --authority 04701000 --source urn:krsk:asp --unit sov --unit oct\n"
        "# кому видны страницы\n"
        "$ sroki token ivanova --authority 04701000"
    ),
)
def token(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar=mark("ИМЯ"), help=mark("Чей это ключ; для страниц — логин"))
    ],
    authority: Annotated[str, typer.Option(metavar=mark("ОКТМО"), help=mark("Орган"))],
    source: Annotated[
        list[str] | None,
        typer.Option(metavar=mark("ИСТОЧНИК"), help=mark("CloudEvents source, чьи события")),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(metavar=mark("КОД"), help=mark("Подразделение; без него — весь орган")),
    ] = None,
) -> None:
    """Make a token."""
    ui = terminal(ctx)
    secret = new_token()
    fields = {"name": name, "authority": authority, "units": unit or [], "sha256": hashed(secret)}
    try:
        made = (
            Sender.model_validate({**fields, "sources": source})
            if source
            else Reader.model_validate(fields)
        )
    except ValidationError as error:
        raise invalid_value(error) from None
    ui.note(ui.t("Ключ (сохраните, второй раз не покажем):"))
    ui.line(secret)
    ui.note(ui.t("В файл настроек:"))
    ui.note(f"\n[[{'senders' if source else 'readers'}]]")
    for key, value in made.model_dump(mode="json").items():
        if value:
            said = str(value).replace("'", '"') if isinstance(value, list) else f'"{value}"'
            ui.note(f"{key} = {said}")
