"""`python -m tests.desk.make_golden`: a golden file for each version of an act that has none yet.

What is there is never written again: it is how such an act was stored, and must be readable for
ever.
"""

from __future__ import annotations

from pathlib import Path

from sroki.events.acts.catalogue import NEWEST, parse, to_bytes
from sroki.events.contracts.acts import act_example

FOLDER = Path(__file__).parent / "golden"


def path(kind: str, version: int) -> Path:
    """Where the golden file of a version is."""
    return FOLDER / f"{kind}.v{version}.json"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for kind, version in NEWEST.items():
        if not path(kind, version).exists():
            path(kind, version).write_bytes(to_bytes(parse(act_example(kind))) + b"\n")


if __name__ == "__main__":
    main()
