"""What the rulebook and the directory say: words for the codes of all other metrics, the edition
in force, the periods of filing.

Words stand in no label but here: renaming a unit must not end one series and begin another.
"""

from __future__ import annotations

from collections.abc import Iterator

from sroki.projections.metrics.declared import words as m
from sroki.projections.metrics.declared.metric import Sample
from sroki.projections.queries.reading import Reading
from sroki.workflows.checks import RECORD_DEVIATIONS
from sroki.workflows.dates import window_containing


def samples(reading: Reading) -> Iterator[Sample]:
    """Of each authority, unit, service, rule and edition."""
    names = reading.names
    for authority, title in names.authorities.items():
        yield m.AUTHORITY_INFO, (authority, title), 1
    for (authority, unit), title in names.units.items():
        yield m.UNIT_INFO, (authority, unit, title), 1
    for (authority, service), title in names.services.items():
        yield m.SERVICE_INFO, (authority, service, title), 1
        for rule, deviation in RECORD_DEVIATIONS.items():
            yield m.RULE_INFO, (authority, service, rule, deviation, "", rule), 1
    for (authority, service, rule), name in names.rules.items():
        labels = (authority, service, rule, name.title, name.clause, name.check)
        yield m.RULE_INFO, labels, 1
    yield from _in_force(reading)


def _in_force(reading: Reading) -> Iterator[Sample]:
    windows: dict[tuple[str, str, str], int] = {}
    for edition in reading.names.editions.values():
        today = reading.names.today(edition.authority, reading.now)
        governs = edition.in_force.covers(today)
        labels = (edition.authority, edition.service)
        yield m.EDITION, (*labels, edition.id), int(governs)
        taking = window_containing(today, edition.windows) if governs else None
        for window in edition.windows:
            key = (*labels, window.id)
            windows[key] = max(windows.get(key, 0), int(window is taking))
    for key, is_open in windows.items():
        yield m.WINDOW, key, is_open
