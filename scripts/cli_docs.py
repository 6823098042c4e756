"""Write docs/cli.md, which lists commands and settings: `python scripts/cli_docs.py [--check]`.

It is made of the commands themselves, what `--help` shows, and of the model of the settings. With
`--check` nothing is written; the exit status says whether the page would change. A command without
examples is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import typer
from pydantic import SecretStr
from pydantic_core import to_json
from typer.core import TyperCommand, TyperGroup

from sroki.deploy.cli import ENTRIES, app
from sroki.deploy.cli.failures import Exit
from sroki.deploy.cli.help import Row, sections, usage
from sroki.deploy.settings import variable_of
from sroki.deploy.settings_file import PLACES, VARIABLE
from sroki.deploy.settings_loading import described
from sroki.events.i18n import DEFAULT

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

_HEAD: Final = """\
<!-- Страница сделана из самих команд; заново её делает `python scripts/cli_docs.py`. -->

# Командная строка

То же показывает `sroki --help` и `sroki КОМАНДА --help`. Язык — `--lang ru` или `--lang en` в любом
месте команды, иначе переменная `SROKI_LANG`, иначе русский. Ответ идёт в стандартный вывод, всё
остальное — ход работы, замечания, ошибки — рядом, в поток ошибок, так что ответ можно передавать
дальше: `sroki simulate | sroki validate -`. [Настройки](#настройки) — в конце страницы."""
_SETTINGS: Final = f"""
## Настройки

Каждую настройку берут из первого места, где она есть: параметр команды (`--store`, `--host`,
`--port`), переменная окружения, файл TOML, умолчание. Файл назван в переменной `{VARIABLE}`;
без неё это {" или ".join(f"`{one}`" for one in PLACES)}, если он есть. Пути в файле — от
папки, где он лежит; несколько путей в переменной разделяют двоеточием. Неизвестная настройка —
ошибка, а не молчание. `sroki config` показывает каждую со значением и с тем, откуда оно.

| настройка | переменная | умолчание | что это |
|---|---|---|---|"""
_CODES: Final = {
    Exit.DONE: "сделано",
    Exit.WRONG: "проверенное неверно: ошибки в файле, нарушена цепочка, не всё принято",
    Exit.UNUSABLE: "команда написана неверно или то, что ей дали, не годится",
    Exit.REFUSED: "отказано: это что-нибудь испортило бы",
    Exit.STOPPED: "остановлено (Ctrl-C)",
}


def commands() -> Iterator[typer.Context]:
    """The whole tree, each command in the context of those above it, as `--help` sees it."""
    yield from _below(typer.Context(typer.main.get_command(app), info_name="sroki"))


def _below(ctx: typer.Context) -> Iterator[typer.Context]:
    yield ctx
    if isinstance(ctx.command, TyperGroup):
        for name in ctx.command.list_commands(ctx):
            found = ctx.command.get_command(ctx, name)
            if found is not None:
                yield from _below(typer.Context(found, parent=ctx, info_name=name))


def page() -> str:
    """The page."""
    known = list(commands())
    lines = [_HEAD, *_contents(), *_exit_codes()]
    for ctx in known[1:]:
        lines += _described(ctx)
    lines += [_SETTINGS, *_settings()]
    return "\n".join(lines).rstrip() + "\n"


def _contents() -> Iterator[str]:
    headings = dict.fromkeys(entry.heading for entry in ENTRIES.values())
    for heading in headings:
        yield f"\n**{heading}**\n"
        for name, entry in ENTRIES.items():
            if entry.heading == heading:
                yield f"- [`sroki {name}`](#sroki-{name}) — {entry.says}"


def _exit_codes() -> Iterator[str]:
    yield from ("\n| код выхода | что значит |", "|---|---|")
    yield from (f"| {code.value} | {says} |" for code, says in _CODES.items())


def _described(ctx: typer.Context) -> Iterator[str]:
    command = ctx.command
    if not isinstance(command, TyperCommand | TyperGroup):
        raise TypeError(ctx.command_path)
    depth = "#" * (ctx.command_path.count(" ") + 1)
    yield f"\n{depth} {ctx.command_path}\n"
    yield f"```text\n{usage(ctx, DEFAULT)}\n```\n"
    yield (command.help or "").strip()
    for title, rows in sections(command, DEFAULT).items():
        shown = [row for row in rows if row[0] != "--help"]
        if shown:
            yield f"\n| {title} | |\n|---|---|"
            yield from map(_row, shown)
    if isinstance(command, TyperGroup):
        return
    if not command.epilog:
        raise SystemExit(f"{ctx.command_path}: no examples")
    yield f"\n```sh\n{_examples(command.epilog)}\n```"


def _row(row: Row) -> str:
    name, says = (cell.replace("|", "\\|") for cell in row)
    return f"| `{name}` | {says} |"


def _settings() -> Iterator[str]:
    for name, value, says in described():
        secret = isinstance(value, SecretStr)
        default = "" if secret or value in ("", None) else to_json(value).decode()
        shown = f"`{default}`" if default else "—"
        yield f"| `{name}` | `{variable_of(name)}` | {shown} | {says} |"


def _examples(epilog: str) -> str:
    """As they are typed: without the prompt."""
    return "\n".join(line.removeprefix("$ ") for line in epilog.splitlines())


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` only tell whether it would change."""
    made = page()
    stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != made
    if stale and "--check" not in arguments:
        PAGE.write_text(made, encoding="utf-8")
    return int(stale and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
