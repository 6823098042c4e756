"""Whether a siege left exactly what it should have. Of the engine it knows the vocabulary alone.

    python -m tests.chaos.checker < facts.json

Facts: where the broker is, its topics, three databases (the besieged one, and the oracle's two),
what was sent, which faults there were. It reads topics and SQL, prints a verdict as JSON, and ends
with 1 where anything is lost, doubled, missing or extra.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any, Final, TypedDict

import psycopg
from kafka import KafkaConsumer, TopicPartition
from psycopg.rows import dict_row

from sroki.events.base import Event
from sroki.events.catalogue import identity
from sroki.events.stored import read_many

Row = dict[str, Any]

_POISON: Final = re.compile(rb"poison-(\d+)")
# Of each table what is a function of the set of events, the clock and the watermarks.
_STANDING: Final[Mapping[str, frozenset[str] | None]] = {
    "subject": frozenset(
        {
            *("key", "kind", "authority", "service", "unit", "edition", "stage", "channel"),
            *("opened_on", "closed", "next_change_at", "rulebook", "fault", "size", "awaits"),
            *("memory", "partition"),
        }
    ),
    "deadline": None,
    "observation": None,
    "standing_finding": None,
    "stage_tally": None,
    "due_tally": None,
    "figure_tally": None,
}
# How, when and in how many steps it came to be. `seq` of a finding is the journal's length at the
# end of a transaction, and batches are cut otherwise.
_OTHERWISE: Final = {"generation", "since", "ended_since", "detected_at", "seq"}


class Fault(TypedDict):
    """`seconds`: from the fault until every partition had moved again."""

    kind: str
    seconds: float


class Facts(TypedDict):
    """What a siege tells of itself. `sent` are the identities of all events, in hex.

    `ledger` is empty where the journal does not say all of it: after a restore.
    """

    bootstrap: str
    events: str
    findings: str
    besieged: str
    standing: str
    ledger: str
    sent: list[str]
    faults: list[Fault]


class Recovery(TypedDict):
    """Of all faults, and the longest of each kind."""

    p50: float
    p95: float
    max: float
    worst: dict[str, float]


class Verdict(TypedDict):
    """How many of what went wrong; `recovery` in seconds: how soon every partition moved again."""

    events: int
    findings: int
    malformed: int
    lost: int
    doubled: int
    missing: int
    extra: int
    uneven: int
    untrue_holds: int
    faults: int
    recovery: Recovery
    first: list[str]


def main() -> int:
    """Facts in, a verdict out."""
    verdict = judge(json.load(sys.stdin))
    json.dump(verdict, sys.stdout, indent=1)
    return int(wrong(verdict) > 0)


def wrong(verdict: Verdict) -> int:
    """How much there is that should not be."""
    return (
        verdict["lost"]
        + verdict["doubled"]
        + verdict["missing"]
        + verdict["extra"]
        + verdict["uneven"]
        + verdict["untrue_holds"]
    )


def judge(facts: Facts) -> Verdict:
    """Hold topics and SQL against one another, and against the oracle."""
    log = _records(facts["bootstrap"], facts["events"])
    topic = _records(facts["bootstrap"], facts["findings"])
    journal = _events_of(facts["besieged"])
    told, poison = _told(log)
    first: list[str] = []
    taken = Counter(journal)
    sent = Counter(map(bytes.fromhex, facts["sent"]))
    lost = (sent | told) - taken
    note(first, "lost", lost)
    missing, extra = _compared(facts, first)
    unsaid, surplus, uneven, said = _findings(facts, topic, first)
    held = _held(facts["besieged"])
    untrue = [*(poison - held).elements(), *(held - poison).elements()]
    note(first, "held", untrue)
    return Verdict(
        events=taken.total(),
        findings=said,
        malformed=poison.total(),
        lost=lost.total(),
        doubled=(taken - told).total() + surplus,
        missing=missing + unsaid,
        extra=extra,
        uneven=uneven,
        untrue_holds=len(untrue),
        faults=len(facts["faults"]),
        recovery=recovery(facts["faults"]),
        first=first,
    )


class Counted(TypedDict):
    """What is wrong of an application that tells of every event once, and counts them by case."""

    lost: int
    doubled: int
    miscounted: int


def naive(bootstrap: str, events: str, prefix: str) -> Counted:
    """Hold what the control of `naive` told and counted against the events."""
    log = _records(bootstrap, events)
    wanted, _ = _told(log)
    told: Counter[bytes] = Counter(
        bytes.fromhex(one.value.decode()) for one in _all(_records(bootstrap, f"{prefix}told"))
    )
    changes = _all(_records(bootstrap, f"{prefix}naive-counts-changelog"))
    counts = {json.loads(one.key): json.loads(one.value) for one in changes}
    cases = Counter(one.key.decode() for one in _all(log))
    return Counted(
        lost=(wanted - told).total(),
        doubled=(told - wanted).total(),
        miscounted=sum(counts.get(case) != number for case, number in cases.items()),
    )


def amiss(counted: Counted) -> int:
    """How much there is that should not be."""
    return counted["lost"] + counted["doubled"] + counted["miscounted"]


def _all(records: dict[int, list[Any]]) -> list[Any]:
    return [one for some in records.values() for one in some]


def recovery(faults: Sequence[Fault]) -> Recovery:
    """How long faults were felt; nothing of no fault."""
    found = sorted(one["seconds"] for one in faults) or [0.0]
    worst: dict[str, float] = {}
    for one in faults:
        worst[one["kind"]] = max(one["seconds"], worst.get(one["kind"], 0.0))
    return Recovery(
        p50=found[len(found) // 2],
        p95=found[min(len(found) - 1, int(len(found) * 0.95))],
        max=found[-1],
        worst=dict(sorted(worst.items())),
    )


def note(first: list[str], what: str, found: Iterable[object]) -> None:
    """Keep a few of what is wrong, for whoever has to look."""
    first += [f"{what}: {one}"[:300] for one in list(found)[:3]]


def _records(bootstrap: str, topic: str) -> dict[int, list[Any]]:
    """All that can be read of a topic, by partition."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    with closing(consumer):
        places = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic)]
        consumer.assign(places)
        consumer.seek_to_beginning(*places)
        ends = consumer.end_offsets(places)
        found: dict[int, list[Any]] = {place.partition: [] for place in places}
        while any(consumer.position(place) < ends[place] for place in places):
            for place, records in consumer.poll(timeout_ms=500).items():
                found[place.partition] += records
        return found


def _told(log: dict[int, list[Any]]) -> tuple[Counter[bytes], Counter[int]]:
    """In how many partitions each event of the log is, and the poison in it."""
    told: Counter[bytes] = Counter()
    poison: Counter[int] = Counter()
    for records in log.values():
        bodies = [record.value for record in records]
        names = {identity(one) for one in read_many(bodies) if isinstance(one, Event)}
        told.update(names)
        poison.update(_numbers(bodies))
    return told, poison


def _numbers(bodies: Iterable[bytes]) -> list[int]:
    return [int(found[1]) for body in bodies if (found := _POISON.search(body))]


def _events_of(url: str) -> list[bytes]:
    """The identity of every event in the journal, as often as it is there."""
    query = "SELECT identity FROM journal WHERE kind IN ('event', 'watermark')"
    return [bytes(row["identity"]) for row in _rows(url, query)]


def _held(url: str) -> Counter[int]:
    return Counter(_numbers(bytes(row["raw"]) for row in _rows(url, "SELECT raw FROM sealed")))


def _compared(facts: Facts, first: list[str]) -> tuple[int, int]:
    """Standing and ledger, row by row: how many rows are missing, how many are too many."""
    missing = extra = 0
    for table, columns in _STANDING.items():
        ours = _table(facts["besieged"], table, columns)
        theirs = _table(facts["standing"], table, columns)
        missing, extra = missing + (theirs - ours).total(), extra + (ours - theirs).total()
        note(first, f"{table} missing", theirs - ours)
        note(first, f"{table} extra", ours - theirs)
    if not facts["ledger"]:
        return missing, extra
    ours, theirs = _table(facts["besieged"], "finding"), _table(facts["ledger"], "finding")
    note(first, "ledger", [*(ours - theirs), *(theirs - ours)])
    return missing + (theirs - ours).total(), extra + (ours - theirs).total()


def _table(url: str, table: str, columns: frozenset[str] | None = None) -> Counter[str]:
    """The rows of a table as text."""
    found: Counter[str] = Counter()
    for row in _rows(url, f'SELECT * FROM "{table}"'):  # noqa: S608 - one of ours
        kept = {
            name: _plain(name, value)
            for name, value in row.items()
            if name not in _OTHERWISE and (columns is None or name in columns)
        }
        found[json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False)] += 1
    return found


def _plain(name: str, value: Any) -> Any:
    """Of the memory of a subject only what holds; JSON whatever the order of its fields."""
    if name == "memory":
        return sorted(json.loads(value).get("held", {}))
    return sorted(json.loads(value).items()) if name == "awaits" else value


def _findings(
    facts: Facts, topic: dict[int, list[Any]], first: list[str]
) -> tuple[int, int, int, int]:
    """How many findings the topic lacks, has twice or beside the ledger, has out of step, has."""
    unsaid = surplus = uneven = said = 0
    query = 'SELECT partition, id FROM "finding" ORDER BY partition, no'
    ledger: dict[int, list[str]] = {number: [] for number in topic}
    for row in _rows(facts["besieged"], query):
        ledger[row["partition"]].append(row["id"])
    for number, records in topic.items():
        heads = [dict(record.headers) for record in records]
        ids = [head["id"].decode() for head in heads]
        named = [json.loads(record.value)["id"] for record in records]
        seqs = [int(head["seq"]) for head in heads]
        wanted, found = Counter(ledger[number]), Counter(ids)
        unsaid += (wanted - found).total()
        surplus += (found - wanted).total()
        out_of_step = seqs != list(range(1, len(seqs) + 1)) or ids != ledger[number] or named != ids
        uneven += out_of_step
        said += len(ids)
        note(first, f"findings of {number}", [*(wanted - found), *(found - wanted)])
    return unsaid, surplus, uneven, said


def _rows(url: str, query: str) -> list[Row]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query.encode()).fetchall()


if __name__ == "__main__":
    sys.exit(main())
