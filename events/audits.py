"""What people see when they look: the site against what must stand there, the premises likewise.

An audit belongs to no case: it is a subject of its own, with the positions of its checklist by
their codes in the edition. What was not looked at is in neither list, and proves nothing.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from sroki.events.base import Code, Event, EventId, audit_key


class Audit(Event):
    """A fact about one audit; `met` and `unmet` are positions of the checklist, by code.

    `unit` is `all` where what was looked at is the authority's as a whole, as its site is.
    """

    audit: EventId
    met: tuple[Code, ...] = ()
    unmet: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Audit:
        named = [*self.met, *self.unmet]
        if not named:
            raise PydanticCustomError("nothing_audited", "no position was looked at")
        if len(set(named)) < len(named):
            raise PydanticCustomError("audited_twice", "a position stands in the audit twice")
        return self

    @property
    def subject(self) -> str:
        return audit_key(self.authority, self.service, self.unit, self.audit)


class SiteAudited(Audit):
    """What the site says of the service was held against what is so (Appendix 4, indicator 1)."""

    kind: Literal["site_audited"] = "site_audited"
    version: Literal[1] = 1


class PremisesInspected(Audit):
    """The place where applicants come was held against what is demanded of it (п. 16–17)."""

    kind: Literal["premises_inspected"] = "premises_inspected"
    version: Literal[1] = 1
