"""Putting away what was not taken, without letting any of it show.

What the sealed row says in clear (source, authority, unit) is written only where it looks like
what it should be: anything else might be a name or a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection

from sroki.events.outcomes import Accepted, Held, Outcome, Rejected, Unlinked
from sroki.events.strict import Item, read
from sroki.projections import sealed
from sroki.projections.sealed import NOBODY

_SOURCE: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9:/._-]{1,150}|[A-Za-z][a-z._-]{0,60}"
)
_AUTHORITY: Final = re.compile(r"[0-9]{8}|[0-9]{11}")
_UNIT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def seal(
    connection: Connection,
    not_taken: Iterable[tuple[Item, Outcome, str | None]],
    now: datetime,
    days: int,
    *,
    historical: bool = False,
) -> None:
    """Keep each, sealed, for so many days; `historical` is how a replay must take it.

    With each comes the place in a log that it was read at, if it was: told again it is known.
    """
    sent = [
        _sent(item, outcome, historical=historical)._replace(origin=origin)
        for item, outcome, origin in not_taken
    ]
    # An expiry, not a legal term: plain days of 24 hours.
    sealed.put(connection, sent, now, now + timedelta(hours=24 * days))


def still_waits(connection: Connection, one: sealed.Opened, outcome: Outcome) -> None:
    """A replay did not take it; the reason may be another now."""
    items = read(one.raw)
    item = items[0] if isinstance(items, list) and items else Item({}, None, "")
    sealed.still(connection, one.id, _sent(item, outcome, historical=one.historical))


def _sent(item: Item, outcome: Outcome, *, historical: bool) -> sealed.Sent:
    assert not isinstance(outcome, Accepted)  # noqa: S101 - what was taken is not sealed
    return sealed.Sent(
        state_of(outcome),
        shown_source(item),
        item.raw.encode("utf-8", "replace"),
        outcome.reasons,
        *shown_place(item),
        outcome.alias if isinstance(outcome, Unlinked) else None,
        historical,
    )


def state_of(outcome: Outcome) -> Literal["rejected", "held", "unlinked"]:
    """The state in which what was not taken is kept; the states of `projections.sealed`."""
    if isinstance(outcome, Rejected):
        return "rejected"
    return "held" if isinstance(outcome, Held) else "unlinked"


def shown_source(item: Item) -> str:
    """The source that an event names, where it looks like one."""
    return _shown(item.fields.get("source"), _SOURCE) or NOBODY


def shown_place(item: Item) -> tuple[str | None, str | None]:
    """The authority and the unit that an event names, where they look like some."""
    data = item.fields.get("data")
    data = data if isinstance(data, dict) else {}
    return _shown(data.get("authority"), _AUTHORITY), _shown(data.get("unit"), _UNIT)


def _shown(said: Any, like: re.Pattern[str]) -> str | None:
    return said if isinstance(said, str) and like.fullmatch(said) else None
