"""The cases that a list names on the wire, as the ids under which the list keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sroki.events.aliases import Alias, Aliases, claim_of
from sroki.events.reasons import Reason, pointer


class Members(NamedTuple):
    """The fields of the list with its members as ids; numbers nobody has told of yet.

    `reserve` has those whose id is new; `unknown` all that name no case yet.
    """

    fields: dict[str, Any]
    reserve: dict[Alias, str]
    unknown: tuple[Alias, ...]


def take_members(
    fields: dict[str, Any],
    path: tuple[str, ...],
    aliases: Aliases,
    new_case_id: Callable[[], str],
) -> Members | tuple[Reason, ...]:
    """The fields of a `list_approved` with every member named by an id.

    `included` holds a case_id, {case_id} or {reference}; `considered` an object with one of them
    and the ground. What has another shape is left for the model to refuse.
    """
    naming = _Naming(fields, aliases, new_case_id)
    faults: list[Reason] = []
    changed = dict(fields)
    if isinstance(included := fields.get("included"), list):
        names = [naming.name(one, (*path, "included", at)) for at, one in enumerate(included)]
        faults += [name for name in names if isinstance(name, Reason)]
        changed["included"] = [
            one["case_id"] if isinstance(one, dict) and one.keys() == {"case_id"} else one
            for one in names
        ]
    if isinstance(considered := fields.get("considered"), list):
        names = [naming.name(one, (*path, "considered", at)) for at, one in enumerate(considered)]
        faults += [name for name in names if isinstance(name, Reason)]
        changed["considered"] = names
    if _first_missing(fields):
        faults.append(Reason("first_missing", pointer(*path, "first")))
    return tuple(faults) or Members(changed, naming.reserve, tuple(naming.unknown))


def _first_missing(fields: dict[str, Any]) -> bool:
    part = fields.get("part")
    later = isinstance(part, int) and part > 1
    return later and bool(fields.get("included")) and "first" not in fields


class _Naming:
    def __init__(
        self, fields: dict[str, Any], aliases: Aliases, new_case_id: Callable[[], str]
    ) -> None:
        self._authority = fields.get("authority")
        self._source = fields.get("source")
        self._aliases = aliases
        self._new_case_id = new_case_id
        self.reserve: dict[Alias, str] = {}
        self.unknown: dict[Alias, None] = {}

    def name(self, one: Any, path: tuple[str | int, ...]) -> Any:
        """The member with its `reference`, if it has one, put as a `case_id`."""
        if not isinstance(one, dict) or "reference" not in one:
            return one
        if "case_id" in one:
            return Reason("one_subject", pointer(*path))
        claim = claim_of(one["reference"], self._authority, self._source, (*path, "reference"))
        if isinstance(claim, Reason):
            return claim
        rest = {key: value for key, value in one.items() if key != "reference"}
        return rest | {"case_id": self._member(claim.alias)}

    def _member(self, alias: Alias) -> str:
        if alias in self.reserve:
            return self.reserve[alias]
        link = self._aliases.find(alias)
        if link is None or link.case_id is None:
            self.unknown[alias] = None
        if link is not None:
            return link.member
        return self.reserve.setdefault(alias, self._new_case_id())
