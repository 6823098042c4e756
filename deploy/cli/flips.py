"""What another rulebook would change, as a lawyer reads it: who would be late stands first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sroki.deploy.cli.terminal import Terminal
from sroki.events.amounts import on
from sroki.events.i18n import mark
from sroki.monitors.dry_run import Flip
from sroki.projections.names import Names
from sroki.projections.web.vocabulary import said
from sroki.workflows.assessment import Claim

_SHOWN: Final = 40
_TOTALS: Final = (mark("Что"), mark("Находка"), mark("Сколько"))
_FLIPS: Final = (mark("Дело"), mark("Прибавится"), mark("Уйдёт"), mark("Последний день"))


class Flips:
    """Flips in words: rules by their titles and ids, cases by their numbers."""

    def __init__(self, ui: Terminal, names: Names, numbers: Mapping[str, str]) -> None:
        self._ui, self._names, self._numbers = ui, names, numbers

    def tell(self, found: Sequence[Flip]) -> None:
        """The totals, and the first of them one by one."""
        ui = self._ui
        if not found:
            ui.print(ui.t("Ничего не изменится."))
            return
        ui.table(
            [ui.t(one) for one in _TOTALS],
            ((what, which, str(count)) for (what, which), count in self._totals(found)),
            title=ui.t("Иначе стояли бы: {count}", count=len(found)),
        )
        ordered = sorted(found, key=lambda one: (-len(one.gained), -len(one.lost), one.subject))
        shown = min(_SHOWN, len(found))
        ui.table(
            [ui.t(one) for one in _FLIPS],
            (self._row(flip) for flip in ordered[:_SHOWN]),
            title=ui.t("Первые {shown} из {count}", shown=shown, count=len(found)),
            ruled=True,
        )

    def _totals(self, found: Sequence[Flip]) -> list[tuple[tuple[str, str], int]]:
        """What is gained, lost and moved, in this order, the most frequent first."""
        counts = [Counter[tuple[str, str]]() for _ in range(3)]
        for flip in found:
            ui = self._ui
            counts[0].update((ui.t("прибавится"), self._claim(flip, one)) for one in flip.gained)
            counts[1].update((ui.t("уйдёт"), self._claim(flip, one)) for one in flip.lost)
            counts[2].update((ui.t("сдвинется"), self._rule(flip, one)) for one, _, _ in flip.moved)
        return [one for some in counts for one in some.most_common()]

    def _row(self, flip: Flip) -> tuple[str, str, str, str]:
        moved = (
            f"{self._rule(flip, rule)}: {self._day(was)} → {self._day(now)}"
            for rule, was, now in flip.moved
        )
        return (
            self._numbers.get(flip.subject, flip.subject),
            "\n".join(self._claim(flip, one) for one in flip.gained),
            "\n".join(self._claim(flip, one) for one in flip.lost),
            "\n".join(moved),
        )

    def _claim(self, flip: Flip, one: Claim) -> str:
        return f"{said(self._ui.lang, 'kind', one.kind.value)}: {self._rule(flip, one.rule)}"

    def _rule(self, flip: Flip, rule: str) -> str:
        title = self._names.rule(flip.after.authority, flip.after.service, rule)
        return title if title == rule else f"{title} ({rule})"

    def _day(self, day: date | None) -> str:
        return "—" if day is None else on(day, self._ui.lang)
