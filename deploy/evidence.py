"""The evidence pack of a case («справка по сроку»): what was known, by what rules, what follows.

It is one JSON document that stands by itself: the accepted events in their stored form, each with
its place in the journal and the links of the chain around it, the rulebook whole, the watermarks,
and what `assess` made of them with every counted day. `faults` needs nothing but the document.

What it proves: that the events are those of the journal entries given, that no entry given was
changed since it was hashed, and that this rulebook makes these deadlines of these events. That the
entries are those of the office's own journal is proved only against the head of that journal
(`sroki verify`); that nothing was left out, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from sroki import __version__
from sroki.deploy.explain import told_of
from sroki.deploy.frozen import freeze, thaw
from sroki.deploy.shell import Shell
from sroki.events.base import Event
from sroki.events.catalogue import encode, from_bytes, identity, to_bytes
from sroki.events.i18n import Lang, say
from sroki.monitors.assess import assess
from sroki.monitors.explain import explain
from sroki.monitors.plans import Plans
from sroki.projections import chain
from sroki.projections.queries import cases
from sroki.projections.queries.journalled import Journalled, entries
from sroki.projections.scope import Scope
from sroki.workflows.standing import Entry, InputKind

FORMAT: Final = "sroki-evidence/1"


def evidence(shell: Shell, case_id: str, scope: Scope, lang: Lang) -> dict[str, Any] | None:
    """The pack of a case; None where there is none, or none that this reader may see."""
    with shell.database.reading() as connection:
        reading = shell.reading(connection)._replace(scope=scope)
        found = cases.subject(reading, case_id)
        if found is None or found.kind != "case" or not found.events or found.fault is not None:
            return None
        progress = reading.progress[reading.home(case_id)]
        told = told_of(progress, found.authority, found.unit)
        plans = shell.rules.of(found.rulebook)
        journalled = entries(reading, case_id, map(identity, found.events))
    return {
        "format": FORMAT,
        "made_by": f"sroki {__version__}",
        "case_id": case_id,
        "as_of": _plain(reading.now),
        "lang": lang,
        "rulebook": _rulebook(plans),
        "watermarks": {role: _plain(at) for role, at in sorted(told.items())},
        "events": [_event(one, journalled) for one in found.events],
        "standing": _standing(case_id, found.events, plans, reading.now, told, lang),
        "ledger": [_plain(one) for one in found.findings],
    }


def _rulebook(plans: Plans) -> dict[str, str]:
    """Whole, so that the terms can be counted again without the store."""
    body = freeze(plans.rulebook)
    return {
        "digest": plans.digest,
        "body": body.decode(),
        "sha256": sha256(body).hexdigest(),
    }


def _event(event: Event, journalled: Sequence[Journalled]) -> dict[str, Any]:
    name, content = identity(event), encode(event)[1]
    place = next((one for one in journalled if one.entry.identity == name), None)
    return {
        "stored": (place.entry.body if place else to_bytes(event)).decode(),
        "content": content.hex(),
        "journal": None if place is None else _entry(place),
    }


def _entry(one: Journalled) -> dict[str, Any]:
    entry = one.entry
    return {
        "generation": one.generation,
        "partition": one.partition,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "subject": entry.subject,
        "identity": (entry.identity or b"").hex(),
        "content": (entry.content or b"").hex(),
        "received_at": None if entry.received_at is None else entry.received_at.isoformat(),
        "previous": one.previous.hex(),
        "hash": one.hash.hex(),
    }


def _standing(
    case_id: str,
    events: Sequence[Event],
    plans: Plans,
    as_of: datetime,
    watermarks: Mapping[str, datetime],
    lang: Lang,
) -> Any:
    """What follows from the rest of the pack: the deadlines, and how each was counted."""
    standing = assess(case_id, events, plans, as_of, watermarks)
    told = explain(case_id, events, plans, as_of, watermarks, lang)
    return _plain(
        {
            "edition": standing.edition,
            "deadlines": [*standing.deadlines],
            "summary": told.summary,
            "chapters": [*told.chapters],
            "counts": [*told.deadlines],
        }
    )


def _plain(value: object) -> Any:
    """As it is read back from JSON; named tuples keep their names."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return to_jsonable_python(value)


def faults(pack: Any) -> list[str]:
    """Everything in which a pack does not hold; none where all of it does. Never raises."""
    if not isinstance(pack, dict) or pack.get("format") != FORMAT:
        return [say("это не справка формата {format}", format=FORMAT)]
    try:
        return list(_faults(pack))
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError) as error:
        return [say("справка не читается: {why}", why=type(error).__name__)]


def _faults(pack: Mapping[str, Any]) -> Iterator[str]:
    events: list[Event] = []
    for number, one in enumerate(pack["events"], start=1):
        event = from_bytes(one["stored"].encode())
        events.append(event)
        if encode(event)[1].hex() != one["content"]:
            yield say("событие {number}: содержание не сходится с отпечатком", number=number)
        if one["journal"] is not None:
            yield from _unlinked(number, event, one)
    yield from _gaps([one["journal"] for one in pack["events"] if one["journal"]])
    plans = Plans(thaw(pack["rulebook"]["body"].encode()))
    if plans.digest != pack["rulebook"]["digest"]:
        yield say("правила не те: их отпечаток {digest}", digest=plans.digest)
        return
    told = {role: datetime.fromisoformat(at) for role, at in pack["watermarks"].items()}
    as_of = datetime.fromisoformat(pack["as_of"])
    again = _standing(pack["case_id"], events, plans, as_of, told, pack["lang"])
    for name, value in again.items():
        if pack["standing"].get(name) != value:
            yield say("по этим событиям и правилам выходит иное: {name}", name=name)


def _unlinked(number: int, event: Event, one: Mapping[str, Any]) -> Iterator[str]:
    """What does not hold of the journal entry of an event."""
    said = one["journal"]
    received = said["received_at"]
    entry = Entry(
        said["seq"],
        InputKind(said["kind"]),
        said["subject"],
        one["stored"].encode(),
        bytes.fromhex(said["identity"]),
        bytes.fromhex(said["content"]),
        None if received is None else datetime.fromisoformat(received),
    )
    if chain.link(bytes.fromhex(said["previous"]), entry).hex() != said["hash"]:
        yield say("событие {number}: звено цепочки журнала не сходится", number=number)
    if (said["content"], said["identity"]) != (one["content"], identity(event).hex()):
        yield say("событие {number}: запись журнала о другом событии", number=number)


def _gaps(entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Entries that follow one another must hold on to one another."""
    at = {(one["generation"], one["partition"], one["seq"]): one for one in entries}
    for (generation, partition, seq), one in at.items():
        before = at.get((generation, partition, seq - 1))
        if before is not None and before["hash"] != one["previous"]:
            yield say("записи {one} и {two} журнала не связаны", one=seq - 1, two=seq)
