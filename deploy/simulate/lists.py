"""What a unit tells of a window as a whole: its quota, its lists, what is found in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sroki.deploy.simulate import city, wire
from sroki.deploy.simulate.city import Unit
from sroki.deploy.simulate.moments import DAY, NOON, at
from sroki.deploy.simulate.office import Entry, Office
from sroki.deploy.simulate.spool import Line
from sroki.deploy.simulate.telling import EXPORT
from sroki.deploy.simulate.truth import Truth

# A list names at most so many in one message.
PART = 5_000
QUOTA_BEFORE = DAY * 30


def group(office: Office) -> str:
    """The subject of a unit and half-year."""
    return f"group/{city.AUTHORITY}/{city.SERVICE}/{office.unit.code}/{office.window.period}"


def quota(office: Office) -> Line:
    """How many can be included: the budget's decision, a month before the window."""
    when = at(office.window.first - QUOTA_BEFORE, NOON)
    data = wire.place(office.unit) | {"period": office.window.period, "places": office.places}
    name = f"{office.window.period}-{office.unit.code}-quota"
    body = wire.encode(wire.event(city.BUDGET, "quota_set", name, when, data))
    return Line(when + timedelta(minutes=5), "taken", body)


def list_arrives(office: Office, on: date) -> datetime:
    """When the lists of a day become known, if the source is not silent."""
    if office.unit.by_day:
        return at(on, EXPORT.hour * 3600 + EXPORT.minute * 60 + 600)
    return office.approved_at(on) + timedelta(minutes=4)


def approve(office: Office, on: date) -> Iterator[Line | Truth]:
    """The list of a day, in parts if it is long, and what is wrong with its order."""
    entries = sorted(office.lists.pop(on, ()), key=lambda entry: entry.order)
    if not entries:
        return
    included = [entry for entry in entries if entry.ground is None]
    considered = [entry for entry in entries if entry.ground is not None]
    if office.misrule.swaps_in_list and on == office.main_days[2]:
        yield from _swap(office, included)
    office.approved += 1
    parts = max(1, -(-max(len(included), len(considered)) // PART))
    for part in range(parts):
        some = slice(part * PART, (part + 1) * PART)
        data = _place(office.unit) | {
            "period": office.window.period,
            "number": str(office.approved),
            "included": [entry.case_id for entry in included[some]],
            "considered": [
                {"case_id": entry.case_id, "ground": entry.ground} for entry in considered[some]
            ],
            "first": part * PART + 1,
            "part": part + 1,
            "parts": parts,
            "signed": True,
            "sealed": True,
        }
        arrives = list_arrives(office, on) + timedelta(microseconds=part)
        yield Line(arrives, "taken", _line(office, on, part, data))


def _place(unit: Unit) -> wire.Json:
    return wire.place(unit) | ({"precision": "day"} if unit.by_day else {})


def _line(office: Office, on: date, part: int, data: wire.Json) -> bytes:
    source = city.REGISTER if office.unit.by_day else city.SED
    when = at(on, NOON) if office.unit.by_day else office.approved_at(on)
    name = f"{office.window.period}-{office.unit.code}-list{office.approved}-{part + 1}"
    return wire.encode(wire.event(source, "list_approved", name, when, data))


def _swap(office: Office, included: list[Entry]) -> Iterator[Truth]:
    """Put one who filed a day later before one who filed earlier, where two dates meet."""
    for index in range(len(included) - 1):
        earlier, later = included[index], included[index + 1]
        if earlier.filed.date() < later.filed.date() and not earlier.outside:
            included[index], included[index + 1] = later, earlier
            yield _found(office, "overtaking_in_list", earlier.case_id)
            return


def _found(office: Office, rule: str, case_id: str | None) -> Truth:
    return Truth(group(office), case_id, office.unit.code, rule, "deviation", pathology="queue")


def settled(office: Office) -> Iterator[Truth]:
    """What the whole window shows: overtaking, places passed, places left (п. 12(6), п. 23 ¶2)."""
    for filed_on, case_id in office.exhausted:
        if office.included_last_on is not None and filed_on < office.included_last_on:
            yield _found(office, "overtaking", case_id)
        if office.included < office.places:
            yield _found(office, "quota_ground_misapplied", case_id)
    if office.included > office.places:
        yield _found(office, "quota_passed", None)
