"""From a wire event to the fields a model can be made of: lifted, completed, linked.

Each step changes the draft, whose fields are its own, and answers with an outcome where the event
ends here; the ports are read, not written. A draft is begun without asking any port, so that all
that a batch will ask of the register is known before it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sroki.events import corrections
from sroki.events.aliases import Alias, Aliases, Claim, claims
from sroki.events.base import CaseEvent
from sroki.events.cases import NOTHING, Found, find_case
from sroki.events.catalogue import KINDS, NEWEST
from sroki.events.declared import DeclaredTypes, Misdeclared, Undeclared, hold_against_declaration
from sroki.events.envelope import Unwrapped, unwrap
from sroki.events.members import Members, take_members
from sroki.events.outcomes import Held, Outcome, Rejected
from sroki.events.reasons import Reason, pointer
from sroki.events.upcasters import lift

_WITH_CASE: Final = {kind for kind, model in KINDS.items() if "case_id" in model.model_fields}
_OF_A_CASE: Final = {kind for kind, model in KINDS.items() if issubclass(model, CaseEvent)}
_DATA: Final = ("data",)


@dataclass(slots=True)
class Draft:
    """Fields on their way to an event, and what to tell the ports once they have made one."""

    kind: str
    fields: dict[str, Any]
    dropped: tuple[str, ...]
    claimed: Sequence[Claim] = ()
    found: Found = NOTHING
    reserve: dict[Alias, str] = field(default_factory=dict)
    unknown: tuple[Alias, ...] = ()


def begin(wire: dict[str, Any]) -> Draft | Outcome:
    """The draft of a wire event, its numbers taken out of its fields; or what became of it."""
    unwrapped = unwrap(wire)
    if not isinstance(unwrapped, Unwrapped):
        return Rejected(unwrapped)
    kind, version, fields, dropped = unwrapped
    newest = NEWEST[kind]
    if version > newest:
        return Held((corrections.newer(kind, version, "/type"),))
    if version < newest:
        fields = lift(fields, newest)
    draft = Draft(kind, fields, dropped)
    ended: Outcome | None = None
    if kind == "corrected":
        ended = corrections.complete(fields)
    if ended is None and kind in _WITH_CASE:
        ended = _claim(draft)
    return ended or draft


def _claim(draft: Draft) -> Rejected | None:
    """Take the numbers out."""
    claimed = claims(draft.fields, _DATA)
    if (within := _replacement(draft.fields)) is not None:
        claimed += claims(within, corrections.PATH)
    if faults := tuple(one for one in claimed if isinstance(one, Reason)):
        return Rejected(faults)
    draft.claimed = [one for one in claimed if isinstance(one, Claim)]
    return None


@dataclass(frozen=True, slots=True)
class Drafting:
    """What drafts are made with."""

    aliases: Aliases
    new_case_id: Callable[[], str]
    declared: DeclaredTypes | None

    def draft(self, begun: Draft) -> Draft | Outcome:
        """A draft with its case and all its fields, or what became of the event."""
        ended = self._link(begun) if begun.kind in _WITH_CASE else None
        if ended is None:
            ended = self._fill(begun)
        return ended or begun

    def _link(self, draft: Draft) -> Outcome | None:
        """Put the case in."""
        fields, within = draft.fields, _replacement(draft.fields)
        found = find_case(
            draft.kind, fields.get("case_id"), draft.claimed, self.aliases, self.new_case_id
        )
        if not isinstance(found, Found):
            return found
        if found.case_id is None:
            return Rejected((Reason("no_case", "/data"),)) if draft.kind in _OF_A_CASE else None
        fields["case_id"] = found.case_id
        if within is not None and within["kind"] in _OF_A_CASE:
            within.setdefault("case_id", found.case_id)
        draft.found = found
        return None

    def _fill(self, draft: Draft) -> Outcome | None:
        """Members of lists, fields of declared types: here, or in the replacement."""
        within = _replacement(draft.fields)
        told, path = (draft.fields, _DATA) if within is None else (within, corrections.PATH)
        if told["kind"] == "list_approved":
            return self._name_members(draft, told, path)
        if told["kind"] == "declared" and self.declared is not None:
            return self._check_declared(draft, told, path, self.declared)
        if told["kind"] == "listed" and told.get("outcome") is None:
            # Only a correction of a list, expanded here, takes a case off it.
            return Rejected((Reason("missing_field", pointer(*path, "outcome")),))
        return None

    def _name_members(
        self, draft: Draft, told: dict[str, Any], path: tuple[str, ...]
    ) -> Outcome | None:
        members = take_members(told, path, self.aliases, self.new_case_id)
        if not isinstance(members, Members):
            return Rejected(members)
        told.update(members.fields)
        draft.reserve, draft.unknown = members.reserve, members.unknown
        return None

    def _check_declared(
        self, draft: Draft, told: dict[str, Any], path: tuple[str, ...], types: DeclaredTypes
    ) -> Outcome | None:
        held = hold_against_declaration(told.get("fields", {}), told.get("name"), types, path)
        if isinstance(held, Undeclared):
            return Held((held.reason,))
        if isinstance(held, Misdeclared):
            return Rejected(held.reasons)
        told["fields"] = held.fields
        draft.dropped += held.dropped
        return None


def _replacement(fields: dict[str, Any]) -> dict[str, Any] | None:
    within = fields.get("replacement") if fields["kind"] == "corrected" else None
    return within if isinstance(within, dict) else None
