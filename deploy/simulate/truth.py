"""The findings that must follow from a life: planted, and looked up in the table of due dates.

A row is expected to hold when the season is over (`breach`, `deviation`), or to have been said and
taken back (`retracted`): the term was kept, but that became known only after its due day. A clock
that is not brought to every arrival may say, and take back, less. Deviations that hold for a moment
while events are on their way are not listed, but where a recipe plants one.

Nothing here assesses: every due date is looked up, and compared with the day that the life means.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sroki.deploy.simulate import city
from sroki.deploy.simulate.due import Term, due
from sroki.deploy.simulate.moments import DAY, midnight
from sroki.deploy.simulate.telling import Tale

# 210-ФЗ ст. 11.2 ч. 6: refusal to accept papers, and refusal to correct errors, go faster.
SHORT_GROUNDS = frozenset({4, 7})
QUEUE_WAIT = timedelta(minutes=15)
REPLY = timedelta(hours=48)


class Truth(NamedTuple):
    """One finding that must be. `instance` tells complaints and requests of one case apart.

    `kind` is breach, deviation or retracted; `delay_days` is None where the step never came.
    `pathology` names the recipe that bent the life, for people who read the table.
    """

    subject: str
    case_id: str | None
    unit: str
    rule: str
    kind: str
    instance: str = ""
    due_on: date | None = None
    delay_days: int | None = None
    pathology: str = ""

    def as_json(self) -> dict[str, str | int | None]:
        """For a line of a file; the day as ISO text."""
        due_on = self.due_on.isoformat() if self.due_on is not None else None
        return {**self._asdict(), "due_on": due_on}


class Reached(NamedTuple):
    """A milestone of the life: its moment, and when it was known to our intake."""

    at: datetime
    known: datetime


def truths(tale: Tale) -> Iterator[Truth]:
    """Every finding that must follow from this life."""
    life = tale.life
    for planted in life.planted:
        yield _row(tale, planted.rule, planted.kind)
    yield from _terms(tale)
    yield from _instances(tale)
    yield from _queue(tale)


def _row(tale: Tale, rule: str, kind: str) -> Truth:
    life = tale.life
    return Truth(life.case_id, life.case_id, life.unit.code, rule, kind, pathology=life.pathology)


def _reached(tale: Tale, at: datetime | None, *keys: str) -> Reached | None:
    return None if at is None else Reached(at, tale.known(*keys))


def _terms(tale: Tale) -> Iterator[Truth]:
    """The terms of the act, each from its milestone to its milestone (п. 8, 15, 21–23)."""
    life = tale.life
    filed = _reached(tale, life.filed, "filed")
    registered = _reached(tale, life.registered, "registered")
    accepted = _both(registered, _reached(tale, life.told, "told"))
    file = _both(_reached(tale, life.paper, "paper"), _reached(tale, life.card, "card"))
    listed = None
    if life.listed_on is not None:
        listed = Reached(midnight(life.listed_on), tale.known("listed"))
    first = min(life.notices, key=lambda one: one.at, default=None)
    notice = None
    if first is not None:
        number = life.notices.index(first) + 1
        notice = Reached(first.at, tale.known(f"notice{number}"))
    turned_away = notice if life.outside and first is not None and not first.included else None
    yield from _term(tale, "registration", filed, registered, Term.C1)
    yield from _term(tale, "procedure_1", filed, accepted, Term.C1)
    yield from _term(tale, "file", registered, file or turned_away, Term.C6)
    if not life.outside:
        yield from _term(tale, "list", file, listed, Term.C23)
        yield from _term(tale, "notice", listed, notice, Term.C5)
    yield from _term(tale, "total_to_result", filed, listed or turned_away, Term.C30)
    yield from _term(tale, "total_to_notice", filed, notice, Term.C30)


def _both(one: Reached | None, other: Reached | None) -> Reached | None:
    if one is None or other is None:
        return None
    return Reached(max(one.at, other.at), max(one.known, other.known))


def _term(
    tale: Tale,
    rule: str,
    start: Reached | None,
    end: Reached | None,
    term: Term,
    instance: str = "",
) -> Iterator[Truth]:
    """A term in days: broken if it ended after its due day, or did not end."""
    if start is None:
        return
    due_on = due(start.at.date(), term)
    withdrawn = tale.life.withdrawn
    if end is None and withdrawn is not None and not instance:
        end = Reached(withdrawn, tale.known("withdrawn"))
    row = _row(tale, rule, "breach")._replace(due_on=due_on, instance=instance)
    if end is None:
        yield row
    elif end.at.date() > due_on:
        yield row._replace(delay_days=(end.at.date() - due_on).days)
    elif _said_meanwhile(start, end, midnight(due_on + DAY)):
        yield row._replace(kind="retracted")


def _said_meanwhile(start: Reached, end: Reached, expired: datetime) -> bool:
    """Whether there was a time when the start was known, the term past, and the end not known."""
    return max(start.known, expired) < end.known


def _instances(tale: Tale) -> Iterator[Truth]:
    """Terms that run for each complaint (ст. 11.2 ч. 6) and each request (ст. 7.2 ч. 3)."""
    life = tale.life
    for number, complaint in enumerate(life.complaints, 1):
        name = f"complaint{number}"
        filed = _reached(tale, complaint.filed, f"{name}.filed")
        registered = _reached(tale, complaint.registered, f"{name}.registered")
        decided = _reached(tale, complaint.decided, f"{name}.decided")
        short = complaint.ground in SHORT_GROUNDS
        rule = "complaint_decision_urgent" if short else "complaint_decision"
        term = Term.W5 if short else Term.W15
        instance = f"{life.number}-{name}"
        yield from _term(tale, "complaint_registration", filed, registered, Term.W1, instance)
        yield from _term(tale, rule, registered, decided, term, instance)
    for number, request in enumerate(life.requests, 1):
        name = f"request{number}"
        sent = _reached(tale, request.sent, f"{name}.sent")
        replied = _reached(tale, request.replied, f"{name}.replied")
        expired = request.sent + REPLY
        row = _row(tale, "interagency_reply_hours", "breach")._replace(
            instance=f"{life.number}-{name}", due_on=expired.date()
        )
        # A register knows days: a term in hours is not judged by it.
        if sent is not None and not life.unit.by_day:
            yield from _elapsed(row, sent, replied, expired)


def _elapsed(row: Truth, start: Reached, end: Reached | None, expired: datetime) -> Iterator[Truth]:
    """A term in hours or minutes: elapsed time, no day off prolongs it."""
    if end is None:
        yield row
    elif end.at > expired:
        yield row._replace(delay_days=(end.at.date() - expired.date()).days)
    elif _said_meanwhile(start, end, expired):
        yield row._replace(kind="retracted")


def _queue(tale: Tale) -> Iterator[Truth]:
    """At most fifteen minutes in the queue (п. 14)."""
    life = tale.life
    if life.visit is None:
        return
    expired = life.visit.joined + QUEUE_WAIT
    row = _row(tale, "queue_wait", "breach")._replace(
        subject=f"visit/{city.AUTHORITY}/{life.unit.code}/t{life.n}",
        case_id=None,
        due_on=expired.date(),
    )
    joined = Reached(life.visit.joined, tale.known("joined"))
    served = Reached(life.visit.served, tale.known("served"))
    yield from _elapsed(row, joined, served, expired)
