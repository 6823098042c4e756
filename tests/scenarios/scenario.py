"""Legal situations as sentences: *given* events, *at* a time, *expect* deadlines and findings.

    - it: Зарегистрировано на следующий день после подачи — в срок
      rule: registration          # what the scenario is about
      case: edge                  # keeps | breaks | edge
      given:
        - {at: 2025-04-10 10:00, is: submitted}
        - {at: 2025-04-11, is: registered}                # a bare day: day-precise
      as_of: 2025-06-01           # a bare day: noon
      told: {edms: 2025-06-01}    # watermarks by role; none: nothing is proven by silence
      expect:                     # deadlines by rule, or by rule/instance; null: there is none
        registration: {state: met, due_on: 2025-04-11, delay_days: 0, proof: proven}
      claims: []                  # every claim of `rule`, exactly: "breach", "presumed", …
      stands: {stage: procedure_2}        # fields of the assessment

A claim may be told more fully: `{kind: deviation, by: e3, case_id: case-2, params: {ground: x}}`;
of `params` those named are compared. `by` is the event that shows it: events are called `e1`, `e2`,
… in the order written, or by their `id`; `is: file` stands for both halves of the file, `e3` and
`e3-card`. What a rule does not look at may be left out, see `USUAL`.

Events of other cases carry `case: case-2`. The subject is case-1, or what `subject` says: a group
is assessed over all that is given. An amendment names its target's id; its `replacement` keeps the
target's identity. Times are those of the edition's zone.

`edition` is a bundled one, or a list of them and of files in `editions/`: one rulebook. `readings`
chooses otherwise where the act leaves a question open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from sroki.events.catalogue import AnyEvent
from sroki.monitors.assess import assess
from sroki.monitors.plans import Plans
from sroki.workflows.assessment import Assessment, Claim
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled, bundled_names, federal_rules, rulebook_of
from sroki.workflows.reader import parse_edition
from tests.support.told import Teller, local

HERE: Final = Path(__file__).parent
DEFAULT_EDITION: Final = "krsk-010121-97r"
# Visits and groups are no cases; what stands without a case has none.
OF_NO_CASE: Final = frozenset({"queue_joined", "queue_served", "list_approved", "quota_set"})
AMENDMENTS: Final = frozenset({"corrected", "annulled"})
USUAL: Final[dict[str, dict[str, Any]]] = {
    "queue_joined": {"ticket": "t1"},
    "queue_served": {"ticket": "t1"},
    "submitted": {"channel": "in_person"},
    "listed": {"number": "1", "period": "2025-H2", "outcome": "included"},
    "list_approved": {"number": "1", "period": "2025-H2"},
    "quota_set": {"period": "2025-H2"},
    "notice_sent": {"outcome": "included"},
    "interagency_request_sent": {"request": "r1"},
    "interagency_reply_received": {"request": "r1"},
    "complaint_filed": {"complaint": "k1"},
    "complaint_registered": {"complaint": "k1"},
    "complaint_decided": {"complaint": "k1", "upheld": False},
}


@dataclass
class Scenario:
    """One sentence and what stands behind it."""

    it: str
    rule: str
    case: str
    given: list[dict[str, Any]]
    as_of: str
    expect: dict[str, dict[str, Any] | None] = field(default_factory=dict)
    claims: list[str | dict[str, Any]] | None = None
    stands: dict[str, Any] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    edition: str | list[str] = DEFAULT_EDITION
    readings: dict[str, str] = field(default_factory=dict)
    subject: str = "case-1"
    file: str = ""

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of its rulebook."""
        names = [self.edition] if isinstance(self.edition, str) else self.edition
        chosen = tuple(sorted(self.readings.items()))
        return tuple(edition_of(name, chosen) for name in names)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.editions[0].zone)

    def events(self) -> list[AnyEvent]:
        """The events given; in the file `is: file` may stand for two."""
        first = self.editions[0]
        teller = Teller(
            case_id="", unit="zheleznodorozhny", authority=first.authority, service=first.service
        )
        found: dict[str, AnyEvent] = {}
        for number, given in enumerate(self.given, 1):
            for one in _spelt_out({"id": f"e{number}"} | given):
                event = self._event(teller, one, found)
                found[event.id] = event
        return list(found.values())

    def _event(
        self, teller: Teller, given: dict[str, Any], before: dict[str, AnyEvent]
    ) -> AnyEvent:
        fields = dict(given)
        at, kind = str(fields.pop("at")), fields.pop("is")
        fields = USUAL.get(kind, {}) | fields
        fields["occurred_at"] = local(at, self.zone)
        fields["precision"] = "day" if len(at) == len("2025-04-10") else "instant"
        case = fields.pop("case", "case-1")
        of_a_group = kind in AMENDMENTS and {"period", "ticket"} & fields.keys()
        if kind not in OF_NO_CASE and not of_a_group:
            fields["case_id"] = case
        if "recorded_at" in fields:
            fields["recorded_at"] = local(str(fields["recorded_at"]), self.zone)
        if "target" in fields:
            name = fields["target"]
            amended = before.get(name)
            source = amended.source if amended is not None else teller.common["source"]
            fields["target"] = {"source": source, "id": name}
            if "replacement" in fields:
                # It stands where the fact stood that the chain of corrections began with.
                fact = getattr(amended, "replacement", amended)
                identity = {"id": name if fact is None else fact.id, "case": case}
                said = identity | fields["replacement"]
                fields["replacement"] = self._event(teller, said, before).model_dump()
        return teller(kind, at, **fields)

    def assess(self) -> Assessment:
        """What the engine answers: over the events of the subject, or all of them for a group."""
        events = self.events()
        if not self.subject.startswith("group/"):
            events = [event for event in events if event.subject == self.subject]
        told = {role: local(str(at), self.zone) for role, at in self.told.items()}
        as_of = local(str(self.as_of), self.zone)
        return assess(self.subject, events, plans_of(self.editions), as_of, told)


def _spelt_out(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if given["is"] != "file":
        yield given
        return
    yield given | {"is": "file_formed", "part": "paper"}
    yield given | {"is": "file_formed", "part": "asp_card", "id": f"{given['id']}-card"}


@cache
def edition_of(name: str, readings: tuple[tuple[str, str], ...] = ()) -> Edition:
    """A bundled edition, or one of this folder; with some readings chosen otherwise."""
    if name in bundled_names() and not readings:
        return bundled(name)
    folder = resources.files("sroki.workflows") / "editions" if name in bundled_names() else None
    file = (folder or HERE / "editions") / f"{name}.yaml"
    yaml = YAML(typ="safe", pure=True)
    content = yaml.load(file.read_bytes())
    chosen = dict(readings)
    for reading in content.get("readings", []):
        if reading["id"] in chosen:
            reading["chosen"] = chosen.pop(reading["id"])
    assert not chosen, f"{name} has no readings {sorted(chosen)}"
    written = BytesIO()
    yaml.dump(content, written)
    return parse_edition(written.getvalue(), f"{name}.yaml", federal=federal_rules())


_PLANS: dict[tuple[str, ...], Plans] = {}


def plans_of(editions: tuple[Edition, ...]) -> Plans:
    """The plans of one rulebook of these editions, built once."""
    key = tuple(one.sha256 for one in editions)
    if key not in _PLANS:
        _PLANS[key] = Plans(rulebook_of(editions))
    return _PLANS[key]


def scenarios() -> Iterator[Scenario]:
    """Every scenario of this folder."""
    for path in sorted(HERE.glob("*.yaml")):
        for given in YAML(typ="safe", pure=True).load(path.read_text("utf-8")):
            yield Scenario(**given, file=path.stem)


def plain(value: object) -> str:
    """A value as the sentences write it."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def said(claim: Claim, wanted: str | dict[str, Any]) -> str | dict[str, Any]:
    """A claim as far as a sentence tells it."""
    if isinstance(wanted, str):
        return claim.kind.value
    params = {**dict(claim.params), "detail": claim.detail}
    everything: dict[str, Any] = {
        **claim._asdict(),
        "kind": claim.kind.value,
        "by": claim.started_by,
        "params": {name: params.get(name) for name in wanted.get("params", {})},
    }
    return {name: everything[name] for name in wanted}
