"""A store restored from a copy: what it had said since, others know; the ledger must know it too.

The events come again from the log and say most of it again, under the same names. So it goes:

1. *Adopt*: the findings that were told and that the copy lacks are put into the ledger as they
   were, before anything else is said. Nothing is judged by them.
2. What is said again under a name that the ledger has is not said twice.
3. *Reconcile*, once the log is read as far as it went: what was adopted and neither holds nor was
   taken back is taken back now, for the course of things was another this time. An ordinal that was
   used in the earlier life is not used again.

Both are inputs of the journal: a replay does the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from sroki.events.findings import Finding, FindingKind, finding_id, said
from sroki.monitors.difference import QUIET
from sroki.workflows.assessment import SEPARATOR
from sroki.workflows.standing import Held, SubjectState

States: TypeAlias = Mapping[str, SubjectState]

REASON: Final = "restored"


def claim_key(finding: Finding) -> str:
    """The key of the claim that a finding said."""
    detail = str(finding.params.get("detail", ""))
    return SEPARATOR.join((finding.kind, finding.rule, finding.started_by or "", detail))


def gone(findings: Sequence[Finding]) -> set[str]:
    """Those of a ledger, in its order, that are over: taken back, or presumed and then proven."""
    presumed: dict[tuple[str, str], str] = {}
    found: set[str] = set()
    for one in findings:
        key = claim_key(one)
        if one.retracts is not None:
            found.add(one.retracts)
        elif one.kind is FindingKind.PRESUMED:
            presumed[one.subject, key] = one.id
        elif one.kind is FindingKind.BREACH:
            proven = key.replace(FindingKind.BREACH, FindingKind.PRESUMED, 1)
            found.add(presumed.pop((one.subject, proven), ""))
    return found


def rejoin(ledger: Sequence[Finding], over: Collection[str], states: States) -> None:
    """Let subjects go on from the earlier life: with its ordinals, and under its names.

    A claim that holds under a name that is `over` holds under one that stands; where there is none
    it is not held, and will be said anew.
    """
    standing: dict[tuple[str, str], Finding] = {}
    for one in ledger:
        state = states.get(one.subject)
        if state is None or one.kind is FindingKind.RETRACTION:
            continue
        key = claim_key(one)
        state.ordinals[key] = max(state.ordinals.get(key, 0), one.ordinal)
        if one.id not in over:
            standing[one.subject, key] = one
    for state in states.values():
        for key in [key for key, held in state.held.items() if held.finding in over]:
            other = standing.get((state.key, key))
            if other is None:
                del state.held[key]
            else:
                about = state.held[key].case_id
                state.held[key] = Held(
                    other.id, other.ordinal, str(other.kind), other.silent, about
                )


def taken_back(
    ledger: Sequence[Finding], over: Collection[str], states: States, at: datetime
) -> Iterator[Finding]:
    """The retractions of what was said, is not `over`, and does not hold."""
    for one in ledger:
        state = states.get(one.subject)
        if state is None or one.kind is FindingKind.RETRACTION or one.id in over:
            continue
        if not _stands(one, claim_key(one), state):
            yield _retraction(one, at)


def _stands(one: Finding, key: str, state: SubjectState) -> bool:
    """Whether nothing need be said: it holds, ended by itself, or became proof."""
    if one.kind in QUIET or any(held.finding == one.id for held in state.held.values()):
        return True
    proven = key.replace(FindingKind.PRESUMED, FindingKind.BREACH, 1)
    return one.kind is FindingKind.PRESUMED and proven in state.held


def _retraction(one: Finding, at: datetime) -> Finding:
    name = finding_id(one.subject, one.rule, one.id, one.edition, "retraction", one.ordinal)
    detail = one.params.get("detail")
    return said(
        id=name,
        version=1,
        subject=one.subject,
        case_id=one.case_id,
        authority=one.authority,
        service=one.service,
        unit=one.unit,
        rule=one.rule,
        kind=FindingKind.RETRACTION,
        ordinal=one.ordinal,
        edition=one.edition,
        clause="",
        started_by=one.started_by,
        due_on=None,
        due_at=None,
        params={"retracted": str(one.kind)} | ({"detail": detail} if detail else {}),
        retracts=one.id,
        reason=REASON,
        silent=one.silent,
        as_of=at,
        detected_at=None,
    )
