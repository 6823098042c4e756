"""From a form to an act: who, when and under which id come from us, the rest from what was sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from sroki.events import amounts
from sroki.events.acts.base import HumanAct
from sroki.events.acts.catalogue import parse
from sroki.events.acts.evidence import Approval
from sroki.workflows.duties import Person
from sroki.workflows.refusals import BAD_FIELDS, BAD_FORM, NOT_YET, Refusal


def once() -> str:
    """An id for the act that a form would be."""
    return secrets.token_hex(16)


def source_of(authority: str) -> str:
    """The source of what people of an authority do in Sroki."""
    return f"urn:sroki:{authority}"


def filled(by: Person, id_: str, fields: Mapping[str, Any]) -> HumanAct | Refusal:
    """The act of a person, or what is wrong with what he wrote.

    `fields` hold `kind`, `recorded_at` and what is the kind's own; whatever they say of the rest
    does not count.
    """
    own = {
        "id": id_,
        "source": source_of(by.authority),
        "actor": by.user,
        "authority": by.authority,
    }
    try:
        return parse({**fields, **own})
    except ValidationError as error:
        # Within a union the place begins with the kind.
        names = [str(one["loc"][1]) for one in error.errors() if len(one["loc"]) > 1]
        field = names[0] if names else "?"
        if field in BAD_FIELDS:
            return Refusal(BAD_FIELDS[field])
        return Refusal(BAD_FORM, {"field": field})


# Fields of acts that say when something was done, before it was recorded.
_DONE_ON: Final = ("looked_on", "done_on", "placed_on")


def not_yet(act: HumanAct, today: date) -> Refusal | None:
    """Why an act may not be recorded today: it tells of a day that has not come."""
    told = [getattr(act, name, None) for name in _DONE_ON]
    approval = getattr(act, "approval", None)
    if isinstance(approval, Approval):
        told.append(approval.dated)
    ahead = [on for on in told if on is not None and on > today]
    return Refusal(NOT_YET, {"on": amounts.on(ahead[0])}) if ahead else None
