"""`assess` of a case that has run its course: eight events, deadlines of 1, 6, 23, 5 and 30 days.

Two editions: the whole of 97-р (seven deadlines of a case, the federal terms, every check and
measure), and the same cut down to the five limits alone. Each at once, as a case not looked at
before; and event by event as the engine does it, which remembers of a case what one event more
cannot have moved: a figure of that is of one event. The yardstick is what it costs to decode the
same events.
"""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks.harness import Stopwatch, Work, report, side_by_side
from sroki.events.catalogue import parse, parse_many, to_bytes
from sroki.monitors.assess import assess
from sroki.monitors.memory import Seen
from sroki.monitors.plans import Plans
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled, rulebook_of

TIMES = 2_000
FIVE = ("registration", "file", "list", "notice", "total_to_result")
AS_OF = datetime(2025, 7, 1, tzinfo=UTC)
LIFE: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("submitted", "2025-04-10T10:00:00+07:00", {"channel": "in_person"}),
    ("registered", "2025-04-10T10:10:00+07:00", {}),
    ("receipt_issued", "2025-04-10T10:15:00+07:00", {}),
    ("asp_checked", "2025-04-11T10:15:00+07:00", {"found": True}),
    ("file_formed", "2025-04-14T10:15:00+07:00", {"part": "paper"}),
    ("file_formed", "2025-04-14T11:15:00+07:00", {"part": "asp_card"}),
    (
        "listed",
        "2025-05-05T11:15:00+07:00",
        {"period": "2025-H2", "number": "1", "outcome": "included", "position": 4},
    ),
    ("notice_sent", "2025-05-07T11:15:00+07:00", {"outcome": "included", "channel": "post"}),
)


def life(edition: Edition) -> list[bytes]:
    """The eight events, as stored."""
    common = {
        "source": "/edms/krsk",
        "authority": edition.authority,
        "service": edition.service,
        "unit": "sovetsky",
        "case_id": "case-1",
    }
    return [
        to_bytes(parse({**common, **fields, "kind": kind, "id": f"e{n}", "occurred_at": at}))
        for n, (kind, at, fields) in enumerate(LIFE)
    ]


def main() -> None:
    whole = bundled("krsk-010121-97r")
    five = whole.model_copy(
        update={
            "time_limits": [one for one in whole.time_limits if one.id in FIVE],
            "checks": [],
            "measures": [],
            "indicators": [],
        }
    )
    bodies = life(whole)
    events = parse_many(bodies)
    plans = {name: Plans(rulebook_of([one])) for name, one in (("whole", whole), ("five", five))}

    def decode(watch: Stopwatch) -> int:
        with watch:
            for _ in range(TIMES):
                parse_many(bodies)
        return TIMES

    def judged(name: str) -> Work:
        def work(watch: Stopwatch) -> int:
            with watch:
                for _ in range(TIMES):
                    assess("case-1", events, plans[name], AS_OF)
            return TIMES

        return work

    prefixes = [events[: count + 1] for count in range(len(events))]

    def grown(name: str) -> Work:
        def work(watch: Stopwatch) -> int:
            with watch:
                for _ in range(TIMES):
                    seen = Seen()
                    for known in prefixes:
                        assess("case-1", known, plans[name], known[-1].occurred_at, {}, seen)
            return TIMES * len(events)

        return work

    figures = side_by_side(
        {
            "decode the eight events": decode,
            "assess, five deadlines": judged("five"),
            "assess, all of 97-р": judged("whole"),
            "one event more, five deadlines": grown("five"),
            "one event more, all of 97-р": grown("whole"),
        }
    )
    report("One case of eight events", figures, "decode the eight events", 1e6, "µs")


if __name__ == "__main__":
    main()
