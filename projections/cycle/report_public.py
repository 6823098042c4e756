"""The public form of a report: what anybody may read, and no count that points at a person.

As in the public form of a snapshot: a statement is withheld whole where one of its counts is under
the threshold and not nought. What is withheld must not come out by subtraction: of statements whose
numbers add up to a total, while the withheld ones together are fewer than the threshold, or only
one is withheld, the smallest of the others is withheld too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sroki.events.acts.reports import Reach, Statement


class Shown(NamedTuple):
    """A statement, and whether what it says is withheld."""

    one: Statement
    withheld: bool = False


def whole(statements: Iterable[Statement]) -> list[Shown]:
    """Every statement as it is."""
    return [Shown(one) for one in statements]


def public(statements: Iterable[Statement], threshold: int) -> list[Shown]:
    """The statements that anybody may read, in their order."""
    outer = [one for one in statements if one.reach is not Reach.INTERNAL]
    hidden = {one.id for one in outer if _hides(one, threshold)}
    for name in {one.sums for one in outer if one.sums}:
        hidden |= _subtracted([one for one in outer if one.sums == name], hidden, threshold)
    return [Shown(one, one.id in hidden) for one in outer]


def _hides(one: Statement, threshold: int) -> bool:
    if one.reach is not Reach.COUNTED:
        return one.reach is Reach.WITHHELD
    counts = [one.number or 0]
    if one.whole is not None:
        counts += [one.whole, one.whole - (one.number or 0)]
    return any(0 < count < threshold for count in counts)


def _subtracted(group: list[Statement], known: set[str], threshold: int) -> set[str]:
    sizes = {one.id: one.number or 0 for one in group}
    hidden = {name for name in sizes if name in known}
    while hidden and len(hidden) < len(group):
        if len(hidden) > 1 and sum(sizes[name] for name in hidden) >= threshold:
            break
        hidden.add(min(sizes.keys() - hidden, key=lambda name: (sizes[name], name)))
    return hidden
