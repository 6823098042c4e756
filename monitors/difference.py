"""The difference of two assessments: what is new to be said, and what must be taken back.

The earlier assessment is represented by what the ledger holds of it: `SubjectState.held`. A claim
said once is not said again while it holds. A claim that no longer holds is *retracted* with a
reason, but where the course of things ended it: a warning whose term was met or broken, a
presumption that became proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sroki.events.findings import Finding, FindingKind, finding_id, said
from sroki.workflows.assessment import SEPARATOR, Claim, Param
from sroki.workflows.standing import Held, SubjectState

# These end by themselves; nobody is told that a warning is over.
QUIET = frozenset({FindingKind.APPROACHING, FindingKind.IMPOSSIBLE})


class Cause(NamedTuple):
    """Why the subject was assessed again, and when: `by` is an event's id or the input's kind."""

    by: str
    at: datetime
    silent: bool = False
    live_from: datetime | None = None


class Place(Protocol):
    """Where a subject belongs, and by which edition it is judged: an assessment says so."""

    @property
    def subject(self) -> str: ...
    @property
    def authority(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def edition(self) -> str | None: ...


def difference(
    state: SubjectState,
    at: Place,
    holding: Sequence[Claim],
    cause: Cause,
    unmoved: Collection[str] = (),
) -> list[Finding]:
    """The findings that lead from what is held to what holds now; `state` is brought up to date.

    New claims come first, in the order of the assessment, then retractions in the order said.
    `unmoved` are the keys of what is held and known to hold still.
    """
    claims = {claim.key: claim for claim in holding}
    findings = [
        _say(state, at, claim, cause) for key, claim in claims.items() if key not in state.held
    ]
    findings += _retract(state, at, claims, cause, unmoved)
    return findings


def _silent(state: SubjectState, claim: Claim, cause: Cause) -> bool:
    """History is recorded without noise: told as history, or due before the source went live.

    A claim falls when its term does, or, where it has none, when its event occurred. What had
    fallen by the time its event was told as history stays history, whatever brings it up later:
    the word of a source, another rulebook.
    """
    if cause.silent:
        return True
    start = next((event for event in state.events if event.id == claim.started_by), None)
    fell = claim.due_at or (None if start is None else start.occurred_at)
    if fell is None:
        return False
    if cause.live_from is not None and fell < cause.live_from:
        return True
    if start is None or not start.historical:
        return False
    return start.received_at is None or fell <= start.received_at


def _say(state: SubjectState, at: Place, claim: Claim, cause: Cause) -> Finding:
    key = claim.key
    ordinal = state.ordinals.get(key, 0) + 1
    state.ordinals[key] = ordinal
    started = f"{claim.started_by}/{claim.detail}" if claim.detail else claim.started_by
    name = finding_id(at.subject, claim.rule, started, at.edition or "", claim.kind, ordinal)
    silent = _silent(state, claim, cause)
    state.held[key] = Held(name, ordinal, str(claim.kind), silent, claim.case_id)
    return said(
        id=name,
        version=1,
        subject=at.subject,
        case_id=claim.case_id or _case_of(at.subject),
        authority=at.authority,
        service=at.service,
        unit=at.unit,
        rule=claim.rule,
        kind=claim.kind,
        ordinal=ordinal,
        edition=at.edition or "",
        clause=claim.clause,
        started_by=claim.started_by,
        due_on=claim.due_on,
        due_at=claim.due_at,
        params=_params(claim),
        retracts=None,
        reason=None,
        silent=silent,
        as_of=cause.at,
        detected_at=None,
    )


def _retract(
    state: SubjectState,
    at: Place,
    claims: Mapping[str, Claim],
    cause: Cause,
    unmoved: Collection[str],
) -> Iterator[Finding]:
    for key in [key for key in state.held if key not in claims and key not in unmoved]:
        held = state.held.pop(key)
        kind, rule, started_by, detail = key.split(SEPARATOR)
        if kind in QUIET or (kind == FindingKind.PRESUMED and _now_proven(key, claims)):
            continue
        yield said(
            id=finding_id(
                at.subject, rule, held.finding, at.edition or "", "retraction", held.ordinal
            ),
            version=1,
            subject=at.subject,
            case_id=held.case_id or _case_of(at.subject),
            authority=at.authority,
            service=at.service,
            unit=at.unit,
            rule=rule,
            kind=FindingKind.RETRACTION,
            ordinal=held.ordinal,
            edition=at.edition or "",
            clause="",
            started_by=started_by,
            due_on=None,
            due_at=None,
            params=_retracted(kind, detail),
            retracts=held.finding,
            reason=cause.by,
            silent=cause.silent or held.silent,
            as_of=cause.at,
            detected_at=None,
        )


def _params(claim: Claim) -> dict[str, Param]:
    params = dict(claim.params)
    if claim.detail:
        params["detail"] = claim.detail
    return params


def _retracted(kind: str, detail: str) -> dict[str, Param]:
    return {"retracted": kind, "detail": detail} if detail else {"retracted": kind}


def _now_proven(key: str, claims: Mapping[str, Claim]) -> bool:
    return key.replace(FindingKind.PRESUMED, FindingKind.BREACH, 1) in claims


def _case_of(subject: str) -> str | None:
    return None if "/" in subject else subject
