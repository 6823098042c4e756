"""How one transaction advances a partition: every input journalled, assessed, and what is new said.

Differences are taken per input, in journal order. An event is applied to a subject that time has
already spoken for up to the journal's clock; a tick or a control is swept to its end before the
next input is taken (`engine`), so the ledger is a function of the journal alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic_core import to_json

from sroki.events.base import Event
from sroki.events.catalogue import content_digest, encode, identity
from sroki.events.errors import Refused
from sroki.events.findings import Finding, FindingKind
from sroki.events.record import SourceWatermark
from sroki.monitors.adoption import REASON, gone, rejoin, taken_back
from sroki.monitors.assess import assess
from sroki.monitors.checks.claims import shown_on
from sroki.monitors.deadlines import Clock
from sroki.monitors.difference import Cause, difference
from sroki.monitors.gathering import FORWARDED
from sroki.monitors.lapse import is_live, lapse, unmoved
from sroki.monitors.memory import heard_by, memory_of, whose
from sroki.monitors.plans import Plans
from sroki.monitors.ports import Transaction
from sroki.workflows.assessment import Assessment, Claim, Lapse
from sroki.workflows.standing import (
    Changes,
    Conflict,
    Entry,
    Head,
    InputKind,
    Letter,
    Outline,
    SubjectState,
    Taken,
    Unread,
)

# A subject whose assessment raises this often is left alone until the rulebook changes.
QUARANTINE_AFTER = 3
# Another content came under an identity already taken.
RECORD_CONFLICT: Final = "record_conflict"


class Outcome(StrEnum):
    """What became of an event."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNREAD = "unread"


class Awaiting(NamedTuple):
    """A subject that waits for a source's word past a due moment, and whose it is."""

    key: str
    due_at: datetime
    authority: str
    unit: str


class Advance:
    """The work of one transaction; `changes` is what it will write."""

    def __init__(self, tx: Transaction, plans: Plans) -> None:
        self.tx = tx
        self.plans = plans
        self.head = tx.head
        self.changes = Changes(head=tx.head)
        self._states: dict[str, SubjectState] = {}
        self._contents: dict[bytes, bytes] = {}
        self._letters: dict[str, dict[tuple[str, str, str], Event]] = {}
        self._watermarks: dict[tuple[str, str], dict[str, datetime]] = {}
        # By role of a source: the subjects changed here that came to wait for its word.
        self._awaiting: dict[str, set[str]] = {}

    # -- inputs -------------------------------------------------------------------------------

    def take_events(self, events: Sequence[Event]) -> list[Outcome]:
        """Events of this partition's subjects, in order. Repetitions change nothing."""
        identities = [identity(event) for event in events]
        self._ask(identities)
        self._load({event.subject for event in events})
        outcomes = []
        for event, name in zip(events, identities, strict=True):
            body, content = encode(event)
            self.changes.keep(event, body)
            known = self._contents.setdefault(name, content)
            if known is not content:
                outcomes.append(self._again(event, body, name, content, known))
                continue
            self._journal(InputKind.EVENT, body, event.subject, name, content, event.received_at)
            self._apply(event.subject, (event,), Cause(event.id, self._clock(), event.historical))
            outcomes.append(Outcome.TAKEN)
        return outcomes

    def take_unread(self, record: Unread) -> Outcome:
        """What cannot be read is kept for a later program, and holds up nothing."""
        self.changes.unread.append(record)
        self.count("unread", record.reason.code)
        return Outcome.UNREAD

    def take_facts(self, subject: str, events: Sequence[Event]) -> None:
        """What cases, and groups of units, of any partition send to the group `subject`."""
        state = self._state(subject)
        heard = heard_by(state)
        fresh = [event for event in events if not heard.knows(event)]
        if not fresh:
            return
        body = b"[" + b",".join(map(self.changes.body, fresh)) + b"]"
        self._journal(InputKind.FACTS, body, subject)
        silent = all(event.historical for event in fresh)
        self._apply(subject, fresh, Cause(fresh[-1].id, self._clock(), silent))

    def take_tick(self, at: datetime) -> None:
        """Time alone may act up to `at`."""
        self._journal(InputKind.TICK, at.isoformat().encode())
        self.head.clock = at.astimezone(UTC)
        self._pend("tick")

    def take_watermark(self, event: SourceWatermark) -> Outcome:
        """A source's word about its units, or all; it never goes back, and is taken once."""
        name = identity(event)
        body, content = encode(event)
        self._ask([name])
        known = self._contents.setdefault(name, content)
        if known is not content:
            return Outcome.DUPLICATE if known == content else Outcome.CONFLICT
        self._journal(InputKind.WATERMARK, body, None, name, content, event.received_at)
        for unit in event.units or ("*",):
            told = f"{event.authority}/{event.role}/{unit}"
            before = self.head.watermarks.get(told)
            if before is None or before < event.complete_to:
                self.head.watermarks[told] = event.complete_to
                self._watermarks.clear()
                self._pend(told)
        return Outcome.TAKEN

    def take_rulebook(self, digest: str) -> None:
        """From here on, another rulebook judges."""
        self._journal(InputKind.RULEBOOK, digest.encode())
        self.head.rulebook = digest
        self._pend("rulebook")

    def take_go_live(self, source: str, at: datetime) -> None:
        """What fell due before this moment is history for this source: said in silence."""
        self._journal(InputKind.GO_LIVE, f"{at.isoformat()} {source}".encode())
        self.head.live_from[source] = at

    def take_moved(self, base: bytes, head: Head) -> None:
        """The partition begins with subjects of an earlier generation, which `base` names.

        Its clock, rulebook and watermarks are what `head` says of that one.
        """
        self._journal(InputKind.MOVED, base)
        self.head.clock, self.head.rulebook = head.clock, head.rulebook
        self.head.watermarks, self.head.live_from = dict(head.watermarks), dict(head.live_from)

    def lay(self, states: Iterable[SubjectState]) -> None:
        """Take subjects as they stand in an earlier generation; nothing is said of it."""
        for state in states:
            self._states[state.key] = state
            after = self.assessed(state) if state.fault is None else None
            self.changes.subjects[state.key] = (state, after)
            own = (one for one in state.events if one.subject == state.key)
            self.changes.taken += [Taken(identity(one), content_digest(one)) for one in own]

    def take_adopted(self, findings: Sequence[Finding]) -> None:
        """What the ledger said in an earlier life of the store; see `adoption`."""
        self._journal(InputKind.ADOPTED, to_json(list(findings)))
        self.changes.findings += findings
        self.head.adopted = self.head.said + len(findings)

    def take_reconciled(self) -> None:
        """The log is read as far as it went in that life: take back what does not hold."""
        ledger = self.tx.said_of_adopted()
        keys = {one.subject for one in ledger}
        self._load(keys)
        states = {key: self._states[key] for key in sorted(keys) if key in self._states}
        self._journal(InputKind.RECONCILED, b"")
        self.head.adopted = 0
        rejoin(ledger, gone(ledger), states)
        self.visit(list(states), REASON)
        ledger = [*ledger, *self.changes.findings]
        self.changes.findings += taken_back(ledger, gone(ledger), states, self._clock())

    def visit(self, keys: Sequence[str], why: str) -> None:
        """Assess subjects again at the journal's clock."""
        self._load(set(keys))
        for key in keys:
            self._apply(key, (), Cause(why, self._clock()))

    def pass_time(self, keys: Sequence[str], why: str) -> None:
        """Let time alone act upon subjects: as `visit`, but events are loaded only where needed."""
        lapses = self._lapses(keys)
        self._load(set(keys) - lapses.keys())
        cause = Cause(why, self._clock())
        for key in keys:
            if key not in lapses:
                self._apply(key, (), cause)
                continue
            outline, found = self.changes.lapses[key] = lapses[key]
            state = outline.state
            state.spoken_to, state.next_change_at = cause.at, found.next_change_at
            self._wait(key, found.awaits)
            said = difference(state, outline, found.claims, cause, unmoved(outline))
            self.changes.findings += self._unsaid(said)

    def has_changed(self, key: str) -> bool:
        """Whether this transaction has moved a subject, so that its rows tell no more of it."""
        return key in self.changes.subjects or key in self.changes.lapses

    def awaiting(self, role: str) -> Iterator[Awaiting]:
        """The subjects changed so far that wait for a source's word."""
        for key in self._awaiting.get(role, ()):
            at: Assessment | Outline | None
            if key in self.changes.lapses:
                at, found = self.changes.lapses[key]
                awaits = found.awaits
            else:
                _, at = self.changes.subjects[key]
                awaits = {} if at is None else at.awaits
            if at is not None and role in awaits:
                yield Awaiting(key, awaits[role], at.authority, at.unit)

    def is_due(self, at: datetime) -> bool:
        """Whether a moment has come by the journal's clock."""
        return at <= self._clock()

    def done(self, pending: str) -> None:
        """A sweep came to its end."""
        self.head.pending = tuple(one for one in self.head.pending if one != pending)

    def deliver(self, letters: Sequence[tuple[int, Letter]]) -> None:
        """Hand letters to their groups, to each once, and mark them delivered.

        A group is assessed as often as it is told something, so what waits for it is told at once.
        """
        told: dict[str, dict[tuple[str, str, str], Event]] = {}
        for row, letter in letters:
            self.changes.delivered.append(row)
            events = told.setdefault(letter.to, {})
            events.update({(one.subject, one.source, one.id): one for one in letter.events})
        self._load(set(told))
        for group, known in told.items():
            self.take_facts(group, tuple(known.values()))

    def write(self) -> None:
        """Write everything and commit."""
        self.changes.letters += [
            Letter(to, tuple(events.values())) for to, events in self._letters.items()
        ]
        self.tx.write(self.changes)

    # -- one subject --------------------------------------------------------------------------

    def _apply(self, key: str, fresh: Sequence[Event], cause: Cause) -> None:
        state = self._state(key)
        if state.rulebook and state.rulebook != self.plans.digest:
            state.crashes, state.fault = 0, None
            if fresh and state.events:
                again = Cause("rulebook", self._clock(), live_from=self._live_from(state))
                self._assess(state, again)
        state.events.extend(fresh)
        if state.events:
            self._assess(state, cause._replace(live_from=self._live_from(state)), fresh)

    def _assess(self, state: SubjectState, cause: Cause, fresh: Sequence[Event] = ()) -> None:
        """Assess, say the difference, remember what to write. A crash quarantines this subject."""
        after: Assessment | None = None
        if state.crashes < QUARANTINE_AFTER:
            try:
                after = self.assessed(state)
            except Exception as crash:
                state.memory = None
                state.crashes += 1
                state.fault = f"{type(crash).__name__}: {crash}"
                self.count("assessment_crashed", type(crash).__name__)
        state.spoken_to = cause.at
        state.rulebook = self.plans.digest
        state.next_change_at = after.next_change_at if after is not None else None
        if after is not None:
            state.fault = None
            self.changes.findings += self._unsaid(difference(state, after, after.claims, cause))
            self._route(state, after, fresh)
            self._wait(state.key, after.awaits)
        self.changes.subjects[state.key] = (state, after)

    def assessed(self, state: SubjectState) -> Assessment:
        """How a subject stands at the journal's clock."""
        memory = memory_of(state)
        of = whose(memory, state.events, self.plans)
        after = assess(
            state.key,
            state.events,
            self.plans,
            self._clock(),
            self._told(of.authority, of.unit),
            memory,
        )
        if state.conflicts:
            zone = self.plans.zone_of(of.authority, of.service)
            conflicts = (
                Claim(RECORD_CONFLICT, FindingKind.DEVIATION, by, digest)
                for digest, by in sorted(state.conflicts.items())
            )
            told = (shown_on(one, state.events, zone) for one in conflicts)
            after = after._replace(claims=(*after.claims, *told))
        return after

    def _route(self, state: SubjectState, after: Assessment, fresh: Sequence[Event]) -> None:
        """Send what a group needs to every group of this subject: all of it to a new one."""
        told, state.routes = state.routes, after.routes
        for group in after.routes:
            for event in fresh if group in told else state.events:
                if event.kind in FORWARDED:
                    letters = self._letters.setdefault(group, {})
                    letters[event.subject, event.source, event.id] = event

    def _again(
        self, event: Event, body: bytes, name: bytes, content: bytes, known: bytes
    ) -> Outcome:
        """A second event under one identity: the same, or a conflict that is kept and shown."""
        if known == content:
            return Outcome.DUPLICATE
        state = self._states.get(event.subject)
        if state is None or not state.events:
            self.changes.conflicts.append(Conflict(event.subject, event))
            return Outcome.CONFLICT
        digest = content.hex()
        if digest not in state.conflicts:
            self._journal(InputKind.CONFLICT, body, event.subject, name, content, event.received_at)
            self.changes.conflicts.append(Conflict(event.subject, event))
            state.conflicts[digest] = event.id
            self._apply(event.subject, (), Cause(event.id, self._clock(), event.historical))
        return Outcome.CONFLICT

    def _unsaid(self, findings: list[Finding]) -> list[Finding]:
        """Without those that the ledger has from an earlier life of the store."""
        if not findings or not self.head.adopted:
            return findings
        known = self.tx.told_before([one.id for one in findings])
        return [one for one in findings if one.id not in known]

    # -- bookkeeping --------------------------------------------------------------------------

    def _journal(
        self,
        kind: InputKind,
        body: bytes,
        subject: str | None = None,
        name: bytes | None = None,
        content: bytes | None = None,
        received_at: datetime | None = None,
    ) -> None:
        self.head.seq += 1
        self.changes.entries.append(
            Entry(self.head.seq, kind, subject, body, name, content, received_at)
        )

    def _pend(self, name: str) -> None:
        if name not in self.head.pending:
            self.head.pending = (*self.head.pending, name)

    def _ask(self, identities: Sequence[bytes]) -> None:
        """Learn what is journalled under these identities; this transaction's own is known."""
        unknown = [name for name in identities if name not in self._contents]
        self._contents.update(self.tx.seen(unknown))

    def _lapses(self, keys: Sequence[str]) -> dict[str, tuple[Outline, Lapse]]:
        """What time does to those subjects of which this transaction knows nothing yet."""
        known, live_from = self.changes.lapses, max(self.head.live_from.values(), default=None)
        fresh = [key for key in keys if key not in self._states and key not in known]
        lapses: dict[str, tuple[Outline, Lapse]] = {}
        for key, outline in self.tx.outlines(fresh).items():
            try:
                found = lapse(
                    outline,
                    self.plans,
                    Clock(self._clock(), self._told(outline.authority, outline.unit)),
                )
            except Exception:  # noqa: S112 - it is assessed whole, and told of if that crashes too
                continue
            if found is not None and (live_from is None or is_live(found, live_from)):
                lapses[key] = outline, found
        return lapses

    def _load(self, keys: set[str]) -> None:
        missing = [key for key in keys if key not in self._states]
        if not missing:
            return
        self._states.update(self.tx.load(missing))
        for key in missing:
            if key in self.changes.lapses:
                self._whole(key)

    def _wait(self, key: str, roles: Iterable[str]) -> None:
        for role in roles:
            self._awaiting.setdefault(role, set()).add(key)

    def _whole(self, key: str) -> None:
        """Go on with the events of a subject that only time had moved in this transaction."""
        outline, _ = self.changes.lapses.pop(key)
        outline.state.events = self._states[key].events
        self._states[key] = outline.state
        self._assess(outline.state, Cause("time", self._clock()))

    def _state(self, key: str) -> SubjectState:
        if key not in self._states:
            self._load({key})
        return self._states.setdefault(key, SubjectState(key))

    def _clock(self) -> datetime:
        if self.head.clock is None:
            raise Refused(
                f"partition {self.head.partition} has no clock yet",
                why="an event is assessed at the journal's clock",
                accepted="a tick before the first event",
            )
        return self.head.clock

    def _told(self, authority: str, unit: str) -> dict[str, datetime]:
        try:
            return self._watermarks[authority, unit]
        except KeyError:
            told = self._watermarks[authority, unit] = roles_told(self.head, authority, unit)
            return told

    def _live_from(self, state: SubjectState) -> datetime | None:
        if not self.head.live_from:
            return None
        known = (self.head.live_from.get(event.source) for event in state.events)
        return max((at for at in known if at is not None), default=None)

    def count(self, name: str, label: str) -> None:
        """Add one to a named counter."""
        key = (name, label)
        self.changes.counts[key] = self.changes.counts.get(key, 0) + 1


def roles_told(head: Head, authority: str, unit: str) -> dict[str, datetime]:
    """How far each role has told the story of this unit, by the partition's watermarks."""
    told: dict[str, datetime] = {}
    for name, to in head.watermarks.items():
        whose, role, of = name.split("/")
        if whose == authority and of in ("*", unit) and told.get(role, to) <= to:
            told[role] = to
    return told
