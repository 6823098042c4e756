"""Checks of the queue: who was overtaken, and whether the places were kept (п. 12(6), 23 ¶2).

Order is by the *civil date* of filing within unit and period; equal dates are never overtaking.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sroki.monitors.checks.claims import deviation, names
from sroki.monitors.gathering import Gathering, Member
from sroki.workflows.assessment import Claim
from sroki.workflows.edition import Check


def overtaking(group: Gathering, check: Check) -> Iterator[Claim]:
    """Material: refused because the places were used up, while one who filed later was included."""
    grounds = names(check, "grounds")
    for unit in group.by_unit().values():
        filed = sorted(one.filed_on for one in unit if one.included and one.filed_on)
        if not filed:
            continue
        last = filed[-1]
        for member in unit:
            if member.filed_on is None or member.filed_on >= last or member.ground not in grounds:
                continue
            yield deviation(
                check,
                member.shown_by,
                case_id=member.case_id,
                filed_on=member.filed_on.isoformat(),
                included_later=len(filed) - bisect_right(filed, member.filed_on),
                last_included_filed_on=last.isoformat(),
            )


def overtaking_in_list(group: Gathering, check: Check) -> Iterator[Claim]:
    """Lesser: both are included, but the one who filed later stands before."""
    lists: dict[str, list[Member]] = {}
    for member in group.included:
        if member.listed is not None and member.listed.position is not None:
            lists.setdefault(member.listed.number, []).append(member)
    for number, members in sorted(lists.items()):
        ahead: Member | None = None
        for member in sorted(members, key=_position):
            if member.filed_on is None:
                continue
            if (
                ahead is not None
                and ahead.filed_on is not None
                and ahead.filed_on > member.filed_on
            ):
                yield deviation(
                    check,
                    member.shown_by,
                    case_id=member.case_id,
                    list=number,
                    position=_position(member),
                    filed_on=member.filed_on.isoformat(),
                    behind_filed_on=ahead.filed_on.isoformat(),
                )
            else:
                ahead = member


def _position(member: Member) -> int:
    return (member.listed.position or 0) if member.listed is not None else 0


def quota_passed(group: Gathering, check: Check) -> Iterator[Claim]:
    """More were included than there are places."""
    if group.quota is None:
        return
    included = len(group.included)
    if included > group.quota.places:
        yield deviation(check, group.quota.id, places=group.quota.places, included=included)


def quota_ground_misapplied(group: Gathering, check: Check) -> Iterator[Claim]:
    """Refused because the places were used up, though they were not.

    Judged only when every list is here with all its parts: before that places may yet be taken.
    """
    if group.quota is None or not group.complete:
        return
    free = group.quota.places - len(group.included)
    if free <= 0:
        return
    grounds = names(check, "grounds")
    for member in group.members:
        if member.ground in grounds:
            yield deviation(check, member.shown_by, case_id=member.case_id, places_left=free)
