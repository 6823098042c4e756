"""What is said of an alert: when it fires, whom it is for, which words it has."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from sroki.deploy.watching import words

# For how long a happening is told, and how far back it is looked for.
WINDOW: Final = "10m"


class Alert(NamedTuple):
    """One alert. `audience` is a unit of the office, or whoever keeps Sroki running.

    `quiet` ones wait for working time. `lasting` is `for`; `keep` is `keep_firing_for`. `link` is
    the page to open. `over` is said when a state has ended.
    """

    name: str
    expr: str
    severity: Literal["critical", "warning", "info", "none"]
    audience: Literal["unit", "administrator", "nobody"]
    summary: str
    description: str
    link: str = words.SITE
    over: str = ""
    lasting: str = ""
    keep: str = ""
    quiet: bool = False
    happening: bool = False


def grown(record: str, window: str = WINDOW) -> str:
    """By how much a counter has grown in a window: exact, from its very first step, over a reset.

    `increase` extrapolates, and would speak of 1.03 breaches.
    """
    return f"({record} - min_over_time({record}[{window}]))"
