"""The catalogue of acts: every kind there is, discriminated by `kind`, and their stored form.

A new module of acts is plugged in here: its kinds join the union, and everything that goes through
all kinds (documents, golden files, dossiers) asks for its share in a test.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated, Final, get_args

from pydantic import Field, TypeAdapter, ValidationError

from sroki.events.acts.audits import AuditAmended, AuditRecorded, SampleDrawn
from sroki.events.acts.base import HumanAct
from sroki.events.acts.cases import AcknowledgementWithdrawn, DeadlineAcknowledged
from sroki.events.acts.information import (
    InformationAccepted,
    InformationAmended,
    InformationReturned,
    InformationSubmitted,
)
from sroki.events.acts.plans import PlanAmended, PlanApproved, PlanDrafted
from sroki.events.acts.proposals import (
    ParameterEvaluated,
    ParameterReevaluated,
    ProposalAmended,
    ProposalDecided,
    ProposalFulfilled,
    ProposalMade,
    ProposalRedecided,
)
from sroki.events.acts.reports import (
    ReportAmended,
    ReportApproved,
    ReportDrafted,
    ReportPlaced,
)
from sroki.events.acts.snapshots import (
    SnapshotAnswered,
    SnapshotDrafted,
    SnapshotFrozen,
    SnapshotOutdatedNoticed,
    SnapshotRestated,
    SnapshotSignatureAttached,
)
from sroki.events.acts.surveys import (
    SheetAnswered,
    SheetEntered,
    SheetExcluded,
    SurveyClosed,
    SurveyExtended,
    SurveyOpened,
)
from sroki.events.acts.users import (
    UserCreated,
    UserDisabled,
    UserEnabled,
    UserPasswordChanged,
    UserPasswordReset,
    UserRolesChanged,
)
from sroki.events.upcasters import Upcaster, lift

_Acts = (
    UserCreated
    | UserRolesChanged
    | UserDisabled
    | UserEnabled
    | UserPasswordReset
    | UserPasswordChanged
    | DeadlineAcknowledged
    | AcknowledgementWithdrawn
    | SnapshotDrafted
    | SnapshotAnswered
    | SnapshotFrozen
    | SnapshotSignatureAttached
    | SnapshotOutdatedNoticed
    | SnapshotRestated
    | PlanDrafted
    | PlanAmended
    | PlanApproved
    | InformationSubmitted
    | InformationAmended
    | InformationReturned
    | InformationAccepted
    | SurveyOpened
    | SurveyExtended
    | SurveyClosed
    | SheetAnswered
    | SheetEntered
    | SheetExcluded
    | AuditRecorded
    | AuditAmended
    | SampleDrawn
    | ParameterEvaluated
    | ParameterReevaluated
    | ProposalMade
    | ProposalAmended
    | ProposalDecided
    | ProposalRedecided
    | ProposalFulfilled
    | ReportDrafted
    | ReportAmended
    | ReportApproved
    | ReportPlaced
)
AnyAct = Annotated[_Acts, Field(discriminator="kind")]

_ANY: TypeAdapter[AnyAct] = TypeAdapter(AnyAct)

ACTS: Final[dict[str, type[HumanAct]]] = {
    cls.model_fields["kind"].default: cls for cls in get_args(_Acts)
}
# The newest version of each kind.
NEWEST: Final[dict[str, int]] = {
    kind: cls.model_fields["version"].default for kind, cls in ACTS.items()
}
# (kind, version) -> the fields as the version after it has them. All kinds are of version 1 yet.
UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {}

TYPE_PREFIX: Final = "ru.sroki.act."
# When the same form comes a second time the clock has moved on; what it says has not.
_STAMPS: Final = {"recorded_at"}


def to_bytes(act: HumanAct) -> bytes:
    """The stored form: compact JSON, absent values left out."""
    return act.__pydantic_serializer__.to_json(act, exclude_none=True)


def from_bytes(body: bytes) -> HumanAct:
    """A stored act of any version. Raises pydantic's ValidationError where it is not one."""
    try:
        return _ANY.validate_json(body)
    except ValidationError:
        fields = json.loads(body)
        lifted = lift(fields, NEWEST.get(fields.get("kind"), 0), UPCASTERS)
        if lifted == fields:
            raise
        return _ANY.validate_python(lifted)


def parse(fields: dict[str, object]) -> HumanAct:
    """An act from its fields. Raises pydantic's ValidationError."""
    return _ANY.validate_python(fields)


def content_digest(act: HumanAct) -> bytes:
    """16 bytes over what was done; equal for a form sent twice."""
    said = act.__pydantic_serializer__.to_json(act, exclude_none=True, exclude=_STAMPS)
    return blake2b(said, digest_size=16).digest()
