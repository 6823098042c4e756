"""What an applicant is told of his case: read off the same `assess` that officers are shown.

A late step is called late only where that is proven; a source that fell silent is not taken for an
office that is on time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sroki.events.base import Event
from sroki.events.outcome import NoticeSent
from sroki.monitors.assess import NO_WATERMARKS, assess
from sroki.monitors.plans import Plans
from sroki.monitors.record import resolve
from sroki.monitors.view import View
from sroki.workflows import dates
from sroki.workflows.applicant import Due, Progress, Status
from sroki.workflows.assessment import Deadline, Proof, State
from sroki.workflows.citation import Cited
from sroki.workflows.edition import Edition
from sroki.workflows.time_limit import TimeLimit

_COMPLAINT: Final = "complaint"


def status(
    case_id: str,
    events: Sequence[Event],
    plans: Plans,
    as_of: datetime,
    watermarks: Mapping[str, datetime] = NO_WATERMARKS,
) -> Status:
    """The status of a case for its applicant as it stands at `as_of`."""
    standing = assess(case_id, events, plans, as_of, watermarks)
    record = resolve(events).effective
    view = plans.governing(record, record[0]) if record else None
    if view is None:
        return Status(Progress.UNKNOWN)
    edition = view.plan.edition
    shown = _of_the_case(edition, standing.deadlines)
    notices = view.of(NoticeSent)
    missed = _first(_missed(edition, shown, told=bool(notices)))
    if notices:
        progress = Progress.NOTIFIED
    elif standing.closed:
        progress = Progress.ENDED
    elif missed is None:
        progress = Progress.UNDER_WAY
    else:
        proven = missed[1].proof is Proof.PROVEN
        progress = Progress.OVERDUE if proven else Progress.UNHEARD
    over = progress in (Progress.NOTIFIED, Progress.ENDED)
    running = (pair for pair in shown if pair[1].state is State.RUNNING)
    titles = {one.id: one.title for one in edition.procedures}
    return Status(
        progress,
        _known_on(view, events, watermarks),
        "" if over else titles.get(standing.stage, ""),
        None if over else _due(_first(running)),
        _due(missed),
        max(map(view.on, notices)) if notices else None,
        tuple(_appeal(edition)),
        edition.act,
    )


_Pair = tuple[TimeLimit, Deadline]


def _of_the_case(edition: Edition, deadlines: Iterable[Deadline]) -> list[_Pair]:
    """The time limits of the case itself: a complaint or a request is nobody else's business.

    Of two that end on one day the official one speaks.
    """
    specs = {one.id: one for one in edition.time_limits if one.per is None}
    official = set(edition.official.values())
    found = [(specs[one.rule], one) for one in deadlines if one.rule in specs]
    return sorted(found, key=lambda pair: pair[0].id not in official)


def _missed(edition: Edition, shown: list[_Pair], *, told: bool) -> list[_Pair]:
    """Proven ones before presumed ones; once the applicant was told, the official term alone."""
    if told:
        official = set(edition.official.values())
        return [pair for pair in shown if pair[0].id in official and pair[1].state is State.LATE]
    overdue = [pair for pair in shown if pair[1].state is State.OVERDUE]
    return [pair for pair in overdue if pair[1].proof is Proof.PROVEN] or overdue


def _first(pairs: Iterable[_Pair]) -> _Pair | None:
    return min(pairs, key=lambda pair: pair[1].due_on or date.max, default=None)


def _due(pair: _Pair | None) -> Due | None:
    if pair is None or pair[1].due_on is None:
        return None
    spec, one = pair
    return Due(spec.title, pair[1].due_on, spec.clause, spec.words, one.preliminary)


def _known_on(
    view: View, events: Sequence[Event], watermarks: Mapping[str, datetime]
) -> date | None:
    """The day up to which every source that owes its word has given it.

    Where one has not, the day of the last news of the case.
    """
    owed = [one.role for one in view.plan.edition.sources if one.reports == "watermark"]
    if owed and all(role in watermarks for role in owed):
        return dates.civil_date(min(watermarks[role] for role in owed), view.plan.zone)
    heard = max((one.received_at or one.occurred_at for one in events), default=None)
    return None if heard is None else dates.civil_date(heard, view.plan.zone)


def _appeal(edition: Edition) -> Iterable[Cited]:
    """How one complains of a missed term and how long that takes, in the words of the acts."""
    yield from edition.complaint
    for one in edition.time_limits:
        if one.per == _COMPLAINT and one.when is None:
            yield Cited(clause=one.clause, words=one.words, to_confirm=one.to_confirm)
