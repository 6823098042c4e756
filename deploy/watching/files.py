"""Every file that is made here, by its place."""

from __future__ import annotations

from sroki.deploy.watching.rules import rules


def files() -> dict[str, str]:
    """Text by path."""
    return {"prometheus/rules/sroki.yml": rules()}
