"""A case told in plain words from the store: for its page and for the command line."""

from __future__ import annotations

from datetime import datetime

from sroki.events.i18n import Lang
from sroki.monitors.engine import PlansOf
from sroki.monitors.explain import explain
from sroki.projections.queries import cases
from sroki.projections.queries.reading import Progress, Reading
from sroki.workflows.explanation import Explanation


def explain_case(
    reading: Reading, plans_of: PlansOf, partition: int, case_id: str, lang: Lang
) -> Explanation | None:
    """The life of a case as its partition knows it at the moment of the reading.

    None where there is none, or where the reader may not see it; groups have no life to tell.
    """
    found = cases.subject(reading, case_id)
    if found is None or found.kind == "group" or not found.events:
        return None
    told = told_of(reading.progress[partition], found.authority, found.unit)
    return explain(case_id, found.events, plans_of(found.rulebook), reading.now, told, lang)


def told_of(progress: Progress, authority: str, unit: str) -> dict[str, datetime]:
    """How far each role has told the story of a unit, in one partition."""
    found: dict[str, datetime] = {}
    for name, to in progress.watermarks.items():
        whose, role, of = name.split("/")
        if whose == authority and of in ("*", unit):
            found[role] = max(found.get(role, to), to)
    return found
