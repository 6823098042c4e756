"""The ports of the intake, in memory: for offline validation, for readers, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sroki.events.aliases import Alias, Link
from sroki.events.base import Event


class MemoryAliases:
    """An alias register that is forgotten with the process."""

    def __init__(self) -> None:
        self._cases: dict[Alias, str] = {}
        self._members: dict[Alias, str] = {}
        self._reserved: dict[str, Alias] = {}

    def expect(self, aliases: Iterable[Alias]) -> None:
        """All of it is at hand."""

    def find(self, alias: Alias) -> Link | None:
        case = self._cases.get(alias)
        member = self._members.get(alias) or case
        return None if member is None else Link(case, member)

    def bind(self, alias: Alias, case_id: str) -> None:
        self._cases[alias] = case_id

    def reserve(self, alias: Alias, member: str) -> None:
        self._members[alias] = member
        self._reserved[member] = alias

    def case_of(self, member: str) -> str | None:
        alias = self._reserved.get(member)
        return member if alias is None else self._cases.get(alias)


class MemoryLists:
    """What is known of lists, forgotten with the process."""

    def __init__(self) -> None:
        self._known: dict[str, dict[tuple[str, str], Event]] = {}
        self._naming: dict[str, set[str]] = {}

    def known(self, group: str) -> Sequence[Event]:
        return list(self._known.get(group, {}).values())

    def remember(self, event: Event, members: Sequence[str]) -> None:
        kept = self._known.setdefault(event.subject, {})
        kept.setdefault((event.source, event.id), event)
        for member in members:
            self._naming.setdefault(member, set()).add(event.subject)

    def naming(self, member: str) -> Sequence[str]:
        return sorted(self._naming.get(member, ()))
