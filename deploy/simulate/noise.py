"""Events that are no events: malformed, newer than known, or of a number that nobody gave.

Each is one line of JSON, so that a reader of lines or of batches meets it alone; `expect` is what
intake must answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sroki.deploy.simulate import city, wire
from sroki.deploy.simulate.city import Unit

Broken = Callable[[wire.Json], bytes]


def _sound(unit: Unit, when: datetime, number: int) -> wire.Json:
    """What the broken ones are made from: a registration by number."""
    case = {"case_id": f"noise{number}", "number": f"n{number}", "year": when.year}
    data = wire.place(unit) | case
    return wire.event(city.SED, "registered", f"noise-{when.year}-{number}", when, data)


def _without_time(event: wire.Json) -> bytes:
    return wire.encode({key: value for key, value in event.items() if key != "time"})


def _absurd_year(event: wire.Json) -> bytes:
    return wire.encode(event | {"time": f"0{event['time']}"[:4] + str(event["time"])[4:]})


def _unknown_kind(event: wire.Json) -> bytes:
    return wire.encode(event | {"type": "ru.sroki.posted_on_a_wall.v1"})


def _newer_version(event: wire.Json) -> bytes:
    return wire.encode(event | {"type": "ru.sroki.registered.v99"})


def _not_a_number(event: wire.Json) -> bytes:
    return wire.encode(event).replace(b'"year":', b'"weight":NaN,"year":')


def _key_twice(event: wire.Json) -> bytes:
    return wire.encode(event).replace(b'"year":', b'"year":1999,"year":')


def _control_character(event: wire.Json) -> bytes:
    return wire.encode(event).replace(b'"noise', b'"noise\\u0000', 1)


def _wrong_type(event: wire.Json) -> bytes:
    return (
        wire.encode(event).replace(b'"unit":"', b'"unit":["', 1).replace(b'","case', b'"],"case', 1)
    )


def _unknown_unit(event: wire.Json) -> bytes:
    return wire.encode(event).replace(b'"unit":"', b'"unit":"no-such-', 1)


def _unlinked(event: wire.Json) -> bytes:
    """A receipt for a number that was never given."""
    about = dict(event["data"]) if isinstance(event["data"], dict) else {}
    del about["case_id"]
    reference = {"number": about.pop("number"), "year": about.pop("year")}
    data = about | {"reference": reference}
    return wire.encode(event | {"type": "ru.sroki.receipt_issued.v1", "data": data})


BROKEN: tuple[tuple[str, Broken], ...] = (
    ("rejected", _without_time),
    ("unlinked", _unlinked),
    ("rejected", _absurd_year),
    ("rejected", _unknown_kind),
    ("held", _newer_version),
    ("rejected", _not_a_number),
    ("unlinked", _unlinked),
    ("rejected", _key_twice),
    ("rejected", _control_character),
    ("rejected", _wrong_type),
    ("rejected", _unknown_unit),
)


def noise(number: int, unit: Unit, when: datetime) -> tuple[str, bytes]:
    """The `number`-th broken event, told for `unit`: what intake must answer, and the line."""
    expect, broken = BROKEN[number % len(BROKEN)]
    return expect, broken(_sound(unit, when, number))
