"""Whether what a command needs beside the engine itself is installed."""

from __future__ import annotations

from importlib.util import find_spec

from sroki.events.errors import Invalid


def need(extra: str, *modules: str) -> None:
    """Raise `Invalid` where a module of an extra is not installed."""
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise Invalid(
            f"не установлено: {', '.join(missing)}",
            why=f"это часть дополнения {extra}",
            accepted=f"pip install 'sroki[{extra}]'",
        )
