"""The one intake: strip, check, find the case, stamp.

Whatever comes from outside becomes canonical events here and nowhere else, over HTTP and in the
gate alike. A wire event goes in, an `Outcome` comes out; numbers go to the alias register and are
stripped; the rest is checked against the contract, the directory, the editions' own types, the
clock of the intake and the token. It is pure but for its ports, and repeating it tells the same.

A case is found by `case_id`, or by a number (`reference`; on `registered` also `number`, `year`).
`submitted` and `registered` open a case under a number that nobody knows; anything else under such
a number waits as `Unlinked`. Where `case_id` stands, it decides, and the numbers beside it are
bound to it; a number of another case is a conflict, and rejected. Nothing is written to a port
before the event is known to be good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sroki.events.aliases import Alias, Aliases
from sroki.events.base import Event
from sroki.events.declared import DeclaredTypes
from sroki.events.directory import Directory
from sroki.events.drafting import Draft, Drafting, begin
from sroki.events.faults import Checked, checked
from sroki.events.lists import Lists, entries, told_by, told_of
from sroki.events.outcome import ListApproved
from sroki.events.outcomes import Accepted, Outcome, Rejected, Unlinked
from sroki.events.policy import SourcePolicy, future_faults, place_faults
from sroki.events.reasons import Reason
from sroki.events.record import Amendment
from sroki.events.strict import Item


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake with its ports.

    `new_case_id` gives an opaque id never given before. `directory` None: places are not checked;
    `declared` None: declared fields are not checked (both for offline validation alone).
    """

    aliases: Aliases
    lists: Lists
    new_case_id: Callable[[], str]
    directory: Directory | None = None
    declared: DeclaredTypes | None = None

    def take(
        self,
        wire: dict[str, Any],
        now: datetime,
        *,
        policy: SourcePolicy | None = None,
        historical: bool = False,
    ) -> Outcome:
        """One wire event. `policy` is what the sender's token allows, None on loopback."""
        return _Taking(self, now, policy, historical).take(begin(wire))

    def take_all(
        self,
        items: Sequence[Item],
        now: datetime,
        *,
        policy: SourcePolicy | None = None,
        historical: bool = False,
    ) -> list[Outcome]:
        """A batch, in order; what waits for a number that the batch itself binds is taken again."""
        taking = _Taking(self, now, policy, historical)
        begun = [Rejected((one.reason,)) if one.reason else begin(one.fields) for one in items]
        self.aliases.expect(
            claim.alias for one in begun if isinstance(one, Draft) for claim in one.claimed
        )
        outcomes = [taking.take(one) for one in begun]
        bound = _bound(outcomes)
        while bound:
            again = [
                at
                for at, outcome in enumerate(outcomes)
                if isinstance(outcome, Unlinked) and outcome.alias in bound
            ]
            for at in again:
                outcomes[at] = taking.take(begin(items[at].fields))
            bound = _bound([outcomes[at] for at in again])
        return outcomes


def _bound(outcomes: Sequence[Outcome]) -> set[Alias]:
    return {
        alias for outcome in outcomes if isinstance(outcome, Accepted) for alias in outcome.bound
    }


@dataclass(frozen=True, slots=True)
class _Taking:
    """One call of the intake."""

    at: Intake
    now: datetime
    policy: SourcePolicy | None
    historical: bool

    def take(self, begun: Draft | Outcome) -> Outcome:
        if not isinstance(begun, Draft):
            return begun
        at = self.at
        draft = Drafting(at.aliases, at.new_case_id, at.declared).draft(begun)
        if not isinstance(draft, Draft):
            return draft
        draft.fields["received_at"] = self.now
        if self.historical:
            draft.fields["historical"] = True
        made = checked(draft.kind, draft.fields)
        if not isinstance(made, Checked):
            return Rejected(made)
        if faults := self._faults(made.event):
            return Rejected(faults)
        return self._accept(made.event, draft, draft.dropped + made.dropped)

    def _faults(self, event: Event) -> tuple[Reason, ...]:
        """What no model can know: the clock, the places, the token."""
        directory, zone = self.at.directory, None
        faults: tuple[Reason, ...] = ()
        if directory is not None:
            faults = place_faults(event, directory)
            if (authority := directory.authority(event.authority)) is not None:
                zone = authority.tz
        if self.policy is not None:
            faults += self.policy.faults(event)
        return faults + future_faults(event, self.now, zone)

    def _accept(self, event: Event, draft: Draft, dropped: tuple[str, ...]) -> Accepted:
        aliases, found = self.at.aliases, draft.found
        for alias, member in draft.reserve.items():
            aliases.reserve(alias, member)
        for alias in found.bind:
            aliases.bind(alias, found.case_id)
        events = [event]
        if isinstance(event, ListApproved | Amendment) and event.period is not None:
            events += told_by(event, self.at.lists.known(event.subject), aliases.case_of)
            self.at.lists.remember(event, tuple(entries(event)))
        for member in found.members:
            events += self._told_before(member)
        return Accepted(
            tuple(events),
            dropped,
            bound=found.bind,
            opened=found.case_id if found.opened else None,
            unknown=draft.unknown,
        )

    def _told_before(self, member: str) -> list[Event]:
        """What lists said of an application before it was known."""
        lists = self.at.lists
        return [
            event
            for group in lists.naming(member)
            for event in told_of(member, lists.known(group), self.at.aliases.case_of)
        ]
