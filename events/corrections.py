"""What a correction puts in place: on the wire it leaves out what the correction says already."""

from __future__ import annotations

from typing import Any, Final

from sroki.events.catalogue import KINDS, NEWEST
from sroki.events.envelope import is_moment, moment_faults
from sroki.events.outcomes import Held, Rejected
from sroki.events.reasons import Reason, name_of, pointer
from sroki.events.upcasters import lift

PATH: Final = ("data", "replacement")
_FROM_CORRECTION: Final[tuple[str, ...]] = (
    "authority",
    "service",
    "unit",
    "ticket",
    "period",
    "audit",
)
# What is said about records cannot itself be put in the place of one.
_FACTS: Final = NEWEST.keys() - {"corrected", "annulled", "source_watermark"}
_STAMPS: Final = ("received_at", "historical")


def complete(fields: dict[str, Any]) -> Held | Rejected | None:
    """Put into the fields of a `corrected` its replacement of the newest version, complete.

    It inherits `source` and `id` of the target, and from the correction the place and the subject,
    but for the case, which may not be known yet. `version` is 1 unless said.
    """
    said, target = fields.get("replacement"), fields.get("target")
    if not isinstance(said, dict):
        return None
    kind, version = said.get("kind"), said.get("version", 1)
    if not isinstance(kind, str) or kind not in _FACTS:
        return Rejected((Reason("unknown_kind", "/data/replacement/kind"),))
    if type(version) is int and version > NEWEST[kind]:
        return Held((newer(kind, version, "/data/replacement/version"),))
    faults = moment_faults(said, PATH)
    if not is_moment(said.get("occurred_at")):
        code = "wrong_moment" if "occurred_at" in said else "missing_field"
        faults += (Reason(code, pointer(*PATH, "occurred_at")),)
    if faults:
        return Rejected(faults)
    wanted = KINDS[kind].model_fields
    inherited = {
        key: fields[key]
        for key in _FROM_CORRECTION
        if key in wanted and fields.get(key) is not None
    }
    if isinstance(target, dict):
        inherited |= {key: target[key] for key in ("source", "id") if key in target}
    own = {key: value for key, value in said.items() if key not in _STAMPS}
    if type(version) is int:
        own = lift(own, NEWEST[kind])
    fields["replacement"] = inherited | own
    return None


def newer(kind: str, version: int, where: str) -> Reason:
    """The reason for holding what is of a version newer than known."""
    return Reason(
        "newer_version",
        where,
        {"kind": name_of(kind), "version": version, "known": NEWEST[kind]},
    )
