"""`python -m tests.events.make_golden`: a golden file for each (kind, version) that has none yet.

What is there is never written again: it says how an event of that version was sent and stored, and
must be readable for ever.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sroki.events.catalogue import NEWEST
from sroki.events.contracts.examples import example
from tests.events.office import NOW, accepted, intake, stored, wire

FOLDER = Path(__file__).parent / "golden"


def path(kind: str, version: int) -> Path:
    """Where the golden file of a version is."""
    return FOLDER / f"{kind}.v{version}.json"


def told(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """What a town's intake, which knows the numbers the examples name, makes of an event."""
    desk = intake()
    known = wire("submitted", "0", channel="site", case_id="c-7f3k2m9q") | {
        "source": sent["source"]
    }
    for reference in (
        {"kind": "portal", "number": "1203344551"},
        {"kind": "registration", "number": "214-с", "year": 2017},
    ):
        accepted(desk.take(known | {"data": known["data"] | {"reference": reference}}, NOW))
    return [json.loads(one) for one in stored(accepted(desk.take(sent, NOW)).events)]


def main() -> None:
    for kind, version in NEWEST.items():
        if not path(kind, version).exists():
            sent = example(kind)
            document = {"wire": sent, "stored": told(sent)}
            text = json.dumps(document, ensure_ascii=False, indent=1)
            path(kind, version).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
