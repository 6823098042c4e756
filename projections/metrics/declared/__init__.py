"""The metrics, declared: names, labels and what they mean. `docs/metrics.md` is made from here.

Labels are codes of the directory and of the rulebook, so the number of series follows from them
and not from the number of applications. No label ever holds a case, a registration number or a
person.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from sroki.projections.metrics.declared import (
    figures,
    intake,
    machine,
    process,
    shell,
    words,
    work,
)
from sroki.projections.metrics.declared.metric import Metric


def _declared(*modules: ModuleType) -> tuple[Metric, ...]:
    """All that modules declare, in the order of their lines."""
    every = (found for module in modules for found in vars(module).values())
    return tuple(found for found in every if isinstance(found, Metric))


METRICS: Final = _declared(work, intake, words, machine, figures)
SHELL: Final = _declared(shell)
PROCESS: Final = _declared(process)
