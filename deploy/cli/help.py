"""The help of a command, in the language of the terminal, with its examples.

Typer's own help speaks English and takes its words when it is imported; this one takes them when
it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from sroki.deploy.words import WORDS
from sroki.events.i18n import Lang, mark

_USAGE = mark("Использование")
_ARGUMENTS = mark("Аргументы")
_OPTIONS = mark("Параметры")
_EXAMPLES = mark("Примеры")
_DEFAULT = mark("по умолчанию: {value}")
_REQUIRED = mark("обязательно")
_REPEATED = mark("можно несколько раз")
_HELP = mark("Показать эту справку")
_OPTIONS_IN_USAGE = mark("[ПАРАМЕТРЫ]")
_COMMAND_IN_USAGE = mark("КОМАНДА …")

Row = tuple[str, str]
# Sub-commands under their headings: names and what each does in one line.
Panels = Mapping[str, Sequence[Row]]


def render(
    command: TyperCommand | TyperGroup, ctx: typer.Context, lang: Lang, panels: Panels
) -> Group:
    """The help of a command."""
    parts: list[RenderableType] = [
        Text.assemble((f"{WORDS.t(_USAGE, lang)}: ", "bold"), usage(ctx, lang))
    ]
    if command.help:
        parts += ["", _indented(Text(WORDS.t(command.help, lang)))]
    for heading, rows in (*panels.items(), *sections(command, lang).items()):
        parts += _section(heading, rows, lang)
    if command.epilog:
        parts += ["", Text(f"{WORDS.t(_EXAMPLES, lang)}:", "bold")]
        parts += map(_example, WORDS.t(command.epilog, lang).splitlines())
    return Group(*parts)


def usage(ctx: typer.Context, lang: Lang) -> str:
    """How the command is written: `sroki check [ПАРАМЕТРЫ] РЕДАКЦИЯ`."""
    pieces = [ctx.command_path, WORDS.t(_OPTIONS_IN_USAGE, lang)]
    for one in ctx.command.params:
        if isinstance(one, TyperArgument):
            name = _metavar(one, lang) + ("…" if one.nargs != 1 else "")
            pieces.append(name if one.required else f"[{name}]")
    if isinstance(ctx.command, TyperGroup):
        pieces.append(WORDS.t(_COMMAND_IN_USAGE, lang))
    return " ".join(pieces)


def sections(command: TyperCommand | TyperGroup, lang: Lang) -> dict[str, list[Row]]:
    """Arguments and options with what each says."""
    arguments = [one for one in command.params if isinstance(one, TyperArgument)]
    options = [one for one in command.params if isinstance(one, TyperOption) and not one.hidden]
    return {
        _ARGUMENTS: [(_metavar(one, lang), _says(one, lang)) for one in arguments],
        _OPTIONS: [
            *((_spelling(one, lang), _says(one, lang)) for one in options),
            ("--help", WORDS.t(_HELP, lang)),
        ],
    }


def _section(title: str, rows: Sequence[Row], lang: Lang) -> list[RenderableType]:
    if not rows:
        return []
    grid = Table.grid(padding=(0, 3, 0, 0))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    for name, says in rows:
        grid.add_row(Text(name), Text(says))
    return ["", Text(f"{WORDS.t(title, lang)}:", "bold"), _indented(grid)]


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, 2), expand=False)


def _spelling(option: TyperOption, lang: Lang) -> str:
    names = ", ".join(sorted(option.opts, key=len))
    if option.secondary_opts:
        names += " / " + ", ".join(option.secondary_opts)
    return names if option.is_flag else f"{names} {_metavar(option, lang)}"


def _metavar(param: TyperArgument | TyperOption, lang: Lang) -> str:
    return WORDS.t(param.metavar, lang) if param.metavar else (param.name or "").upper()


def _says(param: TyperArgument | TyperOption, lang: Lang) -> str:
    notes = []
    if param.required:
        notes.append(WORDS.t(_REQUIRED, lang))
    elif isinstance(param.show_default, str):
        shown = WORDS.t(param.show_default, lang)
        notes.append(WORDS.t(_DEFAULT, lang, value=shown))
    elif param.default not in (None, False, (), []) and param.show_default:
        notes.append(WORDS.t(_DEFAULT, lang, value=param.default))
    if getattr(param, "multiple", False):
        notes.append(WORDS.t(_REPEATED, lang))
    says = WORDS.t(param.help, lang) if param.help else ""
    return f"{says} [{'; '.join(notes)}]" if notes else says


def _example(line: str) -> Padding:
    return _indented(Text(line, "dim" if line.startswith("#") else "green"))
