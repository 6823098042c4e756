"""What went wrong, said to people: what, where, why, what is accepted; never a traceback.

Exit codes: 0 done; 1 what was examined is wrong; 2 the command was written wrongly, or its input
cannot be used; 3 refused, for it would break something; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from enum import IntEnum
from errno import EACCES, EADDRINUSE, EISDIR, ENOENT, ENOSPC
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from sroki.deploy.cli.terminal import Terminal
from sroki.events.errors import Invalid, Place, Refused, SrokiError
from sroki.events.i18n import mark, say


class Exit(IntEnum):
    """What a command's end tells the shell."""

    DONE = 0
    WRONG = 1
    UNUSABLE = 2
    REFUSED = 3
    STOPPED = 130


_ERROR = mark("Ошибка")
_WHERE = mark("Где")
_WHY = mark("Почему")
_ACCEPTED = mark("Принимается")
_HELP = mark("Справка: {command} --help")
_NO_COMMAND = mark("команды «{name}» нет")
_SIMILAR = mark("Похоже: {names}")
_NO_OPTION = mark("параметра {name} нет")
_MISSING = mark("не указано: {name}")
_EXTRA = mark("лишнее в конце команды: {rest}")
_NO_VALUE = mark("у параметра {name} нет значения")
_BAD = mark("{name}: {why}")
_CHOICE = mark("принимается: {choices}")

# What pydantic, which typer asks, says of a value; by the code of the error.
_VALUES = {
    "int_parsing": mark("не целое число"),
    "int_from_float": mark("не целое число"),
    "float_parsing": mark("не число"),
    "greater_than_equal": mark("меньше {ge}"),
    "less_than_equal": mark("больше {le}"),
    "bool_parsing": mark("не да и не нет"),
}


def tell(error: SrokiError, ui: Terminal) -> Exit:
    """Say an error of ours; how the command ends."""
    problems = getattr(error, "problems", None) or (error,)
    for problem in problems:
        ui.err.print(f"[bold red]{ui.t(_ERROR)}:[/] ", end="")
        ui.note(ui.said(problem.what))
        for heading, says in (
            (_WHERE, problem.place),
            (_WHY, problem.why),
            (_ACCEPTED, problem.accepted),
        ):
            if says:
                ui.note(f"  {ui.t(heading)}: {ui.said(says) if isinstance(says, str) else says}")
    return Exit.REFUSED if isinstance(error, Refused) else Exit.UNUSABLE


def tell_usage(error: typer.TyperException, ui: Terminal) -> Exit:
    """Say that the command was written wrongly."""
    ctx = getattr(error, "ctx", None)
    ui.err.print(f"[bold red]{ui.t(_ERROR)}:[/] ", end="")
    ui.note(_said(error, ui))
    if ctx is not None:
        similar = _similar(error, ctx)
        if similar:
            ui.note(f"  {ui.t(_SIMILAR, names=', '.join(similar))}")
        ui.note(f"  {ui.t(_HELP, command=ctx.command_path)}")
    return Exit.UNUSABLE


def invalid_value(error: ValidationError) -> Invalid:
    """A value of the command line that a model refuses, as an error of ours."""
    first = error.errors()[0]
    name = ".".join(map(str, first["loc"]))
    what = say("«{given}» не годится для {name}", given=first["input"], name=name)
    return Invalid(what, why=first["msg"])


def os_error(error: OSError, ui: Terminal) -> Invalid:
    """A file that cannot be read or written, as an error of ours."""
    why = ui.t(_SYSTEM[error.errno]) if error.errno in _SYSTEM else error.strerror or str(error)
    place = Place(str(error.filename)) if error.filename else None
    return Invalid(why, place=place)


_SYSTEM = {
    ENOENT: mark("такого файла нет"),
    EACCES: mark("нет прав на этот файл"),
    EISDIR: mark("это папка, а нужен файл"),
    ENOSPC: mark("на диске нет места"),
    EADDRINUSE: mark("адрес уже занят другой программой"),
}


def _said(error: typer.TyperException, ui: Terminal) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return ui.t(_NO_OPTION, name=_attribute(error, "option_name"))
    if kind == "MissingParameter":
        return ui.t(_MISSING, name=_name(error, ui))
    if kind == "BadParameter":
        return ui.t(_BAD, name=_name(error, ui), why=_why(error, ui))
    if kind == "BadOptionUsage":
        return ui.t(_NO_VALUE, name=_attribute(error, "option_name"))
    for sign, told in _PHRASES.items():
        if error.message.startswith(sign):
            return told(error.message, ui)
    return error.format_message()


_PHRASES: dict[str, Callable[[str, Terminal], str]] = {
    "No such command": lambda said, ui: ui.t(_NO_COMMAND, name=said.split("'")[1]),
    "Got unexpected extra argument": lambda said, ui: ui.t(
        _EXTRA, rest=said.partition("(s) (")[2].rstrip(")")
    ),
}


def _why(error: typer.TyperException, ui: Terminal) -> str:
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return error.message
    first = cause.errors()[0]
    choices = getattr(getattr(error, "param", None), "metavar", None) or ""
    kind = first["type"]
    if kind in _VALUES:
        said = ui.t(_VALUES[kind], **first.get("ctx", {}))
    elif "|" in choices:
        said = ui.t(_CHOICE, choices=choices.replace("|", ", "))
    else:
        said = first["msg"]
    return f"«{first['input']}» — {said}"


def _name(error: typer.TyperException, ui: Terminal) -> str:
    param: Any = getattr(error, "param", None)
    if param is None:
        return ""
    names = [name for name in param.opts if name.startswith("-")]
    return names[0] if names else ui.t(param.metavar) if param.metavar else str(param.name).upper()


def _similar(error: typer.TyperException, ctx: typer.Context) -> list[str]:
    if type(error).__name__ == "NoSuchOption":
        known = [name for one in ctx.command.params for name in (*one.opts, *one.secondary_opts)]
        return get_close_matches(_attribute(error, "option_name"), known)
    if error.message.startswith("No such command") and isinstance(ctx.command, TyperGroup):
        return get_close_matches(error.message.split("'")[1], ctx.command.list_commands(ctx))
    return []


def _attribute(error: Exception, name: str) -> str:
    return str(getattr(error, name, ""))
