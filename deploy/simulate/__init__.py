"""A simulated season of service 01/01/021: seed in, events and their planted truth out.

`season` gives events as they reach the intake, in order, the same bytes for the same arguments.
"""

from sroki.deploy.simulate.season import SimEvent, over, season
from sroki.deploy.simulate.truth import Truth

__all__ = ["SimEvent", "Truth", "over", "season"]
