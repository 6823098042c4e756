"""Legal situations as sentences: *given* events, *at* a time, *expect* deadlines and findings.

    - it: Зарегистрировано на следующий день после подачи — в срок
      rule: registration          # what the scenario is about
      case: edge                  # keeps | breaks | edge
      given:
        - {at: 2025-04-10 10:00, is: submitted, channel: in_person}
        - {at: 2025-04-11, is: registered}                # a bare day: day-precise
      as_of: 2025-06-01
      told: {edms: 2025-06-01}    # watermarks by role; none: nothing is proven by silence
      expect:
        registration: {state: met, due_on: 2025-04-11, delay_days: 0, proof: proven}
      claims: []                  # every claim of `rule`, exactly: "breach", "presumed", …

`given` events of other cases carry `case: case-2`; times are those of the edition's zone. The
subject is case-1, or what `subject` says: a group is assessed over all that is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from sroki.events.catalogue import AnyEvent
from sroki.monitors.assess import assess
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment
from sroki.workflows.load import bundled, rulebook_of
from tests.support.told import Teller, local

# Visits and groups are no cases; what stands without a case has none.
OF_NO_CASE = frozenset({"queue_joined", "queue_served", "list_approved", "quota_set"})
HERE = Path(__file__).parent
DEFAULT_EDITION = "krsk-010121-97r"
_PLANS: dict[str, Plans] = {}


@dataclass
class Scenario:
    """One sentence and what stands behind it."""

    it: str
    rule: str
    case: str
    given: list[dict[str, Any]]
    as_of: str
    expect: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: list[str] | None = None
    told: dict[str, str] = field(default_factory=dict)
    edition: str = DEFAULT_EDITION
    subject: str = "case-1"
    file: str = ""

    @property
    def plans(self) -> Plans:
        """The plans of its edition, built once."""
        if self.edition not in _PLANS:
            _PLANS[self.edition] = Plans(rulebook_of([bundled(self.edition)]))
        return _PLANS[self.edition]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(bundled(self.edition).zone)

    def events(self) -> list[AnyEvent]:
        """The events given, each with the id `e1`, `e2`, … in the order written."""
        edition = bundled(self.edition)
        common = {"authority": edition.authority, "service": edition.service}
        teller = Teller(case_id="", unit="zheleznodorozhny", **common)
        return [self._event(teller, number, one) for number, one in enumerate(self.given, 1)]

    def _event(self, teller: Teller, number: int, given: dict[str, Any]) -> AnyEvent:
        fields = dict(given)
        at, kind = str(fields.pop("at")), fields.pop("is")
        fields.setdefault("id", f"e{number}")
        fields["occurred_at"] = local(at, self.zone)
        fields["precision"] = "day" if len(at) == len("2025-04-10") else "instant"
        if kind not in OF_NO_CASE:
            fields["case_id"] = fields.pop("case", "case-1")
        if kind == "corrected":
            fields["replacement"] = self._event(
                teller, number, {"case": fields["case_id"], **fields["replacement"]}
            ).model_dump()
        return teller(kind, at, **fields)

    def assess(self) -> Assessment:
        """What the engine answers: over the events of the subject, or all of them for a group."""
        events = self.events()
        if not self.subject.startswith("group/"):
            events = [event for event in events if event.subject == self.subject]
        told = {role: local(str(at), self.zone) for role, at in self.told.items()}
        return assess(self.subject, events, self.plans, local(str(self.as_of), self.zone), told)


def scenarios() -> Iterator[Scenario]:
    """Every scenario of this folder."""
    for path in sorted(HERE.glob("*.yaml")):
        for given in YAML(typ="safe", pure=True).load(path.read_text("utf-8")):
            yield Scenario(**given, file=path.stem)


def plain(value: object) -> str:
    """A value as the sentences write it."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
