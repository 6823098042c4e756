"""What the sources tell of a life: acts, each by one source, arriving at our intake.

A `Tale` is the list of acts of one life in the order they happened. A recipe may retell it: hold an
act back, tell it wrongly and correct it, tell it twice. `known` says when the true moment of an act
(or the last of several) became known, which decides what the engine must have said in between.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sroki.deploy.simulate import city
from sroki.deploy.simulate.city import Source
from sroki.deploy.simulate.life import Life, Notice, Value
from sroki.deploy.simulate.moments import DAY, at

Fields = dict[str, Value]

# The register of a unit is exported every evening.
EXPORT = time(19, 30)


@dataclass(slots=True)
class Act:
    """One event of a source. `key` names it within the life; `of` is what it speaks about."""

    key: str
    kind: str
    at: datetime
    source: Source
    fields: Fields
    arrives: datetime
    recorded: datetime | None = None
    ticket: str | None = None
    by_number: bool = False
    performer: str | None = None
    amends: str | None = None
    replaces: Act | None = None
    expect: str = "taken"


@dataclass(slots=True)
class Tale:
    """All that is told of one life."""

    life: Life
    acts: list[Act] = field(default_factory=list)
    known_at: dict[str, datetime] = field(default_factory=dict)

    def act(self, key: str) -> Act:
        """The first act of this key. KeyError if it is not told."""
        for act in self.acts:
            if act.key == key:
                return act
        raise KeyError(key)

    def tells(self, key: str) -> bool:
        """Whether such an act is told."""
        return any(act.key == key for act in self.acts)

    def known(self, *keys: str) -> datetime:
        """When the last of these became known."""
        return max(self.known_at[key] for key in keys)

    def tell(self, key: str, kind: str, when: datetime, source: Source, fields: Fields) -> None:
        """Add an act, told by `source` (or the unit's register) as soon as such sources do."""
        if self.life.unit.by_day:
            source = city.REGISTER
        arrives = self.arrival(when, source)
        self.acts.append(Act(key, kind, when, source, fields, arrives))
        self.known_at[key] = arrives

    def arrival(self, when: datetime, source: Source) -> datetime:
        """When `source` tells what happened at `when`."""
        life = self.life
        nudge = timedelta(microseconds=len(self.acts))
        if source is city.REGISTER:
            # One sheet, read from top to bottom: rows in the order of numbers.
            on = when.date() if when.time() < EXPORT else when.date() + DAY
            seconds = EXPORT.hour * 3600 + EXPORT.minute * 60
            return at(on, seconds) + timedelta(milliseconds=life.n % 100_000) + nudge
        if source is city.QUEUE:
            return when
        slow = 5 if source is city.SITE else 240
        return when + timedelta(seconds=life.dice.between(1, slow)) + nudge

    def late(self, key: str, arrives: datetime) -> None:
        """Hold an act back until `arrives`."""
        act = self.act(key)
        act.arrives = arrives
        self.known_at[key] = arrives


def tell(life: Life) -> Tale:
    """The plain telling of a life, without its list (a list is the unit's own event)."""
    tale = Tale(life)
    _filing(tale)
    _registration(tale)
    _file(tale)
    _end(tale)
    for complaint_number, complaint in enumerate(life.complaints, 1):
        name = f"complaint{complaint_number}"
        fields: Fields = {"complaint": f"{life.number}-{name}"}
        tale.tell(
            f"{name}.filed",
            "complaint_filed",
            complaint.filed,
            city.SED,
            fields | {"ground": complaint.ground},
        )
        if complaint.registered is not None:
            tale.tell(
                f"{name}.registered", "complaint_registered", complaint.registered, city.SED, fields
            )
        if complaint.decided is not None:
            upheld = {"upheld": complaint.upheld}
            tale.tell(
                f"{name}.decided", "complaint_decided", complaint.decided, city.SED, fields | upheld
            )
    for extra in life.extras:
        tale.tell(extra.key, extra.kind, extra.at, city.SED, dict(extra.fields))
    return tale


def _filing(tale: Tale) -> None:
    life = tale.life
    if life.visit is not None:
        ticket = f"t{life.n}"
        for key, kind, when in (
            ("joined", "queue_joined", life.visit.joined),
            ("served", "queue_served", life.visit.served),
        ):
            tale.tell(key, kind, when, city.QUEUE, {})
            tale.acts[-1].ticket = ticket
    fields: Fields = {"channel": life.channel, "category": life.category.code}
    fields["representative"] = life.representative
    if life.choice is not None:
        fields["notice_choice"] = life.choice
    source = city.SITE if life.electronic else city.SED
    tale.tell("filed", "submitted", life.filed, source, fields)
    for document in life.brought:
        key = f"brought.{document}"
        tale.tell(key, "document_presented", life.filed, city.SED, {"document": document})


def _registration(tale: Tale) -> None:
    life = tale.life
    if life.registered is not None:
        tale.tell("registered", "registered", life.registered, city.SED, {})
    if life.told is not None:
        if life.electronic:
            tale.tell("told", "cabinet_info_sent", life.told, city.SITE, {})
        else:
            tale.tell("told", "receipt_issued", life.told, city.SED, {})
    if life.missing or life.defects or life.brought:
        checked = life.registered or life.filed
        fields: Fields = {"missing": list(life.missing), "defects": list(life.defects)}
        tale.tell("checked", "documents_checked", checked, city.SED, fields)


def _file(tale: Tale) -> None:
    life = tale.life
    if life.asp_checked is not None:
        found: Fields = {"found": life.asp_found}
        tale.tell("asp", "asp_checked", life.asp_checked, city.ASP, found)
    for number, request in enumerate(life.requests, 1):
        name = f"request{number}"
        fields: Fields = {"request": f"{life.number}-{name}"}
        document: Fields = {"document": request.document}
        tale.tell(
            f"{name}.sent", "interagency_request_sent", request.sent, city.SED, fields | document
        )
        if request.replied is not None:
            tale.tell(
                f"{name}.replied", "interagency_reply_received", request.replied, city.SED, fields
            )
    if life.paper is not None:
        tale.tell("paper", "file_formed", life.paper, city.SED, {"part": "paper"})
    if life.card is not None:
        tale.tell("card", "file_formed", life.card, city.ASP, {"part": "asp_card"})


def _end(tale: Tale) -> None:
    life = tale.life
    if life.refused is not None and life.ground is not None:
        tale.tell("refused", "refused", life.refused, city.SED, {"ground": life.ground})
    for number, notice in enumerate(life.notices, 1):
        tale.tell(f"notice{number}", "notice_sent", notice.at, city.SED, _content(notice))
    if life.withdrawn is not None:
        tale.tell("withdrawn", "withdrawn", life.withdrawn, city.SED, {})


def _content(notice: Notice) -> Fields:
    fields: Fields = {"outcome": "included" if notice.included else "not_included"}
    fields["channel"] = notice.channel
    if notice.reason is not None:
        fields["reason_given"] = notice.reason
    if notice.appeal_order is not None:
        fields["appeal_order"] = notice.appeal_order
    fields["signed"] = notice.signed
    fields["dated"] = notice.dated
    return fields


def silence(tale: Tale, since: datetime, until: datetime) -> None:
    """What was told while the sources were silent comes all at once when they speak again."""
    for act in tale.acts:
        act.arrives = through_silence(act.arrives, since, until)
    for key, known in tale.known_at.items():
        tale.known_at[key] = through_silence(known, since, until)


def through_silence(arrives: datetime, since: datetime, until: datetime) -> datetime:
    """An arrival during a silence moves to its end, in the old order, packed into minutes."""
    if since <= arrives < until:
        return until + (arrives - since) / 2000
    return arrives
