"""Whether what a command needs beside the engine itself is installed."""

from __future__ import annotations

from importlib.util import find_spec

from sroki.events.errors import Invalid
from sroki.events.i18n import say


def need(extra: str, *modules: str) -> None:
    """Raise `Invalid` where a module of an extra is not installed."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise Invalid(
            say("не установлено: {modules}", modules=", ".join(missing)),
            why=say("это часть дополнения {extra}", extra=extra),
            accepted=f"pip install 'sroki[{extra}]'",
        )
