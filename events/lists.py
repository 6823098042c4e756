"""From a list to what it says of each case, whatever comes first.

A list, its corrections and their annulments form a family. What the family says of one case is the
family itself, in small: for every event of it one event of the case, of the same nature, with an id
made of that event's id and the case:

    list_approved L                  listed     "L c"
    corrected C of L                 corrected  "C c" of "L c"
    annulled A of C                  annulled   "A c" of "C c"

for every case that any event of the family names; where an event does not name the case, its
`listed` has no outcome. So the record of each case resolves exactly as the record of the list does
(who stands in a tree of corrections, what an annulled correction brings back), without a rule of
its own. The union of what is told at each arrival is a function of the set alone: a repetition, a
crash or another order tells nothing else. More is told than is new; journals skip what they have.

A case that only a list has named yet keeps its place under a reserved id; what the family says of
it is told when it becomes known. The other cases of the list do not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from sroki.events.base import Event, EventRef
from sroki.events.outcome import ListApproved, Listed, Outcome
from sroki.events.record import Annulled, Corrected

CaseOf: TypeAlias = Callable[[str], str | None]
Ref: TypeAlias = tuple[str, str]

# 200 characters of an id, less a case_id of 64 and the space.
_LONGEST: Final = 135


class Lists(Protocol):
    """What intake has taken of lists: their families, by group. Written in its transaction."""

    def known(self, group: str) -> Sequence[Event]:
        """Every `list_approved`, `corrected` and `annulled` remembered for this group."""
        ...

    def remember(self, event: Event, members: Sequence[str]) -> None:
        """Keep an event of a group under its subject; `members` are the cases it names.

        An identity already kept stays as it is.
        """
        ...

    def naming(self, member: str) -> Sequence[str]:
        """The groups of the lists that name `member`."""
        ...


class Entry(NamedTuple):
    """What one event of a family says of one case; `outcome` None where it does not name it."""

    outcome: Outcome | None = None
    position: int | None = None
    ground: str | None = None


def derived_id(of: str, case_id: str) -> str:
    """The id of what the event `of` says of a case.

    The space sorts before every other character, so that of two corrections of one moment the
    same one stands in the list and in the case.
    """
    if len(of) > _LONGEST:
        of = blake2b(of.encode(), digest_size=16).hexdigest()
    return f"{of} {case_id}"


def entries(event: Event) -> dict[str, Entry]:
    """What an event of a list says, by member."""
    told = event.replacement if isinstance(event, Corrected) else event
    if not isinstance(told, ListApproved):
        return {}
    found = {
        member: Entry(Outcome.INCLUDED, position)
        for position, member in enumerate(told.included, told.first)
    }
    for one in told.considered:
        found[one.case_id] = Entry(Outcome.NOT_INCLUDED, ground=one.ground)
    return found


def told_by(event: Event, known: Sequence[Event], case_of: CaseOf) -> list[Event]:
    """What the family of an arriving event says of every case it names.

    Where the event is known already, what was known first counts; the other is a conflict.
    """
    refs = {_ref(one) for one in known}
    family = _family(_ref(event), known if _ref(event) in refs else [*known, event])
    return list(_told(family, case_of))


def told_of(member: str, known: Sequence[Event], case_of: CaseOf) -> list[Event]:
    """What the families of a group say of one member that has just become known."""
    told: dict[Ref, Event] = {}
    for event in known:
        if member in entries(event):
            family = _family(_ref(event), known)
            told |= {_ref(one): one for one in _told(family, case_of, only=case_of(member))}
    return list(told.values())


def _told(family: Sequence[Event], case_of: CaseOf, only: str | None = None) -> Iterator[Event]:
    by_case = [_by_case(event, case_of) for event in family]
    cases = sorted({case for found in by_case for case in found if only in (None, case)})
    for event, found in zip(family, by_case, strict=True):
        for case in cases:
            told = _said_of(case, event, found.get(case, Entry()))
            if told is not None:
                yield told


def _by_case(event: Event, case_of: CaseOf) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for member, entry in entries(event).items():
        if (case := case_of(member)) is not None:
            found.setdefault(case, entry)
    return found


def _family(ref: Ref, known: Sequence[Event]) -> list[Event]:
    """The events of `known` that targets tie to `ref`, in a settled order."""
    tied: dict[Ref, set[Ref]] = {}
    for event in known:
        if isinstance(event, Corrected | Annulled):
            target = _ref(event.target)
            tied.setdefault(target, set()).add(_ref(event))
            tied.setdefault(_ref(event), set()).add(target)
    reached: set[Ref] = set()
    ahead = [ref]
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            ahead += tied.get(one, ())
    return sorted((event for event in known if _ref(event) in reached), key=_ref)


def _said_of(case: str, event: Event, entry: Entry) -> Event | None:
    if isinstance(event, ListApproved):
        return _listed(case, event, entry)
    if isinstance(event, Corrected) and isinstance(event.replacement, ListApproved):
        return Corrected(
            **_common(case, event),
            target=_of_case(case, event.target),
            reason=event.reason,
            replacement=_listed(case, event.replacement, entry),
        )
    if isinstance(event, Annulled):
        return Annulled(
            **_common(case, event), target=_of_case(case, event.target), reason=event.reason
        )
    return None


def _listed(case: str, event: ListApproved, entry: Entry) -> Listed:
    return Listed(
        **_common(case, event), period=event.period, number=event.number, **entry._asdict()
    )


def _common(case: str, event: Event) -> dict[str, Any]:
    """What the event of a case has from the event of the list."""
    return {name: getattr(event, name) for name in _SHARED} | {
        "id": derived_id(event.id, case),
        "case_id": case,
    }


_SHARED: Final = tuple(Event.model_fields.keys() - {"kind", "version", "id"})


def _of_case(case: str, target: EventRef) -> EventRef:
    return EventRef(source=target.source, id=derived_id(target.id, case))


def _ref(event: Event | EventRef) -> Ref:
    return event.source, event.id
