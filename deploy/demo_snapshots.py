"""What управление делами of the demonstration does with its figures in the year that is told.

The first half-year is drafted, answered by units and frozen; in November a check of ten months is
under way, so that whoever opens the pages finds a snapshot in each of its states. The console does
it all, as from the command line, and under ids that stay: done again, it is known for done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final

from sroki.deploy.issuing import Issuing, done, draft_name
from sroki.deploy.marking import mark_key
from sroki.deploy.shell import Shell
from sroki.deploy.snapshot_making import Workshop
from sroki.events.acts.snapshots import SnapshotAnswered
from sroki.projections.answering import answer
from sroki.projections.desk import Desk
from sroki.projections.figures import Asked
from sroki.projections.queries import checks
from sroki.projections.web.acting import filled
from sroki.projections.web.issues import Approval, Sent
from sroki.workflows.dates import add_days, last_instant
from sroki.workflows.duties import console
from sroki.workflows.period_words import Span, parse_span

_AUTHORITY: Final = "04701000"
# Noon of Krasnoyarsk, when a half-day ends.
_NOON: Final = time(5)
# How long units have, and who of them knows better than the draft.
_DAYS: Final = 10
_CONTESTS: Final = "kirovsky"


class Figures:
    """The acts about snapshots that fall into a year, over the service that is told it."""

    def __init__(self, shell: Shell, year: int) -> None:
        self._shell = shell
        self._person = console(_AUTHORITY)
        self._workshop = Workshop(
            database=shell.database,
            names=shell.names,
            now=shell.clock.now,
            key=lambda: mark_key(shell.settings),
            threshold=shell.settings.public_threshold,
            let_pass=shell.let_pass,
        )
        self._issuing = Issuing(self._workshop, self._person)
        self._units = [unit for of, unit in shell.names.units if of == _AUTHORITY]
        summer, autumn = date(year, 7, 10), date(year, 11, 20)
        half = parse_span(f"{year}-H1", summer)
        months = parse_span(f"январь–октябрь {year}", autumn)
        self._plan: Mapping[date, Callable[[], None]] = {
            summer: partial(self._draft, half, summer),
            add_days(summer, 4): partial(self._answer, half, self._units),
            add_days(summer, 11): partial(self._freeze, half, add_days(summer, 11)),
            autumn: partial(self._draft, months, autumn),
            add_days(autumn, 3): partial(self._answer, months, ["sovetsky", _CONTESTS]),
        }

    def at(self, moment: datetime) -> None:
        """Do what falls to the half-day that ends at `moment`, UTC."""
        act = self._plan.get(moment.date())
        if act is not None and moment.timetz().replace(tzinfo=None) == _NOON:
            act()

    def _draft(self, span: Span, on: date) -> None:
        known = last_instant(add_days(on, -1), self._shell.names.zone(_AUTHORITY))
        asked = Asked(span, _AUTHORITY, (), None, known)
        units = tuple(self._units)
        done(self._issuing.draft(_form(span), asked, units, add_days(on, _DAYS)))

    def _answer(self, span: Span, units: list[str]) -> None:
        """Units confirm what they are asked, but for a case that one of them knows better."""
        name, now = _name(span), self._shell.clock.now()
        contested = {
            "answer": "contested",
            "document": "Служебная записка № 7",
            "document_on": add_days(now.date(), -1),
            "words": "Уведомление отправлено в срок, в СЭД внесено позже",
        }
        for unit in units:
            with self._workshop.reading() as reading:
                rows = checks.names(reading.connection, _AUTHORITY, name, unit)
            case = next((row for row in rows if "/" in row and unit == _CONTESTS), None)
            told: list[dict[str, Any]] = [
                {"row": row} | (contested if row == case else {"answer": "confirmed"})
                for row in rows
            ]
            fields = {"kind": "snapshot_answered", "snapshot": name, "unit": unit, "rows": told}
            act = filled(self._person, f"{name}-{unit}", fields | {"recorded_at": now})
            assert isinstance(act, SnapshotAnswered)  # noqa: S101 - every field of it is ours
            seen = self._issuing.dossier(name).version
            done(answer(Desk(self._shell.database), act, self._person, seen))

    def _freeze(self, span: Span, on: date) -> None:
        name = _name(span)
        draft = self._issuing.dossier(name)
        assert draft.state is not None  # noqa: S101 - `dossier` refuses otherwise
        act = f"Распоряжение от {on:%d.%m.%Y} № 12 (показ)"
        form = Sent(f"{name}-frozen", draft.version)
        done(self._issuing.freeze(form, name, Approval(draft.state.draft.as_of, on, act)))


def _form(span: Span) -> Sent:
    return Sent(f"demo-{span.last_on.isoformat()}", 0)


def _name(span: Span) -> str:
    return draft_name(_form(span).once, span.last_on)
