"""Words for the codes of all other metrics, so that an alert can name what it is about.

Words stand in no label but here: renaming a unit must not end one series and begin another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sroki.projections.metrics import declared as m
from sroki.projections.queries.reading import Reading
from sroki.workflows.checks import RECORD_DEVIATIONS

Sample = tuple[m.Metric, tuple[str, ...], Any]


def samples(reading: Reading) -> Iterator[Sample]:
    """One for each authority, unit, service and rule."""
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
