"""Whose rows a reader may see: every read takes a scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import Mapped

Column: TypeAlias = Mapped[str] | ColumnElement[str]


class Scope(NamedTuple):
    """`grants` are (authority, unit) pairs, unit None for all of its units; None grants all."""

    grants: frozenset[tuple[str, str | None]] | None = None

    @classmethod
    def of(cls, *grants: tuple[str, str | None]) -> Scope:
        return cls(frozenset(grants))

    def allows(self, authority: str, unit: str) -> bool:
        """Whether a row of this unit may be seen."""
        if self.grants is None:
            return True
        return (authority, None) in self.grants or (authority, unit) in self.grants

    def allows_authority(self, authority: str) -> bool:
        """Whether anything of this authority may be seen."""
        return self.grants is None or any(one == authority for one, _ in self.grants)

    def clause(self, authority: Column, unit: Column) -> ColumnElement[bool]:
        """The condition on a table's columns that keeps the rows of this scope."""
        if self.grants is None:
            return true()
        return or_(false(), *self._terms(authority, unit))

    def _terms(self, authority: Column, unit: Column) -> Iterable[ColumnElement[bool]]:
        for code, one in sorted(self.grants or (), key=lambda grant: (grant[0], grant[1] or "")):
            yield authority == code if one is None else and_(authority == code, unit == one)


EVERYTHING = Scope()
