"""The alerts: when each fires, whom it is for, what it says.

An alert *of a state* fires while the state lasts and resolves when it is over. One *of happenings*
fires when a counter has grown and ends by itself; its end is no good news and is told to nobody.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from sroki.deploy.watching.alerts import intake, machine, places
from sroki.deploy.watching.alerts.alert import Alert


def _said_in(*modules: ModuleType) -> tuple[Alert, ...]:
    """All alerts of modules, in the order of their lines."""
    every = (found for module in modules for found in vars(module).values())
    return tuple(found for found in every if isinstance(found, Alert))


OF_PLACES: Final = _said_in(places)
OF_THE_MACHINE: Final = _said_in(intake, machine)
