"""The classes of commands: help in the terminal's language; a tree that loads what is asked for.

`sroki due` must not wait for a database and a web server to be imported, so each command lives in
a module of its own, which is imported when that command runs or shows its help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from sroki.deploy.cli.help import Panels, render
from sroki.deploy.cli.terminal import terminal
from sroki.deploy.words import WORDS
from sroki.events.errors import Invalid
from sroki.events.i18n import Lang, mark, say

_COMMANDS = mark("Команды")
# What is installed only where it is asked for, and by which extra.
_EXTRAS: Final = {"aiokafka": "kafka", "faust": "kafka", "kafka": "kafka", "psycopg": "postgres"}


class Entry(NamedTuple):
    """A command of the root: its module, the heading it stands under, what it does in one line."""

    module: str
    heading: str
    says: str


class Command(TyperCommand):
    """A command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - rich writes instead
        ui = terminal(ctx)
        ui.out.print(render(self, ctx, ui.lang, {}))


class Group(TyperGroup):
    """A command of several, all in one module."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - rich writes instead
        ui = terminal(ctx)
        ui.out.print(render(self, ctx, ui.lang, self.panels(ctx, ui.lang)))

    def panels(self, ctx: typer.Context, lang: Lang) -> Panels:
        """The sub-commands."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, WORDS.t(one.short_help or str(one.help), lang)) for name, one in found if one
        ]
        return {_COMMANDS: rows}


class Root(Group):
    """`sroki` itself: its commands are loaded when they are asked for."""

    entries: Mapping[str, Entry] = {}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the framework's signature
        return list(self.entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as above
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command = typer.main.get_command(_imported(entry.module).app)
        command.name = cmd_name
        return command

    def panels(self, ctx: typer.Context, lang: Lang) -> Panels:  # noqa: ARG002 - of `Group`
        found: dict[str, list[tuple[str, str]]] = {}
        for name, entry in self.entries.items():
            found.setdefault(entry.heading, []).append((name, WORDS.t(entry.says, lang)))
        return found


def _imported(module: str) -> ModuleType:
    """Raises Invalid where the command needs packages that are not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise Invalid(
            say("для этой команды нужен пакет {name}", name=error.name),
            accepted=f"pip install 'sroki[{extra}]'",
        ) from None


def tool(help: str = "") -> typer.Typer:  # noqa: A002 - what typer calls it
    """The Typer instance of a command's module; with `help`, that of a group."""
    app = typer.Typer(
        cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    if help:
        app.info.help = help
        app.callback()(_nothing)
    return app


def _nothing() -> None:
    """A group does nothing by itself."""


def command(
    app: typer.Typer, says: str, examples: str, *, name: str | None = None, short: str | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a command of `app`. `says` and `examples` are marked texts."""
    return app.command(name, cls=Command, help=says, epilog=examples, short_help=short)
