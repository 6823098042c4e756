"""Which case an event is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sroki.events.aliases import Alias, Aliases, Claim, Link
from sroki.events.outcomes import Rejected, Unlinked
from sroki.events.reasons import Reason

# Filing and registration are the beginning of a case, whichever of them we hear of first.
OPENING: Final = frozenset({"submitted", "registered"})


class Found(NamedTuple):
    """The case, the numbers to bind to it, and those that lists may have named before."""

    case_id: Any = None
    bind: tuple[Alias, ...] = ()
    opened: bool = False
    members: tuple[str, ...] = ()


NOTHING: Final = Found()


def find_case(
    kind: str,
    said: Any,
    claimed: Sequence[Claim],
    aliases: Aliases,
    new_case_id: Callable[[], str],
) -> Found | Rejected | Unlinked:
    """The case that `said` (the wire's `case_id`) or the numbers claimed mean.

    What is no text at all is passed on for the model to refuse.
    """
    if not claimed or not isinstance(said, str | None):
        return NOTHING if said is None else Found(said)
    links = [(claim, aliases.find(claim.alias)) for claim in claimed]
    cases = {link.case_id for _, link in links if link and link.case_id}
    if said is not None:
        cases.add(said)
    if len(cases) > 1:
        return Rejected((Reason("alias_conflict", "/data"),))
    if cases:
        return _found(kind, cases.pop(), links)
    own = next((pair for pair in links if pair[0].own), None)
    if kind not in OPENING or own is None:
        return Unlinked(claimed[0].alias)
    # A list may have named the application before it was heard of: its place has the id then.
    opened = own[1].member if own[1] else new_case_id()
    return _found(kind, opened, links, opened=True)


def _found(
    kind: str,
    case_id: str,
    links: Sequence[tuple[Claim, Link | None]],
    *,
    opened: bool = False,
) -> Found:
    bind = []
    members = []
    for claim, link in links:
        if not claim.own:
            continue
        if link is None or link.case_id is None:
            bind.append(claim.alias)
        # Told again at every beginning of a case, and wherever lists know it by another id: what
        # was bound before a crash is told after it.
        if link is not None and (kind in OPENING or link.member != link.case_id):
            members.append(link.member)
    return Found(case_id, tuple(bind), opened, tuple(members))
