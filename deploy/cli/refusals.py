"""How a command shows lines that could not be taken."""

from __future__ import annotations

from collections.abc import Sequence

from sroki.deploy.cli.terminal import Terminal
from sroki.deploy.offline import Refusal

_SHOWN = 20


def show_refusals(ui: Terminal, path: str, refused: Sequence[Refusal]) -> None:
    """The first of them as `file:line: where: what. accepted`, and how many more there are."""
    for refusal in sorted(refused, key=lambda one: one.line)[:_SHOWN]:
        for reason in refusal.reasons:
            ui.note(f"{path}:{refusal.line}: {reason.line(ui.lang)}")
    if len(refused) > _SHOWN:
        ui.note(ui.t("… и ещё {count}", count=len(refused) - _SHOWN))
