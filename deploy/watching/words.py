"""What an alert says, in the template language of Prometheus.

Labels are codes, so that renaming a unit ends no alert; words are looked up when the text is made,
in held series, so that a text keeps its words while nothing answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from sroki.deploy.watching import held
from sroki.deploy.watching.held import Held

PLACE: Final = ("authority", "service", "rule", "unit")
# The address of the board: an external label of Prometheus.
SITE: Final = "{{ $externalLabels.sroki_url }}"
NUMBER: Final = '{{ printf "%.0f" $value }}'


def _query(series: Held, labels: Sequence[str], **fixed: str) -> str:
    told = [f"{name}='{value}'" for name, value in fixed.items()]
    told += [f"{name}=%q" for name in labels]
    given = " ".join(f"$labels.{name}" for name in labels)
    return f"query (printf `{series.record}{{{','.join(told)}}}` {given})"


def _title(series: Held, labels: Sequence[str]) -> str:
    found = _query(series, labels)
    return (
        f'{{{{ with {found} }}}}{{{{ . | first | label "title" }}}}'
        f"{{{{ else }}}}{{{{ $labels.{labels[-1]} }}}}{{{{ end }}}}"
    )


AUTHORITY: Final = _title(held.AUTHORITY, ("authority",))
UNIT: Final = _title(held.UNIT, ("authority", "unit"))
SERVICE: Final = f"«{_title(held.SERVICE, ('authority', 'service'))}»"
# «Регистрация заявления» (п. 15)
RULE: Final = (
    f"{{{{ with {_query(held.RULE, ('authority', 'service', 'rule'))} }}}}{{{{ with first . }}}}"
    "«{{ .Labels.title }}»{{ with .Labels.clause }} ({{ . }}){{ end }}{{ end }}"
    "{{ else }}{{ $labels.rule }}{{ end }}"
)


def day(of: str, before: str, after: str = "") -> str:
    """A due day of the place as ДД.ММ.ГГГГ between two texts; nothing where there is none."""
    return (
        f"{{{{ with {_query(held.DUE_DAY, PLACE, of=of)} }}}}{before}"
        f'{{{{ (. | first | value | toTime).Format "02.01.2006" }}}}{after}{{{{ end }}}}'
    )


def number(series: Held, before: str, after: str = "") -> str:
    """What a series of the place says, between two texts."""
    return (
        f"{{{{ with {_query(series, PLACE)} }}}}{before}"
        f'{{{{ . | first | value | printf "%.0f" }}}}{after}{{{{ end }}}}'
    )


def board(path: str = "/", labels: Sequence[str] = PLACE, **fixed: str) -> str:
    """The page of the board that lists what the alert is about."""
    said = [urlencode(fixed)] if fixed else []
    said += [f"{name}={{{{ $labels.{name} | urlquery }}}}" for name in labels]
    return f"{SITE}{path}?{'&'.join(said)}" if said else f"{SITE}{path}"
