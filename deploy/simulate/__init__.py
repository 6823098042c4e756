"""A simulated season of service 01/01/021: seed in, events and their planted truth out.

`season` gives events as they reach the intake, in order, the same bytes for the same arguments;
`registers` gives the same people as one unit's Excel register, exported again and again.
"""

from sroki.deploy.simulate.registers import Book, Edit, Register, registers
from sroki.deploy.simulate.season import SimEvent, over, season
from sroki.deploy.simulate.truth import Truth

__all__ = [
    "Book",
    "Edit",
    "Register",
    "SimEvent",
    "Truth",
    "over",
    "registers",
    "season",
]
