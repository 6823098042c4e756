"""Lifting old versions of events. What was stored keeps its version; readers see the newest.

An upcaster is a pure function from the flat fields of a version to those of the next. When a kind
gets a new version: write the model anew, add here the upcaster from the version before, and leave
the golden file of the old version as it is; it must parse for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Fields: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Fields], Fields]

# (kind, version) -> the fields as the version after it has them. All kinds are of version 1 yet.
UPCASTERS: Final[Mapping[tuple[str, int], Upcaster]] = {}


def lift(
    fields: Fields, newest: int, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS
) -> Fields:
    """`fields` of whatever version, as version `newest` has them. The argument is left alone.

    A version that nothing lifts is left as it is, for the model to refuse.
    """
    version = fields.get("version", 1)
    while version < newest and (up := upcasters.get((fields["kind"], version))) is not None:
        version += 1
        fields = {**up(dict(fields)), "version": version}
    return fields
