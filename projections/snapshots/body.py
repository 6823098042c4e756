"""The body of a snapshot: what the figures were, as a function of journals and rulebook alone.

No word that may be reworded, no moment at which it was made, no number of the copy of the store is
in it: two stores whose journals tell the same give the same bytes. Beside each figure stand the
lists it follows from, by `case_id`, so that it can be counted again without the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final

from sroki import __version__
from sroki.events.base import audit_key
from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.figure_data import counted_data, note_data, value_data
from sroki.projections.figures import AUDITED, Asked, figures
from sroki.projections.queries.observed import Member, Observations, Whose
from sroki.projections.queries.reading import Reading
from sroki.projections.snapshots.canonical import Json
from sroki.workflows.dates import add_days
from sroki.workflows.figure import Figure
from sroki.workflows.hidden import Slice
from sroki.workflows.indicator import Chosen, StillOpen

FORMAT: Final = "sroki.snapshot/1"
# What a row of a list says, in this order.
COLUMNS: Final = Member._fields


def body_of(reading: Reading, asked: Asked) -> dict[str, Json]:
    """The figures of `asked`, which must be as of a moment, with the lists behind them."""
    if asked.moment is None or asked.at is None:
        raise Invalid(say("у снимка нет момента, к которому он составлен"))
    found = figures(reading, asked)
    today = reading.names.today(asked.authority, asked.moment)
    lists = _Lists(reading, asked)
    told = [_figure(one, lists) for one in found]
    return {
        "format": FORMAT,
        "authority": asked.authority,
        "period": {
            "name": asked.span.name,
            "first_on": asked.span.first_on.isoformat(),
            "last_on": asked.span.last_on.isoformat(),
        },
        "as_of": asked.moment.isoformat(),
        # An open span due before this day is overdue.
        "past": min(add_days(asked.span.last_on, 1), today).isoformat(),
        "figures": told,
        "columns": list(COLUMNS),
        "lists": lists.known,
    }


def provenance_of(reading: Reading, asked: Asked) -> dict[str, Json]:
    """Where a body was read from: nothing of it changes the body."""
    return {
        "generation": reading.generation,
        "positions": {str(number): seq for number, seq in sorted((asked.at or {}).items())},
        "clocks": {
            str(one.partition): None if one.clock is None else one.clock.isoformat()
            for one in reading.progress
        },
        "watermarks": {
            str(one.partition): {key: at.isoformat() for key, at in one.watermarks.items()}
            for one in reading.progress
        },
        "rulebooks": {str(one.partition): one.rulebook for one in reading.progress},
        "version": __version__,
    }


def overtaken(reading: Reading, asked: Asked, body: dict[str, Json]) -> str | None:
    """An indicator of which something else is known by now than as of the moment; None: of none."""
    for one, told in zip(figures(reading, asked._replace(at=None)), body["figures"], strict=True):
        if value_data(one.value) != {name: told[name] for name in value_data(one.value)}:
            return one.indicator.id
    return None


def _figure(figure: Figure, lists: _Lists) -> dict[str, Json]:
    return {
        "indicator": figure.indicator.model_dump(mode="json"),
        "service": figure.service,
        "editions": list(figure.editions),
        **value_data(figure.value),
        "counted": counted_data(figure.material),
        "readings": [
            {"reading": one.reading.id, "question": one.reading.question}
            | {"chosen": one.reading.chosen, "means": one.chosen.means, "why": one.reading.why}
            for one in figure.readings
        ],
        "hides": [note_data(one) for one in figure.notes],
        "by": [_slice(one) for one in figure.slices],
        "lists": [] if figure.services else lists.of(figure),
        "services": [_figure(one, lists) for one in figure.services],
    }


def _slice(one: Slice) -> dict[str, Json]:
    return {
        "dimension": one.dimension,
        "code": one.code,
        **value_data(one.value),
        "counted": counted_data(one.material),
    }


class _Lists:
    """The lists of a body, each once: indicators share their cohorts."""

    def __init__(self, reading: Reading, asked: Asked) -> None:
        self._observations = Observations(reading, asked.at)
        self._asked = asked
        self.known: dict[str, list[list[Json]]] = {}

    def of(self, figure: Figure) -> list[str]:
        """The names of the lists that a figure of one service follows from."""
        whose = Whose(figure.authority, figure.service or "", self._asked.unit)
        formula = figure.indicator.formula
        audit = formula.points or formula.all_met
        if audit is not None:
            return [self._audits(whose, audit.audit, figure)]
        found = [self._chosen(whose, one) for one in figure.indicator.chosen]
        if formula.ratio_of_sums is not None:
            one = formula.ratio_of_sums.of
            found.append(self._open(whose, StillOpen(measure=one.measure, channel=one.channel)))
        if formula.still_open is not None:
            found.append(self._open(whose, formula.still_open))
        return found

    def _chosen(self, whose: Whose, one: Chosen) -> str:
        name = f"{whose.service}/{one.measure}/{one.by}/{one.code}/{one.channel}"
        if name not in self.known:
            rows = self._observations.plain_members(whose, one, self._asked.span)
            self.known[name] = _rows(rows)
        return name

    def _open(self, whose: Whose, one: StillOpen) -> str:
        name = f"{whose.service}/{one.measure}/open/{one.channel}"
        if name not in self.known:
            rows = self._observations.plain_open(whose, one.measure, one.channel, self._asked.span)
            # What became of them after the period is no part of it.
            self.known[name] = _rows(rows)
        return name

    def _audits(self, whose: Whose, measure: str, figure: Figure) -> str:
        taken = [
            audit_key(whose.authority, whose.service, str(said["unit"]), str(said["audit"]))
            for code, said in figure.notes
            if code == AUDITED
        ]
        name = f"{whose.service}/{measure}/audits/{figure.indicator.id}"
        self.known[name] = _rows(self._observations.positions_of(whose, measure, taken))
        return name


def _rows(found: Iterable[Sequence[Any]]) -> list[list[Json]]:
    """In an order that depends on no database's idea of one; days are text, whoever read them."""
    rows = [list(one) for one in found]
    if any(isinstance(one[at], date) for one in rows for at in _DAYS):
        rows = [[_plain(value) for value in one] for one in rows]
    rows.sort(key=_ORDER)
    return rows


# Where days stand in a row.
_DAYS: Final = tuple(at for at, name in enumerate(COLUMNS) if name.endswith("_on"))
# Case, measure, instance.
_ORDER: Final = itemgetter(0, 1, 2)


def _plain(value: Any) -> Json:
    return value.isoformat() if isinstance(value, date) else value
