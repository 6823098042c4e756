"""`sroki token`: a new token for a source, a cabinet, or somebody who looks at the pages."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from pydantic import ValidationError

from sroki.deploy.cabinets import Cabinet, new_secret
from sroki.deploy.cli.commands import command, tool
from sroki.deploy.cli.failures import invalid_value
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.tokens import Reader, Sender, hashed, new_token
from sroki.events.errors import Invalid, Refused
from sroki.events.i18n import mark, say

app = tool()


@command(
    app,
    mark(
        "Делает новый ключ: источнику, чтобы слать события (--source), личному кабинету, чтобы "
        "спрашивать о ходе дел (--cabinet, --hook), или человеку, чтобы смотреть страницы. Ключ "
        "показывается один раз; в файл настроек идёт только его хеш."
    ),
    mark(
        "# ключ СЭД на весь орган\n"
        "$ sroki token edms --authority 04701000 --source urn:krsk:edms\n"
        "# ключ источника на два подразделения\n"
        "$ sroki token sov --authority 04701000 --source urn:krsk:asp --unit sov --unit oct\n"
        "# кому видны страницы\n"
        "$ sroki token ivanova --authority 04701000\n"
        "# личному кабинету, который узнаёт о переменах по своему адресу\n"
        "$ sroki token lk --authority 04701000 --hook https://lk.krsk.example/sroki"
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
    cabinet: Annotated[bool, typer.Option("--cabinet", help=mark("Ключ личному кабинету"))] = False,
    hook: Annotated[
        str | None,
        typer.Option(metavar=mark("URL"), help=mark("Куда сообщать кабинету о переменах")),
    ] = None,
) -> None:
    """Make a token."""
    ui = terminal(ctx)
    if source and (cabinet or hook):
        raise Refused(
            say("ключ источника и ключ кабинета — разные"), accepted=say("--source или --cabinet")
        )
    key = new_token()
    fields = {"name": name, "authority": authority, "units": unit or [], "sha256": hashed(key)}
    table, lines = _lines(fields, source, hook, cabinet=cabinet or hook is not None)
    ui.note(ui.t("Ключ (сохраните, второй раз не покажем):"))
    ui.line(key)
    ui.note(ui.t("В файл настроек:"))
    ui.note(f"\n[[{table}]]")
    for field, value in lines.items():
        if value:
            said = str(value).replace("'", '"') if isinstance(value, list) else f'"{value}"'
            ui.note(f"{field} = {said}")


def _lines(
    fields: dict[str, Any], sources: list[str] | None, hook: str | None, *, cabinet: bool
) -> tuple[str, dict[str, Any]]:
    """The table of the settings and its lines. Raises `Invalid` of what would not be read there."""
    try:
        if cabinet:
            told = {"hook": hook, "secret": new_secret()} if hook else {}
            Cabinet.model_validate({**fields, **told})
            return "cabinets", {**fields, **told}
        if sources:
            made = Sender.model_validate({**fields, "sources": sources})
            return "senders", made.model_dump(mode="json")
        return "readers", Reader.model_validate(fields).model_dump(mode="json")
    except ValidationError as error:
        (first, *_) = error.errors()
        if not first["loc"]:
            # Of the whole: what it was made of holds the secret.
            raise Invalid(
                say("«{given}» не годится для hook", given=hook), why=first["msg"]
            ) from None
        raise invalid_value(error) from None
