"""How an item of the plan stands, in words."""

from __future__ import annotations

from typing import Final

from sroki.events.i18n import mark
from sroki.projections.queries.cycle import Stands

STANDS: Final[dict[Stands, str]] = {
    Stands.DONE: mark("сделано"),
    Stands.SUBMITTED: mark("представлено"),
    Stands.RETURNED: mark("возвращено"),
    Stands.UNDER_WAY: mark("идёт"),
    Stands.LATE: mark("просрочено"),
    Stands.SOON: mark("скоро срок"),
    Stands.AHEAD: mark("впереди"),
}
