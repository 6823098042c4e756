"""Of what the rulebook and the directory say: words for codes, editions, periods of filing."""

from __future__ import annotations

from typing import Final

from sroki.projections.metrics.declared.metric import Metric

EDITION: Final = Metric(
    "sroki_edition_in_force",
    "gauge",
    ("authority", "service", "edition"),
    "1 for the edition of the regulation that is in force today, 0 for every other.",
    "every edition of the rulebook",
)
WINDOW: Final = Metric(
    "sroki_window_open",
    "gauge",
    ("authority", "service", "window"),
    "1 while applications are taken, by the edition in force today, else 0.",
    "every period of filing of the rulebook",
)
AUTHORITY_INFO: Final = Metric(
    "sroki_authority_info",
    "gauge",
    ("authority", "title"),
    "Always 1; what people call the authority.",
    "every authority of the directory",
)
UNIT_INFO: Final = Metric(
    "sroki_unit_info",
    "gauge",
    ("authority", "unit", "title"),
    "Always 1; what people call the unit.",
    "every unit of the directory",
)
SERVICE_INFO: Final = Metric(
    "sroki_service_info",
    "gauge",
    ("authority", "service", "title"),
    "Always 1; what people call the service.",
    "every service of the rulebook",
)
RULE_INFO: Final = Metric(
    "sroki_rule_info",
    "gauge",
    ("authority", "service", "rule", "title", "clause", "check"),
    "Always 1; what people call a time limit or a check, and the clause that orders it. `check` is "
    "what the edition asks to be checked, empty for a time limit.",
    "every time limit and check of the rulebook",
)
