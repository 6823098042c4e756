"""What pydantic says about an event, said as reasons; and what it did not know, taken out.

Unknown fields of a known version are dropped, by name; whatever else is wrong refuses the event.
All faults of an event are told at once, up to a limit.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sroki.events.base import Event
from sroki.events.catalogue import KINDS, lean
from sroki.events.reasons import Reason, pointer

MOST: Final = 20

# Fields that the wire carries in the envelope.
_ATTRIBUTES: Final = {"id": "id", "source": "source", "occurred_at": "time"}
# pydantic's type of error -> (our code, what it wanted). `{…}` is filled from the error.
_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("missing_field", ""),
    "extra_forbidden": ("unknown_field", ""),
    "string_type": ("wrong_type", "string"),
    "bool_type": ("wrong_type", "true, false"),
    "int_type": ("wrong_type", "integer"),
    "int_from_float": ("wrong_type", "integer"),
    "float_type": ("wrong_type", "number"),
    "tuple_type": ("wrong_type", "array"),
    "dict_type": ("wrong_type", "object"),
    "model_type": ("wrong_type", "object"),
    "model_attributes_type": ("wrong_type", "object"),
    "string_pattern_mismatch": ("wrong_form", "{pattern}"),
    "string_too_short": ("wrong_length", "≥ {min_length}"),
    "string_too_long": ("wrong_length", "≤ {max_length}"),
    "too_long": ("wrong_length", "≤ {max_length}"),
    "greater_than_equal": ("out_of_range", "≥ {ge}"),
    "less_than_equal": ("out_of_range", "≤ {le}"),
    "enum": ("wrong_choice", "{expected}"),
    "literal_error": ("wrong_choice", "{expected}"),
    "union_tag_invalid": ("unknown_kind", ""),
    "union_tag_not_found": ("missing_field", ""),
    "timezone_aware": ("wrong_moment", ""),
    "datetime_type": ("wrong_moment", ""),
    "datetime_parsing": ("wrong_moment", ""),
    "datetime_from_date_parsing": ("wrong_moment", ""),
    "datetime_object_invalid": ("wrong_moment", ""),
    "absurd_moment": ("absurd_moment", ""),
    "one_subject": ("one_subject", ""),
    "moves_subject": ("moves_subject", ""),
    "listed_twice": ("listed_twice", ""),
    "part_of_parts": ("part_of_parts", ""),
}


class Checked(NamedTuple):
    """An event, and pointers to what was dropped on the way to it."""

    event: Event
    dropped: tuple[str, ...] = ()


def checked(kind: str, fields: dict[str, Any]) -> Checked | tuple[Reason, ...]:
    """The event that `fields` make, or why they make none."""
    model = KINDS[kind]
    try:
        return Checked(lean(model.model_validate(fields)))
    except ValidationError as error:
        if error.error_count() > 1000:
            return (Reason("too_many_faults", params={"limit": MOST}),)
        errors = error.errors(include_url=False, include_input=False)
    unknown = [each["loc"] for each in errors if each["type"] == "extra_forbidden"]
    if len(unknown) < len(errors):
        return reasons_of(each for each in errors if each["type"] != "extra_forbidden")
    try:
        event = model.model_validate(_without(fields, unknown))
    except ValidationError as error:
        return reasons_of(error.errors(include_url=False, include_input=False))
    return Checked(event, tuple(sorted(map(where, unknown))))


def reasons_of(errors: Iterable[ErrorDetails]) -> tuple[Reason, ...]:
    """Each error as a reason, in order, repeated ones once."""
    found: dict[tuple[str, str], Reason] = {}
    for error in errors:
        reason = _reason(error)
        found.setdefault((reason.code, reason.where), reason)
        if len(found) > MOST:
            return (*list(found.values())[:MOST], Reason("too_many_faults", "", {"limit": MOST}))
    return tuple(found.values())


def _reason(error: ErrorDetails) -> Reason:
    code, wanted = _CODES.get(error["type"], ("wrong_value", ""))
    wanted = wanted.format_map(error.get("ctx", {}))
    if code == "wrong_choice":
        # pydantic's «'a', 'b' or 'c'»
        wanted = wanted.replace("'", "").replace(" or ", ", ")
    params = {"wanted": wanted} if wanted else {}
    return Reason(code, where(error["loc"]), params)


def where(loc: tuple[int | str, ...]) -> str:
    """A place in the flat fields as a place on the wire."""
    path = _path(loc)
    if path and path[0] in _ATTRIBUTES:
        return pointer(_ATTRIBUTES[str(path[0])])
    return pointer("data", *path)


def _path(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """`loc` without the tags that pydantic puts in where a union was chosen."""
    if loc[:1] == ("replacement",) and loc[1:2] and loc[1] in KINDS:
        return (loc[0], *_path(loc[2:]))
    if loc[:1] == ("fields",):
        return loc[:2]
    return loc


def _without(fields: dict[str, Any], unknown: Iterable[tuple[int | str, ...]]) -> dict[str, Any]:
    """A copy of `fields` without the fields at these places."""
    known = copy.deepcopy(fields)
    for loc in unknown:
        *way, last = _path(loc)
        within: Any = known
        for step in way:
            within = within[step]
        within.pop(last, None)
    return known
