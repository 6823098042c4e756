"""The collector of garbage, told how little of it there is here."""

from __future__ import annotations

import gc


def relax() -> None:
    """Look for garbage in circles some hundred times less often.

    Nothing in the engine holds itself: what is not used is freed at once by counting. To look
    through all that is remembered of cases, every few hundred events, cost a fifth of the time; to
    look through what a portion of a sweep is made of, once or twice in each, still a tenth.
    """
    gc.set_threshold(250_000, 20, 100)


def settle() -> None:
    """Look no more through what a process has made of itself to begin with: half a million objects
    that stay, programs and compiled rules.
    """
    gc.collect()
    gc.freeze()
