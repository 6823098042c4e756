"""A case told in plain words from the store: for its page and for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sroki.events.findings import FindingKind
from sroki.events.i18n import Lang
from sroki.monitors.advance import RECORD_CONFLICT
from sroki.monitors.engine import PlansOf
from sroki.monitors.explain import explain
from sroki.projections.queries import cases
from sroki.projections.queries.cases import Subject
from sroki.projections.queries.reading import Progress, Reading
from sroki.workflows.assessment import Claim
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
    plans = plans_of(found.rulebook)
    return explain(case_id, found.events, plans, reading.now, told, lang, _beside(found))


def _beside(found: Subject) -> Iterator[Claim]:
    """What the events of the case cannot say themselves: deviations that its groups found and that
    hold, as the overtaken know them, and other contents under identities of its events."""
    for one in found.findings:
        if one.kind is not FindingKind.DEVIATION or one.taken_back is not None:
            continue
        if one.subject == found.key and one.rule != RECORD_CONFLICT:
            continue
        params = {name: value for name, value in one.params.items() if name != "detail"}
        yield Claim(
            one.rule,
            one.kind,
            "",
            str(one.params.get("detail", "")),
            one.clause,
            case_id=found.key,
            params=tuple(params.items()),
        )


def told_of(progress: Progress, authority: str, unit: str) -> dict[str, datetime]:
    """How far each role has told the story of a unit, in one partition."""
    found: dict[str, datetime] = {}
    for name, to in progress.watermarks.items():
        whose, role, of = name.split("/")
        if whose == authority and of in ("*", unit):
            found[role] = max(found.get(role, to), to)
    return found
