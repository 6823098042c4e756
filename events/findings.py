"""Findings: what the engine says about a subject. They are events too, and are never deleted.

A finding carries codes and parameters; words are made when it is shown. Its `id` is a hash of
(subject, rule, the event that started the term, act and edition, kind, ordinal of that finding in
the subject's ledger), so that the same journal says the same findings under the same names.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from pydantic import AwareDatetime

from sroki.events.base import Code, Oktmo, Record, ServiceCode, UnitCode


class FindingKind(StrEnum):
    """What can be said."""

    APPROACHING = "approaching"
    IMPOSSIBLE = "impossible"
    PRESUMED = "presumed"
    BREACH = "breach"
    DEVIATION = "deviation"
    RETRACTION = "retraction"


class Finding(Record):
    """One thing said, once.

    `silent` findings (history, or due before the source went live) count in figures and stand in
    the ledger, but raise no counter, alert or message.
    """

    id: str
    version: int = 1
    subject: str
    case_id: str | None = None
    authority: Oktmo
    service: ServiceCode
    unit: UnitCode
    rule: Code
    kind: FindingKind
    ordinal: int
    edition: str
    clause: str = ""
    started_by: str | None = None
    due_on: date | None = None
    due_at: AwareDatetime | None = None
    params: dict[str, str | int | bool | None] = {}
    retracts: str | None = None
    reason: str | None = None
    silent: bool = False
    as_of: AwareDatetime
    detected_at: AwareDatetime | None = None


def said(**fields: Any) -> Finding:
    """A finding of our own making, every field given: nothing is checked, and it takes a seventh of
    the time. `Finding.model_construct` looks for each field's alias and default.
    """
    finding = Finding.__new__(Finding)
    object.__setattr__(finding, "__dict__", fields)
    object.__setattr__(finding, "__pydantic_fields_set__", _GIVEN)
    object.__setattr__(finding, "__pydantic_extra__", None)
    object.__setattr__(finding, "__pydantic_private__", None)
    return finding


_GIVEN: Final = frozenset(Finding.model_fields)


def finding_id(
    subject: str, rule: str, started_by: str, edition: str, kind: str, ordinal: int
) -> str:
    """32 hex digits naming a finding, the same on every shell and at every replay."""
    parts = "\x1f".join((subject, rule, started_by, edition, kind, str(ordinal)))
    return sha256(parts.encode()).hexdigest()[:32]
