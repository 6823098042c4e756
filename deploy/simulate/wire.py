"""Acts as CloudEvents, byte for byte the same every time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sroki.deploy.simulate import city
from sroki.deploy.simulate.city import Source, Unit
from sroki.deploy.simulate.life import Life
from sroki.deploy.simulate.moments import NOON, at
from sroki.deploy.simulate.telling import Act, Tale

Json = dict[str, object]

# Told by the applicant or by a machine: no performer of the office stands behind these.
_NO_PERFORMER = frozenset({"joined", "served", "filed"})


def encode(wire: Mapping[str, object]) -> bytes:
    """One line of JSON."""
    return json.dumps(wire, ensure_ascii=False, separators=(",", ":")).encode()


def event(source: Source, kind: str, name: str, when: datetime, data: Mapping[str, object]) -> Json:
    """A CloudEvent of a source. `when` is its legal moment."""
    return {
        "specversion": "1.0",
        "type": f"ru.sroki.{kind}.v1",
        "source": source.urn,
        "id": name,
        "time": when.isoformat(),
        "data": dict(data),
    }


def place(unit: Unit) -> Json:
    """Whose event it is."""
    return {"authority": city.AUTHORITY, "service": city.SERVICE, "unit": unit.code}


def event_id(tale: Tale, key: str) -> str:
    """The id of an act in its source: the registration book's line, so to speak."""
    return f"{tale.life.filed.year}-{tale.life.n}-{key}"


def of_act(tale: Tale, act: Act) -> Json:
    """The CloudEvent of one act of a life."""
    life = tale.life
    data = place(life.unit)
    if act.source is city.REGISTER:
        data["precision"] = "day"
    if act.recorded is not None:
        data["recorded_at"] = act.recorded.isoformat()
    if act.key not in _NO_PERFORMER:
        data["performer"] = act.performer or life.performer
    data |= _about(life, act)
    data |= act.fields
    if act.amends is not None:
        target = {"source": act.source.urn, "id": event_id(tale, act.amends)}
        data["target"] = target
    if act.replaces is not None:
        data["replacement"] = _replacement(act.replaces, life.performer)
    return event(act.source, act.kind, event_id(tale, act.key), _moment(act), data)


def _moment(act: Act) -> datetime:
    """A register writes the day; any instant of it stands for it."""
    return at(act.at.date(), NOON) if act.source is city.REGISTER else act.at


def _about(life: Life, act: Act) -> Json:
    number: Json = {"number": life.number, "year": life.filed.year}
    if act.ticket is not None:
        visit: Json = {"ticket": act.ticket}
        linked = life.visit is not None and life.visit.linked
        return visit | ({"case_id": life.case_id} if linked else {})
    if act.kind == "registered":
        return {"case_id": life.case_id} | number
    if act.by_number:
        return {"reference": {"kind": "registration"} | number}
    return {"case_id": life.case_id}


def _replacement(act: Act, performer: str) -> Json:
    """The fact that a correction puts in the place of its target, whose identity it inherits."""
    fact: Json = {"kind": act.kind, "occurred_at": _moment(act).isoformat()}
    if act.source is city.REGISTER:
        fact["precision"] = "day"
    if act.key not in _NO_PERFORMER:
        fact["performer"] = act.performer or performer
    return fact | act.fields
